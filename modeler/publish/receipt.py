"""What a publication leaves behind: the plan before it and the receipt after it."""

from __future__ import annotations

from typing import Literal

from runner.core.problem import Problem, Severity
from runner.data.model import OpenValue, Value

RecordKind = Literal["everybody", "grant", "revoke"]
State = Literal["new", "changed", "same", "server-only", "drifted"]


class PlanItem(Value):
    """One resource of a package beside what the server holds: `drifted` means that the server's copy is
    not the one that was published there."""

    resource: str
    state: State


class Permission(OpenValue):
    """A record of a server on one process: everybody, a user (`user:ID`) or a group (`group:ID`) may do what
    `permissions` name in the server's own words, or may not (`revoke`)."""

    kind: RecordKind
    who: str
    process: str
    permissions: list[str]


class TrialProblem(OpenValue):
    """What was not as it should be in a trial case: a sentence by its code, and the element that it is about."""

    code: str
    at: str = ""
    params: dict[str, str] = {}

    @property
    def problem(self) -> Problem:
        """As it is told: a warning, for what was published is there."""
        return Problem(self.code, Severity.WARNING, element=self.at or None, params=self.params)


class Trial(OpenValue):
    """A case that was tried after a publication: the process, the step that it came to, and for whom that is there
    (`user:ID`, `group:ID`)."""

    state: Literal["passed", "failed"]
    process: str = ""
    element: str = ""
    who: list[str] = []
    problems: list[TrialProblem] = []


class Receipt(OpenValue):
    """Proof of one publication. `when` is an instant with offset, `digest` the SHA-256 of the package,
    `who` the name of the account that published, `previous` the version that was the latest before.
    `state` tells a new publication from one that found the same bytes already there, and from one that undid
    `previous`, after which `version` (empty: none) is the latest again. `read_back`: the bytes were read from the
    server and compared; not where it gives none back, and its answer stands alone.
    `signed_by` is the fingerprint of the key that signed the package (empty: unsigned), `signer` the name that key is
    known by. `note` says why it was published, `came_from` the environment that it was promoted from; `roles` and
    `endpoints` are what stood for those of the model in what the engine was given. `permissions` are the records of
    the server on its processes since then, `permissions_before` those that an undoing puts back; `enforced` says
    whether the server held to them (None: it has none). `smoke`: what became of the trial case after it (None: none
    was asked for)."""

    format_version: Literal[1] = 1
    id: str
    digest: str
    when: str
    server: str
    who: str = ""
    package: str = ""
    version: str = ""
    target: str = ""
    environment: str | None = None
    previous: str | None = None
    state: Literal["published", "unchanged", "undone"] = "published"
    read_back: bool = True
    signed_by: str = ""
    signer: str = ""
    note: str = ""
    came_from: str = ""
    roles: dict[str, str] = {}
    endpoints: dict[str, str] = {}
    permissions: list[Permission] = []
    permissions_before: list[Permission] = []
    enforced: bool | None = None
    smoke: Trial | None = None
