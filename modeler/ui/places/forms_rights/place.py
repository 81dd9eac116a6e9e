"""The place itself: what there is on the left, the page in the middle, why and settings on the right."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from modeler.dictionary.consistency import Binding
from modeler.dictionary.renaming import NewName, rename_variable
from modeler.dictionary.where_used import Use
from modeler.document.change import Change, Origin
from modeler.systems.asking import Asking
from modeler.ui.context import Context
from modeler.ui.history import EditHistory
from modeler.ui.place import Place
from modeler.ui.places.forms_rights.field_settings import FieldSettings
from modeler.ui.places.forms_rights.form_page import FormPage
from modeler.ui.places.forms_rights.parts import Parts
from modeler.ui.places.forms_rights.rename_dialog import RenameDialog
from modeler.ui.places.forms_rights.steps import steps_of, used_forms
from modeler.ui.places.forms_rights.uses import Uses
from runner.core.i18n import tr as _
from runner.core.i18n import trn
from runner.forms.schema import field_places, joined
from runner.ui.kit.cards import Card
from runner.ui.kit.layouts import clear_layout
from runner.ui.kit.panes import Panes
from runner.ui.kit.texts import button, label

if TYPE_CHECKING:
    from modeler.ui.places.forms_rights.dictionary_page import DictionaryPage
    from modeler.ui.places.forms_rights.field_rights import FieldRightsPage
    from modeler.ui.places.forms_rights.operations_page import OperationsPage
    from modeler.ui.places.forms_rights.organization_page import OrganizationPage
    from modeler.ui.places.forms_rights.preview import PreviewPanel
    from modeler.ui.places.forms_rights.process_rights import ProcessRightsPage
    from modeler.ui.places.forms_rights.questions_page import QuestionsPage
    from modeler.ui.places.forms_rights.system_panel import SystemPanel
    from modeler.ui.places.forms_rights.systems_page import SystemsPage
    from modeler.ui.places.forms_rights.term_panel import TermPanel

P = TypeVar("P", bound=QWidget)
PAGES = {
    "form": "form_page", "rights": "field_rights", "process": "process_rights", "operations": "operations",
    "questions": "questions", "organization": "organization", "dictionary": "dictionary", "systems": "systems",
}  # fmt: skip
"""Page -> the attribute that holds it."""
PANELS = {
    "form": "settings", "rights": "preview", "process": "explain", "operations": "explain", "questions": "explain",
    "dictionary": "term", "systems": "system",
}  # fmt: skip
"""Page -> what stands beside it."""
TAKE = ("rights", "process", "operations")
"""Pages whose table takes a change cell by cell."""


class FormsRights(Place):
    """One page at a time; the cards on the left say which. A page is made when it is shown first."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.page = ("form", "")
        self.parts = Parts(context, self)
        self.uses = Uses(context, self.parts)
        self.middle = QStackedWidget()
        self.side = QStackedWidget()
        self.side.setProperty("role", "raised")
        self.side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        panes = Panes(self.middle)
        panes.add("left", self._left(), 204, minimum=160)
        panes.add("right", self.side, 300, minimum=260)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(panes)
        context.documentChanged.connect(self._document_changed)
        context.workspaceChanged.connect(self._workspace_changed)
        context.formMendAsked.connect(self.mend_form)
        self.parts.history.changed.connect(self._file_changed)

    # pages, and what stands beside them ----------------------------------------------------------

    def _middle(self, page: P) -> P:
        self.middle.addWidget(page)
        return page

    def _beside(self, panel: P) -> P:
        self.side.addWidget(panel)
        return panel

    @cached_property
    def form_page(self) -> FormPage:
        """The form designer."""
        page = self._middle(FormPage(self.context, self.parts))
        page.viewChanged.connect(lambda _view: self._show_side())
        page.renameAsked.connect(self.rename_variable)
        self._beside(page.preview_side)
        self._beside(page.print_side)
        return page

    @cached_property
    def settings(self) -> FieldSettings:
        """The settings of a field, beside the designer."""
        return self._beside(FieldSettings(self.form_page))

    @cached_property
    def field_rights(self) -> FieldRightsPage:
        """Fields by steps."""
        from modeler.ui.places.forms_rights.field_rights import FieldRightsPage

        page = self._middle(FieldRightsPage(self.context, self.parts))
        page.why.connect(self.preview.explain)
        page.empty.clicked.connect(lambda: self.show_page("form", self.page[1]))
        return page

    @cached_property
    def preview(self) -> PreviewPanel:
        """Why a field is seen, and the form as somebody gets it."""
        from modeler.ui.places.forms_rights.preview import PreviewPanel

        return self._beside(PreviewPanel(self.context, self.parts))

    @cached_property
    def process_rights(self) -> ProcessRightsPage:
        """Who may do what to processes."""
        from modeler.ui.places.forms_rights.process_rights import ProcessRightsPage

        page = self._middle(ProcessRightsPage(self.context, self.parts))
        page.why.connect(self.explain.show_lines)
        return page

    @cached_property
    def operations(self) -> OperationsPage:
        """Buttons and verdicts of the steps."""
        from modeler.ui.places.forms_rights.operations_page import OperationsPage

        page = self._middle(OperationsPage(self.context, self.parts))
        page.why.connect(self.explain.show_lines)
        return page

    @cached_property
    def questions(self) -> QuestionsPage:
        """What somebody may do, and who may see a field."""
        from modeler.ui.places.forms_rights.questions_page import QuestionsPage

        page = self._middle(QuestionsPage(self.context, self.parts))
        page.why.connect(self.explain.show_lines)
        return page

    @cached_property
    def explain(self) -> Explanation:
        """Why a cell is as it is."""
        return self._beside(Explanation(_("Select a cell to see why.")))

    @cached_property
    def organization(self) -> OrganizationPage:
        """Departments, people, roles, approval matrices."""
        from modeler.ui.places.forms_rights.organization_page import OrganizationPage

        return self._middle(OrganizationPage(self.context, self.parts))

    @cached_property
    def dictionary(self) -> DictionaryPage:
        """Terms, code lists and numbering rules."""
        from modeler.ui.places.forms_rights.dictionary_page import DictionaryPage

        page = self._middle(DictionaryPage(self.context, self.parts, self.uses))
        page.chosen.connect(self._show_term)
        return page

    @cached_property
    def systems(self) -> SystemsPage:
        """The register of systems that steps ask."""
        from modeler.ui.places.forms_rights.systems_page import SystemsPage

        page = self._middle(SystemsPage(self.context, self.parts, self.uses))
        page.chosen.connect(self._show_system)
        return page

    @cached_property
    def system(self) -> SystemPanel:
        """The settings of a system, and who asks it."""
        from modeler.ui.places.forms_rights.system_panel import SystemPanel

        panel = self._beside(SystemPanel(self.context, self.parts))
        panel.changed.connect(lambda changes: self.systems.change(**changes))
        panel.reached.connect(self.systems.reach)
        panel.opened.connect(self._open_asking)
        panel.recordingsAsked.connect(self.systems.take_recordings)
        panel.syncAsked.connect(self.systems.bring_up_to_date)
        panel.settingsAsked.connect(lambda: cast("Any", self.window()).show_settings())
        return panel

    @cached_property
    def term(self) -> TermPanel:
        """The settings of a term, and where it is used."""
        from modeler.ui.places.forms_rights.term_panel import TermPanel

        panel = self._beside(TermPanel(self.uses))
        panel.changed.connect(self.dictionary.change)
        panel.opened.connect(self.open_use)
        panel.acted.connect(self.dictionary.act)
        return panel

    def _left(self) -> QWidget:
        side = QWidget()
        side.setProperty("role", "raised")
        side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        outer = QVBoxLayout(side)
        outer.setContentsMargins(0, 0, 0, 0)
        inner = QWidget()
        inner.setProperty("role", "page")
        self._cards = QVBoxLayout(inner)
        self._cards.setContentsMargins(12, 16, 12, 12)
        self._cards.setSpacing(8)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        outer.addWidget(scroll)
        return side

    # showing -----------------------------------------------------------------------------------

    def reload(self) -> None:
        """Show what there is now."""
        used = used_forms(self.context.document)
        refs = self.parts.form_refs()
        used = [ref for ref in used if ref in refs]
        kind, ref = self.page
        if kind in ("form", "rights") and ref not in refs:
            first = next(iter([*used, *refs]), "")
            self.page = ("form", first) if first else ("organization", "")
        self._show_cards(used, [one for one in refs if one not in used])
        self._show_page()

    def _show_cards(self, used: list[str], others: list[str]) -> None:
        clear_layout(self._cards)
        self._cards.addWidget(label(_("This process"), "caption"))
        steps = steps_of(self.context.document)
        for ref in used:
            form = self.parts.form(ref)
            fields = len(field_places(form)) if form is not None else 0
            count = sum(step.form == ref for step in steps)
            self._card(
                ("form", ref), self.parts.form_name(ref), trn("Form, {count} field", "Form, {count} fields", fields)
            )
            size = f"{fields} × {count}"
            self._card(("rights", ref), _("Field rights"), _("fields and steps: {size}").format(size=size))
        self._card(("process", ""), _("Process rights"), _("start, see, handle, manage, export"))
        self._card(("operations", ""), _("Operations"), _("buttons and verdicts"))
        self._card(("questions", ""), _("Who may what?"), _("one person, or one field"))
        self._cards.addSpacing(8)
        self._cards.addWidget(label(_("This workspace"), "caption"))
        for ref in others:
            self._card(("form", ref), self.parts.form_name(ref), _("Form, not used in this process"))
        organization = self.context.organization
        people = trn("{count} person", "{count} people", len(organization.users))
        self._card(("organization", ""), _("Organisation"), people)
        terms = trn("{count} term", "{count} terms", len(self.context.dictionary.elements))
        self._card(("dictionary", ""), _("Data dictionary"), terms)
        systems = self.parts.systems().systems
        told = trn("{count} system", "{count} systems", len(systems)) if systems else _("what steps ask for data")
        self._card(("systems", ""), _("Systems"), told)
        self.new = button(_("New form"), icon_name="add")
        self.new.clicked.connect(self.new_form)
        self._cards.addWidget(self.new)
        self._cards.addStretch(1)

    def _card(self, page: tuple[str, str], title: str, text: str) -> None:
        card = Card(title, text)
        card.set_chosen(page == self.page)
        card.clicked.connect(lambda: self.show_page(*page))
        self._cards.addWidget(card)

    def show_page(self, kind: str, ref: str = "") -> None:
        """Show a page, by its name in `PAGES`."""
        self.page = (kind, ref)
        self.reload()
        self.context.stateChanged.emit()  # keys that act on a form's fields belong to the tables of other pages

    def _show_page(self) -> None:
        kind, ref = self.page
        page: QWidget = getattr(self, PAGES[kind])
        self.middle.setCurrentWidget(page)
        self._show_side()
        if kind == "form":
            if not self.form_page.show_form(ref):  # another form has shown its settings already
                self.settings.refresh()
        elif kind == "rights":
            self.preview.show_form(ref)
            self.field_rights.show_form(ref)
        elif kind == "process":
            self.process_rights.refresh()
        elif kind == "operations":
            self.operations.refresh()
        elif kind == "questions":
            self.questions.refresh()
        elif kind == "organization":
            self.organization.refresh()
        elif kind == "systems":
            self.systems.refresh()
        else:
            self.dictionary.refresh()

    def _show_side(self) -> None:
        kind = self.page[0]
        name = PANELS.get(kind)
        panel: QWidget | None = getattr(self, name) if name else None
        if kind == "form" and self.form_page.view.current == "preview":
            panel = self.form_page.preview_side
        elif kind == "form" and self.form_page.view.current == "print":
            panel = self.form_page.print_side
        self.side.setVisible(panel is not None)
        if panel is not None:
            self.side.setCurrentWidget(panel)

    def new_form(self) -> None:
        """Add an empty form to the workspace and design it."""
        ref = self.parts.add_form()
        if ref:
            self.show_page("form", ref)

    def rename_variable(self, what: NewName, asked: bool = False) -> None:
        """Call a field and its variable otherwise wherever they are named, as one step of undo. What does not follow
        is told first, where somebody was not `asked` already."""
        sources = self.uses.sources()
        try:
            renaming = rename_variable(sources, what)
        except KeyError:
            return  # the field is gone
        if renaming.obstacles and not asked:
            dialog = RenameDialog(renaming, self.uses, self)
            dialog.accepted.connect(lambda: self.rename_variable(what, asked=True))
            dialog.rejected.connect(self.settings.refresh)
            dialog.open()
        elif renaming.is_possible:
            self.parts.rename(renaming, sources, _("Rename field"))
            self._show_renamed(what)

    def _show_renamed(self, what: NewName) -> None:
        """The form again, with the same field selected: one without an id of its own has another now."""
        if self.page != ("form", what.form):
            return
        shown = self.form_page.field
        self.reload()
        form = self.form_page.form()
        before, _dot, _last = what.path.rpartition(".")
        path = joined(before, what.name)
        found = next((one for one in field_places(form) if one.path == path), None) if form is not None else None
        if found is not None and shown == what.field != found.component.id:
            self.form_page.choose(found.component.id or "")

    # terms -------------------------------------------------------------------------------------

    def _show_term(self, code: str) -> None:
        self.side.setVisible(self.page[0] != "dictionary" or self.dictionary.view.current == "terms")
        element = self.context.dictionary.element(code)
        self.term.show_term(element, self.uses.of(code) if element is not None else [])

    def _show_system(self, code: str) -> None:
        self.side.setVisible(self.page[0] != "systems" or bool(code))
        self.system.show_system(self.systems.system(), self.systems.asked.get(code, []), self.systems.copies)

    def _open_asking(self, step: Asking) -> None:
        """Go to a step that asks a system."""
        self.uses.go_to(Use(step.file, step.element, "service"))

    def open_use(self, use: Use) -> None:
        """Go to where a term is used."""
        refs = self.parts.form_refs()
        if use.file in refs:
            self.show_page("form", use.file)
            self.form_page.choose(use.element)
        elif use.way == "rights" and (ref := self._form_of(use.element)):
            self.show_page("rights", ref)
        elif use.way == "choices":
            self.dictionary.show_term(use.element)
        elif use.way == "number":
            self.dictionary.show_rule(use.element)
        elif use.way == "matrix":
            self.show_page("organization")
            self.organization.show_view("matrices")
        elif use.way in ("case", "scenario", "decision"):
            self.context.go({"case": "rehearse", "scenario": "simulate"}.get(use.way, "design"))
        else:
            self.uses.go_to(use)

    def mend_form(self, fix: Binding | NewName) -> None:
        """Bind a field to the term that it means, or call it otherwise, and show it."""
        if isinstance(fix, NewName):
            self.dictionary.rename_field(fix)
        else:
            self.dictionary.mend(fix)
        self.show_page("form", fix.form)
        self.form_page.choose(fix.field)

    def _form_of(self, step: str) -> str:
        return next((one.form for one in steps_of(self.context.document) if one.id == step), "")

    # the window --------------------------------------------------------------------------------

    def _file_changed(self, change: Change) -> None:
        if change.origin in (Origin.UNDO, Origin.REDO):
            self.context.stateChanged.emit()
            if self.isVisible() and not self._takes(change):
                self.reload()

    def _workspace_changed(self) -> None:
        if self.isVisible():
            self.reload()

    def _document_changed(self, change: Change) -> None:
        if self.isVisible() and change.origin not in (Origin.UNDO, Origin.REDO) and not self._takes(change):
            self.reload()

    def _takes(self, change: Change) -> bool:
        """Whether the table of rights that is shown took the change, cell by cell; else all is shown anew."""
        kind = self.page[0]
        if change.parts or kind not in TAKE:
            return False
        page: FieldRightsPage | ProcessRightsPage | OperationsPage = getattr(self, PAGES[kind])
        return page.take(change)

    def entered(self) -> None:
        """The model may have changed since."""
        self.reload()

    def focus_element(self, element: str) -> None:
        """Show the rights of the step's form, or an approval matrix."""
        super().focus_element(element)
        if self.context.organization.matrix(element) is not None:
            self.show_page("organization")
            self.organization.go_to(element)
            return
        step = next((one for one in steps_of(self.context.document) if one.id == element), None)
        if step is not None and step.form:
            self.show_page("form", step.form)

    def undo_target(self) -> EditHistory:
        """All files that are edited here, in the order of their edits."""
        return self.parts.history

    def can(self, name: str) -> bool:
        """Fields are cut, copied and pasted while a form is designed; all but pasting needs a selected one."""
        if name not in ("remove", "cut", "copy", "paste", "duplicate", "select_all"):
            return super().can(name)
        designs = self.page[0] == "form" and self.form_page.view.current == "design"
        return designs and (name in ("paste", "select_all") or bool(self.form_page.field))

    def do_copy(self) -> None:
        """Ctrl+C: the selected fields."""
        self.form_page.copy()

    def do_cut(self) -> None:
        """Ctrl+X: copy the selected fields and take them out."""
        self.form_page.cut()

    def do_paste(self) -> None:
        """Ctrl+V: the fields of the clipboard, of another form too."""
        self.form_page.paste()

    def do_duplicate(self) -> None:
        """Ctrl+D: a copy of the selected fields behind them."""
        self.form_page.duplicate()

    def do_select_all(self) -> None:
        """Ctrl+A: all fields of the form."""
        self.form_page.select_all()

    def do_remove(self) -> None:
        """Delete: the selected field."""
        if self.page[0] == "form":
            self.form_page.remove_field()


class Explanation(QWidget):
    """A heading and lines below it."""

    def __init__(self, invitation: str) -> None:
        super().__init__()
        self._invitation = invitation
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 16, 12, 12)
        layout.setSpacing(8)
        self.title = label("", "heading", wrap=True)
        self.lines = label("", selectable=True, wrap=True)
        layout.addWidget(self.title)
        layout.addWidget(self.lines)
        layout.addStretch(1)
        self.show_lines("", [])

    def show_lines(self, title: str, lines: list[str]) -> None:
        """Show them; without a title an invitation."""
        self.title.setText(title or self._invitation)
        self.lines.setText("\n".join(lines))
