"""Editing one element from a panel: reads come from the index and views, writes go through commands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, cast

from modeler.document.records import FlowRecord, NodeRecord, ProcessRecord
from runner.core.errors import AppError
from runner.core.i18n import N_
from runner.core.registry import load_object

if TYPE_CHECKING:
    from modeler.document.document import Document
    from modeler.ui.context import Context

Record = NodeRecord | FlowRecord | ProcessRecord


class Editing:
    """The element that the property panel shows, and the ways to change it."""

    def __init__(self, context: Context, document: Document, element: str) -> None:
        self.context = context
        self.document = document
        self.element = element

    @property
    def record(self) -> Record | None:
        """Its record now; None once it is gone."""
        return cast("Record | None", self.document.index.record(self.element))

    def value(self, name: str) -> object:
        """The value of a property as `set` takes it; None where it is not set."""
        return _command("get_property")(self.document, self.element, name)

    def get(self, name: str) -> str:
        """The value of an attribute, or of a property that is a text; empty without one."""
        return str(self.value(name) or "")

    # our blocks ---------------------------------------------------------------------------------

    def block(self, name: str) -> dict[str, Any]:
        """A `slip:` block that is one thing; empty without one."""
        record = self.record
        value = getattr(record, "extension", {}).get(name) if record is not None else None
        return dict(value) if isinstance(value, Mapping) else {}

    def rows(self, name: str) -> list[dict[str, Any]]:
        """A `slip:` block that is a list; empty without one."""
        record = self.record
        value = getattr(record, "extension", {}).get(name) if record is not None else None
        return [dict(row) for row in value if isinstance(row, Mapping)] if isinstance(value, list | tuple) else []

    def set_block(self, name: str, value: object, *, merge: str = "") -> None:
        """Write a whole block; None or an empty one removes it."""
        key = f"{self.element}:{name}:{merge}" if merge else None
        self._do(
            lambda: _command("set_extension")(self.document, self.element, name, value or None),
            self._label(name),
            key,
        )

    def update_block(self, name: str, *, merge: str = "", **values: object) -> None:
        """Change some values of a block; None or an empty text removes one."""
        block = self.block(name)
        for key, value in values.items():
            if value is None or value == "" or value == []:
                block.pop(key, None)
            else:
                block[key] = value
        self.set_block(name, block, merge=merge)

    # plain BPMN --------------------------------------------------------------------------------

    def set(self, name: str, value: object, *, merge: bool = False) -> None:
        """Write a property as `modeler.document.commands.set_property` names them."""
        key = f"{self.element}:{name}" if merge else None
        self._do(
            lambda: _command("set_property")(self.document, self.element, name, value, merge_key=key),
            self._label(name),
            key,
        )

    def set_text(self, value: str) -> None:
        """Write the text of an annotation, which grows with it."""

        def change() -> None:
            from modeler.ui.canvas.verbs import fit_annotation  # fonts are measured where things are drawn

            _command("set_property")(self.document, self.element, "text", value)
            fit_annotation(self.document, self.element)

        self._do(change, self._label("name"), f"{self.element}:text")

    def do(self, label: str, change: Callable[[], object]) -> None:
        """Any other change, as one step of undo."""
        self._do(change, label, None)

    def seal(self) -> None:
        """The focus left the field: what comes next is a step of its own."""
        self.document.seal()

    def _do(self, change: Callable[[], object], label: str, key: str | None) -> None:
        try:
            with self.document.transaction(label, merge_key=key):
                change()
        except AppError as error:
            self.context.report(error)

    def _label(self, name: str) -> str:
        return N_("Change settings") if name != "name" else N_("Rename")


def _command(name: str) -> Callable[..., Any]:
    return cast(Callable[..., Any], load_object(f"modeler.document.commands:{name}"))
