"""The steps of a process that show a form, as rows and columns need them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from modeler.rights.edit import fields_of, right_of
from runner.core.i18n import tr as _
from runner.rights.fields import with_default
from runner.rights.model import READER_BLOCKS, FieldRight, Reader

if TYPE_CHECKING:
    from modeler.document.document import Document
    from modeler.document.records import NodeRecord

FORM_TAGS = ("startEvent", "userTask")


@dataclass(frozen=True)
class Step:
    """A step with a form: its id, its name, the form's file stem, and what it says of fields."""

    id: str
    name: str
    form: str
    is_start: bool
    document: Document = field(compare=False, repr=False)

    @property
    def lines(self) -> tuple[FieldRight, ...]:
        """What is written at the step, read when it is asked for: most ask for the name alone."""
        return tuple(fields_of(self.document.index, self.id))

    @property
    def rights(self) -> list[FieldRight]:
        """The lines with the default of the step."""
        return with_default(self.lines, is_start=self.is_start)


def form_ref(record: NodeRecord) -> str:
    """The file stem of the step's form; empty without one."""
    block = record.extension.get("form")
    return str(block.get("ref") or "") if isinstance(block, Mapping) else ""


def steps_of(document: Document | None) -> list[Step]:
    """All steps that may show a form, in the order of the diagram."""
    if document is None:
        return []
    found = [record for record in document.index.nodes.values() if record.tag in FORM_TAGS]
    found.sort(
        key=lambda one: (one.tag != "startEvent", *((one.bounds.x, one.bounds.y) if one.bounds else (0.0, 0.0)))
    )
    return [_step(document, record) for record in found]


def _step(document: Document, record: NodeRecord) -> Step:
    is_start = record.tag == "startEvent"
    name = record.name or (_("Start") if is_start else record.id)
    return Step(record.id, name, form_ref(record), is_start, document)


def used_forms(document: Document | None) -> list[str]:
    """The file stems of the forms that the process uses, in the order of its steps."""
    return list(dict.fromkeys(step.form for step in steps_of(document) if step.form))


def reader_lines(document: Document | None, process: str, reader: Reader) -> list[FieldRight]:
    """What a process says of a reader of its cases; unreadable lines are left out."""
    record = document.index.record(process) if document is not None else None
    block = getattr(record, "extension", {}).get(READER_BLOCKS[reader]) or ()
    lines = [dict(line) for line in block if isinstance(line, Mapping)] if isinstance(block, list | tuple) else []
    return [right for line in lines if (right := right_of(line)) is not None]
