"""A stand-in: answers as the step's mock says, else with something of the agreed shape; nothing outside is asked."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

from runner.connectors.contract import Call
from runner.connectors.desk import Answer, drawn_delay
from runner.connectors.exchange import put
from runner.data.systems import OperationField

_VALUES: dict[str, Any] = {"boolean": True, "date": "2026-01-05", "dateTime": "2026-01-05T09:00:00+08:00"}


class MockConnector:
    """See the module."""

    id = "mock"
    real = False

    def call(self, call: Call) -> Answer | None:
        """The mock's answer after its delay; None where neither a mock nor a shape says what it would be."""
        mock, chance = call.mock, Random(call.chance)
        if mock is not None and mock.failure_rate > 0 and chance.random() < mock.failure_rate:
            return Answer(None, drawn_delay(mock.delay, chance), "mock")
        delay = drawn_delay(mock.delay, chance) if mock is not None else timedelta()
        if mock is not None and mock.result:
            return Answer(call.mocked, delay)
        if not call.operation.output:
            return Answer({}, delay) if mock is not None else None
        result: dict[str, Any] = {}
        for item in call.operation.output:
            put(result, item.name, _shaped(item, chance))
        return Answer(result, delay)


def _shaped(item: OperationField, chance: Random) -> Any:
    """A value of the field's kind; a code stays open (null) unless it must be there, for only the dictionary
    knows codes and a made-up one would be refused."""
    if item.choices:
        return None
    if item.type in ("number", "money"):
        return chance.randrange(1, 10_000)
    return _VALUES.get(item.type, f"{item.name}-{chance.randrange(1000):03d}")


CONNECTOR = MockConnector()
