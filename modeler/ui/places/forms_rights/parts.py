"""The files of the workspace as this place reads and changes them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel
from PySide6.QtCore import QObject

from modeler.dictionary.occurrences import Sources
from modeler.dictionary.renaming import Renaming, apply, files_of
from modeler.document.change import Change, Origin
from modeler.document.commands import set_extension
from modeler.document.editable import edit_together
from modeler.document.json_document import JsonDocument
from modeler.document.workspace import LOCAL
from modeler.forms import edit
from modeler.systems.edit import renamed_in_lists
from modeler.ui.context import Context
from modeler.ui.history import EditHistory
from runner.connectors.connections import RECORDINGS, Connections, Recorded
from runner.connectors.recordings import drop_recordings, merged, read_recordings
from runner.core.errors import AppError
from runner.core.i18n import pick
from runner.core.i18n import tr as _
from runner.data.dictionary import Dictionary
from runner.data.systems import Systems
from runner.forms.schema import Component, Form
from runner.organization.model import Organization
from runner.rights.model import WorkspaceRights

V = TypeVar("V", bound=BaseModel)


class Parts(QObject):
    """Forms, organisation, dictionary and rights of the workspace. `history` is what undo takes back. Files
    that do not fit are reported to the user and shown as empty."""

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self.context = context
        self.history = EditHistory(self)
        self.history.changed.connect(lambda _change: self._keep_connections())
        context.documentChanged.connect(self._document_changed)
        context.workspaceChanged.connect(self._start_over)
        self._start_over()

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
        try:
            part = workspace.forms.get(ref)
        except AppError as error:
            self.context.report(error)
            return None
        return part.value if part is not None else None

    def form_name(self, ref: str) -> str:
        """What a person calls the form: its heading, else its file stem."""
        form = self.form(ref)
        heading = heading_of(form) if form is not None else None
        return pick(heading_texts(heading)) or ref if heading is not None else ref

    def workspace_rights(self) -> WorkspaceRights:
        """The rights of the whole workspace."""
        workspace = self.context.workspace
        return workspace.rights.value if workspace is not None else WorkspaceRights()

    def systems(self) -> Systems:
        """The register of systems; empty where its file does not fit."""
        workspace = self.context.workspace
        try:
            return workspace.systems.value if workspace is not None else Systems()
        except AppError as error:
            self.context.report(error)
            return Systems()

    def connections(self) -> Connections:
        """How the systems are reached from this machine; stand-ins where the file does not fit."""
        workspace = self.context.workspace
        try:
            return workspace.connections.value if workspace is not None else Connections()
        except AppError as error:
            self.context.report(error)
            return Connections()

    # changing ----------------------------------------------------------------------------------

    def _set(self, part: JsonDocument[V], value: V, label: str, merge_key: str | None = None) -> None:
        if value == part.value:
            return
        self.history.follow(part)
        part.set(value, label, merge_key)
        self.context.stateChanged.emit()

    def set_form(self, ref: str, form: Form, label: str, merge_key: str | None = None) -> None:
        """Replace a form, in one step of undo; steps with the same `merge_key` in a row are one."""
        workspace = self.context.workspace
        if workspace is not None:
            self._set(workspace.forms.new(ref), form, label, merge_key)

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

    def set_systems(self, systems: Systems, label: str) -> None:
        """Replace the register of systems, in one step of undo."""
        workspace = self.context.workspace
        if workspace is not None:
            self._guarded(lambda: self._set(workspace.systems, systems, label))

    def set_connection(self, system: str, label: str, /, **changes: Any) -> None:
        """Change how a system is reached from this machine, in one step of undo."""
        workspace = self.context.workspace
        if workspace is None:
            return
        before = self.connections()
        made = before.changed(system, before.of(system).model_copy(update=changes))
        self._guarded(lambda: self._set(workspace.connections, made, label))

    def set_connections(self, made: Connections, label: str) -> None:
        """Replace what is said of all systems on this machine, in one step of undo."""
        workspace = self.context.workspace
        if workspace is not None:
            self._guarded(lambda: self._set(workspace.connections, made, label))

    def _keep_connections(self) -> None:
        """How systems are reached belongs to this machine, not to the model: it holds at once, taken back or not."""
        workspace = self.context.workspace
        if workspace is not None and "connections" in workspace.__dict__ and workspace.connections.is_dirty:
            self._guarded(workspace.connections.save)

    def recordings(self, system: str) -> list[Recorded]:
        """What was recorded of a system and not taken over yet."""
        path = self._recordings()
        try:
            return list(read_recordings(path).systems.get(system, [])) if path is not None else []
        except AppError as error:
            self.context.report(error)
            return []

    def take_recordings(self, system: str, label: str) -> None:
        """Make what was recorded of a system its recorded answers."""
        path, found = self._recordings(), self.recordings(system)
        if path is None or not found:
            return
        self.set_connection(system, label, answers=merged(self.connections().of(system).answers, found))
        self._guarded(lambda: drop_recordings(path, system))

    def _recordings(self) -> Path | None:
        workspace = self.context.workspace
        return workspace.folder / LOCAL / RECORDINGS if workspace is not None else None

    def rename_system(self, code: str, new: str, systems: Systems, label: str) -> None:
        """Take over a register in which a system has another code, and call it so in code lists and connections too,
        as one step over these files."""
        workspace = self.context.workspace
        if workspace is None:
            return
        connections = self.connections().renamed(code, new)
        dictionary = renamed_in_lists(self.context.dictionary, code, new)

        def change() -> None:
            parts: list[tuple[JsonDocument[Any], Any]] = [
                (workspace.systems, systems), (workspace.dictionary, dictionary), (workspace.connections, connections)
            ]  # fmt: skip
            changed = [(part, value) for part, value in parts if part.value != value]
            for part, _value in changed:
                self.history.follow(part)
            with edit_together(label, [part for part, _value in changed]):
                for part, value in changed:
                    part.set(value, label)

        self._guarded(change)
        self.context.stateChanged.emit()

    def _guarded(self, change: Callable[[], None]) -> None:
        """A file that does not fit is told and left as it is."""
        try:
            change()
        except AppError as error:
            self.context.report(error)

    def rename(self, renaming: Renaming, sources: Sources, label: str) -> None:
        """Give a term or list another code in the whole workspace, as one step over all files it changes."""
        workspace = self.context.workspace
        if workspace is None:
            return
        try:
            for file in files_of(workspace, sources, renaming):
                self.history.follow(file)
            apply(workspace, sources, renaming, label)
        except AppError as error:
            self.context.report(error)
        self.context.stateChanged.emit()

    def set_rights(self, rights: WorkspaceRights, label: str) -> None:
        """Replace the rules of the workspace and its categories, in one step of undo."""
        workspace = self.context.workspace
        if workspace is not None:
            self._set(workspace.rights, rights, label)

    def seal(self, ref: str) -> None:
        """The focus left a field: what comes next is a step of its own."""
        workspace = self.context.workspace
        if workspace is not None and ref in workspace.forms:
            workspace.forms.new(ref).seal()

    def add_form(self) -> str:
        """Add an empty form under a free name; returns the file stem, empty without a workspace."""
        workspace = self.context.workspace
        if workspace is None:
            return ""
        number = 1
        while f"form-{number}" in set(workspace.forms):
            number += 1
        ref = f"form-{number}"
        self.set_form(ref, edit.new_form(ref, {"zh": "新表单", "en": "New form"}), _("New form"))
        return ref

    def use_form(self, step: str, ref: str) -> None:
        """Show a form at a step of the process; an empty `ref`: no form."""
        if self.context.document is not None:
            set_extension(self.context.document, step, "form", {"ref": ref} if ref else None)

    # undo --------------------------------------------------------------------------------------

    def _document_changed(self, change: Change) -> None:
        if change.origin is Origin.LOAD:
            self._start_over()

    def _start_over(self) -> None:
        self.history.forget()
        self.history.follow(self.context.document)


def heading_of(form: Form) -> Component | None:
    """The text that names the form: the first one, written as a heading."""
    for component in form.components:
        if component.type == "text" and (component.text or "").lstrip().startswith("#"):
            return component
    return None


def heading_texts(heading: Component) -> dict[str, str]:
    """The heading in each language, without its marks and without what stands below it."""
    own = heading.properties or {}
    texts = {"zh": str(own.get("slip:zh") or ""), "en": str(own.get("slip:en") or "")}
    if not any(texts.values()):
        texts["zh"] = heading.text or ""
    return {language: text.strip().partition("\n")[0].lstrip("# ").strip() for language, text in texts.items()}


def with_heading(form: Form, language: str, text: str) -> Form:
    """The form with another name in a language; a form without a heading gets one."""
    heading = heading_of(form)
    if heading is None:
        form, made = edit.add_field(form, "text", index=0)
        return edit.set_field(form, made, "text", {language: f"## {text}"})
    own = heading.properties or {}
    texts = {key: str(own.get(f"slip:{key}") or "") for key in ("zh", "en")}
    if not any(texts.values()):
        texts["zh"] = heading.text or ""
    _first, newline, rest = texts[language].partition("\n")
    texts[language] = (f"## {text}" if text else "") + newline + rest
    return edit.set_field(form, heading.id or "", "text", texts)
