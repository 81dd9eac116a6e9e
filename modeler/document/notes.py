"""What a primitive did, with its inverse: kept for undo, and written down for recovery."""

from __future__ import annotations

from base64 import b64encode
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from lxml import etree

from modeler.document.owners import Owners
from modeler.document.tree import Items, Tree
from runner.core.values import dataclass

if TYPE_CHECKING:
    from modeler.document.journal import Journal


class Note(Protocol):
    """One primitive change that was done."""

    def redo(self, journal: Journal) -> None:
        """Do it again."""

    def undo(self, journal: Journal) -> None:
        """Do its inverse."""

    def as_json(self, tree: Tree | None) -> list[Any]:
        """The change in numbers and texts, for the recovery journal; `tree` is the one it was done in."""


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

    def as_json(self, tree: Tree | None) -> list[Any]:
        return ["a", _number(tree, self.element), self.name, dict(self.after).get(self.name)]


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

    def as_json(self, tree: Tree | None) -> list[Any]:
        return ["a", _number(tree, self.element), *chain.from_iterable(self.after)]


class ShiftNote(NamedTuple):
    """One coordinate of many corners and way points before and after all went the same distance. `whole`: what
    draws the owners went that distance and nothing else does, in numbers too."""

    name: str
    step: float
    figures: tuple[etree._Element, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]
    owners: Owners
    whole: bool

    def redo(self, journal: Journal) -> None:
        step = self.step if self.whole else None
        journal.tree.set_coordinates(self.name, self.figures, self.after, self.owners, step)

    def undo(self, journal: Journal) -> None:
        step = -self.step if self.whole else None
        journal.tree.set_coordinates(self.name, self.figures, self.before, self.owners, step)

    def as_json(self, tree: Tree | None) -> list[Any]:
        assert tree is not None
        return ["m", self.name, self.step, *map(tree.numbers.__getitem__, self.figures)]


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

    def as_json(self, tree: Tree | None) -> list[Any]:
        return ["t", _number(tree, self.element), self.after]


class Place(NamedTuple):
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


class InsertNote(NamedTuple):
    """A node came. `xml` is its text where it was new, `first` the number it then got."""

    place: Place
    xml: str | None
    first: int

    def redo(self, journal: Journal) -> None:
        self.place.attach(journal.tree)

    def undo(self, journal: Journal) -> None:
        self.place.detach(journal.tree)

    def as_json(self, tree: Tree | None) -> list[Any]:
        place = self.place
        before = None if place.before is None else _number(tree, place.before)
        node = _number(tree, place.node) if self.xml is None else self.xml
        return ["i", _number(tree, place.parent), before, node, self.first]


class RemoveNote(NamedTuple):
    """A node went."""

    place: Place

    def redo(self, journal: Journal) -> None:
        self.place.detach(journal.tree)

    def undo(self, journal: Journal) -> None:
        self.place.attach(journal.tree)

    def as_json(self, tree: Tree | None) -> list[Any]:
        return ["r", _number(tree, self.place.node)]


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

    def as_json(self, tree: Tree | None) -> list[Any]:
        after = self.after
        if hasattr(after, "model_dump"):  # unset fields stay unset: the file does not name them
            after = after.model_dump(mode="json", by_alias=True, exclude_unset=True)
        return ["p", self.name, after]


@dataclass(frozen=True)
class TurnNote:
    """Another tree took the place of the whole: the file was loaded again from disk."""

    before: Tree
    after: Tree

    def redo(self, journal: Journal) -> None:
        journal.use_tree(self.after)

    def undo(self, journal: Journal) -> None:
        journal.use_tree(self.before)

    def as_json(self, tree: Tree | None) -> list[Any]:
        return ["x", b64encode(self.after.source.data).decode()]


def _number(tree: Tree | None, node: etree._Element) -> int:
    assert tree is not None
    return tree.numbers[node]
