"""Adding signers and asking for advice from the window: the menu beside the verdicts, the dialog, what follows."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from modeler.ui.places.rehearse.operation_dialog import OperationDialog
from runner.ui.more_button import MoreButton
from tests.ui.rehearse.hand import Hand, a_rehearsal
from tests.ui.window_builder import turn


def offered(hand: Hand) -> list[str]:
    """The operations in the menu of the task at hand."""
    more = hand.place.task_panel.findChild(MoreButton)
    assert more is not None
    return [act.objectName().removeprefix("operation-") for act in more.menu_of_acts.actions()]


def open_dialog(hand: Hand, operation: str) -> OperationDialog:
    """Choose an operation in the menu."""
    hand.operate(operation)
    dialog = hand.place.findChild(OperationDialog)
    assert dialog is not None and dialog.isVisible()
    return dialog


def choose(hand: Hand, operation: str, person: str, reason: str = "") -> None:
    """Choose an operation, type who, and do it."""
    dialog = open_dialog(hand, operation)
    assert not dialog.go.isEnabled()
    search = dialog.people._search
    search.setFocus()
    QTest.keyClicks(search, person)
    QTest.keyClick(search, Qt.Key.Key_Return)
    turn()
    if reason:
        dialog.reason.setFocus()
        QTest.keyClicks(dialog.reason, reason)
    hand.click(dialog.go)
    dialog.deleteLater()
    turn()


def test_somebody_is_asked_before_and_the_task_comes_back(tmp_path: Path) -> None:
    with a_rehearsal(tmp_path) as hand:
        hand.apply()
        hand.play("li")
        assert offered(hand) == ["return", "addBefore", "addAfter", "addBeside", "transfer", "delegate", "copy"]
        choose(hand, "addBefore", "zhao", "knows the project")
        assert not hand.refused
        assert hand.open == [("Task_head", "zhao")]
        assert any("knows the project" in text for text in hand.told)
        hand.play("zhao")
        hand.press("agree")
        assert hand.open == [("Task_head", "li")]
        hand.play("li")
        hand.press("agree")
        assert ("Task_head", "li") not in hand.open


def test_advice_is_asked_for_and_is_no_vote(tmp_path: Path) -> None:
    with a_rehearsal(tmp_path) as hand:
        hand.apply()
        hand.play("li")
        choose(hand, "delegate", "zhao")
        hand.play("zhao")
        hand.press("agree")
        assert hand.open == [("Task_head", "li")]


def test_the_task_is_handed_over(tmp_path: Path) -> None:
    with a_rehearsal(tmp_path) as hand:
        hand.apply()
        hand.play("li")
        choose(hand, "transfer", "zhao")
        assert hand.open == [("Task_head", "zhao")]


def test_leaving_the_dialog_changes_nothing(tmp_path: Path) -> None:
    with a_rehearsal(tmp_path) as hand:
        hand.apply()
        hand.play("li")
        dialog = open_dialog(hand, "addAfter")
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        hand.wait()
        assert hand.open == [("Task_head", "li")] and not dialog.isVisible()


def test_what_cannot_be_done_is_said_above_the_task(tmp_path: Path) -> None:
    with a_rehearsal(tmp_path) as hand:
        hand.apply()
        hand.play("li")
        choose(hand, "addBeside", "zhang")
        assert len(hand.refused) == 1
        assert hand.place.task_panel.banner.isVisible()
        assert hand.open == [("Task_head", "li")]
