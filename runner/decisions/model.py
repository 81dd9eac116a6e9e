"""What stands in a file of decisions: frozen values, as the standard names them.

Source: DMN 1.5 (OMG), sections 6 to 8 and 10.2. Texts are expressions of FEEL; nothing here is compiled yet.
"""

from __future__ import annotations

from dataclasses import field
from enum import StrEnum

from runner.core.values import dataclass


class HitPolicy(StrEnum):
    """What a table gives where several of its rules match."""

    UNIQUE = "UNIQUE"
    ANY = "ANY"
    PRIORITY = "PRIORITY"
    FIRST = "FIRST"
    RULE_ORDER = "RULE ORDER"
    OUTPUT_ORDER = "OUTPUT ORDER"
    COLLECT = "COLLECT"

    @property
    def is_list(self) -> bool:
        """Whether the result is a list of what the rules give."""
        return self in (HitPolicy.RULE_ORDER, HitPolicy.OUTPUT_ORDER, HitPolicy.COLLECT)


class Aggregation(StrEnum):
    """What a collecting table makes of its results."""

    NONE = ""
    SUM = "SUM"
    COUNT = "COUNT"
    MIN = "MIN"
    MAX = "MAX"

    @property
    def sign(self) -> str:
        """How it is written behind the C of the hit policy."""
        return {"SUM": "+", "COUNT": "#", "MIN": "<", "MAX": ">"}.get(self.value, "")


@dataclass(frozen=True)
class Parameter:
    """A name with its declared type; an empty type is any."""

    name: str
    type: str = ""


@dataclass(frozen=True)
class LiteralExpression:
    """A text in an expression language; an empty language is that of the file."""

    text: str
    type: str = ""
    language: str = ""


@dataclass(frozen=True)
class Entry:
    """A named value of a boxed context; the one without a name is the result of the whole."""

    name: str
    type: str
    value: Boxed | None


@dataclass(frozen=True)
class BoxedContext:
    """Named values, each of which sees those before it."""

    entries: tuple[Entry, ...]
    type: str = ""


@dataclass(frozen=True)
class BoxedList:
    """A list of values."""

    items: tuple[Boxed, ...]
    type: str = ""


@dataclass(frozen=True)
class Relation:
    """A list of contexts, written as rows under columns."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Boxed, ...], ...]
    type: str = ""


@dataclass(frozen=True)
class FunctionDefinition:
    """A function; one of another kind than FEEL is never run."""

    parameters: tuple[Parameter, ...]
    body: Boxed | None
    type: str = ""
    kind: str = "FEEL"


@dataclass(frozen=True)
class Invocation:
    """A call of a function with named values."""

    function: Boxed | None
    bindings: tuple[Entry, ...]
    type: str = ""


@dataclass(frozen=True)
class Conditional:
    """One of two values."""

    condition: Boxed | None
    yes: Boxed | None
    no: Boxed | None
    type: str = ""


@dataclass(frozen=True)
class Iteration:
    """`kind` is `for`, `some` or `every`: what is done, or asked, for each item of a list."""

    kind: str
    variable: str
    source: Boxed | None
    body: Boxed | None
    type: str = ""


@dataclass(frozen=True)
class Filter:
    """Those items of a list that match."""

    source: Boxed | None
    match: Boxed | None
    type: str = ""


@dataclass(frozen=True)
class TableInput:
    """A column that is asked: an expression, and the tests that its values must meet to be known at all."""

    id: str
    label: str
    expression: LiteralExpression
    allowed: str = ""

    @property
    def title(self) -> str:
        """What stands above the column."""
        return self.label or self.expression.text


@dataclass(frozen=True)
class TableOutput:
    """A column that answers: `allowed` are its values, the most important first, `default` what it is without a
    rule."""

    id: str
    name: str
    label: str
    type: str = ""
    allowed: str = ""
    default: str = ""

    @property
    def title(self) -> str:
        """What stands above the column."""
        return self.label or self.name


@dataclass(frozen=True)
class Rule:
    """One row: tests, answers, and remarks for people."""

    id: str
    tests: tuple[LiteralExpression, ...]
    answers: tuple[LiteralExpression, ...]
    remarks: tuple[str, ...] = ()
    description: str = ""


@dataclass(frozen=True)
class DecisionTable:
    """A table of rules."""

    inputs: tuple[TableInput, ...]
    outputs: tuple[TableOutput, ...]
    rules: tuple[Rule, ...]
    policy: HitPolicy = HitPolicy.UNIQUE
    aggregation: Aggregation = Aggregation.NONE
    remarks: tuple[str, ...] = ()
    """What stands above the columns of remarks."""
    type: str = ""

    @property
    def short_policy(self) -> str:
        """The hit policy as it is written in the corner of a table: `U`, `C+`."""
        return self.policy.value[0] + self.aggregation.sign


Boxed = (
    LiteralExpression
    | BoxedContext
    | BoxedList
    | Relation
    | FunctionDefinition
    | Invocation
    | Conditional
    | Iteration
    | Filter
    | DecisionTable
)
"""What a decision, a knowledge model or a cell may hold."""


@dataclass(frozen=True)
class Reference:
    """Another element: the namespace of its file (empty: the same one) and its id."""

    namespace: str
    id: str


@dataclass(frozen=True)
class InputData:
    """Something that is known before anything is decided."""

    id: str
    name: str
    type: str = ""


@dataclass(frozen=True)
class Decision:
    """Something that is decided: what it needs, and how it comes to its value."""

    id: str
    name: str
    type: str = ""
    logic: Boxed | None = None
    needs: tuple[Reference, ...] = ()
    question: str = ""
    line: int | None = None
    variable: str = ""
    """What its variable is called; the standard says: like the decision."""


@dataclass(frozen=True)
class Knowledge:
    """A business knowledge model: a function with a name, and what it needs."""

    id: str
    name: str
    type: str = ""
    function: FunctionDefinition | None = None
    needs: tuple[Reference, ...] = ()
    line: int | None = None


@dataclass(frozen=True)
class Service:
    """A decision service: decisions that are asked together, with what is given to them."""

    id: str
    name: str
    type: str = ""
    answers: tuple[Reference, ...] = ()
    given_decisions: tuple[Reference, ...] = ()
    given_inputs: tuple[Reference, ...] = ()
    line: int | None = None


Element = InputData | Decision | Knowledge | Service
"""What can be required by its id."""


@dataclass(frozen=True)
class ItemDefinition:
    """A named type, or a component of one: of another type, of components, or of functions."""

    name: str
    base: str = ""
    components: tuple[ItemDefinition, ...] = ()
    is_list: bool = False
    allowed: str = ""
    constraint: str = ""
    is_function: bool = False
    result: str = ""


@dataclass(frozen=True)
class Import:
    """Another file of decisions, by its namespace; its names are seen behind `name` and a dot."""

    namespace: str
    name: str


@dataclass(frozen=True)
class Definitions:
    """One file of decisions."""

    file: str
    id: str
    name: str
    namespace: str
    version: str
    items: tuple[ItemDefinition, ...] = ()
    elements: tuple[Element, ...] = ()
    imports: tuple[Import, ...] = ()
    language: str = ""
    prefixes: tuple[tuple[str, str], ...] = field(default=())
    """Prefixes of the file and the namespaces they stand for: types may be named through them."""
    exporter: str = ""

    @property
    def is_of_camunda(self) -> bool:
        """Whether Camunda's tools wrote it: its engines know a required decision by more names than the standard."""
        uris = (self.namespace, *(uri for _, uri in self.prefixes))
        return "camunda" in self.exporter.lower() or any("camunda.org" in uri for uri in uris)

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """The decisions in the order of the file."""
        return tuple(one for one in self.elements if isinstance(one, Decision))

    def element(self, key: str) -> Element | None:
        """The element with this id."""
        return next((one for one in self.elements if one.id == key), None)

    def named(self, name: str) -> Element | None:
        """The first element with this name."""
        return next((one for one in self.elements if one.name == name), None)
