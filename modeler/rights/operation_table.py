"""The table of operations against steps, and the verdict menu of each step; both stand in `slip:approval`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from modeler.document import commands
from modeler.document.document import Document
from modeler.document.index import Index
from runner.core.i18n import N_
from runner.organization.trail import TrailStep
from runner.rights.operations import OPEN_OPERATIONS, OPERATIONS, State, operation_state, operation_trail

RESULTS = ("agree", "reject", "return", "abstain", "custom")


@dataclass(frozen=True)
class ApprovalStep:
    """A step done by people; `has_approval`: it asks for a verdict and may list its operations."""

    id: str
    name: str
    has_approval: bool
    listed: tuple[str, ...]


@dataclass(frozen=True)
class OperationCell:
    """Whether a step gives an operation, whether the step itself says so, and why."""

    state: State
    is_listed: bool
    is_own: bool
    trail: tuple[TrailStep, ...]

    @property
    def is_given(self) -> bool:
        """Whether people get it."""
        return self.state in ("always", "open", "listed")


def block_of(index: Index, step: str) -> dict[str, Any] | None:
    """The approval of a step as it is written; None where it has none."""
    record = index.nodes.get(step)
    block = record.extension.get("approval") if record else None
    return dict(block) if isinstance(block, Mapping) else None


def steps_of(index: Index) -> list[ApprovalStep]:
    """All steps done by people, from left to right."""
    found = [record for record in index.nodes.values() if record.tag == "userTask"]
    found.sort(key=lambda one: (one.bounds.x, one.bounds.y) if one.bounds else (0.0, 0.0))
    return [step_of(index, record.id) for record in found]


def step_of(index: Index, step: str) -> ApprovalStep:
    """One step. Raises `KeyError`."""
    record, block = index.nodes[step], block_of(index, step)
    listed = (block or {}).get("operations") or ()
    words = listed.split() if isinstance(listed, str) else [str(one) for one in listed]
    return ApprovalStep(step, record.name or step, block is not None, tuple(words))


def operation_cell(step: ApprovalStep, operation: str) -> OperationCell:
    """One cell."""
    state = operation_state(operation, step.listed)
    own = bool(step.listed) and state not in ("always", "case")
    return OperationCell(state, operation in step.listed, own, operation_trail(operation, step.listed))


def can_write(step: ApprovalStep, operation: str) -> bool:
    """Whether a cell may be changed: a step that asks for no verdict lists nothing, and some operations are not a
    matter of the step."""
    return step.has_approval and operation_state(operation, ()) not in ("always", "case")


def set_operations(doc: Document, changes: Mapping[str, Mapping[str, bool | None]]) -> None:
    """Give or refuse operations, step -> operation -> yes or no, as one step of undo; None gives the whole list of
    the step up. The first entry of a step lists what was open so far, so that the others stay."""
    with doc.transaction(N_("Operations of steps")):
        for own, cells in changes.items():
            step = step_of(doc.index, own)
            wanted = {operation: given for operation, given in cells.items() if can_write(step, operation)}
            if not wanted:
                continue
            listed: list[str] = []
            if None not in wanted.values():
                listed = list(step.listed or OPEN_OPERATIONS)
                listed = [one for one in listed if wanted.get(one, True)]
                listed += [one for one in OPERATIONS if wanted.get(one) and one not in listed]
                listed = listed or ["complete"]  # an empty list would open everything
            _write(doc, own, operations=listed or None)


def verdicts_of(index: Index, step: str) -> list[dict[str, Any]]:
    """The verdict menu of a step as it is written; empty: the usual three."""
    found = (block_of(index, step) or {}).get("verdicts") or []
    return [dict(one) for one in found if isinstance(one, Mapping)]


def set_verdicts(
    doc: Document, step: str, verdicts: Sequence[Mapping[str, Any]], merge_key: str | None = None
) -> None:
    """Write the verdict menu of a step."""
    with doc.transaction(N_("Verdicts"), merge_key):
        _write(
            doc, step, verdicts=[{k: v for k, v in one.items() if v not in (None, "")} for one in verdicts] or None
        )


def _write(doc: Document, step: str, **entries: object) -> None:
    block = block_of(doc.index, step) or {}
    for key, value in entries.items():
        if value is None:
            block.pop(key, None)
        else:
            block[key] = value
    commands.set_extension(doc, step, "approval", block or {"vote": "any"})
