"""All that the rights of one process say, as plain values: what questions and comparisons look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from modeler.document.index import Index
from modeler.rights import operation_table
from modeler.rights.edit import fields_of, form_of, lines_of, process_rights, right_of
from runner.forms.schema import Form, field_places
from runner.organization.handler import Handler, read_handler
from runner.rights.fields import with_default
from runner.rights.model import READER_BLOCKS, FieldRight, ProcessRights, Reader, WorkspaceRights


@dataclass(frozen=True)
class SubjectStep:
    """A start or a step done by people. `lines` with the default of the step; `handler` None: nobody named."""

    id: str
    name: str
    is_start: bool
    form: str
    lines: tuple[FieldRight, ...]
    handler: Handler | None = None
    operations: tuple[str, ...] = ()
    verdicts: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()


@dataclass(frozen=True)
class Subject:
    """The rights of a process. `paths`: form -> path -> caption."""

    process: str
    rights: ProcessRights
    shared: WorkspaceRights
    category: str | None = None
    steps: tuple[SubjectStep, ...] = ()
    readers: Mapping[Reader, tuple[FieldRight, ...]] = field(default_factory=dict)
    paths: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def forms(self) -> list[str]:
        """The forms that the process shows, each once."""
        return [ref for ref in dict.fromkeys(step.form for step in self.steps) if ref in self.paths]


def category_of(index: Index, process: str) -> str | None:
    """The category of a process, or None."""
    record = index.processes.get(process)
    block = record.extension.get("process") if record else None
    return str(block.get("category") or "") or None if isinstance(block, Mapping) else None


def subject_of(index: Index, process: str, shared: WorkspaceRights, forms: Mapping[str, Form]) -> Subject:
    """The rights of a process as they are written now; what cannot be read is left out."""
    readers = {}
    for reader, block in READER_BLOCKS.items():
        lines = [right for line in lines_of(index, process, block) if (right := right_of(line)) is not None]
        readers[reader] = tuple(lines)
    records = [
        one for one in index.nodes.values() if one.process == process and one.tag in ("startEvent", "userTask")
    ]
    records.sort(key=lambda one: (one.tag != "startEvent", *((one.bounds.x, one.bounds.y) if one.bounds else (0, 0))))
    steps = tuple(_step(index, record.id) for record in records)
    used = dict.fromkeys(step.form for step in steps)
    paths = {
        ref: {place.path: place.component.caption for place in field_places(forms[ref])}
        for ref in used
        if ref in forms
    }
    return Subject(
        process, process_rights(index, process), shared, category_of(index, process), steps, readers, paths
    )  # fmt: skip


def _step(index: Index, node: str) -> SubjectStep:
    record = index.nodes[node]
    is_start = record.tag == "startEvent"
    block, copies = record.extension.get("handler"), record.extension.get("copy")
    verdicts = [str(one.get("label") or one.get("id")) for one in operation_table.verdicts_of(index, node)]
    return SubjectStep(
        id=node,
        name=record.name or node,
        is_start=is_start,
        form=form_of(index, node) or "",
        lines=tuple(with_default(fields_of(index, node), is_start=is_start)),
        handler=read_handler(block) if isinstance(block, Mapping) else None,
        operations=operation_table.step_of(index, node).listed,
        verdicts=tuple(verdicts),
        copies=tuple(str(one["who"]) for one in copies if isinstance(one, Mapping) and one.get("who"))
        if isinstance(copies, list)
        else (),
    )
