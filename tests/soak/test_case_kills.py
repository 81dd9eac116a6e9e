"""Fifty kills at random points: what is left equals the log."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tests.helpers.case_kills import kill_once


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_fifty_kills_leave_cases_that_equal_their_history(tmp_path: Path) -> None:
    rng = Random(50)
    for _ in range(50):
        kill_once(tmp_path, rng)
