"""What is done to the fields of the form that is designed: each act is one step of the undo history."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QApplication, QWidget

from modeler.forms import edit
from modeler.forms.arrange import Spot, children, may_hold, place_field, place_fields, set_width
from modeler.forms.field_sets import field_sets
from modeler.forms.settings import get_setting
from modeler.forms.source_binding import bound
from modeler.forms.take_in import copied, in_clipboard, take_in
from modeler.ui.context import Context
from modeler.ui.places.forms_rights.caption_editor import CaptionEditor
from modeler.ui.places.forms_rights.lookup_editors import read_sources
from modeler.ui.places.forms_rights.palette import FIELD_MIME, KIND_MIME, SET_MIME
from modeler.ui.places.forms_rights.parts import Parts
from modeler.ui.places.forms_rights.surface import DesignSurface
from runner.core.errors import AppError
from runner.core.i18n import tr as _
from runner.forms.fields import FIELDS, kind_of
from runner.forms.grid import rows_of, spans_of
from runner.forms.schema import Component, CrossCheck, Form


class FormActs(QWidget):
    """The acts; the page below it says which form, what is selected, and writes."""

    context: Context
    parts: Parts
    surface: DesignSurface
    field: str
    also: tuple[str, ...]
    caption_editor: CaptionEditor | None

    def form(self) -> Form | None:
        """The form as it stands."""
        raise NotImplementedError

    def write(self, form: Form, what: str, merge_key: str | None = None) -> None:
        """Put a changed form into the workspace."""
        raise NotImplementedError

    def choose(self, field: str) -> None:
        """Select a field; empty: none."""
        raise NotImplementedError

    def select(self, fields: Sequence[str]) -> None:
        """Select these; the last one is the one whose settings are shown."""
        raise NotImplementedError

    @property
    def selection(self) -> list[str]:
        """All that is selected."""
        return [one for one in (*self.also, self.field) if one]

    @staticmethod
    def _has(form: Form, field: str) -> bool:
        try:
            edit.find(form, field)
        except KeyError:
            return False
        return True

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
        """Add a ready-made set of fields; where it looks records up, in the data source that fits best."""
        one = field_sets()[name]
        known = read_sources(self.context.workspace) if one.columns else {}
        self._take_in(bound(one.components, one.columns, known), spot, _("Add field set"), one.checks)

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

    def _take_in(
        self, components: Sequence[Component], spot: Spot | None, what: str, checks: Sequence[CrossCheck] = ()
    ) -> None:
        form = self.form()
        if form is None:
            return
        if spot is None:
            kinds = [one.type for one in components]
            spot = self._spot_for(form, "group" if "group" in kinds or "dynamiclist" in kinds else "textfield")
        try:
            changed, made = take_in(form, components, Spot(spot.parent, spot.before), checks)
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


def caption_of(kind: str) -> dict[str, str]:
    """What a new field is called: the name of its kind in the language that is shown."""
    from runner.core.i18n import current_language

    english = FIELDS[kind].label
    if current_language() == "en":
        return {"en": english}
    return {"zh": _(english), "en": english}
