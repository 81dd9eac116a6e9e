"""Fast look-ups over an organisation: who works where, who heads what, who is away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from runner.core.i18n import LocalText
from runner.organization.model import Absence, Assignment, Department, Organization, Position, Role, User

_KEPT = 8


class Directory:
    """Indexes of one organisation. Unknown ids give None or nothing; cycles end where they close."""

    def __init__(self, organization: Organization) -> None:
        self.organization = organization
        self.users: dict[str, User] = {item.id: item for item in reversed(organization.users)}
        self.departments: dict[str, Department] = {item.id: item for item in reversed(organization.departments)}
        self.positions: dict[str, Position] = {item.id: item for item in reversed(organization.positions)}
        self.roles: dict[str, Role] = {item.id: item for item in reversed(organization.roles)}
        self._members: dict[str, list[str]] = defaultdict(list)
        self._holders: dict[str, list[str]] = defaultdict(list)
        self._children: dict[str, list[str]] = defaultdict(list)
        self._absences: dict[str, list[Absence]] = defaultdict(list)
        for user in organization.users:
            for assignment in user.assignments:
                self._members[assignment.department].append(user.id)
                if assignment.position:
                    self._holders[assignment.position].append(user.id)
        for department in organization.departments:
            if department.parent:
                self._children[department.parent].append(department.id)
        for absence in organization.absences:
            self._absences[bare(absence.who)].append(absence)

    def is_active(self, user_id: str) -> bool:
        """Whether that person exists and is active; without any organisation everyone is."""
        user = self.users.get(user_id)
        return user.active if user is not None else not self.users

    def knows(self, user_id: str) -> bool:
        """Whether that person exists; without any organisation every name is taken at its word."""
        return user_id in self.users or not self.users

    def user_name(self, user_id: str) -> LocalText:
        """The name of a person, else the id."""
        user = self.users.get(user_id)
        return (user.name or user.id) if user else user_id

    def department_name(self, department_id: str | None) -> LocalText:
        """The name of a department, else its id."""
        department = self.departments.get(department_id or "")
        return (department.name or department.id) if department else department_id or ""

    def assignment(self, user_id: str, department_id: str | None = None) -> Assignment | None:
        """The assignment of a person in that department, else the primary one."""
        user = self.users.get(user_id)
        if user is None:
            return None
        in_it = next((item for item in user.assignments if item.department == department_id), None)
        return in_it or user.primary

    def chain(self, department_id: str | None) -> Iterator[Department]:
        """The department and those above it, the nearest first."""
        seen: set[str] = set()
        while department_id and department_id not in seen and department_id in self.departments:
            seen.add(department_id)
            yield self.departments[department_id]
            department_id = self.departments[department_id].parent

    def below(self, department_id: str) -> list[str]:
        """The ids of the department and of all below it, parents first."""
        found: dict[str, None] = {}
        waiting = [department_id]
        while waiting:
            current = waiting.pop(0)
            if current not in found:
                found[current] = None
                waiting.extend(self._children[current])
        return list(found)

    def members(self, department_id: str, *, deep: bool = False) -> list[str]:
        """The ids of the people assigned to a department; `deep` with all departments below it."""
        wanted = self.below(department_id) if deep else [department_id]
        return distinct(user for item in wanted for user in self._members.get(item, ()))

    def holders(self, position_id: str) -> list[str]:
        """The ids of the people who hold a position."""
        return distinct(self._holders.get(position_id, ()))

    def company(self, user_id: str, department_id: str | None = None) -> str | None:
        """The id of the company a person works for: of the nearest department that names one."""
        assignment = self.assignment(user_id, department_id)
        return self.company_of_department(assignment.department) if assignment else None

    def company_of_department(self, department_id: str) -> str | None:
        """The id of the company of a department, its own or the nearest above."""
        return next((item.company for item in self.chain(department_id) if item.company), None)

    def company_members(self, company_id: str) -> list[str]:
        """The ids of the people assigned anywhere in a company."""
        return [
            user.id
            for user in self.organization.users
            if any(self.company_of_department(item.department) == company_id for item in user.assignments)
        ]

    def absence(self, user_id: str, day: date, process: str | None) -> Absence | None:
        """The absence of a person on that day that holds for that process, or None."""
        for absence in self._absences.get(user_id, ()):
            begins, ends = day_of(absence.from_), day_of(absence.to)
            if (begins and day < begins) or (ends and day > ends):
                continue
            if not absence.processes or "*" in absence.processes or process in absence.processes:
                return absence
        return None


_recent: list[Directory] = []


def directory_of(organization: Organization) -> Directory:
    """The directory of an organisation; the last few are kept, as organisations are frozen values."""
    for kept in _recent:
        if kept.organization is organization:
            return kept
    made = Directory(organization)
    _recent.insert(0, made)
    del _recent[_KEPT:]
    return made


def bare(who: str) -> str:
    """The id in `user:ID` or a bare id."""
    return who.partition(":")[2] or who


def day_of(text: str) -> date | None:
    """The day in an ISO date or instant; None where there is none."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def distinct(items: Iterable[str]) -> list[str]:
    """The items once each, the first place kept."""
    return list(dict.fromkeys(items))
