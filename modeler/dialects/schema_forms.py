"""Forms as JSON Schema with a schema for how they are shown, for engines that take those."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from modeler.dialects.losses import Losses
from runner.approvals.verdicts import verdicts_of
from runner.bundle.bundle import Bundle
from runner.bundle.graph import Node
from runner.core.i18n import tr
from runner.forms.schema import Component, Form, joined
from runner.rights.fields import field_access
from runner.rights.model import FieldRight

_TYPES: Mapping[str, str] = {"number": "number", "money": "number", "percent": "number", "rating": "integer",
                             "checkbox": "boolean", "switch": "boolean"}  # fmt: skip
_KNOWN = frozenset(
    {"textfield", "textarea", "number", "checkbox", "select", "radio", "datetime", "dynamiclist", "group"}
)


def schema_files(bundle: Bundle, node: Node, losses: Losses) -> dict[str, bytes]:
    """The two files of a step, `NAME-schema.json` and `NAME-uischema.json`; none where it has no form."""
    use, buttons = node.form, verdicts_of(node)
    if use is not None and use.ref not in bundle.forms:
        losses.add("form-gone", node.id, node.name or node.id, form=use.ref)
        return {}
    if use is None and not buttons:
        return {}
    form = bundle.forms[use.ref] if use is not None else Form()
    rights = use.fields if use is not None else []
    special: list[str] = []
    shown: dict[str, Any] = {}
    schema = _object(form.components or [], rights, "", shown, special)
    if buttons:
        key = f"{node.id}_verdict"
        schema["properties"][key] = {"type": "string", "title": tr("Verdict"), "enum": [one.id for one in buttons]}
        schema["required"] = [*schema.get("required", []), key]
    if use is not None and special:
        losses.add("form-plain", None, file=f"forms/{use.ref}.form", form=use.ref, fields=", ".join(special[:5]))
    if use is not None and form.checks:
        losses.add("form-checks", None, file=f"forms/{use.ref}.form", form=use.ref)
    stem = f"{use.ref}_{node.id}" if use is not None else node.id
    return {
        f"{stem}-schema.json": _json({"title": node.name or node.id, **schema}),
        f"{stem}-uischema.json": _json(shown),
    }


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def _object(
    components: list[Component], rights: list[FieldRight], prefix: str, shown: dict[str, Any], special: list[str]
) -> dict[str, Any]:
    properties: dict[str, Any] = {}
    required: list[str] = []
    for one in components:
        path = joined(prefix, one.name) if one.name else prefix
        access = field_access(rights, path) if rights and one.name else "edit"
        if access == "hidden":
            continue
        if one.type == "dynamiclist":
            inside = _object(one.components or [], rights, path, {}, special)
            properties[one.name] = {"type": "array", "title": one.caption, "items": inside}
        elif one.components is not None and not one.name:
            inner = _object(one.components, rights, prefix, shown, special)
            properties |= inner["properties"]
            required += inner.get("required", [])
            continue
        elif one.name:
            properties[one.name] = _field(one)
        else:
            continue
        if one.kind not in _KNOWN:
            special.append(one.caption or path)
        if access == "required" or (access == "edit" and one.rules.get("required")):
            required.append(one.name)
        if access == "read":
            shown[one.name] = {"ui:readonly": True}
    return {"type": "object", "properties": properties, **({"required": required} if required else {})}


def _field(one: Component) -> dict[str, Any]:
    made: dict[str, Any] = {"type": _TYPES.get(one.kind, "string"), "title": one.caption}
    if one.kind in ("select", "radio") and one.values:
        made["oneOf"] = [{"const": item.get("value"), "title": item.get("label")} for item in one.values]
    if one.kind == "datetime" and one.option("subtype", "date") == "date":
        made["format"] = "date"
    if one.kind == "textarea":
        made["maxLength"] = one.rules.get("maxLength", 10_000)
    return made
