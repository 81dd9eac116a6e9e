"""A process whose form gets a serial number, and a child process that submits it over and over."""

from __future__ import annotations

from typing import Any

from runner.bundle.bundle import Bundle, WorkspaceInfo
from runner.bundle.graph import FormUse
from runner.data.dictionary import Dictionary
from runner.data.numbering import NumberRule, Segment
from runner.forms.schema import Form
from runner.organization.model import Company, Organization
from runner.rights.model import FieldRight
from runner.service import Service
from tests.helpers.graphs import A
from tests.helpers.office import office

EDIT = [FieldRight(path="*", access="edit")]


def rule(*segments: Segment, **more: Any) -> NumberRule:
    """A rule of these segments; without any `QJ-yyyyMMdd-0001`, anew each day."""
    usual = (
        Segment(kind="fixed", text="QJ-"), Segment(kind="date", pattern="yyyyMMdd"), Segment(kind="fixed", text="-"),
        Segment(kind="sequence", width=4, reset="day"),
    )  # fmt: skip
    return NumberRule(code="no", name="Leave number", segments=list(segments or usual), **more)


def form() -> Form:
    """A number, a kind, and days which must be there."""
    return Form.model_validate(
        {"id": "f", "components": [
            {"type": "textfield", "key": "no", "label": "No.",
             "properties": {"slip:kind": "serial", "slip:numbering": "no"}},
            {"type": "textfield", "key": "kind", "label": "Kind"},
            {"type": "number", "key": "days", "label": "Days", "validate": {"required": True}},
        ]}
    )  # fmt: skip


def people() -> Organization:
    """The office, in a company."""
    found = office()
    departments = [item.model_copy(update={"company": "hq"}) for item in found.departments]
    return found.model_copy(update={"companies": [Company(id="hq", name="HQ")], "departments": departments})


def bundle(numbers: NumberRule, zone: str = "Asia/Shanghai") -> Bundle:
    """A request that one person agrees to."""
    made = (
        A().start("S", form=FormUse(ref="f", fields=EDIT)).approve("T", "user:li").end().chain("S", "T", "E")
        .bundle(organization=people(), forms={"f": form()}, dictionary=Dictionary(numbering=[numbers]))
    )  # fmt: skip
    return Bundle(**{**made.__dict__, "workspace": WorkspaceInfo(time_zone=zone)})


def submit(url: str, model: str, count: int) -> list[str]:
    """Submit so many forms through a service of one's own; the numbers they got."""
    service = Service(url)
    try:
        cases = [service.start(model, "zhang", {"days": 1}) for _ in range(count)]
        return [str(service.variables(case)["no"]) for case in cases]
    finally:
        service.close()
