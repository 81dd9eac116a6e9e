"""Colours stand in the tokens alone, and their contrast is enough to read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from runner.core.tokens import THEMES, Theme

ROOT = Path(__file__).resolve().parents[2]
LITERAL = re.compile(r"""["'](#[0-9a-fA-F]{3,8})["']|rgba?\(\s*\d""")


def test_no_colour_literal_outside_the_tokens() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for top in ("modeler", "runner")
        for path in sorted((ROOT / top).rglob("*.py"))
        if path != ROOT / "runner" / "core" / "tokens.py"
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if LITERAL.search(line)
    ]
    assert found == []


def test_no_colour_literal_in_style_sheets_and_icons() -> None:
    files = [*(ROOT / "resources" / "themes").glob("*.qss"), *(ROOT / "resources" / "icons").glob("*.svg")]
    assert [path.name for path in files if re.search(r"#[0-9a-fA-F]{3,8}\b", path.read_text("utf-8"))
            and path.suffix == ".svg"] == []  # fmt: skip
    for path in files:
        if path.suffix == ".qss":
            assert not re.search(r":\s*#[0-9a-fA-F]{3,8}\b", path.read_text("utf-8"))


def contrast(first: str, second: str) -> float:
    """The ratio of WCAG 2.2, 1 to 21."""

    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(first), light(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_text_is_readable_on_every_surface(theme: Theme) -> None:
    for ground in (theme.surface, theme.raised, theme.sunken):
        for text in (theme.text, theme.muted):
            assert contrast(text, ground) >= 4.5
    for ground in (theme.surface, theme.raised):
        for text in (theme.faint, theme.accent, theme.good, theme.warning, theme.bad, theme.waiting, theme.running):
            assert contrast(text, ground) >= 4.5, (text, ground)
    assert contrast(theme.on_accent, theme.accent) >= 4.5
    assert contrast(theme.text, theme.accent_soft) >= 4.5
    assert contrast(theme.ink, theme.paper) >= 4.5
