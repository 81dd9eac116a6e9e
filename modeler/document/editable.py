"""What every open file has: transactions, one `Change` each, undo and redo, a clean mark, a recorder."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol

from modeler.document.change import Change, Delta, Origin
from modeler.document.holding import Holder, Holding
from modeler.document.journal import Entry, Journal, WrongTimeError
from modeler.document.notes import Note, PartNote
from modeler.document.tree import Tree
from runner.core import collecting
from runner.core.atomic import digest
from runner.core.errors import AppError, FileError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.signal import Signal

declare(
    {
        "edit.group-blocked": (
            N_("This step changed several files, and {file} was changed again since: {label}."),
            N_("Take that step back first."),
        ),
        "document.held": (
            N_("{file} is open for reading only: {user} has it open elsewhere."),
            N_("Open a copy of it to go on, or wait until it is closed there."),
        ),
    }
)

_log = logging.getLogger(__name__)


class GroupBlockedError(AppError):
    """A step over several files cannot be taken back or done again alone in one of them."""

    exit_code = 1


class Recorder(Protocol):
    """Keeps what was done, so that nothing is lost when the program is killed."""

    def record(self, line: dict[str, Any]) -> None:
        """Write one line before anyone is told of the change."""

    def flush(self) -> None:
        """Bring what was written to the disk itself."""

    def rewrite(self, lines: Iterable[dict[str, Any]]) -> None:
        """Write these lines in the place of all that was written."""

    @property
    def is_long(self) -> bool:
        """Whether much was written since the last `rewrite`."""

    def close(self) -> None:
        """Nothing needs to be recovered any more."""

    def abandon(self) -> None:
        """Let go of what was written but leave it."""


class Editable:
    """An open file. `path` is where it is saved (None: untitled), `digest` that of the bytes on disk as we
    know them; `changed` tells of each outermost transaction once; `revision` counts them. `unrecorded` says
    why the recovery journal could not be written, until it could. `holding` is what tells other programs that
    it is open here; `held_by` says who else has it open: then it can be read only."""

    def __init__(self, tree: Tree | None, name: str, path: Path | None) -> None:
        self.path = path
        self._digest: str | None = None
        self._read: bytes | None = None
        self.changed: Signal[Change] = Signal()
        self.revision = 0
        self.recorder: Recorder | None = None
        self.unrecorded: OSError | None = None
        self.holding: Holding | None = None
        self.held_by: Holder | None = None
        self._name = name
        self._journal = Journal(tree, self._committed)
        self._closed = False

    @property
    def digest(self) -> str | None:
        """The digest of the bytes on disk as we know them; None: there are none."""
        if self._read is not None:
            self._digest, self._read = digest(self._read), None
        return self._digest

    @digest.setter
    def digest(self, value: str | None) -> None:
        self._digest, self._read = value, None

    def was_read(self, data: bytes) -> None:
        """These are the bytes on disk; their digest is worked out when it is asked for."""
        self._digest, self._read = None, data

    @property
    def name(self) -> str:
        """What to call it: the file's name, or what it was called before it had one."""
        return self.path.name if self.path is not None else self._name

    @property
    def journal(self) -> Journal:
        """The primitives: for `modeler.document` alone."""
        return self._journal

    @property
    def parts(self) -> Mapping[str, Any]:
        """Frozen JSON values by name."""
        return MappingProxyType(self._journal.parts)

    # changing

    @contextmanager
    def transaction(self, label: str, merge_key: str | None = None) -> Iterator[None]:
        """All changes inside are one step of undo and one `Change`. Joins an outer transaction.

        Steps with the same `merge_key` in a row become one, until `seal`, undo or saving. On an exception
        everything is as before. Raises `FileError` (`document.held`) where another program has the file, and
        `WrongTimeError` while observers are told of a change.
        """
        if self.held_by is not None:
            raise FileError("document.held", file=self.name, user=self.held_by.user or "?")
        try:
            with collecting.paused(), self._journal.transaction(label, merge_key):
                yield
        finally:
            if not self._journal.is_open and not self._journal.notifying:
                self._delta()  # after a failure: forget what was taken back

    def set_part(self, name: str, value: Any) -> None:
        """Replace a JSON part whole; None removes it. A primitive: only inside a transaction."""
        self._journal.set_part(name, value)

    def part_of_json(self, name: str, value: Any) -> Any:
        """A part as it is kept, from how the recovery journal wrote it. Raises `ValueError`."""
        return value

    def as_bytes(self) -> bytes:
        """The file as it would be saved now."""
        return b""

    def first_bytes(self) -> bytes:
        """The bytes that it began with when it was opened."""
        return b""

    def rewrite_journal(self) -> None:
        """Write the recovery journal anew, as short as it can be."""
        self._rewrite()

    def seal(self) -> None:
        """What comes next is a step of its own: the focus left the field."""
        self._journal.seal()

    def _delta(self) -> Delta:
        """What changed since the last call."""
        return Delta()

    def _record(self, line: dict[str, Any]) -> None:
        if self.recorder is not None and self.unrecorded is None:
            try:
                self.recorder.record(line)
            except OSError as error:  # the work itself goes on; `flush` tries again
                _log.info("the recovery journal of %s cannot be written: %s", self.name, error)
                self.unrecorded = error

    def _committed(self, label: str, notes: list[Note], merge_key: str | None, merged: bool) -> None:
        if self.recorder is not None:
            tree = self._journal.any_tree
            steps = [note.as_json(tree) for note in notes]
            self._record({"label": label, "key": merge_key, "merged": merged, "do": steps})
        self._tell(label, Origin.EDIT, notes)

    def _tell(self, label: str, origin: Origin, notes: list[Note]) -> Change:
        delta = self._delta()
        parts = frozenset(note.name for note in notes if isinstance(note, PartNote))
        self.revision += 1
        change = Change(label, origin, delta.added, delta.removed, delta.changed, parts, self.revision, delta.shifted)
        self._journal.notifying = True
        try:
            self.changed.emit(change)
        finally:
            self._journal.notifying = False
        return change

    # undo

    def undo(self) -> Change | None:
        """Take the last step back; None where there is none. A step over several files is taken back in
        all of them, or `GroupBlockedError` says which later step stands above it."""
        with collecting.paused():
            for other in self._others(self._journal.done, lambda journal: journal.done):
                other._replay(other._journal.undo(), Origin.UNDO)
            return self._replay(self._journal.undo(), Origin.UNDO)

    def redo(self) -> Change | None:
        """Do the step last taken back again; None where there is none."""
        with collecting.paused():
            for other in self._others(self._journal.undone, lambda journal: journal.undone):
                other._replay(other._journal.redo(), Origin.REDO)
            return self._replay(self._journal.redo(), Origin.REDO)

    def _others(self, stack: list[Entry], stack_of: Any) -> list[Editable]:
        """The other files of the step on top. Raises `GroupBlockedError`."""
        group = stack[-1].group if stack else None
        if group is None:
            return []
        others = [item for item in group.members if item is not self]
        for other in others:
            theirs = stack_of(other._journal)
            if not theirs or theirs[-1].group is not group:
                label = theirs[-1].label if theirs else ""
                raise GroupBlockedError("edit.group-blocked", file=other.name, label=label)
        return others

    def _replay(self, entry: Entry | None, origin: Origin) -> Change | None:
        if entry is None:
            return None
        self._record({origin.value: 1})
        return self._tell(entry.label, origin, entry.notes)

    @property
    def has_shared_step(self) -> bool:
        """Whether a step that can be taken back changed other files as well."""
        return any(entry.group is not None for entry in self._journal.done)

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self._journal.done)

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to do again."""
        return bool(self._journal.undone)

    @property
    def undo_label(self) -> str:
        """What `undo` would take back (English source text); empty for nothing."""
        return self._journal.done[-1].label if self._journal.done else ""

    @property
    def redo_label(self) -> str:
        """What `redo` would do again (English source text); empty for nothing."""
        return self._journal.undone[-1].label if self._journal.undone else ""

    @property
    def is_dirty(self) -> bool:
        """Whether it differs from what was saved."""
        return not self._journal.is_clean

    def mark_saved(self, path: Path | None, digest: str | None) -> None:
        """It was saved as it is now."""
        self.path, self.digest = path, digest
        self._journal.mark_clean()
        if self.can_undo or self.can_redo:
            self._record(self._saved_line())
            self._shorten()

    def mark_unsaved(self, digest: str | None) -> None:
        """What is on disk (its digest; None: nothing) is none of the states here: it is dirty whatever is undone."""
        self.digest = digest
        self._journal.mark_unclean()
        self._record({**self._saved_line(), "lost": 1})

    def moved_to(self, path: Path) -> None:
        """The file was renamed or moved on disk; what is here belongs to it as before."""
        self.path = path
        if self.can_undo or self.can_redo:
            self._record({"moved": str(path)})

    def _saved_line(self) -> dict[str, Any]:
        return {"saved": self.digest, "path": str(self.path) if self.path is not None else None}

    def _shorten(self) -> None:
        """Keep the recovery journal as short as the steps that can be taken back."""
        if self.recorder is not None and self.recorder.is_long and self.unrecorded is None:
            self._rewrite()

    def _rewrite(self) -> None:
        assert self.recorder is not None
        try:
            self.recorder.rewrite(self._journal.lines(self._saved_line()))
        except OSError as error:
            self.unrecorded = error
        else:
            self.unrecorded = None

    # end

    def flush(self) -> None:
        """Bring the recovery journal to the disk itself; the window calls this when it is idle. One that could
        not be written is tried again."""
        if self.recorder is None:
            return
        if self.unrecorded is not None:
            self._rewrite()
            return
        self._shorten()
        try:
            self.recorder.flush()
        except OSError as error:
            self.unrecorded = error

    def keep(self) -> bool:
        """Nobody edits it any more, but what was not saved is kept for the next start, as if the program had
        been killed. Without unsaved work it is closed. False, and nothing done, where it cannot be written down."""
        if self.is_dirty and not self._closed:
            self._record({"kept": 1})
            self.flush()
            if self.recorder is None or self.unrecorded is not None:
                return False
            self.recorder.abandon()
            self.recorder = None
        self.close()
        return True

    @property
    def is_closed(self) -> bool:
        """Whether nobody edits it any more."""
        return self._closed

    def close(self) -> None:
        """Nobody edits it any more; its recovery journal goes. May be called twice."""
        if self._journal.is_open:
            raise WrongTimeError("a transaction is open")
        if not self._closed and self.recorder is not None:
            self.recorder.close()
        if self.holding is not None:
            self.holding.release()
        self._closed = True


class Group:
    """A step over several files."""

    def __init__(self) -> None:
        self.members: list[Editable] = []


@contextmanager
def edit_together(label: str, files: Iterable[Editable]) -> Iterator[None]:
    """Changes inside are one step over all these files: taken back and done again together. On an
    exception all are as before."""
    files = list(files)
    before = [item.journal.done[-1] if item.journal.done else None for item in files]
    with ExitStack() as stack:
        for item in files:
            item.seal()
            stack.enter_context(item.transaction(label))
        yield
    group = Group()
    for item, last in zip(files, before, strict=True):
        if item.journal.done and item.journal.done[-1] is not last:
            item.journal.done[-1].group = group
            group.members.append(item)
            item.seal()
