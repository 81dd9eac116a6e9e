"""What a killed program left behind: found, told in plain facts, and done again with its undo history."""

from __future__ import annotations

import json
import os
import shutil
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from modeler.document.editable import Editable
from modeler.document.journal_file import (
    MARK,
    VERSION,
    JournalFile,
    fallback_folder,
    hold,
    journal_folder,
    remove,
    whole_length,
)
from modeler.document.tree import tree_of
from modeler.document.ways import lead_along
from runner.core.atomic import digest, read_bytes
from runner.core.errors import AppError, FileError, FormatError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.values import dataclass
from runner.core.xml import read_xml

declare(
    {
        "recovery.unreadable": (
            N_("The recovery journal {file} is not readable, line {line}."),
            N_("What came before that line can still be recovered."),
        ),
        "recovery.foreign": (
            N_("{file} lies among the recovery journals but is none."),
            N_("It was left as it is; it can be thrown away."),
        ),
        "recovery.newer": (
            N_("The recovery journal {file} was written by a newer version of this program."),
            N_("Bring the work back with that version. Nothing was changed."),
        ),
        "recovery.no-base": (
            N_("The recovery journal {file} does not fit the state that it began with, or that state is missing."),
            N_("The work in it cannot be brought back. The file on disk was not touched."),
        ),
        "recovery.held": (
            N_("{file} is open in another window."),
            N_("Close it there first."),
        ),
    }
)

D = TypeVar("D", bound=Editable)


@dataclass(frozen=True)
class LeftBehind:
    """A journal that nobody holds: work that was not saved. `steps` counts its lines since the last save;
    `is_stale` when the file on disk is another by now than the one that was worked on; `when` (seconds since
    1970) something was written last; `is_kept` where it was kept on purpose; `damage` is the code of what is
    wrong with it, empty for a sound one."""

    file: Path
    path: Path | None
    name: str
    steps: int
    is_stale: bool
    when: float
    is_kept: bool = False
    damage: str = ""

    @property
    def can_return(self) -> bool:
        """Whether any of it can be brought back."""
        return self.damage in ("", "recovery.unreadable")


def left_behind(path: Path | None = None) -> list[LeftBehind]:
    """Journals that a killed program left, the newest first: for one file, or (without a path) all in the
    user's state folder. Journals with nothing unsaved in them are cleared away."""
    return _left_in({journal_folder(path), fallback_folder()}, path)


def left_behind_in(workspace: Path) -> list[LeftBehind]:
    """The same for all files of a workspace: processes, forms, people, terms and rights."""
    own = workspace.resolve()
    inside = journal_folder(own / "workspace.json")
    elsewhere = [one for one in left_behind() if one.path is not None and one.path.is_relative_to(own)]
    if inside == fallback_folder():  # a folder that cannot be written to: its journals lie with all others
        return elsewhere
    return sorted([*_left_in({inside}, None), *elsewhere], key=lambda entry: -entry.when)


def _left_in(folders: set[Path], path: Path | None) -> list[LeftBehind]:
    found = []
    for file in sorted(file for folder in folders if folder.is_dir() for file in folder.glob("*.jsonl")):
        handle = hold(file)
        if handle is None:
            continue
        try:
            entry = _look(file) if not _is_unborn(file) else None
        except (AppError, OSError):  # it cannot even be read: nothing to offer
            continue
        finally:
            os.close(handle)
        if entry is None:
            remove(file)
            continue
        if path is not None and entry.path != path.resolve():
            continue
        if entry.steps == 0 and not entry.damage:
            forget(entry)
        else:
            found.append(entry)
    return sorted(found, key=lambda entry: -entry.when)


def _is_unborn(file: Path) -> bool:
    """Whether the end came before the first line was whole: nothing is in it."""
    with file.open("rb") as stream:
        start = stream.readline(1 << 20)
    mark = f'{{"{MARK}"'.encode()
    return not start.endswith(b"\n") and start[: len(mark)] == mark[: len(start)]


def forget(entry: LeftBehind) -> None:
    """Remove a journal that nobody wants back."""
    remove(entry.file)


def _look(file: Path) -> LeftBehind:
    when = file.stat().st_mtime
    lines = list(read_lines(file))
    try:
        header = _header(lines, file)
    except FormatError as error:
        return LeftBehind(file, None, file.stem, 0, is_stale=False, when=when, damage=error.code)
    path = _path_in(header)
    known, steps, damage = header["base"], 0, ""
    for line in lines[1:]:
        if "saved" in line:
            known, steps = line["saved"], int("lost" in line)
            path = _path_in(line) or path
        elif "moved" in line:
            path = _path_in({"path": line["moved"]}) or path
        elif "kept" not in line:
            steps += 1
    if len(lines) < read_bytes(file).count(b"\n"):
        damage = "recovery.unreadable"
    with suppress(AppError):
        _base_of(file, header)
        return LeftBehind(
            file, path, str(header.get("name") or ""), steps, _is_stale(path, known), when,
            "kept" in lines[-1], damage,
        )  # fmt: skip
    return LeftBehind(file, path, str(header.get("name") or ""), steps, False, when, False, "recovery.no-base")


def _is_stale(path: Path | None, known: object) -> bool:
    if path is None:
        return False
    try:
        return digest(path.read_bytes()) != known
    except OSError:
        return known is not None


def _path_in(line: Mapping[str, Any]) -> Path | None:
    found = line.get("path")
    return Path(found) if isinstance(found, str) and found and "\0" not in found else None


def _header(lines: list[dict[str, Any]], file: Path) -> dict[str, Any]:
    if not lines or MARK not in lines[0]:
        raise FormatError("recovery.foreign", file=str(file))
    if lines[0][MARK] != VERSION:
        raise FormatError("recovery.newer", file=str(file))
    if not isinstance(lines[0].get("base"), str):
        raise FormatError("recovery.foreign", file=str(file))
    return lines[0]


def _base_of(file: Path, header: Mapping[str, Any]) -> bytes:
    """What the document began with. Raises `FormatError` where it is gone or another."""
    try:
        base = file.with_suffix(".base").read_bytes()
    except OSError as error:
        raise FormatError("recovery.no-base", file=str(file)) from error
    if digest(base) != header["base"]:
        raise FormatError("recovery.no-base", file=str(file))
    return base


def read_lines(file: Path) -> Iterator[dict[str, Any]]:
    """The whole lines of a journal: one that was cut off ends it."""
    for raw in read_bytes(file).split(b"\n")[:-1]:
        try:
            line = json.loads(raw)
        except (ValueError, RecursionError):
            return
        if not isinstance(line, dict):
            return
        yield line


def resume(entry: LeftBehind, begin: Callable[[bytes, Mapping[str, Any]], D], *, salvage: bool = False) -> D:
    """Do again what a journal says, from what `begin` makes of its base, and go on writing to it. A document
    that stands on disk already, because the end came between saving and noting it, is not dirty.

    Raises `FileError` (`recovery.held`) when another program has it, `FormatError` for a journal that does
    not fit. With `salvage`, one that is damaged further on gives what came before; it is kept as `.damaged`.
    """
    handle = hold(entry.file)
    if handle is None:
        raise FileError("recovery.held", file=entry.name)
    try:
        os.ftruncate(handle, whole_length(entry.file))  # a line that was cut off
        lines = list(read_lines(entry.file))
        header = _header(lines, entry.file)
        doc = begin(_base_of(entry.file, header), header)
        damaged = entry.damage != ""
        try:
            replay(doc, iter(lines[1:]), str(entry.file))
            if damaged and not salvage:
                raise FormatError("recovery.unreadable", file=str(entry.file), line=len(lines))
        except FormatError:
            if not salvage:
                raise
            damaged = True
    except BaseException:
        os.close(handle)
        raise
    recorder = JournalFile.taken_over(entry.file, handle, doc.first_bytes, header)
    doc.recorder = recorder
    if damaged:
        with suppress(OSError):
            shutil.copyfile(entry.file, entry.file.with_suffix(".damaged"))
        doc.rewrite_journal()
    _settle(doc)
    return doc


def _settle(doc: Editable) -> None:
    if doc.path is not None and doc.is_dirty:
        with suppress(OSError):
            now = digest(doc.path.read_bytes())
            if now == digest(doc.as_bytes()):
                doc.mark_saved(doc.path, now)


def replay(doc: Editable, lines: Iterator[dict[str, Any]], file: str) -> None:
    """Do again what a journal says, undo history included. Raises `FormatError` (`recovery.unreadable`)
    at a line that does not fit; what came before it is done."""
    for number, line in enumerate(lines, 1):
        try:
            _replay_line(doc, line)
        except (LookupError, TypeError, ValueError, AttributeError, RuntimeError, AssertionError, AppError) as error:
            raise FormatError("recovery.unreadable", file=file, line=number) from error


def _replay_line(doc: Editable, line: dict[str, Any]) -> None:
    if "do" in line:
        if not line.get("merged"):
            doc.seal()
        with doc.transaction(str(line["label"]), line.get("key")):
            for step in line["do"]:
                _STEPS[step[0]](doc, step[1:])
    elif "undo" in line:
        doc.undo()
    elif "redo" in line:
        doc.redo()
    elif "moved" in line:
        doc.path = _path_in({"path": line["moved"]}) or doc.path
    elif "saved" in line:
        if "lost" in line:
            doc.mark_unsaved(line["saved"])
        else:
            doc.mark_saved(_path_in(line) or doc.path, line["saved"])


def _attribute(doc: Editable, step: list[Any]) -> None:
    element = doc.journal.tree.nodes[step[0]]
    for name, value in zip(step[1::2], step[2::2], strict=True):
        doc.journal.set_attribute(element, name, value)


def _shift(doc: Editable, step: list[Any]) -> None:
    name, distance, *figures = step
    doc.journal.shift([doc.journal.tree.nodes[number] for number in figures], name, distance)


def _lead(doc: Editable, step: list[Any]) -> None:
    first, *found = step
    nodes = doc.journal.tree.nodes
    nodes.extend([None] * (first - len(nodes)))  # as in `_insert`
    doc.journal.lead([lead_along(nodes[edge], texts) for edge, *texts in found])


def _text(doc: Editable, step: list[Any]) -> None:
    doc.journal.set_text(doc.journal.tree.nodes[step[0]], step[1])


def _insert(doc: Editable, step: list[Any]) -> None:
    parent, before, node, first = step
    nodes = doc.journal.tree.nodes
    if isinstance(node, str):
        nodes.extend([None] * (first - len(nodes)))  # numbers that a failed transaction had used
        child = read_xml(node.encode(), "journal").getroot()
    else:
        child = nodes[node]
    doc.journal.insert(nodes[parent], child, nodes[before] if before is not None else None)


def _remove(doc: Editable, step: list[Any]) -> None:
    doc.journal.remove(doc.journal.tree.nodes[step[0]])


def _part(doc: Editable, step: list[Any]) -> None:
    doc.journal.set_part(step[0], doc.part_of_json(step[0], step[1]))


def _turn(doc: Editable, step: list[Any]) -> None:
    doc.journal.turn_to(tree_of(b64decode(step[0]), doc.name))


_STEPS = {"a": _attribute, "m": _shift, "w": _lead, "t": _text, "i": _insert, "r": _remove, "p": _part, "x": _turn}
