"""The form of a step, and what an item of the inbox says of it in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runner.bundle.graph import Node
from runner.forms.access import strip_hidden
from runner.forms.schema import Form, field_places
from runner.forms.values import at, has
from runner.rights.fields import with_default
from runner.rights.model import FieldRight

if TYPE_CHECKING:
    from runner.service.room import Live

FIELDS = 3
LENGTH = 60


def form_of(live: Live, node: Node) -> tuple[Form | None, list[FieldRight]]:
    """The form of a step and what the step may do with its fields."""
    if node.form is None:
        return None, []
    form = live.bundle.forms.get(node.form.ref)
    return form, with_default(node.form.fields, is_start=node.kind == "startEvent")


def captions(live: Live, process: str, node: Node, token: str) -> dict[str, str]:
    """What the store keeps of a step so that the inbox can be searched without loading its case: `title`,
    `process_name`, and as `summary` the first fields that the step shows, as anybody sees them there by the rights of
    `model`: under another one it is not shown."""
    graph = live.bundle.graphs[process]
    return {
        "title": node.name or node.id,
        "process_name": graph.name or process,
        "summary": _summary(live, node, token),
        "model": live.row["model"],
    }


def _summary(live: Live, node: Node, token: str) -> str:
    form, rights = form_of(live, node)
    if form is None:
        return ""
    visible = live.engine.data.visible(live.engine.find(token))
    values = strip_hidden(form, visible, rights, organization=live.bundle.organization)
    found: list[str] = []
    for place in field_places(form):
        if place.table is not None or not has(values, place.path):
            continue
        text = _text(at(values, place.path))
        if text:
            found.append(f"{place.component.caption} {text}")
        if len(found) == FIELDS:
            break
    return " · ".join(found)


def _text(value: Any) -> str:
    """A plain value in short; empty for what is none."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    text = " ".join(str(value).split())
    return text if len(text) <= LENGTH else f"{text[: LENGTH - 1]}…"
