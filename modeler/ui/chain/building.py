"""From the values of a chain to cards and lines, and on to those of the next chain with what is new in it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from modeler.bpmn.elements import SPECS
from modeler.chain.blocks import Chain, Folded, Fork, Item, Jump, Meeting, Step, Way
from modeler.document.index import Index
from modeler.ui.chain.cards import SIDE, WIDTH, Chip, Chosen, FoldedCard, ForkBox, SideBySide, StepCard, jump_chip
from modeler.ui.chain.lines import Line, Plus
from modeler.ui.chain.pieces import Box, Piece, Saying, Touched, Wanted, order_tabs
from modeler.ui.chain.words import fork_words, way_words, words_of
from runner.core.i18n import tr as _

if TYPE_CHECKING:
    from modeler.ui.chain.view import ChainView

_MIDDLE = Qt.AlignmentFlag.AlignHCenter


class Built:
    """The widgets of one chain: `ground` with all of them, `shown` by the element that a click on it selects.
    `editable`: whether it can be changed, which stays as it was when this was built."""

    def __init__(self, view: ChainView, chain: Chain, index: Index) -> None:
        self._view, self._index = view, index
        self.editable = view.editable
        self.shown: dict[str, Chosen] = {}
        self.cards: dict[str, StepCard] = {}
        self.ways: dict[str, tuple[Fork, int]] = {}
        """The fork that a way belongs to, and its place there."""
        self._forks: dict[str, Fork] = {}
        self._sayings: dict[str, list[Saying]] = {}
        self._lit: set[Chosen] = set()
        self._touched = Touched()
        self.ground = QWidget()
        column = QVBoxLayout(self.ground)
        column.setContentsMargins(40, 24, 40, 48)
        column.setSpacing(0)
        self._box = Box(column)
        self._box.update(self._lines(chain), self._touched)
        self._gather()

    def update(self, chain: Chain, told: Iterable[str]) -> None:
        """Show another chain of the same process: only what it has not in common with this one is made anew.
        `told`: the elements that are new, changed or gone."""
        known = set(self._sayings)
        self._touched = Touched()
        self._box.update(self._lines(chain), self._touched)
        focus = self._gather()
        for box in self._touched.boxes:
            self._settle(box)
        order_tabs(focus)
        self._say(told, known)

    def refresh(self, told: Iterable[str]) -> None:
        """Say anew what is said of these elements."""
        self._say(told, set(self._sayings))

    def _say(self, told: Iterable[str], known: set[str]) -> None:
        """Say anew what depends on these; all, where one is none of the chain, before or now: a lane has a name that
        its steps say."""
        wanted = list(told)
        if any(own not in self._sayings and own not in known for own in wanted):
            wanted = list(self._sayings)
        for saying in {id(one): one for own in wanted for one in self._sayings.get(own, ())}.values():
            saying.say()

    def _gather(self) -> list[tuple[QWidget, bool]]:
        """Read the tables off the pieces; what takes the keys, in order, and whether it is new at its place."""
        for table in (self.shown, self.cards, self.ways, self._forks, self._sayings):
            table.clear()
        focus = []
        for top in self._box.pieces:
            for piece, is_new in top.all(self._touched.fresh):
                self.shown.update(piece.shows)
                if isinstance(item := piece.value, Fork):
                    self._forks[item.id] = item
                    self.ways.update((way.id, (item, place)) for place, way in enumerate(item.ways))
                for saying in piece.sayings:
                    for own in saying.about():
                        self._sayings.setdefault(own, []).append(saying)
                focus += [(one, is_new) for one in piece.focus]
        self.cards.update((own, one) for own, one in self.shown.items() if isinstance(one, StepCard))
        self._lit &= set(self.shown.values())
        return focus

    def _settle(self, box: Box) -> None:
        """Let what is new in a box appear, and those round it know that it needs other room."""
        for piece in box.pieces:
            if piece in self._touched.fresh and piece.widget is not None:
                piece.widget.show()
        around = box.layout.parentWidget()
        while around is not None and around is not self.ground:
            around.updateGeometry()
            around = around.parentWidget()

    def light(self, ids: Iterable[str]) -> None:
        """Show these as selected, and nothing else."""
        lit = {self.shown[own] for own in ids if own in self.shown}
        for shown in self._lit ^ lit:
            shown.set_chosen(shown in lit)
        self._lit = lit

    def show_badges(self) -> None:
        """Show what is wrong, and what is remarked, as it is now."""
        for own, shown in self.shown.items():
            if isinstance(shown, StepCard | Chip):
                shown.set_badges(self._view.said_of(own))

    # columns

    def _lines(self, chain: Chain) -> list[Wanted]:
        """All lines of a chain below each other, and what stands outside of them."""
        wanted = []
        for number, line in enumerate(chain.lines):
            first = _key(line[0])
            if number:
                wanted.append(Wanted(("gap", first), lambda: Piece(gap=40)))
            wanted.append(Wanted(("line", first), partial(self._line, line), partial(self._line_again, line)))
        if chain.apart:
            title = _("Outside of the chain")
            wanted.append(Wanted(("gap", "apart"), lambda: Piece(gap=32)))
            wanted.append(Wanted(("apart", chain.apart), partial(self._folded, chain.apart, title)))
        wanted.append(Wanted("air", Piece))
        return wanted

    def _line(self, line: tuple[Item, ...]) -> Piece:
        widget, box = self._column(line)
        return Piece(widget, line, inside=(box,), align=_MIDDLE)

    def _line_again(self, line: tuple[Item, ...], piece: Piece) -> None:
        if piece.value != line:
            piece.value = line
            piece.inside[0].update(self._wanted(line), self._touched)

    def _column(
        self, items: Sequence[Item], last: str | None = None, *, leads: bool = False, joins: bool = False
    ) -> tuple[QWidget, Box]:
        widget = QWidget()
        column = QVBoxLayout(widget)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        box = Box(column)
        box.update(self._wanted(items, last, leads=leads, joins=joins), self._touched)
        return widget, box

    def _wanted(
        self, items: Sequence[Item], last: str | None = None, *, leads: bool = False, joins: bool = False
    ) -> list[Wanted]:
        """Cards below each other; `leads`: a line leads to the first of them; `joins`: one goes on below, by the flow
        `last` where it is a single one."""
        wanted = []
        before = None
        for number, item in enumerate(items):
            if number or leads or isinstance(item, Jump):
                plain = Wanted(("line", _key(item)), partial(_line_piece, head=not isinstance(item, Meeting)))
                is_plain = (
                    item.by is None or item.by == before
                )  # the ways part right behind the step: no flow is between
                wanted.append(plain if is_plain else self._plus(str(item.by), head=True))
            before = item.by
            if not isinstance(item, Meeting):
                again = partial(self._fork_again, item) if isinstance(item, Fork) else None
                wanted.append(Wanted(_key(item), partial(self._item, item), again))
        if last is not None:
            wanted.append(self._plus(last, head=False))
        if last is not None or joins:
            least = 0 if last is not None else 14
            wanted.append(Wanted(("foot", least), partial(_line_piece, head=False, grows=True, least=least)))
        else:
            wanted.append(Wanted("air", Piece))
        return wanted

    def _plus(self, flow: str, *, head: bool) -> Wanted:
        return Wanted(("plus", flow, head), partial(self._plus_piece, flow, head))

    def _plus_piece(self, flow: str, head: bool) -> Piece:
        if not self.editable:
            return Piece(Line(head=head))

        def source() -> str:
            return self._index.flows[flow].source

        made = Plus(flow, self._name(source()), self._view.ask_what, head=head)
        saying = Saying(lambda: (flow, source()), lambda: made.say(self._name(source())))
        return Piece(made, sayings=(saying,), focus=(made.button,))

    def _item(self, item: Step | Fork | Jump | Folded) -> Piece:
        match item:
            case Step():
                return self._step(item)
            case Fork():
                return self._fork(item)
            case Jump():
                chip, saying = self._jump(item)
                return Piece(chip, sayings=(saying,), focus=(chip.button,), align=_MIDDLE)
            case Folded():
                return self._folded(item.ids)

    def _step(self, item: Step) -> Piece:
        own = item.id
        card = StepCard(own, words_of(self._index.nodes[own], self._index, self._view.organization))
        card.clicked.connect(partial(self._view.choose, own))
        card.activated.connect(partial(self._view.open_properties, own))
        card.asked.connect(self._view.open_menu)
        card.set_badges(self._view.said_of(own))
        saying = Saying(
            lambda: (own,),
            lambda: card.say(words_of(self._index.nodes[own], self._index, self._view.organization)),
        )
        made = Piece(card, item, ((own, card),), (saying,), (card,), align=_MIDDLE)
        if item.sides:
            sides = [self._side(side, made) for side in item.sides]
            made.widget = SideBySide(card, sides)
        return made

    def _side(self, side: Way, around: Piece) -> QWidget:
        """What leads away from a border, told in short: it is edited on the canvas."""
        widget = QWidget()
        widget.setObjectName(f"chain-side-{side.id}")
        column = QVBoxLayout(widget)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._chip(side.id, around))
        for item in side.items:
            match item:
                case Step():
                    words = words_of(self._index.nodes[item.id], self._index, self._view.organization)
                    chip = self._chip(item.id, around, words.icon)
                case Jump():
                    chip, saying = self._jump(item, SIDE)
                    around.sayings += (saying,)
                    around.focus += (chip.button,)
                case Meeting():
                    continue
                case _:
                    chip = Chip(_("More on the canvas"), quiet=True, most=SIDE)
                    chip.clicked.connect(partial(self._view.canvasAsked.emit, side.id))
                    around.focus += (chip.button,)
            column.addWidget(Line(height=18))
            column.addWidget(chip)
        column.addStretch(1)
        return widget

    def _chip(self, own: str, around: Piece, symbol: str | None = None) -> Chip:
        chip = Chip(self._name(own), icon_name=symbol, most=SIDE)
        chip.clicked.connect(partial(self._view.choose, own))
        around.shows += ((own, chip),)
        around.sayings += (Saying(lambda: (own,), lambda: chip.say(self._name(own))),)
        around.focus += (chip.button,)
        return chip

    def _name(self, own: str) -> str:
        event = self._index.nodes[own]
        return event.name or _(SPECS[event.spec].label)

    # forks

    def _fork(self, item: Fork) -> Piece:
        own = item.id
        head = Chip(fork_words(self._index.nodes[own]))
        grow = partial(self._grow, own) if item.own and self.editable else None
        box = ForkBox(head, grow)
        shows: tuple[tuple[str, Chosen], ...] = ()
        if item.own:
            head.clicked.connect(partial(self._view.choose, own))
            head.asked.connect(lambda at: self._view.open_fork_menu(own, self._forks[own].meet, at))
            head.set_badges(self._view.said_of(own))
            shows = ((own, head),)
        if box.more is not None:
            box.more.setObjectName(f"chain-add-way-{own}")
        focus: tuple[QWidget, ...] = (head.button,) if box.more is None else (head.button, box.more)
        saying = Saying(lambda: (own,), lambda: head.say(fork_words(self._index.nodes[own])))
        made = Piece(box, None, shows, (saying,), focus, (Box(box.row),), align=_MIDDLE)
        self._fork_again(item, made)
        return made

    def _grow(self, own: str) -> None:
        self._view.add_way(own, self._forks[own].meet)

    def _fork_again(self, item: Fork, piece: Piece) -> None:
        if piece.value == item:
            return
        piece.value = item
        wanted = [
            Wanted(
                ("way", way.id, way.goes_on), partial(self._way, way, number), partial(self._way_again, way, number)
            )
            for number, way in enumerate(item.ways, 1)
        ]
        piece.inside[0].update(wanted, self._touched)
        assert isinstance(piece.widget, ForkBox)
        ways = [one.widget for one in piece.inside[0].pieces if one.widget is not None]
        piece.widget.set_ways(ways, [way.joins or way.goes_on for way in item.ways])

    def _way(self, way: Way, number: int) -> Piece:
        """A way below the chip that says when it is taken."""
        own = way.id
        widget = QWidget()
        column = QVBoxLayout(widget)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Line(head=False, height=10))
        chip = Chip(way_words(self._index.flows[own], number))
        chip.clicked.connect(partial(self._view.choose, own))
        chip.asked.connect(partial(self._view.open_way_menu, own))
        chip.pressed.connect(partial(self._view.way_key, own))
        chip.set_badges(self._view.said_of(own))
        column.addWidget(chip, alignment=_MIDDLE)
        inside: tuple[Box, ...] = ()
        if way.goes_on:
            column.addWidget(Line(head=False, grows=True), 1)
        else:
            below, box = self._column(way.items, way.last, leads=True, joins=way.joins)
            inside = (box,)
            column.addWidget(below, 1)
        saying = Saying(lambda: (own,), lambda: chip.say(way_words(self._index.flows[own], self.ways[own][1] + 1)))
        return Piece(widget, way, ((own, chip),), (saying,), (chip.button,), inside)

    def _way_again(self, way: Way, number: int, piece: Piece) -> None:
        chip = piece.shows[0][1]
        assert isinstance(chip, Chip)
        chip.say(way_words(self._index.flows[way.id], number))
        if piece.value != way:
            piece.value = way
            if piece.inside:
                wanted = self._wanted(way.items, way.last, leads=True, joins=way.joins)
                piece.inside[0].update(wanted, self._touched)

    # ends

    def _jump(self, item: Jump, most: int = WIDTH) -> tuple[Chip, Saying]:
        told = _("Back to {step}") if item.back else _("On to {step}")

        def words() -> str:
            return told.format(step=self._name(item.target))

        chip = jump_chip(words(), back=item.back, most=most)
        chip.clicked.connect(partial(self._view.choose, item.target))
        return chip, Saying(lambda: (item.target,), lambda: chip.say(words()))

    def _folded(self, ids: tuple[str, ...], title: str = "") -> Piece:
        def names() -> list[str]:
            return [record.name for own in ids if (record := self._index.nodes[own]).name]

        card = FoldedCard(ids, names(), title)
        open_: Callable[[], None] = partial(self._view.canvasAsked.emit, ids[0])
        card.clicked.connect(open_)
        saying = Saying(lambda: ids, lambda: card.say(names()))
        return Piece(card, None, tuple((own, card) for own in ids), (saying,), (card,), align=_MIDDLE)


def _key(item: Item) -> Hashable:
    """What the piece of an item is kept by: as long as this is the same, its texts and its ways can be changed."""
    match item:
        case Step():
            return "step", item.id, item.sides
        case Fork():
            return "fork", item.id, item.own
        case Meeting():
            return "meeting", item.id
        case Jump():
            return item
        case Folded():
            return "folded", item.ids


def _line_piece(*, head: bool, grows: bool = False, least: int = 0) -> Piece:
    return Piece(Line(head=head, grows=grows, least=least), stretch=1 if grows else 0)
