"""A small office for tests: people, departments, roles, and a service that can be reopened at each step."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from runner.bundle.bundle import Bundle
from runner.forms.schema import Form
from runner.organization.model import Assignment, Department, Member, Organization, Role, User
from runner.protocol.values import TaskSummary
from runner.service import Service

CLOCK = "2026-03-02T09:00:00+08:00"


def office() -> Organization:
    """zhang works for li, li for chen; wang is HR, zhao and sun are its clerks."""
    return Organization(
        departments=[
            Department(id="top", head="chen"),
            Department(id="fin", parent="top", head="li"),
            Department(id="hr", parent="top", head="wang"),
        ],
        roles=[
            Role(id="hr", members=[Member(who="user:wang")]),
            Role(id="clerks", members=[Member(who="user:zhao"), Member(who="user:sun")]),
        ],
        users=[
            User(id=name, name=name, assignments=[Assignment(department=department)])
            for name, department in (
                ("chen", "top"), ("li", "fin"), ("zhang", "fin"), ("wang", "hr"), ("zhao", "hr"), ("sun", "hr"),
            )
        ],
    )  # fmt: skip


def leave_form() -> Form:
    """type, days, reason and an amount that only HR fills in."""
    return Form.model_validate(
        {
            "type": "default",
            "id": "leave",
            "components": [
                {"type": "textfield", "key": "kind", "label": "Kind"},
                {"type": "number", "key": "days", "label": "Days", "validate": {"required": True, "min": 0.5}},
                {"type": "textfield", "key": "reason", "label": "Reason"},
                {"type": "number", "key": "salary", "label": "Salary"},
            ],
        }
    )


class Office:
    """A service under test; with `saving` it is closed and opened again before each step."""

    def __init__(self, bundle: Bundle, folder: Path, *, saving: bool = False) -> None:
        self.url = str(folder / "store.sqlite")
        self.saving = saving
        self._service = Service(self.url, clock=CLOCK)
        self.model = self._service.deploy(bundle)

    @property
    def service(self) -> Service:
        """The service, opened anew if asked for."""
        if self.saving:
            self._service.close()
            self._service = Service(self.url)
        return self._service

    def close(self) -> None:
        """Close it."""
        self._service.close()

    def start(self, user: str = "zhang", /, at: str | None = None, **data: Any) -> str:
        """Start a case."""
        return self.service.start(self.model, user, data, at)

    def open(self, case: str, element: str | None = None) -> list[TaskSummary]:
        """What is open in a case."""
        return [item for item in self.service.open_tasks(case) if element in (None, item.element)]

    def who(self, case: str) -> list[tuple[str, str | None]]:
        """The nodes and people of what is open."""
        return [(item.element, item.user) for item in self.open(case)]

    def do(
        self,
        case: str,
        element: str,
        user: str,
        /,
        verdict: str | None = None,
        opinion: str | None = None,
        **data: Any,
    ) -> None:
        """Complete a person's open task at a node."""
        tasks = self.open(case, element)
        task = next((item for item in tasks if item.user in (user, None)), tasks[0])
        self.service.complete(task.task, user, data, verdict, opinion)
