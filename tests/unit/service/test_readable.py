"""Of a line of history each person sees what is known to hold no contents, and values that they see anyway."""

from __future__ import annotations

from typing import Any

import pytest

from runner.protocol.values import LogLine
from runner.service import readable


class Sees:
    """Sight of some values."""

    def __init__(self, *names: str) -> None:
        self.names = names

    def sees_all(self, _process: str) -> bool:
        return False

    def shows(self, _process: str, name: str) -> bool:
        return name in self.names


@pytest.mark.parametrize(("names", "told"), [(("amount",), {"amount": 6200}), ((), None)])
def test_the_rules_of_a_decision_are_told_and_its_values_to_who_sees_them(names: tuple[str, ...], told: Any) -> None:
    at = "2026-03-02T09:00:00+08:00"
    payload = {"process": "p", "decision": "Level", "table": "Level", "rules": [3], "values": {"amount": 6200}}
    line = LogLine(n=1, command=1, at=at, real=at, actor="li", kind="ruled", element="T", payload=payload)
    seen = readable.line(line, readable.Places("p", {}), Sees(*names)).payload  # type: ignore[arg-type]  # as sight
    assert (seen["table"], seen["rules"], seen.get("values")) == ("Level", [3], told)
