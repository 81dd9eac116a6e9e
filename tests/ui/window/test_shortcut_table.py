"""The shortcuts that hands know from other modelers: each row does what its row says, and one page shows them all."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QLabel, QScrollArea

from modeler.ui.actions import ACTIONS
from modeler.ui.canvas.acts import ACTS
from modeler.ui.shortcuts import CANVAS_HANDS, show_shortcuts
from modeler.ui.window import shortcut_text
from tests.helpers.gestures import Hands
from tests.ui.window_builder import a_window, turn

MENU_KEYS = {
    "Ctrl+N": "file.new",
    "Ctrl+O": "file.open",
    "Ctrl+S": "file.save",
    "Ctrl+Shift+S": "file.save-as",
    "Ctrl+Alt+S": "file.save-all",
    "Ctrl+Shift+T": "file.reopen",
    "Ctrl+W": "file.close",
    "Ctrl+Q": "file.quit",
    "Ctrl+,": "edit.settings",
    "Ctrl+Shift+E": "file.export",
    "Ctrl+Z": "edit.undo",
    "Ctrl+Y": "edit.redo",
    "Ctrl+Shift+Z": "edit.redo",
    "Ctrl+C": "edit.copy",
    "Ctrl+X": "edit.cut",
    "Ctrl+V": "edit.paste",
    "Ctrl+D": "edit.duplicate",
    "Ctrl+Shift+C": "edit.copy-picture",
    "Ctrl+A": "edit.select-all",
    "Ctrl+F": "edit.find",
    "Ctrl+=": "view.zoom-in",
    "Ctrl+-": "view.zoom-out",
    "Ctrl+0": "view.zoom-100",
    "Ctrl+1": "view.zoom-fit",
    "Ctrl+P": "file.print",  # elsewhere the properties; here it prints, as in every office program
    "Ctrl+Alt+P": "view.right",
    "Ctrl+B": "view.bottom",
    "Ctrl+G": "view.grid",
    "F11": "view.full-screen",
    "Ctrl+Tab": "go.next",
    "Ctrl+Shift+Tab": "go.previous",
    "Ctrl+K": "view.palette",
}
"""Chord -> row of the window's table of actions."""

CANVAS_KEYS = {
    "H": "take-hand",
    "L": "take-lasso",
    "S": "take-space",
    "C": "take-connect",
    "N": "create",
    "A": "append",
    "R": "morph",
    "E": "rename",
    "Del": "remove",
    "Backspace": "remove",
}
"""Plain key -> act of the canvas."""

HAND_KEYS = ("← ↑ → ↓", "Ctrl+← ↑ → ↓", "Shift+Enter", "Space", "Esc", "Enter")
"""What is neither; the canvas' own tests press these."""


@pytest.mark.parametrize(("keys", "action"), MENU_KEYS.items())
def test_a_chord_stands_in_the_table_of_actions_and_in_no_other_row(keys: str, action: str) -> None:
    assert [spec.id for spec in ACTIONS.values() if keys in spec.keys] == [action]


@pytest.mark.parametrize(("key", "act"), CANVAS_KEYS.items())
def test_a_plain_key_is_an_act_of_the_canvas(key: str, act: str) -> None:
    assert [one.id for one in ACTS.values() if key in one.keys] == [act]
    assert ACTS[act].text, "and has words for the page of shortcuts"


def test_the_window_listens_to_every_chord() -> None:
    with a_window(sample=True) as window:
        for keys, action in MENU_KEYS.items():
            assert QKeySequence(keys) in window.commands.actions[action].shortcuts(), keys


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_of_shortcuts_shows_all_of_them(language: str) -> None:
    with a_window(sample=True, language=language) as window:
        page = show_shortcuts(window)
        shown = {part for one in page.findChildren(QLabel) for part in one.text().split(" · ")}
        page.close()
    assert {shortcut_text((keys,)) for spec in ACTIONS.values() for keys in spec.keys} <= shown
    assert {key for act in ACTS.values() if act.text for key in act.keys} <= shown
    hands = {part for keys, _text in CANVAS_HANDS for part in keys.split(" · ")}
    assert set(HAND_KEYS) <= hands <= shown


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_sentence_of_the_page_is_cut_off(language: str) -> None:
    with a_window(sample=True, language=language) as window:
        page = show_shortcuts(window)
        turn()
        scroll = page.findChild(QScrollArea)
        assert scroll is not None
        assert scroll.widget().width() <= scroll.viewport().width()
        short = [one.text() for one in page.findChildren(QLabel) if one.height() < one.heightForWidth(one.width())]
        assert short == []
        page.close()


def test_ctrl_tab_goes_through_the_open_processes_and_with_shift_back() -> None:
    with a_window(sample=True) as window:
        hands = Hands(window)
        first = window.context.document
        window.files.new()
        second = window.context.document
        window.files.new()
        third = window.context.document
        turn()
        assert len({id(one) for one in (first, second, third)}) == 3
        opened = window.context.documents
        hands.key("Ctrl+Shift+Tab")
        assert window.context.document is opened[opened.index(third) - 1]
        hands.key("Ctrl+Tab")
        assert window.context.document is third
        for _step in opened:
            hands.key("Ctrl+Shift+Tab")
        assert window.context.document is third, "round and back"
