"""A running case goes over to what is drawn now, from the window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QAction
from PySide6.QtTest import QTest

from modeler.document import commands
from modeler.ui.places.rehearse.migration_dialog import MigrationDialog
from tests.ui.rehearse.hand import Hand, a_rehearsal
from tests.ui.window_builder import turn


def asked(hand: Hand) -> MigrationDialog:
    act = hand.place.middle.menu.parent().findChild(QAction, "case-migrate")
    assert act is not None and act.isEnabled()
    act.trigger()
    hand.wait()
    dialog = hand.place.findChild(MigrationDialog)
    assert dialog is not None
    return dialog


def test_a_case_is_moved_to_what_is_drawn_now(tmp_path: Path) -> None:
    with a_rehearsal(tmp_path) as hand:
        hand.apply()
        dialog = asked(hand)
        assert not dialog.reason.isEnabled(), "it runs on this version already"
        dialog.close()
        dialog.deleteLater()
        turn()
        case = hand.place.rehearsal.snapshot.case
        assert case is not None
        document = hand.window.context.document
        assert document is not None
        commands.rename(document, hand.open[0][0], "Another name")
        hand.window.show_place("design")
        hand.window.show_place("rehearse")
        hand.wait()
        hand.place.rehearsal.show_case(case.case)
        hand.wait()
        dialog = asked(hand)
        assert not dialog.go.isEnabled()
        QTest.keyClicks(dialog.reason, "a new law")
        hand.click(dialog.go)
        dialog.deleteLater()
        turn()
        assert not hand.refused
        moved = hand.place.rehearsal.snapshot.case
        assert moved is not None and moved.model == hand.place.rehearsal.model != case.model
        assert hand.open
