"""规则: how a step is decided, when a way is taken, and what machines do."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from modeler.document.records import FlowRecord, NodeRecord
from modeler.ui.expressions.condition import ConditionEdit
from modeler.ui.expressions.edit import ExpressionEdit
from modeler.ui.expressions.words import process_words
from modeler.ui.panels.approval_fields import ApprovalFields
from modeler.ui.panels.copy_fields import build_copy
from modeler.ui.panels.decision_fields import build_decision
from modeler.ui.panels.editing import Editing
from modeler.ui.panels.event_fields import build_event
from modeler.ui.panels.fields import (
    CheckField,
    ChoiceField,
    DurationField,
    TextField,
)
from modeler.ui.panels.mapping_fields import build_mapping, mapping_fields
from modeler.ui.panels.system_fields import build_system
from runner.core.i18n import N_, listed
from runner.core.i18n import tr as _
from runner.ui.kit.groups import PropertyGroup, captioned
from runner.ui.kit.layouts import show_if
from runner.ui.kit.texts import button, label

Refresh = list[Callable[[], None]]


def build(group: PropertyGroup, editing: Editing) -> Refresh:
    """Fill the group; returns what refreshes it."""
    record = editing.record
    if isinstance(record, FlowRecord):
        return _flow(group, editing)
    if not isinstance(record, NodeRecord):
        return []
    if record.tag == "userTask":
        approval = ApprovalFields(editing)
        group.add_widget(approval)
        return [approval.refresh, build_copy(group, editing), *_repetition(group, editing)]
    if record.tag.endswith("Gateway"):
        return _gateway(group, editing)
    if record.tag == "scriptTask":
        return _script(group, editing) + _repetition(group, editing)
    if record.tag == "businessRuleTask":
        return build_decision(group, editing, _service) + _repetition(group, editing)
    if record.tag == "sendTask":
        return [build_copy(group, editing), *_service(group, editing), *_repetition(group, editing)]
    if record.tag == "serviceTask":
        return _service(group, editing) + _repetition(group, editing)
    if record.tag == "callActivity":
        return _call(group, editing) + _repetition(group, editing)
    return build_event(group, editing)


# flows and gateways ------------------------------------------------------------------------------


def _flow(group: PropertyGroup, editing: Editing) -> Refresh:
    """Condition and default of a sequence flow."""
    flow = editing.record
    assert isinstance(flow, FlowRecord)
    source = editing.document.index.nodes.get(flow.source)
    can_be_default = source is not None and source.tag in ("exclusiveGateway", "inclusiveGateway", "complexGateway")

    def is_default() -> bool:
        record = editing.record
        return isinstance(record, FlowRecord) and record.is_default

    def write_default(on: bool) -> None:
        from modeler.ui.panels.editing import Editing as Other

        Other(editing.context, editing.document, flow.source).set("default", flow.id if on else None)

    refreshers: Refresh = []
    if can_be_default:
        default = CheckField(_("Taken when no other way fits"), is_default, write_default)
        group.add("", default)
        refreshers.append(default.refresh)
    condition = ConditionEdit(
        lambda: _condition(editing),
        lambda text: editing.set("condition", text or None, merge=True),
        editing.seal,
        editing.context.settings,
        known=process_words(editing),
        checked=lambda: _language(editing) in ("", "feel"),
        place="condition",
    )
    condition.text.field.setPlaceholderText(_("For example: days > 3"))
    condition.field.setObjectName("property-condition")
    group.add(_("Taken when"), condition)
    foreign = label("", "warning", wrap=True)
    group.add_widget(foreign)
    hint = label(_names_hint(editing), "caption", wrap=True)
    if hint.text():
        group.add_widget(hint)
        condition.add_for_text(hint)

    def refresh() -> None:
        condition.refresh()
        condition.setEnabled(not is_default())
        language = _language(editing)
        foreign.setText(
            _("Written in {language}: it is shown, and decided by hand when tried out.").format(language=language)
        )
        foreign.setVisible(language not in ("", "feel"))

    refresh()
    return [*refreshers, refresh]


def _condition(editing: Editing) -> str:
    record = editing.record
    return (record.condition or "") if isinstance(record, FlowRecord) else ""


def _language(editing: Editing) -> str:
    record = editing.record
    return record.condition_language if isinstance(record, FlowRecord) else ""


def _names_hint(editing: Editing) -> str:
    """The names that an expression of this process may use."""
    from modeler.ui.panels.form_facts import field_choices

    names = [f"{path} ({caption})" if caption != path else path for path, caption in field_choices(editing)][:12]
    return _("Fields: {names}").format(names=listed(names)) if names else ""


def _gateway(group: PropertyGroup, editing: Editing) -> Refresh:
    """The ways out with their conditions, each a click away."""
    box = PropertyWays(group, editing)
    return [box.refresh]


class PropertyWays:
    """A button for each way out of a gateway, with its condition on it."""

    def __init__(self, group: PropertyGroup, editing: Editing) -> None:
        self._editing = editing
        self._default = ChoiceField([], self._read_default, lambda value: editing.set("default", value or None))
        record = editing.record
        self._has_default = isinstance(record, NodeRecord) and record.tag != "parallelGateway"
        self._buttons: list[tuple[str, Callable[[str], None]]] = []
        flows = self._flows()
        for flow in flows:
            one = button("", "link", "arrow-right")
            one.clicked.connect(lambda _on=False, key=flow.id: editing.context.selection.set([key]))
            group.add_widget(one)
            self._buttons.append((flow.id, one.setText))
        if not flows:
            group.add_widget(label(_("No way leads out of here yet."), "caption", wrap=True))
        if self._has_default and "eventBased" not in getattr(record, "tag", "") and flows:
            group.add(_("When no way fits"), self._default)
        else:
            self._default.hide()
        self.refresh()

    def _flows(self) -> list[FlowRecord]:
        flows = self._editing.document.index.flows_of(self._editing.element)
        return [flow for flow in flows if flow.source == self._editing.element and flow.kind == "sequenceFlow"]

    def _read_default(self) -> str:
        record = self._editing.record
        return (record.default or "") if isinstance(record, NodeRecord) else ""

    def refresh(self) -> None:
        """Say it all again."""
        flows = self._flows()
        nodes = self._editing.document.index.nodes

        def target(flow: FlowRecord) -> str:
            node = nodes.get(flow.target)
            return (node.name if node is not None else "") or flow.target

        texts = {flow.id: f"{flow.name or target(flow)}: {self._rule(flow)}" for flow in flows}
        for key, set_text in self._buttons:
            if key in texts:
                set_text(texts[key])
        self._default.set_choices(
            [("", _("Stop with an incident")), *((flow.id, flow.name or target(flow)) for flow in flows)]
        )

    def _rule(self, flow: FlowRecord) -> str:
        if flow.is_default:
            return _("when nothing else fits")
        if not self._has_default:
            return _("always")
        return flow.condition or _("no condition yet")


GLOBAL_TASKS = {
    "globalTask": N_("A global task"),
    "globalUserTask": N_("A global user task"),
    "globalManualTask": N_("A global manual task"),
    "globalScriptTask": N_("A global script task"),
    "globalBusinessRuleTask": N_("A global business rule task"),
}
"""Tasks that stand for themselves beside all processes: BPMN's local name, and what the list says."""

# machines ----------------------------------------------------------------------------------------


def _script(group: PropertyGroup, editing: Editing) -> Refresh:
    """Assignments, one a line."""
    script = ExpressionEdit(
        lambda: editing.get("script"),
        lambda text: editing.set("script", text, merge=True),
        editing.seal,
        known=process_words(editing),
        lines=5,
        checked=lambda: editing.get("scriptFormat") in ("", "feel"),
        pairs=True,
        place="script",
    )
    script.field.setPlaceholderText("total = count(rows) * 2")
    group.add(_("What is computed, one assignment a line"), script)
    other = editing.get("scriptFormat")
    if other not in ("", "feel"):
        text = _("Written in {language}: it is shown, never run, and answered by hand when tried out.")
        group.add_widget(label(text.format(language=other), "warning", wrap=True))
    return [script.refresh]


def _service(group: PropertyGroup, editing: Editing) -> Refresh:
    """What the service is, what goes in and out, and how the stand-in answers."""
    refreshers: Refresh = []
    kind = TextField(
        lambda: str(editing.block("service").get("kind", "")),
        lambda text: editing.update_block("service", merge="kind", kind=text),
        editing.seal,
    )
    kind.setPlaceholderText("http")
    mapping = mapping_fields(editing, "in", "out")
    plain = [captioned(_("Kind of service"), kind), *(box for box, _refresh in mapping)]
    for box in plain:
        group.add_widget(box)
    refreshers += [refresh for _box, refresh in mapping]
    asks = build_system(group, editing, plain)
    if asks is not None:
        refreshers.append(asks)
    group.add_widget(label(_("In a rehearsal it answers"), "heading"))
    result = ExpressionEdit(
        lambda: str(editing.block("mock").get("result", "")),
        lambda text: editing.update_block("mock", merge="result", result=text),
        editing.seal,
        known=process_words(editing).open(),
        place="mock",
    )
    result.field.setPlaceholderText("{ok: true}")
    group.add(_("Answer"), result)
    delay = DurationField(
        lambda: str(editing.block("mock").get("delay", "")),
        lambda text: editing.update_block("mock", merge="delay", delay=text),
        editing.seal,
    )
    group.add(_("After"), delay)
    failure = ChoiceField(
        [
            ("", _("never")),
            *((str(share), f"{share:.0%}") for share in (0.01, 0.05, 0.1, 0.2, 0.5)),
            ("1", _("always")),
        ],
        lambda: _failure(editing),
        lambda value: editing.update_block("mock", failureRate=value),
    )
    group.add(_("Fails"), failure)
    return [kind.refresh, *refreshers, result.refresh, delay.refresh, failure.refresh]


def _failure(editing: Editing) -> str:
    value = str(editing.block("mock").get("failureRate", ""))
    return "" if value in ("0", "0.0") else value


def _call(group: PropertyGroup, editing: Editing) -> Refresh:
    """The process that is called."""
    from modeler.ui.panels.group_technical import called_choices

    choices = [("", _("Choose what is called")), *called_choices(editing)]
    choices += [(kind, _(text)) for kind, text in GLOBAL_TASKS.items()]
    called = ChoiceField(
        choices,
        lambda: editing.get("calledElement"),
        lambda value: editing.set("calledElement", value or None),
    )
    called.setObjectName("property-called")
    group.add(_("Calls"), called)
    name = TextField(
        lambda: editing.get("called-name"), lambda text: editing.set("called-name", text, merge=True), editing.seal
    )
    name.setObjectName("property-called-name")
    name.setPlaceholderText(_("Name of the global task"))
    name.setAccessibleName(_("Name of the global task"))
    group.add_widget(name)

    waits = CheckField(
        _("Waits until it has ended"),
        lambda: editing.block("service").get("waits") != "no",
        lambda on: editing.update_block("service", waits="" if on else "no"),
    )
    waits.setObjectName("property-called-waits")
    group.add_widget(waits)
    starter = TextField(
        lambda: str(editing.block("service").get("starter", "")),
        lambda text: editing.update_block("service", merge="starter", starter=text.strip()),
        editing.seal,
    )
    starter.setObjectName("property-called-starter")
    starter.setPlaceholderText(_("Field with the person; empty: who started this case"))
    group.add(_("Its starter, where it is not waited for"), starter)
    rejected = ChoiceField(
        [("", _("ends this case, too: not approved")), ("goOn", _("goes on here; its results say so"))],
        lambda: str(editing.block("service").get("rejected", "")),
        lambda value: editing.update_block("service", rejected=value),
    )
    rejected.setObjectName("property-called-rejected")
    group.add(_("When it is not approved, it"), rejected)

    def refresh() -> None:
        waits.refresh()
        rejected.refresh()
        starter.refresh()
        starter.setEnabled(not waits.isChecked())
        rejected.setEnabled(waits.isChecked())
        known = [*choices]
        if editing.value("called-name") is not None:
            known.append((editing.get("calledElement"), editing.get("called-name") or _("Global task")))
        called.set_choices(known)
        name.refresh()
        show_if(name, editing.value("called-name") is not None)

    refresh()
    return [refresh, *build_mapping(group, editing, "in", "out")]


def _repetition(group: PropertyGroup, editing: Editing) -> Refresh:
    """Once, or once for each entry of a list."""

    def value(name: str) -> str:
        loop = editing.value("loop")
        return str(loop.get(name, "")) if isinstance(loop, dict) else ""

    def write(name: str, text: str) -> None:
        loop = editing.value("loop")
        values = dict(loop) if isinstance(loop, dict) else {}
        values[name] = text
        editing.set("loop", values if values.get("kind") else None, merge=name != "kind")

    kind = ChoiceField(
        [("", _("once")), ("parallel", _("for each entry, all at once")),
         ("sequential", _("for each entry, one after the other")), ("standard", _("again and again"))],
        lambda: value("kind"),
        lambda chosen: write("kind", chosen),
    )  # fmt: skip
    group.add(_("Is done"), kind)
    known = process_words(editing)

    def one(name: str) -> ExpressionEdit:
        return ExpressionEdit(
            partial(value, name), partial(write, name), editing.seal, known=known, lines=1, place=f"loop.{name}"
        )

    def condition(name: str) -> ConditionEdit:
        return ConditionEdit(
            partial(value, name), partial(write, name), editing.seal, editing.context.settings, known=known, lines=1,
            place=f"loop.{name}",
        )  # fmt: skip

    each, times, again, early = one("collection"), one("cardinality"), condition("condition"), condition("completion")
    each.field.setPlaceholderText(_("A list, for example: rows"))
    times.field.setPlaceholderText("3")
    early.text.field.setPlaceholderText("nrOfCompletedInstances / nrOfInstances >= 0.5")
    item = TextField(partial(value, "item"), partial(write, "item"), editing.seal)
    item.setObjectName("property-loop-item")
    several = [
        captioned(_("For each entry of"), each),
        captioned(_("One entry is called"), item),
        captioned(_("Or so many times"), times),
        captioned(_("Is done early when"), early),
    ]
    alone = captioned(_("As long as"), again)
    for box in (*several, alone):
        group.add_widget(box)

    def refresh() -> None:
        kind.refresh()
        for box in several:
            show_if(box, value("kind") in ("parallel", "sequential"))
        show_if(alone, value("kind") == "standard")
        for field in (each, item, times, again, early):
            field.refresh()

    refresh()
    return [refresh]
