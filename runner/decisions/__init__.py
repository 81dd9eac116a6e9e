"""Decisions that run: files of DMN read, compiled to closures over FEEL, and asked.

Source: DMN 1.5 (OMG). Anything wrong in a value gives null; what is wrong with the file, and rules that contradict
the hit policy of their table, are faults beside the value.
"""

from __future__ import annotations

from runner.decisions.graph import Node
from runner.decisions.library import Asked, Library
from runner.decisions.model import Decision, DecisionTable, Definitions, HitPolicy, InputData, Service
from runner.decisions.outcome import DecisionError, Fault, Hit, Outcome
from runner.decisions.read import VERSIONS, read_decisions

__all__ = [
    "VERSIONS",
    "Asked",
    "Decision",
    "DecisionError",
    "DecisionTable",
    "Definitions",
    "Fault",
    "Hit",
    "HitPolicy",
    "InputData",
    "Library",
    "Node",
    "Outcome",
    "Service",
    "read_decisions",
]
