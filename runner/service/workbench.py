"""One person's door to the service (个人工作台): every verb that people have, and none of the operator's.

Whoever holds the store (the tester at this machine, a server's own jobs) works through `Service`: deploys, moves the
clock, answers for services. People work through here: each call asks the rights first, and what comes back holds
nothing that is hidden from the person, be it in a form, a case, its history or an export.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

from runner.core.errors import RunError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.forms.schema import field_places
from runner.organization.directory import directory_of
from runner.organization.trail import TrailStep
from runner.protocol import values as out
from runner.service import acts, readable
from runner.service.paper import papers
from runner.service.people import HUMAN, TESTER, person_of
from runner.service.sight import Sight
from runner.service.spreadsheet import case_workbook
from runner.service.standing import Standings, may_in
from runner.service.views import case_summary

if TYPE_CHECKING:
    from runner.bundle.bundle import Bundle
    from runner.service.service import Service
    from runner.store.store import Row, Transaction

declare(
    {
        "workbench.nobody": (N_("Say who you are."), N_("Every act needs a person of the organisation.")),
        "workbench.no-form": (
            N_("This step shows no form: nothing may be written here."),
            N_("Complete it without values."),
        ),
        "workbench.not-there": (
            N_("{user} does not work in {department}."),
            N_("Start for a department in which you have a post."),
        ),
        "workbench.nothing-to-hand": (
            N_("Nothing is open for {person} in the cases that {user} manages."),
            N_("Whoever manages the process hands its steps over."),
        ),
        "workbench.nothing": (N_("None of these cases may be exported by {user}."), ""),
    }
)

VERBS = (
    "models", "starts", "may_start", "path", "start", "cases", "case", "variables", "history", "inbox",
    "kinds_waiting", "task", "claim", "complete", "operate", "operate_case", "hand_over", "copies", "read_copy",
    "remark", "remarks", "resolve_remark", "export_cases", "papers", "related", "clock", "mend",
)  # fmt: skip
"""What a person can ask for."""


class Workbench:
    """What one person may do with the service. Raises `RunError` (`workbench.nobody`) without a person; each verb
    raises `task.forbidden` with the deciding rule as its reason, or what `Service` raises."""

    def __init__(self, service: Service, user: str) -> None:
        self.service = service
        self.user = person_of(user).strip()
        if self.user in ("", TESTER):
            raise RunError("workbench.nobody")

    # -- processes --------------------------------------------------------------------------------

    def models(self) -> list[out.ModelView]:
        """The model versions that the person may start."""
        return [model for model in self.service.models() if self.may_start(model.hash).allowed]

    def may_start(self, model: str, process: str | None = None) -> out.Explained:
        """Whether the person may start a process, and why."""
        return self.service.may_start(model, self.user, process)

    def starts(self, model: str, process: str | None = None) -> list[out.StartView]:
        """Where the person can begin a case, with whom they choose and what their form holds already."""
        found = self.may_start(model, process)
        if not found.allowed:
            reason = tuple(TrailStep.from_json(step.model_dump()).message for step in found.trail)
            raise RunError("task.forbidden", user=self.user, reason=reason)
        return self.service.starts(model, process, self.user)

    def path(
        self, model: str, data: Mapping[str, Any] | None = None, at: str | None = None, *,
        process: str | None = None, department: str | None = None, choices: Mapping[str, Any] | None = None,
    ) -> list[out.PathStepView]:  # fmt: skip
        """Who would have a case that the person starts so, step by step; nothing is started."""
        self.starts(model, process)
        return self.service.path(model, self.user, data, at, process=process, department=department, choices=choices)

    def start(
        self,
        model: str,
        data: Mapping[str, Any] | None = None,
        at: str | None = None,
        *,
        process: str | None = None,
        department: str | None = None,
        choices: Mapping[str, Any] | None = None,
    ) -> str:
        """Start a case; its id. `department`: the one that a person with several assignments starts for;
        `choices`: step -> whom the person chose for it.

        Raises `RunError` (`workbench.not-there`) for one that they do not work in."""
        shown = [start for start in self.starts(model, process) if at in (None, start.element)]
        if data and not any(start.form is not None for start in shown):
            raise RunError("workbench.no-form")
        if department:
            self._require_post(model, department)
        return self.service.start(model, self.user, data, at, process=process, department=department, choices=choices)

    # -- cases ------------------------------------------------------------------------------------

    def cases(
        self,
        model: str | None = None,
        *,
        descending: bool = False,
        after: str | None = None,
        limit: int | None = None,
    ) -> list[out.CaseSummary]:
        """The cases that the person may see, the oldest first: `limit` of them behind the case `after`."""
        with self.service.store.transaction() as tx:
            standings = Standings(tx, self.user)

            def is_seen(row: Row) -> bool:
                return may_in(self._bundle(tx, row), row, "see", standings.of(row)).allowed

            rows = tx.cases(model=model, descending=descending, after=after)
            return [case_summary(row, self._bundle(tx, row)) for row in islice(filter(is_seen, rows), limit)]

    def case(self, case: str) -> out.CaseView:
        """A case as the person sees it."""
        with self.service.store.transaction() as tx:
            sight, row = self._look(tx, case)
        return readable.case(self.service.case(case), row["process"], sight)

    def variables(self, case: str) -> dict[str, Any]:
        """The values of a case that the person sees."""
        return self.case(case).variables

    def history(self, case: str, after: int = 0) -> list[out.LogLine]:
        """The event log of a case as the person sees it."""
        with self.service.store.transaction() as tx:
            sight, row = self._look(tx, case)
            places = readable.places_of(tx, row)
        return [readable.line(line, places, sight) for line in self.service.history(case, after)]

    def export_cases(self, cases: Sequence[str] | None = None) -> bytes:
        """A workbook (xlsx) of cases (None: all) as far as the person may export and see them.

        Raises `RunError`: `task.forbidden` for a named case that they may not export, `workbench.nothing`.
        """
        found: list[tuple[out.CaseView, list[out.LogLine]]] = []
        with self.service.store.transaction() as tx:
            rows = tx.rows("instance") if cases is None else [self._row(tx, case) for case in cases]
            standings = Standings(tx, self.user)
            chosen = []
            for row in rows:
                bundle, standing = self._bundle(tx, row), standings.of(row)
                decision = may_in(bundle, row, "export", standing)
                if cases is not None:
                    acts.require(decision, self.user)
                if decision.allowed:
                    chosen.append((row, Sight(bundle, row, standing), readable.places_of(tx, row)))
        for row, sight, places in chosen:
            view = readable.case(self.service.case(row["id"]), row["process"], sight)
            lines = [readable.line(line, places, sight) for line in self.service.history(row["id"])]
            found.append((view, lines))
        if not found:
            raise RunError("workbench.nothing", user=self.user)
        captions = {
            place.path: place.component.caption
            for _row, sight, _places in chosen
            for form in sight.bundle.forms.values()
            for place in field_places(form)
        }
        return case_workbook(found, captions)

    def papers(self, case: str) -> list[out.PaperView]:
        """The forms of a case and of what it calls as they come to paper: what the person sees, as far as paper may
        show it."""
        with self.service.store.transaction() as tx:
            sight, row = self._look(tx, case)
        view, called = self.service.case(case), self.service.open_runs(case)
        with self.service.store.transaction() as tx:
            return papers(tx, sight, row, view, called, self.user)

    # -- tasks ------------------------------------------------------------------------------------

    def inbox(self, **wanted: Any) -> list[out.TaskSummary]:
        """What waits for the person, searched, filtered and sorted as `Service.inbox` does."""
        return self.service.inbox(self.user, **wanted)

    def kinds_waiting(self) -> out.KindsWaiting:
        """By which processes, steps and people the inbox can be narrowed."""
        return self.service.kinds_waiting(self.user)

    def task(self, task: int) -> out.TaskView:
        """An open task of the person, or a closed one of a case that they may see; hidden values are not in it."""
        with self.service.store.transaction() as tx:
            seat = tx.row("task", task)
            if seat is None:
                raise RunError("task.unknown", task=task)
            work = tx.row("work", seat["work"]) or {}
            if work["kind"] not in HUMAN:
                raise RunError("task.not-for-people")
            if seat["state"] != "open":
                self._look(tx, seat["instance"])
        view = self.service.task_for(task, self.user)
        with self.service.store.transaction() as tx:
            row = self._row(tx, view.case)
            sight = Sight(self._bundle(tx, row), row, Standings(tx, self.user, view.case).of(row))
        values = view.values if view.form is not None else sight.values(view.process, view.values)
        return view.model_copy(update={"values": values, "trail": readable.trail(view.trail, view.process, sight)})

    def claim(self, task: int) -> out.Changed:
        """Reserve a task of a pool (认领)."""
        return self.operate("claim", task)

    def complete(
        self,
        task: int,
        data: Mapping[str, Any] | None = None,
        verdict: str | None = None,
        opinion: str | None = None,
        choices: Mapping[str, Any] | None = None,
        signature: object = None,
    ) -> out.Changed:
        """Complete a task; `choices`: step -> whom the person chose for it; `signature`: a name or a drawing."""
        if data and set(data) - {"opinion"} and self.task(task).form is None:
            raise RunError("workbench.no-form")
        return self.service.complete(task, self.user, data, verdict, opinion, choices, signature)

    def operate(self, operation: str, task: int, **arguments: Any) -> out.Changed:
        """An operation on a task."""
        return self.service.operate(operation, task, self.user, **arguments)

    def operate_case(self, operation: str, case: str, **arguments: Any) -> out.Changed:
        """An operation on a case."""
        return self.service.operate_case(operation, case, self.user, **arguments)

    def mend(self, task: int, how: str, reason: str, **arguments: Any) -> out.Changed:
        """Mend a step of a case whose process the person manages, with the reason."""
        return self.service.rehearsing().mend(task, how, reason, user=self.user, **arguments)

    def hand_over(self, user: str, to: str) -> list[out.HandedStep]:
        """Hand over what is open for a person who leaves, in the cases whose process this person manages.

        Raises `RunError` (`workbench.nothing-to-hand`) where that is nothing."""
        found = self.service.hand_over(user, to, self.user)
        if not found:
            raise RunError("workbench.nothing-to-hand", user=self.user, person=person_of(user))
        return found

    def related(self) -> dict[str, str]:
        """Id -> title of the finished cases that the person may see: what a form may link."""
        return self.service.related(self.user)

    # -- copies, remarks, the clock ---------------------------------------------------------------

    def copies(self) -> list[out.CopyView]:
        """Copies for information of the person."""
        return self.service.copies(self.user)

    def read_copy(self, copy: int) -> None:
        """Mark an own copy as read."""
        if copy not in {item.copy_id for item in self.copies()}:
            raise RunError("task.not-yours", user=self.user)
        self.service.read_copy(copy)

    def remark(self, text: str, **about: Any) -> out.Remark:
        """Leave a remark, on a case only where the person may see it."""
        if about.get("case"):
            with self.service.store.transaction() as tx:
                self._look(tx, about["case"])
        return self.service.remark(text, self.user, **about)

    def remarks(self, *, open_only: bool = False) -> list[out.Remark]:
        """Own remarks, and those on cases that the person may see."""
        found = self.service.remarks(open_only=open_only)
        others = {remark.case for remark in found if remark.case and remark.person != self.user}
        with self.service.store.transaction() as tx:
            seen = {
                row["id"]
                for row in tx.cases(pilot=None, among=sorted(others))
                if may_in(self._bundle(tx, row), row, "see", Standings(tx, self.user, row["id"]).of(row)).allowed
            }
        return [remark for remark in found if remark.person == self.user or remark.case in seen]

    def resolve_remark(self, remark: str, answer: str = "") -> out.Remark:
        """Set an own remark, or one on a case whose process the person manages, to done."""
        known = next((item for item in self.remarks() if item.id == remark), None)
        if known is None:
            raise RunError("remark.unknown", remark=remark)
        if known.person != self.user:
            with self.service.store.transaction() as tx:
                row = self._row(tx, known.case or "")
                standing = Standings(tx, self.user, row["id"]).of(row)
                acts.require(may_in(self._bundle(tx, row), row, "manage", standing), self.user)
        return self.service.resolve_remark(remark, self.user, answer)

    def clock(self) -> str:
        """Virtual time."""
        return self.service.clock()

    # -- inside -----------------------------------------------------------------------------------

    def _require_post(self, model: str, department: str) -> None:
        """Raises `RunError` (`workbench.not-there`) for a department that the person does not work in today."""
        bundle = self.service.bundle(model)
        directory = directory_of(bundle.organization).at(bundle.day(datetime.fromisoformat(self.service.clock())))
        work = directory.assignment(self.user, department)
        if directory.users and (work is None or work.department != department):
            raise RunError("workbench.not-there", user=self.user, department=directory.department_name(department))

    def _row(self, tx: Transaction, case: str) -> Row:
        """The row of a case. A case that is not there is refused like one that may not be seen."""
        row = tx.row("instance", case)
        if row is None:
            raise RunError("task.forbidden", user=self.user, reason=())
        return row

    def _bundle(self, tx: Transaction, row: Row) -> Bundle:
        return self.service.deployed(tx, row["model"]).bundle

    def _look(self, tx: Transaction, case: str) -> tuple[Sight, Row]:
        """What the person sees of a case. Raises `RunError` (`task.forbidden`)."""
        row = self._row(tx, case)
        bundle = self._bundle(tx, row)
        standing = Standings(tx, self.user, case).of(row)
        acts.require(may_in(bundle, row, "see", standing), self.user)
        return Sight(bundle, row, standing), row
