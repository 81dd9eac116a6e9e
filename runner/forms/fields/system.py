"""What the case itself knows: who started it, in which department, when. Given at the start; nobody writes it."""

from __future__ import annotations

from typing import Any

from runner.core.i18n import N_, pick
from runner.forms.field import FieldKind, FormFacts
from runner.forms.fields.dates import coerce_moment
from runner.forms.fields.serial import coerce as coerce_plain
from runner.forms.schema import Component


def coerce_named(component: Component, value: Any, facts: FormFacts) -> Any:
    """`{"id", "name"}`, or the id alone."""
    if isinstance(value, dict) and isinstance(value.get("id"), str) and value["id"]:
        return {"id": value["id"], "name": str(value.get("name") or value["id"])}
    return coerce_plain(component, value, facts)


def coerce_time(component: Component, value: Any, facts: FormFacts) -> Any:
    """The ISO text of an instant."""
    return coerce_moment(component.model_copy(update={"subtype": "datetime"}), value, facts)


def starter(component: Component, facts: FormFacts) -> Any:
    """The person who starts the case."""
    user = facts.organization.user(facts.user) if facts.organization is not None else None
    return {"id": user.id, "name": pick(user.name) or user.id} if user is not None else None


def starter_department(component: Component, facts: FormFacts) -> Any:
    """The department that they start for, else their primary one."""
    user = facts.person
    department = facts.organization.department(user.primary.department) if (
        facts.organization is not None and user is not None and user.primary is not None
    ) else None  # fmt: skip
    return {"id": department.id, "name": pick(department.name) or department.id} if department is not None else None


def start_time(component: Component, facts: FormFacts) -> Any:
    """The moment of the start, by the clock of the case."""
    return facts.now.replace(microsecond=0).isoformat() if facts.now is not None else None


_PROPERTIES = ("label", "hide", "columns", "element")

FIELDS = [
    FieldKind("starter", "textfield", N_("Starter"), "given", None, coerce_named, properties=_PROPERTIES,
              offered=44, fill=starter),
    FieldKind("starterDepartment", "textfield", N_("Starter's department"), "given", None, coerce_named,
              properties=_PROPERTIES, offered=45, fill=starter_department),
    FieldKind("startTime", "textfield", N_("Start time"), "given", None, coerce_time, properties=_PROPERTIES,
              offered=46, fill=start_time),
]  # fmt: skip
