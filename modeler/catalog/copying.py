"""Copying a process with all that belongs to it: form, rights, tests and scenarios; code and ids are new."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from modeler.catalog.samples import home_of, spoken_folder
from modeler.document.commands import set_extension, set_property
from modeler.document.document import Document
from modeler.document.io import document_from_bytes, to_bytes
from runner.core.atomic import read_bytes, write_bytes
from runner.core.errors import AppError
from runner.data.model import read_value
from runner.decisions import read_decisions
from runner.forms.fields.lookup import SOURCE
from runner.forms.schema import Form, places

SHARED_FILES = ("organization.json", "dictionary.json", "rights.json", "workspace.json")


def template_files() -> list[Path]:
    """The processes that ship as samples, each a template too, drawn in the language that the program speaks."""
    return sorted(spoken_folder().glob("processes/*.bpmn"))


def free_stem(folder: Path, stem: str) -> str:
    """A file stem that no process, form, test or scenario of the workspace uses."""
    number, found = 1, stem
    while (folder / "processes" / f"{found}.bpmn").exists() or (folder / "forms" / f"{found}.form").exists():
        number += 1
        found = f"{stem}-{number}"
    return found


def copy_process(source: Path, folder: Path, *, name: str, code: str) -> Path:
    """Copy `source` into the workspace `folder` under a free file name; returns the new file.

    Forms are copied under the new name and the steps refer to the copies; process tests and scenarios follow, and
    the decisions that it asks and the data sources of its forms, where there is none of that name. A workspace
    without organisation or dictionary gets those of the source. Raises `FileError` and `FormatError`; nothing is
    overwritten.
    """
    origin = home_of(source)
    stem = free_stem(folder, source.stem)
    document = document_from_bytes(_with_new_ids(read_bytes(source), stem), str(source))
    try:
        _give_identity(document, name, code)
        forms = _copy_forms(document, origin, folder, stem)
        _copy_decisions(document, source.resolve().parent.parent, folder)
        data = to_bytes(document)
    finally:
        document.close()
    for shared in SHARED_FILES:
        if (origin / shared).exists() and not (folder / shared).exists():
            write_bytes(folder / shared, _shared(origin / shared, f"processes/{stem}.bpmn"))
    for ref, own in forms.items():
        form = read_bytes(origin / "forms" / f"{ref}.form")
        if not (folder / "forms" / f"{own}.form").exists():
            write_bytes(folder / "forms" / f"{own}.form", form)
        _copy_sources(form, ref, origin, folder)
    target = folder / "processes" / f"{stem}.bpmn"
    write_bytes(target, data)
    _copy_about(source, origin, folder, stem)
    return target


def _with_new_ids(data: bytes, stem: str) -> bytes:
    """New ids for the definitions and processes; element ids need be unique in their file only."""
    text = data.decode("latin-1")  # every byte stands for itself: ids are ASCII in all encodings that matter
    ids = re.findall(r"<(?:\w+:)?(process|definitions)\b[^>]*?\sid\s*=\s*[\"']([^\"']+)[\"']", text)
    for number, (kind, own) in enumerate(ids, 1):
        ascii_stem = re.sub(r"[^A-Za-z0-9_]", "_", stem.encode("ascii", "ignore").decode()) or "copy"
        new = f"{'Process' if kind == 'process' else 'Definitions'}_{ascii_stem}"
        if sum(1 for other, _own in ids[:number] if other == kind) > 1:
            new = f"{new}_{number}"
        quoted = re.compile(rf"(\b(?:id|processRef|bpmnElement)\s*=\s*[\"']){re.escape(own)}(?=[\"'])")
        text = quoted.sub(rf"\g<1>{new}", text)  # of ASCII letters, digits and underscores alone
    return text.encode("latin-1")


def _give_identity(document: Document, name: str, code: str) -> None:
    """Name and code of the copy; it starts at its first version."""
    processes = document.index.processes
    main = next((one for one in processes.values() if one.executable), None) or next(iter(processes.values()), None)
    if main is None:
        return
    old = main.name
    block = main.extension.get("process")
    values = dict(block) if isinstance(block, Mapping) else {}
    set_property(document, main.id, "name", name)
    if main.pool and document.index.nodes[main.pool].name in ("", old):
        set_property(document, main.pool, "name", name)
    values |= {"version": "0.1.0", "code": code}
    if not code:
        values.pop("code")
    set_extension(document, main.id, "process", values)


def _copy_forms(document: Document, origin: Path, folder: Path, stem: str) -> dict[str, str]:
    """Old form name -> new form name, the steps of the document changed over."""
    used: dict[str, str] = {}
    for node in list(document.index.nodes.values()):
        block = node.extension.get("form")
        ref = str(block.get("ref", "")) if isinstance(block, Mapping) else ""
        if not ref or not (origin / "forms" / f"{ref}.form").exists():
            continue
        if ref not in used:
            own = stem if not used else f"{stem}-{len(used) + 1}"
            used[ref] = own
        set_extension(document, node.id, "form", {"ref": used[ref]})
    return used


def _copy_decisions(document: Document, origin: Path, folder: Path) -> None:
    """The files with the decisions that its steps ask."""
    blocks = (node.extension.get("decision") for node in document.index.nodes.values())
    asked = {str(block.get("ref", "")) for block in blocks if isinstance(block, Mapping)}
    for path in sorted((origin / "decisions").glob("*.dmn")) if asked else ():
        target, data = folder / "decisions" / path.name, read_bytes(path)
        found = read_decisions(data, str(path)).decisions
        if not target.exists() and asked & {name for one in found for name in (one.id, one.name)}:
            write_bytes(target, data)


def _copy_sources(form: bytes, ref: str, origin: Path, folder: Path) -> None:
    """The data sources that a form looks records up in."""
    try:
        found = read_value(Form, form, ref)
    except AppError:
        return  # it is copied as it is; what is wrong with it is told where it is used
    asked = {str(place.component.own(SOURCE) or "") for place in places(found.components)}
    for path in sorted((origin / "data").glob("*")) if asked - {""} else ():
        target = folder / "data" / path.name
        if path.stem in asked and path.is_file() and not target.exists():
            write_bytes(target, read_bytes(path))


def _shared(path: Path, default: str) -> bytes:
    data = read_bytes(path)
    if path.name != "workspace.json":
        return data
    info: dict[str, Any] = json.loads(data)
    info["default"] = default
    return (json.dumps(info, ensure_ascii=False, indent=2) + "\n").encode()


def _copy_about(source: Path, origin: Path, folder: Path, stem: str) -> None:
    """Process tests and scenarios, turned to the new file."""
    old = f"processes/{source.name}"
    for kind in ("cases", "scenarios"):
        for path in sorted((origin / kind).glob("*.json")):
            try:
                data = json.loads(read_bytes(path))
            except ValueError:
                continue
            if not isinstance(data, dict) or data.get("process") != old:
                continue
            data["process"] = f"processes/{stem}.bpmn"
            rest = path.stem.removeprefix(source.stem).lstrip("-") or "copy"
            target = folder / kind / f"{stem}-{rest}.json"
            if isinstance(data.get("extends"), str):
                data["extends"] = _renamed(data["extends"], source.stem, stem)
            if not target.exists():
                write_bytes(target, (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode())


def _renamed(name: str, old: str, new: str) -> str:
    """The name of another scenario of the same process after the copy."""
    return f"{new}{name.removeprefix(old)}" if name.startswith(old) else name
