"""The six steps of a process, from survey to improvement, and what each still misses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from runner.core.i18n import N_
from runner.core.problem import Problem, Severity

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
    pilots: int = 0
    published: int = 0
    versions: int = 0


@dataclass(frozen=True)
class StageState:
    """One step; `missing` holds English source texts, empty when the step is done."""

    id: str
    missing: tuple[str, ...] = ()


def stage_states(facts: StageFacts) -> tuple[StageState, ...]:
    """All six steps in order, each with what is missing."""
    wanted: dict[str, list[tuple[bool, str]]] = {
        "surveyed": [
            (facts.has_name, N_("The process has no name yet.")),
            (facts.has_code, N_("The process has no code yet.")),
            (facts.has_owner, N_("Nobody owns the process yet.")),
        ],
        "standardised": [
            (facts.has_dictionary, N_("The data dictionary is empty.")),
            (facts.steps_without_form == 0, N_("Some steps of people have no form.")),
        ],
        "designed": [
            (facts.errors == 0, N_("Some problems must be solved.")),
            (facts.warnings == 0, N_("Some warnings want a look.")),
            (facts.tests > 0, N_("No process test yet: save a rehearsal as a test.")),
        ],
        "piloted": [(facts.pilots > 0, N_("No pilot with real users yet."))],
        "rolled-out": [(facts.published > 0, N_("No version was published yet."))],
        "improved": [(facts.versions > 1, N_("No improved version was published yet."))],
    }
    return tuple(StageState(key, tuple(text for holds, text in wanted[key] if not holds)) for key in STAGES)


def facts_of(document: Document, workspace: Workspace | None, problems: Sequence[Problem]) -> StageFacts:
    """The facts of an open process. Reads the index and the names of files, never the tree."""
    from modeler.catalog.inventory import case_files, describe

    entry = describe(document)
    people = [node for node in document.index.nodes.values() if node.tag == "userTask"]
    return StageFacts(
        has_name=bool(entry.name),
        has_code=bool(entry.code),
        has_owner=bool(entry.owner),
        steps_without_form=sum(1 for node in people if not node.extension.get("form")),
        has_dictionary=workspace is not None and (Path(workspace.folder) / "dictionary.json").exists(),
        errors=sum(1 for problem in problems if problem.severity == Severity.ERROR),
        warnings=sum(1 for problem in problems if problem.severity == Severity.WARNING),
        tests=len(case_files(workspace, document.path)) if workspace is not None else 0,
        published=entry.published,
        versions=entry.published,
    )
