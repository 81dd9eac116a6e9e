"""处理人: who shall do this step, what happens when that is nobody, and who it would be today."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from modeler.document.records import NodeRecord
from modeler.ui.panels.editing import Editing
from modeler.ui.panels.fields import ChoiceField
from modeler.ui.panels.handler_fields import HandlerFields, LimitFields, add_controls, parameter
from modeler.ui.panels.handler_preview import HandlerPreview
from runner.core.i18n import N_, listed
from runner.core.i18n import tr as _
from runner.organization.handler import GENERAL
from runner.ui.kit.groups import PropertyGroup
from runner.ui.kit.layouts import show_if
from runner.ui.kit.texts import label

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
    "service": N_("As a directory service says"),
    "group": N_("Members of a group"),
    "costCentreOwner": N_("Owner of the cost centre"),
    "projectManager": N_("Manager of the project"),
    "starterChoice": N_("Chosen by the starter"),
    "previousChoice": N_("Chosen by the handler before"),
    "matrix": N_("By an approval matrix"),
}
EMPTY = (("stop", N_("Stop and tell")), ("pass", N_("Pass by itself")), ("reject", N_("Reject by itself")),
         ("admin", N_("Hand over to the process admins")), ("user", N_("Ask somebody else")))  # fmt: skip
SAME = (("self", N_("Decides alone")), ("skip", N_("Is left out")), ("superior", N_("The superior decides instead")),
        ("departmentHead", N_("The department head decides instead")))  # fmt: skip
DISTINCT = (("off", N_("Is asked every time")), ("adjacent", N_("Not twice in a row")),
            ("instance", N_("Only once in a case")), ("last", N_("Only the last time in a case")))  # fmt: skip
KEPT = ("empty", "same", "distinct", *GENERAL)
"""What a rule keeps when its strategy changes."""


def choices(current: str) -> list[tuple[str, str]]:
    """The strategies, and the current one whatever it is."""
    known = [(key, _(text)) for key, text in STRATEGIES.items()]
    return known if current in STRATEGIES else [*known, (current, current)]


def build(group: PropertyGroup, editing: Editing) -> list[Callable[[], None]]:
    """Fill the group; returns what refreshes it."""
    record = editing.record
    if isinstance(record, NodeRecord) and record.tag in ("lane", "participant"):
        return _container(group, editing)
    strategy = ChoiceField(
        choices(parameter(editing, "strategy")),
        lambda: parameter(editing, "strategy"),
        lambda value: _choose(editing, value),
    )
    strategy.setObjectName("property-strategy")
    group.add(_("Who does it"), strategy)
    fields = HandlerFields(editing)
    group.add_widget(fields)
    limits = LimitFields(editing)
    group.add_widget(limits)
    preview = HandlerPreview(editing)
    group.add_widget(preview)
    refreshers = [strategy.refresh, fields.refresh, preview.refresh, limits.refresh]
    rules: Sequence[tuple[str, str, Sequence[tuple[str, str]]]] = (
        (_("When nobody is found"), "empty", EMPTY),
        (_("When it is the starter"), "same", SAME),
        (_("When the person has agreed before"), "distinct", DISTINCT),
    )
    for caption, name, texts in rules:
        rule = ChoiceField(
            [(key, _(text)) for key, text in texts],
            partial(parameter, editing, name, texts[0][0]),
            partial(_write_param, editing, name),
        )
        rule.setObjectName(f"handler-{name}")
        group.add(caption, rule)
        refreshers.append(rule.refresh)
        if name == "empty":
            refreshers.append(_instead(group, editing))
    return refreshers


def _write_param(editing: Editing, name: str, value: str) -> None:
    editing.update_block("handler", **{name: value})


def _instead(group: PropertyGroup, editing: Editing) -> Callable[[], None]:
    """Who takes over a step that nobody can handle, where the rule says that somebody does."""
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    refreshers = add_controls(column, editing, "", ("emptyWho",))
    group.add_widget(box)

    def refresh() -> None:
        show_if(box, parameter(editing, "empty") == "user")
        for one in refreshers:
            one()

    refresh()
    return refresh


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
