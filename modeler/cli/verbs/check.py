"""Check models: every problem with its place, sentence and hint."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from modeler.cli.output import (
    NOT_IN_ORDER,
    has_errors,
    out,
    print_json,
    print_problems,
    problem_fields,
    stop,
)
from modeler.cli.verb import Verb
from runner.core.errors import FormatError
from runner.core.i18n import N_, trn
from runner.core.i18n import tr as _
from runner.core.problem import Problem
from runner.forms.schema import Form


def check(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help=_("BPMN files or workspace folders."))],
    as_json: Annotated[bool, typer.Option("--json", help=_("One JSON object on standard output."))] = False,
) -> None:
    """Check every file; exit 1 when any has an error, 3 when one cannot be read."""
    problems = [problem for path in files for file in _models(path) for problem in _check(file)]
    problems += [problem for path in files if path.is_dir() for problem in _around(path, problems)]
    failed = has_errors(problems)
    if as_json:
        print_json({"problems": [problem_fields(problem) for problem in problems], "ok": not failed})
    else:
        print_problems(problems)
        out().print(trn("{count} problem", "{count} problems", len(problems)) if problems else _("No problems."))
    stop(NOT_IN_ORDER if failed else 0)


def _models(path: Path) -> list[Path]:
    return sorted(path.rglob("*.bpmn")) if path.is_dir() else [path]


def _check(path: Path) -> list[Problem]:
    from modeler.document.home import nearest_workspace
    from modeler.document.io import open_document
    from modeler.document.workspace import open_workspace
    from modeler.lint.engine import check as lint

    try:
        document = open_document(path)
    except FormatError as error:
        return [Problem(error.code, params=error.params, file=str(path), line=error.line)]
    try:
        folder = nearest_workspace(path)
        workspace = open_workspace(folder) if folder else None
        return [replace(problem, file=str(path)) for problem in lint(document, workspace)]
    finally:
        document.close()


def _around(folder: Path, known: list[Problem]) -> list[Problem]:
    """What is wrong with the dictionary of a workspace, and with forms that no process shows: what no model told."""
    from modeler.dictionary.consistency import check_consistency
    from modeler.document.home import nearest_workspace
    from modeler.document.workspace import open_workspace

    if nearest_workspace(folder) != folder.resolve():
        return []
    workspace = open_workspace(folder)
    try:
        forms, told = dict[str, Form](), {_sentence(problem) for problem in known}
        for ref in workspace.forms:
            with suppress(FormatError):  # its process says so
                forms[ref] = workspace.forms[ref].value
        found = [one.problem for one in check_consistency(workspace.dictionary.value, forms)]
        return [
            replace(one, file=str(folder / (f"forms/{one.file}.form" if one.file else "dictionary.json")))
            for one in found if _sentence(one) not in told
        ]  # fmt: skip
    except FormatError as error:
        return [Problem(error.code, params=error.params, file=str(folder), line=error.line)]
    finally:
        workspace.close()


def _sentence(problem: Problem) -> tuple[str, str]:
    return problem.code, problem.message


VERB = Verb("check", check, N_("Check models and name every problem, its place and what to do."))
