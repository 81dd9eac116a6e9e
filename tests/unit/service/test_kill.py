"""A killed process loses at most the command it was in."""

from __future__ import annotations

from pathlib import Path
from random import Random

from tests.helpers.case_kills import kill_once


def test_a_killed_process_leaves_a_case_that_equals_its_history(tmp_path: Path) -> None:
    rng = Random(7)
    for _ in range(2):
        kill_once(tmp_path, rng)
