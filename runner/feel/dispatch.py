"""The table from kinds of nodes to what compiles them; `compiler` fills it."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from runner.feel.budget import Closure, Frame
from runner.feel.tree import Ast

COMPILERS: dict[type[Ast], Callable[[Any], Closure]] = {}
TRACING: ContextVar[bool] = ContextVar("feel tracing", default=False)
"""Whether closures are made that note where they are and what they give: slower, and without short ways."""


def compile_node(node: Ast) -> Closure:
    """The closure of a node."""
    closure = COMPILERS[type(node)](node)
    return _traced(node, closure) if TRACING.get() else closure


def _traced(node: Ast, closure: Closure) -> Closure:
    def step(frame: Frame) -> Any:
        run = frame.run
        before, run.at = run.at, node.at
        value = closure(frame)
        run.at = before
        if run.steps_seen is not None and len(run.steps_seen) < run.most_seen:
            run.steps_seen.append((node, value))
        return value

    return step


def compile_traced(node: Ast) -> Closure:
    """The closure of a node that notes places and sub-results in its `Run`."""
    token = TRACING.set(True)
    try:
        return compile_node(node)
    finally:
        TRACING.reset(token)
