"""高级: ids, what runs, and what the file says in XML."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from modeler.bpmn.nodes import ElementView
from modeler.document.records import NodeRecord, ProcessRecord
from modeler.ui.panels.editing import Editing
from modeler.ui.panels.fields import CheckField
from runner.core.i18n import tr as _
from runner.ui.kit.groups import PropertyGroup
from runner.ui.kit.texts import label


def build(group: PropertyGroup, editing: Editing) -> list[Callable[[], None]]:
    """Fill the group; returns what refreshes it."""
    identity = label(editing.element, "body", selectable=True)
    group.add("ID", identity)
    refreshers: list[Callable[[], None]] = []
    record = editing.record
    if isinstance(record, ProcessRecord):
        runs = CheckField(
            _("Can be run"),
            lambda: isinstance(now := editing.record, ProcessRecord) and now.executable,
            lambda on: editing.set("isExecutable", "true" if on else "false"),
        )
        group.add("", runs)
        refreshers.append(runs.refresh)
    if isinstance(record, NodeRecord):
        group.add("BPMN", label(record.tag, "body", selectable=True))
    attributes = label("", "caption", wrap=True, selectable=True)
    group.add("XML", attributes)

    def refresh() -> None:
        if not group.is_open:  # a whole element is read: not for each key typed elsewhere
            return
        depth = 0 if isinstance(editing.record, ProcessRecord) else 1
        view = editing.document.view(editing.element, depth)
        attributes.setText(describe(view) if view is not None else "")

    group.folded.connect(lambda _open: refresh())
    refresh()
    return [*refreshers, refresh]


def describe(view: ElementView, *, place: bool = True) -> str:
    """Attributes and children of an element, one a line; `place`: also where in the file it stands."""
    lines = [f"{name} = {value}" for name, value in view.attributes.items() if name != "id"]
    own = {child.tag for child in view.children if child.tag not in ("incoming", "outgoing", "flowNodeRef")}
    if view.line and place:
        lines.append(_("line {line} of the file").format(line=view.line))
    return "\n".join([*lines, *(f"<{tag}>" for tag in sorted(own))]) or "–"


def called_choices(editing: Editing) -> list[tuple[str, str]]:
    """(process id, name) of the processes of the workspace that may be called."""
    from modeler.catalog.inventory import read_entry

    workspace = editing.context.workspace
    found = {one.id: one.name or one.id for one in editing.document.index.processes.values()}
    for path in workspace.processes() if workspace is not None else ():
        entry = read_entry(Path(path))
        if entry.process:
            found.setdefault(entry.process, entry.name)
    record = editing.record
    own = record.process if isinstance(record, NodeRecord) else None
    return [(key, name) for key, name in found.items() if key != own]
