"""Simulation scenarios (`scenarios/*.json`): what is assumed about arrivals, people, durations and choices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field, model_validator

from runner.core.errors import FormatError
from runner.core.i18n import N_, LocalText
from runner.core.messages import declare
from runner.data.model import OpenValue, Value, load_json, read_value
from runner.simulate.distributions import Distribution

declare(
    {
        "simulate.extends-missing": (
            N_("{file} builds on the scenario {name}, which is not there."),
            N_("Choose another scenario to build on, or none."),
        ),
        "simulate.extends-loop": (
            N_("{file} builds on itself by way of {name}."),
            N_("Choose another scenario to build on, or none."),
        ),
    }
)


class Pool(OpenValue):
    """People or machines that stand in for each other. `cost_per_hour` is a decimal text; `who` names
    whom of the organisation it stands for; `calendar` None is always open."""

    id: str
    name: LocalText = ""
    capacity: int = Field(default=1, ge=0, le=1_000_000)
    calendar: str | None = None
    cost_per_hour: str = "0"
    who: list[str] = []


class People(OpenValue):
    """Who does the work of steps with a handler rule: the people of their `pools`, or (`rules`) whom the rules name
    in the organisation, each of them one worker. A person has the hours and the cost of the first pool whose `who`
    names them, else `calendar` and `cost_per_hour`."""

    by: Literal["pools", "rules"] = "pools"
    calendar: str | None = None
    cost_per_hour: str = "0"


class Arrival(OpenValue):
    """A source of cases. `at` is a start event, `every` the time between two arrivals (the first arrives
    after one such time), counted in the open time of `calendar`; or `times`: instants, or durations after
    the start."""

    at: str | None = None
    every: Distribution | None = None
    times: list[str | float] = []
    calendar: str | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Arrival:
        if bool(self.every) == bool(self.times):
            raise ValueError("an arrival takes either 'every' or 'times'")
        return self


class ActivityInput(OpenValue):
    """What is assumed of an activity. All of `pools` are needed; a nested list means any one of them, the
    first free one in the order given. A lower `priority` number goes first. `instances` counts the runs
    of a multi-instance or loop activity."""

    duration: Distribution | None = None
    pools: list[str | list[str]] = []
    fixed_cost: str = "0"
    priority: int = 1
    instances: Distribution | None = None


class EventInput(OpenValue):
    """What is assumed of an event: how long until it comes; for a boundary event other than a timer
    instead how probable it is that the activity ends by it."""

    delay: Distribution | None = None
    probability: float | None = Field(default=None, ge=0, le=1)


class Scenario(OpenValue):
    """A scenario. `cases` counts per replication; `until` is an instant, or a duration after the start;
    cases that arrive before `warm_up` has passed are simulated and not counted."""

    format_version: Literal[1] = 1
    name: LocalText = ""
    process: str = ""
    extends: str | None = None
    start: str = "2026-01-05T00:00:00+08:00"
    cases: int | None = Field(default=None, ge=1, le=100_000_000)
    until: str | None = None
    warm_up: str | None = None
    replications: int = Field(default=1, ge=1, le=10_000)
    seed: int = Field(default=1, ge=0, le=2**63 - 1)
    currency: str | None = None
    calendars: dict[str, dict[str, Any]] = {}
    people: People = People()
    pools: list[Pool] = []
    arrivals: list[Arrival] = []
    activities: dict[str, ActivityInput] = {}
    events: dict[str, EventInput] = {}
    flows: dict[str, float] = {}
    data: dict[str, Distribution] = {}

    def pool(self, pool_id: str) -> Pool | None:
        """The pool of that id, or None."""
        return next((pool for pool in self.pools if pool.id == pool_id), None)


class _Extending(Value):
    extends: str | None = None

    model_config = {**OpenValue.model_config}


def merged(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """The JSON of a scenario on top of the one it extends: single values replace, `pools` are matched by
    id, keyed parts (activities, events, flows, data, calendars) by key, `arrivals` are replaced whole."""
    result = dict(base)
    for key, value in own.items():
        before = result.get(key)
        if key == "pools" and isinstance(before, list) and isinstance(value, list):
            by_id = {pool.get("id"): dict(pool) for pool in before if isinstance(pool, dict)}
            for pool in value:
                by_id[pool.get("id")] = {**by_id.get(pool.get("id"), {}), **pool}
            result[key] = list(by_id.values())
        elif key in ("activities", "events") and isinstance(before, dict) and isinstance(value, dict):
            both = dict(before)
            for element, given in value.items():
                both[element] = {**both.get(element, {}), **given}
            result[key] = both
        elif key in ("flows", "data", "calendars") and isinstance(before, dict) and isinstance(value, dict):
            result[key] = {**before, **value}
        else:
            result[key] = value
    return result


def read_scenario(data: bytes, file: str, others: Mapping[str, bytes] | None = None) -> Scenario:
    """The scenario in JSON bytes, with what it extends merged in.

    `others` maps file names and stems to the bytes of the scenarios beside it. Raises `FormatError`
    naming file and place.
    """
    seen = [file]
    layers = [_layer(data, file)]
    while extends := layers[-1].get("extends"):
        name = str(extends)
        found = next((key for key in (name, f"{name}.json") if key in (others or {})), None)
        if found is None:
            raise FormatError("simulate.extends-missing", file=file, name=name)
        if name in seen or found in seen:
            raise FormatError("simulate.extends-loop", file=file, name=name)
        seen += [name, found]
        layers.append(_layer((others or {})[found], found))
    whole: dict[str, Any] = {}
    for layer in reversed(layers):
        whole = merged(whole, layer)
    whole["extends"] = layers[0].get("extends")
    return read_value(Scenario, whole, file)


def _layer(data: bytes, file: str) -> dict[str, Any]:
    loaded = load_json(data, file)
    read_value(_Extending, loaded, file)
    return dict(loaded)


def own_part(base: Mapping[str, Any], whole: Mapping[str, Any]) -> dict[str, Any]:
    """What of a scenario's JSON differs from the one it extends: `merged(base, own_part(base, whole))` is
    `whole`, as long as nothing was taken away."""
    result: dict[str, Any] = {}
    for key, value in whole.items():
        before = base.get(key)
        if key in ("formatVersion", "name", "process", "extends"):
            result[key] = value
        elif value == before:
            continue
        elif key == "pools" and isinstance(before, list) and isinstance(value, list):
            result[key] = [pool for pool in value if pool not in before]
        elif key in ("activities", "events", "flows", "data", "calendars") and isinstance(before, dict):
            result[key] = {name: given for name, given in value.items() if before.get(name) != given}
        else:
            result[key] = value
    return result
