"""The inventory of a workspace: its processes with code, name, owner, department and stage.

What belongs to a process stands in its own file; the rest (department, the stage somebody set) in
`inventory.json`. Reading is quick: the head of each file is looked at, not its drawing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from runner.core.atomic import read_bytes, write_bytes
from runner.core.errors import AppError, FormatError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.values import dataclass

if TYPE_CHECKING:
    from modeler.document.document import Document
    from modeler.document.workspace import Workspace

declare(
    {
        "inventory.unreadable": (
            N_("The file {file} is not an inventory of processes: {cause}."),
            N_("Mend or remove it; nothing is overwritten until then."),
        ),
    }
)

FILE = "inventory.json"
_MODEL = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
_OWN = "{urn:slipway:bpmn:1}"


@dataclass(frozen=True)
class ProcessEntry:
    """One row of the library. `path` is None for a process that was never saved; `changed` is in UTC;
    `failure` says why the file could not be read (an error's code), else it is empty."""

    path: Path | None = None
    process: str = ""
    name: str = ""
    code: str = ""
    version: str = ""
    owner: str = ""
    category: str = ""
    department: str = ""
    stage: str = ""
    nodes: int = 0
    changed: datetime | None = None
    published: int = 0
    failure: str = ""


def describe(document: Document) -> ProcessEntry:
    """The row of an open document, from its index."""
    processes = list(document.index.processes.values())
    main = next((one for one in processes if one.executable), processes[0] if processes else None)
    if main is None:
        return ProcessEntry(path=document.path)
    block = _texts(main.extension.get("process"))
    pool = document.index.nodes.get(main.pool or "")
    return ProcessEntry(
        path=document.path,
        process=main.id,
        name=main.name or (pool.name if pool is not None else ""),
        code=block.get("code", ""),
        version=block.get("version", ""),
        owner=block.get("owner", ""),
        category=block.get("category", ""),
        nodes=len(document.index.nodes),
    )


def read_entry(path: Path, noted: Mapping[str, Any] | None = None) -> ProcessEntry:
    """The row of a file on disk; `noted` is its row of `inventory.json`. Never raises for a bad file."""
    from runner.core.xml import read_xml  # the start page lists no process: the parser may wait

    extra = noted or {}
    base: dict[str, Any] = {
        "path": path,
        "department": str(extra.get("department") or ""),
        "stage": str(extra.get("stage") or ""),
        "published": int(extra.get("published") or 0),
    }
    try:
        root = read_xml(read_bytes(path), file=str(path)).getroot()
        base["changed"] = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except (AppError, OSError) as error:
        return ProcessEntry(name=path.stem, failure=getattr(error, "code", "file.unreadable"), **base)
    processes = [element for element in root if element.tag == f"{_MODEL}process"]
    main = next((one for one in processes if one.get("isExecutable") == "true"), processes[0] if processes else None)
    if main is None:
        return ProcessEntry(name=path.stem, **base)
    names = {
        pool.get("processRef"): pool.get("name") for pool in root.iter(f"{_MODEL}participant") if pool.get("name")
    }
    block = next(iter(main.iterfind(f"{_MODEL}extensionElements/{_OWN}process")), None)
    own = dict(block.attrib) if block is not None else {}
    kinds = ("Task", "task", "Event", "Gateway", "callActivity", "subProcess")
    return ProcessEntry(
        process=str(main.get("id") or ""),
        name=str(main.get("name") or names.get(main.get("id")) or path.stem),
        code=str(own.get("code") or ""),
        version=str(own.get("version") or ""),
        owner=str(own.get("owner") or ""),
        category=str(own.get("category") or ""),
        nodes=sum(1 for one in main.iter() if isinstance(one.tag, str) and one.tag.endswith(kinds)),
        **base,
    )


def read_inventory(folder: Path) -> dict[str, dict[str, Any]]:
    """The rows of `inventory.json` by file name. Raises `FormatError` for a file that does not fit."""
    try:
        return {str(row["file"]): dict(row) for row in read_document(folder).get("processes", [])}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise FormatError("inventory.unreadable", file=str(folder / FILE), cause=error) from error


def read_document(folder: Path) -> dict[str, Any]:
    """All of `inventory.json`; empty where there is none. Raises `FormatError` for a file that is no JSON record."""
    path = folder / FILE
    if not path.exists():
        return {}
    try:
        data = json.loads(read_bytes(path))
    except ValueError as error:
        raise FormatError("inventory.unreadable", file=str(path), cause=error) from error
    if not isinstance(data, dict):
        raise FormatError("inventory.unreadable", file=str(path), cause="{}")
    return data


def write_document(folder: Path, data: Mapping[str, Any]) -> None:
    """Write `inventory.json`; what is not named in it is gone."""
    whole = {"formatVersion": 1, **data}
    write_bytes(folder / FILE, (json.dumps(whole, ensure_ascii=False, indent=2) + "\n").encode())


def note(folder: Path, file: str, **values: str) -> None:
    """Write values of one process into `inventory.json`; empty values are removed."""
    rows = read_inventory(folder)
    row = rows.setdefault(file, {"file": file})
    for key, value in values.items():
        if value:
            row[key] = value
        else:
            row.pop(key, None)
    write_document(folder, {**read_document(folder), "processes": list(rows.values())})


def entries(folder: Path, files: Iterable[Path]) -> list[ProcessEntry]:
    """The rows of all given process files of a workspace folder, in their order."""
    noted = read_inventory(folder)
    return [read_entry(path, noted.get(relative(path, folder))) for path in files]


def relative(path: Path, folder: Path) -> str:
    """The path of a file inside the workspace with `/`, or its name outside of it."""
    try:
        return Path(path).resolve().relative_to(Path(folder).resolve()).as_posix()
    except ValueError:
        return Path(path).name


def case_files(workspace: Workspace, path: Path | None) -> list[Path]:
    """The process tests that belong to one process file."""
    return _files_about(Path(workspace.folder), "cases", path)


def scenario_files(workspace: Workspace, path: Path | None) -> list[Path]:
    """The simulation scenarios that belong to one process file."""
    return _files_about(Path(workspace.folder), "scenarios", path)


def _files_about(folder: Path, kind: str, path: Path | None) -> list[Path]:
    if path is None:
        return []
    wanted = relative(path, folder)
    found = []
    for file in sorted((folder / kind).glob("*.json")):
        try:
            data = json.loads(file.read_bytes())
        except (OSError, ValueError):
            continue
        if isinstance(data, dict) and data.get("process") == wanted:
            found.append(file)
    return found


def _texts(value: object) -> dict[str, str]:
    return {str(key): str(text) for key, text in value.items()} if isinstance(value, dict) else {}
