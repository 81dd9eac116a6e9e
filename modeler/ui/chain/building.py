"""From the values of a chain to cards and lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from modeler.bpmn.elements import SPECS
from modeler.chain.blocks import Chain, Folded, Fork, Item, Jump, Meeting, Step, Way
from modeler.document.index import Index
from modeler.ui.chain.cards import SIDE, WIDTH, Chip, Chosen, FoldedCard, ForkBox, SideBySide, StepCard, jump_chip
from modeler.ui.chain.lines import Line, Plus
from modeler.ui.chain.words import fork_words, way_words, words_of
from runner.core.i18n import tr as _

if TYPE_CHECKING:
    from modeler.ui.chain.view import ChainView


class Built:
    """The widgets of one chain: `ground` with all of them, `shown` by the element that a click on it selects."""

    def __init__(self, view: ChainView, chain: Chain, index: Index) -> None:
        self._view, self._index = view, index
        self.shown: dict[str, Chosen] = {}
        self.cards: dict[str, StepCard] = {}
        self._pluses: dict[str, list[Plus]] = {}
        self.ways: dict[str, tuple[Fork, int]] = {}
        """The fork that a way belongs to, and its place there."""
        self.ground = QWidget()
        column = QVBoxLayout(self.ground)
        column.setContentsMargins(40, 24, 40, 48)
        column.setSpacing(0)
        for number, line in enumerate(chain.lines):
            if number:
                column.addSpacing(40)
            column.addWidget(self._column(line), alignment=Qt.AlignmentFlag.AlignHCenter)
        if chain.apart:
            column.addSpacing(32)
            title = _("Outside of the chain")
            column.addWidget(self._folded(chain.apart, title), alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)

    def refresh(self, ids: Sequence[str]) -> None:
        """Say anew what is said of these elements."""
        for own in ids:
            record, flow = self._index.nodes.get(own), self._index.flows.get(own)
            if record is not None:
                for plus in self._pluses.get(own, ()):
                    plus.say(self._name(own))
            if own in self.cards and record is not None:
                self.cards[own].say(words_of(record, self._index, self._view.organization))
            elif isinstance(chip := self.shown.get(own), Chip):
                if record is not None:
                    chip.say(fork_words(record) if record.tag.endswith("Gateway") else self._name(own))
                elif flow is not None:
                    source = self._index.nodes[flow.source]
                    chip.say(way_words(flow, 1 + list(source.outgoing).index(own)))

    def show_badges(self) -> None:
        """Show what is wrong, and what is remarked, as it is now."""
        for own, shown in self.shown.items():
            if isinstance(shown, StepCard | Chip):
                shown.set_badges(self._view.said_of(own))

    # columns

    def _column(
        self, items: Sequence[Item], last: str | None = None, *, leads: bool = False, joins: bool = False
    ) -> QWidget:
        """Cards below each other; `leads`: a line leads to the first of them; `joins`: one goes on below, by the flow
        `last` where it is a single one."""
        widget = QWidget()
        column = QVBoxLayout(widget)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for number, item in enumerate(items):
            by = item.by
            if isinstance(item, Jump):
                column.addWidget(self._plus(by))
            elif number or leads:
                column.addWidget(self._plus(by) if by is not None else Line(head=not isinstance(item, Meeting)))
            made = self._item(item)
            if made is not None:
                column.addWidget(made, alignment=Qt.AlignmentFlag.AlignHCenter)
        if last is not None:
            column.addWidget(self._plus(last, head=False))
        if last is not None or joins:
            column.addWidget(Line(head=False, grows=True, least=0 if last is not None else 14), 1)
        else:
            column.addStretch(1)
        return widget

    def _plus(self, flow: str | None, *, head: bool = True) -> QWidget:
        if flow is None or not self._view.editable:
            return Line(head=head)
        source = self._index.flows[flow].source
        made = Plus(flow, self._name(source), self._view.ask_what, head=head)
        self._pluses.setdefault(source, []).append(made)
        return made

    def _item(self, item: Item) -> QWidget | None:
        match item:
            case Step():
                return self._step(item)
            case Meeting():
                return None
            case Fork():
                return self._fork(item)
            case Jump():
                return self._jump(item)
            case Folded():
                return self._folded(item.ids)

    def _step(self, item: Step) -> QWidget:
        record = self._index.nodes[item.id]
        card = StepCard(item.id, words_of(record, self._index, self._view.organization))
        card.clicked.connect(partial(self._view.choose, item.id))
        card.activated.connect(partial(self._view.open_properties, item.id))
        card.asked.connect(self._view.open_menu)
        card.set_badges(self._view.said_of(item.id))
        self.shown[item.id] = self.cards[item.id] = card
        sides = [self._side(side) for side in item.sides]
        return SideBySide(card, sides) if sides else card

    def _side(self, side: Way) -> QWidget:
        """What leads away from a border, told in short: it is edited on the canvas."""
        widget = QWidget()
        widget.setObjectName(f"chain-side-{side.id}")
        column = QVBoxLayout(widget)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._chip(side.id, self._name(side.id)))
        for item in side.items:
            match item:
                case Step():
                    words = words_of(self._index.nodes[item.id], self._index, self._view.organization)
                    chip = self._chip(item.id, words.title, words.icon)
                case Jump():
                    chip = self._jump(item, SIDE)
                case Meeting():
                    continue
                case _:
                    chip = Chip(_("More on the canvas"), quiet=True, most=SIDE)
                    chip.clicked.connect(partial(self._view.canvasAsked.emit, side.id))
            column.addWidget(Line(height=18))
            column.addWidget(chip)
        column.addStretch(1)
        return widget

    def _chip(self, own: str, text: str, symbol: str | None = None) -> Chip:
        chip = Chip(text, icon_name=symbol, most=SIDE)
        chip.clicked.connect(partial(self._view.choose, own))
        self.shown[own] = chip
        return chip

    def _name(self, own: str) -> str:
        event = self._index.nodes[own]
        return event.name or _(SPECS[event.spec].label)

    def _fork(self, item: Fork) -> QWidget:
        record = self._index.nodes[item.id]
        head = Chip(fork_words(record))
        if item.own:
            head.clicked.connect(partial(self._view.choose, item.id))
            head.asked.connect(partial(self._view.open_fork_menu, item.id, item.meet))
            head.set_badges(self._view.said_of(item.id))
            self.shown[item.id] = head
        ways = []
        for number, way in enumerate(item.ways, 1):
            words = way_words(self._index.flows[way.id], number)
            ways.append(self._headed(way, words))
            self.ways[way.id] = (item, number - 1)
        joins = [way.joins or way.goes_on for way in item.ways]
        if not item.own or not self._view.editable:
            return ForkBox(head, ways, joins, None)
        box = ForkBox(head, ways, joins, lambda: self._view.add_way(item.id, item.meet))
        box.more.setObjectName(f"chain-add-way-{item.id}")
        return box

    def _headed(self, way: Way, words: str) -> QWidget:
        """A way below the chip that says when it is taken."""
        widget = QWidget()
        column = QVBoxLayout(widget)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Line(head=False, height=10))
        chip = Chip(words)
        chip.clicked.connect(partial(self._view.choose, way.id))
        chip.asked.connect(partial(self._view.open_way_menu, way.id))
        chip.pressed.connect(partial(self._view.way_key, way.id))
        chip.set_badges(self._view.said_of(way.id))
        self.shown[way.id] = chip
        column.addWidget(chip, alignment=Qt.AlignmentFlag.AlignHCenter)
        if way.goes_on:
            column.addWidget(Line(head=False, grows=True), 1)
        else:
            column.addWidget(self._column(way.items, way.last, leads=True, joins=way.joins), 1)
        return widget

    def _jump(self, item: Jump, most: int = WIDTH) -> Chip:
        told = _("Back to {step}") if item.back else _("On to {step}")
        chip = jump_chip(told.format(step=self._name(item.target)), back=item.back, most=most)
        chip.clicked.connect(partial(self._view.choose, item.target))
        return chip

    def _folded(self, ids: Sequence[str], title: str = "") -> QWidget:
        names = [record.name for own in ids if (record := self._index.nodes[own]).name]
        card = FoldedCard(ids, names, title)
        open_: Callable[[], None] = partial(self._view.canvasAsked.emit, ids[0])
        card.clicked.connect(open_)
        for own in ids:
            self.shown[own] = card
        return card
