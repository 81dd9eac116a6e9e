"""Where a field looks records up (关联选择, 接口选择器), and which fields a record fills in."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from modeler.forms import edit
from modeler.forms.settings import Setting
from modeler.forms.source_binding import guessed, told
from modeler.ui.panels.fields import ChoiceField
from runner.core.errors import AppError
from runner.core.i18n import tr as _
from runner.core.registry import load_object
from runner.data.source import DataSource
from runner.forms.fields import kind_of
from runner.forms.fields.lookup import SOURCE, fills
from runner.forms.schema import Component, field_places
from runner.ui.kit.layouts import clear_layout
from runner.ui.kit.texts import label

if TYPE_CHECKING:
    from modeler.document.workspace import Workspace
    from modeler.ui.places.forms_rights.setting_editors import Subject

ENDINGS = (".json", ".xlsx", ".csv")
MOST_COLUMNS = 30


class SourceEditor(QWidget):
    """One of the data sources in the folder `data`, with what is known of it below."""

    chosen = Signal()

    def __init__(self, subject: Subject, setting: Setting) -> None:
        super().__init__()
        self._subject, self._setting = subject, setting
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self.choice = ChoiceField([], lambda: str(subject.get(setting) or ""), self._choose)
        self.told = label("", "caption", wrap=True)
        column.addWidget(self.choice)
        column.addWidget(self.told)
        self.setFocusProxy(self.choice)
        self.refresh()

    def _choose(self, name: str) -> None:
        """Another source, and in the same step the fields that its columns are called like."""
        form = self._subject.form
        if form is None or self._subject.component is None:
            return
        changed = edit.set_field(form, self._subject.field, self._setting.id, name or None)
        source = read_sources(self._subject.page.context.workspace, (name,)).get(name) if name else None
        if source is not None:
            changed = guessed(changed, self._subject.field, source)
        if changed != form:
            self._subject.page.write(changed, _("Change field"))
        self.refresh()
        self.chosen.emit()

    def refresh(self) -> None:
        """Show the sources there are now, and the one that is chosen."""
        names = source_names(folder_of(self._subject))
        self.choice.set_choices([("", _("none")), *((name, name) for name in names)])
        self.told.setText(self._about(str(self._subject.get(self._setting) or "")))

    def _about(self, name: str) -> str:
        if not name:
            return _(
                "Records come from the folder data of the workspace: put NAME.json, NAME.xlsx or NAME.csv there, for "
                "an interface of another system what it gave."
            )
        try:
            source = source_of(self._subject)
        except AppError as error:
            return f"{error.message} {error.hint}".strip()
        if source is None:
            return _("There is no {name}.json, .xlsx or .csv in the folder data.").format(name=name)
        shown = next((one.caption for one in source.columns if one.key == source.show_column), source.show_column)
        told = _("{count} records, found by any column; people read “{column}”.")
        return told.format(count=len(source.rows), column=shown)


class FillEditor(QWidget):
    """For each column of the source, the field that it fills."""

    def __init__(self, subject: Subject, setting: Setting) -> None:
        super().__init__()
        self._subject, self._setting = subject, setting
        self._source = ""
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(4)
        self.choices: dict[str, ChoiceField] = {}
        self._fill()

    def refresh(self) -> None:
        """Show the columns of the source that is chosen now."""
        component = self._subject.component
        if component is not None and str(component.own(SOURCE) or "") != self._source:
            self._fill()
            return
        for choice in self.choices.values():
            choice.refresh()

    def _fill(self) -> None:
        clear_layout(self._rows)
        self.choices = {}
        component = self._subject.component
        self._source = str(component.own(SOURCE) or "") if component is not None else ""
        try:
            source = source_of(self._subject)
        except AppError:
            source = None
        if source is None:
            self._rows.addWidget(label(_("Choose a data source first."), "caption", wrap=True))
            return
        fields = [("", _("nothing")), *self._fields()]
        for column in source.columns[:MOST_COLUMNS]:
            self.choices[column.key] = self._choice(column.key, fields)
            row = QHBoxLayout()
            name = label(column.caption, "caption", wrap=True)
            self.choices[column.key].setAccessibleName(column.caption)
            row.addWidget(name, 1)
            row.addWidget(self.choices[column.key], 1)
            self._rows.addLayout(row)

    def _fields(self) -> list[tuple[str, str]]:
        """The fields beside it that can be filled in: in a table those of the same row."""
        form, own = self._subject.form, self._subject.place
        if form is None or own is None:
            return []
        beside = [one for one in field_places(form) if one.table == own.table and one.path != own.path]
        return [
            (one.path, one.component.caption)
            for one in beside
            if kind_of(one.component).holds and not one.component.is_fixed and one.component.type != "dynamiclist"
        ]

    def _choice(self, column: str, fields: list[tuple[str, str]]) -> ChoiceField:
        def read() -> str:
            return next((path for path, filled in self._told().items() if filled == column), "")

        def write(path: str) -> None:
            filled = {name: own for name, own in self._told().items() if own != column and name != path}
            if path:
                filled[path] = column
            self._subject.set(self._setting.id, told(filled) or None, merge=False)
            self.refresh()

        return ChoiceField(fields, read, write)

    def _told(self) -> dict[str, str]:
        component = self._subject.component
        return fills(component) if component is not None else {}


def folder_of(subject: Subject) -> Path | None:
    """Where the data sources of the workspace lie."""
    workspace = subject.page.context.workspace
    return workspace.folder / "data" if workspace is not None else None


def source_names(folder: Path | None) -> list[str]:
    """The sources in a folder, by name."""
    if folder is None or not folder.is_dir():
        return []
    return sorted({path.stem for path in folder.iterdir() if path.suffix.lower() in ENDINGS and path.is_file()})


def read_sources(workspace: Workspace | None, names: Sequence[str] | None = None) -> dict[str, DataSource]:
    """The data sources of a workspace by name (`names`: only these); one that cannot be read is left out, and told of
    where somebody chooses it."""
    folder = workspace.folder / "data" if workspace is not None else None
    read: Any = load_object("modeler.compile.data:read_source")
    found: dict[str, DataSource] = {}
    for name in source_names(folder) if names is None else names:
        with suppress(AppError, OSError):
            stamp = _stamp(folder, name)
            kept = _read.get((folder, name))
            source = kept[1] if kept is not None and kept[0] == stamp else read(name, folder)
            if source is not None:
                found[name] = source
                _read[folder, name] = stamp, source
    return found


Stamp = list[tuple[str, int, int]]
_read: dict[tuple[Path | None, str], tuple[Stamp, DataSource]] = {}
"""What was read last, by folder and name: a form is shown anew at every act, and its sources are as they were."""


def _stamp(folder: Path | None, name: str) -> Stamp:
    """Name, time and size of the files of a source."""
    files = [folder / f"{name}{ending}" for ending in ENDINGS] if folder is not None else []
    facts = [(one.name, one.stat()) for one in files if one.is_file()]
    return [(file, fact.st_mtime_ns, fact.st_size) for file, fact in facts]


def source_of(subject: Subject) -> DataSource | None:
    """The chosen source; None where it is not there. Raises `AppError` where it cannot be read."""
    component: Component | None = subject.component
    name = str(component.own(SOURCE) or "") if component is not None else ""
    read: Any = load_object("modeler.compile.data:read_source")
    return cast("DataSource | None", read(name, folder_of(subject))) if name else None
