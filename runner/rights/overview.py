"""Who may do what here, and which rule says so: one table over people, actions, steps and fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from runner.core.i18n import N_
from runner.core.messages import declare
from runner.organization.model import Organization
from runner.organization.trail import TrailStep
from runner.rights.check import Level, may
from runner.rights.fields import field_access, field_right
from runner.rights.model import Access, Action, FieldRight, ProcessRights, Rule, WorkspaceRights
from runner.rights.readers import reader_rights

ACTIONS: tuple[Action, ...] = get_args(Action)

declare(
    {
        "rights.field-line-hidden": (N_("The table of fields hides {path} at this step."), ""),
        "rights.field-line-read": (N_("The table of fields lets this step read {path}."), ""),
        "rights.field-line-edit": (N_("The table of fields lets this step edit {path}."), ""),
        "rights.field-line-required": (N_("The table of fields asks this step to fill in {path}."), ""),
        "rights.field-rest-hidden": (N_("No line for {path}: this step does not see the other fields."), ""),
        "rights.field-rest-read": (N_("No line for {path}: this step reads the other fields."), ""),
        "rights.field-rest-edit": (N_("No line for {path}: this step edits the other fields."), ""),
        "rights.field-rest-required": (N_("No line for {path}: this step fills in all other fields."), ""),
        "rights.reader-line-hidden": (N_("The table of fields hides {path} from these readers."), ""),
        "rights.reader-line-read": (N_("The table of fields lets these readers read {path}."), ""),
        "rights.reader-rest-hidden": (N_("No line for {path}: these readers do not see the other fields."), ""),
        "rights.reader-rest-read": (N_("No line for {path}: these readers read the other fields."), ""),
        "rights.reader-hidden-at": (
            N_("No table for these readers: {step} hides {path}, so they do not see it."),
            "",
        ),
        "rights.reader-open": (
            N_("No table for these readers, and no step hides {path}: they read it."),
            "",
        ),
        "rights.field-open": (N_("This step has no table of fields: every field may be edited."), ""),
    }
)


@dataclass(frozen=True)
class RightRow:
    """One line of the overview: a person, an action, the answer and where it comes from."""

    user: str
    action: Action
    allowed: bool
    rule: Rule | None
    level: Level | None
    trail: tuple[TrailStep, ...]


@dataclass(frozen=True)
class FieldRow:
    """One line of the overview of fields: a step, a field, what it may do, and the deciding line."""

    step: str
    path: str
    access: Access
    line: FieldRight | None
    trail: tuple[TrailStep, ...]


def overview(
    process_rights: ProcessRights,
    workspace_rights: WorkspaceRights | None,
    organization: Organization,
    *,
    category: str | None = None,
    starter: str | None = None,
    handlers: Sequence[str] = (),
    users: Iterable[str] | None = None,
    actions: Sequence[Action] = ACTIONS,
) -> list[RightRow]:
    """One row for each active person (or each of `users`) and action, in the order of the organisation.

    `starter` and `handlers` are those of the case in view; without a case, rules limited to own cases
    allow nothing here.
    """
    people = users if users is not None else [item.id for item in organization.users if item.active]
    rows = []
    for user in people:
        for action in actions:
            decision = may(
                action, user, process_rights, workspace_rights, organization,
                category=category, starter=starter, handlers=handlers,
            )  # fmt: skip
            rows.append(RightRow(user, action, decision.allowed, decision.rule, decision.level, decision.trail))
    return rows


def field_overview(steps: Mapping[str, Sequence[FieldRight]], paths: Sequence[str]) -> list[FieldRow]:
    """One row for each step (node id -> its lines) and field path, with the line that decides."""
    rows = []
    for step, lines in steps.items():
        for path in paths:
            access, line = field_access(lines, path), field_right(lines, path)
            if line is not None and line.path != "*":
                code = f"rights.field-line-{access}"
            else:
                code = f"rights.field-rest-{access}" if lines else "rights.field-open"
            trail = (TrailStep(code, {"path": path}),)
            rows.append(FieldRow(step, path, access, line, trail))
    return rows


@dataclass(frozen=True)
class ReaderRow:
    """What a reader may do with a field, and why."""

    access: Access
    trail: tuple[TrailStep, ...]


def reader_overview(lines: Sequence[FieldRight], hiding: Sequence[str], path: str) -> ReaderRow:
    """What those with these lines read of one field; `hiding` names the steps that hide it."""
    steps = [[FieldRight(path=path, access="hidden")]] if hiding else []
    (right,) = reader_rights(lines, steps, [path])
    if lines:
        line = field_right(lines, path)
        way = "line" if line is not None and line.path != "*" else "rest"
        step = TrailStep(f"rights.reader-{way}-{right.access}", {"path": path})
    elif hiding:
        step = TrailStep("rights.reader-hidden-at", {"path": path, "step": hiding[0]})
    else:
        step = TrailStep("rights.reader-open", {"path": path})
    return ReaderRow(right.access, (step,))
