"""The codes of the processes of a workspace, with the rule that they follow."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from modeler.catalog.inventory import FILE, entries, read_document, relative
from modeler.dictionary.process_codes import CodeBook
from runner.core.errors import FormatError
from runner.data.dictionary import Dictionary
from runner.data.model import read_value
from runner.data.process_codes import ProcessCodes


def code_book(folder: Path, files: Iterable[Path], dictionary: Dictionary | None = None) -> CodeBook:
    """The codes of a workspace. Raises `FormatError` for an inventory that does not fit."""
    taken = {relative(entry.path, folder): (entry.code, entry.name) for entry in entries(folder, files)
             if entry.path is not None and entry.code}  # fmt: skip
    rule = dictionary.process_codes if dictionary is not None else None
    return CodeBook(rule or _rule_of_inventory(folder), taken)


def _rule_of_inventory(folder: Path) -> ProcessCodes:
    """Where the rule stood before it came into the dictionary: read as long as the dictionary says nothing."""
    block = read_document(folder).get("codes")
    if block is None:
        return ProcessCodes(strict=False)
    if not isinstance(block, dict):
        raise FormatError("inventory.unreadable", file=str(folder / FILE), cause="codes")
    return read_value(ProcessCodes, block, str(folder / FILE))
