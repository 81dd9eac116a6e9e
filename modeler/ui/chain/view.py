"""The approval view: the same process as cards below each other, edited with the same commands and the same undo."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from modeler.chain.blocks import Chain, ids_of
from modeler.chain.reading import chain_of
from modeler.document.change import Change, Origin
from modeler.ui.chain.badges import Said
from modeler.ui.chain.building import Built
from modeler.ui.chain.cards import Chip
from modeler.ui.chain.menus import menu_of_fork, menu_of_plus, menu_of_step, menu_of_way, new_way
from modeler.ui.context import Context
from runner.core.errors import AppError
from runner.core.i18n import tr as _
from runner.core.i18n import trn
from runner.core.problem import Problem, Severity
from runner.ui.kit.layouts import show_if
from runner.ui.kit.states import EmptyState
from runner.ui.kit.texts import label

if TYPE_CHECKING:
    from modeler.document.document import Document
    from modeler.document.index import Index
    from runner.organization.model import Organization

MOST = 400
"""Elements of a process that are shown as cards; a larger one is for the canvas."""


class ChainView(QWidget):
    """Reads the document, writes through commands. `canvasAsked` wants an element on the canvas, `propertiesAsked`
    the panel of what is selected, `chainAsked` the quick start for an empty process."""

    canvasAsked = Signal(str)
    propertiesAsked = Signal()
    chainAsked = Signal()

    def __init__(self, context: Context, is_read_only: Callable[[], bool]) -> None:
        super().__init__()
        self.setObjectName("chain-view")
        self._context, self._is_read_only = context, is_read_only
        self._chain: Chain | None = None
        self._built: Built | None = None
        self._ground = QWidget()
        self._told: set[str] = set()
        self._said: dict[str, Said] = {}
        self._anew = True
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._bar = QWidget()
        bar = QHBoxLayout(self._bar)
        bar.setContentsMargins(16, 8, 16, 8)
        bar.addWidget(label(_("Process"), "caption"))
        self.process = QComboBox()
        self.process.setObjectName("chain-process")
        self.process.setAccessibleName(_("Process"))
        self.process.activated.connect(lambda _row: self._load())
        bar.addWidget(self.process)
        bar.addStretch(1)
        column.addWidget(self._bar)
        self.area = QScrollArea()
        self.area.setObjectName("chain-area")
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QScrollArea.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column.addWidget(self.area, 1)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self.refresh)
        context.documentChanged.connect(self._changed)
        context.selection.changed.connect(self._show_selection)
        context.workspaceChanged.connect(self._load)

    # reading -----------------------------------------------------------------------------------

    @property
    def document(self) -> Document | None:
        """The open document."""
        return self._context.document

    @property
    def organization(self) -> Organization:
        """Whose names are shown."""
        return self._context.organization

    @property
    def editable(self) -> bool:
        """Whether the document can be changed here."""
        return self.document is not None and not self._is_read_only()

    @property
    def cards(self) -> list[str]:
        """The elements with a card, from top to bottom."""
        return list(self._built.cards) if self._built is not None else []

    def card(self, own: str) -> QWidget:
        """The card of an element. Raises `KeyError`."""
        assert self._built is not None
        return self._built.cards[own]

    def shown(self, own: str) -> QWidget:
        """What shows an element. Raises `KeyError`."""
        assert self._built is not None
        found: object = self._built.shown[own]
        assert isinstance(found, QWidget)
        return found

    def said_of(self, own: str) -> Said:
        """What is wrong with an element, and what is remarked at it."""
        return self._said.get(own, Said())

    def set_badges(self, problems: Sequence[Problem], remarks: Mapping[str, int]) -> None:
        """The problems of the document, the gravest first, and the open remarks of its elements."""
        by_element: dict[str, list[Problem]] = {own: [] for own in remarks}
        for one in problems:
            if one.element and one.severity != Severity.INFO:
                by_element.setdefault(one.element, []).append(one)
        self._said = {
            own: Said(mine[0].severity.value if mine else "", tuple(one.message for one in mine), remarks.get(own, 0))
            for own, mine in by_element.items()
        }
        if self._built is not None:
            self._built.show_badges()

    def showEvent(self, event: QShowEvent) -> None:
        """Read the document as it is now: while it is not shown nothing is followed."""
        super().showEvent(event)
        if self._anew or self._told:
            self.refresh()

    def _changed(self, change: Change) -> None:
        self._anew = self._anew or change.origin == Origin.LOAD
        self._told |= change.changed | change.added | change.removed
        if self.isVisible():
            self._later.start()

    def _load(self) -> None:
        self._anew = True
        if self.isVisible():
            self._later.start()

    def refresh(self) -> None:
        """Show the process as it is now; where nothing follows otherwise, the cards stay and say anew what they
        say."""
        self._later.stop()
        document = self.document
        told, self._told = self._told, set()
        if document is None:
            self._chain = self._built = None
            return
        self._list_processes(document)
        process = self.process.currentData() or ""
        count = len(document.index.children(process)) if process else 0
        chain = chain_of(document.index, process) if 0 < count <= MOST else Chain(process)
        known, self._chain = self._chain, chain
        built = self._built
        if built is None or known is None or self._anew or known.process != process or _is_bare(chain):
            self._anew = False
            self._show(document, chain, count)
        elif built.editable != self.editable:
            self._show(document, chain, count)
        elif chain == known:
            built.refresh(told)
        else:
            self._follow(built, chain, told)

    def _list_processes(self, document: Document) -> None:
        index = document.index
        rows = [
            (own, record.name or _pool_name(index, record.pool) or own) for own, record in index.processes.items()
        ]
        there = [(self.process.itemData(row), self.process.itemText(row)) for row in range(self.process.count())]
        if rows != there:
            chosen = self.process.currentData()
            if chosen not in index.processes:
                chosen = max(rows, key=lambda row: len(index.children(row[0])))[0] if rows else ""
            self.process.clear()
            for own, name in rows:
                self.process.addItem(name, own)
            self.process.setCurrentIndex(max(0, self.process.findData(chosen)))
        show_if(self._bar, len(rows) > 1)

    def _show(self, document: Document, chain: Chain, count: int) -> None:
        bar = self.area.verticalScrollBar()
        across = self.area.horizontalScrollBar()
        at, focus = (across.value(), bar.value()) if self._built is not None else None, self._focused()
        if _is_bare(chain):
            self._built = None
            self.area.setWidget(self._empty(count))
            return
        self._built = Built(self, chain, document.index)
        self._ground = _Ground(self._pressed, self._built.ground)
        self.area.setWidget(self._ground)
        self._built.light(self._context.selection.ids)
        self._ground.adjustSize()
        bar, across = self.area.verticalScrollBar(), self.area.horizontalScrollBar()
        across.setValue(at[0] if at is not None else across.maximum() // 2)
        bar.setValue(at[1] if at is not None else 0)
        if focus in self._built.cards:
            self._built.cards[focus].setFocus()

    def _follow(self, built: Built, chain: Chain, told: set[str]) -> None:
        """Show another chain of the same process, with the cards that it has in common with the one before."""
        down, across = self.area.verticalScrollBar(), self.area.horizontalScrollBar()
        at, focus = (across.value(), down.value()), self._focused()
        built.update(chain, told)
        built.light(self._context.selection.ids)
        self._ground.adjustSize()
        across.setValue(at[0])
        down.setValue(at[1])
        if focus in built.cards:
            built.cards[focus].setFocus()

    def _empty(self, count: int) -> QWidget:
        if count > MOST:
            said = trn("{count} element", "{count} elements", count).format(count=count)
            state = EmptyState(
                "design",
                _("Too large for the approval view"),
                _("This process has {count}; up to {most} are shown as cards.").format(count=said, most=MOST),
                _("Open the canvas"),
            )
            state.clicked.connect(lambda: self.canvasAsked.emit(""))
            return state
        state = EmptyState(
            "people",
            _("Nothing approves here yet"),
            _("Say who approves after whom; the steps are drawn for you."),
            _("Approval chain…") if self.editable else "",
        )
        state.clicked.connect(self.chainAsked)
        return state

    # selection ---------------------------------------------------------------------------------

    def take_focus(self) -> None:
        """Give the keys to what is selected, else to the first card."""
        chosen = [own for own in self._context.selection.ids if self._built is not None and own in self._built.shown]
        self._focus((chosen or self.cards or [""])[0])

    def choose(self, own: str) -> None:
        """Select an element, as on the canvas."""
        self._context.selection.set([own])

    def _show_selection(self, ids: tuple[str, ...]) -> None:
        if self._built is None or not self.isVisible():
            return
        self._built.light(ids)
        card = self._built.cards.get(ids[0]) if len(ids) == 1 else None
        if card is not None:
            self.area.ensureWidgetVisible(card, 40, 60)

    def open_properties(self, own: str) -> None:
        """Show the panel of an element."""
        self.choose(own)
        self.propertiesAsked.emit()

    # acts --------------------------------------------------------------------------------------

    def attempt(self, act: Callable[[Document], Any]) -> Any:
        """Act on the document; None where that was refused, which is told."""
        if self.document is None or not self.editable:
            return None
        try:
            return act(self.document)
        except AppError as error:
            self._context.report(error)
            return None

    def ask_what(self, flow: str, near: QWidget) -> None:
        """Ask what to put into a flow."""
        menu_of_plus(self, flow).popup(near.mapToGlobal(near.rect().bottomLeft()))

    def open_menu(self, own: str, at: QPoint) -> None:
        """What can be done with a step."""
        self.choose(own)
        menu_of_step(self, own).popup(at)

    def open_way_menu(self, flow: str, at: QPoint) -> None:
        """What can be done with a way."""
        self.choose(flow)
        menu_of_way(self, flow).popup(at)

    def open_fork_menu(self, fork: str, meet: str | None, at: QPoint) -> None:
        """What can be done with a fork."""
        self.choose(fork)
        menu_of_fork(self, fork, meet).popup(at)

    def way_key(self, flow: str, key: Qt.Key) -> None:
        """A key at the chip of a way."""
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.order_way(flow, key == Qt.Key.Key_Right)
        else:
            self.remove_way(flow)

    def made(self, own: str | None) -> None:
        """Something new was put in: select it, and let the keys go on there."""
        if own:
            self.refresh()
            self.choose(own)
            self.propertiesAsked.emit()
            self._focus(own)

    def add_way(self, fork: str, meet: str | None) -> None:
        """One more way at a fork, with an approval on it."""
        self.made(self.attempt(lambda doc: new_way(doc, fork, meet)))

    def order_way(self, flow: str, later: bool) -> None:
        """Let a way change places with the one beside it."""
        from modeler.document import commands

        self.attempt(lambda doc: commands.order_way(doc, flow, later))
        self.refresh()
        self._focus(flow)

    def remove_way(self, flow: str) -> None:
        """Take a way away with what stands on it."""
        from modeler.document import commands

        if self._built is None or flow not in self._built.ways:
            return
        fork, place = self._built.ways[flow]
        inside = list(ids_of(fork.ways[place].items)) if not fork.ways[place].goes_on else []
        meet = fork.meet
        before = self._near(flow)
        self.attempt(lambda doc: commands.remove_way(doc, flow, inside, meet))
        self.refresh()
        self._focus(before)

    def _near(self, own: str) -> str:
        """What can have the focus right before something."""
        shown = list(self._built.shown) if self._built is not None else []
        place = shown.index(own) if own in shown else 0
        return shown[place - 1] if place else ""

    def _focus(self, own: str) -> None:
        """Put the focus on what shows an element."""
        shown: object = self._built.shown.get(own) if self._built is not None else None
        widget = shown.button if isinstance(shown, Chip) else shown
        if isinstance(widget, QWidget):
            widget.setFocus()

    def remove(self, own: str) -> None:
        """Take a step away; what came before it leads to what came after it."""
        from modeler.document import commands

        self.attempt(lambda doc: commands.remove(doc, [own]))

    def shift(self, own: str, down: bool) -> None:
        """Let a step change places with the one above or below it."""
        from modeler.document import commands

        document = self.document
        if document is None or own not in document.index.nodes:
            return
        record, flows = document.index.nodes[own], document.index.flows
        ends = (
            [flows[flow].target for flow in record.outgoing] if down else [flows[it].source for it in record.incoming]
        )
        if len(ends) == 1:
            pair = (own, ends[0]) if down else (ends[0], own)
            self.attempt(lambda doc: commands.exchange(doc, *pair))
            self.refresh()
            self._focus(own)

    def _focused(self) -> str:
        cards = self._built.cards if self._built is not None else {}
        return next((own for own, card in cards.items() if card.hasFocus()), "")

    def _pressed(self, event: QKeyEvent) -> bool:
        """The keys of a card that has the focus; whether this is one."""
        own, key = self._focused(), event.key()
        if not own:
            return False
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            if alt:
                self.shift(own, key == Qt.Key.Key_Down)
            else:
                self._walk(own, 1 if key == Qt.Key.Key_Down else -1)
            return True
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._walk(own, -1)
            self.remove(own)
            return True
        return False

    def _walk(self, own: str, step: int) -> None:
        cards = self.cards
        place = cards.index(own) + step
        if 0 <= place < len(cards) and self._built is not None:
            self._built.cards[cards[place]].setFocus()
            self.choose(cards[place])


def _is_bare(chain: Chain) -> bool:
    return not chain.lines and not chain.apart


def _pool_name(index: Index, pool: str | None) -> str:
    record = index.nodes.get(pool or "")
    return record.name if record is not None else ""


class _Ground(QWidget):
    """What the cards stand on: keys that no card takes come here."""

    def __init__(self, pressed: Callable[[QKeyEvent], bool], inside: QWidget) -> None:
        super().__init__()
        self._pressed = pressed
        self.setProperty("role", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(inside)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys of cards."""
        if not self._pressed(event):
            super().keyPressEvent(event)
