"""The verbs that draw."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from runner.core.resources import resource_folder
from tests.helpers.lines import CommandLine

LEAVE = resource_folder() / "samples" / "office" / "processes" / "leave.bpmn"


@pytest.fixture
def line(capsys: pytest.CaptureFixture[str], qtbot: QtBot) -> CommandLine:
    """The command line, with the application running."""
    return CommandLine(capsys)


def test_a_model_is_drawn_as_svg_with_its_words(line: CommandLine, tmp_path: Path) -> None:
    said = line.json("render", LEAVE, "-o", tmp_path / "leave.svg")
    assert said.code == 0
    assert said.data["ok"] is True
    drawn = (tmp_path / "leave.svg").read_text("utf-8")
    assert drawn.lstrip().startswith(("<?xml", "<svg"))
    assert "人事审核" in drawn


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_model_is_drawn_as_png_at_the_asked_scale(line: CommandLine, tmp_path: Path, theme: str) -> None:
    from PySide6.QtGui import QImage

    assert line("render", LEAVE, "-o", tmp_path / "one.png", "--scale", 1, "--theme", theme).code == 0
    assert line("render", LEAVE, "-o", tmp_path / "two.png", "--scale", 2, "--theme", theme).code == 0
    one, two = QImage(str(tmp_path / "one.png")), QImage(str(tmp_path / "two.png"))
    assert one.width() > 500
    assert abs(two.width() - 2 * one.width()) <= 2
    assert (one.pixelColor(2, 2).lightness() > 128) is (theme == "light")


def test_another_kind_of_picture_is_wrong_use(line: CommandLine, tmp_path: Path) -> None:
    assert line("render", LEAVE, "-o", tmp_path / "leave.jpg").code == 2
    assert not (tmp_path / "leave.jpg").exists()


def test_an_unknown_file_is_not_drawn(line: CommandLine, tmp_path: Path) -> None:
    assert line("render", tmp_path / "gone.bpmn", "-o", tmp_path / "gone.svg").code == 3
