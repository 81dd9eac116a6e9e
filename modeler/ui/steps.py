"""The strip of the six steps: from the facts of the open process to rows of text, colour and tip."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeler.catalog.stages import STAGES, Evidence, StageState, stage_states
from runner.core.i18n import tr as _
from runner.core.i18n import trn

if TYPE_CHECKING:
    from modeler.document.document import Document
    from modeler.document.workspace import Workspace
    from modeler.ui.context import Context
    from modeler.ui.window import MainWindow

STEP_PLACES = {
    "surveyed": "design",
    "standardised": "forms-rights",
    "designed": "design",
    "piloted": "improve",
    "rolled-out": "publish",
    "improved": "improve",
}
TOPIC_PLACES = {
    "identity": "design",
    "dictionary": "forms-rights",
    "forms": "design",
    "problems": "design",
    "rehearsal": "rehearse",
    "pilot": "improve",
    "publishing": "publish",
}


def step_rows(context: Context) -> tuple[str, list[tuple[str, str, str, str]]]:
    """Title of the process, and (id, text, tone, tip) of each step."""
    from modeler.catalog.inventory import describe

    document = context.document
    assert document is not None
    entry = describe(document)
    title = " ".join(part for part in (entry.name or _("Untitled"), entry.code) if part)
    if entry.version:
        title = f"{title} · V{entry.version}"
    states = states_of(context)
    return title, [_row(state, current=state.id == _first_open(states)) for state in states]


def states_of(context: Context) -> tuple[StageState, ...]:
    """The six steps of the open process."""
    from modeler.catalog.stages import facts_of

    document = context.document
    assert document is not None
    evidence = evidence_of(document, context.workspace)
    return stage_states(facts_of(document, context.workspace, context.problems, evidence))


def evidence_of(document: Document, workspace: Workspace | None) -> Evidence:
    """What the store of rehearsals and the ledgers of publishing say about a process."""
    if workspace is None or document.path is None:
        return Evidence()
    from modeler.catalog.inventory import describe, relative
    from modeler.publish.evidence import published_versions
    from runner.protocol.peek import rehearsed_cases

    store = workspace.folder / ".slipway" / "store.sqlite"
    _every, ended = rehearsed_cases(store, describe(document).process)
    return Evidence(ended, len(published_versions(workspace.info.id, relative(document.path, workspace.folder))))


def go_to_step(window: MainWindow, step: str) -> None:
    """Show where the first missing thing of a step is done; where nothing is missing, where the step lives."""
    context = window.context
    topic = next((topic for state in states_of(context) if state.id == step for topic in state.topics), "")
    if topic == "problems":
        window.show_problems()
        return
    window.show_place(TOPIC_PLACES.get(topic) or STEP_PLACES[step])
    place: Any = window.place_widget(window.place)
    if topic == "identity":
        context.selection.set(())
        place.do_show_properties()
    elif topic == "forms" and context.document is not None:
        nodes = context.document.index.nodes.values()
        without = next((node.id for node in nodes if node.tag == "userTask" and not node.extension.get("form")), None)
        if without is not None:
            place.focus_element(without)
            place.do_show_properties("form")
    elif topic == "dictionary":
        place.show_page("dictionary")


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
