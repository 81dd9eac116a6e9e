"""The writing half: a package as the files of another engine, and what of it is weaker there or not there at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from runner.bundle.archive import Package
from runner.core.problem import Problem, Severity
from runner.core.registry import Registry

HISTORY = "P180D"
"""How long an engine keeps what is over, where nobody says otherwise (ISO 8601)."""


@dataclass(frozen=True)
class Settings:
    """What the server decides, not the model.

    `groups`: who of the organisation (`role:hr`, `department:fin/**`) or the name of a rule that only the
    organisation can work out (`departmentHead`) -> the group of the server. Whoever is not named there is the group
    of the same id; of kinds other than role and group, `KIND-ID`. `history_time_to_live`: ISO 8601 duration or a
    number of days. `version_tag`: empty for the version of the package. `namespace`: empty for the dialect's own.
    """

    groups: Mapping[str, str] = field(default_factory=dict)
    history_time_to_live: str = HISTORY
    version_tag: str = ""
    namespace: str = ""


@dataclass(frozen=True)
class Written:
    """The files by their names, for one deployment, and the losses: errors are refusals, warnings what is weaker,
    infos what is dropped without changing the outcome (`modeler.dialects.losses`). With a refusal there are no
    files."""

    files: Mapping[str, bytes] = field(default_factory=dict)
    losses: tuple[Problem, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing was refused."""
        return not any(loss.severity is Severity.ERROR for loss in self.losses)


class Writer(Protocol):
    """Writes one dialect. The same package and settings give the same bytes."""

    @property
    def id(self) -> str:
        """The word it is chosen by."""

    @property
    def name(self) -> str:
        """The engines that read it."""

    @property
    def approves(self) -> bool:
        """Whether the engine knows approvals itself; else they are drawn in plain BPMN first."""

    @property
    def support(self) -> Mapping[str, tuple[str, ...]]:
        """Concept -> what may become of it: `converted`, `weaker`, `dropped`, `refused`."""

    def write(self, package: Package, settings: Settings) -> Written:
        """The files and the losses. Raises `FormatError` for a file of the package that is not readable."""


WRITERS: Registry[Writer] = Registry("modeler.dialects.writers", "WRITER")
"""All writers by their ids."""
