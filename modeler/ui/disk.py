"""What happened to the open files on disk meanwhile: noticed with the focus and on saving, told, and settled."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFileDialog

from modeler.ui.context import Context
from runner.core.errors import AppError, FileError
from runner.core.i18n import listed, trn
from runner.core.i18n import tr as _
from runner.core.registry import load_object

if TYPE_CHECKING:
    from modeler.document.editable import Editable
    from modeler.ui.window import MainWindow

Stamp = tuple[Path, int, int] | None
MOST = 200
"""Files of a folder that are looked through for one that was renamed."""


class DiskWatch:
    """Compares the open files of a window with the disk."""

    def __init__(self, window: MainWindow, context: Context) -> None:
        self._window, self._context = window, context
        self._told: dict[int, Stamp] = {}

    # noticing ----------------------------------------------------------------------------------

    def look(self) -> None:
        """Look at all open files; what was not told yet is told."""
        self._look_at_holders()
        changed, gone = [], []
        for one in self._files():
            stamp = _stamp(one.path)
            if self._told.get(id(one), ()) == stamp:
                continue
            self._told[id(one)] = stamp
            if stamp is None:
                gone.append(one)
            elif is_other(one):
                changed.append(one)
        if gone:
            self.tell_gone(gone[0])
        elif changed:
            self._tell_changed(changed)

    def _files(self) -> list[Editable]:
        found = {id(one): one for one in self._context.documents}
        known: dict[int, Editable] = {**found, **{id(one): one for one in self._context.workspace_files()}}
        return [one for one in known.values() if one.path is not None and one.digest is not None]

    def _tell_changed(self, changed: list[Editable]) -> None:
        dirty = [one.name for one in changed if one.is_dirty]
        self._window.banner.tell(
            _("{file} was changed on disk by another program.").format(file=changed[0].name)
            if len(changed) == 1
            else trn("{count} file was changed on disk by another program: {names}.",
                     "{count} files were changed on disk by another program: {names}.", len(changed))
            .format(count=len(changed), names=listed(one.name for one in changed)),
            _("There are changes here too that are not saved: {names}. Neither was overwritten.").format(
                names=listed(dirty)
            )
            if dirty
            else "",
            tone="warning", action=_("See what differs"), then=lambda: self.settle(changed),
        )  # fmt: skip

    def tell_gone(self, one: Editable) -> None:
        """The file, or its folder, is no longer there."""
        assert one.path is not None
        moved = _moved(one, [other.path for other in self._files() if other is not one])
        if moved is not None:
            self._window.banner.tell(
                _("{file} is called {other} now: it was renamed by another program.").format(
                    file=one.name, other=moved.name
                ),
                tone="warning",
                choices=[
                    (_("Go on with {file}").format(file=moved.name), lambda: self._follow(one, moved)),
                    (_("Save it under the old name"), lambda: self.save_again(one)),
                ],
            )
            return
        one.mark_unsaved(None)  # nothing but this program knows it now
        self._context.stateChanged.emit()
        folder = one.path.parent.is_dir()
        error = FileError("file.gone" if folder else "file.folder-gone", file=one.path, folder=one.path.parent)
        again = _("Save it there again") if folder else _("Make the folder again and save")
        self._window.banner.tell_error(error, choices=[(again, lambda: self.save_again(one)), *self._elsewhere(one)])

    def _look_at_holders(self) -> None:
        """Whoever had a file open may have closed it meanwhile."""
        hold: Any = load_object("modeler.document.holding:hold_file")
        for one in self._context.documents:
            if one.held_by is not None and one.path is not None and hasattr(got := hold(one.path), "release"):
                one.held_by, one.holding = None, got
                self._window.banner.tell(_("{file} is free now: you can edit it.").format(file=one.name), tone="good")
                self._context.stateChanged.emit()

    # settling ----------------------------------------------------------------------------------

    def settle(self, files: list[Editable]) -> None:
        """Ask for one file after the other what shall become of it."""
        files = [one for one in files if one.path is not None and one.path.exists() and is_other(one)]
        if files:
            self._ask(files[0], files[1:])

    def _ask(self, one: Editable, rest: list[Editable]) -> None:
        from modeler.ui.disk_dialog import DiskDialog

        assert one.path is not None
        try:
            theirs = load_object("runner.core.atomic:read_bytes")(one.path)
        except AppError as error:
            self._context.report(error)
            return
        rows, trouble = _rows(one, theirs)
        when = f"{datetime.fromtimestamp(one.path.stat().st_mtime):%Y-%m-%d %H:%M}"
        dialog = DiskDialog(self._window, one.name, when, rows, dirty=one.is_dirty, trouble=trouble)
        dialog.setModal(True)

        def done() -> None:
            dialog.deleteLater()
            try:
                self._act(dialog.choice, one, theirs)
            except AppError as error:
                self._context.report(error)
            self.settle(rest)

        dialog.finished.connect(done)
        dialog.show()

    def _act(self, choice: str, one: Any, theirs: bytes) -> None:
        if choice == "theirs":
            one.take(theirs)
            self._window.banner.hide()
        elif choice == "mine":
            aside = _put_aside(one, theirs)
            self._save(one)
            self._window.banner.tell(
                _("Yours is on disk now; the other one was put aside."),
                _("It lies in {file}.").format(file=aside), tone="good",
            )  # fmt: skip
        elif choice == "copy":
            self._save_copy(one, theirs)
        self._told[id(one)] = _stamp(one.path)
        self._context.stateChanged.emit()
        self._context.workspaceChanged.emit()

    def _save_copy(self, one: Any, theirs: bytes) -> None:
        """Mine goes into another file, what is on disk is open from then on, with mine one undo away."""
        proposed = one.path.with_name(_("{name} (mine)").format(name=one.path.stem) + one.path.suffix)
        path, _kind = QFileDialog.getSaveFileName(self._window, _("Save mine as a copy"), str(proposed))
        if path:
            load_object("runner.core.atomic:write_bytes")(Path(path), one.as_bytes())
            one.take(theirs)
            self._window.banner.tell(_("Yours was saved as {file}.").format(file=path), tone="good")

    def _follow(self, one: Editable, path: Path) -> None:
        one.moved_to(path)
        self._told[id(one)] = _stamp(path)
        self._context.stateChanged.emit()
        self._context.workspaceChanged.emit()

    def save_again(self, one: Editable) -> None:
        """Put the file where it was, whatever happened there."""
        try:
            self._save(one)
        except AppError as error:
            self.tell_refused(one, error)
            return
        self._told[id(one)] = _stamp(one.path)
        self._window.status.saved_now()
        self._context.stateChanged.emit()

    def _save(self, one: Any) -> None:
        if one in self._context.documents:
            load_object("modeler.document.io:save_document")(one, force=True)
        else:
            one.save(force=True)

    # saving was refused ------------------------------------------------------------------------

    def tell_refused(self, one: Editable, error: AppError) -> None:
        """A file could not be saved: the sentence, and what can be done about it at once."""
        if error.code == "file.changed":
            self._told[id(one)] = _stamp(one.path)
            self.settle([one])
        elif error.code in ("file.gone", "file.folder-gone") and one.digest is not None:
            self.tell_gone(one)
        else:
            again = [(_("Try again"), lambda: self.save_again(one))] if error.code in _PASSING else []
            self._window.banner.tell_error(error, choices=[*self._elsewhere(one), *again])

    def _elsewhere(self, one: Any) -> list[Any]:
        if one in self._context.documents:
            return [(_("Save as…"), lambda: self._window.files.ask_save_as(one))]
        return [(_("Save a copy…"), lambda: self._ask_copy(one))]

    def _ask_copy(self, one: Editable) -> None:
        """A file of the workspace has its place; a copy of it can lie anywhere."""
        path, _kind = QFileDialog.getSaveFileName(self._window, _("Save a copy"), one.name)
        if path:
            try:
                load_object("runner.core.atomic:write_bytes")(Path(path), one.as_bytes())
            except AppError as error:
                self._context.report(error)
            else:
                self._window.banner.tell(_("A copy was saved as {file}.").format(file=path), tone="good")


_PASSING = frozenset({"file.held", "file.disk-full"})


def _stamp(path: Path | None) -> Stamp:
    try:
        facts = path.stat() if path is not None else None
    except OSError:
        return None
    return (path, facts.st_mtime_ns, facts.st_size) if path is not None and facts is not None else None


def is_other(one: Editable) -> bool:
    """Whether the file on disk is another than the one that was opened or saved here."""
    from runner.core.atomic import digest

    try:
        return one.path is not None and digest(one.path.read_bytes()) != one.digest
    except OSError:
        return False


def _rows(one: Any, theirs: bytes) -> tuple[tuple[Any, ...], str]:
    """What differs from what is here to what is on disk, and why that cannot be read (empty where it can)."""
    from modeler.compare.differences import compare_documents, compare_json
    from modeler.document.io import document_from_bytes
    from modeler.document.json_document import JsonDocument
    from runner.data.model import read_value
    from runner.data.ordered import as_json

    try:
        if isinstance(one, JsonDocument):
            return compare_json(as_json(one.value), as_json(read_value(one.kind, theirs, one.name))), ""
        return compare_documents(one, document_from_bytes(theirs, one.name)), ""
    except AppError as error:
        return (), error.message


def _moved(one: Editable, open_: list[Path | None]) -> Path | None:
    """The file of the same folder that holds what this one held, if it is the only one."""
    from runner.core.atomic import digest

    assert one.path is not None
    try:
        beside = [path for path in one.path.parent.iterdir() if path.suffix == one.path.suffix and path not in open_]
        found = [path for path in beside[:MOST] if digest(path.read_bytes()) == one.digest]
    except OSError:
        return None
    return found[0] if len(found) == 1 else None


def _put_aside(one: Editable, data: bytes) -> Path:
    """Keep what was on disk before it is overwritten: in the workspace's local folder, else in the user's."""
    from modeler.document.home import local_folder, nearest_workspace
    from runner.core.atomic import write_bytes
    from runner.core.folders import state_folder

    assert one.path is not None
    home = nearest_workspace(one.path)
    folder = local_folder(home, "replaced") if home is not None else state_folder() / "replaced"
    target = folder / f"{one.path.stem}-{datetime.now():%Y%m%d-%H%M%S}{one.path.suffix}"
    write_bytes(target, data)
    return target
