"""Editing several elements at once: what they have in common is shown, what is set is set in all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from modeler.document.records import NodeRecord
from modeler.ui.panels.editing import Editing

if TYPE_CHECKING:
    from modeler.document.document import Document
    from modeler.ui.context import Context

BLOCKS = {"handler": "handler", "form": "form", "time-limit": "deadline"}
"""Groups of the panel that make sense for several, and the block that each edits."""


MOST = 200
"""More are not read on each change."""


class SharedEditing(Editing):
    """`elements`: at least two. The first stands for all where a field asks for a record."""

    def __init__(self, context: Context, document: Document, elements: Sequence[str]) -> None:
        super().__init__(context, document, elements[0])
        self.elements = tuple(elements)
        self._each = [Editing(context, document, element) for element in elements]

    def value(self, name: str) -> object:
        """The value that all have; None where they differ."""
        first, *others = (one.value(name) for one in self._each)
        return first if all(other == first for other in others) else None

    def block(self, name: str) -> dict[str, Any]:
        """What is the same in all of them."""
        first, *others = (one.block(name) for one in self._each)
        return {key: value for key, value in first.items() if all(other.get(key) == value for other in others)}

    def rows(self, name: str) -> list[dict[str, Any]]:
        """The lines of a list that is the same in all of them."""
        first, *others = (one.rows(name) for one in self._each)
        return first if all(other == first for other in others) else []

    def differs(self, name: str) -> bool:
        """Whether a block is not the same everywhere."""
        first, *others = (one.block(name) for one in self._each)
        return any(other != first for other in others)

    def set_block(self, name: str, value: object, *, merge: str = "") -> None:
        """Write a whole block into all of them."""
        self._together(name, lambda one: one.set_block(name, value), merge)

    def update_block(self, name: str, *, merge: str = "", **values: object) -> None:
        """Change some values of a block in all of them; the others stay as they are in each."""
        self._together(name, lambda one: one.update_block(name, merge="", **values), merge)

    def set(self, name: str, value: object, *, merge: bool = False) -> None:
        """Write a property of all of them."""
        self._together(name, lambda one: one.set(name, value), name if merge else "")

    def _together(self, name: str, change: Callable[[Editing], None], merge: str) -> None:
        key = f"{','.join(self.elements)}:{name}:{merge}" if merge else None

        def all_of_them() -> None:
            for one in self._each:
                change(one)

        self._do(all_of_them, self._label(name), key)


def groups_for(records: Sequence[object], groups: Callable[[Any], tuple[str, ...]]) -> list[str]:
    """The groups that all of the selected have and that can be set together; none where lines are among them."""
    if not 1 < len(records) <= MOST or not all(isinstance(record, NodeRecord) for record in records):
        return []
    if any(isinstance(record, NodeRecord) and record.event == "timer" for record in records):
        return []
    kept = [set(groups(record)) for record in records]
    return [key for key in groups(records[0]) if key in BLOCKS and all(key in one for one in kept)]
