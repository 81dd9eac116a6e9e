"""What the command line prints: one JSON object on standard output, or readable text; the rest on standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from runner.core.i18n import tr as _
from runner.core.problem import Problem, Severity

NOT_IN_ORDER = 1

_MARKS = {Severity.ERROR: "[red]✖[/red]", Severity.WARNING: "[yellow]▲[/yellow]", Severity.INFO: "[blue]●[/blue]"}


def out() -> Console:
    """Standard output."""
    return Console(highlight=False, soft_wrap=True)


def err() -> Console:
    """Standard error: progress and messages."""
    return Console(stderr=True, highlight=False, soft_wrap=True)


def print_json(data: Mapping[str, Any], indent: int | None = 2) -> None:
    """One JSON object on standard output."""
    sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=indent, default=str) + "\n")


def problem_fields(problem: Problem) -> dict[str, object]:
    """A problem as `--json` shows it."""
    return {
        "file": problem.file,
        "element": problem.element,
        "line": problem.line,
        "code": problem.code,
        "severity": str(problem.severity),
        "message": problem.message,
        "hint": problem.hint,
    }


def print_problems(problems: Iterable[Problem], console: Console | None = None) -> None:
    """One or two lines a problem: mark, place, sentence, hint."""
    console = console or out()
    for problem in problems:
        place = ":".join(str(part) for part in (problem.file, problem.line) if part)
        element = f" [dim]({escape(problem.element)})[/dim]" if problem.element else ""
        lead = f"[dim]{escape(place)}[/dim] " if place else ""
        console.print(f"{_MARKS[problem.severity]} {lead}{escape(problem.message)}{element}")
        if problem.hint:
            console.print(f"  [dim]{escape(problem.hint)}[/dim]")


def has_errors(problems: Iterable[Problem]) -> bool:
    """Whether any problem is an error."""
    return any(problem.severity is Severity.ERROR for problem in problems)


def print_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table; columns after the first stand right-aligned."""
    table = Table(title=title or None, title_justify="left", show_edge=False, pad_edge=False)
    for number, column in enumerate(columns):
        table.add_column(column, justify="left" if number == 0 else "right")
    for row in rows:
        table.add_row(*(escape(str(cell)) for cell in row))
    out().print(table)


@contextmanager
def progress_bar(label: str) -> Iterator[Any]:
    """A progress bar on standard error; yields a function `(done, total)`."""
    with Progress(
        TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn(), console=err(),
        transient=True,
    ) as progress:  # fmt: skip
        task = progress.add_task(label, total=None)

        def report(done: float, total: float) -> None:
            progress.update(task, completed=done, total=total)

        yield report


def stop(code: int) -> None:
    """End the verb with this exit code."""
    raise typer.Exit(code)


def seconds_text(seconds: float) -> str:
    """A duration in the unit a person would choose."""
    if seconds < 60:
        return _("{value} s").format(value=round(seconds, 1))
    if seconds < 3600:
        return _("{value} min").format(value=round(seconds / 60, 1))
    if seconds < 48 * 3600:
        return _("{value} h").format(value=round(seconds / 3600, 1))
    return _("{value} days").format(value=round(seconds / 86400, 1))
