"""Two questions about the rights of a process, answered for real people: what can this person do, and who can see
this field. All answers come from `may`, `field_access` and the resolver, as the runner asks them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from modeler.rights.subject import Subject, SubjectStep
from runner.core.i18n import LANGUAGES, N_, LocalText, listed, local, pick
from runner.core.messages import declare, word
from runner.organization.case import CaseFacts
from runner.organization.directory import directory_of
from runner.organization.handler import STRATEGIES, Handler
from runner.organization.model import Organization
from runner.organization.resolver import resolve
from runner.organization.trail import TrailStep
from runner.organization.who import is_meant, parse_who, people_of
from runner.rights.check import Decision, may
from runner.rights.fields import field_access
from runner.rights.model import Access, Action, Reader
from runner.rights.overview import ACTIONS, field_overview, reader_overview
from runner.rights.words import ACTION_WORDS

declare(
    {
        "rights.handles-all": (N_("Whoever starts, this step comes to {person}."), ""),
        "rights.handles-some": (
            N_("This step comes to {person} when {starters} start it ({count} of {total} people)."),
            "",
        ),
        "rights.handles-never": (N_("This step comes to {person} for no starter."), ""),
        "rights.handles-by-data": (N_("Who handles this step depends on the data of the case."), ""),
        "rights.handles-nobody": (N_("This step has no handler yet."), ""),
        "rights.case-own": (N_("In a case that {person} starts."), ""),
        "rights.case-any": (N_("In any case."), ""),
        "rights.case-scope-own": (N_("In own cases."), ""),
        "rights.case-scope-department": (N_("In cases of the own department."), ""),
        "rights.case-scope-company": (N_("In cases of the own company."), ""),
        "rights.gets-copy": (N_("“{step}” sends a copy to {who}."), ""),
        "rights.looks-up": (N_("Looks cases up by the right to {action}."), ""),
    }
)

BY_DATA = frozenset(
    {
        "field", "fieldDepartmentHead", "expression", "handlerOf", "notHandlerOf", "previousHandler", "starterChoice",
        "previousChoice", "projectManager", "matrix", "service",
    }
)  # fmt: skip
"""Strategies that depend on what is filled in or done in a case."""
LOOKING: tuple[Action, ...] = ("see", "manage", "export")
"""Whoever may do one of these by a rule reads cases as readers do."""
_NAMES = 3

Check = Callable[[float], None]
"""Is told how far it is, 0..1, and may raise to stop."""


def _go_on(_share: float) -> None:
    return


@dataclass(frozen=True)
class Answer:
    """One line: `kind` is action, step or field; `subject` what it is about; `answer` an access, `yes`, `no`, or
    `depends`; `person` the bare id (empty: nobody in particular); `trail` says why."""

    kind: str
    person: str
    subject: str
    answer: str
    trail: tuple[TrailStep, ...]
    element: str = ""


def depends_on_data(handler: Handler) -> bool:
    """Whether only a case tells who handles a step: by strategy, by a parameter that is an expression, or a field."""
    by_value = "path" in handler.params or any(value.startswith("=") for value in handler.params.values())
    return handler.strategy in BY_DATA or by_value


def decided(
    subject: Subject, organization: Organization, action: Action, user: str,
    starter: str | None = None, handlers: Sequence[str] = (),
) -> Decision:  # fmt: skip
    """`may` for this process."""
    return may(
        action, user, subject.rights, subject.shared, organization,
        category=subject.category, starter=starter, handlers=handlers,
    )  # fmt: skip


class Reach:
    """Who handles each step for which starters; each handler rule is asked once for a starter."""

    def __init__(self, subject: Subject, organization: Organization, check: Check = _go_on) -> None:
        self.subject, self.organization = subject, organization
        self._check = check
        self._now = datetime.now(UTC)
        active = [user.id for user in organization.users if user.active]
        self.starters = [one for one in active if decided(subject, organization, "start", one).allowed]
        self._found: dict[str, dict[str, list[str]]] = {}

    def of(self, step: SubjectStep) -> dict[str, list[str]] | None:
        """Handler -> the starters for whom it is them; those who may not handle are left out. None where only the
        data of a case tells."""
        handler = step.handler
        if handler is None or handler.strategy not in STRATEGIES:
            return {}
        if depends_on_data(handler):
            return None
        key = handler.model_dump_json()
        if key not in self._found:
            self._found[key] = self._ask(handler)
        return self._found[key]

    def _ask(self, handler: Handler) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for number, starter in enumerate(self.starters):
            self._check(number / max(len(self.starters), 1))
            facts = CaseFacts(starter=starter, now=self._now, process=self.subject.process)
            for person in resolve(handler, self.organization, facts).people:
                if decided(self.subject, self.organization, "handle", person, starter, (person,)).allowed:
                    found.setdefault(person, []).append(starter)
        return found


def what_can(subject: Subject, organization: Organization, user: str, check: Check = _go_on) -> list[Answer]:
    """What a person can do with a process: each action, each step, and each field where they stand."""
    reach = Reach(subject, organization, check)
    directory = directory_of(organization)
    name = directory.user_name(user)
    answers = [_action(subject, organization, action, user, name) for action in ACTIONS]
    for step in subject.steps:
        if step.is_start:
            decision = decided(subject, organization, "start", user)
            answers.append(Answer("step", user, step.name, _yes(decision.allowed), decision.trail, step.id))
            stands = decision.allowed
        else:
            answers.append(_handles(reach, step, user))
            stands = answers[-1].answer != "no"
        if stands:
            answers += _fields(subject, step, user)
    for reader, trail in _readings(subject, organization, user):
        answers += _read(subject, reader, user, trail)
    return answers


def _action(subject: Subject, organization: Organization, action: Action, user: str, name: LocalText) -> Answer:
    """Of an own case; the answer for any case follows where it is the same."""
    anywhere = decided(subject, organization, action, user)
    own = decided(subject, organization, action, user, starter=user, handlers=(user,))
    if action == "start" or anywhere.allowed == own.allowed:
        found, where = (anywhere, ()) if anywhere.rule is not None or action == "start" else (own, ())
        return Answer("action", user, action, _yes(found.allowed), found.trail + where)
    scope = own.rule.scope if own.rule is not None else None
    code = f"rights.case-scope-{scope}" if scope not in (None, "all") else "rights.case-own"
    return Answer("action", user, action, "depends", (TrailStep(code, {"person": name}), *own.trail, *anywhere.trail))


def _yes(allowed: bool) -> str:
    return "yes" if allowed else "no"


def _handles(reach: Reach, step: SubjectStep, user: str) -> Answer:
    directory = directory_of(reach.organization)
    found = reach.of(step)
    params: dict[str, LocalText] = {"person": directory.user_name(user)}
    if step.handler is None:
        return Answer("step", user, step.name, "no", (TrailStep("rights.handles-nobody"),), step.id)
    if found is None:
        return Answer("step", user, step.name, "depends", (TrailStep("rights.handles-by-data"),), step.id)
    starters = found.get(user, [])
    if not starters:
        denied = decided(reach.subject, reach.organization, "handle", user, handlers=(user,))
        trail = (TrailStep("rights.handles-never", params), *(() if denied.allowed else denied.trail))
        return Answer("step", user, step.name, "no", trail, step.id)
    return Answer("step", user, step.name, "yes", (_starters(reach, params, starters),), step.id)


def _starters(reach: Reach, params: dict[str, LocalText], starters: list[str]) -> TrailStep:
    if len(starters) == len(reach.starters):
        return TrailStep("rights.handles-all", params)
    directory = directory_of(reach.organization)
    names = [directory.user_name(one) for one in starters[:_NAMES]]
    more = " …" if len(starters) > _NAMES else ""
    texts: LocalText = {code: listed([pick(one, code) for one in names], code) + more for code in LANGUAGES}
    counts = {"count": str(len(starters)), "total": str(len(reach.starters))}
    return TrailStep("rights.handles-some", {**params, "starters": texts, **counts})


def _fields(subject: Subject, step: SubjectStep, user: str) -> Iterator[Answer]:
    captions = subject.paths.get(step.form, {})
    for row in field_overview({step.id: step.lines}, list(captions)):
        about = f"{captions[row.path]} · {step.name}"
        yield Answer("field", user, about, row.access, _captioned(row.trail, captions[row.path]), step.id)


def _captioned(trail: Iterable[TrailStep], caption: str) -> tuple[TrailStep, ...]:
    return tuple(TrailStep(one.code, {**one.params, "path": caption}) for one in trail)


def _readings(
    subject: Subject, organization: Organization, user: str
) -> Iterator[tuple[Reader, tuple[TrailStep, ...]]]:
    """As what a person reads cases without handling a step of them, and why."""
    directory = directory_of(organization)
    for step in subject.steps:
        for who in step.copies:
            reference = parse_who(who)
            if reference is not None and directory.is_active(user) and is_meant(reference, user, directory):
                params: dict[str, LocalText] = {"step": step.name, "who": directory.user_name(user)}
                yield "copy", (TrailStep("rights.gets-copy", params),)
                break
    found = looks_up(subject, organization, user)
    if found:
        yield "view", found


def looks_up(subject: Subject, organization: Organization, user: str) -> tuple[TrailStep, ...]:
    """Why a person reads cases that they have no part in; empty where they do not."""
    for action in LOOKING:
        for starter in (None, user):
            decision = decided(subject, organization, action, user, starter=starter)
            if decision.allowed and decision.rule is not None:
                scope = decision.rule.scope
                code = "rights.case-any" if scope in (None, "all") else f"rights.case-scope-{scope}"
                way = TrailStep("rights.looks-up", {"action": local(ACTION_WORDS[action])})
                return (way, *decision.trail, TrailStep(code))
    return ()


def hiding(subject: Subject, path: str) -> list[str]:
    """The names of the steps that hide a field."""
    return [step.name for step in subject.steps if step.form and field_access(step.lines, path) == "hidden"]


def _reader_rows(subject: Subject, reader: Reader, ref: str, path: str) -> tuple[Access, tuple[TrailStep, ...]]:
    row = reader_overview(subject.readers.get(reader, ()), hiding(subject, path), path)
    return row.access, _captioned(row.trail, subject.paths[ref][path])


def _read(subject: Subject, reader: Reader, user: str, trail: tuple[TrailStep, ...]) -> Iterator[Answer]:
    for ref in subject.forms():
        for path, caption in subject.paths[ref].items():
            access, why = _reader_rows(subject, reader, ref, path)
            yield Answer("field", user, f"{caption} · {word('reader', reader)}", access, (*why, *trail))


def who_sees(
    subject: Subject, organization: Organization, ref: str, path: str, check: Check = _go_on
) -> list[Answer]:
    """Who can see a field of a form: at each step that shows it, by a copy, and by looking cases up. Steps and
    readers that hide it come with nobody, so that the list says why."""
    reach = Reach(subject, organization, check)
    caption = subject.paths[ref][path]
    answers: list[Answer] = []
    for step in subject.steps:
        if step.form != ref:
            continue
        (row,) = field_overview({step.id: step.lines}, [path])
        trail = _captioned(row.trail, caption)
        if row.access == "hidden":
            answers.append(Answer("field", "", step.name, "hidden", trail, step.id))
            continue
        for person, why in _people(reach, step):
            answers.append(Answer("field", person, step.name, row.access, (*trail, *why), step.id))
    answers += _readers_of(subject, organization, "copy", ref, path)
    answers += _readers_of(subject, organization, "view", ref, path)
    return answers


def _people(reach: Reach, step: SubjectStep) -> Iterator[tuple[str, tuple[TrailStep, ...]]]:
    directory = directory_of(reach.organization)
    if step.is_start:
        for starter in reach.starters:
            yield starter, decided(reach.subject, reach.organization, "start", starter).trail
        return
    found = reach.of(step)
    if found is None:
        yield "", (TrailStep("rights.handles-by-data"),)
    elif not found:
        yield "", (TrailStep("rights.handles-nobody"),)
    for person, starters in (found or {}).items():
        yield person, (_starters(reach, {"person": directory.user_name(person)}, starters),)


def _readers_of(
    subject: Subject, organization: Organization, reader: Reader, ref: str, path: str
) -> Iterator[Answer]:
    access, trail = _reader_rows(subject, reader, ref, path)
    name = word("reader", reader)
    if access == "hidden":
        yield Answer("field", "", name, access, trail)
        return
    if reader == "copy":
        yield from _copied(subject, organization, trail)
        return
    for user in organization.users:
        why = looks_up(subject, organization, user.id) if user.active else ()
        if why:
            yield Answer("field", user.id, name, access, (*trail, *why))


def _copied(subject: Subject, organization: Organization, trail: tuple[TrailStep, ...]) -> Iterator[Answer]:
    directory, told = directory_of(organization), set()
    for step in subject.steps:
        for who in step.copies:
            reference = parse_who(who)
            for person in people_of(reference, directory) if reference is not None else ():
                if person not in told and directory.is_active(person):
                    told.add(person)
                    params: dict[str, LocalText] = {"step": step.name, "who": directory.user_name(person)}
                    why = TrailStep("rights.gets-copy", params)
                    yield Answer("field", person, word("reader", "copy"), "read", (*trail, why), step.id)
