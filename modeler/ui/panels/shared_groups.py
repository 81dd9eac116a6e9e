"""Groups of the panel that say something else of several elements than of one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial

from modeler.document.data import STATEFUL
from modeler.document.records import FlowRecord, NodeRecord
from modeler.ui.panels.fields import ChoiceField, LongField, TextField
from modeler.ui.panels.group_basics import kinds_of
from modeler.ui.panels.group_technical import describe
from modeler.ui.panels.shared_editing import SharedEditing
from runner.core.i18n import N_, listed
from runner.core.i18n import tr as _
from runner.core.registry import load_object
from runner.ui.kit.groups import PropertyGroup
from runner.ui.kit.texts import label

VARIES = N_("Several values")
"""What stands in a field where the values differ."""


def basics(group: PropertyGroup, editing: SharedEditing) -> list[Callable[[], None]]:
    """Kind, description, and the state of data; names stay what they are."""
    refreshers: list[Callable[[], None]] = []
    if len(kinds := _common_kinds(editing)) > 1:
        kind = ChoiceField(kinds, lambda: _one_kind(editing), lambda value: _morph(editing, value))
        kind.setObjectName("property-kind")
        group.add(_("Kind"), kind)
        refreshers.append(kind.refresh)
    records = [editing.document.index.record(one) for one in editing.elements]
    if all(isinstance(record, NodeRecord) and record.tag in STATEFUL for record in records):
        state = TextField(
            lambda: editing.get("state"), lambda value: editing.set("state", value, merge=True), editing.seal
        )
        state.setObjectName("property-state")
        group.add(_("State"), state)
        refreshers += [state.refresh, partial(_tell, state, editing, "state")]
    notes = LongField(
        lambda: editing.get("documentation"),
        lambda value: editing.set("documentation", value, merge=True),
        editing.seal,
    )
    notes.setObjectName("property-documentation")
    group.add(_("Description"), notes)
    refreshers += [notes.refresh, partial(_tell, notes, editing, "documentation")]
    for refresh in refreshers:
        refresh()
    return refreshers


def _tell(field: TextField | LongField, editing: SharedEditing, name: str) -> None:
    """An empty field says whether there is nothing, or something else in each."""
    field.setPlaceholderText(_(VARIES) if editing.differs(name) else "")


def _common_kinds(editing: SharedEditing) -> list[tuple[str, str]]:
    """(kind, name) of what all of them may be."""
    offered: dict[tuple[str, bool], list[tuple[str, str]]] = {}
    for one in editing.elements:
        record = editing.document.index.nodes.get(one)
        if record is None:
            return []
        key = (record.spec, record.attached_to is not None)
        if key not in offered:
            offered[key] = kinds_of(record)
    first, *others = offered.values()
    return [choice for choice in first if all(choice in other for other in others)]


def _one_kind(editing: SharedEditing) -> str:
    kinds = set(editing.kinds())
    return kinds.pop() if len(kinds) == 1 else ""


def _morph(editing: SharedEditing, spec: str) -> None:
    replace = load_object("modeler.document.commands:replace")

    def all_of_them() -> None:
        for one in editing.elements:
            replace(editing.document, one, spec)

    editing.do(N_("Change type"), all_of_them)


def technical(group: PropertyGroup, editing: SharedEditing) -> list[Callable[[], None]]:
    """What they are in BPMN, how many of each, and what the file says of all of them alike."""
    tags = label("", "body", wrap=True, selectable=True)
    tags.setObjectName("shared-tags")
    group.add("BPMN", tags)
    alike = label("", "caption", wrap=True, selectable=True)
    alike.setObjectName("shared-xml")
    group.add(_("The same in all of them"), alike)

    def refresh() -> None:
        if not group.is_open:  # whole elements are read: not for each key typed elsewhere
            return
        found = Counter(_tag(editing, one) for one in editing.elements)
        tags.setText(listed(f"{tag} × {count}" for tag, count in sorted(found.items())))
        alike.setText(_alike(editing))

    group.folded.connect(lambda _open: refresh())
    refresh()
    return [refresh]


def _tag(editing: SharedEditing, element: str) -> str:
    record = editing.document.index.record(element)
    return record.kind if isinstance(record, FlowRecord) else str(getattr(record, "tag", ""))


def _alike(editing: SharedEditing) -> str:
    """The lines that are said of each of them."""
    common: dict[str, None] | None = None
    for one in editing.elements:
        view = editing.document.view(one, 1)
        lines = dict.fromkeys(describe(view, place=False).splitlines()) if view is not None else {}
        common = lines if common is None else {line: None for line in common if line in lines}
        if not common:
            break
    return "\n".join(common or ()) or "–"
