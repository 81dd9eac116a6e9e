"""The form designer: kinds of fields on the left, the form as people get it in the middle."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QComboBox, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from modeler.forms import edit
from modeler.forms.arrange import Spot, children, may_hold, place_field, place_fields, set_width
from modeler.forms.field_sets import field_sets
from modeler.forms.settings import get_setting
from modeler.forms.take_in import copied, in_clipboard, take_in
from modeler.ui.context import Context
from modeler.ui.places.forms_rights.caption_editor import CaptionEditor
from modeler.ui.places.forms_rights.live_preview import (
    PHONE_WIDTH,
    READERS,
    PreviewSide,
    example_values,
    facts_of,
    rights_at,
)
from modeler.ui.places.forms_rights.palette import FIELD_MIME, KIND_MIME, SET_MIME, KindPalette
from modeler.ui.places.forms_rights.parts import Parts
from modeler.ui.places.forms_rights.steps import Step, steps_of
from modeler.ui.places.forms_rights.surface import DesignSurface
from runner.core.errors import AppError
from runner.core.i18n import tr as _
from runner.forms.field import FormFacts
from runner.forms.fields import FIELDS, kind_of
from runner.forms.schema import Component, Form, field_places
from runner.ui.form_player import FormPlayer
from runner.ui.form_row import rows_of, spans_of
from runner.ui.kit.cards import SegmentedBar
from runner.ui.kit.states import EmptyState
from runner.ui.kit.texts import ElidedLabel, button, label

TYPING_MS = 150


class FormPage(QWidget):
    """Edits one form; every act is one step of the undo history. `fieldChosen` tells the settings panel."""

    fieldChosen = Signal(str)
    viewChanged = Signal(str)

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
        self.view = SegmentedBar([("design", _("Fields")), ("preview", _("Preview"))], "design")
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
        """People, terms and today."""
        return facts_of(self.context)

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
        self.surface.setVisible(not is_preview and form is not None and bool(form.components))
        self.empty.setVisible(form is None or not field_places(form))
        if form is None:
            return
        if is_preview:
            self._show_preview(form)
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
        facts = facts_of(self.context, self.preview_side.person)
        self._preview = FormPlayer(form, values, rights_at(self.context, form, self.ref, at), facts)
        phone = self.preview_side.device.current == "phone"
        self._preview.setMaximumWidth(PHONE_WIDTH if phone else 16_777_215)
        self._column.insertWidget(0, self._preview)
        self.preview_side.show_step(step, made_up)

    @staticmethod
    def _has(form: Form, field: str) -> bool:
        try:
            edit.find(form, field)
        except KeyError:
            return False
        return True

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

    @property
    def selection(self) -> list[str]:
        """All that is selected."""
        return [one for one in (*self.also, self.field) if one]

    def write(self, form: Form, what: str, merge_key: str | None = None) -> None:
        """Put a changed form into the workspace. With a `merge_key` somebody is typing: the picture follows
        a moment later."""
        self.parts.set_form(self.ref, form, what, merge_key)
        if merge_key is None:
            self.refresh()
        else:
            self._later.start()

    def add_field(self, kind: str, spot: Spot | None = None) -> None:
        """Add a field of a kind at a spot; without one behind the selected field, or into it if it can hold it."""
        form = self.form()
        if form is None:
            return
        spot = spot or self._spot_for(form, kind)
        if not may_hold(form, spot.parent, kind):
            return
        changed, made = edit.add_field(form, kind, caption_of(kind), parent=spot.parent)
        self.field = made
        self.write(place_field(changed, made, spot), _("Add field"))
        self.choose(made)

    def _spot_for(self, form: Form, kind: str) -> Spot:
        if not self.field or not self._has(form, self.field):
            return Spot()
        place = edit.find(form, self.field)
        if place.component.type in ("group", "dynamiclist") and may_hold(form, self.field, kind):
            return Spot(self.field)
        around = [item.id for item in place.within]
        behind = self.field
        while around and not may_hold(form, around[-1], kind):
            behind = around.pop() or ""
        parent = around[-1] if around else None
        ids = [item.id or "" for item in children(form, parent)]
        at = ids.index(behind) + 1
        return Spot(parent, ids[at] if at < len(ids) else "")

    def add_set(self, name: str, spot: Spot | None = None) -> None:
        """Add a ready-made set of fields."""
        self._take_in(field_sets()[name].components, spot, _("Add field set"))

    def add_term(self, code: str, spot: Spot | None = None) -> None:
        """Add a field that is bound to a term: name, kind, limits and choices come from it."""
        form = self.form()
        term = self.context.dictionary.element(code)
        if form is None or term is None:
            return
        spot = spot or self._spot_for(form, "textfield")
        changed, made = edit.add_field(
            form, "textfield", term.name, parent=spot.parent, element=code, dictionary=self.context.dictionary
        )
        try:
            placed = place_field(changed, made, spot)
        except ValueError:
            return
        self.field, self.also = made, ()
        self.write(placed, _("Add field"))
        self.choose(made)

    def _take_in(self, components: Sequence[Component], spot: Spot | None, what: str) -> None:
        form = self.form()
        if form is None:
            return
        if spot is None:
            kinds = [one.type for one in components]
            spot = self._spot_for(form, "group" if "group" in kinds or "dynamiclist" in kinds else "textfield")
        try:
            changed, made = take_in(form, components, Spot(spot.parent, spot.before))
        except AppError as error:
            self.context.report(error)
            return
        self.field, self.also = "", ()
        self.write(changed, what)
        self.select(made)

    def copy(self) -> None:
        """Put what is selected into the clipboard, as JSON that form-js understands."""
        form = self.form()
        if form is not None and self.selection:
            QApplication.clipboard().setText(copied(form, self.selection))

    def cut(self) -> None:
        """Copy what is selected and take it out."""
        self.copy()
        self.remove_field()

    def paste(self) -> None:
        """Put the fields of the clipboard behind the selected one."""
        try:
            components = in_clipboard(QApplication.clipboard().text())
        except AppError as error:
            self.context.report(error)
            return
        self._take_in(components, None, _("Paste fields"))

    def duplicate(self) -> None:
        """Put a copy of what is selected behind it."""
        form = self.form()
        if form is None or not self.selection:
            return
        components = in_clipboard(copied(form, self.selection))
        place = edit.find(form, self.field)
        parent = place.within[-1].id if place.within else None
        ids = [one.id or "" for one in children(form, parent)]
        at = ids.index(self.field) + 1
        self._take_in(components, Spot(parent, ids[at] if at < len(ids) else ""), _("Duplicate fields"))

    def move_fields(self, fields: Sequence[str], spot: Spot) -> None:
        """Move fields to a spot; nothing happens where one of them cannot stand."""
        form = self.form()
        if form is None:
            return
        try:
            changed = place_field(form, fields[0], spot) if len(fields) == 1 else place_fields(form, fields, spot)
        except (KeyError, ValueError):
            return
        if changed != form:
            self.field, self.also = fields[0], tuple(fields[1:])
            self.write(changed, _("Move field"))
        self.select([*fields[1:], fields[0]])

    def move_field(self, field: str, spot: Spot) -> None:
        """Move one field to a spot."""
        self.move_fields([field], spot)

    def nest_field(self, way: int) -> None:
        """Move the selected field out of what is around it (-1), or into what stands before it (1)."""
        form = self.form()
        if form is None or not self.field:
            return
        within = edit.find(form, self.field).within
        parent = within[-1].id if within else None
        if way < 0 and parent:
            outer = within[-2].id if len(within) > 1 else None
            ids = [one.id or "" for one in children(form, outer)]
            at = ids.index(parent) + 1
            self.move_field(self.field, Spot(outer, ids[at] if at < len(ids) else ""))
        elif way > 0:
            siblings = list(children(form, parent))
            at = next(number for number, one in enumerate(siblings) if one.id == self.field)
            if at and siblings[at - 1].type in ("group", "dynamiclist"):
                self.move_field(self.field, Spot(siblings[at - 1].id))

    def widen_field(self, way: int) -> None:
        """Make the selected field one column wider (1) or narrower (-1)."""
        form = self.form()
        if form is None or not self.field:
            return
        place = edit.find(form, self.field)
        siblings = children(form, place.within[-1].id if place.within else None)
        row = next(row for row in rows_of(siblings) if any(one.id == self.field for one in row))
        spans = dict(zip((one.id for one in row), spans_of(row), strict=True))
        self.resize_field(self.field, spans[self.field] + way)

    def resize_field(self, field: str, columns: int) -> None:
        """Give a field a width in columns of its row."""
        form = self.form()
        if form is None:
            return
        changed = set_width(form, field, columns)
        if changed != form:
            self.write(changed, _("Change width"))
        self.choose(field)

    def edit_caption(self, field: str) -> None:
        """Write the caption where it stands."""
        form = self.form()
        if form is None or not self._has(form, field):
            return
        component = edit.find(form, field).component
        if "label" not in kind_of(component).properties:
            return
        self.choose(field)
        texts = dict(get_setting(component, "label"))

        def keep(written: dict[str, str]) -> None:
            now = self.form()
            if now is not None and self._has(now, field):
                self.write(edit.set_field(now, field, "label", written), _("Change caption"))

        self.caption_editor = CaptionEditor(self.surface, texts, self.surface.rect_of(field), keep)

    def step_field(self, way: int) -> None:
        """Move the selected field one place up (-1) or down (1) among its siblings."""
        form = self.form()
        if form is None or not self.field:
            return
        within = edit.find(form, self.field).within
        parent = within[-1].id if within else None
        others = [item.id or "" for item in children(form, parent)]
        at = others.index(self.field)
        others.remove(self.field)
        index = max(0, min(at + way, len(others)))
        self.move_field(self.field, Spot(parent, others[index] if index < len(others) else ""))

    def remove_field(self) -> None:
        """Remove what is selected."""
        form = self.form()
        gone = self.selection
        if form is None or not gone:
            return
        self.field, self.also = "", ()
        for field in gone:
            if self._has(form, field):
                form = edit.remove_field(form, field)
        self.write(form, _("Remove field"))
        self.choose("")

    def _dropped(self, mime: str, value: str, spot: object) -> None:
        if not isinstance(spot, Spot):
            return
        if mime == KIND_MIME:
            self.add_field(value, spot)
        elif mime == FIELD_MIME:
            self.move_fields(value.split("\n"), spot)
        elif mime == SET_MIME:
            self.add_set(value, spot)
        else:
            self.add_term(value, spot)

    def _use(self) -> None:
        step = str(self.use_at.currentData() or "")
        if step:
            self.parts.use_form(step, self.ref)


def caption_of(kind: str) -> dict[str, str]:
    """What a new field is called: the name of its kind in the language that is shown."""
    from runner.core.i18n import current_language

    english = FIELDS[kind].label
    if current_language() == "en":
        return {"en": english}
    return {"zh": _(english), "en": english}


def remove_button(page: FormPage) -> QWidget:
    """The button that removes the selected field."""
    made = button(_("Remove field"), "bad")
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.clicked.connect(page.remove_field)
    return made
