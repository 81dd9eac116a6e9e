"""处理人: who shall do this step, what happens when that is nobody, and who it would be today."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from modeler.document.records import NodeRecord
from modeler.ui.expressions.edit import ExpressionEdit
from modeler.ui.expressions.words import process_words
from modeler.ui.panels.editing import Editing
from modeler.ui.panels.fields import ChoiceField, NumberField
from modeler.ui.panels.handler_preview import HandlerPreview
from modeler.ui.panels.who_picker import WhoPicker, candidates
from runner.core.i18n import N_, listed, pick
from runner.core.i18n import tr as _
from runner.organization.who import split_who
from runner.ui.kit.groups import PropertyGroup
from runner.ui.kit.layouts import clear_layout, show_if
from runner.ui.kit.texts import button, label

STRATEGIES: dict[str, str] = {
    "": N_("Nobody chosen yet"),
    "departmentHead": N_("Head of the starter's department"),
    "consecutiveHeads": N_("Heads one after the other, upwards"),
    "superior": N_("The starter's direct superior"),
    "user": N_("Certain people"),
    "role": N_("Everyone in a role"),
    "position": N_("Everyone in a position"),
    "department": N_("Members of a department"),
    "starter": N_("The starter"),
    "field": N_("Person named in a form field"),
    "fieldDepartmentHead": N_("Head of a department named in a form field"),
    "executive": N_("Executive in charge of the starter's department"),
    "handlerOf": N_("Whoever did another step"),
    "notHandlerOf": N_("People who did not do another step"),
    "previousHandler": N_("Whoever did the step before"),
    "expression": N_("By an expression"),
    "group": N_("Members of a group"),
    "costCentreOwner": N_("Owner of the cost centre"),
    "projectManager": N_("Manager of the project"),
    "starterChoice": N_("Chosen by the starter"),
    "previousChoice": N_("Chosen by the handler before"),
    "matrix": N_("By an approval matrix"),
}
EMPTY = (("stop", N_("Stop and tell")), ("pass", N_("Pass by itself")), ("reject", N_("Reject by itself")),
         ("admin", N_("Hand over to the process admins")))  # fmt: skip
SAME = (("self", N_("Decides alone")), ("skip", N_("Is left out")), ("superior", N_("The superior decides instead")),
        ("departmentHead", N_("The department head decides instead")))  # fmt: skip
DISTINCT = (("off", N_("Is asked every time")), ("adjacent", N_("Not twice in a row")),
            ("instance", N_("Only once in a case")), ("last", N_("Only the last time in a case")))  # fmt: skip
KEPT = ("strategy", "empty", "same", "distinct")


def choices(current: str) -> list[tuple[str, str]]:
    """The strategies, and the current one whatever it is."""
    known = [(key, _(text)) for key, text in STRATEGIES.items()]
    return known if current in STRATEGIES else [*known, (current, current)]


class HandlerFields(QWidget):
    """The parameters of a strategy; built anew when the strategy changes."""

    def __init__(self, editing: Editing) -> None:
        super().__init__()
        self._editing = editing
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._strategy: str | None = None
        self._refresh: Callable[[], None] = lambda: None
        self.refresh()

    def refresh(self) -> None:
        """Show the parameters of the document."""
        strategy = str(self._editing.block("handler").get("strategy", ""))
        if strategy == self._strategy:
            self._refresh()
            return
        self._strategy = strategy
        clear_layout(self._column)
        self._refresh = lambda: None
        made = _PARAMETERS.get(strategy)
        show_if(self, made is not None)
        if made is not None:
            caption, widget, self._refresh = made(self._editing, strategy)
            self._column.addWidget(label(caption, "caption"))
            self._column.addWidget(widget)
            widget.setAccessibleName(caption)


Made = tuple[str, QWidget, Callable[[], None]]


def _param(editing: Editing, name: str, otherwise: str = "") -> str:
    return str(editing.block("handler").get(name, otherwise))


def _write_param(editing: Editing, name: str, value: str) -> None:
    editing.update_block("handler", **{name: value})


def _people(editing: Editing, strategy: str) -> Made:
    def chosen() -> list[str]:
        return [who if ":" in who else f"{strategy}:{who}" for who in split_who(_param(editing, "who"))]

    kinds = ("role", "user", "group", "position", "department") if strategy == "notHandlerOf" else (strategy,)
    picker = WhoPicker(lambda: candidates(editing.context.organization, kinds), chosen())
    picker.changed.connect(lambda who: editing.update_block("handler", who=" ".join(who)))
    captions = {
        "user": _("People"), "role": _("Role"), "position": _("Position"), "department": _("Department"),
        "group": _("Group"), "notHandlerOf": _("Out of these"),
    }  # fmt: skip
    return captions[strategy], picker, lambda: picker.show_chosen(chosen())


def _level(editing: Editing, strategy: str) -> Made:
    name = "upTo" if strategy == "consecutiveHeads" else "level"

    def value() -> int:
        text = _param(editing, name, "1")
        return int(text) if text.isdigit() else 1

    def is_computed() -> bool:
        return _param(editing, name).startswith("=")

    def switch() -> None:
        editing.update_block("handler", **{name: str(value()) if is_computed() else f"= {value()}"})
        refresh()

    number = NumberField(1, 20, value, lambda found: editing.update_block("handler", **{name: str(found)}))
    text = ExpressionEdit(
        lambda: _param(editing, name).removeprefix("=").lstrip(),
        lambda found: editing.update_block("handler", merge=name, **{name: f"= {found.removeprefix('=').lstrip()}"}),
        editing.seal,
        known=process_words(editing),
        lines=1,
        place=f"handler.{name}",
    )
    other = button("", "link")
    other.setObjectName("property-level-computed")
    other.clicked.connect(switch)
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    for widget in (number, text, other):
        column.addWidget(widget)

    def refresh() -> None:
        show_if(number, not is_computed())
        show_if(text, is_computed())
        other.setText(_("A fixed number") if is_computed() else _("Compute it"))
        (text if is_computed() else number).refresh()

    refresh()
    caption = _("How many levels, from below") if name == "upTo" else _("Which level, 1 is the nearest")
    return caption, box, refresh


def _path(editing: Editing, _strategy: str) -> Made:
    from modeler.ui.panels.form_facts import field_choices

    kinds = {"fieldDepartmentHead": ("department",), "costCentreOwner": (), "projectManager": ()}.get(
        _strategy, ("person",)
    )
    nothing = _("That of the starter's department") if _strategy == "costCentreOwner" else _("Choose a field")
    field = ChoiceField(
        [("", nothing), *field_choices(editing, kinds)],
        lambda: _param(editing, "path"),
        lambda value: editing.update_block("handler", path=value),
    )
    return _("Field"), field, field.refresh


def _table(editing: Editing, _strategy: str) -> Made:
    matrices = [(one.id, pick(one.name) or one.id) for one in editing.context.organization.matrices]
    field = ChoiceField(
        [("", _("Choose an approval matrix")), *matrices],
        lambda: _param(editing, "table"),
        lambda value: editing.update_block("handler", table=value),
    )
    return _("Approval matrix"), field, field.refresh


def _apart(editing: Editing, strategy: str) -> Made:
    """The people to take from, and the step whose handlers are left out."""
    caption, picker, refresh_picker = _people(editing, strategy)
    below, field, refresh_field = _node(editing, strategy)
    both = QWidget()
    column = QVBoxLayout(both)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    column.addWidget(picker)
    column.addWidget(label(_("But not who did this step"), "caption"))
    column.addWidget(field)
    field.setAccessibleName(below)

    def refresh() -> None:
        refresh_picker()
        refresh_field()

    return caption, both, refresh


def _node(editing: Editing, _strategy: str) -> Made:
    own = editing.record
    scope = own.process if isinstance(own, NodeRecord) else None
    steps = [
        (node.id, node.name or node.id)
        for node in editing.document.index.nodes.values()
        if node.tag in ("userTask", "manualTask", "startEvent")
        and node.process == scope
        and node.id != editing.element
    ]
    field = ChoiceField(
        [("", _("Choose a step")), *steps],
        lambda: _param(editing, "node"),
        lambda value: editing.update_block("handler", node=value),
    )
    return _("Step"), field, field.refresh


def _feel(editing: Editing, _strategy: str) -> Made:
    field = ExpressionEdit(
        lambda: _param(editing, "feel"),
        lambda value: editing.update_block("handler", merge="feel", feel=value),
        editing.seal,
        known=process_words(editing),
        place="handler.feel",
    )
    field.field.setObjectName("property-feel")
    return _("Expression that gives people"), field, field.refresh


_PARAMETERS: dict[str, Callable[[Editing, str], Made]] = {
    "user": _people, "role": _people, "position": _people, "department": _people, "group": _people,
    "costCentreOwner": _path, "projectManager": _path, "starterChoice": _path, "previousChoice": _path,
    "notHandlerOf": _apart, "matrix": _table,
    "departmentHead": _level, "consecutiveHeads": _level,
    "field": _path, "fieldDepartmentHead": _path, "handlerOf": _node, "expression": _feel,
}  # fmt: skip


def build(group: PropertyGroup, editing: Editing) -> list[Callable[[], None]]:
    """Fill the group; returns what refreshes it."""
    record = editing.record
    if isinstance(record, NodeRecord) and record.tag in ("lane", "participant"):
        return _container(group, editing)
    strategy = ChoiceField(
        choices(_param(editing, "strategy")),
        lambda: _param(editing, "strategy"),
        lambda value: _choose(editing, value),
    )
    strategy.setObjectName("property-strategy")
    group.add(_("Who does it"), strategy)
    fields = HandlerFields(editing)
    group.add_widget(fields)
    preview = HandlerPreview(editing)
    group.add_widget(preview)
    refreshers = [strategy.refresh, fields.refresh, preview.refresh]
    rules: Sequence[tuple[str, str, Sequence[tuple[str, str]]]] = (
        (_("When nobody is found"), "empty", EMPTY),
        (_("When it is the starter"), "same", SAME),
        (_("When the person has agreed before"), "distinct", DISTINCT),
    )
    for caption, name, texts in rules:
        rule = ChoiceField(
            [(key, _(text)) for key, text in texts],
            partial(_param, editing, name, texts[0][0]),
            partial(_write_param, editing, name),
        )
        group.add(caption, rule)
        refreshers.append(rule.refresh)
    return refreshers


def _choose(editing: Editing, strategy: str) -> None:
    """Another strategy keeps the general rules and drops the parameters of the old one."""
    if not strategy:
        editing.set_block("handler", None)
        return
    block: dict[str, Any] = {key: value for key, value in editing.block("handler").items() if key in KEPT}
    block["strategy"] = strategy
    if strategy in ("departmentHead", "fieldDepartmentHead"):
        block["level"] = "1"
    if strategy == "consecutiveHeads":
        block["upTo"] = "2"
    editing.set_block("handler", block)


def _container(group: PropertyGroup, editing: Editing) -> list[Callable[[], None]]:
    """A lane says in words whose steps lie in it; its steps carry the handlers."""
    index = editing.document.index
    inside = [node for node in index.children(editing.element) if node.tag in ("userTask", "manualTask")]
    if not inside:
        group.add_widget(label(_("The people are chosen at each step in here."), "caption", wrap=True))
        return []
    names = listed(node.name or node.id for node in inside)
    group.add_widget(
        label(_("The people are chosen at each step in here: {names}").format(names=names), "caption", wrap=True)
    )
    return []
