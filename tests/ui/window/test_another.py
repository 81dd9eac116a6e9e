"""A second window of the program, beside the first."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence

import pytest
from PySide6.QtCore import QProcess
from PySide6.QtWidgets import QLabel

from modeler.ui import another
from tests.ui.window_builder import a_window, turn


def test_the_menu_starts_the_program_once_more(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []

    def start(program: str, arguments: Sequence[str]) -> tuple[bool, int]:
        started.append([program, *arguments])
        return True, 1

    monkeypatch.setattr(QProcess, "startDetached", start)
    with a_window() as window:
        window.commands.run("file.window")
    assert started == [another.command()]


def test_what_is_started_is_the_program() -> None:
    done = subprocess.run([*another.command(), "--help"], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0
    assert "simulate" in done.stdout


def test_where_it_cannot_be_started_that_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QProcess, "startDetached", lambda _program, _arguments: (False, 0))
    with a_window() as window:
        window.commands.run("file.window")
        turn()
        assert window.banner.isVisible()
        assert any("Another window could not be opened." in one.text() for one in window.banner.findChildren(QLabel))
