"""From a path on the command line to a bundle: a BPMN file with its workspace, or a package."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from modeler.cli.output import NOT_IN_ORDER, err, has_errors, print_json, print_problems, problem_fields, stop
from runner.bundle.bundle import Bundle
from runner.core.problem import Problem


def compile_file(
    file: Path, process: str | None = None, workspace: Path | None = None
) -> tuple[Bundle | None, list[Problem]]:
    """The bundle of a `.bpmn` or `.slip` file, or None with the problems that stand in the way.

    The workspace is the given folder, or the nearest one above the file that holds a `workspace.json`.
    """
    if file.suffix == ".slip":
        from runner.bundle.archive import read_package

        return read_package(file).bundle, []
    from modeler.compile import compile_process
    from modeler.document.home import nearest_workspace
    from modeler.document.io import open_document
    from modeler.document.workspace import open_workspace

    document = open_document(file)
    try:
        folder = workspace or nearest_workspace(file)
        compiled = compile_process(document, open_workspace(folder) if folder else None, process)
    finally:
        document.close()
    return compiled.bundle, [replace(problem, file=str(file)) for problem in compiled.problems]


def require_bundle(file: Path, process: str | None, workspace: Path | None, as_json: bool) -> Bundle:
    """The bundle, or the end of the verb with status `refused` and exit 1."""
    bundle, problems = compile_file(file, process, workspace)
    if bundle is None or has_errors(problems):
        if as_json:
            print_json({"status": "refused", "ok": False, "problems": [problem_fields(item) for item in problems]})
        else:
            print_problems(problems, err())
        stop(NOT_IN_ORDER)
    assert bundle is not None
    return bundle
