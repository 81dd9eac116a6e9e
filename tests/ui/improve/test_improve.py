"""Improve: remarks and rehearsals, or what belongs there."""

from __future__ import annotations

from modeler.ui.places.improve import Improve
from modeler.ui.records import CaseRow, RemarkRow
from tests.ui.window_builder import a_window


def test_empty_lists_say_what_belongs_there() -> None:
    with a_window(sample=True) as window:
        improve = Improve(window.context)
        improve.show_remarks([])
        assert improve._pages.currentIndex() == 2
        improve.deleteLater()


def test_open_remarks_stand_first_and_lead_to_the_step() -> None:
    with a_window(sample=True) as window:
        improve = Improve(window.context)
        improve.show_remarks(
            [
                RemarkRow("1", "fine now", done=True, answer="thanks"),
                RemarkRow("2", "the date is missing", person="zhang", element="Task_hr", where="人事审核"),
            ]
        )
        assert improve._remark_model.item(0, 0).text() == "the date is missing"
        improve.remark_table.selectRow(0)
        improve._show_step()
        assert window.context.selection.ids == ("Task_hr",)
        improve.deleteLater()


def test_rehearsals_are_listed_newest_first() -> None:
    with a_window(sample=True) as window:
        improve = Improve(window.context)
        improve.show_cases(
            [
                CaseRow("a", "leave", "completed", started="2026-03-01T09:00:00"),
                CaseRow("b", "leave", "running", started="2026-03-02T09:00:00"),
            ]
        )
        assert improve._case_model.item(0, 0).text() == "Case b"
        assert improve._case_model.item(0, 2).text() == "running"
        improve.deleteLater()
