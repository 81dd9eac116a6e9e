"""A form with every kind of field, and short words to make others."""

from __future__ import annotations

from typing import Any

from runner.data.source import DataSource
from runner.forms.fields import FIELDS
from runner.forms.schema import Form
from runner.rights.model import FieldRight


def field(kind: str, key: str, **settings: Any) -> dict[str, Any]:
    """One component as form-js writes it; `own` goes under properties, `rules` under validate."""
    own = {f"slip:{name}": value for name, value in settings.pop("own", {}).items()}
    type_ = FIELDS[kind].type if kind in FIELDS else kind
    if type_ != kind:
        own["slip:kind"] = kind
    component = {"type": type_, "id": f"Field_{key}", "label": key.title(), **settings}
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


SUPPLIERS = DataSource.model_validate(
    {
        "columns": [{"key": "code"}, {"key": "title"}, {"key": "phone"}],
        "rows": [
            {"code": "S1", "title": "北方钢铁", "phone": "13800138000"},
            {"code": "S2", "title": "Acme", "phone": ""},
        ],
    }
)
REGIONS = [
    {"value": "11", "label": "北京市"},
    {"value": "1101", "label": "市辖区", "properties": {"slip:parent": "11"}},
    {"value": "110101", "label": "东城区", "properties": {"slip:parent": "1101"}},
    {"value": "110102", "label": "西城区", "properties": {"slip:parent": "1101", "slip:to": "2020-01-01"}},
    {"value": "81", "label": "香港特别行政区"},
]
"""A tree of choices, one of them retired."""


def more_fields() -> list[dict[str, Any]]:
    """One field of each kind that rides on a form-js type."""
    return [
        field("richText", "story", rules={"maxLength": 200}),
        field("phone", "phone", own={"mask": "readers"}),
        field("identityCard", "card"),
        field("email", "address"),
        field("webAddress", "site"),
        field("bankCard", "bank", own={"fullFor": "role:hr"}),
        field("bankAccount", "account"),
        field("invoiceNumber", "invoice"),
        field("percent", "share", decimalDigits=1, rules={"min": 0, "max": 100}),
        field("rating", "stars", own={"most": 7}),
        field("taglist", "labels", values=[{"value": "p", "label": "P"}, {"value": "q", "label": "Q"}]),
        field("cascade", "branch", values=REGIONS, own={"anyLevel": True}),
        field("region", "region", values=REGIONS),
        field("switch", "onOff"),
        field("dateRange", "hours", own={"measure": "hours"}),
        field("department", "unit", own={"default": "me"}),
        field("position", "post", own={"multiple": True}),
        field("role", "part"),
        field("company", "firm"),
        field("person", "kept", own={"keepName": True, "multiple": True}),
        field("relatedCase", "trip"),
        field("lookup", "supplier", own={"source": "suppliers", "fill": "supplierPhone=phone"}),
        field("phone", "supplierPhone", readonly=True),
        field("picture", "photos", multiple=True, own={"maxFiles": 2, "maxSize": 1}),
        field("signature", "signed"),
        field("location", "place"),
        field("scan", "barcode"),
        field("starter", "byWhom"),
        field("starterDepartment", "fromWhere"),
        field("startTime", "since"),
        {"type": "group", "id": "Tabs_1", "properties": {"slip:kind": "tabs"}, "components": [
            {"type": "group", "id": "Tab_1", "label": "One", "components": [field("textfield", "first")]},
            {"type": "group", "id": "Tab_2", "label": "Two", "components": [field("number", "second")]},
        ]},
        {"type": "group", "id": "Paper_1", "properties": {"slip:kind": "paper"}, "components": [
            field("textfield", "left", layout={"row": "R", "columns": 12}, own={"rowsHigh": 2}),
            field("textfield", "right", layout={"row": "R", "columns": 12}),
            field("textfield", "under"),
        ]},
    ]  # fmt: skip


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
        *more_fields(),
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
