"""Naming in place, with a keyboard and with an input method."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent, QTextCharFormat
from PySide6.QtWidgets import QApplication

from modeler.bpmn.elements import SPECS
from modeler.document import commands
from modeler.document.io import to_bytes
from modeler.ui.canvas.editor import LabelEditor
from modeler.ui.canvas.picker import ElementPicker
from tests.helpers.gestures import Hands
from tests.ui.canvas.conftest import Hand
from tests.ui.window_builder import a_window, turn


def editor(hand: Hand) -> LabelEditor | None:
    turn()
    found = hand.view.findChild(LabelEditor)
    return found if isinstance(found, LabelEditor) else None


def being_named(hand: Hand, task: str) -> LabelEditor:
    hand.click(hand.centre(task))
    hand.key(Qt.Key.Key_E)
    found = editor(hand)
    assert found is not None
    return found


def compose(widget: object, preedit: str, commit: str = "") -> None:
    attributes = [QInputMethodEvent.Attribute(QInputMethodEvent.AttributeType.TextFormat, 0, len(preedit),
                                              QTextCharFormat())]  # fmt: skip
    event = QInputMethodEvent(preedit, attributes)
    event.setCommitString(commit)
    QApplication.sendEvent(widget, event)


def test_composing_chinese_is_never_a_shortcut(hand: Hand, task: str) -> None:
    before = to_bytes(hand.doc)
    field = being_named(hand, task)
    for so_far in ("s", "sh", "shen", "shen p", "shen pi"):
        compose(field, so_far)
        hand.bot.keyClick(field, Qt.Key.Key_A)
        assert hand.view.findChild(ElementPicker) is None and to_bytes(hand.doc) == before
    compose(field, "shen pi")
    hand.bot.keyClick(field, Qt.Key.Key_Return)
    assert editor(hand) is field, "Enter belongs to the input method while it composes"
    hand.bot.keyClick(field, Qt.Key.Key_Escape)
    assert editor(hand) is field, "Escape too"
    field.selectAll()
    compose(field, "", "审批")
    hand.bot.keyClick(field, Qt.Key.Key_Return)
    assert hand.doc.index.nodes[task].name == "审批"
    hand.undo_gives(before)


def test_the_input_method_is_off_on_the_canvas_and_on_while_text_is_edited(hand: Hand, task: str) -> None:
    enabled = Qt.InputMethodQuery.ImEnabled
    hand.view.setFocus()
    assert not hand.view.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    assert not hand.view.inputMethodQuery(enabled)
    field = being_named(hand, task)
    assert field.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled) and field.inputMethodQuery(enabled)
    hand.bot.keyClick(field, Qt.Key.Key_Escape)
    assert not hand.view.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    hand.key(Qt.Key.Key_R)
    assert hand.view.findChild(ElementPicker) is not None, "and no key is eaten"


def test_shift_enter_is_a_new_line_and_enter_commits(hand: Hand, task: str) -> None:
    field = being_named(hand, task)
    hand.bot.keyClicks(field, "Check")
    hand.bot.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    hand.bot.keyClicks(field, "twice")
    hand.bot.keyClick(field, Qt.Key.Key_Return)
    assert hand.doc.index.nodes[task].name == "Check\ntwice"


def test_escape_leaves_the_name(hand: Hand, task: str) -> None:
    before = to_bytes(hand.doc)
    field = being_named(hand, task)
    hand.bot.keyClicks(field, "Nonsense")
    hand.bot.keyClick(field, Qt.Key.Key_Escape)
    assert to_bytes(hand.doc) == before and editor(hand) is None


def test_a_click_elsewhere_commits(hand: Hand, task: str) -> None:
    field = being_named(hand, task)
    hand.bot.keyClicks(field, "Elsewhere")
    hand.click((700, 600))
    assert hand.doc.index.nodes[task].name == "Elsewhere"


@pytest.mark.parametrize("spec_id", ["user-task", "end-event", "text-annotation", "pool"])
def test_naming_begins_by_itself_after_drawing(hand: Hand, spec_id: str) -> None:
    hand.view.start_create(spec_id)
    hand.click((500, 450))
    assert editor(hand) is not None


GATEWAYS = [spec.id for spec in SPECS.values() if spec.category == "gateway" and spec.drawable]


@pytest.mark.parametrize("spec_id", GATEWAYS)
def test_after_a_gateway_no_name_is_asked_for_and_the_keys_stay_with_the_canvas(hand: Hand, spec_id: str) -> None:
    hand.view.start_create(spec_id)
    hand.click((500, 450))
    assert editor(hand) is None
    gateway = hand.view.selection.single
    assert gateway is not None and hand.doc.index.nodes[gateway].spec == spec_id
    hand.key(Qt.Key.Key_E)
    assert editor(hand) is not None, "E still names it"


def test_an_appended_gateway_is_not_named_at_once(hand: Hand, task: str) -> None:
    hand.click(hand.centre(task))
    hand.pad("append-exclusive-gateway")
    assert editor(hand) is None


def test_naming_begins_by_itself_after_appending(hand: Hand, task: str) -> None:
    hand.click(hand.centre(task))
    hand.pad("append-end-event")
    assert editor(hand) is not None


def test_saving_commits_the_name_being_typed_first() -> None:
    with a_window(sample=True) as window:
        hands = Hands(window)
        document = window.context.document
        assert document is not None and document.path is not None
        hands.click_element("Task_hr")
        hands.key("E")
        hands.type("Final check")
        hands.key("Ctrl+S")
        assert "Final check" in document.path.read_text("utf-8")
        assert not document.is_dirty


def test_a_group_is_named_at_its_top(hand: Hand) -> None:
    group = commands.add_node(hand.doc, "group", (500, 350))
    hand.view.selection.set([group])
    hand.key(Qt.Key.Key_F2)
    hand.type_name("Phase 1")
    assert hand.doc.index.nodes[group].name == "Phase 1"


def test_a_text_typed_in_the_panel_makes_its_annotation_higher_too() -> None:
    with a_window() as window:
        window.files.new()
        document = window.context.document
        assert document is not None
        own = commands.add_node(document, "text-annotation", (500, 300), name="Why")
        before = document.index.nodes[own].bounds
        state = to_bytes(document)
        window.context.selection.set([own])
        turn()
        hands = Hands(window)
        hands.click(hands.named("property-name"))
        hands.type(" and this for a very long reason that takes more than two lines")
        after = document.index.nodes[own].bounds
        assert before is not None and after is not None
        assert after.height > before.height and after.bottom == before.bottom
        document.undo()
        assert to_bytes(document) == state


def test_the_name_of_a_call_activity_leaves_its_sign_free(hand: Hand) -> None:
    own = commands.add_node(hand.doc, "call-activity", (500, 450), name="A long name that takes all of the room")
    bounds, label = hand.doc.index.nodes[own].bounds, hand.view.scene.nodes[own].label
    assert bounds is not None and label is not None
    assert label.box.bounds.bottom <= bounds.bottom - 20


def test_a_name_being_typed_stays_open_when_the_canvas_gets_another_size(hand: Hand, task: str) -> None:
    hand.view._fitted = True  # as a file that was just opened
    hand.click(hand.centre(task))
    hand.view._fitted = True
    hand.key(Qt.Key.Key_E)
    hand.view.resize(940, 660)
    turn()
    hand.type_name("Ask")
    assert hand.doc.index.nodes[task].name == "Ask"
