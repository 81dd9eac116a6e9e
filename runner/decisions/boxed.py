"""Boxed expressions as closures: each is compiled once and holds no state.

Source: DMN 1.5, sections 7 and 10.2. Wrong values give null and a warning; what cannot be compiled gives null and a
fault of the element, so that the rest of the file works.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from runner.decisions.model import (
    Boxed,
    BoxedContext,
    BoxedList,
    Conditional,
    DecisionTable,
    Filter,
    FunctionDefinition,
    Invocation,
    Iteration,
    LiteralExpression,
    Relation,
)
from runner.decisions.outcome import Fault
from runner.decisions.state import Logic, Scope, State
from runner.decisions.types import TypeTable
from runner.feel import (
    Compiled,
    CompiledTests,
    FeelBudgetError,
    FeelSyntaxError,
    compile_expression,
    compile_unary_tests,
)
from runner.feel.budget import LIMITS
from runner.feel.calls import FUNCTIONS, call_value
from runner.feel.translate import SCRIPT_LANGUAGES, from_juel, from_script
from runner.feel.tree import TypeNode, free_names
from runner.feel.types import Function, Range, type_name

Names = frozenset[str]
"""Names in sight while compiling."""


def nothing(scope: Scope, state: State) -> None:
    """The logic of what is missing."""
    return


class Compiler:
    """Compiles the logic of one element; what is wrong with it is collected in `faults`."""

    def __init__(self, element: str, name: str, types: TypeTable, members: Names, language: str = "") -> None:
        """`members`: names behind a dot, of any type and value of the file, that are not one plain word."""
        self.element = element
        self.name = name
        self.types = types
        self.members = members
        self.language = language
        self.faults: list[Fault] = []
        self.free: set[str] = set()
        """Names that the expressions take from outside of all that is in sight."""
        self.used: set[str] = set()
        """All names in the expressions."""

    def fault(self, code: str, **params: str) -> None:
        """Note what is wrong with the element."""
        made = Fault(code, self.element, {"name": self.name, **params})
        if made not in self.faults:
            self.faults.append(made)

    # ---- expressions of the language

    def expression(self, node: LiteralExpression, names: Names) -> Logic:
        """An expression; null where it is empty or cannot be read."""
        text = self.feel(node)
        compiled = self._read(compile_expression, text, names) if text else None
        if compiled is None:
            return nothing
        made: Compiled = compiled
        items = self.types.items

        def value(scope: Scope, state: State) -> Any:
            run = state.run
            before, run.types = run.types, items
            try:
                return made.within(scope, run)
            finally:
                run.types = before

        return value

    def tests(self, node: LiteralExpression, names: Names) -> Callable[[Any, Scope, State], bool | None] | None:
        """The tests of a cell; None where anything will do, and never met where they cannot be read."""
        text = self.feel(node)
        if text == "-" or not node.text.strip():
            return None
        compiled = self._read(compile_unary_tests, text, names) if text else None
        if compiled is None:
            return lambda value, scope, state: False
        made: CompiledTests = compiled
        items = self.types.items

        def met(value: Any, scope: Scope, state: State) -> bool | None:
            run = state.run
            before, run.types = run.types, items
            try:
                return made.within(value, scope, run)
            finally:
                run.types = before

        return met

    def feel(self, node: LiteralExpression) -> str:
        """The text in FEEL; empty with a fault where it is in a language that is not understood."""
        language = (node.language or self.language).strip()
        text = node.text.strip()
        word = language.rpartition(":")[2].lower()
        if not text or not language or "feel" in language.lower():
            return text
        if word in ("juel", "el"):
            found = from_juel(text if text.startswith(("${", "#{")) else f"${{{text}}}").text
        elif word in SCRIPT_LANGUAGES:
            found = from_script(text, word).text
        else:
            found = None
        if found is None:
            self.fault("dmn.language", found=language, text=_short(text))
        return found or ""

    def _read(self, read: Callable[[str, Iterable[str]], Any], text: str, names: Names) -> Any:
        try:
            made = read(text, _long(names) | self.members)
            certain, possible = free_names(made.ast, FUNCTIONS)
            self.free |= certain - names
            self.used |= certain | possible
            return made
        except (FeelSyntaxError, FeelBudgetError):
            self.fault("dmn.expression", text=_short(text))
            return None

    def node(self, reference: str) -> TypeNode | None:
        """A declared type; one that does not exist takes any value, and is said."""
        if not self.types.is_known(reference):
            self.fault("dmn.unknown-type", found=reference)
        return self.types.node(reference)

    def typed(self, logic: Logic, reference: str, label: str = "") -> Logic:
        """Logic whose value must fit a declared type."""
        node, types, name = self.node(reference), self.types, label or self.name
        if node is None:
            return logic
        return lambda scope, state: types.fit(logic(scope, state), node, state.run, name)

    # ---- boxed expressions

    def boxed(self, node: Boxed | None, names: Names) -> Logic:
        """The closure of any boxed expression."""
        if node is None:
            return nothing
        if isinstance(node, DecisionTable):
            from runner.decisions.table import compile_table

            made = compile_table(self, node, names)
        else:
            made = _MAKERS[type(node)](self, node, names)
        return made if isinstance(node, FunctionDefinition) else self.typed(made, node.type)

    def context(self, node: BoxedContext, names: Names) -> Logic:
        steps: list[tuple[str, Logic]] = []
        for one in node.entries:
            logic = self.typed(self.boxed(one.value, names), one.type, one.name)
            if not one.name:
                return self._result(steps, logic)
            steps.append((one.name, logic))
            names = names | {one.name}
        return self._result(steps, None)

    def _result(self, steps: list[tuple[str, Logic]], last: Logic | None) -> Logic:
        def value(scope: Scope, state: State) -> Any:
            inner, made = dict(scope), {}
            for name, logic in steps:
                inner[name] = made[name] = logic(inner, state)
            return made if last is None else last(inner, state)

        return value

    def list(self, node: BoxedList, names: Names) -> Logic:
        items = [self.boxed(one, names) for one in node.items]
        return lambda scope, state: [one(scope, state) for one in items]

    def relation(self, node: Relation, names: Names) -> Logic:
        rows = [[self.boxed(one, names) for one in row] for row in node.rows]
        columns = node.columns

        def value(scope: Scope, state: State) -> Any:
            return [dict(zip(columns, [one(scope, state) for one in row], strict=False)) for row in rows]

        return value

    def function(self, node: FunctionDefinition, names: Names, own_name: str = "") -> Logic:
        """The logic that gives a function value; with its own name in sight where it has one."""
        if node.kind not in ("FEEL", ""):
            self.fault("dmn.external")
            return nothing
        params = tuple(one.name for one in node.parameters)
        kinds = tuple(self.node(one.type) for one in node.parameters)
        seen = names | set(params) | ({own_name} if own_name else set())
        body = self.typed(self.boxed(node.body, seen), node.type)
        types, label = self.types, own_name or self.name

        def value(scope: Scope, state: State) -> Function:
            def call(*values: Any) -> Any:
                inner = dict(scope)
                if own_name:
                    inner[own_name] = made
                for name, kind, given in zip(params, kinds, values, strict=True):
                    inner[name] = fitted = types.fit(given, kind, state.run, name)
                    if fitted is None and given is not None:
                        return None  # a function is not run with an argument that does not fit (10.3.2.13.2)
                return body(inner, state)

            made = Function(label, params, call, kinds)
            return made

        return value

    def invocation(self, node: Invocation, names: Names) -> Logic:
        function = self.boxed(node.function, names)
        bindings = [(one.name, self.boxed(one.value, names)) for one in node.bindings]
        keys = tuple(name for name, _ in bindings)
        label = node.function.text if isinstance(node.function, LiteralExpression) else self.name

        def value(scope: Scope, state: State) -> Any:
            called = function(scope, state)
            values = [logic(scope, state) for _, logic in bindings]
            return call_value(state.run, label, called, values, keys)

        return value

    def conditional(self, node: Conditional, names: Names) -> Logic:
        condition, yes, no = (self.boxed(one, names) for one in (node.condition, node.yes, node.no))

        def value(scope: Scope, state: State) -> Any:
            answer = condition(scope, state)
            if answer is not None and not isinstance(answer, bool):
                return state.run.warn("feel.condition", type=type_name(answer))
            return (yes if answer is True else no)(scope, state)

        return value

    def iteration(self, node: Iteration, names: Names) -> Logic:
        source = self.boxed(node.source, names)
        is_for, name = node.kind == "for", node.variable
        body = self.boxed(node.body, names | {name, "partial"} if is_for else names | {name})

        def results(scope: Scope, state: State) -> list[Any] | None:
            items = source(scope, state)
            if isinstance(items, Range):
                items = _EACH.within({"items": items}, state.run)
            if not isinstance(items, list):
                return state.run.warn("feel.operands", operator=node.kind, left=type_name(items), right="list")
            made: list[Any] = []
            for one in items:
                state.run.tick()
                inner = {**scope, name: one}
                if is_for:
                    inner["partial"] = list(made)
                made.append(body(inner, state))
            return made

        return results if is_for else _quantified(node.kind, results)

    def filter(self, node: Filter, names: Names) -> Logic:
        source, free = self.boxed(node.source, names), set(self.free)
        match = self.boxed(node.match, names | {"item"})
        self.free = free  # a name in there may be an entry of the item

        def value(scope: Scope, state: State) -> Any:
            items = source(scope, state)
            if items is None:
                return None
            items = items if isinstance(items, list) else [items]
            kept = []
            for one in items:
                state.run.tick()
                inner = {**scope, **one, "item": one} if isinstance(one, dict) else {**scope, "item": one}
                answer = match(inner, state)
                if answer is True:
                    kept.append(one)
                elif type_name(answer) == "number":
                    return _at(items, int(answer))
                elif answer is not None and answer is not False:
                    return state.run.warn("feel.condition", type=type_name(answer))
            return kept

        return value


_EACH = compile_expression("for item in items return item")
"""The values of a range, one by one."""
_MAKERS: dict[type, Callable[..., Logic]] = {
    LiteralExpression: Compiler.expression,
    BoxedContext: Compiler.context,
    BoxedList: Compiler.list,
    Relation: Compiler.relation,
    FunctionDefinition: Compiler.function,
    Invocation: Compiler.invocation,
    Conditional: Compiler.conditional,
    Iteration: Compiler.iteration,
    Filter: Compiler.filter,
}


def _quantified(kind: str, results: Callable[[Scope, State], list[Any] | None]) -> Logic:
    """`some` and `every`, three-valued."""
    decisive = kind == "some"

    def value(scope: Scope, state: State) -> bool | None:
        made = results(scope, state)
        if made is None:
            return None
        wrong = next((one for one in made if one is not None and not isinstance(one, bool)), None)
        if wrong is not None:
            return state.run.warn("feel.condition", type=type_name(wrong))
        return decisive if decisive in made else None if None in made else not decisive

    return value


def _at(items: list[Any], place: int) -> Any:
    """The item at a place, counted from 1, or from the end where it is negative."""
    if 0 < place <= len(items):
        return items[place - 1]
    return items[place] if -len(items) <= place < 0 else None


def _long(names: Iterable[str]) -> frozenset[str]:
    """Names that are not one plain word: the language must know them to read them."""
    return frozenset(name for name in names if name and not name.isidentifier())


def _short(text: str) -> str:
    """A text as it is shown within a sentence."""
    flat = " ".join(text.split())
    return flat if len(flat) <= LIMITS.depth else flat[: LIMITS.depth - 1] + "…"
