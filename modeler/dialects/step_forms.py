"""Forms for engines that show form-js: one file a step where the step has rights on fields of its own."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from modeler.dialects.losses import Losses
from runner.approvals.verdicts import verdicts_of
from runner.bundle.bundle import Bundle
from runner.bundle.graph import Node
from runner.core.i18n import tr
from runner.forms.schema import Component, Form, joined, places
from runner.rights.fields import field_access, field_right
from runner.rights.model import FieldRight

_PLAIN = frozenset(
    {"textfield", "textarea", "number", "checkbox", "select", "radio", "checklist", "taglist", "datetime", "text",
     "group", "columns", "spacer", "separator", "image", "html", "button", "iframe", "dynamiclist", "table",
     "expression", "filepicker", "documentPreview"}
)  # fmt: skip
"""The kinds that form-js itself knows."""
_OWN = "slip:"


@dataclass
class FormFiles:
    """The forms of a package as they are written: `files` by name, `refs` by element."""

    bundle: Bundle
    platform: str
    version: str
    losses: Losses
    files: dict[str, bytes] = field(default_factory=dict)

    def of(self, node: Node) -> str | None:
        """The id of the form that a step shows, written at the first use; None where it has none."""
        use, name = node.form, node.name or node.id
        if use is None and not _asks(node):
            return None
        if use is not None and use.ref not in self.bundle.forms:
            self.losses.add("form-gone", node.id, name, form=use.ref)
            return None
        ref = use.ref if use is not None else ""
        form = self.bundle.forms[ref] if use is not None else Form(id=node.id)
        rights = use.fields if use is not None else []
        shared = not rights and not _asks(node)
        own = _form_id(ref if shared else f"{ref}_{node.id}" if ref else node.id)
        if f"{own}.form" in self.files:
            return own
        self._tell(form, ref or node.id)
        if any(line.rows is not None for line in rights):
            self.losses.add("rows", node.id, name)
        self.files[f"{own}.form"] = self._bytes(own, form, rights, node)
        return own

    def _tell(self, form: Form, ref: str) -> None:
        special = [place.component.caption or place.path for place in places(form.components)
                   if place.component.kind not in _PLAIN]  # fmt: skip
        if special:
            self.losses.add("form-plain", None, file=f"forms/{ref}.form", form=ref, fields=_few(special))
        if form.checks:
            self.losses.add("form-checks", None, file=f"forms/{ref}.form", form=ref)

    def _bytes(self, own: str, form: Form, rights: Sequence[FieldRight], node: Node) -> bytes:
        whole: dict[str, Any] = form.model_dump(mode="json", by_alias=True, exclude_unset=True)
        whole = {key: value for key, value in whole.items() if not key.startswith(_OWN)}
        components = [made for one in form.components if (made := _component(one, rights, "")) is not None]
        if (buttons := _verdict_field(node)) is not None:
            components.append(buttons)
        whole |= {"components": components, "type": "default", "id": own, "schemaVersion": form.schemaVersion,
                  "executionPlatform": self.platform, "executionPlatformVersion": self.version}  # fmt: skip
        return (json.dumps(whole, ensure_ascii=False, indent=2) + "\n").encode()


def _asks(node: Node) -> bool:
    return bool(verdicts_of(node))


def _form_id(text: str) -> str:
    """An id that form-js takes: a letter first, then letters, digits and `_ - .`."""
    plain = re.sub(r"[^\w.-]", "_", text)
    return plain if plain[:1].isalpha() else f"form_{plain}"


def _component(one: Component, rights: Sequence[FieldRight], prefix: str) -> dict[str, Any] | None:
    """A component as the step shows it; None where it is hidden."""
    made: dict[str, Any] = one.model_dump(mode="json", by_alias=True, exclude_unset=True)
    path = joined(prefix, one.name) if one.name else prefix
    if one.name and rights:
        access = field_access(rights, path)
        if access == "hidden":
            return None
        if access == "read" and one.kind not in ("text", "table", "html"):
            made["readonly"] = True
        if access == "required" and (line := field_right(rights, path)) is not None and line.path == path:
            made["validate"] = {**(made.get("validate") or {}), "required": True}
    if one.components is not None:
        inside = path if one.type == "dynamiclist" else joined(prefix, one.path or "")
        made["components"] = [found for child in one.components
                              if (found := _component(child, rights, inside)) is not None]  # fmt: skip
    if one.type == "dynamiclist" and made.get("readonly"):
        made["allowAddRemove"] = False
    return made


def _verdict_field(node: Node) -> dict[str, Any] | None:
    """The buttons of an approval as a choice, which gives the variable `NODE_verdict`."""
    buttons = verdicts_of(node)
    if not buttons:
        return None
    values = [{"label": tr(one.label) or one.id, "value": one.id} for one in buttons]
    key = f"{node.id}_verdict"
    return {"type": "radio", "id": f"Field_{key}", "key": key, "label": tr("Verdict"), "values": values,
            "validate": {"required": True}}  # fmt: skip


def _few(names: Sequence[str]) -> str:
    shown = ", ".join(dict.fromkeys(names[:5]))
    return f"{shown} …" if len(names) > 5 else shown
