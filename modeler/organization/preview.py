"""Who would approve each step, for everybody who may start: asked of the one resolver, before anybody meets it."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from runner.connectors.directory import recorded_answers
from runner.core.i18n import N_, listed, pick
from runner.core.i18n import tr as _
from runner.organization.directory import directory_of
from runner.organization.handler import Handler
from runner.organization.model import Organization
from runner.organization.resolver import CaseFacts, Resolution, resolve

NOBODY = ("empty-stop", "unsupported")
OUTCOMES = {
    "empty-stop": N_("Nobody: the case stops"),
    "unsupported": N_("Nobody: the case stops"),
    "pass": N_("Passes by itself"),
    "reject": N_("Rejected by itself"),
    "admin": N_("Process admins"),
}


@dataclass(frozen=True)
class PreviewStep:
    """A step with the rule for who handles it."""

    id: str
    name: str
    handler: Handler


@dataclass(frozen=True)
class Starter:
    """Somebody who starts, and for which department where there are several."""

    user: str
    department: str | None = None


@dataclass(frozen=True)
class Group:
    """Starters for whom every step goes to the same people, and the answers for the first of them."""

    starters: tuple[Starter, ...]
    answers: tuple[Resolution, ...]
    empty: tuple[int, ...] = field(default=())

    @property
    def count(self) -> int:
        """How many starters."""
        return len(self.starters)


def starters_of(organization: Organization, now: datetime) -> list[Starter]:
    """Every active person, once for each department that they can start for."""
    directory = directory_of(organization).at(now.date())
    found: list[Starter] = []
    for user in directory.organization.users:
        if user.active:
            places = [work.department for work in user.assignments]
            found.extend([Starter(user.id, place) for place in places] if len(places) > 1 else [Starter(user.id)])
    return found


def preview(
    steps: Sequence[PreviewStep],
    organization: Organization,
    now: datetime,
    *,
    process: str = "",
    data: Mapping[str, Any] | None = None,
    admins: Sequence[str] = (),
    may_start: Callable[[str], bool] | None = None,
    tell: Callable[[float], None] | None = None,
) -> list[Group]:
    """Groups of starters with the same answers; those for whom a step finds nobody come first, then the larger ones.

    Each step is asked as if those before it had been done by whom they went to, in the order of `steps`. `data`: the
    form values to assume. `tell` hears how far it is, 0..1, and may raise to stop.
    """
    asker = recorded_answers(organization)
    groups: dict[tuple[object, ...], list[Starter]] = {}
    answers: dict[tuple[object, ...], tuple[Resolution, ...]] = {}
    everyone = [one for one in starters_of(organization, now) if may_start is None or may_start(one.user)]
    for place, starter in enumerate(everyone):
        if tell is not None and place % 20 == 0:
            tell(place / len(everyone))
        case = CaseFacts(
            starter.user, data=data or {}, department=starter.department, now=now, process=process or None,
            admins=tuple(admins), asker=asker,
        )  # fmt: skip
        done: dict[str, Sequence[str]] = {}
        found: list[Resolution] = []
        for step in steps:
            answer = resolve(step.handler, organization, replace(case, node=step.id, done_by=dict(done)))
            found.append(answer)
            if answer.people:
                done[step.id] = answer.people
        key = tuple((answer.outcome, answer.rounds) for answer in found)
        groups.setdefault(key, []).append(starter)
        answers.setdefault(key, tuple(found))
    made = [
        Group(
            tuple(starters), answers[key],
            tuple(at for at, answer in enumerate(answers[key]) if answer.outcome in NOBODY),
        )
        for key, starters in groups.items()
    ]  # fmt: skip
    return sorted(made, key=lambda one: (not one.empty, -len(one.empty), -one.count))


def answer_text(answer: Resolution, organization: Organization) -> str:
    """What stands in a cell: names, rounds one after the other, or what happens without anybody."""
    directory = directory_of(organization)
    if not answer.rounds:
        return _(OUTCOMES.get(answer.outcome, OUTCOMES["empty-stop"]))
    return " → ".join(listed(pick(directory.user_name(user)) for user in one) for one in answer.rounds)


def starter_text(starter: Starter, organization: Organization) -> str:
    """The name of a starter with the department started for."""
    directory = directory_of(organization)
    work = directory.assignment(starter.user, starter.department)
    place = pick(directory.department_name(work.department)) if work else ""
    name = pick(directory.user_name(starter.user))
    return _("{name} ({department})").format(name=name, department=place) if place else name


def preview_book(groups: Sequence[Group], steps: Sequence[PreviewStep], organization: Organization) -> bytes:
    """The preview as a workbook (xlsx): a row for each starter, a column for each step, and the reasons on a second
    sheet."""
    import openpyxl
    from openpyxl.styles import Font

    from modeler.organization.workbook import plain

    book = openpyxl.Workbook(write_only=True)
    page, why = book.create_sheet(_("Who approves")), book.create_sheet(_("Why"))

    def bold(sheet: Any, texts: Sequence[str]) -> list[Any]:
        cells = []
        for text in texts:
            cell = openpyxl.cell.WriteOnlyCell(sheet, value=text)
            cell.font = Font(bold=True)
            cells.append(cell)
        return cells

    page.freeze_panes = "A2"
    page.append(bold(page, [_("Starter"), *(step.name for step in steps)]))
    why.append(bold(why, [_("Starter"), _("Step"), _("Why")]))
    for group in groups:
        texts = [answer_text(answer, organization) for answer in group.answers]
        for starter in group.starters:
            page.append([plain(starter_text(starter, organization)), *(plain(text) for text in texts)])
        for step, answer in zip(steps, group.answers, strict=True):
            for line in answer.trail:
                why.append(
                    [plain(starter_text(group.starters[0], organization)), plain(step.name), plain(line.message)]
                )
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def paths_of(steps: Sequence[PreviewStep], organization: Organization) -> list[str]:
    """The fields of the form that the rules look at."""
    found: dict[str, None] = {}
    for step in steps:
        params, strategy = step.handler.params, step.handler.strategy
        matrix = organization.matrix(params.get("table")) if strategy == "matrix" else None
        if params.get("path"):
            found[params["path"]] = None
        elif matrix is not None:
            found[matrix.amount] = None
        elif strategy == "projectManager":
            found["project"] = None
    return list(found)
