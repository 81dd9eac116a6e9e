"""The five primitives, transactions, undo and redo. Nobody else changes a document.

Each primitive does its change and notes it with its inverse. Outside a transaction it raises; on an
exception all inverses run and everything is as it was before.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import field
from typing import Any

from lxml import etree

from modeler.bpmn import di
from modeler.document import spacing
from modeler.document.notes import (
    AttributeNote,
    InsertNote,
    Note,
    PartNote,
    Place,
    RemoveNote,
    ShiftNote,
    TextNote,
    TurnNote,
    ValuesNote,
)
from modeler.document.owners import Owners
from modeler.document.tree import Items, Tree
from modeler.document.ways import Lead, LeadNote
from runner.core.values import dataclass


class WrongTimeError(RuntimeError):
    """A change outside a transaction, or while others are told of one: a bug of the caller."""


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
        self.turned: Callable[[Tree], None] = lambda _tree: None

    @property
    def tree(self) -> Tree:
        """The tree. Raises `WrongTimeError` for a document without one."""
        if self._tree is None:
            raise WrongTimeError("this document has no tree")
        return self._tree

    @property
    def any_tree(self) -> Tree | None:
        """The tree, or None for a document without one."""
        return self._tree

    def use_tree(self, tree: Tree) -> None:
        """For `TurnNote` alone: this is the tree now; `turned` tells who keeps something of it."""
        self._tree = tree
        self._unit = spacing.unit_of(tree.root)
        self.turned(tree)

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

    def mark_unclean(self) -> None:
        """No state that undo or redo lead to is the saved one."""
        self._clean = -1

    def lines(self, saved: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """The shortest recovery journal that leads from the first state to this one with the same undo and redo:
        one line a step. `saved` is the line that marks the saved state."""
        steps = [*self.done, *reversed(self.undone)]
        turns = [note for entry in self.done for note in entry.notes if isinstance(note, TurnNote)]
        tree = turns[0].before if turns else self._tree
        if self._clean not in {0, *(entry.serial for entry in steps)}:
            yield {**saved, "lost": 1}
        elif self._clean == 0:
            yield saved
        for entry in steps:
            yield {"label": entry.label, "key": entry.merge_key, "do": [note.as_json(tree) for note in entry.notes]}
            tree = next((note.after for note in entry.notes if isinstance(note, TurnNote)), tree)
            if entry.serial == self._clean:
                yield saved
        yield from ({"undo": 1} for _entry in self.undone)

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

    def shift(
        self, figures: Collection[etree._Element], name: str, step: float, owners: Owners | None = None
    ) -> None:
        """Add a distance to one coordinate (`x` or `y`) of many corners and way points: as setting each, at a
        small part of the cost. What has no such attribute is passed over. `owners`: the elements that these draw,
        where nothing else draws them; their records go along instead of being read again."""
        self._check_open()
        if not step:
            return
        there, before = tuple(figures), tuple([figure.get(name) for figure in figures])
        found = set(before)  # many share one
        all_there = None not in found
        if not all_there:
            there = tuple([figure for figure, value in zip(there, before, strict=True) if value is not None])
            before = tuple([value for value in before if value is not None])
            found.discard(None)
        if not there:
            return
        moved: dict[str, str] = {}
        whole = owners is not None and all_there
        for value in found:
            was = di.number(value)
            text = moved[value] = di.text_of(was + step)
            if whole:  # a number that was rounded, or is none, is not just this distance away, there and back
                now = di.number(text)
                whole = was + step == now and now - step == was
        owners = owners if owners is not None else self.tree.owners_of(there)
        after = tuple(map(moved.__getitem__, before))
        self._do(ShiftNote(name, step, there, before, after, owners, whole))

    def lead(self, leads: Iterable[Lead]) -> None:
        """Give lines other ways, as `ways` makes them: as setting, inserting and removing each way point, at a part
        of the cost."""
        self._check_open()
        if wanted := tuple(leads):
            self._do(LeadNote(wanted, len(self.tree.nodes)))

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

    def turn_to(self, tree: Tree) -> None:
        """Put another tree in the place of the whole; alone in its transaction."""
        self._check_open()
        self._do(TurnNote(self.tree, tree))

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
