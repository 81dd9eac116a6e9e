"""The form designer: kinds of fields on the left, the form as people get it in the middle."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from modeler.forms import edit
from modeler.forms.arrange import Spot, children, may_hold, place_field
from modeler.ui.context import Context
from modeler.ui.places.forms_rights.palette import KIND_MIME, KindPalette
from modeler.ui.places.forms_rights.parts import Parts
from modeler.ui.places.forms_rights.steps import Step, steps_of
from modeler.ui.places.forms_rights.surface import DesignSurface
from runner.core.i18n import tr as _
from runner.forms.field import FormFacts
from runner.forms.fields import FIELDS
from runner.forms.schema import Form, field_places
from runner.ui.form_player import FormPlayer
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
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.palette_ = KindPalette()
        self.palette_.clicked.connect(lambda kind: self.add_field(kind))
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
            self.ref, self.field = ref, ""
            self.view.set_current("design")
            self.palette_.show()
            self.viewChanged.emit("design")
            self.fieldChosen.emit("")
        kept = self.at_step.currentData()
        self.at_step.clear()
        for step in self.steps():
            self.at_step.addItem(step.name, step.id)
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
        """The form as it stands."""
        return self.parts.form(self.ref)

    def facts(self) -> FormFacts:
        """People, terms and today."""
        return FormFacts(self.context.dictionary, self.context.organization, None, datetime.now().astimezone())

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
            step = next((one for one in self.steps() if one.id == self.at_step.currentData()), None)
            self._preview = FormPlayer(form, {}, step.rights if step else [], self.facts())
            self._column.insertWidget(0, self._preview)
            return
        if self.field and not self._has(form, self.field):
            self.choose("")
        self.surface.show_form(form, self.facts())
        self.surface.choose(self.field)

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
        self.field = field
        self.surface.choose(field)
        rect = self.surface.rect_of(field)
        if not rect.isEmpty():
            y = rect.center().y() + self.surface.y()
            self.area.ensureVisible(0, y, 0, min(rect.height() // 2 + 24, self.area.height() // 2))
        self.fieldChosen.emit(field)

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

    def move_field(self, field: str, spot: Spot) -> None:
        """Move a field to a spot; nothing happens where it cannot stand."""
        form = self.form()
        if form is None:
            return
        try:
            changed = place_field(form, field, spot)
        except (KeyError, ValueError):
            return
        if changed != form:
            self.field = field
            self.write(changed, _("Move field"))
        self.choose(field)

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
        """Remove the selected field."""
        form = self.form()
        if form is not None and self.field:
            gone, self.field = self.field, ""
            self.write(edit.remove_field(form, gone), _("Remove field"))
            self.choose("")

    def _dropped(self, mime: str, value: str, spot: object) -> None:
        if isinstance(spot, Spot):
            if mime == KIND_MIME:
                self.add_field(value, spot)
            else:
                self.move_field(value, spot)

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
