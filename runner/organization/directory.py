"""Fast look-ups over an organisation: who works where, who heads what, who is away."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property

from runner.core.i18n import LocalText
from runner.organization.model import (
    Absence,
    ApprovalMatrix,
    Assignment,
    Company,
    CostCentre,
    Department,
    Group,
    Organization,
    Position,
    Project,
    Role,
    User,
)
from runner.organization.validity import as_of, day_of, edges_of

_KEPT = 8


class Directory:
    """Indexes of one organisation. Unknown ids give None or nothing; cycles end where they close. Building them
    looks at everybody once; no question does so again."""

    def __init__(self, organization: Organization) -> None:
        self.organization = organization
        self._epochs: dict[int, Directory] = {}
        self._company_of: dict[str, str | None] = {}
        self.companies: dict[str, Company] = {item.id: item for item in reversed(organization.companies)}
        self.groups: dict[str, Group] = {item.id: item for item in reversed(organization.groups)}
        self.matrices: dict[str, ApprovalMatrix] = {item.id: item for item in reversed(organization.matrices)}
        self.projects: dict[str, Project] = {item.id: item for item in reversed(organization.projects)}
        self.cost_centres: dict[str, CostCentre] = {item.id: item for item in reversed(organization.cost_centres)}
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
        self._lines = {(item.kind, bare(item.who)): bare(item.to) for item in reversed(organization.lines)}
        self._default_lines = {item.process: item.line for item in reversed(organization.default_lines)}

    @cached_property
    def _edges(self) -> tuple[date, ...]:
        return edges_of(self.organization)

    def at(self, day: date) -> Directory:
        """The directory of the organisation as of a day. Kept for each time between two changes."""
        if not self._edges:
            return self
        epoch = bisect_right(self._edges, day)
        found = self._epochs.get(epoch)
        if found is None:
            found = self._epochs[epoch] = Directory(as_of(self.organization, day))
        return found

    def is_active(self, user_id: str) -> bool:
        """Whether that person exists and is active; without any organisation everyone is."""
        user = self.users.get(user_id)
        return user.active if user is not None else not self.users

    def knows(self, user_id: str) -> bool:
        """Whether that person exists; without any organisation every name is taken at its word."""
        return user_id in self.users or not self.users

    def calendar_of(self, user_id: str) -> str | None:
        """The name of a person's working calendar: their own, else that of their main department or of the nearest
        one above it that has one. None: that of the workspace."""
        user = self.users.get(user_id)
        if user is None or user.calendar:
            return user.calendar if user is not None else None
        department = self.departments.get(user.primary.department) if user.primary is not None else None
        seen: set[str] = set()
        while department is not None and department.id not in seen:
            if department.calendar:
                return department.calendar
            seen.add(department.id)
            department = self.departments.get(department.parent or "")
        return None

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
        if department_id not in self._company_of:
            self._company_of[department_id] = next(
                (item.company for item in self.chain(department_id) if item.company), None
            )
        return self._company_of[department_id]

    def company_members(self, company_id: str) -> list[str]:
        """The ids of the people assigned anywhere in a company."""
        return self._company_members.get(company_id, [])

    @cached_property
    def _company_members(self) -> dict[str, list[str]]:
        companies = {item: self.company_of_department(item) for item in self._members}
        found: dict[str, list[str]] = defaultdict(list)
        for user in self.organization.users:
            for company in dict.fromkeys(companies.get(item.department) for item in user.assignments):
                if company:
                    found[company].append(user.id)
        return found

    def works_for(self, user_id: str, company_id: str | None) -> bool:
        """Whether a person works for a company, in any place of work; who works for none works for all."""
        user = self.users.get(user_id)
        works = user.assignments if user is not None else ()
        companies = {self.company_of_department(item.department) for item in works} - {None}
        return not companies or company_id in companies

    def company_chain(self, company_id: str | None) -> Iterator[Company]:
        """The company and those it belongs to, the nearest first."""
        seen: set[str] = set()
        while company_id and company_id not in seen and company_id in self.companies:
            seen.add(company_id)
            yield self.companies[company_id]
            company_id = self.companies[company_id].parent

    def company_name(self, company_id: str | None) -> LocalText:
        """The name of a company, else its id."""
        company = self.companies.get(company_id or "")
        return (company.name or company.id) if company else company_id or ""

    def works_in(self, user_id: str, department_id: str) -> bool:
        """Whether a person works in a department or anywhere below it."""
        user = self.users.get(user_id)
        return user is not None and any(
            above.id == department_id for item in user.assignments for above in self.chain(item.department)
        )

    def heir(self, user_id: str) -> str | None:
        """The active person to whom one who has left handed over, over as many hands as it took; None for nobody."""
        seen: set[str] = set()
        user = self.users.get(user_id)
        while user is not None and not user.active and user.id not in seen:
            seen.add(user.id)
            user = self.users.get(user.hand_over or "")
        return user.id if user is not None and user.active and user.id != user_id else None

    def above_on_line(self, line: str, user_id: str) -> str | None:
        """The id of whom a person reports to on a line, or None."""
        return self._lines.get((line, user_id))

    def default_line(self, process: str | None) -> str:
        """The reporting line that a process asks; `administrative` where nothing else is said."""
        return self._default_lines.get(process or "", "") or self._default_lines.get("*", "") or "administrative"

    def absence(self, user_id: str, day: date, process: str | None) -> Absence | None:
        """The absence of a person on that day that holds for that process, or None."""
        for absence in self._absences_on(user_id, day):
            if not absence.processes or "*" in absence.processes or process in absence.processes:
                return absence
        return None

    def is_away(self, user_id: str, day: date) -> bool:
        """Whether a person is away on that day, for whatever process."""
        return any(self._absences_on(user_id, day))

    def _absences_on(self, user_id: str, day: date) -> Iterator[Absence]:
        for absence in self._absences.get(user_id, ()):
            begins, ends = day_of(absence.from_), day_of(absence.to)
            if not (begins and day < begins) and not (ends and day > ends):
                yield absence


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


def distinct(items: Iterable[str]) -> list[str]:
    """The items once each, the first place kept."""
    return list(dict.fromkeys(items))
