"""Form fields listed in the file itself (`formProperty`), for engines that show no form files."""

from __future__ import annotations

from dataclasses import dataclass

from modeler.dialects.losses import Losses
from runner.approvals.verdicts import verdicts_of
from runner.bundle.bundle import Bundle
from runner.bundle.graph import Node
from runner.core.i18n import tr
from runner.forms.schema import Component, field_places
from runner.rights.fields import field_access

_TYPES = {"number": "double", "money": "double", "percent": "double", "rating": "double", "checkbox": "boolean",
          "switch": "boolean", "select": "enum", "radio": "enum"}  # fmt: skip


@dataclass(frozen=True)
class Property:
    """One field as it is listed; `values` are the ids and labels of a choice."""

    said: dict[str, str]
    values: tuple[tuple[str, str], ...] = ()


def properties_of(bundle: Bundle, node: Node, losses: Losses) -> list[Property]:
    """The fields that a step sees; tables and fields inside of others have no such form and are told."""
    found: list[Property] = []
    left: list[str] = []
    use = node.form
    form = bundle.forms.get(use.ref) if use is not None else None
    for place in field_places(form) if form is not None else ():
        access = field_access(use.fields, place.path) if use is not None and use.fields else "edit"
        one = place.component
        if access == "hidden" or place.table is not None:
            continue
        if "." in place.path or one.type == "dynamiclist":
            left.append(one.caption or place.path)
            continue
        found.append(Property(_said(place.path, one, access), _values(one)))
    if left and use is not None:
        losses.add("form-fields", None, file=f"forms/{use.ref}.form", form=use.ref, fields=", ".join(left[:5]))
    buttons = verdicts_of(node)
    if buttons:
        said = {"id": f"{node.id}_verdict", "name": tr("Verdict"), "type": "enum", "required": "true"}
        found.append(Property(said, tuple((one.id, tr(one.label) or one.id) for one in buttons)))
    return found


def _said(path: str, one: Component, access: str) -> dict[str, str]:
    needed = access == "required" or (access == "edit" and bool(one.rules.get("required")))
    kind = _TYPES.get(one.kind, "string")
    return {
        "id": path,
        "name": one.caption or path,
        "type": kind if kind != "enum" or one.values else "string",
        "writable": "" if access in ("edit", "required") else "false",
        "required": "true" if needed else "",
    }


def _values(one: Component) -> tuple[tuple[str, str], ...]:
    if _TYPES.get(one.kind) != "enum":
        return ()
    return tuple(
        (str(item.get("value", "")), str(item.get("label") or item.get("value"))) for item in one.values or ()
    )
