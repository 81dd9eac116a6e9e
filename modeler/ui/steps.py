"""The strip of the six steps: from the facts of the open process to rows of text, colour and tip."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeler.catalog.stages import STAGES, StageState, stage_states
from runner.core.i18n import tr as _
from runner.core.i18n import trn

if TYPE_CHECKING:
    from modeler.ui.context import Context

STEP_PLACES = {
    "surveyed": "library",
    "standardised": "forms-rights",
    "designed": "design",
    "piloted": "improve",
    "rolled-out": "publish",
    "improved": "improve",
}


def step_rows(context: Context) -> tuple[str, list[tuple[str, str, str, str]]]:
    """Title of the process, and (id, text, tone, tip) of each step."""
    from modeler.catalog.inventory import describe
    from modeler.catalog.stages import facts_of

    document = context.document
    assert document is not None
    entry = describe(document)
    title = " ".join(part for part in (entry.name or _("Untitled"), entry.code) if part)
    if entry.version:
        title = f"{title} · V{entry.version}"
    states = stage_states(facts_of(document, context.workspace, context.problems))
    return title, [_row(state, current=state.id == _first_open(states)) for state in states]


def _first_open(states: tuple[StageState, ...]) -> str:
    return next((state.id for state in states if state.missing), "")


def _row(state: StageState, *, current: bool) -> tuple[str, str, str, str]:
    text = _(STAGES[state.id])
    if not state.missing:
        return state.id, text, "good", _("Nothing is missing")
    tip = "\n".join(_(item) for item in state.missing)
    if current:
        text = f"{text} · " + trn("{count} open", "{count} open", len(state.missing))
    return state.id, text, "accent" if current else "strong_line", tip
