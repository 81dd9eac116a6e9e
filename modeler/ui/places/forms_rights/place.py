"""The place itself: what there is on the left, the page in the middle, why and settings on the right."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from modeler.dictionary.where_used import Use
from modeler.document.change import Change, Origin
from modeler.document.editable import Editable
from modeler.ui.context import Context
from modeler.ui.place import Place
from modeler.ui.places.forms_rights.dictionary_page import DictionaryPage, use_line
from modeler.ui.places.forms_rights.field_rights import FieldRightsPage
from modeler.ui.places.forms_rights.field_settings import FieldSettings
from modeler.ui.places.forms_rights.form_page import FormPage
from modeler.ui.places.forms_rights.organization_page import OrganizationPage
from modeler.ui.places.forms_rights.parts import Parts
from modeler.ui.places.forms_rights.preview import PreviewPanel
from modeler.ui.places.forms_rights.process_rights import ProcessRightsPage
from modeler.ui.places.forms_rights.steps import steps_of, used_forms
from runner.core.i18n import tr as _
from runner.core.i18n import trn
from runner.ui.kit.cards import Card
from runner.ui.kit.panes import Panes
from runner.ui.kit.texts import button, label


class FormsRights(Place):
    """One page at a time; the cards on the left say which."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.parts = Parts(context)
        self.form_page = FormPage(context, self.parts)
        self.field_rights = FieldRightsPage(context, self.parts)
        self.process_rights = ProcessRightsPage(context, self.parts)
        self.organization = OrganizationPage(context, self.parts)
        self.dictionary = DictionaryPage(context, self.parts)
        self.settings = FieldSettings(self.form_page)
        self.preview = PreviewPanel(context, self.parts)
        self.explain = _Explanation()
        self.field_rights.why.connect(self.preview.explain)
        self.dictionary.uses.connect(self._show_uses)
        self.middle = QStackedWidget()
        for page in (self.form_page, self.field_rights, self.process_rights, self.organization, self.dictionary):
            self.middle.addWidget(page)
        self.side = QStackedWidget()
        self.side.setProperty("role", "raised")
        self.side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        for panel in (self.settings, self.preview, self.explain):
            self.side.addWidget(panel)
        self.page = ("form", "")
        panes = Panes(self.middle)
        panes.add("left", self._left(), 220, minimum=180)
        panes.add("right", self.side, 320, minimum=260)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(panes)
        context.documentChanged.connect(self._document_changed)
        context.workspaceChanged.connect(self.reload)
        self.parts.changed.connect(self._part_changed)
        self.reload()

    def _left(self) -> QWidget:
        side = QWidget()
        side.setProperty("role", "raised")
        side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        outer = QVBoxLayout(side)
        outer.setContentsMargins(0, 0, 0, 0)
        inner = QWidget()
        self._cards = QVBoxLayout(inner)
        self._cards.setContentsMargins(12, 16, 12, 12)
        self._cards.setSpacing(8)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(inner)
        outer.addWidget(scroll)
        return side

    def reload(self) -> None:
        """Show what there is now."""
        used = used_forms(self.context.document)
        refs = list(dict.fromkeys([*used, *self.parts.form_refs()]))
        if self.page == ("form", "") or (self.page[0] in ("form", "rights") and self.page[1] not in refs):
            self.page = ("form", refs[0]) if refs else ("organization", "")
        self._show_cards(used, [ref for ref in refs if ref not in used])
        self._show_page()

    def _show_cards(self, used: list[str], others: list[str]) -> None:
        while self._cards.count():
            item = self._cards.takeAt(0)
            if item is not None and (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._cards.addWidget(label(_("This process"), "caption"))
        steps = steps_of(self.context.document)
        for ref in used:
            count = sum(step.form == ref for step in steps)
            self._card(("form", ref), self.parts.form_name(ref), _("Form"))
            self._card(("rights", ref), _("Field rights"), trn("{count} step", "{count} steps", count))
        self._card(("process", ""), _("Process rights"), _("start, see, handle, manage, export"))
        self._cards.addWidget(label(_("This workspace"), "caption"))
        for ref in others:
            self._card(("form", ref), self.parts.form_name(ref), _("Form"))
        organization = self.context.organization
        people = trn("{count} person", "{count} people", len(organization.users))
        self._card(("organization", ""), _("Organisation"), people)
        terms = trn("{count} term", "{count} terms", len(self.context.dictionary.elements))
        self._card(("dictionary", ""), _("Data dictionary"), terms)
        new = button(_("New form"), icon_name="add")
        new.clicked.connect(self.new_form)
        self._cards.addWidget(new)
        self._cards.addStretch(1)

    def _card(self, page: tuple[str, str], title: str, text: str) -> None:
        card = Card(title, text)
        card.set_chosen(page == self.page)
        card.clicked.connect(lambda: self.show_page(*page))
        self._cards.addWidget(card)

    def show_page(self, kind: str, ref: str = "") -> None:
        """Show a page: `form`, `rights`, `process`, `organization`, `dictionary`."""
        self.page = (kind, ref)
        self.reload()

    def _show_page(self) -> None:
        kind, ref = self.page
        pages: dict[str, tuple[QWidget, QWidget | None]] = {
            "form": (self.form_page, self.settings),
            "rights": (self.field_rights, self.preview),
            "process": (self.process_rights, None),
            "organization": (self.organization, None),
            "dictionary": (self.dictionary, self.explain),
        }
        page, panel = pages[kind]
        self.middle.setCurrentWidget(page)
        self.side.setVisible(panel is not None)
        if panel is not None:
            self.side.setCurrentWidget(panel)
        if kind == "form":
            self.form_page.show_form(ref)
        elif kind == "rights":
            self.field_rights.show_form(ref)
            self.preview.show_form(ref)
        elif kind == "process":
            self.process_rights.refresh()
        elif kind == "organization":
            self.organization.refresh()
        else:
            self.dictionary.refresh()

    def new_form(self) -> None:
        """Add an empty form to the workspace and design it."""
        ref = self.parts.add_form()
        if ref:
            self.show_page("form", ref)

    def _show_uses(self, code: str, uses: list[Use]) -> None:
        self.explain.show_lines(
            _("Where {code} is used").format(code=code) if code else "", [use_line(one) for one in uses]
        )

    def _part_changed(self, change: Change) -> None:
        if change.origin is not Origin.EDIT:
            self.reload()

    def _document_changed(self, _change: Change) -> None:
        if self.isVisible():
            self.reload()

    def entered(self) -> None:
        """The model may have changed since."""
        self.reload()

    def focus_element(self, element: str) -> None:
        """Show the rights of the step's form."""
        super().focus_element(element)
        step = next((one for one in steps_of(self.context.document) if one.id == element), None)
        if step is not None and step.form:
            self.show_page("form", step.form)

    def undo_target(self) -> Editable | None:
        """The file that was edited last here."""
        return self.parts.last

    def do_remove(self) -> None:
        """Delete: the selected field."""
        if self.page[0] == "form":
            self.form_page.remove_field()


class _Explanation(QWidget):
    """A heading and lines below it."""

    def __init__(self) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 16, 12, 12)
        self._title = label("", "heading", wrap=True)
        self._lines = label("", selectable=True, wrap=True)
        layout.addWidget(self._title)
        layout.addWidget(self._lines)
        layout.addStretch(1)

    def show_lines(self, title: str, lines: list[str]) -> None:
        """Show them; no line: say so."""
        self._title.setText(title or _("Select a term to see where it is used."))
        self._lines.setText("\n".join(lines) or (_("Nowhere yet.") if title else ""))
