"""Bringing back what was left: kept work at once, the rest when the user says so; and what was open last time."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modeler.ui import preferences
from modeler.ui.context import Context
from runner.core.errors import AppError, FormatError
from runner.core.i18n import listed
from runner.core.i18n import tr as _
from runner.core.registry import load_object

if TYPE_CHECKING:
    from modeler.document.recovery import LeftBehind
    from modeler.ui.window import MainWindow


class Recovering:
    """Finds journals that nobody holds, for the window."""

    def __init__(self, window: MainWindow, context: Context) -> None:
        self._window, self._context = window, context
        self._offered: set[Path] = set()
        context.workspaceChanged.connect(self._workspace_changed)

    def offer(self, folder: Path | None = None) -> None:
        """Bring back what was kept on purpose, and offer what a killed program left behind: untitled and lone
        files, and those of the workspace folder."""
        left: Any = load_object("modeler.document.recovery:left_behind")
        left_in: Any = load_object("modeler.document.recovery:left_behind_in")
        found: list[LeftBehind] = left_in(folder) if folder is not None else []
        found += [one for one in left() if one.file not in {other.file for other in found}]
        kept = [one for one in found if one.is_kept and not one.is_stale and not one.damage]
        rest = [one for one in found if one not in kept]
        if kept:
            self.bring_back(kept)
        if rest:
            self._tell(rest)
        elif kept:
            self._window.banner.tell(
                _("What you kept unsaved is open again: {names}.").format(
                    names=listed(one.name or _("Untitled") for one in kept)
                ),
                tone="good",
            )  # fmt: skip

    def _tell(self, found: list[LeftBehind]) -> None:
        from modeler.ui.recovery_dialog import summary

        names = listed(one.name or _("Untitled") for one in found)
        plain = all(one.can_return and not one.damage and not one.is_stale for one in found)
        self._window.banner.tell(
            summary(found),
            _("Everything up to the last change can be brought back: {names}.").format(names=names)
            if plain
            else _("Look at the list before you decide: {names}.").format(names=names),
            tone="warning",
            action=_("Bring back") if plain else _("Show the list"),
            then=(lambda: self.bring_back(found)) if plain else (lambda: self.show_list(found)),
            choices=[(_("Show the list"), lambda: self.show_list(found))] if plain else (),
        )

    def show_list(self, found: list[LeftBehind]) -> None:
        """The list with all facts, to choose from."""
        from modeler.ui.recovery_dialog import RecoveryDialog

        RecoveryDialog(self._window, found, self.bring_back, self._throw_away).show()

    def _throw_away(self, found: Any) -> None:
        for one in found:
            load_object("modeler.document.recovery:forget")(one)

    def bring_back(self, found: Any) -> None:
        """Open all of them with their undo; what cannot be brought back is told."""
        for one in sorted(found, key=lambda entry: entry.when):  # the newest is shown at the end
            try:
                self._context.recover(one, salvage=bool(one.damage))
            except AppError as error:
                self._context.report(error)
            except ValueError as error:  # what lies in a journal is not to be trusted
                self._context.report(FormatError("recovery.foreign", file=str(one.file), cause=error))
        self._window.show_place("design" if self._context.document is not None else "library")

    def _workspace_changed(self) -> None:
        """A workspace is open for the first time: what was left in it is offered once the window is idle."""
        workspace = self._context.workspace
        if workspace is not None and workspace.folder not in self._offered:
            self._offered.add(workspace.folder)
            folder = workspace.folder
            self._context.later.add(self._window, lambda: self.offer(folder))

    def opened_alone(self, path: Path) -> None:
        """A file without a workspace was opened: what was left of it is offered once the window is idle."""
        if self._context.workspace is None and path not in self._offered:
            self._offered.add(path)
            self._context.later.add(self._window, self.offer)

    # the last session --------------------------------------------------------------------------

    def remember_session(self) -> None:
        """Note what is open, for the next start. A full disk does not keep the window from closing."""
        document, workspace = self._context.document, self._context.workspace
        facts = {
            "files": [str(one.path) for one in self._context.documents if one.path is not None],
            "current": str(document.path) if document is not None and document.path is not None else "",
            "workspace": str(workspace.folder) if workspace is not None else "",
            "place": self._window.place,
        }
        self._context.settings.set("window.session", json.dumps(facts, ensure_ascii=False))

    def start_again(self) -> None:
        """At a start without a file: open what was open last time, and bring back or offer what was left."""
        facts = preferences.read_json(self._context.settings, "window.session", {})
        if self._context.settings["window.restore"]:
            self._reopen(facts)
        self.offer()

    def _reopen(self, facts: dict[str, Any]) -> None:
        paths = [
            Path(one) for one in (facts.get("workspace"), *_texts(facts.get("files")), facts.get("current")) if one
        ]
        paths = [one for one in paths if one.exists()]
        for path in paths:  # the current one comes last
            try:
                if path.is_dir():
                    self._context.open_workspace(path)
                else:
                    self._context.open_document(path)
            except AppError as error:
                self._context.report(error)
        place = facts.get("place")
        if paths and isinstance(place, str):
            self._window.show_place(place)


def _texts(value: Any) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
