"""The simulator: a flat token-event machine on the same compiled process that the runner runs."""

from __future__ import annotations

from runner.simulate.result import SimulationResult
from runner.simulate.run import check_scenario, prepare, simulate
from runner.simulate.scenario import Scenario, read_scenario

__all__ = ["Scenario", "SimulationResult", "check_scenario", "prepare", "read_scenario", "simulate"]
