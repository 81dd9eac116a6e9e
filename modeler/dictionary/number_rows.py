"""Numbering rules as rows, one a segment, in the order in which they stand in the number."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from modeler.dictionary.columns import NUMBERS, RESET_NAMES, SEGMENT_NAMES, YES_NAMES
from modeler.dictionary.edit import is_code
from modeler.dictionary.rows import Row, in_language, key_of, local, named
from runner.core.problem import Severity
from runner.data.dictionary import Dictionary
from runner.data.numbering import NumberRule, Segment, check_rule

NUMBERS_SHEET = "numbers"
_CONTENT: Mapping[str, str] = {"fixed": "text", "date": "pattern", "field": "path", "sequence": "width"}
_SPLIT = re.compile(r"[,，、;；]")
_COLUMNS = {column.id: column for column in NUMBERS}


def number_cells(rule: NumberRule, language: str) -> list[dict[str, str]]:
    """The rows of a rule."""
    head = {
        "rule": rule.code, "ruleZh": in_language(rule.name, "zh"), "ruleEn": in_language(rule.name, "en"),
        "gaps": named(YES_NAMES, "yes" if rule.gaps else "no", language),
        "widen": named(YES_NAMES, "yes" if rule.overflow == "widen" else "no", language),
    }  # fmt: skip
    return [
        {**head, "kind": named(SEGMENT_NAMES, one.kind, language), "content": _content(one),
         "reset": named(RESET_NAMES, one.reset, language) if one.kind == "sequence" else "",
         "by": "、".join(one.scope)}
        for one in rule.segments
    ]  # fmt: skip


def _content(segment: Segment) -> str:
    name = _CONTENT.get(segment.kind)
    return str(getattr(segment, name)) if name else ""


def with_numbering(dictionary: Dictionary, rows: list[Row]) -> Dictionary:
    """The dictionary with the rules of the rows; a rule in the file has the segments that stand there."""
    if not rows:
        return dictionary
    rules = {rule.code: rule for rule in dictionary.numbering}
    files: dict[str, list[Row]] = {}
    for row in rows:
        code = row.code = row.cells.get("rule", "")
        if not code:
            row.wrong("empty", _COLUMNS["rule"])
        elif not is_code(code):
            row.wrong("bad-code", _COLUMNS["rule"], code)
        else:
            files.setdefault(code, []).append(row)
    for code, mine in files.items():
        before = rules.get(code)
        made = _rule(before or NumberRule(code=code), mine)
        if any(row.problems for row in mine):
            continue
        for problem in check_rule(made):
            if problem.severity is Severity.ERROR:
                mine[0].wrong("unfit", value=problem.message)
        for row in mine:
            row.what = "added" if before is None else "same" if made == before else "changed"
        rules[code] = made
    return dictionary.model_copy(update={"numbering": list(rules.values())})


def _rule(stood: NumberRule, rows: list[Row]) -> NumberRule:
    cells = rows[0].cells
    before = list(stood.segments)
    segments = [
        _segment(row, before[at] if at < len(before) else None) for at, row in enumerate(rows)
    ]  # fmt: skip
    changes: dict[str, Any] = {}
    name = local(stood.name, cells, "ruleZh", "ruleEn")
    if name != stood.name:
        changes["name"] = name
    for column in ("gaps", "widen"):
        answer = key_of(rows[0], _COLUMNS[column], YES_NAMES, cells.get(column, ""))
        if answer:
            value: Any = answer == "yes" if column == "gaps" else "widen" if answer == "yes" else "refuse"
            key = "gaps" if column == "gaps" else "overflow"
            if getattr(stood, key) != value:
                changes[key] = value
    if segments != before:
        changes["segments"] = segments
    return stood.model_copy(update=changes) if changes else stood


def _segment(row: Row, stood: Segment | None) -> Segment:
    """A segment after its row; what no column holds stays where one of the same kind stood."""
    cells, changes = row.cells, dict[str, Any]()
    kind = key_of(row, _COLUMNS["kind"], SEGMENT_NAMES, cells.get("kind", ""))
    if not kind:
        if kind is not None:
            row.wrong("empty", _COLUMNS["kind"])
        return stood or Segment(kind="fixed")
    before = stood if stood is not None and stood.kind == kind else Segment.model_validate({"kind": kind})
    content, name = cells.get("content", ""), _CONTENT.get(kind)
    if name is not None and content != _content(before).strip():
        if kind != "sequence":
            changes[name] = content
        elif content.isascii() and content.isdigit():
            changes[name] = int(content)
        elif content:
            row.wrong("not-a-number", _COLUMNS["content"], content)
    if kind == "sequence":
        reset = key_of(row, _COLUMNS["reset"], RESET_NAMES, cells.get("reset", ""))
        if reset and reset != before.reset:
            changes["reset"] = reset
        scope = [text for part in _SPLIT.split(cells.get("by", "")) if (text := part.strip())]
        if "by" in cells and scope != before.scope:
            changes["scope"] = scope
    return before.model_copy(update=changes) if changes else before
