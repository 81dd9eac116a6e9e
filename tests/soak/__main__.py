"""`python -m tests.soak [scale]`: the full counts of the property tests; writes `build/soak.json`.

`scale` shrinks or stretches every count (1: the full one). Exits 1 when anything failed.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import pytest

from tests.soak import document_soak, feel_soak, lawful_soak, store_soak

OUT = Path(__file__).resolve().parents[2] / "build" / "soak.json"


class Tally:
    """Counts the tests of a pytest run."""

    def __init__(self) -> None:
        self.count = self.failures = 0

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call":
            self.count += 1
        self.failures += report.failed


def marked() -> dict[str, object]:
    """Run every test marked `soak`, wherever it lies."""
    tally, start = Tally(), time.perf_counter()
    pytest.main(["-q", "-m", "soak", "--timeout", "7200", "tests/unit", "tests/soak"], plugins=[tally])
    seconds = round(time.perf_counter() - start, 1)
    return {"name": "tests marked soak", "count": tally.count, "failures": tally.failures, "seconds": seconds}


def main(scale: float) -> int:
    failures = document_soak.main(scale) + lawful_soak.main(scale) + feel_soak.main(scale) + store_soak.main(scale)
    row = marked()
    rows = [one for one in json.loads(OUT.read_text("utf-8")) if one["name"] != row["name"]]
    OUT.write_text(json.dumps([*rows, row], indent=2) + "\n", "utf-8")
    print(row)
    return failures + int(str(row["failures"]))


if __name__ == "__main__":
    sys.exit(1 if main(float(sys.argv[1]) if len(sys.argv) > 1 else 1.0) else 0)
