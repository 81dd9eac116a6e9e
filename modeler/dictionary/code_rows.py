"""Process codes as rows: which are in use, reserved or retired, and what codes are made of.

Codes in use belong to their processes: they are written out to be seen, and checked when read, not given here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from modeler.dictionary.columns import CODE_PARTS, PART_NAMES, PROCESS_CODES, STATE_NAMES
from modeler.dictionary.process_codes import CodeBook, check_code, set_codes
from modeler.dictionary.rows import Row, in_language, key_of, local, named
from runner.data.dictionary import Dictionary
from runner.data.process_codes import KeptCode, ProcessCodes

CODES_SHEET = "process-codes"
PARTS_SHEET = "code-parts"
_CODES = {column.id: column for column in PROCESS_CODES}
_PARTS = {column.id: column for column in CODE_PARTS}
_PART = re.compile(r"[A-Z][A-Z0-9]*")


def code_cells(book: CodeBook, language: str) -> Iterable[dict[str, str]]:
    """The rows of all codes: those in use, then reserved and retired ones."""
    retired = book.retired
    for _file, (code, name) in sorted(book.taken.items(), key=lambda item: item[1]):
        if code not in retired:
            yield {"processCode": code, "process": name, "state": named(STATE_NAMES, "taken", language)}
    for state, kept in (("reserved", book.rule.reserved), ("retired", book.rule.retired)):
        for one in kept:
            yield {"processCode": one.code, "process": one.name, "state": named(STATE_NAMES, state, language),
                   "since": one.since}  # fmt: skip


def part_cells(codes: ProcessCodes, language: str) -> Iterable[dict[str, str]]:
    """The rows of the parts that codes are made of."""
    for part in PART_NAMES:
        for code, name in getattr(codes, part).items():
            yield {"part": named(PART_NAMES, part, language), "short": code, "partZh": in_language(name, "zh"),
                   "partEn": in_language(name, "en")}  # fmt: skip


def with_codes(dictionary: Dictionary, book: CodeBook, codes: list[Row], parts: list[Row]) -> Dictionary:
    """The dictionary with the codes and parts of the rows; codes that are not in the file stay as they are."""
    rule = _with_parts(book.rule, parts)
    rule = _with_kept(rule, book, codes)
    return dictionary if rule == book.rule else set_codes(dictionary, rule)


def _with_parts(rule: ProcessCodes, rows: list[Row]) -> ProcessCodes:
    tables: dict[str, dict[str, Any]] = {part: dict(getattr(rule, part)) for part in PART_NAMES}
    seen: set[tuple[str, str]] = set()
    for row in rows:
        short = row.code = row.cells.get("short", "").upper()
        part = key_of(row, _PARTS["part"], PART_NAMES, row.cells.get("part", ""))
        if part == "" or not short:
            row.wrong("empty", _PARTS["short" if part else "part"])
        elif not _PART.fullmatch(short):
            row.wrong("bad-part", _PARTS["short"], short)
        elif part is not None and (part, short) in seen:
            row.wrong("twice", _PARTS["short"], short)
        elif part is not None and not row.problems:
            seen.add((part, short))
            before = tables[part].get(short)
            made = local(before or "", row.cells, "partZh", "partEn") or ""
            row.what = "added" if before is None else "same" if made == before else "changed"
            tables[part][short] = made
    changes = {part: table for part, table in tables.items() if table != getattr(rule, part)}
    return rule.model_copy(update=changes) if changes else rule


def _with_kept(rule: ProcessCodes, book: CodeBook, rows: list[Row]) -> ProcessCodes:
    reserved = {one.code: one for one in rule.reserved}
    retired = {one.code: one for one in rule.retired}
    in_use = {code for code, _name in book.taken.values()}
    free = CodeBook(rule.model_copy(update={"reserved": [], "retired": []}))
    seen: set[str] = set()
    for row in rows:
        code = row.code = row.cells.get("processCode", "")
        state = key_of(row, _CODES["state"], STATE_NAMES, row.cells.get("state", ""))
        if row.problems:
            continue
        if not code or not state:
            row.wrong("empty", _CODES["state" if code else "processCode"])
        elif code in seen:
            row.wrong("twice", _CODES["processCode"], code)
        elif state == "taken":
            if code not in in_use or code in retired:
                row.wrong("code-unused", _CODES["state"], code)
        elif state == "reserved" and code in retired:
            row.wrong("code-retired", _CODES["state"], code)
        elif state == "reserved" and code in in_use:
            row.wrong("code-taken", _CODES["state"], code)
        elif code not in reserved and code not in in_use and (problem := check_code(free, code)) is not None:
            row.wrong("unfit-code", _CODES["processCode"], problem.message)
        else:
            kept = retired if state == "retired" else reserved
            before = kept.get(code)
            made = _kept(row, before or KeptCode(code=code))
            if row.problems:
                continue
            if state == "retired":
                reserved.pop(code, None)
            row.what = "added" if before is None else "same" if made == before else "changed"
            kept[code] = made
        seen.add(code)
    changes = {name: list(kept.values()) for name, kept in (("reserved", reserved), ("retired", retired))
               if list(kept.values()) != getattr(rule, name)}  # fmt: skip
    return rule.model_copy(update=changes) if changes else rule


def _kept(row: Row, before: KeptCode) -> KeptCode:
    changes: dict[str, Any] = {}
    if "process" in row.cells and row.cells["process"] != before.name:
        changes["name"] = row.cells["process"]
    since = row.cells.get("since", before.since)
    if since and since != before.since:
        try:
            since = date.fromisoformat(since.split("T")[0].strip().replace("/", "-")).isoformat()
        except ValueError:
            row.wrong("not-a-day", _CODES["since"], since)
    if since != before.since:
        changes["since"] = since
    return before.model_copy(update=changes) if changes else before
