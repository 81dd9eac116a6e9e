"""Where terms are used: asked of the whole workspace, told in words, gone to at a click."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from modeler.dictionary.occurrences import Sources, Use
from modeler.dictionary.renaming import sources_of
from modeler.dictionary.where_used import where_used
from modeler.ui.context import Context
from modeler.ui.places.forms_rights.parts import Parts
from runner.core.i18n import pick
from runner.core.i18n import tr as _
from runner.forms.schema import Form

if TYPE_CHECKING:
    from modeler.document.document import Document
    from modeler.document.workspace import Workspace

WAYS_OF_FORMS = ("field", "expression")


class Uses:
    """Looks through the workspace."""

    def __init__(self, context: Context, parts: Parts) -> None:
        self._context = context
        self._parts = parts
        self._texts: dict[Path, tuple[tuple[int, int], str]] = {}

    def sources(self) -> Sources:
        """The workspace as it stands, unsaved changes included."""
        workspace = self._context.workspace
        if workspace is None:
            return Sources(self._context.dictionary)
        shown = [self._context.document] if self._context.document is not None else []
        return sources_of(workspace, self._read(workspace), shown)

    def _read(self, workspace: Workspace) -> Mapping[str, str]:
        """Process tests, scenarios and decisions; what has not changed on disk is not read again."""
        found: dict[str, str] = {}
        for path in (*workspace.cases(), *workspace.scenarios(), *workspace.decisions()):
            name = path.relative_to(workspace.folder).as_posix()
            opened = workspace.opened_text(path)
            if opened is not None:
                found[name] = opened.text
                continue
            try:
                facts = path.stat()
                stamp = (facts.st_mtime_ns, facts.st_size)
                if path not in self._texts or self._texts[path][0] != stamp:
                    self._texts[path] = stamp, path.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError):
                continue  # whoever opens it is told
            found[name] = self._texts[path][1]
        return found

    @property
    def forms(self) -> dict[str, Form]:
        """All forms by file stem."""
        return {ref: form for ref in self._parts.form_refs() if (form := self._parts.form(ref)) is not None}

    def of(self, code: str) -> list[Use]:
        """All uses of a term."""
        return where_used(code, self.sources())

    def words(self, use: Use) -> tuple[str, str]:
        """A use in words: what it is, and the line below."""
        ways = {
            "field": _("field"), "expression": _("expression"), "condition": _("condition"), "timer": _("timer"),
            "loop": _("repetition"), "script": _("script"), "service": _("service"), "approval": _("approval"),
            "handler": _("handler rule"), "rights": _("field rights"), "choices": _("list of choices"),
            "number": _("numbering rule"), "case": _("process test"), "scenario": _("scenario"),
            "decision": _("decision"), "matrix": _("approval matrix"),
        }  # fmt: skip
        where = ways[use.way]
        if use.file in self._parts.form_refs():
            form = self._parts.form_name(use.file)
            return pick(use.text) or use.element, _("{way} of the form {form}").format(way=where, form=form)
        if use.way == "matrix":
            found = next((one for one in self._context.organization.matrices if one.id == use.element), None)
            return (pick(found.name) if found is not None else "") or use.element, where
        document = self._document(use.file)
        record = document.index.record(use.element) if document is not None else None
        name = str(getattr(record, "name", "") or "") or use.text or use.element or use.file
        return name, _("{way} in {file}").format(way=where, file=use.file)

    def _document(self, name: str) -> Document | None:
        current, workspace = self._context.document, self._context.workspace
        if current is not None and current.name == name:
            return current
        path = (
            next((one for one in workspace.processes() if one.name == name), None) if workspace is not None else None
        )
        return workspace.open_process(path) if workspace is not None and path is not None else None

    def go_to(self, use: Use) -> None:
        """Show a step or flow in Design, in another process too."""
        document = self._document(use.file)
        if document is not None:
            self._context.show_document(document)
            self._context.go("design", use.element)
