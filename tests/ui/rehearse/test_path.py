"""Before a request is sent its starter asks who will have it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtTest import QTest

from modeler.ui.places.rehearse.foreseeing import PathDialog
from runner.protocol.values import PathStepView
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
        (heads,) = (line for line in long if line.startswith("Two heads: Li Jing → Chen Liqun"))
        assert "If:" not in heads
        assert not any("If:" in line for line in long), "ten days go to HR whatever kind of leave it is"
        again = hand.control("reason")
        assert again.editor.toPlainText() == "family"
        period(hand, "2026-03-09")
        short = ask(hand)
        # how many heads there are a table says, which is asked with what the form says
        assert not any(line.startswith("Two heads") for line in short)
        (head,) = (line for line in short if line.startswith("Head of department: Li Jing"))
        assert "If:" not in head
        assert hand.place.rehearsal.case is None  # nothing was started


def test_what_is_not_filled_in_yet_is_told_as_open(tmp_path: Path) -> None:
    with a_rehearsal(tmp_path) as hand:
        lines = ask(hand)
        assert "Head of department: Li Jing: If: One" in lines
        assert any(line.startswith("Two heads: Li Jing → Chen Liqun: If:") for line in lines)


def test_a_step_of_a_called_process_says_where_it_stands(tmp_path: Path) -> None:
    with a_rehearsal(tmp_path) as hand:
        step = PathStepView(element="T", name="Seal", kind="userTask", rounds=[["li"]], calls=["Order", "Stamp"])
        dialog = PathDialog(hand.place, [step], hand.place.names)
        assert "Within Order › Stamp" in dialog.lines()[0]
        dialog.deleteLater()
        turn()


def test_a_step_of_several_says_how_many_have_to_agree_and_who_gets_a_copy(tmp_path: Path) -> None:
    with a_rehearsal(tmp_path) as hand:
        step = PathStepView(
            element="T", name="Board", kind="userTask", rounds=[["li", "wang", "chen"]], vote="percent"
        )
        shown = {"2/3": "2/3 of them must agree", "60": "60 % of them must agree", "": "A share of them must agree"}
        for threshold, words in shown.items():
            view = step.model_copy(update={"threshold": threshold, "copies": ["zhang"]})
            dialog = PathDialog(hand.place, [view], hand.place.names)
            (line,) = dialog.lines()
            assert words in line and "Copy to Zhang San" in line
            dialog.deleteLater()
        dialog = PathDialog(hand.place, [step.model_copy(update={"vote": "any"})], hand.place.names)
        assert "One of them decides" in dialog.lines()[0]
        dialog.deleteLater()
        turn()
