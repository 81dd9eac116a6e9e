"""What is done with a whole case from the window: taken back, urged, spoken about, suspended, reactivated."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from modeler.ui.places.rehearse.place_dialog import PlaceDialog
from tests.ui.rehearse.hand import Hand, a_rehearsal
from tests.ui.rehearse.test_rehearse import manager_of
from tests.ui.window_builder import turn


def act(hand: Hand, name: str, words: str = "") -> None:
    """Choose an act in the menu of the case, with words where it asks for them."""
    found = hand.place.middle.menu.findChild(QAction, f"case-{name}") or hand.place.middle.findChild(
        QAction, f"case-{name}"
    )
    assert found is not None and found.isEnabled(), name
    found.trigger()
    hand.wait()
    if words:
        dialog = hand.place.findChild(PlaceDialog)
        assert dialog is not None and not dialog.go.isEnabled()
        QTest.keyClicks(dialog.reason, words)
        hand.click(dialog.go)
        dialog.deleteLater()
        turn()


def test_a_decision_is_taken_back_and_who_is_asked_is_urged(tmp_path: Path) -> None:
    with a_rehearsal(tmp_path) as hand:
        hand.apply()
        act(hand, "urge")
        assert not hand.refused
        act(hand, "urge")
        assert [error.code for error in hand.refused] == ["case.urged-already"]  # type: ignore[attr-defined]
        hand.refused.clear()
        hand.play("li")
        act(hand, "comment", "papers follow")
        hand.press("agree")
        assert ("Task_head", "li") not in hand.open
        act(hand, "takeBack")
        assert not hand.refused
        assert hand.open == [("Task_head", "li")]
        assert any("papers follow" in text for text in hand.told)


def test_a_case_is_suspended_and_resumed(tmp_path: Path) -> None:
    with a_rehearsal(tmp_path) as hand:
        hand.apply()
        hand.play("li")
        assert "agree" in hand.place.task_panel.buttons
        middle, manager = hand.place.middle, manager_of(hand)
        assert middle.suspend.isEnabled() and not middle.resume.isEnabled()
        hand.play(manager)
        act(hand, "suspend", "the auditors are here")
        assert not hand.refused
        assert middle.status.text() == "suspended"
        assert middle.resume.isEnabled() and not middle.suspend.isEnabled() and not middle.urge.isEnabled()
        hand.play("li")
        assert hand.place.task_panel.buttons == {}, "nothing can be done with the task"
        assert any("suspended" in one.text() for one in hand.place.task_panel.findChildren(QLabel))
        hand.play(manager)
        act(hand, "resume")
        hand.play("li")
        hand.press("agree")
        assert not hand.refused
        assert any("suspended the case. Reason: the auditors are here" in text for text in hand.told)
