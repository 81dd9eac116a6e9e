"""The table from kinds of nodes to what compiles them; `compiler` fills it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from runner.feel.budget import Closure
from runner.feel.tree import Ast

COMPILERS: dict[type[Ast], Callable[[Any], Closure]] = {}


def compile_node(node: Ast) -> Closure:
    """The closure of a node."""
    return COMPILERS[type(node)](node)
