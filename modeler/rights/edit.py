"""Verbs and queries on rights: the table of a process, the rules of a workspace, and field x step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from modeler.document import commands
from modeler.document.document import Document
from modeler.document.index import Index
from runner.core.i18n import N_
from runner.data.model import read_value
from runner.data.ordered import as_json
from runner.forms.schema import Form, field_places
from runner.rights.fields import EVERYTHING, field_access, field_right, with_default
from runner.rights.model import (
    Access,
    Action,
    CategoryRights,
    FieldRight,
    ProcessRights,
    Rule,
    Scope,
    WorkspaceRights,
)

FILE = "rights.json"
Side = Literal["allow", "deny"]
FORM_TAGS = ("startEvent", "userTask")


@dataclass(frozen=True)
class Step:
    """A step that shows a form: a column of the table."""

    node: str
    name: str
    is_start: bool


@dataclass(frozen=True)
class Cell:
    """What a step may do with a field. `line` is what is written for it, None where the default holds;
    `is_own` whether the line is the field's own and not that of its table or the rest."""

    access: Access
    line: FieldRight | None
    is_own: bool


@dataclass(frozen=True)
class Row:
    """A field: a row of the table."""

    path: str
    caption: str
    is_column: bool
    is_fixed: bool


@dataclass(frozen=True)
class Matrix:
    """The table field x step of one form in one process."""

    rows: tuple[Row, ...]
    steps: tuple[Step, ...]
    cells: Mapping[tuple[str, str], Cell]
    """By (path, node id)."""


def lines_of(index: Index, element: str, block_name: str = "fields") -> list[dict[str, Any]]:
    """The lines of a step, or of a reader on a process, as they are written."""
    record = index.nodes.get(element) or index.processes.get(element)
    block = record.extension.get(block_name) if record else None
    return [dict(line) for line in block if isinstance(line, Mapping)] if isinstance(block, list | tuple) else []


def right_of(line: Mapping[str, Any]) -> FieldRight | None:
    """The line as a value; None where it cannot be read."""
    data = {"path": line.get("path"), "access": line.get("access")}
    if line.get("rows"):
        data["rows"] = line["rows"].split() if isinstance(line["rows"], str) else list(line["rows"])
    try:
        return FieldRight.model_validate(data)
    except ValueError:
        return None


def fields_of(index: Index, node: str) -> list[FieldRight]:
    """The lines written at a step, in their order; unreadable ones are left out."""
    return [right for line in lines_of(index, node) if (right := right_of(line)) is not None]


def form_of(index: Index, node: str) -> str | None:
    """The file name stem of the form of a step, or None."""
    record = index.nodes.get(node)
    block = record.extension.get("form") if record else None
    return str(block["ref"]) if isinstance(block, Mapping) and block.get("ref") else None


def steps_of(index: Index, form_ref: str) -> list[Step]:
    """The steps that show a form: the start first, then from left to right."""
    found = [
        (record.tag != "startEvent", (record.bounds.x, record.bounds.y) if record.bounds else (0.0, 0.0), record)
        for record in index.nodes.values()
        if record.tag in FORM_TAGS and form_of(index, record.id) == form_ref
    ]
    found.sort(key=lambda item: item[:2])
    return [Step(record.id, record.name, record.tag == "startEvent") for _late, _at, record in found]


def matrix(index: Index, form_ref: str, form: Form) -> Matrix:
    """The table of a form: every field and column against every step that shows it."""
    rows = tuple(
        Row(place.path, place.component.caption, place.table is not None, place.component.is_fixed)
        for place in field_places(form)
    )
    steps = tuple(steps_of(index, form_ref))
    cells = {}
    for step in steps:
        lines = with_default(fields_of(index, step.node), is_start=step.is_start)
        written = fields_of(index, step.node)
        for row in rows:
            line = field_right(written, row.path)
            own = line is not None and line.path == row.path
            cells[row.path, step.node] = Cell(field_access(lines, row.path), line, own)
    return Matrix(rows, steps, cells)


def set_cell(doc: Document, node: str, path: str, access: Access | None, rows: Sequence[str] | None = None) -> None:
    """Write what a step may do with a field; None takes the line away. One step of undo.

    The first line of a step that had none is joined by the step's default for the rest (`*`), so that
    writing one cell does not change the others.
    """
    lines = lines_of(doc.index, node)
    if not lines and access is not None:
        lines = [{"path": EVERYTHING, "access": "edit"}]  # a step without lines may edit everything
    places = [number for number, line in enumerate(lines) if line.get("path") == path]
    kept = [line for line in lines if line.get("path") != path]
    if access is not None:
        rest = [number for number, line in enumerate(kept) if line.get("path") == EVERYTHING]
        before = lines[places[0]] if places else {}
        made: dict[str, Any] = {"path": path, "access": access}
        if rows is not None or before.get("rows"):
            made["rows"] = list(rows) if rows is not None else before["rows"]
        kept.insert(places[0] if places else rest[0] if rest else len(kept), made)
    commands.set_extension(doc, node, "fields", kept or None)


def set_column(doc: Document, node: str, paths: Sequence[str], access: Access) -> None:
    """Write the same for many fields of a step, as one step of undo."""
    with doc.transaction(N_("Field rights")):
        for path in paths:
            set_cell(doc, node, path, access)


def process_rights(index: Index, process: str) -> ProcessRights:
    """The rules written in a process; unreadable ones are left out."""
    record = index.processes.get(process)
    block = record.extension.get("rights") if record else None
    sides: dict[str, list[Rule]] = {"allow": [], "deny": []}
    for side, rules in sides.items():
        lines = block.get(side) if isinstance(block, Mapping) else None
        for line in lines or ():
            try:
                rules.append(Rule.model_validate(dict(line)))
            except ValueError:
                continue
    return ProcessRights(allow=sides["allow"], deny=sides["deny"])


def _unread(index: Index, process: str, side: str) -> list[dict[str, Any]]:
    record = index.processes.get(process)
    block = record.extension.get("rights") if record else None
    found = []
    for line in (block.get(side) if isinstance(block, Mapping) else None) or ():
        try:
            Rule.model_validate(dict(line))
        except ValueError:
            found.append(dict(line))
    return found


def set_process_rights(doc: Document, process: str, rights: ProcessRights) -> None:
    """Write the rules of a process; without any the block goes, and the default holds. Lines that cannot be read
    stay, behind the others."""
    block = {}
    for side, rules in (("allow", rights.allow), ("deny", rights.deny)):
        lines = [rule.model_dump(exclude_none=True) for rule in rules] + _unread(doc.index, process, side)
        if lines:
            block[side] = lines
    commands.set_extension(doc, process, "rights", block or None)


def with_rule(
    rights: ProcessRights, side: Side, action: Action, who: str, scope: Scope | None = None
) -> ProcessRights:
    """The rules with one more at the end; a rule that is there already is not repeated."""
    rule = Rule(action=action, who=who, scope=scope)
    rules = rights.allow if side == "allow" else rights.deny
    return rights if rule in rules else rights.model_copy(update={side: [*rules, rule]})


def without_rule(rights: ProcessRights, side: Side, rule: Rule) -> ProcessRights:
    """The rules without one."""
    rules = rights.allow if side == "allow" else rights.deny
    return rights.model_copy(update={side: [item for item in rules if item != rule]})


def read_rights(part: object, name: str = FILE) -> WorkspaceRights:
    """The workspace's rights in a JSON part or in bytes. Raises `FormatError`."""
    return read_value(WorkspaceRights, part, name)


def rights_part(rights: WorkspaceRights, like: object = None) -> dict[str, Any]:
    """The JSON of the workspace's rights, in the order of keys of the part as it stood."""
    return as_json(rights, like)


def set_category(rights: WorkspaceRights, category: str, rules: ProcessRights) -> WorkspaceRights:
    """The workspace's rights with the rules of a category; without rules the category goes."""
    others = [item for item in rights.categories if item.category != category]
    made = CategoryRights(category=category, allow=rules.allow, deny=rules.deny)
    return rights.model_copy(update={"categories": [*others, made] if rules.allow or rules.deny else others})
