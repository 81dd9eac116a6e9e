"""A service step chooses a system of the register in its properties, and says what goes into each of its fields."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QToolButton, QWidget

from modeler.document import commands
from modeler.document.document import Document
from modeler.document.io import to_bytes
from modeler.lint.engine import check
from modeler.ui.panels.fields import ChoiceField, NumberField
from modeler.ui.panels.system_fields import SystemFields
from modeler.ui.window import MainWindow
from tests.helpers.finance import DICTIONARY, SYSTEMS
from tests.ui.forms_rights.driving import click
from tests.ui.window_builder import a_window, turn, until


@pytest.fixture
def window() -> Iterator[MainWindow]:
    with a_window(sample=True) as opened:
        workspace = opened.context.workspace
        assert workspace is not None
        workspace.systems.take(
            json.dumps(SYSTEMS.model_dump(mode="json", by_alias=True, exclude_unset=True)).encode()
        )
        kept = workspace.dictionary.value
        workspace.dictionary.set(kept.model_copy(update={"choices": [*kept.choices, *DICTIONARY.choices]}))
        yield opened


def a_step(window: MainWindow) -> tuple[Document, str]:
    document = window.context.document
    assert document is not None
    own = commands.add_node(document, "service-task", (700, 700))
    window.place_widget("design").canvas.selection.set([own])  # type: ignore[union-attr]
    turn()
    return document, own


def choose(window: MainWindow, value: str) -> SystemFields:
    field = child(window, ChoiceField, "property-system")
    field.setCurrentIndex(field.findData(value))
    field.activated.emit(field.currentIndex())
    turn()
    return next(one for one in window.findChildren(SystemFields) if one.isVisible())


def child(window: MainWindow, kind: type, name: str) -> Any:
    found: list[QWidget] = window.findChildren(kind, name)
    return next(one for one in found if not one.isHidden())


def block(document: Document, step: str) -> Mapping[str, Any]:
    found = document.index.nodes[step].extension.get("service")
    assert isinstance(found, Mapping)
    return found


def shown(fields: QWidget) -> list[str]:
    return [one.text() for one in fields.findChildren(QLabel) if not one.isHidden()]


def test_what_is_typed_beside_a_field_goes_into_it_and_undo_brings_the_bytes_back(window: MainWindow) -> None:
    document, own = a_step(window)
    before = to_bytes(document)
    fields = choose(window, "finance pay")
    assert (block(document, own)["system"], block(document, own)["operation"]) == ("finance", "pay")
    assert sum("Must be there" in text for text in shown(fields)) == 2
    QTest.keyClicks(child(window, QPlainTextEdit, "system-in-amount"), "days * 2")
    QTest.keyClicks(child(window, QPlainTextEdit, "system-in-payee.account"), '"1"')
    turn()
    assert list(block(document, own)["in"]) == [
        {"name": "amount", "value": "days * 2"}, {"name": "payee.account", "value": '"1"'}
    ]  # fmt: skip
    assert not any("Must be there" in text for text in shown(fields))
    while to_bytes(document) != before:
        assert document.can_undo
        document.undo()


def test_the_kind_of_service_is_asked_only_where_no_system_is(window: MainWindow) -> None:
    a_step(window)
    line = next(one for one in window.findChildren(QLineEdit) if one.placeholderText() == "http")
    assert line.isVisible()
    choose(window, "finance pay")
    assert not line.isVisible()
    choose(window, "")
    assert line.isVisible()


def test_what_comes_back_goes_into_the_variable_named_beside_it(window: MainWindow) -> None:
    document, own = a_step(window)
    choose(window, "finance check")
    QTest.keyClicks(child(window, QLineEdit, "system-out-left"), "rest")
    assert list(block(document, own)["out"]) == [{"name": "rest", "value": "result.left"}]
    line = child(window, QLineEdit, "system-out-left")
    line.selectAll()
    QTest.keyClicks(line, "budget")
    assert list(block(document, own)["out"]) == [{"name": "budget", "value": "result.left"}]


def test_lines_that_are_more_than_a_field_stay(window: MainWindow) -> None:
    document, own = a_step(window)
    rows = [{"name": "rest", "value": "result.left"}, {"name": "half", "value": "result.left / 2"}]
    commands.set_extension(document, own, "service", {"system": "finance", "operation": "check", "out": rows})
    turn()
    line = child(window, QLineEdit, "system-out-left")
    assert line.text() == "rest"
    line.end(False)
    QTest.keyClicks(line, "s")
    assert list(block(document, own)["out"]) == [{"name": "rests", "value": "result.left"}, rows[1]]


def test_a_line_for_a_field_that_the_system_does_not_take_is_shown_and_taken_away(window: MainWindow) -> None:
    document, own = a_step(window)
    rows = [{"name": "colour", "value": "1"}]
    commands.set_extension(document, own, "service", {"system": "finance", "operation": "pay", "in": rows})
    turn()
    fields = next(one for one in window.findChildren(SystemFields) if one.isVisible())
    [told] = [text for text in shown(fields) if "colour" in text]
    assert "not taken" in told
    click(next(one for one in fields.findChildren(QToolButton) if one.isVisible() and one.toolTip() == "Remove"))
    assert "in" not in block(document, own)


def test_codes_that_nobody_translates_are_told(window: MainWindow) -> None:
    a_step(window)
    fields = choose(window, "finance check")
    assert any("departments" in text and "lab" in text for text in shown(fields))
    assert any("kinds" in text and "translated" in text for text in shown(fields))


def test_patience_and_repetitions_are_numbers(window: MainWindow) -> None:
    document, own = a_step(window)
    choose(window, "finance pay")
    child(window, NumberField, "system-timeout").setValue(5)
    child(window, NumberField, "system-retry").setValue(3)
    assert (block(document, own)["timeout"], block(document, own)["retry"]) == ("PT5S", "3")
    turn()
    assert child(window, NumberField, "system-timeout").value() == 5
    child(window, NumberField, "system-timeout").setValue(0)
    assert "timeout" not in block(document, own)


def test_a_way_for_a_failure_is_an_event_on_the_border_and_one_step_back(window: MainWindow) -> None:
    document, own = a_step(window)
    fields = choose(window, "finance check")
    before = to_bytes(document)
    act = next(one for one in fields.fails.menu().actions() if "BUDGET_SHORT" in one.text())
    act.trigger()
    turn()
    [event] = [node for node in document.index.nodes.values() if node.attached_to == own]
    assert event.event == "error"
    assert commands.get_property(document, event.id, "code") == "BUDGET_SHORT"
    assert fields._failures() == ((event.id, event.name),)
    document.undo()
    assert to_bytes(document) == before


def test_what_will_not_convert_is_told_beside_its_field_and_in_the_list_of_problems(window: MainWindow) -> None:
    document, own = a_step(window)
    choose(window, "finance pay")
    told = child_of(window, "system-in-amount-foreseen")
    assert told.isHidden()
    QTest.keyClicks(child(window, QPlainTextEdit, "system-in-amount"), "reason")
    until(lambda: not told.isHidden())
    assert "an amount of money" in told.text()
    assert "reason" in told.text()
    found = [one for one in check(document, window.context.workspace) if one.code.startswith("system-conversion")]
    assert [(one.element, one.severity.value) for one in found] == [(own, "warning")]
    QTest.keyClicks(child(window, QPlainTextEdit, "system-in-day"), '"tomorrow"')
    day = child_of(window, "system-in-day-foreseen")
    until(lambda: not day.isHidden())
    assert "a date" in day.text()
    document.undo()
    turn()
    until(lambda: day.isHidden())


def test_what_comes_back_into_a_variable_of_another_kind_is_told(window: MainWindow) -> None:
    a_step(window)
    choose(window, "finance check")
    told = child_of(window, "system-out-left-foreseen")
    QTest.keyClicks(child(window, QLineEdit, "system-out-left"), "reason")
    until(lambda: not told.isHidden())
    assert "comes back as" in told.text()


def child_of(window: MainWindow, name: str) -> QLabel:
    return next(one for one in window.findChildren(QLabel, name) if one.parent() is not None)
