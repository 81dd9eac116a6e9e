"""What of a snapshot is shown below the canvas: the task at hand, the start form, or why there is nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from modeler.ui.context import Context
from modeler.ui.places.rehearse.operating import SHOWN
from modeler.ui.places.rehearse.people import place_of
from modeler.ui.places.rehearse.played import current_act
from modeler.ui.places.rehearse.rehearsal import Rehearsal, Snapshot
from modeler.ui.places.rehearse.timeline import clock_text
from modeler.ui.places.rehearse.words import (
    RESULTS,
    TONES,
    Line,
    Names,
    history_lines,
    status_text,
    trail_lines,
)
from runner.bundle.bundle import Bundle
from runner.calendar import WorkCalendar
from runner.core.errors import AppError
from runner.core.i18n import LocalText, listed, pick
from runner.core.i18n import tr as _
from runner.core.problem import Problem
from runner.data.phrases import Phrases
from runner.forms.field import FormFacts
from runner.forms.validate import validate_form
from runner.organization.directory import directory_of
from runner.organization.model import Organization, User
from runner.protocol import values as out
from runner.rights.model import FieldRight
from runner.ui.next_people import ChoiceAtHand
from runner.ui.signing import signed_text
from runner.ui.task_at_hand import SeatAtHand, TaskAtHand

POOLS = ("any", "claim")


def local_folder(context: Context) -> Path | None:
    """Where the workspace keeps what stays on this machine; None without a workspace."""
    return context.workspace.folder / ".slipway" if context.workspace is not None else None


def phrases_of(context: Context) -> Phrases:
    """The phrases of the person at this machine and those of the workspace, which are saved at once."""
    workspace = context.workspace
    if workspace is None:
        return Phrases(context.settings)

    def share(phrases: list[LocalText]) -> None:
        file = workspace.info_file
        file.set(workspace.info.model_copy(update={"phrases": phrases}), _("Change phrases"))
        try:
            file.save()
        except AppError as error:
            context.report(error)

    return Phrases(context.settings, workspace.info.phrases, share)


def draft_key(rehearsal: Rehearsal, task: str) -> str:
    """The key of what the person played has typed for a task, or for the start at an event."""
    return "/".join((rehearsal.model, rehearsal.case or "new", task, rehearsal.user))


def form_facts(context: Context, bundle: Bundle | None, snapshot: Snapshot, user: str) -> FormFacts:
    """What the form may know: terms, people, working calendar, the clock and the data of the case."""
    now = datetime.fromisoformat(snapshot.clock) if snapshot.clock else None
    if bundle is None:
        return FormFacts(context.dictionary, context.organization, None, now, user=user)
    info = bundle.workspace
    spec = info.calendars.get(info.calendar or "")
    calendar = WorkCalendar.from_dict(spec, ZoneInfo(info.time_zone)) if spec else None
    return FormFacts(bundle.dictionary, context.organization, calendar, now, user=user, sources=bundle.data,
        cases=lambda: snapshot.related,
    )  # fmt: skip


def first_person(organization: Organization) -> str:
    """Who is played first: somebody with heads above, for such people start most cases."""
    heads = {department.head for department in organization.departments}
    tops = {department.id for department in organization.departments if department.parent is None}
    plain = [
        user.id
        for user in organization.users
        if user.active and user.id not in heads and user.primary and user.primary.department not in tops
    ]
    everyone = [user.id for user in organization.users]
    return (plain or everyone or ["tester"])[0]


def problems_of(snapshot: Snapshot, given: Mapping[str, object], verdict: str, facts: FormFacts) -> list[Problem]:
    """What is wrong with the form, before it is sent: shown at the fields."""
    view = snapshot.task or (snapshot.starts[0] if snapshot.starts else None)
    if view is None or view.form is None:
        return []
    verdicts = snapshot.task.verdicts if snapshot.task is not None else []
    if any(one.id == verdict and (not one.validate_form or one.result == "return") for one in verdicts):
        return []
    rights = [FieldRight(path=path, access=access) for path, access in view.access.items()]
    return validate_form(view.form, given, rights, facts=replace(facts, context=view.values))


def remark_subjects(
    rehearsal: Rehearsal, names: Names, selected: str, fields: Iterable[str], field_path: str
) -> list[tuple[str, str, str]]:
    """What a remark may be about, the likeliest first: caption, element, field path."""
    snapshot = rehearsal.snapshot
    element = selected
    if snapshot.task is not None:
        element = snapshot.task.element
    elif rehearsal.case is None and snapshot.starts:
        element = snapshot.starts[0].element
    about = []
    if element:
        about.append((_("Step: {step}").format(step=names.node(element)), element, ""))
        for path in fields:
            entry = (_("Field: {field}").format(field=names.readings.caption(path)), element, path)
            about.insert(0 if path == field_path else len(about), entry)
    return [*about, (_("The whole process"), "", "")]


def work_at_hand(task: out.TaskView, rehearsal: Rehearsal, names: Names) -> TaskAtHand:
    """A task of a person."""
    since = _("arrived {when}").format(when=clock_text(task.opened)[5:])
    submit = _("Submit again") if task.kind == "start" else _("Complete")
    return TaskAtHand(
        task.name or task.element, names.person(rehearsal.user), since, task.documentation, task.form, task.values,
        task.access, task.verdicts, task.opinion, submit, seats_of(task, names),
        claim_of(task, rehearsal), choices_of(task.choices), [one for one in task.offered if one in SHOWN],
        draft=draft_key(rehearsal, str(task.task)), signature=task.signature,
        held=_("The case is suspended: nobody acts in it until it is resumed.") if task.suspended else "",
    )  # fmt: skip


def choices_of(choices: Sequence[out.ChoiceView]) -> list[ChoiceAtHand]:
    """Whom to choose for steps further on."""
    return [
        ChoiceAtHand(one.element, one.name or one.element, one.people, one.least, one.most, one.chosen)
        for one in choices
    ]


def departments_of(user: User | None, organization: Organization, clock: str) -> list[tuple[str, str]]:
    """The departments that a person works in on the day of the clock, the main one first."""
    if user is None or not clock:
        return []
    directory = directory_of(organization).at(datetime.fromisoformat(clock).date())
    today = directory.users.get(user.id)
    works = sorted(today.assignments, key=lambda work: not work.primary) if today is not None else []
    return [(key, pick(directory.department_name(key))) for key in dict.fromkeys(one.department for one in works)]


def claim_of(task: out.TaskView, rehearsal: Rehearsal) -> str:
    """`claim` or `release` where the task belongs to a pool and the step allows it."""
    if task.kind != "work" or rehearsal.bundle is None:
        return ""
    if task.operations and "claim" not in task.operations:
        return ""
    if task.claimed_by == rehearsal.user:
        return "release"
    graph = rehearsal.bundle.graphs.get(task.process)
    node = next((one for one in graph.nodes if one.id == task.element), None) if graph is not None else None
    vote = node.approval.vote if node is not None and node.approval is not None else "any"
    open_seats = sum(seat.state == "open" for seat in task.seats)
    is_pool = task.user is None or (vote in POOLS and open_seats > 1) or vote == "claim"
    return "claim" if is_pool and task.claimed_by is None else ""


def seats_of(task: out.TaskView, names: Names) -> list[SeatAtHand]:
    """Everyone who decides the step, where that is more than one."""
    seats = [seat for seat in task.seats if seat.state != "cancelled"]
    if len(seats) < 2:
        return []
    found = []
    for seat in seats:
        if seat.state == "done":
            text = _(RESULTS.get(seat.result or "", seat.verdict or "")) or _("done")
        elif seat.state in ("waiting", "later"):
            text = _("waits for others") if seat.state == "waiting" else _("is asked afterwards")
        elif seat.claimed_by is not None:
            text = _("claimed by {who}").format(who=names.person(seat.claimed_by))
        else:
            text = _("has not decided yet")
        if seat.signature:
            text = f"{text} · {signed_text(seat.signature)}"
        tone = TONES.get(seat.result or "", "")
        found.append(SeatAtHand(names.person(seat.acted_by or seat.user), text, tone, seat.opinion or ""))
    return found


def start_at_hand(start: out.StartView, rehearsal: Rehearsal, names: Names, context: Context) -> TaskAtHand:
    """The form that starts a case."""
    person = context.organization.user(rehearsal.user)
    where = place_of(person, context.organization) if person is not None else ""
    name = names.person(rehearsal.user)
    submit = _("Submit")
    return TaskAtHand(
        start.name or _("Start"),
        name,
        where,
        "",
        start.form,
        start.values,
        start.access,
        submit=submit,
        choices=choices_of(start.choices),
        departments=departments_of(person, context.organization, rehearsal.snapshot.clock),
        shows_path=True,
        draft=draft_key(rehearsal, start.element),
    )


def is_elsewhere(snapshot: Snapshot) -> bool:
    """Whether the case came in with results, and is still under way where it is rehearsed."""
    case = snapshot.case
    return case is not None and case.origin is not None and case.status != "completed"


def nothing_at_hand(snapshot: Snapshot, rehearsal: Rehearsal, names: Names) -> tuple[str, str, str]:
    """Title, text and button of the state without a task."""
    case = snapshot.case
    name = names.person(rehearsal.user)
    if rehearsal.case is None and snapshot.starts:
        lines = trail_lines(snapshot.may_start.trail) if snapshot.may_start is not None else []
        return _("{name} may not start this").format(name=name), "\n".join(lines), ""
    if rehearsal.case is None:
        return _("Nothing to start"), _("This process has no start event."), ""
    if case is not None and case.status == "completed":
        title = _("The case is {status}").format(status=status_text(case))
        return title, listed(names.node(one) for one in case.end), _("Start another case")
    if is_elsewhere(snapshot):
        text = _(
            "It came with {file} and is for looking only: whoever rehearses it goes on where they are, and a newer"
            " file of results brings it up to date here. Remarks can be left on it."
        )
        origin = case.origin if case is not None else ""
        return _("This case is rehearsed elsewhere"), text.format(file=origin), _("Start a case of your own")
    if snapshot.refusal is not None:
        told = names.refusal(snapshot.refusal)
        lines = [str(told), *getattr(told, "reason", ()), snapshot.refusal.hint]
        return _("{name} may not open this").format(name=name), "\n".join(one for one in lines if one), ""
    if case is not None and case.stopped:
        text = _("One step on, or on to the next person: the buttons are at the time line.")
        title = _("The case is stopped before {steps}")
        return title.format(steps=listed(names.node(one) for one in dict.fromkeys(case.stopped))), text, ""
    people = sorted({one.user for one in snapshot.open if one.user is not None})
    title = _("Nothing to do for {name}").format(name=name)
    if people:
        return (
            title,
            _("Waiting for {people}.").format(people=names.people(people)),
            _("Play as {name}").format(name=names.person(people[0])),
        )
    if snapshot.next_due():
        return title, _("Only time passes here: push the clock forward."), _("To the next timer")
    return title, _("Nothing is open for anyone."), ""


def unseen_lines(snapshot: Snapshot, names: Names) -> list[str]:
    """Why the person played sees nothing of the case; empty where they do."""
    if snapshot.unseen is None:
        return []
    refusal = names.refusal(snapshot.unseen)
    return [_("This case is not shown to the person played."), str(refusal), *getattr(refusal, "reason", ())]


def told(snapshot: Snapshot, names: Names) -> tuple[list[Line], list[Line]]:
    """The whole history in words, and what the last act did."""
    history: Sequence[out.LogLine] = snapshot.lines
    latest = snapshot.act if snapshot.act is not None else history[-1].command if history else 0
    if history and history[-1].kind == "went_back" and latest < history[-1].command:
        latest = history[-1].command if snapshot.act == current_act(snapshot.history) else latest
    return history_lines(history, names), history_lines([one for one in history if one.command == latest], names)
