"""The five primitives, transactions, undo and redo. Nobody else changes a document.

Each primitive does its change and notes it with its inverse. Outside a transaction it raises; on an
exception all inverses run and everything is as it was before.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from lxml import etree

from modeler.document import spacing
from modeler.document.tree import Items, Tree


class WrongTimeError(RuntimeError):
    """A change outside a transaction, or while others are told of one: a bug of the caller."""


class Note(Protocol):
    """One primitive change that was done."""

    def redo(self, journal: Journal) -> None:
        """Do it again."""

    def undo(self, journal: Journal) -> None:
        """Do its inverse."""

    def as_json(self, journal: Journal) -> list[Any]:
        """The change in numbers and texts, for the recovery journal."""


@dataclass(frozen=True)
class AttributeNote:
    """The attributes of an element before and after one came or went."""

    element: etree._Element
    before: Items
    after: Items
    name: str

    def redo(self, journal: Journal) -> None:
        journal.tree.set_items(self.element, self.after)

    def undo(self, journal: Journal) -> None:
        journal.tree.set_items(self.element, self.before)

    def as_json(self, journal: Journal) -> list[Any]:
        return ["a", journal.tree.number(self.element), self.name, dict(self.after).get(self.name)]


Values = tuple[tuple[str, str], ...]
"""Names of attributes with their values."""


class ValuesNote(NamedTuple):
    """The values of attributes before and after; they were there and stay where they were."""

    element: etree._Element
    before: Values
    after: Values

    def redo(self, journal: Journal) -> None:
        journal.tree.set_values(self.element, self.after)

    def undo(self, journal: Journal) -> None:
        journal.tree.set_values(self.element, self.before)

    def as_json(self, journal: Journal) -> list[Any]:
        return ["a", journal.tree.number(self.element), *itertools.chain.from_iterable(self.after)]


@dataclass(frozen=True)
class TextNote:
    """The text of an element before and after."""

    element: etree._Element
    before: str | None
    after: str | None

    def redo(self, journal: Journal) -> None:
        journal.tree.set_text(self.element, self.after)

    def undo(self, journal: Journal) -> None:
        journal.tree.set_text(self.element, self.before)

    def as_json(self, journal: Journal) -> list[Any]:
        return ["t", journal.tree.number(self.element), self.after]


@dataclass(frozen=True)
class Place:
    """Where a node stands, with the white space round it."""

    parent: etree._Element
    before: etree._Element | None
    node: etree._Element
    space_without: str | None
    space_with: str | None
    tail: str | None

    def attach(self, tree: Tree) -> None:
        """Put the node there."""
        tree.attach(self.parent, self.node, self.before, self.space_with, self.tail)

    def detach(self, tree: Tree) -> None:
        """Take it away."""
        tree.detach(self.node, self.space_without)


@dataclass(frozen=True)
class InsertNote:
    """A node came. `xml` is its text where it was new, `first` the number it then got."""

    place: Place
    xml: str | None
    first: int

    def redo(self, journal: Journal) -> None:
        self.place.attach(journal.tree)

    def undo(self, journal: Journal) -> None:
        self.place.detach(journal.tree)

    def as_json(self, journal: Journal) -> list[Any]:
        tree, place = journal.tree, self.place
        before = None if place.before is None else tree.number(place.before)
        node = tree.number(place.node) if self.xml is None else self.xml
        return ["i", tree.number(place.parent), before, node, self.first]


@dataclass(frozen=True)
class RemoveNote:
    """A node went."""

    place: Place

    def redo(self, journal: Journal) -> None:
        self.place.detach(journal.tree)

    def undo(self, journal: Journal) -> None:
        self.place.attach(journal.tree)

    def as_json(self, journal: Journal) -> list[Any]:
        return ["r", journal.tree.number(self.place.node)]


@dataclass(frozen=True)
class PartNote:
    """A JSON part before and after; None: not there."""

    name: str
    before: Any
    after: Any

    def redo(self, journal: Journal) -> None:
        journal.put_part(self.name, self.after)

    def undo(self, journal: Journal) -> None:
        journal.put_part(self.name, self.before)

    def as_json(self, journal: Journal) -> list[Any]:
        after = self.after.model_dump(mode="json", by_alias=True) if hasattr(self.after, "model_dump") else self.after
        return ["p", self.name, after]


@dataclass
class Entry:
    """One step of undo: an outermost transaction, or several merged by key. `group` joins steps of several
    files."""

    label: str
    notes: list[Note]
    merge_key: str | None = None
    group: Any = None
    serial: int = field(default_factory=itertools.count(1).__next__)


class Journal:
    """The primitives of one document and the notes of what they did.

    `committed` is called with each outermost transaction that changed something, after it is on the
    undo stack: (entry's label, its notes, whether it was merged into the step before).
    """

    def __init__(self, tree: Tree | None, committed: Callable[[str, list[Note], str | None, bool], None]) -> None:
        self._tree = tree
        self._committed = committed
        self.parts: dict[str, Any] = {}
        self.done: list[Entry] = []
        self.undone: list[Entry] = []
        self.notifying = False
        self._notes: list[Note] = []
        self._depth = 0
        self._may_merge = False
        self._clean = 0
        self._unit = spacing.unit_of(tree.root) if tree is not None else ""

    @property
    def tree(self) -> Tree:
        """The tree. Raises `WrongTimeError` for a document without one."""
        if self._tree is None:
            raise WrongTimeError("this document has no tree")
        return self._tree

    # transactions

    @property
    def is_open(self) -> bool:
        """Whether a transaction runs."""
        return self._depth > 0

    @property
    def notes(self) -> list[Note]:
        """What the running transaction did so far."""
        return self._notes

    @contextmanager
    def transaction(self, label: str, merge_key: str | None = None) -> Iterator[None]:
        """Changes inside belong together; a transaction inside another joins it, and takes back only its
        own changes when it fails."""
        if self.notifying:
            raise WrongTimeError("observers may not write")
        start = len(self._notes)
        self._depth += 1
        try:
            yield
        except BaseException:
            self._take_back(start)
            raise
        finally:
            self._depth -= 1
        if self._depth == 0 and self._notes:
            self._commit(label, merge_key)

    def _take_back(self, start: int) -> None:
        while len(self._notes) > start:
            self._notes.pop().undo(self)

    def _commit(self, label: str, merge_key: str | None) -> None:
        notes, self._notes = self._notes, []
        top = self.done[-1] if self.done else None
        merges = bool(
            self._may_merge and top and merge_key is not None and top.merge_key == merge_key and not self.undone
        )
        if merges and top is not None:
            top.notes.extend(notes)
        else:
            self.done.append(Entry(label, notes, merge_key))
        self.undone.clear()
        self._may_merge = True
        self._committed(label, notes, merge_key, merges)

    def seal(self) -> None:
        """The next transaction starts a step of its own (the focus left the field)."""
        self._may_merge = False

    # undo and redo

    def undo(self) -> Entry | None:
        """Take the last step back; None where there is none."""
        self._check_idle()
        if not self.done:
            return None
        entry = self.done.pop()
        for note in reversed(entry.notes):
            note.undo(self)
        self.undone.append(entry)
        self._may_merge = False
        return entry

    def redo(self) -> Entry | None:
        """Do the last step taken back again; None where there is none."""
        self._check_idle()
        if not self.undone:
            return None
        entry = self.undone.pop()
        for note in entry.notes:
            note.redo(self)
        self.done.append(entry)
        self._may_merge = False
        return entry

    def _check_idle(self) -> None:
        if self._depth or self.notifying:
            raise WrongTimeError("undo and redo wait for the end of the transaction")

    @property
    def is_clean(self) -> bool:
        """Whether this is the saved state."""
        return self._clean == (self.done[-1].serial if self.done else 0)

    def mark_clean(self) -> None:
        """This is the saved state now."""
        self._clean = self.done[-1].serial if self.done else 0
        self._may_merge = False

    # the primitives

    def set_attribute(self, element: etree._Element, name: str, value: str | None) -> None:
        """Set an attribute (`{address}name` where it has a namespace); None removes it."""
        self._check_open()
        old = element.get(name)
        if old == value:
            return
        if old is not None and value is not None:
            self._do(ValuesNote(element, ((name, old),), ((name, value),)))
            return
        before: Items = tuple(element.attrib.items())
        if value is None:
            after: Items = tuple((key, other) for key, other in before if key != name)
        else:
            after = (*before, (name, value))
        self._do(AttributeNote(element, before, after, name))

    def set_attributes(self, element: etree._Element, values: Iterable[tuple[str, str]]) -> None:
        """Set several attributes of one element; those that are there already in one go."""
        self._check_open()
        before: list[tuple[str, str]] = []
        after: list[tuple[str, str]] = []
        for item in values:
            old = element.get(item[0])
            if old is None:
                self.set_attribute(element, *item)
            elif old != item[1]:
                before.append((item[0], old))
                after.append(item)
        if after:
            self._do(ValuesNote(element, tuple(before), tuple(after)))

    def set_text(self, element: etree._Element, text: str | None) -> None:
        """Set the text before the first child."""
        self._check_open()
        if (element.text or "") == (text or ""):
            return
        self._do(TextNote(element, element.text, text))

    def insert(self, parent: etree._Element, node: etree._Element, before: etree._Element | None = None) -> None:
        """Put a node before a child, or at the end; it gets its siblings' indent."""
        self._check_open()
        if node.getparent() is not None:
            raise ValueError("the node stands somewhere already")
        now, space, tail = spacing.around_insert(parent, before, self._unit)
        xml = None
        if node not in self.tree.numbers:
            spacing.indent_inside(node, space, self._unit)
            node.tail = None
            xml = str(etree.tostring(node, encoding="unicode", with_tail=False))
        self._do(InsertNote(Place(parent, before, node, now, space, tail), xml, len(self.tree.nodes)))

    def remove(self, node: etree._Element) -> None:
        """Take a node out, with its line."""
        self._check_open()
        parent = node.getparent()
        if parent is None:
            raise ValueError("the root cannot be removed")
        now, rest = spacing.around_remove(node)
        self._do(RemoveNote(Place(parent, node.getnext(), node, rest, now, node.tail)))

    def set_part(self, name: str, value: Any) -> None:
        """Replace a JSON part; None removes it. The value is frozen: nobody changes it in place."""
        self._check_open()
        before = self.parts.get(name)
        if before is value or (before == value and value is not None):
            return
        self._do(PartNote(name, before, value))

    def put_part(self, name: str, value: Any) -> None:
        """For `PartNote` alone."""
        if value is None:
            self.parts.pop(name, None)
        else:
            self.parts[name] = value

    def _do(self, note: Note) -> None:
        note.redo(self)
        self._notes.append(note)

    def _check_open(self) -> None:
        if self.notifying:
            raise WrongTimeError("observers may not write")
        if not self._depth:
            raise WrongTimeError("a change needs a transaction")
