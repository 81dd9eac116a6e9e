"""The data sources that forms look records up in: `data/NAME.json`, or the first sheet of an xlsx or csv file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from runner.core.atomic import read_bytes
from runner.core.errors import AppError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.problem import Problem, Severity
from runner.data.model import read_value
from runner.data.source import DataSource, SourceColumn
from runner.data.spreadsheet import read_cells
from runner.forms.fields.lookup import SOURCE
from runner.forms.schema import Form, places

declare(
    {
        "compile.data": (
            N_("The data source {name} of the form {form} is not in the folder data."),
            N_("Put {name}.json, {name}.xlsx or {name}.csv there."),
        ),
        "compile.data-unreadable": (N_("The data source {name} cannot be read: {cause}"), ""),
    }
)

_NAME = re.compile(r"[\w\-]+")
_KEY = re.compile(r"[A-Za-z_]\w*", re.ASCII)


def source_names(folder: Path | None) -> dict[str, str]:
    """The data sources of a workspace by what they are called: their ids, and their names in any language."""
    found: dict[str, str] = {}
    files = sorted(folder.iterdir()) if folder is not None and folder.is_dir() else []
    for path in files:
        if path.suffix not in (".json", ".xlsx", ".csv") or not _NAME.fullmatch(path.stem):
            continue
        found.setdefault(path.stem, path.stem)
        if path.suffix == ".json":
            with suppress(AppError):  # one that cannot be read is told where it is used
                name = read_value(DataSource, read_bytes(path), f"data/{path.name}").name
                for text in (name,) if isinstance(name, str) else name.values():
                    if text.strip():
                        found.setdefault(" ".join(text.split()), path.stem)
    return found


def data_of(
    forms: Mapping[str, Form], folder: Path | None, stores: Iterable[str] = ()
) -> tuple[dict[str, DataSource], list[Problem]]:
    """The sources that the forms name and data stores hold, and what is wrong with them; without a workspace there
    are none."""
    found: dict[str, DataSource] = {}
    problems: list[Problem] = []
    for name in stores:
        try:
            source = read_source(name, folder)
        except AppError as error:
            params = {"name": name, "cause": error.message}
            problems.append(Problem("compile.data-unreadable", Severity.WARNING, params=params))
            continue
        if source is not None:
            found[name] = source
    for form_name, form in forms.items():
        for place in places(form.components):
            name = str(place.component.own(SOURCE) or "") if place.component.kind == "lookup" else ""
            if not name or name in found:
                continue
            try:
                source = read_source(name, folder)
            except AppError as error:
                params = {"name": name, "cause": error.message}
                problems.append(Problem("compile.data-unreadable", Severity.WARNING, params=params))
                continue
            if source is None:
                params = {"name": name, "form": form_name}
                problems.append(Problem("compile.data", Severity.WARNING, params=params))
            else:
                found[name] = source
    return found, problems


def read_source(name: str, folder: Path | None) -> DataSource | None:
    """The data source of a name; None where there is no such file. Raises `FileError`, `FormatError`."""
    if folder is None or not _NAME.fullmatch(name):
        return None
    if (folder / f"{name}.json").is_file():
        return read_value(DataSource, read_bytes(folder / f"{name}.json"), f"data/{name}.json")
    for ending in (".xlsx", ".csv"):
        if (folder / f"{name}{ending}").is_file():
            return source_of_cells(read_cells(folder / f"{name}{ending}"))
    return None


def source_of_cells(cells: list[list[str]]) -> DataSource:
    """The source in the cells of a sheet: the first line holds the headings; one that is no ASCII word gets a
    key of its own (`column2`)."""
    heads = cells[0] if cells else []
    columns = [
        SourceColumn(key=text if _KEY.fullmatch(text) else f"column{number}", label=text)
        for number, text in enumerate((text.strip() for text in heads), start=1)
    ]
    rows = [{one.key: text for one, text in zip(columns, line, strict=False)} for line in cells[1:]]
    return DataSource(columns=columns, rows=rows)
