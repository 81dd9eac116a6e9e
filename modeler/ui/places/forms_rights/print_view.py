"""The printed page of a form as it comes out, and its settings beside it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from modeler.forms.print_template import PrintTemplate, set_print, template_of
from modeler.reports.case_code import case_address
from modeler.reports.printed_form import Opinion, Printed, printed_form
from modeler.ui.context import Context
from modeler.ui.panels.fields import CheckField, ChoiceField, TextField
from modeler.ui.places.forms_rights.live_preview import example_values, facts_of, rights_at
from modeler.ui.places.forms_rights.steps import steps_of
from modeler.ui.print_pages import Pages, ValueTexts, code_picture, save_pdf, show_pages
from runner.core.errors import AppError
from runner.core.i18n import N_, pick
from runner.core.i18n import tr as _
from runner.forms.schema import Form
from runner.ui.kit.layouts import clear_layout
from runner.ui.kit.texts import button, label

CODE = "case-code"
SWITCHES = (
    ("serial", N_("Serial number above the form")),
    ("opinions", N_("Opinions of the steps")),
    ("signatures", N_("Lines to sign for steps that are open")),
    ("qr", N_("QR code of the case")),
    ("pageNumbers", N_("Page numbers")),
)


def printed_pages(context: Context, form: Form, ref: str) -> Pages:
    """The pages of a form with values made up, as the rights of those who print let them be read. Raises
    `FormatError` for a template that does not fit."""
    template = template_of(form)
    rights = rights_at(context, form, ref, "reader:print")
    html = printed_form(
        form, example_values(context, form), rights, template, facts_of(context), ValueTexts(facts_of(context)),
        Printed(_example_opinions(context, ref), code=CODE),
    )  # fmt: skip
    return Pages(html, template, {CODE: code_picture(case_address(ref, "0"))} if template.qr else None)


def _example_opinions(context: Context, ref: str) -> list[Opinion]:
    """An opinion for each step that shows the form; the last step is still open."""
    steps = [one for one in steps_of(context.document) if not one.is_start]
    people = [pick(one.name) for one in context.organization.users] or [""]
    when = datetime.now().astimezone().strftime("%Y-%m-%d %H:%M")
    made = [
        Opinion(step.name, people[number % len(people)], _("Agree"), "", when) for number, step in enumerate(steps)
    ]
    return [*made[:-1], Opinion(made[-1].step)] if made else []


class PrintView(QWidget):
    """All pages below each other."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.pages: Pages | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(8, 8, 8, 8)
        self._column.setSpacing(16)

    def show_form(self, form: Form, ref: str) -> None:
        """Show the pages of a form, or why there are none."""
        clear_layout(self._column)
        self.pages = None
        try:
            self.pages = printed_pages(self.context, form, ref)
        except AppError as error:
            self._column.addWidget(label(f"{error.message} {error.hint}", "bad", wrap=True))
            return
        show_pages(self.pages, self._column)
        self._column.addStretch(1)


class PrintSide(QWidget):
    """The settings of the page. `form` gives the form as it stands, `write` takes a changed one with what was done
    and a key under which typing is one step, `done` is told that typing ended."""

    def __init__(
        self,
        context: Context,
        form: Callable[[], Form | None],
        write: Callable[[Form, str, str | None], None],
        done: Callable[[], None],
        view: PrintView,
    ) -> None:
        super().__init__()
        self.context, self._form, self._write, self._view = context, form, write, view
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 16, 12, 12)
        column.setSpacing(6)
        column.addWidget(label(_("On paper"), "heading"))
        column.addWidget(label(_("A page of A4"), "muted"))
        self.orientation = ChoiceField(
            [("portrait", _("Upright")), ("landscape", _("Across"))], lambda: self._template().orientation,
            lambda value: self._set("orientation", value),
        )  # fmt: skip
        column.addWidget(self.orientation)
        column.addWidget(label(_("Fields stand"), "muted"))
        self.layout_ = ChoiceField(
            [("table", _("in a ruled table")), ("columns", _("in columns without lines"))],
            lambda: self._template().layout, lambda value: self._set("layout", value),
        )  # fmt: skip
        column.addWidget(self.layout_)
        self.switches: dict[str, CheckField] = {}
        for name, text in SWITCHES:
            self.switches[name] = self._switch(name, _(text))
            column.addWidget(self.switches[name])
        self.lines: dict[str, TextField] = {}
        for name, text in (("watermark", _("Watermark")), ("footer", _("Text at the foot"))):
            for language, shown in (("zh", "中文"), ("en", "English")):
                column.addWidget(label(f"{text} · {shown}", "muted"))
                line = TextField(partial(self._text, name, language), partial(self._put, name, language), done)
                line.setAccessibleName(f"{text} · {shown}")
                self.lines[f"{name}.{language}"] = line
                column.addWidget(line)
        column.addSpacing(8)
        self.save = button(_("Save as PDF…"), "primary")
        self.save.clicked.connect(self._ask)
        column.addWidget(self.save, alignment=Qt.AlignmentFlag.AlignLeft)
        told = _("The values are made up. What those who print may not see is not printed.")
        column.addWidget(label(told, "caption", wrap=True))
        column.addStretch(1)

    def _switch(self, name: str, text: str) -> CheckField:
        return CheckField(text, lambda: self._is_on(name), lambda on: self._set(name, on))

    def refresh(self) -> None:
        """Show the settings as they stand."""
        for choice in (self.orientation, self.layout_):
            choice.refresh()
        for switch in self.switches.values():
            switch.refresh()
        for line in self.lines.values():
            line.refresh()

    def _template(self) -> PrintTemplate:
        form = self._form()
        try:
            return template_of(form) if form is not None else PrintTemplate()
        except AppError:
            return PrintTemplate()  # the view says what does not fit

    def _is_on(self, name: str) -> bool:
        return bool(self._template().model_dump(by_alias=True).get(name))

    def _text(self, name: str, language: str) -> str:
        value = getattr(self._template(), name)
        if isinstance(value, str):
            return value if language == "zh" else ""
        return str(value.get(language) or "")

    def _put(self, name: str, language: str, text: str) -> None:
        texts = {one: self._text(name, one) for one in ("zh", "en")}
        self._set(name, {**texts, language: text}, f"print:{name}:{language}")

    def _set(self, name: str, value: object, merge_key: str | None = None) -> None:
        form = self._form()
        if form is None:
            return
        try:
            self._write(set_print(form, name, value), _("Change printed page"), merge_key)
        except AppError as error:
            self.context.report(error)

    def _ask(self) -> None:
        path, _filter = QFileDialog.getSaveFileName(self, _("Save as PDF…"), "form.pdf", "PDF (*.pdf)")
        if path:
            self.save_pdf(Path(path))

    def save_pdf(self, path: Path) -> None:
        """Write the pages that are shown; a file that cannot be written is reported."""
        pages = self._view.pages
        if pages is None:
            return
        try:
            save_pdf([pages], path)
        except AppError as error:
            self.context.report(error)
