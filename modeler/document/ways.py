"""Ways: other way points for lines, told once for all lines of a change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from lxml import etree

from modeler.bpmn import di
from modeler.document import spacing
from modeler.geometry.shapes import Point

if TYPE_CHECKING:
    from modeler.document.journal import Journal
    from modeler.document.tree import Tree

Texts = Sequence[tuple[str, str]]
"""`x` and `y` of way points, as they are written."""
Tails = tuple[tuple[etree._Element, str | None], ...]
"""Nodes, each with the text that stands behind it."""


class Lead(NamedTuple):
    """Another way for one edge: way points that go elsewhere, and those that come or go at its end, with the white
    space that they bring and leave."""

    edge: etree._Element
    texts: Texts
    before: tuple[tuple[etree._Element, str, str], ...]
    after: tuple[tuple[etree._Element, str, str], ...]
    gone: tuple[etree._Element, ...]
    come: tuple[etree._Element, ...]
    following: etree._Element | None
    tails_before: Tails
    tails_after: Tails


class LeadNote(NamedTuple):
    """Lines were led elsewhere; `first` is the number that the first new way point got."""

    leads: tuple[Lead, ...]
    first: int

    def redo(self, journal: Journal) -> None:
        lead = journal.tree.lead
        for it in self.leads:
            lead(it.edge, it.after, it.gone, it.come, it.following, it.tails_after)

    def undo(self, journal: Journal) -> None:
        lead = journal.tree.lead
        for it in reversed(self.leads):
            lead(it.edge, it.before, it.come, it.gone, it.following, it.tails_before)

    def as_json(self, tree: Tree | None) -> list[Any]:
        assert tree is not None
        numbers = tree.numbers
        ways = [[numbers[it.edge], *[text for point in it.texts for text in point]] for it in self.leads]
        return ["w", self.first, *ways]


def lead_of(edge: etree._Element, before: Sequence[Point], points: Sequence[Point]) -> Lead | None:
    """What leads an edge along these points, of which only those that differ from `before`, its way now, are written.
    None where the edge holds more between its way points than white space, or they are no plain ones."""
    found = _way_of(edge)
    if found is None or len(before) != len(found[0]):
        return None
    texts: list[tuple[str, str]] = []
    for item, was, point in zip(found[0], before, points, strict=False):
        x, y = item.get("x"), item.get("y")
        if x is None or y is None:
            return None
        if was != point:  # a number that is written in another way stays as it is
            (was_x, was_y), (new_x, new_y) = was, point
            if was_x != new_x and was_x != round(new_x, 3):
                x = di.text_of(new_x)
            if was_y != new_y and was_y != round(new_y, 3):
                y = di.text_of(new_y)
        texts.append((x, y))
    texts += [(di.text_of(x), di.text_of(y)) for x, y in points[len(before) :]]
    return _lead(edge, found, texts)


def lead_along(edge: etree._Element, texts: Iterable[str]) -> Lead:
    """The same from the texts that `LeadNote` wrote down. Raises `ValueError` where it does not fit the edge."""
    flat = list(texts)
    found = _way_of(edge)
    lead = _lead(edge, found, list(zip(flat[::2], flat[1::2], strict=True))) if found is not None else None
    if lead is None:
        raise ValueError("no plain way")
    return lead


def _way_of(edge: etree._Element) -> tuple[list[etree._Element], etree._Element | None] | None:
    """The way points of an edge, which follow each other, and the label behind them; None where it is otherwise."""
    old: list[etree._Element] = []
    following = None
    for child in edge:
        tag = child.tag
        if tag == di.WAYPOINT and following is None:
            old.append(child)
        elif tag == di.LABEL and following is None:
            following = child
        else:
            return None
    return (old, following) if old else None


def _lead(edge: etree._Element, way: tuple[list[etree._Element], etree._Element | None], texts: Texts) -> Lead | None:
    old, following = way
    if not texts:
        return None
    before: list[tuple[etree._Element, str, str]] = []
    after: list[tuple[etree._Element, str, str]] = []
    for item, (x, y) in zip(old, texts, strict=False):
        was_x, was_y = item.get("x"), item.get("y")
        if was_x is None or was_y is None:
            return None
        if was_x != x or was_y != y:
            before.append((item, was_x, was_y))
            after.append((item, x, y))
    gone: tuple[etree._Element, ...] = tuple(old[len(texts) :])
    come: tuple[etree._Element, ...] = ()
    tails_before: Tails = ()
    tails_after: Tails = ()
    if gone:
        last = old[len(texts) - 1]
        tails_before = tuple([(item, item.tail) for item in (last, *gone)])
        if any(text and not text.isspace() for _item, text in tails_before):
            return None
        if any(len(item) or item.get("id") is not None for item in gone):
            return None
        tails_after = ((last, tails_before[-1][1]),)
    elif len(texts) > len(old):
        now, space, tail = spacing.around_insert(edge, following, "")
        if tail != now or (now and not now.isspace()):
            return None
        come = tuple([etree.Element(di.WAYPOINT, {"x": x, "y": y}) for x, y in texts[len(old) :]])
        tails_before = ((old[-1], now),)
        tails_after = (*((item, space) for item in (old[-1], *come[:-1])), (come[-1], tail))
    return Lead(edge, texts, tuple(before), tuple(after), gone, come, following, tails_before, tails_after)
