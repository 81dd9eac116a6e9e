"""No expression hangs, fills the memory, or reaches what is behind the language."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from runner.feel import FeelBudgetError, FeelSyntaxError, evaluate, to_json
from tests.helpers.hostile import HOSTILE

PYTHON = (type, type(len), type(pytest))


def plain(value: Any, left: int = 3) -> bool:
    if isinstance(value, list | dict) and left:
        return all(plain(item, left - 1) for item in (value if isinstance(value, list) else value.values()))
    return not isinstance(value, PYTHON)


@pytest.mark.timeout(20)
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_expression_is_stopped_or_answered(name: str) -> None:
    context = {"x": {"a": 1, "__class__": 2}, "f": lambda: None, "a": Decimal("NaN")}
    try:
        value = evaluate(HOSTILE[name], context).value
        assert plain(value)
        to_json(value)
    except (FeelBudgetError, FeelSyntaxError) as error:
        assert error.message
