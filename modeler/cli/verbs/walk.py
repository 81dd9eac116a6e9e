"""Walk files of other tools to an end by chance, and say what of them is read otherwise than written."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from modeler.cli.output import (
    NOT_IN_ORDER,
    out,
    print_json,
    print_problems,
    print_table,
    problem_fields,
    progress_bar,
    stop,
)
from modeler.cli.verb import Verb
from runner.core.i18n import N_
from runner.core.i18n import tr as _
from runner.core.messages import declare_words, word

if TYPE_CHECKING:
    from modeler.compile.walk import Walk

declare_words(
    "walk",
    {
        "walked": N_("walked"), "refused": N_("refused"), "missed": N_("missed"), "unreadable": N_("not readable"),
        "empty": N_("empty"),
    },
)  # fmt: skip
_ORDER = ("walked", "refused", "missed", "empty", "unreadable")


def walk(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help=_("BPMN files or folders."))],
    seed: Annotated[int, typer.Option("--seed", help=_("Equal seeds walk equal ways."))] = 1,
    report: Annotated[bool, typer.Option("--report", help=_("Also what is read otherwise or not run."))] = False,
    as_json: Annotated[bool, typer.Option("--json", help=_("One JSON object on standard output."))] = False,
) -> None:
    """Walk every process of every file to an end; exit 1 when one is refused or missed, or a file is not readable."""
    from modeler.compile.walk import walk_file

    paths = [path for one in files for path in _models(one)]
    walks: list[tuple[Path, Walk]] = []
    with progress_bar(_("Walking")) as progress:
        for place, path in enumerate(paths):

            def tell(part: float, place: int = place) -> None:
                progress(place + part, len(paths))

            walks.append((path, walk_file(path, seed, tell)))
    counts: dict[str, Counter[str]] = {}
    for path, found in walks:
        counts.setdefault(str(path.parent), Counter())[found.status] += 1
    if as_json:
        print_json({"files": [_fields(path, found) for path, found in walks], "folders": counts})
    else:
        for path, found in walks:
            _show(path, found, report=report)
        rows = [
            (str(Path(*Path(folder).parts[-2:])), *(count[status] for status in _ORDER))
            for folder, count in counts.items()
        ]
        print_table("", (_("Folder"), *(word("walk", status) for status in _ORDER)), rows)
    stop(0 if all(found.status in ("walked", "empty") for path, found in walks) else NOT_IN_ORDER)


def _models(path: Path) -> list[Path]:
    return sorted(path.rglob("*.bpmn")) if path.is_dir() else [path]


def _show(path: Path, found: Walk, *, report: bool) -> None:
    mark = "[green]✔[/green]" if found.status in ("walked", "empty") else "[red]✖[/red]"
    out().print(mark, escape(f"{path} · {word('walk', found.status)}"))
    print_problems(found.reasons)
    if report:
        print_problems(found.report)


def _fields(path: Path, found: Walk) -> dict[str, object]:
    return {
        "file": str(path),
        "status": found.status,
        "steps": found.steps,
        "reasons": [problem_fields(problem) for problem in found.reasons],
        "report": [problem_fields(problem) for problem in found.report],
    }


VERB = Verb("walk", walk, N_("Walk models to an end by chance, and report what of a foreign file is not run."))
