"""People, departments, positions, roles and reporting lines (`organization.json`)."""

from __future__ import annotations

from typing import Literal

from runner.core.i18n import LocalText
from runner.data.model import OpenValue


class Company(OpenValue):
    """A company of the group."""

    id: str
    name: LocalText = ""


class Department(OpenValue):
    """A department; `parent` and `company` are bare ids, `head`, `deputies` and `executive` user ids."""

    id: str
    parent: str | None = None
    company: str | None = None
    name: LocalText = ""
    head: str | None = None
    deputies: list[str] = []
    executive: str | None = None
    cost_centre: str | None = None


class Position(OpenValue):
    """A position; a higher grade stands higher."""

    id: str
    name: LocalText = ""
    grade: int | None = None


class Member(OpenValue):
    """A member of a role: `who` as `user:ID`, `position:ID`, `department:ID` or `department:ID/**`."""

    who: str
    scope: str | None = None


class Role(OpenValue):
    """A role with its members."""

    id: str
    name: LocalText = ""
    scope: str | None = None
    members: list[Member] = []


class Assignment(OpenValue):
    """Where a person works; `superior` is a user id."""

    department: str
    position: str | None = None
    superior: str | None = None
    primary: bool = True


class User(OpenValue):
    """A person."""

    id: str
    name: LocalText = ""
    pinyin: str = ""
    active: bool = True
    assignments: list[Assignment] = []

    @property
    def primary(self) -> Assignment | None:
        """The primary assignment, else the first one, else None."""
        return next((item for item in self.assignments if item.primary), None) or (
            self.assignments[0] if self.assignments else None
        )


class Line(OpenValue):
    """A further reporting line, for example a functional one."""

    kind: str
    who: str
    to: str


class Absence(OpenValue):
    """Someone away, from and to inclusive (ISO dates), with an agent (`user:ID`)."""

    who: str
    from_: str = ""
    to: str = ""
    agent: str | None = None
    processes: list[str] = ["*"]

    model_config = {**OpenValue.model_config, "alias_generator": lambda name: name.rstrip("_")}


class Organization(OpenValue):
    """A whole organisation."""

    format_version: Literal[1] = 1
    companies: list[Company] = []
    departments: list[Department] = []
    positions: list[Position] = []
    roles: list[Role] = []
    users: list[User] = []
    lines: list[Line] = []
    absences: list[Absence] = []

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
