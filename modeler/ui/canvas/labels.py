"""Labels: laid out at first sight, kept as runs of glyphs, the oldest forgotten when there are too many."""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QGlyphRun, QPainter

from modeler.geometry.shapes import Bounds
from modeler.geometry.texts import LabelBox, lay_out
from modeler.ui.canvas.fonts import shared_font

LIMIT = 20_000

Placed = list[tuple[QPointF, int, QGlyphRun]]


class Label:
    """One text in its room. `runs` are laid out by `Labels`; `colour` is empty for the theme's ink. `over_line`:
    the text may lie on its own flow, so it gets a piece of paper behind it (`back`, once laid out)."""

    __slots__ = ("back", "box", "colour", "over_line", "runs", "text")

    def __init__(self, text: str, box: LabelBox, colour: str = "", over_line: bool = False) -> None:
        self.over_line = over_line
        self.back: QRectF | None = None
        self.text = text
        self.box = box
        self.colour = colour
        self.runs: Placed | None = None

    def moved(self, dx: float, dy: float) -> Label:
        """The same text elsewhere, laid out where this one is."""
        label = Label(self.text, self.box.moved(dx, dy), self.colour, self.over_line)
        if self.runs is not None:
            shift = QPointF(dx, dy)
            label.runs = [(place + shift, angle, run) for place, angle, run in self.runs]
            label.back = self.back.translated(shift) if self.back is not None else None
        return label

    def extent(self) -> Bounds:
        """A rectangle that surely holds the text: the room, with more below where it may run over."""
        bounds = self.box.bounds
        if self.box.limited:
            return bounds
        lines = 1 + self.text.count("\n") + int(len(self.text) * self.box.size * 0.9 / max(bounds.width, 20))
        height = max(bounds.height, lines * self.box.size * 1.25)
        top = bounds.bottom - height if self.box.down == "bottom" else bounds.y
        return Bounds(bounds.x, top, bounds.width, height)


class Labels:
    """Lays out labels and forgets the oldest. A text that only moved is not laid out again."""

    def __init__(self, limit: int = LIMIT) -> None:
        self._limit = limit
        self._kept: deque[Label] = deque()
        self._known: dict[Hashable, tuple[Bounds, Placed, QRectF | None]] = {}

    def lay(self, label: Label) -> Placed:
        """The runs of a label, now kept in it."""
        box = label.box
        room = box.bounds
        key = (
            label.text, label.over_line, room.width, room.height, box.size, box.across, box.down, box.upright,
            box.limited, box.sign,
        )  # fmt: skip
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= self._limit:
                self._known.clear()
            runs, back = self._laid_out(label)
            self._known[key] = room, runs, back
        else:
            was, runs, back = known
            dx, dy = room.x - was.x, room.y - was.y
            if dx or dy:
                shift = QPointF(dx, dy)
                runs = [(place + shift, angle, run) for place, angle, run in runs]
                back = back.translated(shift) if back is not None else None
        label.runs, label.back = runs, back
        self._kept.append(label)
        while len(self._kept) > self._limit:
            self._kept.popleft().runs = None
        return runs

    def _laid_out(self, label: Label) -> tuple[Placed, QRectF | None]:
        font = shared_font()
        runs: Placed = []
        for line in lay_out(label.text, label.box, font.width):
            runs += [(QPointF(line.x, line.y), line.angle, run) for run in font.runs(line.text, line.size)]
        if not label.over_line:
            return runs, None
        tight = self.tight(label)
        return runs, QRectF(tight.x - 1, tight.y + 1, tight.width + 2, tight.height - 1)

    def tight(self, label: Label) -> Bounds:
        """The rectangle that the text really takes."""
        lines = lay_out(label.text, label.box, shared_font().width)
        if not lines:
            return label.box.bounds
        if any(line.angle for line in lines) or label.box.upright:
            return label.box.bounds
        left = min(line.x for line in lines)
        right = max(line.x + shared_font().width(line.text, line.size) for line in lines)
        top = lines[0].y - lines[0].size
        return Bounds(left, top, right - left, lines[-1].y + lines[-1].size * 0.3 - top)


def draw(painter: QPainter, runs: Placed) -> None:
    """Paint a label in diagram units, in the painter's pen."""
    for place, angle, run in runs:
        if angle:
            painter.save()
            painter.translate(place)
            painter.rotate(angle)
            painter.drawGlyphRun(QPointF(0, 0), run)
            painter.restore()
        else:
            painter.drawGlyphRun(place, run)
