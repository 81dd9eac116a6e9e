"""The Library: start page, table, cards, filters and copies."""

from __future__ import annotations

from pathlib import Path

from modeler.catalog.copying import copy_process
from modeler.ui.places.library import Library
from modeler.ui.window import MainWindow
from tests.ui.window_builder import a_window, turn, until


def library_of(window: MainWindow) -> Library:
    window.show_place("library")
    turn()
    found = window.place_widget("library")
    assert isinstance(found, Library)
    return found


def test_the_processes_of_the_workspace_are_listed_with_code_name_and_owner() -> None:
    with a_window(sample=True) as window:
        library = library_of(window)
        texts = [library._table.rows.text(entry, 1) for entry in library._table.rows.entries]
        assert {"Suppliers", "Contracts", "Seal", "Leave", "Expenses", "Purchases"} < set(texts) and len(texts) == 10
        leave = next(one for one in library._table.rows.entries if one.name == "Leave")
        assert library._table.rows.text(leave, 0) == "HQ-HRM-LEV-001-AP"
        assert library._table.rows.text(leave, 2) == "Sun Huimin"


def test_problems_and_stage_arrive_later() -> None:
    with a_window(sample=True) as window:
        library = library_of(window)
        until(lambda: bool(library._findings))
        assert all(library._table.rows.text(one, 6) for one in library._table.rows.entries)


def test_filtering_by_a_word_leaves_what_fits() -> None:
    with a_window(sample=True) as window:
        library = library_of(window)
        library._search.setText("Leave")
        library._show_entries()
        assert [one.name for one in library._table.rows.entries] == ["Leave"]


def test_cards_show_the_same_and_open_at_a_double_click() -> None:
    with a_window(sample=True) as window:
        library = library_of(window)
        library._switch_view("cards")
        assert len(library._cards._cards) == len(library._table.rows.entries)
        path = next(one for one in library._cards._paths if one is not None and one.stem == "seal")
        library._cards.openedPath.emit(path)
        assert window.context.document is not None
        assert Path(window.context.document.path or "").stem == "seal"
        assert window.place == "design"


def test_a_copy_appears_in_the_table() -> None:
    with a_window(sample=True) as window:
        library = library_of(window)
        assert window.context.workspace is not None
        folder = Path(window.context.workspace.folder)
        copy_process(folder / "processes" / "leave.bpmn", folder, name="外勤", code="HQ-HRM-TRP-001-AP")
        library.reload()
        assert "外勤" in [one.name for one in library._table.rows.entries]


def test_the_start_page_opens_the_sample() -> None:
    with a_window() as window:
        library = library_of(window)
        library.start._go("open_sample")
        assert window.place == "design"
        assert window.context.document is not None


def test_recent_files_are_listed_on_the_start_page() -> None:
    with a_window(sample=True) as window:
        library = library_of(window)
        library.start.refresh()
        assert library.start._recent.count() == 2
