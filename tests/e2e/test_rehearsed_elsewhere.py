"""A package is mailed to somebody, rehearsed and remarked on their machine, and the results come home."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from modeler.ui.places.publish import Publish
from modeler.ui.places.rehearse import Rehearse
from modeler.ui.places.rehearse.keeping import WholeCaseDialog
from modeler.ui.window import MainWindow
from tests.helpers.gestures import Hands
from tests.ui.rehearse.hand import Hand
from tests.ui.window_builder import a_window, turn, until


def in_rehearse(window: MainWindow) -> tuple[Hand, Rehearse]:
    """The hand at the place, once the runner has answered."""
    place = window.place_widget("rehearse")
    assert isinstance(place, Rehearse)
    hand = Hand(window)
    hand.wait()
    return hand, place


def choose(hand: Hand, action: QAction) -> None:
    """Take an entry of the menu “More”."""
    action.trigger()
    hand.wait()


def test_what_was_rehearsed_elsewhere_comes_home_to_be_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package, results = tmp_path / "leave.slip", tmp_path / "from-wang.slipresult"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_all: (str(package), ""))
    with a_window(sample=True) as window:
        hands = Hands(window)
        hands.key("Alt+6")
        publish = window.place_widget("publish")
        assert isinstance(publish, Publish)
        hands.click(hands.button("Save as package…"))
        until(package.exists)
        until(lambda: not window.context.jobs.busy)

    with monkeypatch.context() as there:
        (tmp_path / "there").mkdir()
        there.setenv("SLIPWAY_HOME", str(tmp_path / "there"))
        there.setattr(QFileDialog, "getSaveFileName", lambda *_all: (str(results), ""))
        with a_window() as window:
            assert window.files.open_path(package)
            assert window.place == "rehearse"
            hand, place = in_rehearse(window)
            hand.apply()
            hand.play("li")
            hand.click(place.middle.remark)
            QTest.keyClicks(place.middle.remark_bar.text, "say how many days are left")
            hand.click(place.middle.remark_bar.leave)
            hand.press("agree")
            choose(hand, place.middle.export)
            told = place.findChild(WholeCaseDialog)
            assert told is not None and not results.exists(), "first it says that the file holds the whole case"
            hand.click(told.save)
            assert results.stat().st_size > 0 and hand.open == [("Task_head", "chen")]

    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_all: (str(results), ""))
    with a_window(sample=True) as window:
        Hands(window).key("Alt+4")
        hand, place = in_rehearse(window)
        choose(hand, place.middle.import_)
        case = place.rehearsal.snapshot.case
        assert case is not None and case.origin == results.name and case.status == "running"
        assert hand.told and place.middle.empty.title.text() == "This case is rehearsed elsewhere"
        assert place.middle.below.currentWidget() is place.middle.empty, "nothing to fill in"
        middle = place.middle
        text = middle.empty.text
        assert text.height() >= text.heightForWidth(text.width()), "all lines of it"
        assert not middle.terminate.isEnabled() and not middle.withdraw.isEnabled() and not middle.alone.isEnabled()
        assert place.canvas.badges.remarks == {"Task_head": 1}
        hand.play("chen")
        assert not place.rehearsal.snapshot.inbox and middle.empty.isVisible()
        hand.click(middle.empty.button)
        hand.play("zhang")
        hand.apply()
        assert hand.open == [("Task_head", "li")] and not hand.refused, "an own case runs beside it"
        Hands(window).key("Alt+2")
        hand.wait()
        turn()
        design = window.place_widget("design")
        assert design is not None
        assert design.canvas.badges.remarks == {"Task_head": 1}  # type: ignore[attr-defined]
