"""Editing several elements at once: what they have in common is shown, what is set is set in all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from modeler.document.records import FlowRecord, NodeRecord
from modeler.ui.panels.editing import Editing

if TYPE_CHECKING:
    from modeler.document.document import Document
    from modeler.ui.context import Context

SAYS: dict[str, tuple[str, ...]] = {
    "basics": ("documentation",),
    "handler": ("handler",),
    "form": ("form",),
    "rules": ("approval", "service", "mock", "loop", "script", "calledElement", "message", "signal", "error",
              "escalation", "condition", "link"),
    "time-limit": ("deadline", "timer"),
    "technical": (),
}  # fmt: skip
"""Groups of the panel -> the blocks and properties that they say."""
_BLOCKS = frozenset({"approval", "deadline", "form", "handler", "mock", "service"})


class SharedEditing(Editing):
    """`elements`: at least two. The first stands for all where a field asks for a record."""

    def __init__(self, context: Context, document: Document, elements: Sequence[str]) -> None:
        super().__init__(context, document, elements[0])
        self.elements = tuple(elements)
        self._each = [Editing(context, document, element) for element in elements]
        self._key = ",".join(elements)
        self._known: dict[tuple[str, str], Any] = {}
        self._revision = -1

    def value(self, name: str) -> object:
        """The value that all have; None where they differ."""
        return self._asked("value", name, self._common_value)

    def _common_value(self, name: str) -> object:
        first = self._each[0].value(name)
        return first if all(other.value(name) == first for other in self._each[1:]) else None

    def block(self, name: str) -> dict[str, Any]:
        """What is the same in all of them."""
        return dict(self._asked("block", name, self._common_block))

    def _common_block(self, name: str) -> dict[str, Any]:
        found = self._each[0].block(name)
        for other in self._each[1:]:
            if not found:
                break
            block = other.block(name)
            found = {key: value for key, value in found.items() if block.get(key) == value}
        return found

    def rows(self, name: str) -> list[dict[str, Any]]:
        """The lines of a list that is the same in all of them."""
        first = self._each[0].rows(name)
        return first if all(other.rows(name) == first for other in self._each[1:]) else []

    def differs(self, name: str) -> bool:
        """Whether a block or property is not the same everywhere."""
        return bool(self._asked("differs", name, self._is_unlike))

    def _is_unlike(self, name: str) -> bool:
        def said(one: Editing) -> object:
            return one.block(name) if name in _BLOCKS else one.value(name)

        first = said(self._each[0])
        return any(said(other) != first for other in self._each[1:])

    def kinds(self) -> tuple[str, ...]:
        """The kind of each, `ElementSpec.id` of nodes and `FlowRecord.kind` of lines."""
        records = (one.record for one in self._each)
        return tuple(str(getattr(record, "spec", "") or getattr(record, "kind", "")) for record in records)

    def _asked(self, what: str, name: str, read: Callable[[str], Any]) -> Any:
        """All of them are read once after each change, whatever the number of fields that ask."""
        if self._revision != self.document.revision:
            self._known.clear()
            self._revision = self.document.revision
        key = (what, name)
        if key not in self._known:
            self._known[key] = read(name)
        return self._known[key]

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
        key = f"{self._key}:{name}:{merge}" if merge else None

        def all_of_them() -> None:
            for one in self._each:
                change(one)

        self._do(all_of_them, self._label(name), key)


def groups_for(records: Sequence[object], groups: Callable[[Any], tuple[str, ...]]) -> list[str]:
    """The groups that all of the selected have and that can be set together, in order."""
    if len(records) < 2 or not all(isinstance(record, NodeRecord | FlowRecord) for record in records):
        return []
    kept = [set(own) for own in {groups(record) for record in records}]
    common = [key for key in groups(records[0]) if all(key in one for one in kept)]
    return [key for key in common if _is_shared(key, records)]


def _is_shared(group: str, records: Sequence[object]) -> bool:
    """Whether the fields of a group are the same for all of them."""
    nodes = [record for record in records if isinstance(record, NodeRecord)]
    if group == "rules":  # ways out of a gateway and conditions of flows are those of one
        kinds = {(node.tag, node.event) for node in nodes}
        return len(nodes) == len(records) and len(kinds) == 1 and not nodes[0].tag.endswith("Gateway")
    if group == "time-limit":
        return len({node.event == "timer" for node in nodes}) == 1
    if group in ("handler", "form"):
        return not any(node.tag in ("lane", "participant") for node in nodes)
    return True
