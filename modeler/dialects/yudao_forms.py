"""The one form of a process as yudao keeps it: fields of the form designer of its pages, each as a text of JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from modeler.dialects.losses import Losses
from runner.bundle.bundle import Bundle
from runner.bundle.graph import Graph, Node
from runner.forms.schema import Component, Place, field_places
from runner.rights.fields import field_access

_CONF = {"form": {"labelPosition": "right", "labelWidth": "125px", "size": "default"}, "submitBtn": False,
         "resetBtn": False}  # fmt: skip
_TYPES: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "textfield": ("input", {}),
    "textarea": ("input", {"type": "textarea"}),
    "number": ("inputNumber", {}),
    "money": ("inputNumber", {"precision": 2}),
    "percent": ("inputNumber", {}),
    "rating": ("rate", {}),
    "checkbox": ("switch", {}),
    "switch": ("switch", {}),
    "select": ("select", {}),
    "radio": ("radio", {}),
    "checklist": ("checkbox", {}),
    "taglist": ("select", {"multiple": True}),
    "date": ("datePicker", {"type": "date", "valueFormat": "YYYY-MM-DD"}),
    "datetime": ("datePicker", {"type": "datetime", "valueFormat": "YYYY-MM-DD HH:mm:ss"}),
    "time": ("timePicker", {"valueFormat": "HH:mm:ss"}),
    "person": ("UserSelect", {}),
    "department": ("DeptSelect", {}),
}
"""Kind of field -> what the designer calls it, and what it is told."""
_READ, _WRITE, _HIDDEN = "1", "2", "3"
_ACCESS = {"hidden": _HIDDEN, "read": _READ, "edit": _WRITE, "required": _WRITE}


def form_of(graph: Graph, bundle: Bundle) -> str:
    """The form that a process shows: that of its start, or else of the first step that has one; empty: none."""
    nodes = sorted(graph.nodes, key=lambda node: node.kind != "startEvent")
    uses = (node.form.ref for node in nodes if node.form is not None and node.form.ref in bundle.forms)
    return next(uses, "")


def form_file(ref: str, bundle: Bundle, losses: Losses) -> dict[str, Any]:
    """What the server is told of a form: `conf` and `fields` as texts; a process without one has no fields."""
    fields, left = [], []
    for place in _places(ref, bundle):
        written = _field(place)
        if written is None:
            left.append(place.component.caption or place.path)
        else:
            fields.append(_text(written))
    if left:
        losses.add("form-fields", None, file=f"forms/{ref}.form", form=ref, fields=", ".join(left[:5]))
    if ref and bundle.forms[ref].checks:
        losses.add("form-checks", None, file=f"forms/{ref}.form", form=ref)
    return {"conf": _text(_CONF), "fields": fields}


def access_of(node: Node, ref: str, bundle: Bundle, losses: Losses) -> Iterator[dict[str, str]]:
    """What a step may do with each field of the form of its process; another form is not shown there, and told."""
    use, name = node.form, node.name or node.id
    if use is None:
        return
    if use.ref not in bundle.forms:
        losses.add("form-gone", node.id, name, form=use.ref)
        return
    if use.ref != ref:
        losses.add("form-one", node.id, name, form=use.ref, own=ref)
        return
    needed = []
    for place in _places(ref, bundle):
        access = field_access(use.fields, place.path)
        if access == "required" and not place.component.rules.get("required"):
            needed.append(place.component.caption or place.path)
        if _field(place) is not None:
            yield {"field": place.path, "permission": _ACCESS[access]}
    if needed:
        losses.add("field-needed", node.id, name, fields=", ".join(needed[:5]))


def _places(ref: str, bundle: Bundle) -> list[Place]:
    form = bundle.forms.get(ref)
    return [] if form is None else [place for place in field_places(form) if place.table is None]


def _field(place: Place) -> dict[str, Any] | None:
    """None for what the designer has not: tables, and fields inside of others."""
    one: Component = place.component
    if one.kind not in _TYPES or "." in place.path:
        return None
    kind, props = _TYPES[one.kind]
    written: dict[str, Any] = {
        "type": kind, "field": place.path, "title": one.caption or place.path, "info": "", "props": dict(props),
        "$required": bool(one.rules.get("required")), "hidden": False, "display": True,
    }  # fmt: skip
    if one.is_fixed:
        written["props"]["disabled"] = True
    if kind in ("select", "radio", "checkbox"):
        written["options"] = [
            {"label": str(item.get("label") or item.get("value")), "value": item.get("value")}
            for item in one.values or ()
        ]
    return written


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
