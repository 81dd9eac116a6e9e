"""People, departments, positions, roles, groups and reporting lines (`organization.json`).

`valid_from` and `valid_to` are ISO days, both included; an empty one leaves that side open.
"""

from __future__ import annotations

from typing import Any, Literal

from runner.core.i18n import LocalText
from runner.data.model import OpenValue


class Company(OpenValue):
    """A company of the group; `parent` is the company that it belongs to."""

    id: str
    name: LocalText = ""
    parent: str | None = None


class Department(OpenValue):
    """A department; `parent` and `company` are bare ids, `head`, `deputies` and `executive` user ids. `kind`:
    the type that approval matrices ask for, a word of the author's own. `calendar`: the working calendar of its
    people, a name of `workspace.json`."""

    id: str
    parent: str | None = None
    company: str | None = None
    name: LocalText = ""
    head: str | None = None
    deputies: list[str] = []
    executive: str | None = None
    cost_centre: str | None = None
    kind: str = ""
    calendar: str | None = None
    valid_from: str = ""
    valid_to: str = ""


class Position(OpenValue):
    """A position; a higher grade stands higher. `department`: the one it belongs to (none: all); `seats`: how
    many people may hold it (none: any number)."""

    id: str
    name: LocalText = ""
    grade: int | None = None
    department: str | None = None
    seats: int | None = None


class Member(OpenValue):
    """A member of a role or group: `who` as `user:ID`, `position:ID`, `department:ID` or `department:ID/**`.
    `scope`: whom a member of a role serves, `company:ID`, `department:ID` or `department:ID/**`."""

    who: str
    scope: str | None = None
    valid_from: str = ""
    valid_to: str = ""


class Role(OpenValue):
    """A role with its members. `scope`: `company` (also where it is not given): those who serve the starter's
    company; `global`: all of them, whoever starts."""

    id: str
    name: LocalText = ""
    scope: str | None = None
    members: list[Member] = []


class Group(OpenValue):
    """A user group: people put together for any purpose, across departments and companies."""

    id: str
    name: LocalText = ""
    members: list[Member] = []


class CostCentre(OpenValue):
    """A cost centre and who answers for it (user id)."""

    id: str
    name: LocalText = ""
    owner: str | None = None


class Project(OpenValue):
    """A project and who leads it (user id)."""

    id: str
    name: LocalText = ""
    manager: str | None = None
    cost_centre: str | None = None


class Assignment(OpenValue):
    """Where a person works; `superior` is a user id."""

    department: str
    position: str | None = None
    superior: str | None = None
    primary: bool = True
    valid_from: str = ""
    valid_to: str = ""


class User(OpenValue):
    """A person. `external`: not employed here. `hand_over`: who takes over the steps of a person who has left
    (user id). `calendar`: the working calendar that is theirs, a name of `workspace.json`."""

    id: str
    name: LocalText = ""
    pinyin: str = ""
    active: bool = True
    external: bool = False
    hand_over: str | None = None
    calendar: str | None = None
    valid_from: str = ""
    valid_to: str = ""
    assignments: list[Assignment] = []

    @property
    def primary(self) -> Assignment | None:
        """The primary assignment, else the first one, else None."""
        return next((item for item in self.assignments if item.primary), None) or (
            self.assignments[0] if self.assignments else None
        )


class Line(OpenValue):
    """A reporting line: `administrative`, `functional` or `project`, or a kind of the author's own."""

    kind: str
    who: str
    to: str
    valid_from: str = ""
    valid_to: str = ""


class LineChoice(OpenValue):
    """The reporting line that a process asks where a step names none; process `*` means every other one."""

    process: str = "*"
    line: str = "administrative"


class Absence(OpenValue):
    """Someone away, from and to inclusive (ISO dates), with an agent (`user:ID`). `mode`: the agent acts instead
    (`replace`), or only gets a copy of the step (`copy`)."""

    who: str
    from_: str = ""
    to: str = ""
    agent: str | None = None
    processes: list[str] = ["*"]
    mode: Literal["replace", "copy"] = "replace"

    model_config = {**OpenValue.model_config, "alias_generator": lambda name: name.rstrip("_")}


class MatrixRow(OpenValue):
    """A row of an approval matrix. An empty condition fits everything.

    `processes`: codes. `from_` (included) and `below` (not included): the band of the amount, decimal texts.
    `departments`: types of department, or `department:ID`, `department:ID/**`. `companies`: ids; those that
    belong to them count too. `approvers`, one round each: `role:ID`, `user:ID`, `position:ID`, `group:ID`,
    `departmentHead`, `departmentHead:LEVEL`, `superior`, `superior:LINE`, `executive`, `costCentreOwner`,
    `projectManager`.
    """

    processes: list[str] = []
    from_: str = ""
    below: str = ""
    departments: list[str] = []
    companies: list[str] = []
    approvers: list[str] = []

    model_config = {**OpenValue.model_config, "alias_generator": lambda name: name.rstrip("_")}


class ApprovalMatrix(OpenValue):
    """An approval matrix (权限表): process × amount band × department type × company -> approvers in order.

    `amount`: the path of the amount in the data of a case. `hit`: `first`, the uppermost row that fits;
    `specific`, the row with the most conditions, then the narrowest band, then the uppermost.
    """

    id: str
    name: LocalText = ""
    amount: str = "amount"
    hit: Literal["first", "specific"] = "first"
    rows: list[MatrixRow] = []


class RecordedAnswer(OpenValue):
    """An answer of a directory service in a rehearsal. `when`: facts that must fit (`starter`, `department`,
    `process`, `node`, `value` of the field sent along); none: any question. `people`: ids or references. `delay`: ISO
    8601 duration. `failure`: what it says instead of an answer."""

    when: dict[str, Any] = {}
    people: Any = []
    delay: str | None = None
    failure: str | None = None


class DirectoryService(OpenValue):
    """A service that says who handles a step. `system` and `operation` (codes of the register of systems) are what is
    asked where this machine may call it; else the recorded answers count, the first that fits."""

    id: str
    name: LocalText = ""
    system: str = ""
    operation: str = ""
    answers: list[RecordedAnswer] = []


class Organization(OpenValue):
    """A whole organisation."""

    format_version: Literal[1] = 1
    companies: list[Company] = []
    departments: list[Department] = []
    positions: list[Position] = []
    roles: list[Role] = []
    groups: list[Group] = []
    users: list[User] = []
    lines: list[Line] = []
    default_lines: list[LineChoice] = []
    absences: list[Absence] = []
    cost_centres: list[CostCentre] = []
    projects: list[Project] = []
    matrices: list[ApprovalMatrix] = []
    services: list[DirectoryService] = []

    def user(self, user_id: str | None) -> User | None:
        """The person of that bare id, or None."""
        return next((item for item in self.users if item.id == user_id), None)

    def department(self, department_id: str | None) -> Department | None:
        """The department of that bare id, or None."""
        return next((item for item in self.departments if item.id == department_id), None)

    def role(self, role_id: str | None) -> Role | None:
        """The role of that bare id, or None."""
        return next((item for item in self.roles if item.id == role_id), None)

    def position(self, position_id: str | None) -> Position | None:
        """The position of that bare id, or None."""
        return next((item for item in self.positions if item.id == position_id), None)

    def group(self, group_id: str | None) -> Group | None:
        """The group of that bare id, or None."""
        return next((item for item in self.groups if item.id == group_id), None)

    def matrix(self, matrix_id: str | None) -> ApprovalMatrix | None:
        """The approval matrix of that id, or None."""
        return next((item for item in self.matrices if item.id == matrix_id), None)
