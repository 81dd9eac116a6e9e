"""What a publication leaves behind: the plan before it and the receipt after it."""

from __future__ import annotations

from typing import Literal

from runner.data.model import OpenValue, Value

State = Literal["new", "changed", "same", "server-only", "drifted"]


class PlanItem(Value):
    """One resource of a package beside what the server holds: `drifted` means that the server's copy is
    not the one that was published there."""

    resource: str
    state: State


class Receipt(OpenValue):
    """Proof of one publication. `when` is an instant with offset, `digest` the SHA-256 of the package,
    `who` the name of the account that published, `previous` the version that was the latest before.
    `state` tells a new publication from one that found the same bytes already there, and from one that undid
    `previous`, after which `version` (empty: none) is the latest again. `read_back`: the bytes were read from the
    server and compared; not where it gives none back, and its answer stands alone."""

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
