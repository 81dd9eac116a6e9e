"""Running all process tests of a workspace, and what comes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from runner.bundle.bundle import Bundle
from runner.core.errors import AppError
from runner.core.i18n import pick
from runner.pilot.case_file import ProcessTest, read_test
from runner.pilot.coverage import Coverage, coverage_of
from runner.pilot.replay import run_answers
from runner.pilot.result import Difference, RunResult


@dataclass(frozen=True)
class TestOutcome:
    """One test: `error` says why it could not be run at all."""

    __test__ = False  # not a class of tests

    file: str
    name: str
    result: RunResult | None
    error: str = ""

    @property
    def ok(self) -> bool:
        """Whether it ran without a difference."""
        return self.result is not None and not self.result.differences and self.result.status != "refused"

    @property
    def differences(self) -> list[str]:
        """The differences as sentences."""
        if self.result is None:
            return [self.error]
        problems = [problem.message for problem in self.result.problems] if self.result.status == "refused" else []
        return [difference.message for difference in self.result.differences] + problems


@dataclass(frozen=True)
class TestReport:
    """All tests of a workspace, and how much of its processes they reach."""

    __test__ = False

    cases: tuple[TestOutcome, ...]
    coverage: Coverage

    @property
    def ok(self) -> bool:
        """Whether every test is."""
        return all(case.ok for case in self.cases)

    def to_json(self) -> dict[str, Any]:
        """As the `test` verb prints it."""
        return {
            "cases": [
                {"name": case.name, "file": case.file, "ok": case.ok, "differences": case.differences}
                for case in self.cases
            ],
            "coverage": self.coverage.to_json(),
            "ok": self.ok,
        }


def run_tests(
    load: Callable[[str], Bundle],
    files: Mapping[str, bytes],
    *,
    progress: Callable[[int, int], None] | None = None,
) -> TestReport:
    """Run the tests in `files` (name -> JSON bytes). `load` gives the bundle for a test's `process` and may
    raise an `AppError`, which fails that test alone."""
    outcomes: list[TestOutcome] = []
    bundles: dict[str, Bundle] = {}
    for number, (file, data) in enumerate(files.items(), start=1):
        outcomes.append(_run(load, file, data, bundles))
        if progress is not None:
            progress(number, len(files))
    runs = [outcome.result for outcome in outcomes if outcome.result is not None]
    return TestReport(tuple(outcomes), coverage_of(bundles.values(), runs))


def _run(load: Callable[[str], Bundle], file: str, data: bytes, bundles: dict[str, Bundle]) -> TestOutcome:
    test: ProcessTest | None = None
    try:
        test = read_test(data, file)
        if test.process not in bundles:
            bundles[test.process] = load(test.process)
        result = run_answers(bundles[test.process], test)
    except AppError as error:
        return TestOutcome(file, (pick(test.name) if test else "") or file, None, error.message)
    return TestOutcome(file, pick(test.name) or file, result)


def junit(report: TestReport) -> bytes:
    """The report as JUnit XML, for servers that run tests."""
    failed = sum(not case.ok for case in report.cases)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuite name="process tests" tests="{len(report.cases)}" failures="{failed}">',
    ]
    for case in report.cases:
        head = f'  <testcase classname="{escape(case.file)}" name="{escape(case.name)}"'
        if case.ok:
            lines.append(f"{head}/>")
            continue
        text = escape("\n".join(case.differences))
        lines += [f"{head}>", f'    <failure message="{text.splitlines()[0]}">{text}</failure>', "  </testcase>"]
    return ("\n".join([*lines, "</testsuite>"]) + "\n").encode()


__all__ = ["Difference", "TestOutcome", "TestReport", "junit", "run_tests"]
