"""Before a request is sent its starter asks who will have it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtTest import QTest

from modeler.ui.places.rehearse.foreseeing import PathDialog
from runner.ui.controls.date_range import DateRangeControl
from runner.ui.controls.multi_line import MultiLineControl
from tests.ui.rehearse.hand import Hand, a_rehearsal
from tests.ui.window_builder import turn


def ask(hand: Hand) -> list[str]:
    """Click the question; what the dialog says, a line a step."""
    hand.click(hand.place.task_panel.path)
    (dialog,) = (one for one in hand.place.findChildren(PathDialog) if one.isVisible())
    lines = dialog.lines()
    dialog.accept()
    dialog.deleteLater()
    turn()
    return lines


def period(hand: Hand, last: str) -> None:
    """Be away until a day."""
    control = hand.control("period")
    assert isinstance(control, DateRangeControl)
    for field, text in ((control.start, "2026-03-09"), (control.end, last)):
        field.selectAll()
        QTest.keyClicks(field, text)
    turn()


def test_the_way_is_told_with_names_and_what_was_typed_stays(tmp_path: Path) -> None:
    with a_rehearsal(tmp_path) as hand:
        period(hand, "2026-03-20")
        reason = hand.control("reason")
        assert isinstance(reason, MultiLineControl)
        QTest.keyClicks(reason.editor, "family")
        long = ask(hand)
        assert any(line.startswith("两级主管审批: Li Jing → Chen Liqun") for line in long)
        again = hand.control("reason")
        assert again.editor.toPlainText() == "family"
        period(hand, "2026-03-09")
        short = ask(hand)
        assert "直属主管审批: Li Jing" in short and not any("Chen Liqun" in line for line in short)
        assert hand.place.rehearsal.case is None  # nothing was started


def test_what_is_not_filled_in_yet_is_told_as_open(tmp_path: Path) -> None:
    with a_rehearsal(tmp_path) as hand:
        assert any("If:" in line for line in ask(hand))
