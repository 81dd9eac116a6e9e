"""A package, a workspace or a single model written for another engine, as files in a folder."""

from __future__ import annotations

from pathlib import Path

from modeler.compile import compile_process
from modeler.dialects.losses import Losses
from modeler.dialects.writing import WRITERS, Settings, Written
from modeler.document.home import nearest_workspace
from modeler.document.io import open_document
from modeler.document.workspace import open_workspace
from modeler.publish.expanding import expanded
from modeler.publish.packing import pack
from runner.bundle.archive import Package, read_package
from runner.bundle.bundle import Bundle
from runner.core import atomic
from runner.core.errors import FileError, FormatError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.problem import Problem, Severity

declare(
    {
        "export.dialect": (N_("There is no engine called {dialect} to write for."), N_("Known are {known}.")),
        "export.no-process": (
            N_("The workspace {folder} has no default process."),
            N_("Name the file of the process instead of the folder."),
        ),
    }
)


def package_of(source: Path) -> tuple[Package | None, list[Problem]]:
    """What is to be written: a package (`.slip`), the default process of a workspace folder, or a BPMN file, with
    what its workspace has for it. The package is None where problems stand in the way.

    Raises `FileError`, and `FormatError` for a file that cannot be read or a workspace without a default process.
    """
    if source.suffix == ".slip":
        return read_package(source), []
    file = source
    if source.is_dir():
        space = open_workspace(source)
        try:
            if not space.info.default:
                raise FormatError("export.no-process", file=str(source), folder=str(source))
            file = source / space.info.default
        finally:
            space.close()
    bundle, problems = _compiled(file)
    if bundle is None or any(problem.severity is Severity.ERROR for problem in problems):
        return None, problems
    return read_package(pack(bundle, whole_organization=True), file=str(source)), problems


def _compiled(file: Path) -> tuple[Bundle | None, list[Problem]]:
    home = nearest_workspace(file)
    if home is None:
        document = open_document(file)
        try:
            found = compile_process(document)
        finally:
            document.close()
        return found.bundle, found.problems
    space = open_workspace(home)
    try:
        found = compile_process(space.open_process(file.resolve()), space)
    finally:
        space.close()
    return found.bundle, found.problems


def export(package: Package, dialect: str, settings: Settings | None = None) -> Written:
    """The files of a package for an engine, and what is lost; approvals are drawn in plain BPMN first, unless the
    engine knows them itself.

    Raises `FormatError` (`export.dialect`) for an engine that is not known, or a file that is not readable.
    """
    writer = WRITERS.get(dialect)
    if writer is None:
        raise FormatError("export.dialect", file=package.manifest.id, dialect=dialect, known=", ".join(WRITERS))
    losses = Losses(writer.name)
    written = writer.write(package if writer.approves else expanded(package, losses), settings or Settings())
    whole = Written(written.files, (*losses.all, *written.losses))
    return whole if whole.ok else Written({}, whole.losses)


def write_files(written: Written, folder: Path) -> list[Path]:
    """Put the files into a folder, which is made where it is missing; files of the same names are written over.
    Raises `FileError`."""
    found = []
    for name, data in sorted(written.files.items()):
        path = folder / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise FileError("file.unwritable", file=path, cause=error.strerror or error) from error
        atomic.write_bytes(path, data)
        found.append(path)
    return found
