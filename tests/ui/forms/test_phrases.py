"""Phrases beside the opinion: picked, kept and changed by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from modeler.ui.app import application
from runner.bundle.graph import Verdict
from runner.core.i18n import LocalText
from runner.core.settings import Settings
from runner.data.phrases import Phrases
from runner.forms.field import FormFacts
from runner.ui.phrases import PhraseButton, PhraseDialog, PhraseList
from runner.ui.task_at_hand import TaskAtHand
from runner.ui.task_panel import TaskPanel
from tests.ui.window_builder import turn

LEFT = Qt.MouseButton.LeftButton


class Desk:
    """A task that asks for an opinion, with phrases."""

    def __init__(self, bot: QtBot, folder: Path) -> None:
        application()
        self.heard: list[list[LocalText]] = []
        self.phrases = Phrases(Settings(folder / "settings.json"), ["Paid."], self.heard.append)
        self.panel = TaskPanel()
        bot.addWidget(self.panel)
        self.panel.phrases = self.phrases
        task = TaskAtHand("x", verdicts=[Verdict(id="y", label="同意")], opinion="always")
        self.panel.show_task(task, FormFacts())
        self.panel.resize(700, 400)
        self.panel.show()
        bot.waitExposed(self.panel)
        self.panel.activateWindow()
        found = self.panel.findChild(PhraseButton)
        assert found is not None and self.panel.opinion is not None
        self.button, self.opinion = found, self.panel.opinion

    def choose(self, text: str) -> None:
        """Open the menu by a click and choose the line with that text or name."""
        QTest.mouseClick(self.button, LEFT)
        turn()
        acts = self.button.menu_of_phrases.actions()
        act = next(one for one in acts if text in (one.toolTip(), one.text(), one.objectName()))
        assert act.isEnabled(), text
        self.click(act)

    def click(self, act: QAction) -> None:
        menu = self.button.menu_of_phrases
        QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(act).center())
        turn()

    def dialog(self) -> PhraseDialog:
        self.choose("phrase-change")
        found = [one for one in self.panel.window().findChildren(PhraseDialog) if one.isVisible()]
        return found[0]


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Desk:
    return Desk(qtbot, tmp_path)


def test_a_phrase_is_picked_into_the_opinion_where_the_cursor_stands(desk: Desk) -> None:
    desk.choose("Agreed.")
    assert desk.opinion.toPlainText() == "Agreed."
    assert desk.opinion.hasFocus()
    desk.choose("Paid.")
    assert desk.opinion.toPlainText() == "Agreed. Paid."
    QTest.keyClick(desk.opinion, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    desk.choose("Agreed.")
    assert desk.opinion.toPlainText() == "Agreed.", "what is selected gives way"
    desk.opinion.undo()
    assert desk.opinion.toPlainText() == "Agreed. Paid."


def test_what_is_written_is_kept_as_a_phrase(desk: Desk) -> None:
    QTest.mouseClick(desk.button, LEFT)
    keep = next(one for one in desk.button.menu_of_phrases.actions() if one.objectName() == "phrase-keep")
    assert not keep.isEnabled(), "nothing is written yet"
    desk.button.menu_of_phrases.close()
    QTest.keyClicks(desk.opinion, "Papers follow.")
    desk.choose("phrase-keep")
    assert desk.phrases.own[0] == "Papers follow."
    assert desk.opinion.toPlainText() == "Papers follow."


def write(phrases: PhraseList, text: str) -> None:
    """Write into the line that is being edited."""
    turn()
    line = phrases.list.findChild(QLineEdit)
    assert line is not None
    line.selectAll()
    QTest.keyClicks(line, text)
    QTest.keyClick(line, Qt.Key.Key_Return)
    turn()


def test_phrases_are_added_edited_and_removed(desk: Desk) -> None:
    dialog = desk.dialog()
    count = dialog.own.list.count()
    QTest.mouseClick(dialog.own.add, LEFT)
    write(dialog.own, "New one.")
    dialog.own.list.setCurrentRow(0)
    QTest.mouseClick(dialog.own.edit, LEFT)
    write(dialog.own, "Fine.")
    dialog.own.list.setCurrentRow(1)
    QTest.mouseClick(dialog.own.remove, LEFT)
    assert dialog.isVisible(), "Enter ended the line, not the dialog"
    QTest.mouseClick(dialog.go, LEFT)
    turn()
    own = desk.phrases.own
    assert (own[0], own[-1], len(own)) == ("Fine.", "New one.", count)
    assert desk.heard == [], "what is as it was is not written"


def test_the_phrases_of_the_workspace_are_changed_there_and_cancel_changes_nothing(desk: Desk) -> None:
    dialog = desk.dialog()
    assert dialog.shared is not None
    dialog.tabs.setCurrentIndex(1)
    turn()
    QTest.mouseClick(dialog.shared.add, LEFT)
    write(dialog.shared, "Seen.")
    QTest.mouseClick(dialog.go, LEFT)
    turn()
    assert desk.heard == [["Paid.", "Seen."]]
    before = desk.phrases.own
    dialog = desk.dialog()
    QTest.mouseClick(dialog.own.add, LEFT)
    write(dialog.own, "Lost.")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    turn()
    assert desk.phrases.own == before
