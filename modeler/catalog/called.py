"""Which file holds a process that is called."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from runner.core.atomic import read_bytes
from runner.core.errors import AppError
from runner.core.xml import read_xml

_PROCESS = "{http://www.omg.org/spec/BPMN/20100524/MODEL}process"


def file_with(process: str, files: Iterable[Path]) -> Path | None:
    """The first of the files in which a process has this id; None where none has. A file that cannot be read
    holds nothing."""
    for path in files:
        try:
            root = read_xml(read_bytes(path), file=str(path)).getroot()
        except (AppError, OSError):
            continue
        if any(element.tag == _PROCESS and element.get("id") == process for element in root):
            return path
    return None
