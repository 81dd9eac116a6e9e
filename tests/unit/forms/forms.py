"""A form with every kind of field, and short words to make others."""

from __future__ import annotations

from typing import Any

from runner.forms.schema import Form
from runner.rights.model import FieldRight


def field(kind: str, key: str, **settings: Any) -> dict[str, Any]:
    """One component as form-js writes it; `own` goes under properties, `rules` under validate."""
    types = {"money": "number", "dateRange": "textfield", "person": "textfield", "attachment": "filepicker",
             "table": "dynamiclist"}  # fmt: skip
    own = {f"slip:{name}": value for name, value in settings.pop("own", {}).items()}
    if kind in types:
        own["slip:kind"] = kind
    component = {"type": types.get(kind, kind), "id": f"Field_{key}", "label": key.title(), **settings}
    component["path" if kind in ("table", "dynamiclist") else "key"] = key
    if "rules" in component:
        component["validate"] = component.pop("rules")
    if "hide" in component:
        component["conditional"] = {"hide": component.pop("hide")}
    if own:
        component["properties"] = own
    return component


def a_form(*components: dict[str, Any]) -> Form:
    return Form.model_validate({"type": "default", "id": "sample", "components": list(components)})


def lines(**access: str) -> list[FieldRight]:
    """Rights by path; `items__price` is the column `items.price`, `rest` the path `*`."""
    paths = {name: "*" if name == "rest" else name.replace("__", ".") for name in access}
    return [FieldRight.model_validate({"path": paths[name], "access": it}) for name, it in access.items()]


def whole_form() -> Form:
    """Every kind that holds a value, with limits, conditions, a computed field and a table."""
    return a_form(
        {"type": "text", "id": "Text_1", "text": "Hello"},
        field("textfield", "title", rules={"required": True, "minLength": 3, "maxLength": 30}),
        field("textfield", "code", rules={"pattern": "^[A-Z]{2}-[0-9]{4}$"}),
        field("textfield", "mail", rules={"validationType": "email"}),
        field("textarea", "reason", rules={"maxLength": 20}),
        field("number", "days", decimalDigits=1, increment=0.5, rules={"min": 0.5, "max": "=limit"}),
        field("number", "limit", decimalDigits=0, rules={"min": 5, "max": 9, "required": True}),
        field("money", "amount", rules={"min": 0, "max": 5000}),
        field("datetime", "day", subtype="date"),
        field("datetime", "at", subtype="datetime"),
        field("dateRange", "period", rules={"required": True}),
        field("select", "kind", values=[{"value": "a", "label": "A"}, {"value": "b", "label": "B"}]),
        field("checklist", "tags", values=[{"value": "x", "label": "X"}, {"value": "y", "label": "Y"}]),
        field("radio", "half", values=[{"value": "am", "label": "Morning"}, {"value": "pm", "label": "Afternoon"}]),
        field("expression", "double", expression="=days * 2", computeOn="change"),
        field("checkbox", "urgent"),
        field("serial", "caseNo", own={"numbering": "no"}),
        field("textfield", "why", hide="=not(urgent = true)", rules={"required": True}),
        field("person", "handover"),
        field("attachment", "files", accept=".pdf,.jpg", multiple=True),
        field("number", "length", own={"formula": "=period.days"}),
        {"type": "group", "id": "Group_1", "path": "extra", "components": [field("textfield", "note")]},
        field(
            "table", "items", own={"minRows": 1, "maxRows": 4, "sum": "price"},
            components=[
                field("textfield", "what", rules={"required": True}),
                field("money", "price", rules={"min": 1}),
                field("checkbox", "special"),
                field("textarea", "remark", hide="=not(special = true)", rules={"required": True}),
            ],
        ),
    )  # fmt: skip
