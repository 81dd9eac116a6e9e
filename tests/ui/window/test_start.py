"""A start that names a file: whatever is wrong with it is told in the window that comes up."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from modeler.ui import files
from modeler.ui.app import application, run
from modeler.ui.window import MainWindow
from runner.core.settings import Settings
from tests.ui.window_builder import turn

HOSTILE = b'<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY b "c">]>\n<a>&b;</a>\n'


def started(monkeypatch: pytest.MonkeyPatch, arguments: list[str], look: Callable[[MainWindow], None]) -> None:
    """Start the window as the command line does, look at it once it is shown, and close it."""
    Settings().set("language", "en")
    app = application()
    seen: list[MainWindow] = []

    def loop() -> int:
        turn()
        window = next(
            one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow) and one.isVisible()
        )
        seen.append(window)
        try:
            look(window)
        finally:
            window.close()
            window.deleteLater()
            turn()
        return 0

    monkeypatch.setattr(app, "exec", loop)
    assert run(arguments) == 0
    assert seen


def told(window: MainWindow) -> str:
    """What the banner says, if it is there to be read."""
    assert window.banner.isVisible() and window.banner.height() > 0
    return f"{window.banner._what.text()} {window.banner._do.text()}"


def test_a_missing_file_is_told_over_the_start_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def look(window: MainWindow) -> None:
        assert "none.bpmn" in told(window)
        assert window.place == "library" and window.context.document is None

    started(monkeypatch, [str(tmp_path / "none.bpmn")], look)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("hostile.bpmn", HOSTILE, "DOCTYPE"),
        ("half.bpmn", b"<definitions", "half.bpmn"),
        ("other.xml", b"<a/>", "other.xml"),
        ("broken.slip", b"PK no package", "broken.slip"),
    ],
)
def test_a_file_that_is_refused_is_told_in_the_window(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, data: bytes, words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)

    def look(window: MainWindow) -> None:
        assert words in told(window)

    started(monkeypatch, [str(path)], look)


def test_a_good_file_among_bad_ones_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good = files.sample_workspace() / "processes" / "leave.bpmn"

    def look(window: MainWindow) -> None:
        assert "none.bpmn" in told(window)
        assert window.place == "design" and window.context.document is not None

    started(monkeypatch, [str(tmp_path / "none.bpmn"), str(good)], look)


def test_a_fault_while_opening_does_not_keep_the_window_from_coming_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_all: object) -> None:
        raise RuntimeError("not foreseen")

    monkeypatch.setattr(files.Files, "open_path", fail)

    def look(window: MainWindow) -> None:
        assert "should not have" in told(window)

    started(monkeypatch, [str(tmp_path / "a.bpmn")], look)
    assert [record.getMessage() for record in caplog.records] == ["fault"]
    caplog.clear()
