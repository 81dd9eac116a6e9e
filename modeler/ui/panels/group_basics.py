"""基本: name, description and kind of the thing that is selected."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QLabel

from modeler.bpmn.elements import SPECS
from modeler.document.data import STATEFUL
from modeler.document.records import FlowRecord, NodeRecord, ProcessRecord
from modeler.ui.panels.editing import Editing
from modeler.ui.panels.fields import ChoiceField, LongField, TextField
from modeler.ui.panels.who_picker import WhoPicker, candidates
from runner.core.i18n import N_
from runner.core.i18n import tr as _
from runner.ui.kit.groups import PropertyGroup
from runner.ui.kit.texts import label

KINDS = (("", N_("not said")), ("approval", N_("Approval")), ("execution", N_("Execution")),
         ("collaboration", N_("Collaboration")))  # fmt: skip
PRIORITIES = (("", N_("not said")), ("high", N_("High")), ("medium", N_("Medium")), ("low", N_("Low")))


def build(group: PropertyGroup, editing: Editing) -> list[Callable[[], None]]:
    """Fill the group; returns what refreshes it."""
    record = editing.record
    if isinstance(record, ProcessRecord):
        return _process(group, editing)
    refreshers: list[Callable[[], None]] = []
    text = isinstance(record, NodeRecord) and record.tag == "textAnnotation"
    name: TextField | LongField
    if text:
        name = LongField(lambda: _name(editing), editing.set_text, editing.seal, 4)
    else:
        name = TextField(lambda: _name(editing), lambda value: editing.set("name", value, merge=True), editing.seal)
    name.setObjectName("property-name")
    group.add(_("Text") if text else _("Name"), name)
    refreshers.append(name.refresh)
    if isinstance(record, NodeRecord) and (kinds := kinds_of(record)):
        kind = ChoiceField(kinds, lambda: _spec(editing), lambda value: _morph(editing, value))
        group.add(_("Kind"), kind)
        refreshers.append(kind.refresh)
    if isinstance(record, NodeRecord) and record.tag in STATEFUL:
        state = TextField(
            lambda: editing.get("state"), lambda value: editing.set("state", value, merge=True), editing.seal
        )
        state.setObjectName("property-state")
        state.setPlaceholderText(_("Such as signed, or paid"))
        group.add(_("State"), state)
        refreshers.append(state.refresh)
    notes = LongField(
        lambda: editing.get("documentation"),
        lambda value: editing.set("documentation", value, merge=True),
        editing.seal,
    )
    notes.setPlaceholderText(_("What happens here, in one or two sentences"))
    group.add(_("Description"), notes)
    refreshers.append(notes.refresh)
    return refreshers


def _name(editing: Editing) -> str:
    record = editing.record
    return record.name if isinstance(record, NodeRecord | FlowRecord | ProcessRecord) else ""


def _spec(editing: Editing) -> str:
    record = editing.record
    return record.spec if isinstance(record, NodeRecord) else ""


def kinds_of(record: NodeRecord) -> list[tuple[str, str]]:
    """(kind, name) of an element itself and of what it may become; empty where that is nothing."""
    from modeler.bpmn.elements import morph_targets

    if record.spec not in SPECS:
        return []
    others = [key for key in morph_targets(record.spec) if SPECS[key].tag != "boundaryEvent" or record.attached_to]
    others = [key for key in others if not record.attached_to or SPECS[key].tag == "boundaryEvent"]
    if not others:
        return []
    return [(key, _(SPECS[key].label)) for key in (record.spec, *others)]


def _morph(editing: Editing, spec: str) -> None:
    from runner.core.registry import load_object

    replace = load_object("modeler.document.commands:replace")
    editing.do(N_("Change type"), lambda: replace(editing.document, editing.element, spec))


def _process_value(editing: Editing, key: str) -> str:
    return str(editing.block("process").get(key, ""))


def _write_process_value(editing: Editing, key: str, value: str) -> None:
    editing.update_block("process", **{key: value})


def _tell_code(editing: Editing, fault: QLabel) -> None:
    """Say what is wrong with the code of the process, among those of the workspace."""
    from modeler.catalog.inventory import relative
    from modeler.dictionary.process_codes import check_code
    from modeler.ui.panels.copy_dialog import book_of

    code, workspace, path = _process_value(editing, "code"), editing.context.workspace, editing.document.path
    problem = None
    if code and workspace is not None and path is not None:
        problem = check_code(book_of(editing.context), code, relative(path, workspace.folder))
    fault.setText(f"{problem.message} {problem.hint}" if problem is not None else "")
    fault.setVisible(problem is not None)


def _process(group: PropertyGroup, editing: Editing) -> list[Callable[[], None]]:
    refreshers: list[Callable[[], None]] = []

    def line(caption: str, key: str, hint: str = "") -> TextField:
        field = TextField(
            partial(_process_value, editing, key),
            lambda value: editing.update_block("process", merge=key, **{key: value}),
            editing.seal,
        )
        field.setPlaceholderText(hint)
        group.add(caption, field)
        refreshers.append(field.refresh)
        return field

    name = TextField(lambda: _name(editing), lambda value: editing.set("name", value, merge=True), editing.seal)
    name.setObjectName("property-name")
    group.add(_("Name of the process"), name)
    refreshers.append(name.refresh)
    code = line(_("Code"), "code", "HQ-HRM-LEV-001-AP")
    code.setObjectName("process-code")
    fault = label("", "bad", wrap=True)
    fault.setObjectName("process-code-fault")
    fault.hide()
    group.add("", fault)
    code.editingFinished.connect(lambda: _tell_code(editing, fault))
    line(_("Version"), "version", "1.0.0")
    owner = WhoPicker(
        lambda: candidates(editing.context.organization, ("user",)),
        [str(editing.block("process").get("owner", ""))],
        many=False,
    )
    owner.changed.connect(lambda chosen: editing.update_block("process", owner=chosen[0] if chosen else ""))
    group.add(_("Owner"), owner)
    refreshers.append(lambda: owner.show_chosen([str(editing.block("process").get("owner", ""))]))
    line(_("Category"), "category")

    def one_of(caption: str, key: str, choices: list[tuple[str, str]]) -> None:
        field = ChoiceField(
            choices,
            lambda: str(editing.block("process").get(key) or choices[0][0]),
            lambda value: editing.update_block("process", **{key: "" if value == choices[0][0] else value}),
        )
        field.setObjectName(f"process-{key}")
        group.add(caption, field)
        refreshers.append(field.refresh)

    one_of(_("Its starter withdraws a case"), "withdraw", [
        ("any", _("at any time")), ("before", _("before somebody has acted")), ("never", _("never"))])  # fmt: skip
    one_of(_("What was decided is taken back"), "takeBack", [
        ("untouched", _("while nobody has acted after it")), ("never", _("never"))])  # fmt: skip
    one_of(_("Whoever sees a case may leave words in it"), "comments", [
        ("any", _("yes")), ("never", _("no"))])  # fmt: skip
    one_of(_("The same task is urged once in"), "urgeEvery", [
        ("PT4H", _("4 hours")), ("PT1H", _("1 hour")), ("P1D", _("1 day"))])  # fmt: skip
    for caption, key, choices in ((_("Kind"), "kind", KINDS), (_("Priority"), "priority", PRIORITIES)):
        choice = ChoiceField(
            [(value, _(text)) for value, text in choices],
            partial(_process_value, editing, key),
            partial(_write_process_value, editing, key),
        )
        group.add(caption, choice)
        refreshers.append(choice.refresh)
    notes = LongField(
        lambda: editing.get("documentation"),
        lambda value: editing.set("documentation", value, merge=True),
        editing.seal,
    )
    group.add(_("Description"), notes)
    refreshers.append(notes.refresh)
    return refreshers
