"""The pages that are made from the code say what the code does."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    "script", ["make_rules.py", "make_coverage.py", "make_engine.py", "make_portable.py", "make_dialects.py"]
)
def test_a_made_page_is_up_to_date(script: str) -> None:
    done = subprocess.run(
        [sys.executable, f"packaging/{script}", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
