"""The forms of a case on paper, as the person played may see them: looked at, and written as PDF."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QComboBox, QDialog, QFileDialog, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from modeler.forms.print_template import template_of
from modeler.reports.case_code import case_address
from modeler.reports.printed_form import Opinion, Printed, cell_path, printed_form
from modeler.ui.places.rehearse.inbox_reader import NOBODY
from modeler.ui.places.rehearse.stage import form_facts, local_folder
from modeler.ui.places.rehearse.timeline import clock_text
from modeler.ui.places.rehearse.words import Names
from modeler.ui.print_pages import Pages, ValueTexts, code_picture, save_pdf, show_pages
from runner.core.errors import AppError
from runner.core.i18n import tr as _
from runner.data.files import FileStore
from runner.forms.field import FormFacts
from runner.forms.schema import Form, field_places
from runner.forms.values import at
from runner.protocol import values as out
from runner.ui.kit.layouts import clear_layout
from runner.ui.kit.texts import button, label
from runner.ui.task_panel import USUAL

if TYPE_CHECKING:
    from modeler.ui.places.rehearse.place import Rehearse

PICTURED = ("signature", "picture")
SIZE = (760, 640)
ALL = -1
"""The choice of all forms."""


def ask_paper(place: Rehearse) -> None:
    """Show the forms of the case as the person played gets them on paper; the runner decides what that is."""
    rehearsal, case = place.rehearsal, place.rehearsal.case
    if case is None:
        return
    if rehearsal.user in NOBODY:
        place.notify(_("Choose whom to play first."), _("What is printed is what that person may see."))
        return
    user = rehearsal.user

    def done(found: list[out.PaperView]) -> None:
        show_papers(place, found)

    rehearsal.run(lambda runner: runner.workbench(user).papers(case), done)


def show_papers(place: Rehearse, papers: list[out.PaperView]) -> PaperDialog | None:
    """Open the pages; a word where there are none."""
    if not papers:
        place.notify(_("There is nothing to print."), _("This person sees no form of the case on paper."))
        return None
    facts = form_facts(place.context, place.rehearsal.bundle, place.rehearsal.snapshot, place.rehearsal.user)
    folder = local_folder(place.context)
    store = FileStore(folder / "files") if folder is not None else None
    dialog = PaperDialog(place, papers, place.names, facts, store)
    dialog.open()
    return dialog


class PaperDialog(QDialog):
    """The pages of one form or of all, with a button that writes what is shown as PDF."""

    def __init__(
        self, parent: QWidget, papers: list[out.PaperView], names: Names, facts: FormFacts, store: FileStore | None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("The case on paper"))
        self._papers, self._names, self._facts, self._store = papers, names, facts, store
        self.pages: list[Pages] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        top = QHBoxLayout()
        self.choice = QComboBox()
        self.choice.setAccessibleName(_("Form"))
        if len(papers) > 1:
            self.choice.addItem(_("All forms"), ALL)
        for number, paper in enumerate(papers):
            self.choice.addItem(name_of(paper, papers[0].process), number)
        self.choice.activated.connect(self._chosen)
        self.told = label("", "muted", wrap=True)
        self.save = button(_("Save as PDF…"), "primary")
        self.save.clicked.connect(self._ask)
        top.addWidget(self.choice)
        top.addWidget(self.told, 1)
        top.addWidget(self.save)
        column.addLayout(top)
        self.choice.setVisible(len(papers) > 1)
        page = QWidget()
        page.setProperty("role", "sunken")
        self._sheets = QVBoxLayout(page)
        self._sheets.setContentsMargins(16, 16, 16, 16)
        self._sheets.setSpacing(16)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(page)
        column.addWidget(area, 1)
        window = parent.window()
        self.resize(min(SIZE[0], window.width() - 60), min(SIZE[1], window.height() - 60))
        self.show_paper(0)

    def _chosen(self, _index: int) -> None:
        self.show_paper(int(self.choice.currentData()))

    @property
    def shown(self) -> list[out.PaperView]:
        """The papers whose pages are looked at."""
        number = int(self.choice.currentData())
        return self._papers if number == ALL else [self._papers[number]]

    def show_paper(self, number: int) -> None:
        """Show the pages of one form; `ALL`: of each after the other. A form whose template does not fit is told of
        in its place."""
        self.choice.setCurrentIndex(self.choice.findData(number))
        clear_layout(self._sheets)
        self.pages = []
        for paper in self.shown:
            try:
                pages = pages_of(paper, self._names, self._facts, self._store)
            except AppError as error:
                self._sheets.addWidget(label(f"{error.message} {error.hint}", "bad", wrap=True))
                continue
            self.pages.append(pages)
            show_pages(pages, self._sheets)
        self._sheets.addStretch(1)
        self.save.setEnabled(len(self.pages) == len(self.shown))
        person = self._names.person(self._facts.user)
        self.told.setText(_("As {name} may see it. What is hidden from them is not printed.").format(name=person))

    def _ask(self) -> None:
        first = self.shown[0]
        name = f"{title_of(first.form) or first.ref}.pdf"
        path, _kind = QFileDialog.getSaveFileName(self, _("Save as PDF…"), name, "PDF (*.pdf)")
        if path:
            self.save_to(Path(path))

    def save_to(self, path: Path) -> None:
        """Write the pages; a file that cannot be written is told in place of the pages' line."""
        if not self.pages:
            return
        try:
            save_pdf(self.pages, path)
        except AppError as error:
            self.told.setText(f"{error.message} {error.hint}".strip())
        else:
            self.told.setText(_("Saved as {file}.").format(file=path.name))


def name_of(paper: out.PaperView, process: str) -> str:
    """What a form is called among the papers of a case; one of a called process says of which, and of which run."""
    title = title_of(paper.form) or paper.ref
    if paper.process == process:
        return title
    called = f"{title} · {paper.name}"
    return _("{name}, run {number}").format(name=called, number=paper.run) if paper.run > 1 else called


def pages_of(paper: out.PaperView, names: Names, facts: FormFacts, store: FileStore | None) -> Pages:
    """The pages of a form, its opinions and pictures on them. Raises `FormatError` for a template that does not
    fit."""
    template = template_of(paper.form)
    pictures = dict(pictures_of(paper, store))
    code = case_address(paper.process, paper.case)
    more = Printed(
        [opinion_of(one, names, store) for one in paper.said],
        {path: list(own) for path, own in pictures.items()},
        code=code,
    )
    html = printed_form(paper.form, paper.values, [], template, facts, ValueTexts(facts), more)
    resources = {name: image for own in pictures.values() for name, image in own.items()}
    for one in paper.said:
        resources |= _images(one.signature, store)
    return Pages(html, template, {**resources, code: code_picture(code)} if template.qr else resources)


def opinion_of(said: out.Said, names: Names, store: FileStore | None = None) -> Opinion:
    """What somebody said, in words; a signature that is on this machine as its picture."""
    person = names.person(said.user) if said.user else ""
    if said.on_behalf and said.user:
        person = _("{agent} for {person}").format(agent=person, person=names.person(said.on_behalf))
    when = clock_text(said.acted) if said.acted else ""
    return Opinion(
        said.name, person, _(USUAL.get(said.verdict, said.verdict)) if said.verdict else "", said.opinion, when,
        _signature_of(said), next(iter(_images(said.signature, store)), ""),
    )  # fmt: skip


def _signature_of(said: out.Said) -> str:
    signature = said.signature or {}
    return str(signature.get("text") or "") or (_("Signed") if signature else "")


def pictures_of(paper: out.PaperView, store: FileStore | None) -> Iterator[tuple[str, Mapping[str, QImage]]]:
    """Path -> the signature or the pictures of a field or of a cell (`cell_path`), by their digests; what is not on
    this machine stays a name."""
    if store is None:
        return
    for place in field_places(paper.form):
        if place.component.kind not in PICTURED:
            continue
        if place.table is None:
            values = [(place.path, at(paper.values, place.path))]
        else:
            rows = at(paper.values, place.table)
            rows = [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
            name = place.component.name
            values = [(cell_path(place.table, number, name), row.get(name)) for number, row in enumerate(rows)]
        for path, value in values:
            found = _images(value, store)
            if found:
                yield path, found


def _images(value: object, store: FileStore | None) -> dict[str, QImage]:
    found: dict[str, QImage] = {}
    if store is None:
        return found
    for file in value if isinstance(value, list) else [value]:
        sha256 = str(file.get("sha256") or "") if isinstance(file, Mapping) else ""
        image = QImage()
        if sha256 and store.has(sha256) and image.loadFromData(store.get(sha256)):
            found[sha256] = image
    return found


def title_of(form: Form) -> str:
    """The heading of a form."""
    lines = [(one.text or "").lstrip("# ").strip() for one in form.components if (one.text or "").startswith("#")]
    return lines[0].splitlines()[0] if lines and lines[0] else ""
