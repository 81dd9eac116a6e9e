"""The inputs panel: what is assumed of the selected element, or of the whole scenario when nothing is selected."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QMenu,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from modeler.ui.places.simulate import facts
from modeler.ui.places.simulate.fields import DistributionEdit, number_field
from modeler.ui.places.simulate.pieces import arrivals_group, change_pool
from modeler.ui.places.simulate.settings import ScenarioSettings
from modeler.ui.places.simulate.study import Study
from runner.bundle.graph import Graph
from runner.core.i18n import tr as _
from runner.core.i18n import trn
from runner.simulate.scenario import ActivityInput, EventInput, Scenario
from runner.ui.kit.groups import PropertyGroup
from runner.ui.kit.inputs import DecimalBox, NumberBox
from runner.ui.kit.texts import label


class InputsPanel(QScrollArea):
    """Shows and changes the current scenario of the study; `allAsked` asks to drop the selection."""

    allAsked = Signal()

    def __init__(self, study: Study) -> None:
        super().__init__()
        self._study = study
        self._graph: Graph | None = None
        self._element: str | None = None
        self._own = False
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.rebuild()

    def show_element(self, graph: Graph | None, element: str | None) -> None:
        """Show the inputs of an element, or the scenario's own without one."""
        if graph is self._graph and element == self._element:
            return
        self._graph, self._element = graph, element
        self.rebuild()

    def rebuild(self) -> None:
        """Make all fields anew; does nothing while one of them is being edited."""
        if self._own:
            return
        page = QWidget()
        page.setProperty("role", "page")
        column = QVBoxLayout(page)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(4)
        entry = self._study.current
        if entry is None or self._graph is None:
            column.addWidget(label(_("Choose or make a scenario on the left."), "muted", wrap=True))
        else:
            subject = facts.subject_of(self._graph, self._element)
            if subject is None or subject.inputs == "none":
                self._settings(column)
            else:
                self._head(column, subject)
                getattr(self, f"_of_{subject.inputs}")(column, entry.scenario, subject)
        column.addStretch(1)
        self.setWidget(page)

    def _change(self, **parts: Any) -> None:
        self._own = True
        try:
            self._study.change(**parts)
        finally:
            self._own = False

    def _settings(self, column: QVBoxLayout) -> None:
        assert self._graph is not None
        column.addWidget(ScenarioSettings(self._study, self._graph, self._change, self.rebuild))

    def _head(self, column: QVBoxLayout, subject: facts.Subject) -> None:
        assert self._graph is not None
        back = QPushButton(_("Whole scenario"))
        back.setProperty("kind", "link")
        back.clicked.connect(self.allAsked)
        column.addWidget(back)
        column.addWidget(label(facts.name_of(self._graph, subject.node.id), "title", wrap=True))

    # ---- activities

    def _of_activity(self, column: QVBoxLayout, scenario: Scenario, subject: facts.Subject) -> None:
        element = subject.node.id
        given = scenario.activities.get(element, ActivityInput())
        group = PropertyGroup(_("Work"))
        duration = DistributionEdit(given.duration, name=_("Working time"))
        duration.changed.connect(lambda value: self._activity(element, duration=value))
        group.add(_("Working time"), duration)
        if subject.node.loop is not None or given.instances is not None:
            times = DistributionEdit(given.instances, is_time=False, name=_("How often"))
            times.changed.connect(lambda value: self._activity(element, instances=value))
            group.add(_("How often"), times)
        column.addWidget(group)
        by_rule = subject.node.handler is not None and scenario.people.by == "rules"
        column.addWidget(self._people(scenario, element, given, by_rule))
        more = PropertyGroup(_("Cost and order"))
        cost = number_field()
        cost.setText(given.fixed_cost)
        cost.editingFinished.connect(lambda: self._activity(element, fixed_cost=cost.text().strip() or "0"))
        more.add(_("Fixed cost each time, {currency}").replace("{currency}", scenario.currency or ""), cost)
        priority = NumberBox()
        priority.setRange(1, 99)
        priority.setValue(given.priority)
        priority.valueChanged.connect(lambda value: self._activity(element, priority=value))
        more.add(_("Priority"), priority, hint=_("A lower number goes first."))
        column.addWidget(more)

    def _activity(self, element: str, **parts: Any) -> None:
        entry = self._study.current
        if entry is None:
            return
        given = entry.scenario.activities.get(element, ActivityInput())
        changed = given.model_copy(update=parts)
        changed.model_fields_set.update(parts)
        self._change(activities={**entry.scenario.activities, element: changed})

    def _people(self, scenario: Scenario, element: str, given: ActivityInput, by_rule: bool) -> QWidget:
        group = PropertyGroup(_("People"))
        if by_rule:
            text = _("Whom the rule of this step names does the work; the people below only where it finds nobody.")
            group.add_widget(label(text, "caption", wrap=True))
        chosen = [item for item in given.pools if isinstance(item, str)]
        choices = [item for item in given.pools if isinstance(item, list)]
        picker = QPushButton(" + ".join(facts.pool_name(scenario, item) for item in chosen) or _("Nobody needed"))
        picker.setProperty("kind", "picker")
        menu = QMenu(picker)
        for pool in scenario.pools:
            action = menu.addAction(facts.pool_name(scenario, pool.id))
            action.setCheckable(True)
            action.setChecked(pool.id in chosen)
            action.toggled.connect(lambda on, pool=pool.id: self._toggle_pool(element, pool, on))
        menu.setEnabled(bool(scenario.pools))
        picker.setMenu(menu)
        group.add(_("Who does it"), picker, hint=_("All that are ticked are needed.") if len(chosen) > 1 else "")
        for item in choices:
            names = _(" or ").join(facts.pool_name(scenario, pool) for pool in item)
            group.add_widget(label(_("and one of: {names}").replace("{names}", names), "caption", wrap=True))
        for pool_id in [*chosen, *(pool for item in choices for pool in item)]:
            pool_of = scenario.pool(pool_id)
            if pool_of is not None:
                group.add(facts.pool_name(scenario, pool_id), self._capacity(pool_id, pool_of.capacity))
                steps = len(facts.users_of(scenario, pool_id))
                group.add_widget(label(trn("Used by one step", "Used by {count} steps", steps), "caption"))
        return group

    def _capacity(self, pool_id: str, capacity: int) -> QWidget:
        field = NumberBox()
        field.setMinimumWidth(80)
        field.setRange(1, 100_000)
        field.setValue(capacity)
        field.setSuffix(" " + _("people"))
        field.valueChanged.connect(lambda value: self._pool(pool_id, capacity=value))
        return field

    def _toggle_pool(self, element: str, pool: str, on: bool) -> None:
        entry = self._study.current
        if entry is None:
            return
        pools = list(entry.scenario.activities.get(element, ActivityInput()).pools)
        if on and pool not in pools:
            pools.append(pool)
        elif not on and pool in pools:
            pools.remove(pool)
        self._activity(element, pools=pools)
        self.rebuild()

    def _pool(self, pool_id: str, **parts: Any) -> None:
        entry = self._study.current
        if entry is not None:
            self._change(pools=change_pool(entry.scenario, pool_id, **parts))

    # ---- the rest

    def _of_scope(self, column: QVBoxLayout, scenario: Scenario, subject: facts.Subject) -> None:
        column.addWidget(
            label(_("A sub-process takes as long as the steps inside; select those."), "muted", wrap=True)
        )

    def _of_split(self, column: QVBoxLayout, scenario: Scenario, subject: facts.Subject) -> None:
        assert self._graph is not None
        exclusive = subject.node.kind == "exclusiveGateway"
        group = PropertyGroup(_("How often each way is taken"))
        fields: list[tuple[str, DecimalBox]] = []
        total = label("", "caption", wrap=True)
        equal = 1 / len(subject.flows) if exclusive else 0.5

        def tell() -> None:
            shares = {flow: field.value() / 100 for flow, field in fields}
            self._change(flows={**(self._scenario().flows), **shares})
            say()

        def say() -> None:
            whole = sum(field.value() for _flow, field in fields)
            fits = not exclusive or abs(whole - 100) < 1e-6
            text = _("Together {total} %").replace("{total}", f"{whole:g}") if exclusive else _("Each by itself")
            total.setText(text if fits else text + " · " + _("100 % is needed"))
            total.setProperty("role", "caption" if fits else "bad")
            total.style().polish(total)

        for flow in subject.flows:
            field = DecimalBox()
            field.setRange(0, 100)
            field.setDecimals(1)
            field.setSuffix(" %")
            field.setValue(100 * scenario.flows.get(flow.id, equal))
            field.valueChanged.connect(lambda _value: tell())
            fields.append((flow.id, field))
            name = flow.name.strip() or _("to {name}").replace("{name}", facts.name_of(self._graph, flow.target))
            group.add(name, field)
        if exclusive and len(fields) == 2:
            self._couple(fields[0][1], fields[1][1])
        group.add_widget(total)
        say()
        column.addWidget(group)

    @staticmethod
    def _couple(first: DecimalBox, second: DecimalBox) -> None:
        """Of two ways one is what the other leaves."""
        first.valueChanged.connect(lambda value: second.setValue(100 - value))
        second.valueChanged.connect(lambda value: first.setValue(100 - value))

    def _scenario(self) -> Scenario:
        assert self._study.current is not None
        return self._study.current.scenario

    def _of_event(self, column: QVBoxLayout, scenario: Scenario, subject: facts.Subject) -> None:
        column.addWidget(self._delay_group(scenario, subject, _("How long until it comes")))

    def _of_boundary(self, column: QVBoxLayout, scenario: Scenario, subject: facts.Subject) -> None:
        event = subject.node.event.kind if subject.node.event else "none"
        if event == "timer":
            column.addWidget(self._delay_group(scenario, subject, _("How long until it comes")))
            return
        given = scenario.events.get(subject.node.id, EventInput())
        group = PropertyGroup(_("How often the step ends this way"))
        field = DecimalBox()
        field.setRange(0, 100)
        field.setDecimals(1)
        field.setSuffix(" %")
        field.setValue(100 * (given.probability or 0))
        field.valueChanged.connect(lambda value: self._event(subject.node.id, probability=value / 100))
        group.add(_("Probability"), field)
        column.addWidget(group)

    def _delay_group(self, scenario: Scenario, subject: facts.Subject, title: str) -> PropertyGroup:
        element = subject.node.id
        given = scenario.events.get(element, EventInput())
        group = PropertyGroup(title)
        field = DistributionEdit(given.delay, name=title)
        field.changed.connect(lambda value: self._event(element, delay=value))
        timer = subject.node.event.timer if subject.node.event else None
        hint = ""
        if given.delay is None and timer is not None:
            hint = _("Without a value the timer's own {text} is taken.").replace("{text}", timer.text)
        group.add("", field, hint=hint)
        return group

    def _event(self, element: str, **parts: Any) -> None:
        given = self._scenario().events.get(element, EventInput())
        changed = given.model_copy(update=parts)
        changed.model_fields_set.update(parts)
        self._change(events={**self._scenario().events, element: changed})

    def _of_start(self, column: QVBoxLayout, scenario: Scenario, subject: facts.Subject) -> None:
        column.addWidget(arrivals_group(scenario, subject.node.id, self._change))
