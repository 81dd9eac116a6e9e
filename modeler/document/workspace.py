"""A workspace: a folder of plain files that belong together (names and contents: docs/formats.md, section 2)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel

from modeler.document.document import Document
from modeler.document.editable import Editable
from modeler.document.home import FILE
from modeler.document.io import open_document, recover, save_document
from modeler.document.json_document import JsonDocument, open_json, recover_json
from modeler.document.recovery import LeftBehind
from modeler.document.text_file import TextFile, open_text, recover_text
from runner.bundle.bundle import WorkspaceInfo
from runner.core.atomic import write_bytes
from runner.core.errors import FileError
from runner.core.i18n import N_, LocalText, pick
from runner.core.messages import declare
from runner.core.xml import Limits
from runner.data.dictionary import Dictionary
from runner.data.model import dump_value
from runner.data.systems import Systems
from runner.forms.schema import Form
from runner.organization.model import Organization
from runner.rights.model import WorkspaceRights

if TYPE_CHECKING:
    from runner.connectors.connections import Connections

declare(
    {
        "workspace.missing": (
            N_("{folder} is not a workspace: there is no workspace.json in it."),
            N_("Choose another folder, or make a new workspace there."),
        ),
        "workspace.exists": (
            N_("There is a workspace in {folder} already."),
            N_("Open it, or choose another folder."),
        ),
    }
)

LOCAL = ".slipway"
CONNECTIONS = "connections.json"
_JSON_FILES: Mapping[str, tuple[str, type[BaseModel]]] = {
    FILE: ("info_file", WorkspaceInfo),
    "organization.json": ("organization", Organization),
    "dictionary.json": ("dictionary", Dictionary),
    "rights.json": ("rights", WorkspaceRights),
    "systems.json": ("systems", Systems),
}
_FOLDERS = ("processes", "forms", "decisions", "scenarios", "cases")


class FormFiles(Mapping[str, JsonDocument[Form]]):
    """The forms of a workspace by the stem of their file; each is opened when asked for, and once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: dict[str, JsonDocument[Form]] = {}

    def __getitem__(self, stem: str) -> JsonDocument[Form]:
        if stem not in self._open:
            path = self.path(stem)
            if not path.is_file():
                raise KeyError(stem)
            self._open[stem] = open_json(Form, path)
        return self._open[stem]

    def __iter__(self) -> Iterator[str]:
        on_disk = {path.name.removesuffix(".form") for path in self._folder.glob("*.form")}
        return iter(sorted(on_disk | self._open.keys()))

    def __len__(self) -> int:
        return len(list(iter(self)))

    def path(self, stem: str) -> Path:
        """Where a form lies."""
        return self._folder / f"{stem}.form"

    def new(self, stem: str) -> JsonDocument[Form]:
        """A form of that name, empty where there is none yet; it is a file with its first save."""
        if stem not in self._open:
            self._open[stem] = open_json(Form, self.path(stem))
        return self._open[stem]

    def take(self, stem: str, form: JsonDocument[Form]) -> JsonDocument[Form]:
        """This is the open form of that name from now on."""
        self._open[stem] = form
        return form

    def opened(self) -> tuple[JsonDocument[Form], ...]:
        """The forms opened so far."""
        return tuple(self._open.values())


class Workspace:
    """An open workspace. Files are opened when first asked for, each once; `save` is for all files but
    processes, which are saved on their own, `close` for all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self._processes: dict[Path, Document] = {}
        self._texts: dict[Path, TextFile] = {}

    @cached_property
    def info_file(self) -> JsonDocument[WorkspaceInfo]:
        """`workspace.json`."""
        return open_json(WorkspaceInfo, self.folder / FILE)

    @property
    def info(self) -> WorkspaceInfo:
        """What `workspace.json` says now."""
        return self.info_file.value

    @cached_property
    def organization(self) -> JsonDocument[Organization]:
        """`organization.json`: people and departments."""
        return open_json(Organization, self.folder / "organization.json")

    @cached_property
    def dictionary(self) -> JsonDocument[Dictionary]:
        """`dictionary.json`: business terms."""
        return open_json(Dictionary, self.folder / "dictionary.json")

    @cached_property
    def rights(self) -> JsonDocument[WorkspaceRights]:
        """`rights.json`: rules for all processes."""
        return open_json(WorkspaceRights, self.folder / "rights.json")

    @cached_property
    def systems(self) -> JsonDocument[Systems]:
        """`systems.json`: the register of systems."""
        return open_json(Systems, self.folder / "systems.json")

    @cached_property
    def connections(self) -> JsonDocument[Connections]:
        """`.slipway/connections.json`: how the systems are reached from this machine."""
        from runner.connectors.connections import Connections  # only who looks at systems needs it

        return open_json(Connections, self.folder / LOCAL / CONNECTIONS)

    @cached_property
    def forms(self) -> FormFiles:
        """The forms by file stem."""
        return FormFiles(self.folder / "forms")

    def processes(self) -> list[Path]:
        """The process files, by name."""
        return sorted((self.folder / "processes").glob("*.bpmn"))

    def decisions(self) -> list[Path]:
        """The decision files, by name."""
        return sorted((self.folder / "decisions").glob("*.dmn"))

    def cases(self) -> list[Path]:
        """The process tests, by name."""
        return sorted((self.folder / "cases").glob("*.json"))

    def scenarios(self) -> list[Path]:
        """The simulation scenarios, by name."""
        return sorted((self.folder / "scenarios").glob("*.json"))

    def open_process(self, path: Path | str, limits: Limits | None = None) -> Document:
        """A process of the workspace, opened once: asked again, the same document comes. A relative path
        counts from the workspace's folder. Raises `FileError` and `FormatError`."""
        full = (self.folder / path).resolve()
        found = self._processes.get(full)
        if found is None or found.is_closed:
            found = self._processes[full] = open_document(full, limits)
        return found

    def text_file(self, path: Path | str) -> TextFile:
        """A process test, scenario or decision as a text to edit, opened once. A relative path counts from the
        workspace's folder. Raises `FileError` and `FormatError`."""
        full = (self.folder / path).resolve()
        found = self._texts.get(full)
        if found is None or found.is_closed:
            found = self._texts[full] = open_text(full)
        return found

    def opened_text(self, path: Path) -> TextFile | None:
        """The text file that is open for editing there, or None."""
        found = self._texts.get((self.folder / path).resolve())
        return found if found is not None and not found.is_closed else None

    def recover(self, entry: LeftBehind, *, salvage: bool = False) -> Editable:
        """Bring back what a killed program did to a file of this workspace; it takes the place of what was
        opened since, unless that was changed. Raises `FileError` (`recovery.held`) and `FormatError`."""
        path = (entry.path or Path()).resolve()
        opened = next((item for item in self.open_files() if item.path and item.path.resolve() == path), None)
        if opened is not None and opened.is_dirty:
            raise FileError("recovery.held", file=entry.name)
        found: Editable
        if path.suffix == ".bpmn":
            found = self._processes[path] = recover(entry, salvage=salvage)
        elif path.suffix == ".form":
            found = self.forms.take(path.stem, recover_json(Form, entry, salvage=salvage))
        elif path == self.folder / LOCAL / CONNECTIONS:
            from runner.connectors.connections import Connections

            found = self.__dict__["connections"] = recover_json(Connections, entry, salvage=salvage)
        elif path.name not in _JSON_FILES:
            found = self._texts[path] = recover_text(entry, salvage=salvage)
        else:
            name, kind = _JSON_FILES[path.name]
            found = self.__dict__[name] = recover_json(kind, entry, salvage=salvage)
        if opened is not None:
            opened.close()
        return found

    def open_files(self) -> tuple[Editable, ...]:
        """Everything opened so far that is still open."""
        names = ("info_file", "organization", "dictionary", "rights", "systems", "connections")
        values = (self.__dict__.get(name) for name in names)
        opened: list[Editable] = [item for item in values if item is not None]
        if "forms" in self.__dict__:
            opened.extend(self.forms.opened())
        opened.extend(item for item in self._processes.values() if not item.is_closed)
        opened.extend(item for item in self._texts.values() if not item.is_closed)
        return tuple(opened)

    def save(self) -> None:
        """Save all changed files but processes; of those only what a step over several files changed, as half
        of such a step must not stay behind. Raises `FileError` at the first that cannot be saved."""
        for item in self.open_files():
            if not item.is_dirty:
                continue
            if isinstance(item, JsonDocument | TextFile):
                item.save()
            elif isinstance(item, Document) and item.path is not None and item.has_shared_step:
                save_document(item, None)

    def close(self) -> None:
        """Close everything that is open."""
        for item in self.open_files():
            item.close()


def open_workspace(folder: Path | str) -> Workspace:
    """The workspace in a folder. Raises `FileError` (`workspace.missing`), and `FormatError` for a
    `workspace.json` that does not fit."""
    path = Path(folder)
    if not (path / FILE).is_file():
        raise FileError("workspace.missing", folder=path)
    found = Workspace(path)
    _ = found.info
    return found


def create_workspace(folder: Path | str, name: LocalText) -> Workspace:
    """A new, empty workspace in a folder, which is made where it is missing. Raises `FileError`."""
    path = Path(folder)
    if (path / FILE).exists():
        raise FileError("workspace.exists", folder=path)
    try:
        for child in _FOLDERS:
            (path / child).mkdir(parents=True, exist_ok=True)
        (path / LOCAL).mkdir(exist_ok=True)
    except OSError as error:
        raise FileError("file.unwritable", file=path, cause=error.strerror or error) from error
    write_bytes(path / LOCAL / ".gitignore", b"*\n")
    own = re.sub(r"[^a-z0-9]+", "-", pick(name, "en").lower()).strip("-") or "workspace"
    info = WorkspaceInfo.model_validate({"formatVersion": 1, "id": own, "version": "0.1.0", "name": name})
    write_bytes(path / FILE, dump_value(info))
    return open_workspace(path)
