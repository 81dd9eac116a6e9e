"""Chinese is composed: what an input method is busy with is not taken, and its keys do nothing else."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from modeler.ui.app import application
from runner.core.problem import Problem
from runner.forms.field import FormFacts
from runner.forms.schema import Form
from runner.ui.field_maker import FieldMaker
from runner.ui.form_player import FormPlayer
from runner.ui.kit.composition import is_composing
from runner.ui.task_at_hand import TaskAtHand
from runner.ui.task_panel import TaskPanel
from tests.ui.window_builder import turn

KEY, PLAIN, CONTROL = Qt.Key, Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
FORM = Form.model_validate(
    {
        "components": [
            {"type": "textfield", "key": "title", "label": "Title"},
            {"type": "textarea", "key": "why", "label": "Why"},
            {"type": "number", "key": "count", "label": "Count"},
            {
                "type": "dynamiclist", "path": "rows", "label": "Rows",
                "components": [
                    {"type": "textfield", "key": "what", "label": "What"},
                    {"type": "textfield", "key": "who", "label": "Who"},
                ],
            },
        ]
    }
)  # fmt: skip


@pytest.fixture
def panel(qtbot: QtBot) -> TaskPanel:
    """A start form at hand, shown."""
    application()
    made = TaskPanel()
    qtbot.addWidget(made)
    made.show_task(TaskAtHand("Apply", form=FORM, submit="Submit"), FormFacts(now=datetime(2026, 3, 2)))
    made.resize(700, 700)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    made.focus_first()
    turn()
    return made


def player_of(panel: TaskPanel) -> FormPlayer:
    assert panel.player is not None
    return panel.player


def control(panel: TaskPanel, path: str) -> Any:
    return player_of(panel).fields[path].control


def focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def compose(text: str) -> None:
    """The input method shows what is being composed."""
    QApplication.sendEvent(focus(), QInputMethodEvent(text, []))
    turn()


def commit(text: str) -> None:
    """The input method gives the chosen text."""
    event = QInputMethodEvent("", [])
    event.setCommitString(text)
    QApplication.sendEvent(focus(), event)
    turn()


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = PLAIN) -> None:
    QTest.keyClick(focus(), key, modifiers)
    turn()


BUSY_KEYS = [
    (KEY.Key_Return, PLAIN), (KEY.Key_Return, CONTROL), (KEY.Key_Tab, PLAIN), (KEY.Key_Escape, PLAIN),
    (KEY.Key_F8, PLAIN),
]  # fmt: skip


@pytest.mark.parametrize("path", ["title", "why"])
def test_a_text_is_taken_once_and_its_keys_do_nothing_else(panel: TaskPanel, path: str) -> None:
    sent: list[object] = []
    told: list[object] = []
    panel.completed.connect(lambda *arguments: sent.append(arguments))
    editor = control(panel, path).editor
    editor.setFocus()
    player_of(panel).edited.connect(lambda: told.append(player_of(panel).values().get(path)))
    compose("qing'jia")
    for key, modifiers in BUSY_KEYS:
        press(key, modifiers)
        assert focus() is editor and not sent
        assert not player_of(panel).values().get(path)
    commit("请假")
    assert player_of(panel).values()[path] == "请假"
    assert [one for one in told if one] == ["请假"]
    press(KEY.Key_Return, CONTROL)  # keys mean what they say again
    assert len(sent) == 1


def test_a_number_is_taken_as_composed(panel: TaskPanel) -> None:
    editor = control(panel, "count").editor
    editor.setFocus()
    compose("san")
    press(KEY.Key_Return)
    assert focus() is editor and player_of(panel).values().get("count") is None
    commit("三")
    assert player_of(panel).values().get("count") is None  # a word is no number
    control(panel, "count").editor.clear()
    compose("3")
    commit("12")
    assert player_of(panel).values()["count"] == 12
    press(KEY.Key_Return)
    assert focus() is not editor


@pytest.mark.parametrize("opened", [True, False], ids=["in an open cell", "on a cell"])
def test_a_cell_is_composed_in_and_left_by_the_enter_after_it(panel: TaskPanel, opened: bool) -> None:
    rows = control(panel, "rows")
    QTest.mouseClick(rows.add, Qt.MouseButton.LeftButton)
    rows.view.setCurrentIndex(rows.rows_model.index(0, 0))
    rows.view.setFocus()
    turn()
    if opened:
        press(KEY.Key_Return)
    compose("da'che")
    cell = focus()
    assert (rows.view.isAncestorOf(cell) and cell is not rows.view) if opened else cell is rows.view
    for key, modifiers in BUSY_KEYS:
        press(key, modifiers)
        assert focus() is cell and len(rows.rows()) == 1 and not rows.rows()[0].get("what")
    commit("打车")
    assert [row.get("what") for row in rows.rows()] == ["打车"]
    press(KEY.Key_Tab)
    compose("li")
    commit("李静")
    press(KEY.Key_Return)
    assert rows.rows()[0] == {"what": "打车", "who": "李静"}


LONG = Form.model_validate(
    {
        "components": [
            {
                "type": "textarea" if number % 10 == 3 else "number" if number % 10 == 7 else "textfield",
                "key": f"f{number}", "label": f"F{number}", "layout": {"row": f"r{number // 2}"},
                **({"properties": {"slip:formula": f"=string length(f{number - 4})"}} if number % 10 == 7 else {}),
            }
            for number in range(300)
        ]
    }
)  # fmt: skip


class Watch(QObject):
    """Counts what would end a composition: the focus going, the text being given or reset."""

    def __init__(self, editor: QWidget) -> None:
        super().__init__(editor)
        self.seen: list[str] = []
        editor.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's own name
        if event.type() in (QEvent.Type.FocusOut, QEvent.Type.Hide, QEvent.Type.InputMethod):
            self.seen.append(event.type().name)
        return False


@pytest.mark.parametrize("path", ["f0", "f3", "f150", "f153", "f298"])
def test_composing_goes_on_while_the_fields_of_a_long_form_are_made(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    made_by_itself = FieldMaker.make_some
    monkeypatch.setattr(FieldMaker, "make_some", lambda _maker: None)  # until the composition has begun
    monkeypatch.setattr("runner.ui.field_maker.SLICE_MS", 0.0)
    application()
    QApplication.setCursorFlashTime(0)
    panel = TaskPanel()
    qtbot.addWidget(panel)
    panel.show_task(TaskAtHand("Apply", form=LONG, submit="Submit"), FormFacts(now=datetime(2026, 3, 2)))
    panel.resize(700, 500)
    panel.show()
    qtbot.waitExposed(panel)
    panel.activateWindow()
    player = player_of(panel)
    player.go_to(Problem("forms.required", params={"label": path}, field=path))
    turn()
    editor = control(panel, path).editor
    assert focus() is editor and not player.maker.is_complete
    told: list[object] = []
    player.edited.connect(lambda: told.append(player.values().get(path)))
    compose("qing'jia")
    place, picture = editor.mapTo(panel, QPoint()), editor.grab().toImage()
    watch = Watch(editor)
    told.clear()  # a field of several lines tells that something is composed, without a value
    monkeypatch.setattr(FieldMaker, "make_some", made_by_itself)
    player.maker.begin()
    steps = 0
    while not player.maker.is_complete:
        turn(1)
        steps += 1
        assert steps < 5_000
        assert focus() is editor and is_composing(editor)
    turn()
    assert steps > 50, "fields were made one after the other"
    assert watch.seen == [] and told == []
    assert editor.grab().toImage() == picture, "what is composed stands there as before"
    assert (editor.mapTo(panel, QPoint()) - place).manhattanLength() <= 1
    commit("请假")
    assert player.values()[path] == "请假" and told == ["请假"]
    if path in ("f3", "f153"):
        assert player.values()[f"f{int(path[1:]) + 4}"] == 2
