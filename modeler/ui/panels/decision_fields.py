"""A business rule task that asks a decision: which one, what it is told and gives, and where its result goes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from modeler.decisions.described import gives, gives_list
from modeler.ui.expressions.words import process_words
from modeler.ui.panels.editing import Editing
from modeler.ui.panels.fields import ChoiceField, TextField
from modeler.ui.panels.mapping_fields import mapping_fields
from runner.core.errors import AppError
from runner.core.folders import documents_folder
from runner.core.i18n import N_, listed
from runner.core.i18n import tr as _
from runner.core.registry import load_object
from runner.decisions import Asked, Node
from runner.ui.kit.groups import PropertyGroup, captioned
from runner.ui.kit.layouts import clear_layout, show_if
from runner.ui.kit.texts import breakable, button, label

TYPES = {
    "number": N_("number"), "string": N_("text"), "boolean": N_("yes or no"), "date": N_("date"),
    "date and time": N_("date and time"), "dateTime": N_("date and time"), "time": N_("time"),
    "integer": N_("number"), "long": N_("number"), "double": N_("number"),
    "days and time duration": N_("days and hours"), "years and months duration": N_("years and months"),
}  # fmt: skip
PAUSE_MS = 250
Refresh = list[Callable[[], None]]


def build_decision(
    group: PropertyGroup, editing: Editing, service: Callable[[PropertyGroup, Editing], Refresh]
) -> Refresh:
    """The choice of a decision; without one, what `service` builds: how the step is answered otherwise."""
    fields = DecisionFields(editing)
    group.add_widget(fields)
    other = PropertyGroup(_("Answered without a decision"), parent=group)
    group.add_widget(other)
    refreshers = service(other, editing)

    def refresh() -> None:
        fields.refresh()
        show_if(other, not fields.ref)

    refresh()
    return [refresh, *refreshers]


class DecisionFields(QWidget):
    """The fields; with no decision chosen only the choice of one."""

    def __init__(self, editing: Editing) -> None:
        super().__init__()
        self._editing = editing
        self._shown: object = None
        self._asked: str | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(PAUSE_MS)
        self._soon.timeout.connect(self._look_again)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self.choice = ChoiceField(self._choices(), lambda: self.ref, self._choose)
        self.choice.setObjectName("property-decision")
        column.addWidget(captioned(_("Asks the decision"), self.choice))
        acts = QHBoxLayout()
        acts.setSpacing(12)
        self.look = button(_("Show it"), "link", "table")
        self.look.setObjectName("decision-look")
        self.look.clicked.connect(self._look)
        self.add = button(_("Add a file…"), "link", "import")
        self.add.setObjectName("decision-add")
        self.add.setToolTip(_("Copies a file of decisions (.dmn) into the workspace."))
        self.add.clicked.connect(self._add)
        self.new = button(_("New…"), "link", "add")
        self.new.setObjectName("decision-new")
        self.new.setToolTip(_("Makes a decision table in the workspace, which this step asks."))
        self.new.clicked.connect(self._new)
        for one in (self.look, self.new, self.add):
            acts.addWidget(one)
        acts.addStretch(1)
        column.addLayout(acts)
        self._facts = QVBoxLayout()
        self._facts.setSpacing(4)
        column.addLayout(self._facts)
        self.result = TextField(
            lambda: str(editing.block("decision").get("result", "")),
            lambda text: editing.update_block("decision", merge="result", result=text.strip()),
            editing.seal,
        )
        self.result.setObjectName("property-decision-result")
        self._result = captioned(_("The result goes into the variable"), self.result)
        column.addWidget(self._result)
        ((self._inputs, self._refresh_inputs),) = mapping_fields(editing, "in")
        column.addWidget(self._inputs)
        self.refresh()

    def event(self, event: QEvent) -> bool:
        """Facts that come and go make it higher or lower; what stands around it has to hear of it."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().event(event)

    @property
    def ref(self) -> str:
        """The id of the decision that is asked; empty where none is."""
        return str(self._editing.block("decision").get("ref", ""))

    # what there is to ask ----------------------------------------------------------------------

    def _shelf(self) -> Any:
        return load_object("modeler.decisions:shelf_of")(self._editing.context.workspace)

    def _found(self) -> Node | None:
        return cast("Node | None", self._shelf().find(self.ref))

    def _choices(self) -> list[tuple[str, str]]:
        shelf = self._shelf()
        made = [("", _("none"))]
        for node in shelf.library.nodes:
            made.append((node.element.id, f"{node.name or node.element.id} · {shelf.stem(node)}"))
        found = self._found()
        if self.ref and found is None:
            made.append((self.ref, _("{name} (not there)").format(name=self.ref)))
        elif found is not None and found.element.id != self.ref:  # asked by its name
            made.append((self.ref, f"{self.ref} · {shelf.stem(found)}"))
        return made

    def _choose(self, value: str) -> None:
        if not value:
            self._editing.set_block("decision", None)
            return
        node = self._shelf().find(value)
        kept = str(self._editing.block("decision").get("result", ""))
        self._editing.update_block("decision", ref=value, result=kept or _variable_of(node))

    # showing -----------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show what stands in the document; what the process has for the decision is looked up once typing pauses."""
        if self._asked is None or self.ref != self._asked:
            self._look_again()
        else:
            self._soon.start()
        self.result.refresh()
        self._refresh_inputs()

    def _look_again(self) -> None:
        """Look at the workspace and at the whole process."""
        self._soon.stop()
        self._asked = self.ref
        self.choice.set_choices(self._choices())
        found = self._found()
        show_if(self.look, found is not None)
        for box in (self._result, self._inputs):
            show_if(box, bool(self.ref))
        asked = self._shelf().library.asked(found) if found is not None else ()
        known = self._known()
        key = (self.ref, found, asked, tuple(self._is_known(one, known) for one in asked))
        if key != self._shown:
            self._shown = key
            self._tell(found, asked, known)

    def _tell(self, found: Node | None, asked: tuple[Asked, ...], known: set[str] | None) -> None:
        clear_layout(self._facts)
        if found is None:
            if self.ref:
                told = _("No file of the workspace holds it. Add the file, or choose another decision.")
                self._facts.addWidget(label(told, "bad", wrap=True))
            return
        self._facts.addWidget(label(_("Is told"), "caption"))
        for one in asked:
            text = f"{one.name} · {type_text(one.type)}" if type_text(one.type) else one.name
            self._facts.addWidget(label(breakable(text), wrap=True))
        strange = [one.name for one in asked if not self._is_known(one, known)]
        if strange:
            told = _("Nothing in the process is called {names}: say below what goes in.")
            self._facts.addWidget(label(breakable(told.format(names=listed(strange))), "warning", wrap=True))
        if not asked:
            self._facts.addWidget(label(_("nothing"), "muted"))
        self._facts.addWidget(label(_("Gives a list of") if gives_list(found) else _("Gives"), "caption"))
        for out in gives(found):
            text = f"{out.name} · {type_text(out.type)}" if type_text(out.type) else out.name
            self._facts.addWidget(label(breakable(text), wrap=True))

    def _known(self) -> set[str] | None:
        """The names that the process has; None where anything may come in."""
        words = process_words(self._editing)()
        return {one.name.partition(".")[0] for one in words} if words.closed else None

    def _is_known(self, one: Asked, known: set[str] | None) -> bool:
        rows = self._editing.block("service").get("in") or []
        given = {str(row.get("name", "")) for row in rows}
        return known is None or bool({one.name, one.variable} & (known | given))

    # acts --------------------------------------------------------------------------------------

    def _look(self) -> None:
        found = self._found()
        if found is not None:
            view: Any = load_object("modeler.ui.panels.decision_view:DecisionView")
            view(self.window(), found, self._editing.context, process_words(self._editing)).open()

    def _new(self) -> None:
        """Ask what a new decision is called; it is asked by the step, and its table opened to be filled."""
        step = str(getattr(self._editing.record, "name", "") or "")
        dialog: Any = load_object("modeler.ui.panels.decision_new:NewDecision")(self.window(), step)
        dialog.accepted.connect(lambda: self.make(dialog.name.text().strip()))
        dialog.open()

    def make(self, name: str) -> None:
        """A new decision of this name in the workspace, asked by the step and shown."""
        try:
            _path, own = load_object("modeler.decisions.making:new_decision")(self._editing.context.workspace, name)
        except AppError as error:
            self._editing.context.report(error)
            return
        self._editing.context.workspaceChanged.emit()
        self._choose(own)
        self._look_again()
        self._look()

    def _add(self) -> None:
        path, _kind = QFileDialog.getOpenFileName(
            self.window(), _("Add a file of decisions"), str(documents_folder()), _("Decisions (*.dmn)")
        )
        if path:
            self.take(Path(path))

    def take(self, path: Path) -> None:
        """Copy a file into the workspace; where it holds one decision and none is chosen, it is asked."""
        try:
            added = load_object("modeler.decisions.adding:add_file")(self._editing.context.workspace, path)
        except AppError as error:
            self._editing.context.report(error)
            return
        shelf = self._shelf()
        nodes = [node for node in shelf.library.nodes if shelf.stem(node) == added.stem]
        if len(nodes) == 1 and not self.ref:
            self._choose(nodes[0].element.id)
        self._look_again()


def type_text(name: str) -> str:
    """What a type is called; nothing where any value will do."""
    plain = name.rpartition(":")[2] if name.startswith("feel:") else name
    return "" if plain in ("", "Any") else _(TYPES.get(plain, plain))


def _variable_of(node: Node | None) -> str:
    """A variable for the result: the one answer's name, else that of the decision, as a variable is called."""
    if node is None:
        return ""
    out = gives(node)
    names = [*(one.name for one in out if len(out) == 1), node.name, node.element.id]
    return next((name for name in names if name.isidentifier() and name.isascii()), node.element.id)
