"""May this person do this? The one function that service, inbox and every preview ask, with the rule
that decided.

Deny wins; among the rules that fit, the one nearest to the process and to the person is named. The
first allow for an action, on whatever level, closes that action to all others; without any the default
holds: everyone in the organisation starts, handlers handle, starters and handlers see.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from runner.core.i18n import LANGUAGES, N_, listed, pick
from runner.core.messages import declare
from runner.organization.directory import Directory, directory_of
from runner.organization.model import Organization
from runner.organization.trail import TrailStep
from runner.organization.who import is_meant, parse_who, who_name
from runner.rights.fields import field_access
from runner.rights.model import Action, ProcessRights, Rule, WorkspaceRights

__all__ = ["Decision", "Level", "TrailStep", "field_access", "may", "nearness"]

Level = Literal["process", "category", "workspace"]
LEVELS: tuple[Level, ...] = ("process", "category", "workspace")

declare(
    {
        "rights.inactive": (N_("{person} is not active."), ""),
        "rights.unknown": (N_("{person} is not in the organisation."), ""),
        "rights.denied-process": (N_("This process denies it to {who}."), ""),
        "rights.denied-category": (N_("The category denies it to {who}."), ""),
        "rights.denied-workspace": (N_("The workspace denies it to {who}."), ""),
        "rights.allowed-process": (N_("This process allows it to {who}."), ""),
        "rights.allowed-category": (N_("The category allows it to {who}."), ""),
        "rights.allowed-workspace": (N_("The workspace allows it to {who}."), ""),
        "rights.closed": (N_("Only {who} may do this; {person} is not among them."), ""),
        "rights.scope-own": (N_("The rule for {who} covers own cases only."), ""),
        "rights.scope-department": (N_("The rule for {who} covers cases of the own department only."), ""),
        "rights.scope-company": (N_("The rule for {who} covers cases of the own company only."), ""),
        "rights.default-start": (N_("No rule says otherwise: everyone in the organisation may start."), ""),
        "rights.default-handle": (N_("No rule says otherwise: {person} handles a step of this case."), ""),
        "rights.default-see-starter": (N_("No rule says otherwise: {person} started this case."), ""),
        "rights.default-see-handler": (N_("No rule says otherwise: {person} handles a step of this case."), ""),
        "rights.default-none": (N_("No rule allows it to {person}, and it is not open by default."), ""),
    }
)

_NEARNESS = {"user": 6, "starter": 5, "position": 4, "group": 3, "role": 3, "department": 2, "company": 0}


@dataclass(frozen=True)
class Decision:
    """Whether something is allowed, the rule that decided (None: the default or the closing of an
    action), the level the rule stands on, and the trail."""

    allowed: bool
    rule: Rule | None
    trail: tuple[TrailStep, ...]
    level: Level | None = None


def may(
    action: Action,
    user: str,
    process_rights: ProcessRights,
    workspace_rights: WorkspaceRights | None,
    organization: Organization,
    *,
    category: str | None = None,
    starter: str | None = None,
    handlers: Sequence[str] = (),
    day: date | None = None,
) -> Decision:
    """Whether `user` (bare id) may do `action` on a day, as the organisation is then (None: as it is written,
    whatever the time).

    `starter` and `handlers` are those of the case in question (bare ids). A rule limited to own,
    department's or company's cases needs `starter` to allow anything; a denial so limited holds also
    where the starter is not known. `start` is asked about the user's own new case.
    """
    directory = directory_of(organization)
    if day is not None:
        directory = directory.at(day)
        organization = directory.organization
    person = directory.user_name(user)
    if not directory.is_active(user):
        code = "rights.inactive" if user in directory.users else "rights.unknown"
        return Decision(False, None, (TrailStep(code, {"person": person}),))
    about = user if action == "start" and starter is None else starter
    levels = list(_levels(process_rights, workspace_rights, category))
    denied = _nearest(user, about, directory, _of(action, levels, "deny"), unknown=True)
    if denied:
        level, rule = denied
        step = TrailStep(f"rights.denied-{level}", {"who": who_name(rule.who, organization)})
        return Decision(False, rule, (step,), level)
    allows = list(_of(action, levels, "allow"))
    allowed = _nearest(user, about, directory, allows, unknown=False)
    if allowed:
        level, rule = allowed
        step = TrailStep(f"rights.allowed-{level}", {"who": who_name(rule.who, organization)})
        return Decision(True, rule, (step,), level)
    if allows:
        return Decision(False, None, _closed(user, about, directory, [rule for _, rule in allows]))
    return _default(action, user, directory, starter, handlers)


def _levels(
    process: ProcessRights, workspace: WorkspaceRights | None, category: str | None
) -> Iterator[tuple[Level, ProcessRights]]:
    yield "process", process
    if workspace is not None:
        for item in workspace.categories:
            if category and item.category == category:
                yield "category", item
        yield "workspace", workspace


def _of(
    action: Action, levels: Sequence[tuple[Level, ProcessRights]], side: Literal["allow", "deny"]
) -> Iterator[tuple[Level, Rule]]:
    for level, rights in levels:
        for rule in rights.allow if side == "allow" else rights.deny:
            if rule.action == action:
                yield level, rule


def _nearest(
    user: str, starter: str | None, directory: Directory, rules: Iterable[tuple[Level, Rule]], *, unknown: bool
) -> tuple[Level, Rule] | None:
    """The fitting rule on the nearest level, and there the one nearest to the person."""
    fitting = [
        (LEVELS.index(level), -nearness(rule.who), place, level, rule)
        for place, (level, rule) in enumerate(rules)
        if _is_meant(rule.who, user, directory, starter) and _covers(rule, user, starter, directory, unknown)
    ]
    if not fitting:
        return None
    first = min(fitting, key=lambda item: item[:3])
    return first[3], first[4]


def nearness(who: str) -> int:
    """How near a reference is to one person: a person is nearer than a role, a role than a department."""
    reference = parse_who(who)
    if reference is None:
        return -1
    return 1 if reference.deep else _NEARNESS.get(reference.kind, -1)


def _is_meant(who: str, user: str, directory: Directory, starter: str | None) -> bool:
    reference = parse_who(who)
    return reference is not None and is_meant(reference, user, directory, starter=starter)


def _covers(rule: Rule, user: str, starter: str | None, directory: Directory, unknown: bool) -> bool:
    """Whether the scope of a rule covers a case of that starter."""
    if rule.scope in (None, "all"):
        return True
    if starter is None:
        return unknown
    if rule.scope == "own" or starter == user:
        return starter == user
    if rule.scope == "company":
        company = directory.company(user)
        return company is not None and company == directory.company(starter)
    own = directory.users.get(user)
    theirs = directory.assignment(starter)
    above = {item.id for item in directory.chain(theirs.department)} if theirs else set()
    return own is not None and any(item.department in above for item in own.assignments)


def _closed(user: str, starter: str | None, directory: Directory, rules: list[Rule]) -> tuple[TrailStep, ...]:
    organization = directory.organization
    limited = [
        TrailStep(f"rights.scope-{rule.scope}", {"who": who_name(rule.who, organization)})
        for rule in rules
        if _is_meant(rule.who, user, directory, starter)
    ]
    if limited:
        return tuple(limited)
    names = [who_name(rule.who, organization) for rule in rules]
    who = {code: listed(dict.fromkeys(pick(name, code) for name in names), code) for code in LANGUAGES}
    return (TrailStep("rights.closed", {"who": who, "person": directory.user_name(user)}),)


def _default(
    action: Action, user: str, directory: Directory, starter: str | None, handlers: Sequence[str]
) -> Decision:
    person = {"person": directory.user_name(user)}
    if action == "start":
        return Decision(True, None, (TrailStep("rights.default-start"),))
    if action == "see" and user == starter:
        return Decision(True, None, (TrailStep("rights.default-see-starter", person),))
    if action in ("handle", "see") and user in handlers:
        code = "rights.default-handle" if action == "handle" else "rights.default-see-handler"
        return Decision(True, None, (TrailStep(code, person),))
    return Decision(False, None, (TrailStep("rights.default-none", person),))
