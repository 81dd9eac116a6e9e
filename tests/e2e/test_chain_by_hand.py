"""Somebody who never touches the canvas changes the leave request in the approval view, and takes it all back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QMenu, QWidget

from modeler.document.document import Document
from modeler.document.io import open_document
from modeler.ui.chain.cards import StepCard
from modeler.ui.panels.who_picker import WhoPicker
from runner.ui.kit.inputs import NumberBox
from tests.helpers.gestures import Hands
from tests.helpers.lawful import faults
from tests.ui.window_builder import a_window, turn, until


class Expert(Hands):
    """Knows who approves what, and works with cards."""

    @property
    def doc(self) -> Document:
        """The open process."""
        document = self.window.context.document
        assert document is not None
        return document

    def bring(self, widget: QWidget) -> None:
        """Scroll to what is below or beside."""
        chain = self.named("chain-area")
        if widget.visibleRegion().boundingRect() != widget.rect() and chain.isAncestorOf(widget):
            self.made.append("scroll")
            chain.ensureWidgetVisible(widget)  # type: ignore[attr-defined]
            turn()
        elif widget.visibleRegion().boundingRect() != widget.rect():
            self.scroll_to(widget)

    def card_of(self, title: str) -> StepCard:
        """The card with a title."""
        turn()
        return next(one for one in self.window.findChildren(StepCard) if one.isVisible() and one.words.title == title)

    def put(self, what: str, after: str) -> str:
        """Click the plus behind a step and choose; the id of what is new."""
        known = set(self.doc.index.nodes)
        words = f"Put a step in after {after}"
        plus = self.see(QAbstractButton, lambda one: one.accessibleName() == words, words)
        self.bring(plus)
        self.click(plus)
        self.menu(what)
        return next(
            own for own in self.doc.index.nodes if own not in known and own in self.window.context.selection.ids
        )

    def menu(self, what: str) -> None:
        """Choose in the menu that is open."""
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        action = next(one for one in menu.actions() if one.text() == what)
        self.made.append(f"choose “{what}”")
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
        turn()

    def call(self, name: str) -> None:
        """Type another name for what is selected."""
        field = self.see(QLineEdit, lambda one: one.objectName() == "property-name", "the name")
        self.bring(field)
        self.click(field)
        self.key("Ctrl+A")
        self.type(name)
        self.key("Tab")

    def pick_from(self, name: str, text: str) -> None:
        """Choose in a list of the panel."""
        box = self.see(QComboBox, lambda one: one.objectName() == name, name)
        self.bring(box)
        self.choose(box, text)

    def find_in(self, picker: QWidget, text: str) -> None:
        """Type somebody's name into a picker and take the first."""
        field = picker.findChild(QLineEdit)
        assert isinstance(field, QLineEdit)
        self.bring(field)
        self.click(field)
        self.type(text)
        self.key("Return")

    def enter(self, field: QWidget, text: str) -> None:
        """Type into a field of the panel."""
        self.bring(field)
        self.click(field, QPoint(12, field.height() // 2))
        self.key("Ctrl+A")
        self.type(text)
        self.key("Tab")


def test_the_whole_of_an_approval_is_made_with_cards_saved_undone_and_done_again(
    record_property: Callable[[str, object], None],
) -> None:
    with a_window(sample=True) as window:
        window.resize(1440, 900)
        me = Expert(window)
        window.show_place("design")
        me.click(me.button("Approval view"))
        source = me.doc.as_bytes()
        path = me.doc.path
        assert path is not None

        # a joint decision between two steps: 60 % of the finance partners, within 24 hours, a copy to the starter
        before = me.card_of("HR review").id
        made = me.put("Approval", "Executive in charge")
        assert me.card_of("Approval").hasFocus(), "the keys go on where something is new"
        me.call("Joint decision")
        me.pick_from("property-strategy", "Everyone in a role")
        me.find_in(me.see(WhoPicker, lambda one: one.objectName() != "property-copy", "who"), "finance-partner")
        me.pick_from("approval-vote", "A share of them must agree")
        me.enter(me.named("approval-threshold"), "60")
        me.enter(me.named("property-deadline").findChild(NumberBox), "24")  # type: ignore[arg-type]
        me.find_in(me.named("property-copy"), "starter")

        said = me.card_of("Joint decision")
        for words in ("Finance partner", "60 % of them must agree", "within 24 hours", "Copy to The starter"):
            assert words.lower() in said.accessibleName().lower(), (words, said.accessibleName())
        for words in ("An opinion is required", "Signers may be added"):
            assert words in said.accessibleDescription()

        # another branch with a condition, whose way comes first
        forked = me.put("Condition", "Joint decision")
        way = me.doc.index.nodes[forked].incoming[0]
        fork = me.doc.index.flows[way].source
        me.bring(me.named("chain-area"))
        chip = me.see(QAbstractButton, lambda one: one.accessibleName() == "Way 2", "the new way")
        me.bring(chip)
        me.click(chip)
        me.key("Alt+Left")
        assert me.doc.index.nodes[fork].outgoing[0] == way
        # one more way, which is taken away again
        more = me.named(f"chain-add-way-{fork}")
        me.bring(more)
        me.click(more)
        third = me.window.context.selection.ids[0]
        chip = me.see(QAbstractButton, lambda one: one.accessibleName() == "Way 3", "the third way")
        me.bring(chip)
        me.click(chip)
        me.key("Delete")
        assert third not in me.doc.index.nodes and len(me.doc.index.nodes[fork].outgoing) == 2

        # two steps change places, and a step goes
        notice = me.put("Notice", "HR review")
        me.card_of("Notice").setFocus()
        me.key("Alt+Up")
        assert me.doc.index.flows[me.doc.index.nodes[before].incoming[0]].source == notice
        me.card_of("Notice").setFocus()
        me.key("Delete")
        assert notice not in me.doc.index.nodes and not faults(me.doc)

        done = me.doc.as_bytes()
        me.key("Ctrl+S")
        until(lambda: not me.doc.is_dirty)
        assert path.read_bytes() == done
        again = open_document(path)
        assert again.as_bytes() == done and again.index.nodes[made].extension["copy"]

        steps = 0
        while me.doc.can_undo:
            me.key("Ctrl+Z")
            steps += 1
        assert me.doc.as_bytes() == source and made not in me.doc.index.nodes
        for _step in range(steps):
            me.key("Ctrl+Y")
        assert me.doc.as_bytes() == done
        record_property("gestures", len(me))
