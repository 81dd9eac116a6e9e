"""Asks all rules of a profile about a document: the one way to its problems."""

from __future__ import annotations

from dataclasses import replace

from modeler.document.document import Document
from modeler.document.workspace import Workspace
from modeler.lint.model import Model
from modeler.lint.profiles import PROFILES, Profile
from modeler.lint.rule import Fix
from modeler.lint.rules import RULES
from modeler.lint.watch import snapshot
from runner.core.problem import Problem, Severity

_WEIGHT = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


def check(doc: Document, workspace: Workspace | None = None, profile: str = "default") -> list[Problem]:
    """The problems of a document, the gravest first, then in file order.

    Raises `KeyError` for a profile that is not known.
    """
    return check_model(snapshot(doc, workspace), profile)


def check_model(model: Model, profile: str = "default") -> list[Problem]:
    """The problems of a snapshot: for any thread."""
    chosen = PROFILES[profile]
    running = model.executable()
    found: list[Problem] = []
    for rule in RULES.values():
        if rule.id not in chosen.off:
            for problem in rule.check(running if rule.executable_only else model):
                found.append(_weighed(problem, rule.id, chosen))
    order = {own: number for number, own in enumerate(model.nodes)}
    found.sort(key=lambda item: (_WEIGHT[item.severity], order.get(item.element or "", len(order))))
    return found


def _weighed(problem: Problem, rule: str, profile: Profile) -> Problem:
    severity = profile.severities.get(rule, problem.severity)
    if profile.raised and severity is Severity.WARNING:
        severity = Severity.ERROR
    return problem if severity is problem.severity else replace(problem, severity=severity)


def fix_of(problem: Problem) -> Fix | None:
    """What mends a problem, or None where that is the author's choice."""
    rule = RULES.get(problem.code.partition(".")[0])
    return rule.fix(problem) if rule is not None else None
