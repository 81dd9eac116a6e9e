"""Files of decisions ready to run: what each decision requires, evaluated once, in the order it is needed.

Source: DMN 1.5, sections 6 and 10.4.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from threading import RLock
from typing import Any

from runner.decisions.boxed import Compiler, nothing
from runner.decisions.model import (
    Decision,
    DecisionTable,
    Definitions,
    Element,
    InputData,
    Knowledge,
    Reference,
    Service,
)
from runner.decisions.names import names_of
from runner.decisions.outcome import Fault
from runner.decisions.state import Logic, Scope, State
from runner.decisions.types import TypeTable
from runner.feel import CompiledTests, FeelBudgetError, FeelSyntaxError, compile_unary_tests
from runner.feel.budget import LIMITS
from runner.feel.types import Function, normalize

_OPEN = object()
"""Stands for the value of a decision while it is evaluated: who needs it meanwhile needs itself."""


class Node:
    """An element of a file with its logic, compiled at first use."""

    def __init__(self, file: File, element: Element) -> None:
        self.file = file
        self.element = element
        self.faults: tuple[Fault, ...] = ()
        self.free: frozenset[str] = frozenset()
        """Names that its expressions take although nothing required gives them; known when it is compiled."""
        self.used: frozenset[str] = frozenset()
        """All names that its expressions take; known when it is compiled."""
        self.logic: Logic | None = None
        """Gives the element's value out of the values of what it requires; see `File.compiled`."""

    @property
    def name(self) -> str:
        """The name that expressions know it by."""
        return self.element.name


class File:
    """One file among those of the library."""

    def __init__(self, definitions: Definitions, by_namespace: Callable[[str], File | None]) -> None:
        self._by_namespace = by_namespace
        self.definitions = definitions
        self.nodes = {one.id: Node(self, one) for one in definitions.elements}
        self._types: TypeTable | None = None
        self._members: frozenset[str] | None = None
        self.faults: list[Fault] = []
        self._lock = RLock()

    @property
    def imported(self) -> list[tuple[str, File]]:
        """The files behind the names of this one's imports; those that are not there are left out."""
        found = [(one.name, self._by_namespace(one.namespace)) for one in self.definitions.imports]
        return [(name, file) for name, file in found if file is not None and file is not self]

    @property
    def types(self) -> TypeTable:
        """The types that its expressions may name."""
        if self._types is None:
            others = [(name, file.definitions) for name, file in self.imported]
            self._types = TypeTable(self.definitions, others, self._type_tests)
        return self._types

    def _type_tests(self, text: str) -> CompiledTests | None:
        try:
            return compile_unary_tests(text)
        except (FeelSyntaxError, FeelBudgetError):
            params = {"name": self.definitions.name or self.definitions.file, "text": text[: LIMITS.depth]}
            self.faults.append(Fault("dmn.expression", self.definitions.id, params, self.definitions.file))
            return None

    @property
    def members(self) -> frozenset[str]:
        """Names behind a dot that are not one plain word: of components, entries, columns, and of imported files."""
        if self._members is None:
            found = set(names_of(self.definitions))
            for name, file in self.imported:
                found |= {name, *(one.name for one in file.definitions.elements), *names_of(file.definitions)}
                found |= {f"{name}.{one.name}" for one in file.definitions.items if name}
            self._members = frozenset(name for name in found if name and not name.isidentifier())
        return self._members

    def find(self, reference: Reference) -> tuple[Node | None, str]:
        """The element that is meant, and the name of the import that it comes by."""
        if not reference.namespace:
            return self.nodes.get(reference.id), ""
        prefix = next((one.name for one in self.definitions.imports if one.namespace == reference.namespace), "")
        file = self._by_namespace(reference.namespace)
        return (None if file is None else file.nodes.get(reference.id)), prefix

    # ---- logic

    def compiled(self, node: Node) -> Logic:
        """The logic of an element, out of the scope of what it requires."""
        if node.logic is None:
            with self._lock:  # checks look at the same files from another thread
                self._compile(node)
        return node.logic or nothing

    def _compile(self, node: Node) -> None:
        if node.logic is not None:
            return  # another thread was first
        element = node.element
        compiler = Compiler(element.id, element.name, self.types, self.members, self.definitions.language)
        if isinstance(element, Service):
            logic = self._service(element, compiler)
        elif isinstance(element, InputData):
            logic = nothing
        else:
            logic = self._decided(element, compiler)
        node.faults = tuple(
            Fault(one.code, one.element, one.params, self.definitions.file, getattr(element, "line", None))
            for one in compiler.faults
        )
        node.free = frozenset(compiler.free)
        node.used = frozenset(compiler.used)
        node.logic = logic

    def _decided(self, element: Decision | Knowledge, compiler: Compiler) -> Logic:
        names = self.names_in_sight(element, compiler)
        if isinstance(element, Decision):
            if element.logic is None:
                compiler.fault("dmn.no-logic")
                return nothing
            return compiler.typed(compiler.boxed(element.logic, names), element.type)
        if element.function is None:
            compiler.fault("dmn.no-logic")
            return nothing
        return compiler.function(element.function, names, element.name)

    def names_in_sight(self, element: Element, compiler: Compiler | None = None) -> frozenset[str]:
        """The names that the expressions of an element know from what it requires; what is missing is a fault."""
        needed = self.needed(needs_of(element), compiler)
        names = {prefix or other.name for other, prefix in needed}
        if self.definitions.is_of_camunda:
            names |= {name for other, _ in needed for name in other_names(other.element)}
        return frozenset(names)

    def needed(self, needs: Iterable[Reference], compiler: Compiler | None = None) -> list[tuple[Node, str]]:
        """What is required, with the names of imports; what is missing is a fault."""
        found = []
        for one in needs:
            other, prefix = self.find(one)
            if other is not None:
                found.append((other, prefix))
            elif compiler is not None:
                compiler.fault("dmn.missing", found=f"{one.namespace}#{one.id}")
        return found

    def _service(self, element: Service, compiler: Compiler) -> Logic:
        inputs, decisions = (
            self.needed(element.given_inputs, compiler),
            self.needed(element.given_decisions, compiler),
        )
        answers = self.needed(element.answers, compiler)
        params = [*inputs, *decisions]
        kinds = [other.file.types.node(getattr(other.element, "type", "")) for other, _ in params]
        names = tuple(other.name for other, _ in params)
        fit = self.types.fit
        result = self._service_type(element, compiler)

        def value(scope: Scope, state: State) -> Function:
            def call(*values: Any) -> Any:
                given: dict[str, Any] = {}
                for (other, _), kind, one in zip(params, kinds, values, strict=True):
                    given[other.name] = fitted = other.file.types.fit(one, kind, state.run, other.name)
                    if fitted is None and one is not None:
                        return None
                inner = state.inner(given)
                for other, _ in decisions:
                    inner.decided[other] = given[other.name]
                made = {other.name: evaluate_node(other, inner) for other, _ in answers}
                answer = next(iter(made.values())) if len(made) == 1 else made
                return fit(answer, result, state.run, element.name)

            return Function(element.name, names, call, tuple(kinds))

        return value

    def _service_type(self, element: Service, compiler: Compiler) -> Any:
        """The declared type of a service's answer: where it is that of a function, of what the function gives."""
        item = next((one for one in self.definitions.items if one.name == element.type), None)
        return compiler.node(item.result if item is not None and item.is_function else element.type)


def evaluate_node(node: Node, state: State, prefix: str = "") -> Any:
    """The value of an element; what it requires is evaluated before it, once."""
    if node in state.decided:
        value = state.decided[node]
        if value is _OPEN:
            state.fault(Fault("dmn.cycle", node.element.id, {"name": node.name}, node.file.definitions.file))
        return None if value is _OPEN else value
    element, file = node.element, node.file
    if isinstance(element, InputData):
        source = state.given.get(prefix) if prefix else None
        values = source if isinstance(source, Mapping) else state.given
        value = file.types.fit(
            normalize(values.get(element.name)), file.types.node(element.type), state.run, element.name
        )
    else:
        state.decided[node] = _OPEN
        scope: Scope = dict(state.free)
        for other, behind in file.needed(needs_of(element)) if not isinstance(element, Service) else ():
            made = evaluate_node(other, state, behind)
            if behind:
                scope.setdefault(behind, {})[other.name] = made
            else:
                scope[other.name] = made
            if file.definitions.is_of_camunda:
                for name in other_names(other.element):
                    scope.setdefault(name, _named(other.element, name, made))
        value = file.compiled(node)(scope, state)
        for fault in node.faults:
            state.fault(fault)
    state.decided[node] = value
    return value


def other_names(element: Element) -> tuple[str, ...]:
    """What Camunda's engines call a required decision besides its name: its id, its variable, and the columns of its
    table. Files that its tools write count on that."""
    if not isinstance(element, Decision):
        return ()
    columns = [one.name for one in element.logic.outputs] if isinstance(element.logic, DecisionTable) else []
    return tuple(name for name in dict.fromkeys([element.variable, element.id, *columns]) if name.isidentifier())


def _named(element: Element, name: str, value: Any) -> Any:
    """The value that stands behind another name of a decision: of a column its answer, or the list of its answers."""
    logic = getattr(element, "logic", None)
    columns = [one.name for one in logic.outputs] if isinstance(logic, DecisionTable) else []
    if name not in columns or len(columns) == 1:
        return value
    if isinstance(value, list):
        return [one.get(name) for one in value if isinstance(one, dict)]
    return value.get(name) if isinstance(value, dict) else None


def needs_of(element: Element) -> tuple[Reference, ...]:
    """What an element requires, by reference."""
    if isinstance(element, Decision | Knowledge):
        return element.needs
    return element.answers if isinstance(element, Service) else ()
