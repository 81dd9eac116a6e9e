"""Jobs beside the window, tables as in a spreadsheet, banners and chips."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication, QPalette, QStandardItem, QStandardItemModel
from shiboken6 import delete

from runner.core.errors import FileError
from runner.ui.kit.jobs import Handle, Jobs
from runner.ui.kit.style import set_look
from runner.ui.kit.tables import TableView, rows_from_text, text_from_rows
from runner.ui.kit.texts import label
from tests.ui.window_builder import a_window, until


def test_a_job_gives_its_result_in_the_thread_of_the_window() -> None:
    with a_window() as window:
        told: list[tuple[int, bool]] = []
        window.context.jobs.run(
            lambda _handle: 6 * 7,
            owner=window,
            done=lambda value: told.append((value, threading.current_thread() is threading.main_thread())),
        )
        until(lambda: bool(told))
        assert told == [(42, True)]


def test_progress_arrives_and_a_failure_goes_to_its_callback() -> None:
    jobs = Jobs()
    steps: list[float | None] = []
    failures: list[Exception] = []

    def work(handle: Handle) -> None:
        handle.progress(0.5, "half")
        raise FileError("file.unreadable", file="x", cause="y")

    with a_window():
        jobs.run(work, owner=jobs, failed=failures.append, progress=lambda share, _text: steps.append(share))
        until(lambda: bool(failures))
    assert steps == [0.5]
    assert isinstance(failures[0], FileError)
    assert jobs.shut_down()


def test_a_cancelled_job_tells_nothing_more() -> None:
    jobs = Jobs()
    told: list[Any] = []
    go_on = threading.Event()

    def work(handle: Handle) -> int:
        go_on.wait(10)
        handle.progress(1.0)
        return 1

    with a_window():
        job = jobs.run(work, owner=jobs, done=told.append, failed=told.append)
        job.cancel()
        go_on.set()
        until(lambda: not jobs.busy)
    assert told == []
    assert jobs.shut_down()


@pytest.mark.parametrize("ends", ["well", "badly"])
def test_who_waits_for_a_job_is_not_called_once_it_is_gone(ends: str) -> None:
    jobs, waiting = Jobs(), QObject()
    told: list[object] = []
    go_on = threading.Event()

    def work(handle: Handle) -> int:
        go_on.wait(10)
        handle.progress(1.0)
        if ends == "badly":
            raise FileError("file.unreadable", file="x", cause="y")
        return 1

    with a_window():
        jobs.run(
            work,
            owner=waiting,
            done=told.append,
            failed=told.append,
            progress=lambda share, _text: told.append(share),
        )
        delete(waiting)
        go_on.set()
        until(lambda: not jobs.busy)
    assert told == []
    assert jobs.shut_down()


def test_an_error_without_a_callback_is_shown_as_a_banner() -> None:
    def work(_handle: Handle) -> None:
        raise FileError("file.unreadable", file="x.bpmn", cause="gone")

    with a_window() as window:
        window.context.jobs.run(work, owner=window)
        until(lambda: window.banner.isVisible())
        assert "x.bpmn" in window.banner._what.text()


cells = st.lists(
    st.lists(st.text(st.characters(blacklist_categories=("Cs", "Cc"), whitelist_characters="\t\n"), min_size=1),
             min_size=1, max_size=4),
    min_size=1, max_size=4,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(cells)
def test_what_is_copied_is_what_is_pasted(rows: list[list[str]]) -> None:
    assert rows_from_text(text_from_rows(rows)) == rows


def test_a_table_copies_its_selection() -> None:
    with a_window():
        model = QStandardItemModel(0, 2)
        for name in ("a", "b"):
            model.appendRow([QStandardItem(name), QStandardItem(name.upper())])
        table = TableView()
        table.setModel(model)
        table.selectAll()
        table.copy()
        assert QGuiApplication.clipboard().text() == "a\tA\nb\tB"
        table.deleteLater()


def test_printing_fills_a_page(tmp_path: Any) -> None:
    from PySide6.QtGui import QPdfWriter

    with a_window(sample=True) as window:
        path = tmp_path / "leave.pdf"
        window.files.print_on(QPdfWriter(str(path)))
        assert path.read_bytes().startswith(b"%PDF")


def test_a_look_is_the_same_whether_it_is_given_before_or_after_the_first_sight() -> None:
    with a_window() as window:
        one, other = label("one", "body"), label("other", "body")
        shown = [one, other]
        set_look(one, role="bad")
        for widget in shown:
            widget.setParent(window)
            widget.show()
        bad, plain = (widget.palette().color(QPalette.ColorRole.WindowText) for widget in shown)
        assert bad != plain
        set_look(other, role="bad")
        set_look(one, role="body")
        assert [widget.palette().color(QPalette.ColorRole.WindowText) for widget in shown] == [plain, bad]
