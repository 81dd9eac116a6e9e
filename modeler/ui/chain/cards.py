"""The cards: a step, a fork with its ways, a way that goes on elsewhere, what a chain cannot show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtCore import QEvent, QLineF, QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from modeler.ui.chain.badges import BadgeRow, Said
from modeler.ui.chain.lines import Line, line_pen
from modeler.ui.chain.words import Words
from runner.core.i18n import tr as _
from runner.core.i18n import trn
from runner.ui.kit.cards import Card
from runner.ui.kit.icons import IconLabel
from runner.ui.kit.layouts import FlowLayout, clear_layout, show_if
from runner.ui.kit.style import set_look
from runner.ui.kit.texts import button, label, tool_button

WIDTH = 264
"""Pixels of a card."""
SIDE = 150
"""Pixels of what leads away from its border."""

_MORE = 24
_SOME = 3
_SIDEWAYS = (Qt.Key.Key_Left, Qt.Key.Key_Right)
_REMOVES = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)


class Chosen(Protocol):
    """What can be shown as selected."""

    def set_chosen(self, chosen: bool) -> None:
        """Show it as selected, or not."""
        ...


class _Card(Card):
    """As broad as all, as high as its texts need: aligned in a layout, a wrapped text would get one line."""

    def sizeHint(self) -> QSize:
        """Its size."""
        layout = self.layout()
        assert layout is not None
        for part in (self, *self.findChildren(QLabel)):
            part.ensurePolished()  # in the letters of the style sheet, which wrap elsewhere
        lost = self.width() - self.contentsRect().width()  # its border
        return QSize(WIDTH, layout.heightForWidth(WIDTH - lost) + lost)

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()

    def hasHeightForWidth(self) -> bool:
        """Never: the column round it would ask for the height at its own width, where fewer lines are needed."""
        return False


class StepCard(_Card):
    """One element. `asked` wants its menu, at a place of the screen."""

    asked = Signal(str, object)

    def __init__(self, own: str, words: Words) -> None:
        super().__init__(words.title, "\n".join(words.lines), icon_name=words.icon)
        self.id = own
        self.words = words
        self.setObjectName(f"chain-{own}")
        self.setFixedWidth(WIDTH)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Maximum)
        self._marks = QWidget()
        self._flow = FlowLayout(self._marks)
        self.body.addSpacing(2)
        self.body.addWidget(self._marks)
        self.badges = BadgeRow()
        row = self.layout()
        assert isinstance(row, QBoxLayout)
        row.addWidget(self.badges, alignment=Qt.AlignmentFlag.AlignTop)
        self._tell()

    def say(self, words: Words) -> None:
        """Say something else."""
        if words == self.words:
            return
        if words.icon != self.words.icon and (symbol := self.findChild(IconLabel)) is not None:
            symbol.set_icon(words.icon, "accent")
        self.words = words
        self.set_texts(words.title, "\n".join(words.lines))
        self._tell()

    def set_badges(self, said: Said) -> None:
        """What is wrong with it, and what is remarked."""
        if said == self.badges.said:
            return
        self.badges.say(said)
        self._name()

    def _tell(self) -> None:
        clear_layout(self._flow)
        for mark in self.words.marks:
            shown = label(mark.text, "mark")
            shown.setToolTip(mark.tip)
            self._flow.addWidget(shown)
        show_if(self._marks, bool(self.words.marks))
        self._name()
        self.updateGeometry()

    def _name(self) -> None:
        self.setAccessibleName(", ".join((self.words.title, *self.words.lines)))
        more = [mark.tip for mark in self.words.marks]
        self.setAccessibleDescription("; ".join([*more, *self.badges.words]))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu of the right button, or of the menu key."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        self.asked.emit(self.id, self.mapToGlobal(QPoint(24, self.height() - 8)) if by_key else event.globalPos())


class FoldedCard(_Card):
    """Several elements that a chain cannot show, some of them by their `names`; a click opens the canvas there."""

    def __init__(self, ids: Sequence[str], names: Sequence[str], title: str = "") -> None:
        count = len(ids)
        told = title or trn(
            "{count} element that a chain cannot show", "{count} elements that a chain cannot show", count
        ).format(count=count)
        super().__init__(told, icon_name="design")
        self._told = told
        self.ids = tuple(ids)
        self.say(names)
        self.setObjectName("chain-folded")
        self.setFixedWidth(WIDTH)
        set_look(self, tone="quiet")

    def say(self, names: Sequence[str]) -> None:
        """Name some of them."""
        some = ", ".join(names[:_SOME]) + (", …" if len(names) > _SOME else "")
        self.title.setText(self._told)
        self.subtitle.setText("\n".join(filter(None, (some, _("Opens on the canvas")))))
        show_if(self.subtitle, True)
        self.setToolTip("\n".join(names))
        self.setAccessibleDescription(", ".join(names))
        self.updateGeometry()


class Chip(QWidget):
    """A short text that is a button: over a fork, over a way, at its end. `asked` wants its menu,
    `pressed` tells of a key with Alt, or one that removes."""

    clicked = Signal()
    asked = Signal(object)
    pressed = Signal(object)

    def __init__(self, text: str, *, icon_name: str | None = None, quiet: bool = False, most: int = WIDTH) -> None:
        super().__init__()
        self._most, self._text = most, ""
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        self.button = button("", "link" if quiet else "way", icon_name)
        self.button.clicked.connect(self.clicked)
        self.button.installEventFilter(self)
        row.addWidget(self.button)
        self.badges = BadgeRow()
        row.addWidget(self.badges)
        self.say(text)

    def set_chosen(self, chosen: bool) -> None:
        """Show it as selected."""
        set_look(self.button, chosen="true" if chosen else "false")

    def set_badges(self, said: Said) -> None:
        """What is wrong with what it stands for, and what is remarked."""
        if said == self.badges.said:
            return
        self.badges.say(said)
        self.button.setAccessibleDescription("; ".join(self.badges.words))

    def say(self, text: str) -> None:
        """Say something else."""
        if text == self._text:
            return
        self._text = text
        elided = self.button.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, self._most - 48)
        self.button.setText(elided.replace("&", "&&"))
        self.button.setToolTip(text if elided != text else "")
        self.button.setAccessibleName(text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys that the button would take for a walk from one to the next."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            alt = event.modifiers() == Qt.KeyboardModifier.AltModifier
            if (alt and event.key() in _SIDEWAYS) or event.key() in _REMOVES:
                self.pressed.emit(Qt.Key(event.key()))
                return True
        return super().eventFilter(watched, event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu of the right button, or of the menu key."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        self.asked.emit(self.mapToGlobal(self.rect().bottomLeft()) if by_key else event.globalPos())


class ForkBox(QWidget):
    """A fork: what is asked, its ways beside each other, and the lines that lead to them and together again.
    `grow`: what adds a way, None where none can be; the ways themselves are put into `row`."""

    def __init__(self, head: Chip, grow: Callable[[], None] | None) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        top = QHBoxLayout()
        top.setSpacing(4)
        top.addStretch(1)
        self.more: QToolButton | None = None
        if grow is not None:
            self.more = tool_button("add", _("Add a way"), size=12)
            self.more.clicked.connect(grow)
            self.more.setFixedWidth(_MORE)
            top.addSpacing(_MORE)  # the text stands in the middle of the line
        top.addWidget(head)
        if self.more is not None:
            top.addWidget(self.more)
        top.addStretch(1)
        column.addLayout(top)
        column.addWidget(Line(head=False, height=12))
        self.row = QHBoxLayout()
        self.row.setSpacing(20)
        self.row.setContentsMargins(0, 0, 0, 0)
        self._head = head
        self._ways: list[QWidget] = []
        self._joins: list[bool] = []
        column.addLayout(self.row, 1)
        column.addSpacing(2)

    def set_ways(self, ways: Sequence[QWidget], joins: Sequence[bool]) -> None:
        """Draw the lines to these ways; `joins`: which of them lead on below."""
        self._ways, self._joins = list(ways), list(joins)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The lines across, above and below the ways."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(line_pen())
        middle = self.width() / 2
        centres = [way.x() + way.width() / 2 for way in self._ways]
        top = self.row.geometry().top()
        painter.drawLine(QLineF(middle, self._head.y() + self._head.height(), middle, top))
        painter.drawLine(QLineF(min([middle, *centres]), top, max([middle, *centres]), top))
        meeting = [centre for centre, joins in zip(centres, self._joins, strict=True) if joins]
        if meeting:
            foot = self.row.geometry().bottom() + 1
            painter.drawLine(QLineF(min([middle, *meeting]), foot, max([middle, *meeting]), foot))
            painter.drawLine(QLineF(middle, foot, middle, self.height()))


class SideBySide(QWidget):
    """A card in the middle of its line, with ways that lead away from its border on its right."""

    def __init__(self, card: QWidget, sides: Sequence[QWidget]) -> None:
        super().__init__()
        self._card = card
        self._sides = list(sides)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._left, self._right = QWidget(), QWidget()
        inside = QHBoxLayout(self._right)
        inside.setContentsMargins(24, 0, 0, 0)
        inside.setSpacing(20)
        for side in sides:
            inside.addWidget(side, alignment=Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._left)
        row.addWidget(card, alignment=Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._right)
        self._left.setFixedWidth(self._right.sizeHint().width())

    def event(self, event: QEvent) -> bool:
        """Keep the card in the middle when the ways on its right say something else."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._left.setFixedWidth(self._right.sizeHint().width())
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A broken line from the border of the card to each way, and the line of the chain past them."""
        super().paintEvent(event)
        painter = QPainter(self)
        pen = line_pen()
        painter.setPen(pen)
        x = self._card.x() + self._card.width() / 2
        painter.drawLine(QLineF(x, self._card.y() + self._card.height(), x, self.height()))
        pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        last = self._sides[-1]
        y = self._card.y() + 15.0
        painter.drawLine(QLineF(self._card.x() + self._card.width(), y, self._right.x() + last.x(), y))


def jump_chip(text: str, *, back: bool, most: int = WIDTH) -> Chip:
    """What stands at the end of a way that goes on elsewhere."""
    return Chip(text, icon_name="back" if back else "arrow-right", quiet=True, most=most)


__all__ = ["SIDE", "WIDTH", "Chip", "FoldedCard", "ForkBox", "SideBySide", "StepCard", "jump_chip"]
