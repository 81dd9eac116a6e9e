"""The way in: compiled expressions and tests, evaluated in a context of plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from runner.feel import tree
from runner.feel.budget import LIMITS, Closure, Frame, Run
from runner.feel.calls import FUNCTIONS
from runner.feel.compile_plain import UNANSWERED, Plain
from runner.feel.compile_rows import compile_whole
from runner.feel.compile_tests import Test, compile_test
from runner.feel.compiler import compile_node
from runner.feel.conforms import ItemType, Types
from runner.feel.dispatch import compile_traced
from runner.feel.errors import FeelBudgetError, FeelWarning
from runner.feel.operators import either
from runner.feel.parser import parse, parse_type, parse_unary_tests
from runner.feel.types import normalize, type_name

if TYPE_CHECKING:
    from runner.calendar import WorkCalendar


@dataclass(frozen=True)
class Result:
    """What an expression gave: a FEEL value, the name of its type, and why anything in it is null."""

    value: Any
    type: str
    warnings: tuple[FeelWarning, ...] = ()


@dataclass(frozen=True)
class Step:
    """What one node of the tree gave."""

    node: tree.Ast
    value: Any


def _run_with(now: datetime | None, calendar: WorkCalendar | None, types: Types | None) -> Run:
    run = Run()
    run.now, run.calendar, run.types = now, calendar, types
    return run


class Compiled:
    """An expression ready to run. It keeps no state between calls and may be used from any thread."""

    __slots__ = ("_closure", "_plain", "ast", "names", "possible_names", "text")

    def __init__(self, text: str, ast: tree.Ast, closure: Closure) -> None:
        self.text = text
        self.ast = ast
        self._closure = closure
        self._plain: Plain | None = compile_whole(ast)
        self.names: frozenset[str]
        """The variables it takes from the context."""
        self.possible_names: frozenset[str]
        """Names inside filters, which may be variables or entries of the filtered items."""
        self.names, self.possible_names = tree.free_names(ast, FUNCTIONS)

    def __call__(self, context: Mapping[str, Any]) -> Any:
        """The value in a context of Python or FEEL values. Raises `FeelBudgetError` and nothing else."""
        if (plain := self._plain) and type(context) is dict:
            try:
                return plain(context)
            except UNANSWERED:
                pass
        try:
            return self._closure(Frame({}, None, Run(), context))
        except RecursionError as error:
            raise FeelBudgetError("feel.budget.depth", limit=LIMITS.depth) from error

    def evaluate(
        self,
        context: Mapping[str, Any],
        *,
        now: datetime | None = None,
        calendar: WorkCalendar | None = None,
        types: Types | None = None,
    ) -> Result:
        """The value with its type and warnings; `now` is the case's clock, `calendar` counts working time,
        `types` are the named types that `instance of` and parameters may tell."""
        if self._plain and type(context) is dict:
            with suppress(*UNANSWERED):
                value = self._plain(context)
                return Result(value, type_name(value))
        run = _run_with(now, calendar, types)
        value = self._run(context, run)
        warnings = self._placed(context, run) if run.warnings else ()
        return Result(value, type_name(value), warnings)

    def value(
        self,
        context: Mapping[str, Any],
        *,
        now: datetime | None = None,
        calendar: WorkCalendar | None = None,
    ) -> Any:
        """The value alone, like `evaluate`: without the second run that places warnings."""
        if self._plain and type(context) is dict:
            with suppress(*UNANSWERED):
                return self._plain(context)
        return self._run(context, _run_with(now, calendar, None))

    def within(self, context: Mapping[str, Any], run: Run) -> Any:
        """The value as a part of a larger evaluation, which shares limits, warnings, clock and types in `run`."""
        run.tick()
        if self._plain and type(context) is dict:
            with suppress(*UNANSWERED):
                return self._plain(context)
        return self._run(context, run)

    def _placed(self, context: Mapping[str, Any], run: Run) -> tuple[FeelWarning, ...]:
        """The warnings with their places: it takes a second, slower run to know them."""
        again = _run_with(run.now, run.calendar, run.types)
        if not run.foreign:  # functions of the host may do something: they are called once
            with suppress(FeelBudgetError, RecursionError):
                compile_traced(self.ast)(Frame({}, None, again, context))
        return again.warnings or run.warnings

    def explain(
        self,
        context: Mapping[str, Any],
        *,
        now: datetime | None = None,
        calendar: WorkCalendar | None = None,
        types: Types | None = None,
    ) -> tuple[Step, ...]:
        """What each part of the expression gave, in the order of evaluation, at most some 2,000 steps.

        Raises `FeelBudgetError`. Functions of the host are called.
        """
        run = _run_with(now, calendar, types)
        run.steps_seen = []
        try:
            compile_traced(self.ast)(Frame({}, None, run, context))
        except RecursionError as error:
            raise FeelBudgetError("feel.budget.depth", limit=LIMITS.depth) from error
        return tuple(Step(node, value) for node, value in run.steps_seen)

    def _run(self, context: Mapping[str, Any], run: Run) -> Any:
        try:
            return self._closure(Frame({}, None, run, context))
        except RecursionError as error:
            raise FeelBudgetError("feel.budget.depth", limit=LIMITS.depth) from error


class CompiledTests:
    """The tests of a decision table's cell, ready to run."""

    __slots__ = ("_negated", "_tests", "ast", "text")

    def __init__(self, text: str, ast: tree.UnaryTests) -> None:
        self.text = text
        self.ast = ast
        self._negated = ast.negated
        self._tests: list[Test] = [compile_test(test, unary=True) for test in ast.tests]

    def __call__(
        self,
        value: Any,
        context: Mapping[str, Any],
        *,
        now: datetime | None = None,
        calendar: WorkCalendar | None = None,
        types: Types | None = None,
    ) -> bool | None:
        """Whether an input value meets the tests; null where that cannot be said."""
        return self._ask(value, context, _run_with(now, calendar, types)) if self._tests else True

    def evaluate(
        self,
        value: Any,
        context: Mapping[str, Any],
        *,
        now: datetime | None = None,
        calendar: WorkCalendar | None = None,
        types: Types | None = None,
    ) -> Result:
        """Whether an input value meets the tests, with the warnings that say why that cannot be told."""
        run = _run_with(now, calendar, types)
        met = self._ask(value, context, run) if self._tests else True
        return Result(met, type_name(met), run.warnings)

    def within(self, value: Any, context: Mapping[str, Any], run: Run) -> bool | None:
        """Whether the value meets the tests, as a part of a larger evaluation (see `Compiled.within`)."""
        run.tick()
        return self._ask(value, context, run) if self._tests else True

    def _ask(self, value: Any, context: Mapping[str, Any], run: Run) -> bool | None:
        frame = Frame({}, None, run, context)
        value = normalize(value)
        outcome: bool | None = False
        try:
            for test in self._tests:
                outcome = either(outcome, test(frame, value))
        except RecursionError as error:
            raise FeelBudgetError("feel.budget.depth", limit=LIMITS.depth) from error
        return outcome if not self._negated or outcome is None else not outcome


def compile_expression(text: str, names: Iterable[str] = ()) -> Compiled:
    """The compiled expression; texts seen before come from a cache.

    `names` are known names that hold spaces or signs. Raises `FeelSyntaxError` and `FeelBudgetError`.
    """
    return _compiled(text, frozenset(names))


@lru_cache(maxsize=2_000)
def _compiled(text: str, names: frozenset[str]) -> Compiled:
    try:
        ast = parse(text, sorted(names), foreign=True)
        return Compiled(text, ast, compile_node(ast))
    except RecursionError as error:
        raise FeelBudgetError("feel.budget.depth", limit=LIMITS.depth) from error


def compile_unary_tests(text: str, names: Iterable[str] = ()) -> CompiledTests:
    """The compiled tests of a decision table's cell. Raises as `compile_expression`."""
    return _compiled_tests(text, frozenset(names))


@lru_cache(maxsize=2_000)
def _compiled_tests(text: str, names: frozenset[str]) -> CompiledTests:
    try:
        return CompiledTests(text, parse_unary_tests(text, sorted(names)))
    except RecursionError as error:
        raise FeelBudgetError("feel.budget.depth", limit=LIMITS.depth) from error


def item_type(text: str, names: Iterable[str] = (), *, is_list: bool = False, allowed: str = "") -> ItemType:
    """A named type out of its text, `context<name: string, age: number>` or the name of another one, and the unary
    tests that its values must meet. `names` are known names that hold spaces or signs.

    Raises `FeelSyntaxError` and `FeelBudgetError`.
    """
    tests = compile_unary_tests(allowed, names) if allowed else None
    return ItemType(
        parse_type(text, sorted(names)), is_list, None if tests is None else lambda value: tests(value, {})
    )


def evaluate(
    text: str,
    context: Mapping[str, Any],
    *,
    now: datetime | None = None,
    calendar: WorkCalendar | None = None,
    types: Types | None = None,
) -> Result:
    """Parse (or take from the cache) and evaluate. Raises `FeelSyntaxError` and `FeelBudgetError`."""
    return compile_expression(text).evaluate(context, now=now, calendar=calendar, types=types)
