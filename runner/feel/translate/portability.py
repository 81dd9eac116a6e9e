"""Where else an expression runs: A everywhere, JUEL engines included; B Camunda 8 and here; C the standard only.

Source: the published conformance results of Camunda 8's engine and its list of built-in functions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from runner.core import messages
from runner.core.i18n import N_
from runner.feel import tree
from runner.feel.calls import function_of
from runner.feel.translate.juel_out import to_juel
from runner.feel.translate.remarks import Remark
from runner.feel.translate.variables import Variables

messages.declare(
    {
        "portability.own": (N_("The function {name} at character {column} is known here only."), ""),
        "portability.function": (N_("Camunda 8 does not know the function {name} at character {column}."), ""),
        "portability.type": (N_("Camunda 8 does not test the type at character {column}."), ""),
        "portability.name": (N_("The name {name} at character {column} is written otherwise in Camunda 8."), ""),
        "portability.partial": (N_("Camunda 8 does not know “partial” at character {column}."), ""),
        "portability.range": (N_("Camunda 8 does not read {name} of a range at character {column}."), ""),
    }
)

Level = Literal["A", "B", "C"]

_NOT_IN_CAMUNDA = frozenset({"is", "range", "list replace", "string from"})
_PLAIN_TYPES = frozenset(
    {"number", "string", "boolean", "date", "time", "date and time", "list", "context", "function",
     "days and time duration", "years and months duration", "Any"}
)  # fmt: skip
_RANGE_PARTS = frozenset({"start included", "end included"})


@dataclass(frozen=True)
class Portability:
    """The level, and why it is not a better one."""

    level: Level
    reasons: tuple[Remark, ...] = ()


def portability(node: tree.Ast, variables: Variables | None = None) -> Portability:
    """How portable an expression is; types of variables sharpen the answer."""
    reasons = tuple(reason for part in tree.walk(node) if (reason := _beyond_camunda(part)) is not None)
    if reasons:
        return Portability("C", tuple(sorted(reasons, key=lambda reason: reason.at)))
    refusal = to_juel(node, variables).refusal
    return Portability("A") if refusal is None else Portability("B", (refusal,))


def _beyond_camunda(node: tree.Ast) -> Remark | None:
    """Why Camunda 8 does not do what a node says, or None."""
    if isinstance(node, tree.Call) and isinstance(node.function, tree.Name):
        name = node.function.name
        function = function_of(name)
        if function is not None and function.source == "slipway":
            return Remark("portability.own", node.function.at, {"name": name})
        if name in _NOT_IN_CAMUNDA:
            return Remark("portability.function", node.function.at, {"name": name})
    elif isinstance(node, tree.InstanceOf):
        if node.type.arguments or node.type.name not in _PLAIN_TYPES:
            return Remark("portability.type", node.at)
    elif isinstance(node, tree.Path):
        if node.name in _RANGE_PARTS:
            return Remark("portability.range", node.at, {"name": node.name})
    elif isinstance(node, tree.Name):
        if node.name == "partial":
            return Remark("portability.partial", node.at)
        if node.name != "?" and not node.name.isidentifier() and function_of(node.name) is None:
            return Remark("portability.name", node.at, {"name": node.name})
    return None
