"""The JSON files of the workspace as this place reads and changes them."""

from __future__ import annotations

from typing import TypeVar

from pydantic import BaseModel

from modeler.document.change import Change, Origin
from modeler.document.editable import Editable
from modeler.document.json_document import JsonDocument
from modeler.forms.edit import new_form
from modeler.ui.context import Context
from runner.core.i18n import pick
from runner.core.i18n import tr as _
from runner.core.signal import Signal
from runner.data.dictionary import Dictionary
from runner.forms.schema import Form
from runner.organization.model import Organization
from runner.rights.model import WorkspaceRights

V = TypeVar("V", bound=BaseModel)


class Parts:
    """Forms, organisation, dictionary and rights of the workspace. `last` is the file edited last: what undo
    takes back; `changed` tells of each change of a file. Raises `FormatError` for files that do not fit."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.last: Editable | None = None
        self.changed: Signal[Change] = Signal()
        self._watched: list[Editable] = []
        context.documentChanged.connect(self._document_changed)
        context.workspaceChanged.connect(self._forget)

    # reading -----------------------------------------------------------------------------------

    def form_refs(self) -> list[str]:
        """The file stems of all forms."""
        workspace = self.context.workspace
        return list(workspace.forms) if workspace is not None else []

    def form(self, ref: str) -> Form | None:
        """The form of that file stem, or None."""
        workspace = self.context.workspace
        if workspace is None or not ref:
            return None
        part = workspace.forms.get(ref)
        return part.value if part is not None else None

    def form_name(self, ref: str) -> str:
        """What a person calls the form: its heading, else its file stem."""
        form = self.form(ref)
        for component in form.components if form is not None else ():
            if component.type == "text":
                own = component.properties or {}
                text = (
                    pick({"zh": str(own.get("slip:zh") or ""), "en": str(own.get("slip:en") or "")}) or component.text
                )
                first = (text or "").strip().splitlines()[0] if (text or "").strip() else ""
                if first.startswith("#"):
                    return first.lstrip("# ").strip()
        return ref

    def workspace_rights(self) -> WorkspaceRights:
        """The rights of the whole workspace."""
        workspace = self.context.workspace
        return workspace.rights.value if workspace is not None else WorkspaceRights()

    # changing ----------------------------------------------------------------------------------

    def _set(self, part: JsonDocument[V], value: V, label: str) -> None:
        self._touched(part)
        part.set(value, label)
        self.context.stateChanged.emit()

    def set_form(self, ref: str, form: Form, label: str) -> None:
        """Replace a form, in one step of undo."""
        workspace = self.context.workspace
        if workspace is not None:
            self._set(workspace.forms.new(ref), form, label)

    def set_organization(self, organization: Organization, label: str) -> None:
        """Replace the organisation, in one step of undo."""
        workspace = self.context.workspace
        if workspace is not None:
            self._set(workspace.organization, organization, label)

    def set_dictionary(self, dictionary: Dictionary, label: str) -> None:
        """Replace the dictionary, in one step of undo."""
        workspace = self.context.workspace
        if workspace is not None:
            self._set(workspace.dictionary, dictionary, label)

    def add_form(self) -> str:
        """Add an empty form under a free name; returns the file stem, empty without a workspace."""
        workspace = self.context.workspace
        if workspace is None:
            return ""
        number = 1
        while f"form-{number}" in set(workspace.forms):
            number += 1
        ref = f"form-{number}"
        self.set_form(ref, new_form(ref, {"zh": "新表单", "en": "New form"}), _("New form"))
        return ref

    # undo --------------------------------------------------------------------------------------

    def _touched(self, editable: Editable) -> None:
        self.last = editable
        if editable not in self._watched:
            self._watched.append(editable)
            editable.changed.connect(self.changed.emit)

    def _document_changed(self, change: Change) -> None:
        if change.origin is Origin.EDIT:
            self.last = self.context.document
        elif change.origin is Origin.LOAD:
            self._forget()

    def _forget(self) -> None:
        self.last = None
        self._watched.clear()
