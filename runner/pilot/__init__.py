"""Trying a process out: process tests, the random tester, coverage, recorded runs."""

from __future__ import annotations

from runner.pilot.case_file import ProcessTest, read_test
from runner.pilot.coverage import Coverage, coverage_of
from runner.pilot.record import record
from runner.pilot.replay import run_answers
from runner.pilot.report import TestReport, junit, run_tests
from runner.pilot.result import Difference, RunResult
from runner.pilot.tester import random_tester

__all__ = [
    "Coverage", "Difference", "ProcessTest", "RunResult", "TestReport", "coverage_of", "junit", "random_tester",
    "read_test", "record", "run_answers", "run_tests",
]  # fmt: skip
