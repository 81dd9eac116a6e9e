"""Several selected at once: changed into another kind, and set together."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QComboBox, QLabel, QPlainTextEdit, QWidget

from modeler.document import commands
from modeler.document.document import Document
from modeler.document.io import to_bytes
from modeler.ui.canvas.picker import ElementPicker
from modeler.ui.panels.shared_editing import SharedEditing
from tests.helpers.gestures import Hands
from tests.ui.window_builder import a_window, turn


def three_steps(document: Document) -> list[str]:
    start = next(node.id for node in document.index.nodes.values() if node.tag == "startEvent")
    made, at = [], start
    for name in ("One", "Two", "Three"):
        at = commands.append_node(document, at, "user-task")
        commands.rename(document, at, name)
        made.append(at)
    return made


def handlers(document: Document, ids: list[str]) -> list[Any]:
    return [document.index.nodes[one].extension.get("handler") for one in ids]


def test_several_steps_become_another_kind_in_one_step_of_undo() -> None:
    with a_window() as window:
        window.files.new()
        document = window.context.document
        assert document is not None
        ids = three_steps(document)
        before = to_bytes(document)
        window.context.selection.set(ids)
        hands = Hands(window)
        hands.canvas.setFocus()
        hands.key("R")
        picker = hands.canvas.findChild(ElementPicker)
        assert isinstance(picker, ElementPicker)
        hands.type("service task")
        hands.key("Return")
        assert {document.index.nodes[one].spec for one in ids} == {"service-task"}
        assert [document.index.nodes[one].name for one in ids] == ["One", "Two", "Three"]
        document.undo()
        assert to_bytes(document) == before


def test_only_what_all_of_them_may_be_is_offered() -> None:
    with a_window() as window:
        window.files.new()
        document = window.context.document
        assert document is not None
        ids = three_steps(document)
        commands.replace(document, ids[0], "service-task")
        start = next(node.id for node in document.index.nodes.values() if node.tag == "startEvent")
        canvas = Hands(window).canvas
        window.context.selection.set(ids)
        assert {"user-task", "service-task", "script-task"} <= set(canvas.morph_choices())
        window.context.selection.set([start, ids[0]])
        assert canvas.morph_choices() == []


def test_a_handler_set_for_several_is_set_in_all_as_one_step() -> None:
    with a_window(sample=True) as window:
        window.files.new()
        document = window.context.document
        assert document is not None
        ids = three_steps(document)
        commands.set_extension(document, ids[0], "handler", {"strategy": "starter", "empty": "admin"})
        commands.set_extension(document, ids[1], "handler", {"strategy": "superior", "empty": "admin"})
        commands.set_extension(document, ids[2], "handler", {"strategy": "superior", "empty": "admin"})
        before = to_bytes(document)
        window.context.selection.set(ids)
        turn()
        hands = Hands(window)
        assert hands.named("differs-handler").isVisible()
        strategy = hands.named("property-strategy")
        assert isinstance(strategy, QComboBox)
        assert "superior" not in str(strategy.currentData()), "where they differ, none of their values is shown"
        row = strategy.findData("departmentHead")
        strategy.setCurrentIndex(row)
        strategy.activated.emit(row)
        turn()
        assert [rule["strategy"] for rule in handlers(document, ids)] == ["departmentHead"] * 3
        assert [rule["empty"] for rule in handlers(document, ids)] == ["admin"] * 3, "the rest stays"
        document.undo()
        assert to_bytes(document) == before


def test_what_is_the_same_everywhere_is_shown() -> None:
    with a_window(sample=True) as window:
        window.files.new()
        document = window.context.document
        assert document is not None
        ids = three_steps(document)
        for one in ids:
            commands.set_extension(document, one, "deadline", {"work": "PT8H"})
        shared = SharedEditing(window.context, document, ids)
        assert shared.block("deadline") == {"work": "PT8H"} and not shared.differs("deadline")
        commands.set_extension(document, ids[2], "deadline", {"work": "PT4H"})
        assert shared.block("deadline") == {} and shared.differs("deadline")


def test_a_description_typed_for_several_is_said_of_all_as_one_step() -> None:
    with a_window() as window:
        window.files.new()
        document = window.context.document
        assert document is not None
        ids = three_steps(document)
        start = next(node.id for node in document.index.nodes.values() if node.tag == "startEvent")
        flow = document.index.nodes[ids[0]].incoming[0]
        commands.set_property(document, ids[0], "documentation", "Old")
        before = to_bytes(document)
        chosen = [*ids, start, flow]
        window.context.selection.set(chosen)
        turn()
        hands = Hands(window)
        notes = hands.named("property-documentation")
        assert isinstance(notes, QPlainTextEdit)
        assert notes.toPlainText() == "" and notes.placeholderText() == "Several values"
        assert hands.named("differs-basics").isVisible()
        hands.click(notes)
        hands.type("See the handbook")
        assert hands.named("property-documentation") is notes, "the field stays while one types"
        assert {commands.get_property(document, one, "documentation") for one in chosen} == {"See the handbook"}
        assert not window.findChild(QWidget, "differs-basics").isVisible()
        after = to_bytes(document)
        hands.key("Ctrl+Z")
        assert to_bytes(document) == before
        assert notes.toPlainText() == ""
        hands.key("Ctrl+Y")
        assert to_bytes(document) == after


def test_how_several_steps_are_decided_and_repeated_is_set_together() -> None:
    with a_window() as window:
        window.files.new()
        document = window.context.document
        assert document is not None
        ids = three_steps(document)
        before = to_bytes(document)
        window.context.selection.set(ids)
        turn()
        hands = Hands(window)
        switch = hands.named("property-approval")
        hands.scroll_to(switch)
        hands.click(switch)
        votes = {document.index.nodes[one].extension["approval"]["vote"] for one in ids}
        assert votes == {"any"}
        document.undo()
        assert to_bytes(document) == before


def test_the_kind_of_several_is_chosen_in_the_panel() -> None:
    with a_window() as window:
        window.files.new()
        document = window.context.document
        assert document is not None
        ids = three_steps(document)
        commands.replace(document, ids[0], "service-task")
        before = to_bytes(document)
        window.context.selection.set(ids)
        turn()
        hands = Hands(window)
        kind = hands.named("property-kind")
        assert isinstance(kind, QComboBox) and kind.currentIndex() == -1, "they differ"
        row = kind.findData("script-task")
        kind.setCurrentIndex(row)
        kind.activated.emit(row)
        turn()
        assert {document.index.nodes[one].spec for one in ids} == {"script-task"}
        document.undo()
        assert to_bytes(document) == before


def test_the_technical_group_of_several_says_what_is_the_same() -> None:
    with a_window() as window:
        window.files.new()
        document = window.context.document
        assert document is not None
        ids = three_steps(document)
        for one in ids:
            commands.set_property(document, one, "implementation", "##WebService")
        commands.replace(document, ids[0], "service-task")
        window.context.selection.set(ids)
        turn()
        hands = Hands(window)
        head = hands.button("Technical")
        hands.scroll_to(head)
        hands.click(head)
        tags, alike = hands.named("shared-tags"), hands.named("shared-xml")
        assert isinstance(tags, QLabel) and isinstance(alike, QLabel)
        assert "serviceTask × 1" in tags.text() and "userTask × 2" in tags.text()
        assert "implementation = ##WebService" in alike.text()
        assert "name" not in alike.text()


def test_three_hundred_steps_are_set_together_in_one_step() -> None:
    with a_window() as window:
        window.files.new()
        document = window.context.document
        assert document is not None
        with document.transaction("Many"):
            ids = [commands.add_node(document, "user-task", (300.0 + at, 700.0)) for at in range(300)]
        before = to_bytes(document)
        window.context.selection.set(ids)
        turn()
        hands = Hands(window)
        hands.click(hands.named("property-documentation"))
        hands.type("x")
        assert {commands.get_property(document, one, "documentation") for one in ids} == {"x"}
        document.undo()
        assert to_bytes(document) == before


def test_kinds_that_have_nothing_in_common_say_so() -> None:
    with a_window() as window:
        window.files.new()
        document = window.context.document
        assert document is not None
        ids = three_steps(document)
        start = next(node.id for node in document.index.nodes.values() if node.tag == "startEvent")
        gateway = commands.append_node(document, ids[2], "exclusive-gateway")
        window.context.selection.set([start, gateway])
        turn()
        assert not [one for one in window.findChildren(QWidget, "property-strategy") if one.isVisible()]
