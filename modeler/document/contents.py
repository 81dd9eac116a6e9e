"""What a workspace holds besides its processes, as runner contract values: for compile and lint."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from modeler.document.document import Document
from modeler.document.json_document import JsonDocument
from modeler.document.workspace import Workspace
from runner.bundle.bundle import WorkspaceInfo
from runner.core.errors import FormatError
from runner.core.problem import Problem
from runner.data.dictionary import Dictionary
from runner.data.model import read_value
from runner.data.systems import Systems
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
    systems: Systems = field(default_factory=Systems)
    problems: tuple[Problem, ...] = ()


def contents_of(doc: Document, workspace: Workspace | None) -> Contents:
    """The contents as they are now: what is open and changed counts before what lies on disk."""
    if workspace is None:
        return Contents(forms=_own_forms(doc, []))
    problems: list[Problem] = []

    def value(kind: type[V], file: str, opened: Callable[[], JsonDocument[V]]) -> V:
        try:
            return opened().value
        except FormatError as error:
            problems.append(_unreadable(error, str(workspace.folder / file)))
            return kind()

    files = workspace.forms
    forms = {stem: value(Form, f"forms/{stem}.form", partial(files.__getitem__, stem)) for stem in files}
    forms.update(_own_forms(doc, problems))
    return Contents(
        info=workspace.info,
        organization=value(Organization, "organization.json", lambda: workspace.organization),
        dictionary=value(Dictionary, "dictionary.json", lambda: workspace.dictionary),
        rights=value(WorkspaceRights, "rights.json", lambda: workspace.rights),
        forms=forms,
        systems=value(Systems, "systems.json", lambda: workspace.systems),
        problems=tuple(problems),
    )


def _unreadable(error: FormatError, file: str) -> Problem:
    return Problem(error.code, params=error.params, file=file, line=error.line)


def _own_forms(doc: Document, problems: list[Problem]) -> dict[str, Form]:
    found: dict[str, Form] = {}
    for name, value in doc.parts.items():
        if name.startswith("forms/") and name.endswith(".form"):
            try:
                found[Path(name).stem] = read_value(Form, value, name)
            except FormatError as error:
                problems.append(_unreadable(error, name))
    return found
