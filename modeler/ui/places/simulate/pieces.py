"""Pieces that several input panels share: arrivals, calendars, changing one pool."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QComboBox

from modeler.ui.places.simulate.fields import DistributionEdit
from runner.core.i18n import listed, pick, trn
from runner.core.i18n import tr as _
from runner.simulate.distributions import Distribution
from runner.simulate.scenario import Arrival, Scenario
from runner.ui.kit.groups import PropertyGroup
from runner.ui.kit.texts import label


def change_pool(scenario: Scenario, pool_id: str, **parts: Any) -> list[Any]:
    """The pools with one of them changed."""
    changed = []
    for pool in scenario.pools:
        if pool.id == pool_id:
            pool = pool.model_copy(update=parts)
            pool.model_fields_set.update(parts)
        changed.append(pool)
    return changed


def arrivals_group(scenario: Scenario, start: str | None, change: Callable[..., None]) -> PropertyGroup:
    """How cases arrive at a start event."""
    group = PropertyGroup(_("Arrivals"))
    index = next((place for place, item in enumerate(scenario.arrivals) if item.at in (start, None)), None)
    arrival = scenario.arrivals[index] if index is not None else None
    if arrival is not None and arrival.times:
        group.add_widget(
            label(trn("At one fixed time", "At {count} fixed times", len(arrival.times)), "caption", wrap=True)
        )
        return group

    def every(value: Distribution) -> None:
        items = list(scenario.arrivals)
        if index is None:
            items.append(Arrival(at=start, every=value))
        else:
            items[index] = items[index].model_copy(update={"every": value})
        change(arrivals=items)

    def calendar(name: str | None) -> None:
        if index is not None:
            items = list(scenario.arrivals)
            items[index] = items[index].model_copy(update={"calendar": name})
            change(arrivals=items)

    field = DistributionEdit(arrival.every if arrival else None, name=_("Time between two cases"))
    field.changed.connect(every)
    group.add(_("Time between two cases"), field)
    if arrival is not None:
        group.add(_("When they arrive"), calendar_box(scenario, arrival.calendar, calendar))
    return group


def calendar_box(scenario: Scenario, current: str | None, chosen: Callable[[str | None], None]) -> QComboBox:
    """Always, or by one of the calendars that the scenario names."""
    box = QComboBox()
    box.addItem(_("Always"), None)
    names = list(scenario.calendars)
    for pool in scenario.pools:
        if pool.calendar and pool.calendar not in names:
            names.append(pool.calendar)
    if current and current not in names:
        names.append(current)
    for name in names:
        box.addItem(calendar_words(scenario, name), name)
    box.setCurrentIndex(max(0, box.findData(current)))
    box.setMinimumContentsLength(6)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.activated.connect(lambda place: chosen(box.itemData(place)))
    return box


def calendar_words(scenario: Scenario, name: str) -> str:
    """A calendar in a few words: its name, or whose it is, and its hours."""
    week = scenario.calendars.get(name, {}).get("week") or []
    hours = listed(f"{_hour(row.get('from'))}–{_hour(row.get('to'))}" for row in week if isinstance(row, dict))
    own = next((pick(pool.name) for pool in scenario.pools if pool.id == name), "")
    title = _("Office hours") if name == "office" else own or name
    return f"{title} · {hours}" if hours else title


def _hour(text: object) -> str:
    """`9` of `09:00`, `8:30` of `08:30`: short enough for a list in a panel."""
    return str(text or "").removesuffix(":00").removeprefix("0")
