"""Opening a file of another tool tells what of it is read otherwise, quietly, and leads to each element."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from modeler.dialects.engines import DIALECTS
from modeler.document.io import to_bytes
from modeler.ui.panels.import_report import ImportBar
from modeler.ui.places.design import Design
from tests.helpers.builders import a_process
from tests.ui.forms_rights.driving import click
from tests.ui.window_builder import a_window, turn, until

SPACE = f'xmlns:camunda="{DIALECTS["camunda"].uri}"'


def a_file(folder: Path, attributes: str) -> Path:
    made = a_process().with_start().with_node("T", "serviceTask", "Book it", f"{SPACE} {attributes}").with_end()
    path = folder / "foreign.bpmn"
    path.write_bytes(to_bytes(made.document()))
    return path


def test_what_is_dropped_is_told_and_a_click_shows_its_element(tmp_path: Path) -> None:
    with a_window() as window:
        window.files.open_path(a_file(tmp_path, 'camunda:class="a.B" camunda:asyncBefore="true"'))
        window.context.later.finish()
        turn()
        design = window.place_widget("design")
        assert isinstance(design, Design)
        bar = design.import_bar
        until(lambda: bar.isVisible())
        assert bar.text.text().startswith("2 constructs")
        click(bar.show_list)
        rows = design.below.imported.rows
        assert ["camunda:class" in rows[0].accessibleName(), "asyncBefore" in rows[1].accessibleName()] == [
            True,
            True,
        ]
        assert rows[0].isVisible()
        QTest.mouseClick(rows[0], Qt.MouseButton.LeftButton)
        turn()
        assert list(window.context.selection) == ["T"]
        click(bar.away)
        assert not bar.isVisible()


def test_our_own_files_and_plain_ones_are_opened_without_a_word(tmp_path: Path) -> None:
    with a_window(sample=True) as window:
        bar = window.findChild(ImportBar)
        assert bar is not None
        until(lambda: not window.context.jobs.busy)
        assert not bar.isVisible()
        window.files.open_path(a_file(tmp_path, ""))
        until(lambda: not window.context.jobs.busy)
        turn()
        assert not bar.isVisible()
        assert bar.problems == []
