"""The DMN conformance kit, where it lies beside the checkout: the page says what passes, and that is nearly all."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


def test_the_page_tells_what_passes_of_the_kit(corpus: Path) -> None:
    if not (corpus / "dmn-tck").is_dir() or not (corpus.parent / "tools" / "feel-tck").is_dir():
        pytest.skip("needs the DMN conformance kit and its harness beside the checkout")
    command = [sys.executable, str(ROOT / "packaging" / "make_dmn_conformance.py"), "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(("row", "least"), [("2", 100), ("decision tables", 100), ("3", 97)])
def test_the_page_promises_what_was_aimed_at(row: str, least: float) -> None:
    page = (ROOT / "docs" / "dmn-conformance.md").read_text("utf-8")
    found = re.search(rf"^\| {row} \| \d+ \| \d+ \| ([\d.]+)% \|$", page, re.M)
    assert found is not None
    assert float(found[1]) >= least
