"""Look after a store of cases: backup, restore, drill, archive, reload."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from modeler.cli.output import NOT_IN_ORDER, out, print_json, stop
from modeler.cli.verb import Verb
from runner.core.i18n import N_
from runner.core.i18n import tr as _


class Act(StrEnum):
    """What is done with a store."""

    backup = "backup"
    restore = "restore"
    drill = "drill"
    archive = "archive"
    reload = "reload"


def look_after(
    act: Annotated[Act, typer.Argument(metavar="ACT", help=_("backup, restore, drill, archive or reload."))],
    store: Annotated[
        str, typer.Argument(metavar="STORE", help=_("The file or URL of a store; for drill, of a backup."))
    ],
    other: Annotated[
        Path | None,
        typer.Argument(metavar="PLACE", help=_("The folder of the backups, the backup to restore, or the archive.")),
    ] = None,
    keep: Annotated[int | None, typer.Option("--keep", min=1, help=_("So many backups stay."))] = None,
    before: Annotated[
        str | None, typer.Option("--before", help=_("Only cases that ended before this instant."))
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help=_("One JSON object on standard output."))] = False,
) -> None:
    """Exit 1 when a drill shows a damaged case."""
    import errno
    import os

    from runner.core.errors import FileError
    from runner.service import Service
    from runner.service.upkeep import restore

    if act is not Act.drill and other is None:
        raise typer.BadParameter(_("Say where: a folder, a backup or an archive."))
    path = Path(store)
    place = other or path
    if act is not Act.restore and "://" not in store and not path.is_file():
        raise FileError("file.unreadable", file=path, cause=os.strerror(errno.ENOENT))
    said: dict[str, object]
    if act is Act.restore:
        was = restore(place, store)
        said = {"restored": str(place), "before": str(was.file) if was is not None else None}
        told = _("{backup} is in place. What was there before: {file}").format(
            backup=place, file=was.file if was is not None else "—"
        )
    else:
        service = Service(store if act is not Act.drill else "sqlite://")
        try:
            if act is Act.backup:
                made = service.backup(place, keep)
                said = made.model_dump(mode="json")
                told = _("{file}: {count} cases, sha256 {digest}").format(
                    file=made.file, count=made.cases, digest=made.sha256
                )
            elif act is Act.drill:
                tried = service.drill(store)
                said = tried.model_dump(mode="json")
                told = _("{count} cases were loaded; damaged: {damaged}").format(
                    count=tried.cases, damaged=", ".join(tried.damaged) or "—"
                )
            else:
                cases = service.archive(place, before) if act is Act.archive else service.reload(place)
                said = {"cases": cases}
                told = _("{count} cases: {file}").format(count=len(cases), file=place)
        finally:
            service.close()
    if as_json:
        print_json(said)
    else:
        out().print(escape(told))
    stop(NOT_IN_ORDER if said.get("damaged") else 0)


VERB = Verb("store", look_after, N_("Back up, restore or try a store of cases; archive what is finished."))
