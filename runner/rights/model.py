"""Rules of who may do what to a process (`slip:rights`, `rights.json`) and to a field (`slip:fields`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from runner.data.model import Value

Action = Literal["start", "see", "handle", "manage", "export"]
Scope = Literal["own", "department", "company", "all"]
Access = Literal["hidden", "read", "edit", "required"]
RowRight = Literal["add", "delete", "own"]
Reader = Literal["copy", "view", "print"]
"""Who reads a case without handling a step of it: who was sent a copy, who looks it up, what is printed."""


class Rule(Value):
    """One allow or deny. `who` as `user:ID`, `role:ID`, `department:ID/**`, `starter` ..."""

    action: Action
    who: str
    scope: Scope | None = None


class ProcessRights(Value):
    """The rules of one process; deny wins, then the most specific. The first allow for an action closes
    that action to all others; with no rule at all everyone in the organisation may start, handlers may
    handle, starters and handlers may see."""

    allow: list[Rule] = []
    deny: list[Rule] = []


class CategoryRights(ProcessRights):
    """The rules for all processes of a category."""

    category: str


class WorkspaceRights(ProcessRights):
    """`rights.json`: rules for all processes, and by category."""

    format_version: Literal[1] = 1
    categories: list[CategoryRights] = []


READER_BLOCKS: Mapping[Reader, str] = {"copy": "copyFields", "view": "viewFields", "print": "printFields"}
"""The blocks on a process that say what each reader sees."""


class FieldRight(Value):
    """What one step may do with one field; `required` implies edit. `rows` for sub-tables: add, delete, own."""

    path: str
    access: Access
    rows: list[RowRight] | None = None
