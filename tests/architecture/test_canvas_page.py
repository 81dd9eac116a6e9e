"""The page of conventions names files and tests that are there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "canvas.md").read_text("utf-8")


def test_every_file_on_the_page_of_conventions_is_there() -> None:
    named = set(re.findall(r"`(modeler/[\w/]+\.py)`", PAGE))
    assert len(named) > 30
    assert sorted(path for path in named if not (ROOT / path).is_file()) == []


def test_every_test_on_the_page_of_conventions_is_there() -> None:
    named = set(re.findall(r"`(test_\w+)`", PAGE))
    written = {
        name
        for folder in ("ui", "unit")
        for path in (ROOT / "tests" / folder).rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text("utf-8"), re.MULTILINE)
    }
    assert len(named) > 70
    assert sorted(named - written) == []
