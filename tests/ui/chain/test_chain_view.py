"""The approval view: the leave request as cards, worked on with mouse and keys."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QPushButton, QToolButton, QWidget

from modeler.document import commands
from modeler.document.document import Document
from modeler.document.io import to_bytes
from modeler.ui.chain.cards import StepCard
from modeler.ui.chain.lines import Plus
from modeler.ui.chain.switch import ViewSwitch
from modeler.ui.chain.view import ChainView
from modeler.ui.window import MainWindow
from tests.helpers.lawful import faults
from tests.ui.window_builder import a_window, turn, until

LEFT = Qt.MouseButton.LeftButton


class Hand:
    """A hand in the approval view of a window."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        window.show_place("design")
        turn()
        QTest.keyClick(window, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
        turn()

    @property
    def view(self) -> ChainView:
        """The view that is shown."""
        (found,) = self.window.findChildren(ChainView)
        return found

    @property
    def doc(self) -> Document:
        """The document."""
        document = self.window.context.document
        assert document is not None
        return document

    def card(self, own: str) -> QWidget:
        """The card of an element."""
        return self.view.card(own)

    def click(self, own: str) -> None:
        """A click on a card."""
        card = self.card(own)
        self.view.area.ensureWidgetVisible(card)
        QTest.mouseClick(card, LEFT)
        turn()

    def key(self, own: str, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """A key while a card has the focus."""
        card = self.card(own)
        card.setFocus()
        QTest.keyClick(card, key, modifier)
        turn()

    def put(self, flow: str, what: str) -> str:
        """Click the plus on a flow and choose; the element that is new."""
        known = set(self.doc.index.nodes)
        (plus,) = (one for one in self.view.findChildren(Plus) if one.flow == flow)
        self.view.area.ensureWidgetVisible(plus)
        QTest.mouseClick(plus.button, LEFT)
        turn()
        self.choose(what)
        return next(own for own in self.window.context.selection.ids if own not in known)

    def choose(self, text: str) -> None:
        """Choose in the menu that is open."""
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        action = next(one for one in menu.actions() if one.text() == text)
        QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(action).center())
        turn()


@pytest.fixture
def hand() -> Iterator[Hand]:
    """The approval view of the leave request."""
    with a_window(sample=True) as window:
        yield Hand(window)


def flow_into(doc: Document, own: str) -> str:
    return doc.index.nodes[own].incoming[0]


def test_all_steps_stand_below_each_other_and_say_who_and_by_when(hand: Hand) -> None:
    people = [own for own in hand.view.cards if hand.doc.index.nodes[own].tag == "userTask"]
    assert people == ["Task_head1", "Task_head", "Task_executive", "Task_hr"]
    said = hand.card("Task_hr").accessibleName()
    assert "HR officer" in said and "within 16 hours" in said
    tops = [hand.card(own).mapTo(hand.view, QPoint(0, 0)).y() for own in ("Task_head1", "Task_hr")]
    assert tops[0] < tops[1]


def test_a_click_selects_as_on_the_canvas_and_another_way_to_look_keeps_it(hand: Hand) -> None:
    hand.click("Task_hr")
    assert hand.window.context.selection.ids == ("Task_hr",)
    assert hand.card("Task_hr").property("chosen") == "true"
    switch = hand.window.findChild(ViewSwitch)
    assert isinstance(switch, ViewSwitch)
    canvas = next(one for one in switch.findChildren(QPushButton) if one.text() == "Canvas")
    QTest.mouseClick(canvas, LEFT)
    turn()
    place = hand.window.place_widget("design")
    assert not hand.view.isVisible() and place.canvas.isVisible()  # type: ignore[union-attr]
    assert place.canvas.selection.ids == ("Task_hr",)  # type: ignore[union-attr]


def test_an_approval_is_put_in_and_one_undo_takes_it_away(hand: Hand) -> None:
    before = to_bytes(hand.doc)
    flow = flow_into(hand.doc, "Task_hr")
    made = hand.put(flow, "Approval")
    assert hand.doc.index.flows[flow].target == made
    assert hand.doc.index.nodes[made].extension["approval"]["verdicts"]  # type: ignore[index]
    assert hand.view.cards.index(made) + 1 == hand.view.cards.index("Task_hr")
    assert not faults(hand.doc)
    QTest.keyClick(hand.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    until(lambda: made not in hand.view.cards)
    assert to_bytes(hand.doc) == before


def test_a_card_says_in_marks_what_is_asked_and_what_happens_else(hand: Hand) -> None:
    def change(block: str, **values: object) -> None:
        commands.set_extension(
            hand.doc, "Task_hr", block, {**hand.doc.index.nodes["Task_hr"].extension[block], **values}
        )  # type: ignore[dict-item]

    change(
        "approval",
        signature="always",
        opinion="always",
        resubmit="direct",
        operations="return addBefore addBeside",
        addedAfter="always",
    )
    change("handler", empty="user", emptyWho="user:chen", same="skip", distinct="instance")
    steps = [
        {"after": "PT4H", "do": "remind", "repeat": "PT4H"},
        {"after": "PT24H", "do": "hand-over", "who": "user:chen"},
    ]
    change("deadline", steps=steps)
    card = hand.card("Task_hr")
    until(lambda: "signature" in card.accessibleDescription())
    turn()
    marks = [one for one in card.findChildren(QLabel) if one.property("role") == "mark" and one.isVisible()]
    shown = {one.text(): one.toolTip() for one in marks}
    assert list(shown) == [
        "Remind at 4 h", "Hand over at 24 h", "Opinion", "Signature", "Return, straight back", "Add signers",
        "Nobody: another", "Starter: left out", "Asked once",
    ]  # fmt: skip
    assert shown["Remind at 4 h"].endswith("again every 4 hours") and "Chen" in shown["Hand over at 24 h"]
    assert "also after a rejection" in shown["Add signers"]
    assert "added: before, beside;" in shown["Add signers"]
    change("approval", signature="none", opinion="none", operations="transfer", verdicts=[], resubmit="replay")
    commands.set_extension(hand.doc, "Task_hr", "handler", {"strategy": "starter"})
    commands.set_extension(hand.doc, "Task_hr", "deadline", None)
    until(lambda: "ignature" not in card.accessibleDescription())
    turn()
    assert not [one for one in card.findChildren(QLabel) if one.property("role") == "mark" and one.isVisible()]


def test_a_button_that_asks_for_itself_is_told_on_the_card(hand: Hand) -> None:
    verdicts = [{"id": "agree", "label": "Agree", "result": "agree", "signature": "always", "opinion": "always"}]
    commands.set_extension(hand.doc, "Task_hr", "approval", {"vote": "any", "verdicts": verdicts})
    until(lambda: "with this button: Agree" in hand.card("Task_hr").accessibleDescription())
    turn()
    marks = [
        one for one in hand.card("Task_hr").findChildren(QLabel) if one.property("role") == "mark" and one.isVisible()
    ]
    assert [one.text() for one in marks if "button" in one.toolTip()] == ["Opinion", "Signature"]


def test_no_text_of_a_card_is_cut_off(hand: Hand) -> None:
    long = "Executive in charge of everything that is asked for here and of whatever else there may be"
    commands.rename(hand.doc, "Task_hr", long)
    until(lambda: long in hand.card("Task_hr").accessibleName())
    turn()
    for own in hand.view.cards:
        for text in hand.card(own).findChildren(QLabel):
            if text.isVisible() and text.text():
                assert text.height() >= text.heightForWidth(text.width()), (own, text.text())
                assert text.visibleRegion().boundingRect().height() in (0, text.height())


def test_cards_and_ways_have_the_badges_of_the_canvas(hand: Hand) -> None:
    made = hand.put(flow_into(hand.doc, "Task_hr"), "Condition")
    way = flow_into(hand.doc, made)
    until(lambda: any(one.element == made for one in hand.window.context.problems))
    card = hand.view.card(made)
    assert isinstance(card, StepCard) and card.badges.said.kind == "error" and card.badges.isVisible()
    place = hand.window.place_widget("design")
    assert place.canvas.badges.badges[made] == (card.badges.said.kind, len(card.badges.said.problems))  # type: ignore[union-attr]
    assert card.badges.said.problems[0] in card.accessibleDescription()
    assert hand.view.said_of(way).problems, "its condition is not said"
    hand.view.set_badges([], {made: 2})
    assert card.badges.words == ["2 open remarks"]


def test_what_is_put_in_has_a_name_and_asks_only_who_and_when(hand: Hand) -> None:
    notice = hand.put(flow_into(hand.doc, "Task_hr"), "Notice")
    made = hand.put(flow_into(hand.doc, "Task_hr"), "Side by side")
    until(lambda: any(one.element == made for one in hand.window.context.problems))
    assert {one.code for one in hand.window.context.problems if one.element == notice} == set()
    assert hand.doc.index.nodes[made].name == "Approval" and hand.doc.index.nodes[made].extension["approval"]


def test_a_way_is_ordered_and_removed_from_its_menu(hand: Hand) -> None:
    made = hand.put(flow_into(hand.doc, "Task_hr"), "Condition")
    way = flow_into(hand.doc, made)
    fork = hand.doc.index.flows[way].source
    before = to_bytes(hand.doc)
    hand.view.open_way_menu(way, QPoint(10, 10))
    turn()
    hand.choose("One place to the left")
    assert hand.doc.index.nodes[fork].outgoing[0] == way and not faults(hand.doc)
    hand.view.open_way_menu(way, QPoint(10, 10))
    turn()
    hand.choose("Remove this way")
    assert not {made, fork} & set(hand.doc.index.nodes) and not faults(hand.doc)
    hand.doc.undo()
    hand.doc.undo()
    assert to_bytes(hand.doc) == before


def test_everything_is_reached_with_tab_in_the_order_of_the_chain(hand: Hand) -> None:
    hand.card(hand.view.cards[0]).setFocus()
    met = []
    while (focus := QApplication.focusWidget()) is not None and hand.view.isAncestorOf(focus) and focus not in met:
        assert focus.accessibleName(), focus
        met.append(focus)
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    cards = [one.id for one in met if isinstance(one, StepCard)]
    assert cards == hand.view.cards
    assert {one for one in hand.view.findChildren(QToolButton) if one.isVisible()} <= set(met)


@pytest.mark.parametrize("what", ["Task", "Notice", "Condition", "Side by side", "Waiting time"])
def test_whatever_is_put_in_the_drawing_has_too(hand: Hand, what: str) -> None:
    made = hand.put(flow_into(hand.doc, "Task_hr"), what)
    assert hand.doc.index.nodes[made].bounds is not None and made in hand.view.cards
    assert not faults(hand.doc)


def test_a_fork_gets_one_more_way(hand: Hand) -> None:
    made = hand.put(flow_into(hand.doc, "Task_hr"), "Side by side")
    fork = hand.doc.index.flows[flow_into(hand.doc, made)].source
    ways = len(hand.doc.index.nodes[fork].outgoing)
    button = hand.view.findChild(QToolButton, f"chain-add-way-{fork}")
    assert isinstance(button, QToolButton)
    hand.view.area.ensureWidgetVisible(button)
    QTest.mouseClick(button, LEFT)
    turn()
    assert len(hand.doc.index.nodes[fork].outgoing) == ways + 1
    assert not faults(hand.doc)


def test_two_steps_change_places_with_the_keys_and_the_focus_stays(hand: Hand) -> None:
    made = hand.put(flow_into(hand.doc, "Task_hr"), "Task")
    before = to_bytes(hand.doc)
    hand.key(made, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert hand.view.cards.index("Task_hr") + 1 == hand.view.cards.index(made)
    assert hand.card(made).hasFocus()
    hand.doc.undo()
    assert to_bytes(hand.doc) == before


def test_arrows_go_from_card_to_card_and_delete_takes_a_step_away(hand: Hand) -> None:
    above = hand.view.cards[hand.view.cards.index("Task_head1") - 1]
    hand.key("Task_head1", Qt.Key.Key_Up)
    assert hand.window.context.selection.ids == (above,)
    hand.key("Task_hr", Qt.Key.Key_Delete)
    assert "Task_hr" not in hand.view.cards and "Task_hr" not in hand.doc.index.nodes
    assert not faults(hand.doc)


def test_another_name_is_said_on_the_same_card(hand: Hand) -> None:
    card = hand.card("Task_hr")
    commands.rename(hand.doc, "Task_hr", "Personnel")
    until(lambda: "Personnel" in card.accessibleName())
    assert hand.card("Task_hr") is card


def test_what_a_chain_cannot_show_opens_on_the_canvas(hand: Hand) -> None:
    made = hand.put(flow_into(hand.doc, "Task_hr"), "Side by side")
    commands.connect(hand.doc, made, "Task_head1")  # out of branches beside each other, back to the beginning
    until(lambda: hand.view.findChild(QWidget, "chain-folded") is not None)
    folded = hand.view.findChild(QWidget, "chain-folded")
    assert isinstance(folded, QWidget)
    hand.view.area.ensureWidgetVisible(folded)
    QTest.mouseClick(folded, LEFT)
    turn()
    assert not hand.view.isVisible()


def test_a_process_without_steps_offers_the_quick_start() -> None:
    with a_window() as window:
        window.files.new()
        document = window.context.document
        assert document is not None
        commands.remove(document, list(document.index.nodes))
        hand = Hand(window)
        assert any("approves" in one.text() for one in hand.view.findChildren(QPushButton)) or hand.view.cards == []
        go = next(one for one in hand.view.findChildren(QPushButton) if one.text().startswith("Approval chain"))
        QTest.mouseClick(go, LEFT)
        turn()
        assert window.findChild(QWidget, "chain-dialog") is not None


def test_while_it_is_not_shown_nothing_is_followed_and_then_all_is(hand: Hand) -> None:
    place = hand.window.place_widget("design")
    place.show_chain(False)  # type: ignore[union-attr]
    made = commands.insert_node(hand.doc, flow_into(hand.doc, "Task_hr"), "user-task", "New")
    turn()
    assert made not in hand.view.cards
    place.show_chain(True)  # type: ignore[union-attr]
    turn()
    assert made in hand.view.cards


def test_the_zoom_of_the_canvas_is_told_only_while_the_canvas_is_shown(hand: Hand) -> None:
    zoom = hand.window.status.findChild(QLabel, "status-zoom")
    assert isinstance(zoom, QLabel) and not zoom.isVisible()
    commands.rename(hand.doc, "Task_hr", "Personnel")  # says the rest of the line anew
    turn()
    assert not zoom.isVisible()
    place = hand.window.place_widget("design")
    place.show_chain(False)  # type: ignore[union-attr]
    assert zoom.isVisible() and zoom.text() == f"{round(place.canvas.camera.scale * 100)}%"  # type: ignore[union-attr]
