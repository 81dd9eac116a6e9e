"""Where terms are used: asked of all forms and processes of the workspace, told in words, gone to at a click."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from modeler.dictionary.where_used import Use, where_used
from modeler.ui.context import Context
from modeler.ui.places.forms_rights.parts import Parts
from runner.core.errors import AppError
from runner.core.i18n import pick
from runner.core.i18n import tr as _
from runner.forms.schema import Form

if TYPE_CHECKING:
    from modeler.document.document import Document

MOST_PROCESSES = 60


class Uses:
    """Looks through the workspace. `forms` and `documents` are by the names that `Use.file` gives."""

    def __init__(self, context: Context, parts: Parts) -> None:
        self._context = context
        self._parts = parts

    @property
    def forms(self) -> dict[str, Form]:
        """All forms by file stem."""
        return {ref: form for ref in self._parts.form_refs() if (form := self._parts.form(ref)) is not None}

    @property
    def documents(self) -> dict[str, Document]:
        """The open process and those of the workspace, by file name; one that cannot be read is left out."""
        found: dict[str, Document] = {}
        workspace, current = self._context.workspace, self._context.document
        if workspace is not None:
            for path in workspace.processes()[:MOST_PROCESSES]:
                with suppress(AppError):
                    found[path.name] = workspace.open_process(path)
        if current is not None:
            found[current.name] = current
        return found

    def of(self, code: str) -> list[Use]:
        """All uses of a term."""
        indexes = {name: document.index for name, document in self.documents.items()}
        return where_used(code, self.forms, indexes, self._context.dictionary)

    def words(self, use: Use) -> tuple[str, str]:
        """A use in words: what it is, and the line below."""
        ways = {
            "field": _("field"), "expression": _("expression"), "condition": _("condition"),
            "handler": _("handler rule"), "rights": _("field rights"), "choices": _("list of choices"),
        }  # fmt: skip
        where = ways[use.way]
        if use.file in self._parts.form_refs():
            form = self._parts.form_name(use.file)
            return pick(use.text) or use.element, _("{way} of the form {form}").format(way=where, form=form)
        document = self._document(use.file)
        record = document.index.record(use.element) if document is not None else None
        name = str(getattr(record, "name", "") or "") or use.text or use.element
        return name, _("{way} in {file}").format(way=where, file=use.file)

    def _document(self, name: str) -> Document | None:
        current = self._context.document
        return current if current is not None and current.name == name else self.documents.get(name)

    def go_to(self, use: Use) -> None:
        """Show a step or flow in Design, in another process too."""
        document = self._document(use.file)
        if document is not None:
            self._context.show_document(document)
            self._context.go("design", use.element)


def renamed_in(forms: Mapping[str, Form], old: str, new: str) -> dict[str, Form]:
    """The forms with fields bound to a term, bound to its new code; only those that change."""
    from modeler.forms.edit import set_field
    from runner.forms.schema import places

    changed: dict[str, Form] = {}
    for ref, form in forms.items():
        for place in places(form.components):
            if place.component.element == old and place.component.id:
                changed[ref] = set_field(changed.get(ref, form), place.component.id, "element", new)
    return changed
