"""What differs between two versions of the rights of a process: who may what more or less, in words."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from modeler.rights.questions import decided, hiding
from modeler.rights.subject import Subject, SubjectStep
from runner.core.i18n import LANGUAGES, N_, LocalText, listed, local, pick
from runner.core.messages import declare, word
from runner.organization.directory import Directory, directory_of
from runner.organization.model import Organization
from runner.organization.trail import TrailStep
from runner.rights.fields import field_access, row_rights
from runner.rights.model import Access, Action, ProcessRights, RowRight
from runner.rights.operations import OPERATIONS, operation_state
from runner.rights.overview import ACTIONS, field_overview, reader_overview
from runner.rights.words import ACCESS_WORDS, ACTION_WORDS, CASE_WORDS, READER_WORDS, ROW_WORDS

declare(
    {
        "rights.now-may": (N_("{who}: may now {action} ({cases})."), ""),
        "rights.no-longer": (N_("{who}: may no longer {action} ({cases})."), ""),
        "rights.field-changed": (N_("{place}: “{field}” was {before}, is {after}."), ""),
        "rights.rows-changed": (N_("{place}: rows of “{field}”: was {before}, is {after}."), ""),
        "rights.operation-given": (N_("{place}: people may now {operation}."), ""),
        "rights.operation-taken": (N_("{place}: people may no longer {operation}."), ""),
        "rights.verdicts-changed": (N_("{place}: the verdicts were {before}, are {after}."), ""),
        "rights.step-new": (N_("{place}: a new step."), ""),
        "rights.step-gone": (N_("{place}: the step is gone."), ""),
    }
)

Kind = Literal["more", "less", "other"]
Cases = Literal["own", "handled", "department", "company", "others"]
_RANK: dict[str, int] = {"hidden": 0, "read": 1, "edit": 2, "required": 2}
_NAMES = 6


@dataclass(frozen=True)
class Difference:
    """One change: somebody may more, less, or something else."""

    kind: Kind
    told: TrailStep

    @property
    def message(self) -> str:
        """The sentence in the user's language."""
        return self.told.message


def differences(before: Subject, after: Subject, organization: Organization) -> list[Difference]:
    """All changes, first of people and actions, then of steps and fields."""
    return [
        *_of_rules(before, after, organization),
        *_of_steps(before, after),
        *_of_readers(before, after),
    ]


def _of_rules(before: Subject, after: Subject, organization: Organization) -> Iterator[Difference]:
    if _rules(before) == _rules(after):
        return
    directory = directory_of(organization)
    active = [user.id for user in organization.users if user.active]
    for action in ACTIONS:
        if _rules(before, action) == _rules(after, action):
            continue
        gained: dict[Cases, list[str]] = {}
        lost: dict[Cases, list[str]] = {}
        for user in active:
            for cases, starter, handlers in _situations(user, action, directory):
                had, has = (
                    decided(one, organization, action, user, starter=starter, handlers=handlers).allowed
                    for one in (before, after)
                )
                if had != has:
                    (gained if has else lost).setdefault(cases, []).append(user)
        yield from _told("more", "rights.now-may", action, gained, directory)
        yield from _told("less", "rights.no-longer", action, lost, directory)


def _rules(subject: Subject, action: Action | None = None) -> object:
    """The rules that count for a process, in a form that can be compared."""
    above: list[ProcessRights] = [one for one in subject.shared.categories if one.category == subject.category]
    return [
        [[rule for rule in side if action in (None, rule.action)] for side in (one.allow, one.deny)]
        for one in (subject.rights, *above, subject.shared)
    ]


def _situations(
    user: str, action: Action, directory: Directory
) -> Iterator[tuple[Cases, str | None, tuple[str, ...]]]:
    """Whose case it may be: the own one, one that they handle, one of a colleague in the department or the company,
    and any other."""
    yield "own", user, ()
    if action == "start":
        return
    yield "handled", None, (user,)
    work = directory.assignment(user)
    mates = directory.members(work.department, deep=False) if work else []
    yield from (("department", one, ()) for one in [mate for mate in mates if mate != user][:1])
    company = directory.company(user)
    others = directory.company_members(company) if company else []
    yield from (("company", one, ()) for one in [one for one in others if one not in mates][:1])
    yield "others", None, ()


def _told(
    kind: Kind, code: str, action: Action, found: dict[Cases, list[str]], directory: Directory
) -> Iterator[Difference]:
    """One sentence for the people who changed in the same cases."""
    cases_of: dict[str, list[Cases]] = {}
    for cases, users in found.items():
        for user in users:
            cases_of.setdefault(user, []).append(cases)
    groups: dict[tuple[Cases, ...], list[str]] = {}
    for user, several in cases_of.items():
        groups.setdefault(tuple(several), []).append(user)
    for in_cases, users in groups.items():
        names = [directory.user_name(one) for one in users]
        params: dict[str, LocalText] = {
            "who": _listed(names), "action": local(ACTION_WORDS[action]),
            "cases": _all_cases(in_cases),
        }  # fmt: skip
        yield Difference(kind, TrailStep(code, params))


def _all_cases(several: Sequence[Cases]) -> LocalText:
    words = [local(CASE_WORDS[one]) for one in several]
    return {code: listed([one[code] for one in words], code) for code in LANGUAGES}


def _listed(names: Sequence[LocalText]) -> LocalText:
    more = f" … ({len(names)})" if len(names) > _NAMES else ""
    return {code: listed([pick(one, code) for one in names[:_NAMES]], code) + more for code in LANGUAGES}


def _of_steps(before: Subject, after: Subject) -> Iterator[Difference]:
    old, new = ({step.id: step for step in one.steps} for one in (before, after))
    for own, step in new.items():
        if own not in old:
            yield Difference("other", TrailStep("rights.step-new", {"place": step.name}))
            continue
        yield from _fields(
            step.name, _accesses(before, old[own]), _accesses(after, step), after.paths.get(step.form, {})
        )
        yield from _rows(old[own], step, after.paths.get(step.form, {}))
        yield from _operations(old[own], step)
    for own, step in old.items():
        if own not in new:
            yield Difference("other", TrailStep("rights.step-gone", {"place": step.name}))


def _accesses(subject: Subject, step: SubjectStep) -> dict[str, Access]:
    paths = list(subject.paths.get(step.form, {}))
    return {row.path: row.access for row in field_overview({step.id: step.lines}, paths)}


def _fields(
    place: LocalText, before: Mapping[str, Access], after: Mapping[str, Access], names: Mapping[str, str]
) -> Iterator[Difference]:
    for path, access in after.items():
        was = before.get(path)
        if was is None or was == access:
            continue
        step = _RANK[access] - _RANK[was]
        kind: Kind = "more" if step > 0 else "less" if step < 0 else "other"
        params: dict[str, LocalText] = {
            "place": place, "field": names.get(path, path),
            "before": local(ACCESS_WORDS[was]), "after": local(ACCESS_WORDS[access]),
        }  # fmt: skip
        yield Difference(kind, TrailStep("rights.field-changed", params))


def _rows(before: SubjectStep, after: SubjectStep, names: Mapping[str, str]) -> Iterator[Difference]:
    """Rights on the rows of tables that the step edits before and after."""
    for path in dict.fromkeys(
        line.path for line in (*before.lines, *after.lines) if line.rows and line.path in names
    ):
        if any(_RANK[field_access(step.lines, path)] < _RANK["edit"] for step in (before, after)):
            continue
        had, has = (row_rights(step.lines, path) for step in (before, after))
        if had == has:
            continue
        kind: Kind = "other" if "own" in had | has else "more" if has > had else "less" if has < had else "other"
        params: dict[str, LocalText] = {
            "place": after.name, "field": names[path], "before": _row_words(had), "after": _row_words(has)
        }  # fmt: skip
        yield Difference(kind, TrailStep("rights.rows-changed", params))


def _row_words(rights: Collection[RowRight]) -> LocalText:
    words = [local(text) for one, text in ROW_WORDS.items() if one in rights]
    return {code: listed([one[code] for one in words], code) for code in LANGUAGES}


def _operations(before: SubjectStep, after: SubjectStep) -> Iterator[Difference]:
    for operation in OPERATIONS:
        had, has = (operation_state(operation, one.operations) in ("open", "listed") for one in (before, after))
        if had != has:
            params: dict[str, LocalText] = {"place": after.name, "operation": word("operation", operation)}
            code = "rights.operation-given" if has else "rights.operation-taken"
            yield Difference("more" if has else "less", TrailStep(code, params))
    if before.verdicts != after.verdicts:
        params = {
            "place": after.name,
            "before": listed(before.verdicts) or "–",
            "after": listed(after.verdicts) or "–",
        }
        yield Difference("other", TrailStep("rights.verdicts-changed", params))


def _of_readers(before: Subject, after: Subject) -> Iterator[Difference]:
    for reader in after.readers:
        for ref in after.forms():
            captions = after.paths[ref]
            was, now = (
                {
                    path: reader_overview(one.readers.get(reader, ()), hiding(one, path), path).access
                    for path in captions
                }
                for one in (before, after)
            )
            yield from _fields(local(READER_WORDS[reader]), was, now, captions)
