"""The form designer: kinds of fields on the left, the form as people get it in the middle."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from modeler.forms import edit
from modeler.ui.context import Context
from modeler.ui.places.forms_rights.caption_editor import CaptionEditor
from modeler.ui.places.forms_rights.form_acts import FormActs
from modeler.ui.places.forms_rights.live_preview import (
    PHONE_WIDTH,
    READERS,
    PreviewSide,
    example_values,
    facts_of,
    rights_at,
)
from modeler.ui.places.forms_rights.palette import KindPalette
from modeler.ui.places.forms_rights.parts import Parts
from modeler.ui.places.forms_rights.print_view import PrintSide, PrintView
from modeler.ui.places.forms_rights.steps import Step, steps_of
from modeler.ui.places.forms_rights.surface import DesignSurface
from runner.core.i18n import tr as _
from runner.forms.field import FormFacts
from runner.forms.schema import Form, field_places
from runner.ui.form_player import FormPlayer
from runner.ui.kit.cards import SegmentedBar
from runner.ui.kit.states import EmptyState
from runner.ui.kit.texts import ElidedLabel, button, label

TYPING_MS = 150


class FormPage(FormActs):
    """Edits one form; every act is one step of the undo history. `fieldChosen` tells the settings panel;
    `renameAsked` carries a `NewName`: another name of a field, which goes beyond this form."""

    fieldChosen = Signal(str)
    viewChanged = Signal(str)
    renameAsked = Signal(object)

    def __init__(self, context: Context, parts: Parts) -> None:
        super().__init__()
        self.context = context
        self.parts = parts
        self.ref = ""
        self.field = ""
        self.also: tuple[str, ...] = ()
        """What is selected besides `field`."""
        self.caption_editor: CaptionEditor | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.palette_ = KindPalette()
        self.palette_.clicked.connect(lambda kind: self.add_field(kind))
        self.palette_.setClicked.connect(lambda name: self.add_set(name))
        self.palette_.termClicked.connect(lambda code: self.add_term(code))
        self.preview_side = PreviewSide(context, parts)
        self.preview_side.changed.connect(self.refresh)
        row.addWidget(self.palette_)
        middle = QVBoxLayout()
        middle.setContentsMargins(20, 16, 20, 12)
        middle.setSpacing(8)
        middle.addLayout(self._top())
        middle.addWidget(self._unused())
        self.surface = DesignSurface()
        self.surface.selected.connect(self.choose)
        self.surface.dropped.connect(self._dropped)
        self.surface.removed.connect(self.remove_field)
        self.surface.stepped.connect(self.step_field)
        self.surface.picked.connect(self.pick)
        self.surface.nested.connect(self.nest_field)
        self.surface.widened.connect(self.widen_field)
        self.surface.resized.connect(self.resize_field)
        self.surface.captionAsked.connect(self.edit_caption)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        page = QWidget()
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(0, 0, 8, 0)
        self._column.addWidget(self.surface)
        self.empty = EmptyState(
            "form", _("No fields yet"),
            _("Click a kind of field on the left, or drag it here. The form looks here as people get it."),
        )  # fmt: skip
        self._column.addWidget(self.empty, 1)
        self.print_view = PrintView(context)
        self.print_view.hide()
        self._column.addWidget(self.print_view)
        self.print_side = PrintSide(
            context, self.form, self.write, lambda: self.parts.seal(self.ref), self.print_view
        )
        self._preview: FormPlayer | None = None
        self.area.setWidget(page)
        middle.addWidget(self.area, 1)
        row.addLayout(middle, 1)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(TYPING_MS)
        self._later.timeout.connect(self.refresh)

    def _top(self) -> QHBoxLayout:
        top = QHBoxLayout()
        self.title = ElidedLabel("", "title")
        self.view = SegmentedBar(
            [("design", _("Fields")), ("preview", _("Preview")), ("print", _("Print"))], "design"
        )
        self.view.changed.connect(self._show_view)
        self.at_step = QComboBox()
        self.at_step.setAccessibleName(_("At which step"))
        self.at_step.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.at_step.activated.connect(lambda _index: self.refresh())
        top.addWidget(self.title, 1)
        top.addWidget(self.at_step)
        top.addWidget(self.view)
        return top

    def _unused(self) -> QWidget:
        """A line that offers a step for a form that no step shows yet."""
        self.unused = QWidget()
        row = QHBoxLayout(self.unused)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(label(_("No step shows this form yet. Use it at"), "muted"))
        self.use_at = QComboBox()
        self.use_at.setAccessibleName(_("Use this form at"))
        self.use_at.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.use = button(_("Use"), "primary")
        self.use.clicked.connect(self._use)
        row.addWidget(self.use_at)
        row.addWidget(self.use)
        row.addStretch(1)
        return self.unused

    # showing -----------------------------------------------------------------------------------

    def show_form(self, ref: str) -> bool:
        """Design this form; whether it is another one than before."""
        other = ref != self.ref
        if other:
            self.ref, self.field, self.also = ref, "", ()
            self.view.set_current("design")
            self.palette_.show()
            self.viewChanged.emit("design")
            self.fieldChosen.emit("")
        kept = self.at_step.currentData()
        self.at_step.clear()
        for step in self.steps():
            self.at_step.addItem(step.name, step.id)
        for reader, name in READERS if self.at_step.count() else ():
            self.at_step.addItem(_(name), f"reader:{reader}")
        self.at_step.setCurrentIndex(max(self.at_step.findData(kept), 0))
        self.use_at.clear()
        free = [step for step in steps_of(self.context.document) if step.form != ref]
        for step in sorted(free, key=lambda one: bool(one.form)):  # those without a form first
            now = self.parts.form_name(step.form) if step.form else ""
            text = _("{step}, instead of {form}").format(step=step.name, form=now) if now else step.name
            self.use_at.addItem(text, step.id)
        self.unused.setVisible(bool(ref) and not self.at_step.count() and self.use_at.count() > 0)
        self.refresh()
        return other

    def steps(self) -> list[Step]:
        """The steps that show this form."""
        return [step for step in steps_of(self.context.document) if step.form == self.ref]

    def form(self) -> Form | None:
        """The form as it stands, with an id at every component; they are written with the first change."""
        form = self.parts.form(self.ref)
        return edit.with_ids(form) if form is not None else None

    def facts(self) -> FormFacts:
        """People, terms, today, and the data sources of the form."""
        return facts_of(self.context, form=self.form())

    def _show_view(self, view: str) -> None:
        self.palette_.setVisible(view == "design")
        self.viewChanged.emit(view)
        self.refresh()

    def refresh(self) -> None:
        """Show the form anew."""
        self._later.stop()
        form = self.form()
        is_preview = self.view.current == "preview"
        self.title.setText(self.parts.form_name(self.ref))
        self.at_step.setVisible(is_preview and self.at_step.count() > 0)
        if self._preview is not None:
            self._column.removeWidget(self._preview)
            self._preview.hide()
            self._preview.deleteLater()
            self._preview = None
        is_print = self.view.current == "print"
        self.print_view.setVisible(is_print and form is not None)
        self.surface.setVisible(not (is_preview or is_print) and form is not None and bool(form.components))
        self.empty.setVisible(form is None or not field_places(form))
        if form is None:
            return
        if is_preview:
            self._show_preview(form)
            return
        if is_print:
            self.print_view.show_form(form, self.ref)
            self.print_side.refresh()
            return
        self.palette_.show_terms(self.context.dictionary)
        if self.field and not self._has(form, self.field):
            self.choose("")
        self.surface.show_form(form, self.facts())
        self.also = tuple(one for one in self.also if self._has(form, one))
        self.surface.choose(self.field, *self.also)

    def _show_preview(self, form: Form) -> None:
        """The form as it comes to the chosen person at the chosen step."""
        at = str(self.at_step.currentData() or "")
        step = next((one for one in self.steps() if one.id == at), None)
        made_up = bool(at) and not (step is not None and step.is_start)
        values = example_values(self.context, form) if made_up else {}
        facts = facts_of(self.context, self.preview_side.person, form)
        self._preview = FormPlayer(form, values, rights_at(self.context, form, self.ref, at), facts)
        phone = self.preview_side.device.current == "phone"
        self._preview.setMaximumWidth(PHONE_WIDTH if phone else 16_777_215)
        self._column.insertWidget(0, self._preview)
        self.preview_side.show_step(step, made_up)

    # changing ----------------------------------------------------------------------------------

    def choose(self, field: str) -> None:
        """Select a field; empty: none."""
        self.field, self.also = field, ()
        self.surface.choose(field)
        rect = self.surface.rect_of(field)
        if not rect.isEmpty():
            y = rect.center().y() + self.surface.y()
            self.area.ensureVisible(0, y, 0, min(rect.height() // 2 + 24, self.area.height() // 2))
        self.fieldChosen.emit(field)

    def pick(self, field: str, how: str) -> None:
        """Select a field as well: `toggle` it, or all in `range` from the one that is selected."""
        if how == "toggle" and field in (self.field, *self.also):
            left = [one for one in (*self.also, self.field) if one and one != field]
            self.select(left)
        elif how == "toggle" or not self.field:
            self.select([*self.also, self.field, field])
        else:
            order = [one.id for one in self.surface.handles()]
            first, last = sorted((order.index(self.field), order.index(field)))
            between = order[first : last + 1]
            self.select([*self.also, *between, field])

    def select(self, fields: Sequence[str]) -> None:
        """Select these; the last one is the one whose settings are shown."""
        wanted = list(dict.fromkeys(one for one in reversed(fields) if one))
        self.choose(wanted[0] if wanted else "")
        self.also = tuple(wanted[1:])
        self.surface.choose(self.field, *self.also)

    def select_all(self) -> None:
        """Select everything that stands in no group or table."""
        form = self.form()
        if form is not None:
            self.select([one.id or "" for one in form.components])

    def write(self, form: Form, what: str, merge_key: str | None = None) -> None:
        """Put a changed form into the workspace. With a `merge_key` somebody is typing: the picture follows
        a moment later."""
        self.parts.set_form(self.ref, form, what, merge_key)
        if merge_key is None:
            self.refresh()
        else:
            self._later.start()

    def _use(self) -> None:
        step = str(self.use_at.currentData() or "")
        if step:
            self.parts.use_form(step, self.ref)


def remove_button(page: FormPage) -> QWidget:
    """The button that removes the selected field."""
    made = button(_("Remove field"), "bad")
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.clicked.connect(page.remove_field)
    return made
