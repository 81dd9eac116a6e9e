"""Boxes of cards and lines that are brought up to date: what is wanted as before stays the widget that it is."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QWidget

from modeler.ui.chain.cards import Chosen

_ANYWHERE = Qt.AlignmentFlag(0)


@dataclass
class Saying:
    """A text that a widget shows: `about` gives the elements that it depends on, `say` writes it anew."""

    about: Callable[[], Sequence[str]]
    say: Callable[[], None]


@dataclass(eq=False)
class Piece:
    """One entry of a box: a widget, or (None) `gap` pixels, or with 0 all room that is left. `value` is what it was
    made from, `focus` what in it takes the keys, ahead of what stands in the boxes `inside`."""

    widget: QWidget | None = None
    value: object = None
    shows: tuple[tuple[str, Chosen], ...] = ()
    sayings: tuple[Saying, ...] = ()
    focus: tuple[QWidget, ...] = ()
    inside: tuple[Box, ...] = ()
    align: Qt.AlignmentFlag = _ANYWHERE
    stretch: int = 0
    gap: int = 0
    key: Hashable = None

    def all(self, fresh: set[Piece], is_new: bool = False) -> Iterator[tuple[Piece, bool]]:
        """It and all that is in it, in the order in which it is read, and whether that is new at its place."""
        is_new = is_new or self in fresh
        yield self, is_new
        for box in self.inside:
            for piece in box.pieces:
                yield from piece.all(fresh, is_new)


@dataclass
class Wanted:
    """What a box shall hold. `key` says which piece can stay, `make` makes it anew, and `again` brings the one that
    stays up to date."""

    key: Hashable
    make: Callable[[], Piece]
    again: Callable[[Piece], None] | None = None


@dataclass
class Touched:
    """What an update changed: pieces that are new at their place, and boxes, the inner ones first."""

    fresh: set[Piece] = field(default_factory=set)
    boxes: list[Box] = field(default_factory=list)


class Box:
    """The pieces of one layout."""

    def __init__(self, layout: QBoxLayout) -> None:
        self.layout = layout
        self.pieces: list[Piece] = []

    def update(self, wanted: Sequence[Wanted], touched: Touched) -> None:
        """Hold these, in this order. Nothing is done to pieces that are wanted where they are."""
        keys = {one.key for one in wanted}
        gone = [place for place, piece in enumerate(self.pieces) if piece.key not in keys]
        for place in reversed(gone):
            _drop(self._take(place))
        there = {piece.key: piece for piece in self.pieces}
        moved = False
        for place, one in enumerate(wanted):
            piece = there.get(one.key)
            if piece is None:
                piece = one.make()
                piece.key = one.key
            elif one.again is not None:
                one.again(piece)
            if place < len(self.pieces) and self.pieces[place] is piece:
                continue
            if one.key in there:
                self._take(self.pieces.index(piece, place))
            self._put(place, piece)
            touched.fresh.add(piece)
            moved = True
        if moved or gone:
            touched.boxes.append(self)

    def _take(self, place: int) -> Piece:
        piece = self.pieces.pop(place)
        if piece.widget is not None:
            self.layout.removeWidget(piece.widget)
        else:
            self.layout.takeAt(place)
        return piece

    def _put(self, place: int, piece: Piece) -> None:
        self.pieces.insert(place, piece)
        if piece.widget is not None:
            self.layout.insertWidget(place, piece.widget, piece.stretch, piece.align)
        elif piece.gap:
            self.layout.insertSpacing(place, piece.gap)
        else:
            self.layout.insertStretch(place, 1)


def _drop(piece: Piece) -> None:
    if piece.widget is not None:
        piece.widget.hide()
        piece.widget.deleteLater()  # it may be what the key that removes it was pressed on


def order_tabs(focus: Sequence[tuple[QWidget, bool]]) -> None:
    """Let the tabulator go from one to the next: `focus` is all that takes the keys, as it is read, and whether it is
    new at its place. Those that are not are in order among themselves."""
    is_all = bool(focus) and focus[0][1]
    for (one, is_new), (other, is_other_new) in pairwise(focus):
        if is_all or is_new or is_other_new:
            QWidget.setTabOrder(one, other)
