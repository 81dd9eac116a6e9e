"""The scenario's own settings: its name, size of the run, arrivals and people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QDateTime, Qt, QTimer
from PySide6.QtWidgets import QComboBox, QDateTimeEdit, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from modeler.ui.places.simulate import facts
from modeler.ui.places.simulate.fields import LengthEdit, number_field
from modeler.ui.places.simulate.pieces import arrivals_group, calendar_box, change_pool
from modeler.ui.places.simulate.study import Study
from runner.bundle.graph import Graph
from runner.core.i18n import pick
from runner.core.i18n import tr as _
from runner.simulate.durations import format_duration, parse_duration, parse_instant
from runner.simulate.scenario import Pool, Scenario
from runner.ui.kit.groups import PropertyGroup
from runner.ui.kit.inputs import NumberBox
from runner.ui.kit.texts import button, label, tool_button


class ScenarioSettings(QWidget):
    """Fields of the current scenario; `change(**parts)` writes, `rebuild()` makes the panel anew."""

    def __init__(self, study: Study, graph: Graph, change: Callable[..., None], rebuild: Callable[[], None]) -> None:
        super().__init__()
        self._study, self._graph, self._change, self._rebuild = study, graph, change, rebuild
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        entry = study.current
        if entry is None:
            return
        column.addWidget(label(_("Whole scenario"), "title"))
        column.addWidget(label(_("Select a step on the diagram to say how long it takes."), "caption", wrap=True))
        column.addWidget(self._run(entry.scenario))
        start = next((node.id for node in graph.nodes if node.kind == "startEvent" and node.scope is None), None)
        first = entry.scenario.arrivals[0].at if entry.scenario.arrivals else start
        column.addWidget(arrivals_group(entry.scenario, first or start, change))
        column.addWidget(self._people(entry.scenario))

    # ---- the run

    def _run(self, scenario: Scenario) -> PropertyGroup:
        group = PropertyGroup(_("Run"))
        name = QLineEdit(pick(scenario.name))
        name.editingFinished.connect(lambda: self._rename(name.text().strip()))
        group.add(_("Name"), name)
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        cases = self._spin(scenario.cases or 0, 0, 10_000_000, lambda value: self._change(cases=value or None))
        cases.setSpecialValueText("—")
        times = self._spin(scenario.replications, 1, 10_000, lambda value: self._change(replications=value))
        for place, (caption, field) in enumerate(((_("Cases each time"), cases), (_("Replications"), times))):
            grid.addWidget(label(caption, "caption"), 0, place)
            grid.addWidget(field, 1, place)
            field.setAccessibleName(caption)
        warm = LengthEdit(_length(scenario.warm_up))
        warm.changed.connect(lambda value: self._change(warm_up=None if value is None else format_duration(value)))
        seed = self._spin(min(scenario.seed, 2**31 - 1), 0, 2**31 - 1, lambda value: self._change(seed=value))
        for place, (caption, one) in enumerate(((_("Warm-up"), warm), (_("Seed"), seed))):
            grid.addWidget(label(caption, "caption"), 2, place)
            grid.addWidget(one, 3, place)
            one.setAccessibleName(caption)
        group.rows.addLayout(grid)
        start = QDateTimeEdit()
        start.setDisplayFormat("yyyy-MM-dd HH:mm")
        start.setCalendarPopup(True)
        start.setMinimumWidth(120)
        moment = _instant(scenario.start)
        start.setDateTime(moment)
        start.dateTimeChanged.connect(lambda value: self._change(start=_text_of(value, scenario.start)))
        group.add(_("Starts on"), start)
        group.add_widget(
            label(
                _("The same seed gives the same figures; cases that arrive in the warm-up are not counted."),
                "caption",
                wrap=True,
            )
        )
        return group

    @staticmethod
    def _spin(value: int, low: int, high: int, then: Callable[[int], None]) -> NumberBox:
        field = NumberBox()
        field.setMinimumWidth(64)
        field.setRange(low, high)
        field.setGroupSeparatorShown(True)
        field.setValue(value)
        field.setKeyboardTracking(False)
        field.valueChanged.connect(then)
        return field

    def _rename(self, name: str) -> None:
        entry = self._study.current
        if entry is None or not name or name == pick(entry.scenario.name):
            return
        self._change(name=name)
        self._study.changed.emit("scenarios")

    # ---- people

    def _people(self, scenario: Scenario) -> PropertyGroup:
        group = PropertyGroup(_("People"))
        if any(node.handler is not None for node in self._graph.nodes):
            self._whom(group, scenario)
        if not scenario.pools:
            group.add_widget(label(_("No step needs anybody yet."), "caption", wrap=True))
        for pool in scenario.pools:
            group.add_widget(self._pool_row(scenario, pool))
        more = button(_("Add people"), "link", "add", "accent")
        more.clicked.connect(self._add_pool)
        group.add_widget(more)
        return group

    def _whom(self, group: PropertyGroup, scenario: Scenario) -> None:
        """Whether the rules of the steps are asked who does the work, and the hours of those whom they name."""
        people = scenario.people
        who = QComboBox()
        who.addItem(_("The people below"), "pools")
        who.addItem(_("Whom the rules of the steps name"), "rules")
        who.setCurrentIndex(who.findData(people.by))
        who.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        who.activated.connect(lambda place: self._of_rules(by=who.itemData(place)))
        hint = _("Each person works alone, is away as the organisation says, and hands over to the agent.")
        group.add(_("Who does the work"), who, hint=hint)
        if people.by != "rules":
            return
        hours = calendar_box(scenario, people.calendar, lambda value: self._of_rules(calendar=value))
        group.add(_("Their working hours"), hours)
        cost = number_field()
        cost.setText(people.cost_per_hour)
        cost.editingFinished.connect(lambda: self._of_rules(cost_per_hour=cost.text().strip() or "0"))
        group.add(_("Cost an hour, {currency}").replace("{currency}", scenario.currency or ""), cost)
        group.add_widget(
            label(_("The people below stand in where a rule finds nobody, and do the steps without one."), "caption",
                  wrap=True)
        )  # fmt: skip

    def _of_rules(self, **parts: Any) -> None:
        entry = self._study.current
        if entry is None or all(getattr(entry.scenario.people, name) == value for name, value in parts.items()):
            return
        people = entry.scenario.people.model_copy(update=parts)
        people.model_fields_set.update(parts)
        self._change(people=people)
        if "by" in parts:
            QTimer.singleShot(0, self._rebuild)  # the list that was chosen in is part of what is made anew

    def _pool_row(self, scenario: Scenario, pool: Pool) -> QWidget:
        box = QWidget()
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 8)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        name = QLineEdit(facts.pool_name(scenario, pool.id))
        name.setMinimumWidth(80)
        name.setAccessibleName(_("Name"))
        name.editingFinished.connect(lambda: self._pool(pool.id, name=name.text().strip() or pool.id))
        grid.addWidget(name, 0, 0, 1, 2)
        if not facts.users_of(scenario, pool.id):
            away = tool_button("delete", _("Remove"))
            away.clicked.connect(lambda: self._remove_pool(pool.id))
            grid.addWidget(away, 0, 2)
        count = self._spin(pool.capacity, 1, 100_000, lambda value: self._pool(pool.id, capacity=value))
        cost = number_field()
        cost.setText(pool.cost_per_hour)
        cost.editingFinished.connect(lambda: self._pool(pool.id, cost_per_hour=cost.text().strip() or "0"))
        currency = scenario.currency or ""
        captions = (_("How many"), _("Cost an hour, {currency}").replace("{currency}", currency))
        for place, (caption, field) in enumerate(zip(captions, (count, cost), strict=True)):
            grid.addWidget(label(caption, "caption"), 1, place)
            grid.addWidget(field, 2, place)
            field.setAccessibleName(caption)
        hours = calendar_box(scenario, pool.calendar, lambda value: self._pool(pool.id, calendar=value))
        hours.setAccessibleName(_("Working hours"))
        grid.addWidget(hours, 3, 0, 1, 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        return box

    def _pool(self, pool_id: str, **parts: Any) -> None:
        entry = self._study.current
        if entry is not None:
            self._change(pools=change_pool(entry.scenario, pool_id, **parts))

    def _add_pool(self) -> None:
        entry = self._study.current
        if entry is None:
            return
        taken = {pool.id for pool in entry.scenario.pools}
        number = next(count for count in range(1, len(taken) + 2) if f"people{count}" not in taken)
        calendar = next((pool.calendar for pool in entry.scenario.pools if pool.calendar), None)
        pool = Pool(id=f"people{number}", name=_("New people"), capacity=1, calendar=calendar)
        self._change(pools=[*entry.scenario.pools, pool])
        self._rebuild()

    def _remove_pool(self, pool_id: str) -> None:
        entry = self._study.current
        if entry is not None:
            self._change(pools=[pool for pool in entry.scenario.pools if pool.id != pool_id])
            self._rebuild()


def _length(text: str | None) -> int | None:
    try:
        return parse_duration(text) if text else None
    except ValueError:
        return None


def _instant(text: str) -> QDateTime:
    try:
        value = parse_instant(text)
    except ValueError:
        return QDateTime.currentDateTime()
    return QDateTime.fromString(value.strftime("%Y-%m-%dT%H:%M:%S"), Qt.DateFormat.ISODate)


def _text_of(value: QDateTime, before: str) -> str:
    """The clock time of the field in the offset that the scenario had."""
    try:
        offset = parse_instant(before).strftime("%z")
    except ValueError:
        offset = "+0000"
    return f"{value.toString('yyyy-MM-ddTHH:mm:ss')}{offset[:3]}:{offset[3:5]}"
