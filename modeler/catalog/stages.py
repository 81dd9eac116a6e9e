"""The six steps of a process, from survey to improvement, and what each still misses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from runner.core.i18n import N_
from runner.core.problem import Problem, Severity
from runner.core.values import dataclass

if TYPE_CHECKING:
    from modeler.document.document import Document
    from modeler.document.workspace import Workspace

STAGES: dict[str, str] = {
    "surveyed": N_("Surveyed"),
    "standardised": N_("Standardised"),
    "designed": N_("Designed"),
    "piloted": N_("Piloted"),
    "rolled-out": N_("Rolled out"),
    "improved": N_("Improved"),
}
"""Step id -> its name as an English source text, in the order of the work."""


@dataclass(frozen=True)
class StageFacts:
    """What is known of one process; counts are numbers of things."""

    has_name: bool = False
    has_code: bool = False
    has_owner: bool = False
    steps_without_form: int = 0
    has_dictionary: bool = False
    errors: int = 0
    warnings: int = 0
    tests: int = 0
    rehearsed: int = 0
    pilots: int = 0
    versions: int = 0


@dataclass(frozen=True)
class Evidence:
    """What was done with a process outside of its file: cases rehearsed to their end, versions published."""

    rehearsed: int = 0
    versions: int = 0


@dataclass(frozen=True)
class StageState:
    """One step; `missing` holds English source texts, empty when the step is done. `topics` says of each what
    it is about (`identity`, `dictionary`, `forms`, `problems`, `rehearsal`, `pilot`, `publishing`)."""

    id: str
    missing: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()


def stage_states(facts: StageFacts) -> tuple[StageState, ...]:
    """All six steps in order, each with what is missing."""
    wanted: dict[str, list[tuple[bool, str, str]]] = {
        "surveyed": [
            (facts.has_name, "identity", N_("The process has no name yet.")),
            (facts.has_code, "identity", N_("The process has no code yet.")),
            (facts.has_owner, "identity", N_("Nobody owns the process yet.")),
        ],
        "standardised": [
            (facts.has_dictionary, "dictionary", N_("The data dictionary is empty.")),
            (facts.steps_without_form == 0, "forms", N_("Some steps of people have no form.")),
        ],
        "designed": [
            (facts.errors == 0, "problems", N_("Some problems must be solved.")),
            (facts.warnings == 0, "problems", N_("Some warnings want a look.")),
            (facts.tests > 0, "rehearsal", N_("No process test yet: save a rehearsal as a test.")),
        ],
        "piloted": [
            (facts.rehearsed > 0, "rehearsal", N_("No case was rehearsed to its end yet.")),
            (facts.pilots > 0, "pilot", N_("No pilot with real users yet.")),
        ],
        "rolled-out": [(facts.versions > 0, "publishing", N_("No version was published yet."))],
        "improved": [(facts.versions > 1, "publishing", N_("No improved version was published yet."))],
    }
    open_ = {key: [(topic, text) for holds, topic, text in wanted[key] if not holds] for key in STAGES}
    return tuple(
        StageState(key, tuple(text for _topic, text in rows), tuple(topic for topic, _text in rows))
        for key, rows in open_.items()
    )


def facts_of(
    document: Document, workspace: Workspace | None, problems: Sequence[Problem], evidence: Evidence | None = None
) -> StageFacts:
    """The facts of an open process. Reads the index and the names of files, never the tree."""
    from modeler.catalog.inventory import case_files, describe

    entry = describe(document)
    people = [node for node in document.index.nodes.values() if node.tag == "userTask"]
    return StageFacts(
        has_name=bool(entry.name),
        has_code=bool(entry.code),
        has_owner=bool(entry.owner),
        steps_without_form=sum(1 for node in people if not node.extension.get("form")),
        has_dictionary=workspace is not None and bool(workspace.dictionary.value.elements),
        errors=sum(1 for problem in problems if problem.severity == Severity.ERROR),
        warnings=sum(1 for problem in problems if problem.severity == Severity.WARNING),
        tests=len(case_files(workspace, document.path)) if workspace is not None else 0,
        rehearsed=evidence.rehearsed if evidence is not None else 0,
        versions=evidence.versions if evidence is not None else 0,
    )
