"""Keeping a rehearsal: as a process test of the workspace, or as a file of results that merges elsewhere."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from runner.core.atomic import read_bytes, write_bytes
from runner.core.errors import AppError
from runner.core.i18n import tr as _
from runner.core.i18n import trn
from runner.core.registry import load_object
from runner.ui.kit.texts import button, label

if TYPE_CHECKING:
    from modeler.ui.places.rehearse.place import Rehearse

RESULTS, REPORT = ".slipresult", ".slipreport"


def save_test(place: Rehearse, name: str) -> None:
    """Write the case that is shown as `cases/PROCESS-rehearsed-N.json`; what cannot be written is reported."""
    workspace, document = place.context.workspace, place.context.document
    snapshot = place.rehearsal.snapshot
    if workspace is None or document is None or document.path is None or snapshot.case is None:
        return
    folder = workspace.folder
    source = Path(document.path).resolve().relative_to(folder.resolve()).as_posix()
    path = free_path(folder / "cases", Path(document.path).stem)
    case, history = snapshot.case, list(snapshot.history)

    def work(_handle: Any) -> Path:
        record = cast(Callable[..., dict[str, Any]], load_object("runner.pilot.record:record"))
        value = record(case, history, name=name, source=source)
        write_bytes(path, (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode())
        return path

    def done(written: Path) -> None:
        place.notify(
            _("Saved as the process test {file}.").format(file=f"cases/{written.name}"),
            _("It runs with all tests of this workspace, before each publishing."),
        )
        place.rehearsal.look()

    place.context.jobs.run(work, owner=place, done=done)


def free_path(folder: Path, stem: str) -> Path:
    """The first file name that is not taken."""
    number = 1
    while (folder / f"{stem}-rehearsed-{number}.json").exists():
        number += 1
    return folder / f"{stem}-rehearsed-{number}.json"


class WholeCaseDialog(QDialog):
    """Says what a file of results holds before it is written: it is not cut to what anybody may see."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Save results"))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addWidget(label(_("The file holds the whole case"), "heading", wrap=True))
        self.told = label(
            _("All values are in it, those too that are hidden from or masked for the person played, with opinions, "
              "remarks and the history, and the process with the people it names. Give it only to somebody who may "
              "see all of this."), wrap=True,
        )  # fmt: skip
        column.addWidget(self.told)
        row = QHBoxLayout()
        row.addStretch(1)
        self.cancel = button(_("Cancel"))
        self.cancel.clicked.connect(self.reject)
        self.save = button(_("Save the whole case…"), "primary")
        self.save.clicked.connect(self.accept)
        row.addWidget(self.cancel)
        row.addWidget(self.save)
        column.addLayout(row)
        self.setMinimumWidth(420)


def ask_export(place: Rehearse) -> WholeCaseDialog:
    """Say what the file holds, ask where the results of the case go, and write them."""
    dialog = WholeCaseDialog(place)
    dialog.accepted.connect(lambda: _choose_file(place))
    dialog.open()
    return dialog


def _choose_file(place: Rehearse) -> None:
    proposal = f"{place.rehearsal.case or 'results'}{RESULTS}"
    kinds = _("Results of a rehearsal") + f" (*{RESULTS})"
    path, _kind = QFileDialog.getSaveFileName(place, _("Save results"), proposal, kinds)
    if path:
        export_to(place, Path(path if path.endswith(RESULTS) else path + RESULTS))


def export_to(place: Rehearse, path: Path) -> None:
    """Write the results of the case that is shown."""
    case = place.rehearsal.case
    if case is None:
        return

    def done(_digest: object) -> None:
        what = _("The results are in {file}.").format(file=path.name)
        place.notify(
            what, _("Whoever has this workspace can bring them in; history, answers and remarks come along.")
        )

    place.rehearsal.run(lambda runner: write_bytes(path, runner.export_results([case])), done)


def ask_import(place: Rehearse) -> None:
    """Ask for a file of results, and merge it."""
    kinds = _("Results of a rehearsal") + f" (*{RESULTS})"
    path, _kind = QFileDialog.getOpenFileName(place, _("Bring in results"), "", kinds)
    if path:
        import_from(place, Path(path))


def import_from(place: Rehearse, path: Path) -> None:
    """Merge a file of results and show the first case it brought. What is damaged is refused in words."""
    try:
        data = read_bytes(path)
    except AppError as error:
        place.context.report(error)
        return

    def done(found: Any) -> None:
        cases = trn("{count} new case", "{count} new cases", len(found.cases))
        remarks = trn("{count} new remark", "{count} new remarks", found.remarks)
        known = trn("{count} was here already", "{count} were here already", len(found.known))
        what = _("{file} was merged.").format(file=path.name)
        place.notify(what, " · ".join((cases, remarks, known)))
        if found.cases:
            place.rehearsal.show_case(found.cases[0])

    place.rehearsal.run(lambda runner: runner.import_results(data, path.name), done)


def ask_report(place: Rehearse) -> None:
    """Ask whether the contents of forms go into the bug report, then where it goes."""
    place.middle.notice.tell(
        _("Save this case as a bug report"),
        _(
            "It holds what was done, by whom and when, the seed and the hash of the model. Without contents it holds"
            " nothing that forms, services or opinions said, and can be read but not played again. With contents it"
            " holds all of that and the process itself, and whoever has it can play it again and read everything."
        ),
        tone="accent",
        choices=(
            (_("Save without contents…"), lambda: _ask_report_file(place, contents=False)),
            (_("Save with contents…"), lambda: _ask_report_file(place, contents=True)),
        ),
    )


def _ask_report_file(place: Rehearse, *, contents: bool) -> None:
    kinds = _("Bug report of a case") + f" (*{REPORT})"
    path, _kind = QFileDialog.getSaveFileName(
        place, _("Save the bug report"), f"{place.rehearsal.case or 'case'}{REPORT}", kinds
    )
    if path:
        report_to(place, Path(path if path.endswith(REPORT) else path + REPORT), contents=contents)


def report_to(place: Rehearse, path: Path, *, contents: bool) -> None:
    """Write the bug report of the case that is shown."""
    case = place.rehearsal.case
    if case is None:
        return

    def done(_digest: object) -> None:
        means = _("It holds contents of forms: give it only to whom they may be shown.")
        if not contents:
            means = _("It holds no contents of forms, services, messages or opinions.")
        place.notify(_("The bug report is in {file}.").format(file=path.name), means)

    place.rehearsal.run(
        lambda runner: write_bytes(path, runner.rehearsing().export_report(case, contents=contents)), done
    )


def ask_replay(place: Rehearse) -> None:
    """Ask for a bug report, and play it."""
    kinds = _("Bug report of a case") + f" (*{REPORT})"
    path, _kind = QFileDialog.getOpenFileName(place, _("Play a bug report"), "", kinds)
    if path:
        replay_from(place, Path(path))


def replay_from(place: Rehearse, path: Path) -> None:
    """Play a bug report beside the cases here, and say whether it came out the same."""
    try:
        data = read_bytes(path)
    except AppError as error:
        place.context.report(error)
        return

    def done(found: Any) -> None:
        if found.is_same:
            what = _("{file} came out the same, to the byte.").format(file=path.name)
            place.notify(what, _("It was played in a store of its own: the cases here are as they were."))
        else:
            what = _("{file} comes out otherwise here.").format(file=path.name)
            means = _("Line {line} of its log is the first that differs.").format(line=found.line)
            place.middle.notice.tell(what, means, tone="warning")

    place.rehearsal.run(lambda runner: runner.rehearsing().replay_report(data, path.name), done)
