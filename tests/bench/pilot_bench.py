"""How fast the process tests of a workspace run: a thousand cases of the leave sample, on one core."""

from __future__ import annotations

from pathlib import Path
from time import process_time

from modeler.cli.bundles import compile_file
from runner.bundle.bundle import Bundle
from runner.pilot.report import run_tests
from tests.bench.rows import Row, row

OFFICE = Path(__file__).resolve().parents[2] / "resources" / "samples" / "office"
COUNT = 1_000


def rows() -> list[Row]:
    """Rows for the table of `make bench`: seconds of processor time, reading, running and comparing included."""
    own = [path.read_bytes() for path in sorted((OFFICE / "cases").glob("leave-*.json"))]
    files = {f"{number}.json": own[number % len(own)] for number in range(COUNT)}

    def load(process: str) -> Bundle:
        bundle, _problems = compile_file(OFFICE / process, None, OFFICE)
        assert bundle is not None
        return bundle

    before = process_time()
    report = run_tests(load, files)
    spent = process_time() - before
    assert report.ok
    return [row("process tests of the leave sample", COUNT, spent, "s")]
