"""Returning a case from the window: the steps it has been at, the reason, what the history says."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QRadioButton

from modeler.ui.places.rehearse.place_dialog import PlaceDialog
from tests.ui.rehearse.hand import Hand, a_rehearsal
from tests.ui.window_builder import turn


def asked(hand: Hand, operation: str) -> PlaceDialog:
    hand.operate(operation)
    dialog = hand.place.findChild(PlaceDialog)
    assert dialog is not None and dialog.isVisible()
    return dialog


def test_a_case_is_returned_to_a_step_with_a_reason(tmp_path: Path) -> None:
    with a_rehearsal(tmp_path) as hand:
        hand.apply()
        hand.play("li")
        dialog = asked(hand, "return")
        steps = [one.objectName() for one in dialog.findChildren(QRadioButton)]
        assert steps == ["place-StartEvent_1"], steps
        QTest.keyClicks(dialog.reason, "the dates")
        hand.click(dialog.go)
        dialog.deleteLater()
        turn()
        assert not hand.refused
        assert hand.open == [("StartEvent_1", "zhang")]
        assert any("the dates" in text for text in hand.told)
