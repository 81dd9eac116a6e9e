"""What a workspace holds besides its processes, as runner contract values: for compile and lint."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from modeler.document.document import Document
from modeler.document.json_document import JsonDocument
from modeler.document.workspace import Workspace
from runner.bundle.bundle import WorkspaceInfo
from runner.core.atomic import read_bytes
from runner.core.errors import FormatError
from runner.core.problem import Problem
from runner.data.dictionary import Dictionary
from runner.data.model import read_value
from runner.forms.schema import Form
from runner.organization.model import Organization
from runner.rights.model import WorkspaceRights

V = TypeVar("V", bound=BaseModel)


@dataclass(frozen=True)
class Contents:
    """Everything that processes refer to. `forms` maps the file stem to the form; `problems` names files
    that could not be read, whose place is empty then."""

    info: WorkspaceInfo = field(default_factory=WorkspaceInfo)
    organization: Organization = field(default_factory=Organization)
    dictionary: Dictionary = field(default_factory=Dictionary)
    rights: WorkspaceRights = field(default_factory=WorkspaceRights)
    forms: Mapping[str, Form] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


class _Reader:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []

    def read(self, kind: type[V], path: Path) -> V:
        """The value in a file; an empty one where it is missing or unreadable."""
        if path.is_file():
            try:
                return read_value(kind, read_bytes(path), str(path))
            except FormatError as error:
                self.problems.append(Problem(error.code, params=error.params, file=str(path), line=error.line))
        return kind()


def contents_of(doc: Document, workspace: Workspace | None) -> Contents:
    """The contents as they are now: what is open and changed counts before what lies on disk."""
    if workspace is None:
        return Contents(forms=_own_forms(doc, []))
    reader = _Reader(workspace.folder)
    folder = workspace.folder
    forms = {path.stem: reader.read(Form, path) for path in sorted((folder / "forms").glob("*.form"))}
    open_now = {item.path: item.value for item in workspace.open_files() if isinstance(item, JsonDocument)}
    forms.update({path.stem: value for path, value in open_now.items() if path and isinstance(value, Form)})
    forms.update(_own_forms(doc, reader.problems))
    return Contents(
        info=workspace.info,
        organization=_now(open_now, reader, Organization, folder / "organization.json"),
        dictionary=_now(open_now, reader, Dictionary, folder / "dictionary.json"),
        rights=_now(open_now, reader, WorkspaceRights, folder / "rights.json"),
        forms=forms,
        problems=tuple(reader.problems),
    )


def _now(open_now: Mapping[Path | None, BaseModel], reader: _Reader, kind: type[V], path: Path) -> V:
    """The value of a file: as it is being edited, else as it lies on disk."""
    found = open_now.get(path)
    return found if isinstance(found, kind) else reader.read(kind, path)


def _own_forms(doc: Document, problems: list[Problem]) -> dict[str, Form]:
    found: dict[str, Form] = {}
    for name, value in doc.parts.items():
        if name.startswith("forms/") and name.endswith(".form"):
            try:
                found[Path(name).stem] = read_value(Form, value, name)
            except FormatError as error:
                problems.append(Problem(error.code, params=error.params, file=name, line=error.line))
    return found
