"""FEEL as JUEL, from the syntax tree: the part that means the same there; everything else is refused.

Source of what JUEL does: the Expression Language of JSP 2.1 (JSR 245), sections 1.7 and 1.8, as Camunda 7,
Operaton and Flowable run it. FEEL has three truth values and JUEL two, so a condition is written twice over:
once for "is true", once for "is false". `not(x)` asks for the second; what is null is neither, and the flow is
not taken. Null counts as 0 in JUEL's arithmetic and fails in its methods, so operands are guarded.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from runner.feel import tree
from runner.feel.parser import COMPARISONS
from runner.feel.translate import juel_functions
from runner.feel.translate.juel_text import (
    ATOM,
    CHOICE,
    FALSE,
    PRODUCT,
    RELATION,
    SAME,
    SUM,
    TRUE,
    UNARY,
    Piece,
    Value,
    all_of,
    any_of,
    bracketed,
    number_text,
    opposite,
    quoted,
    variable_text,
)
from runner.feel.translate.remarks import Refused, Remark, Translation
from runner.feel.translate.variables import Variable, Variables

Target = Literal["camunda7", "flowable", "plain"]
"""Camunda 7 stands for Operaton too; `plain` is JUEL without the functions of an engine."""

_FLIPPED = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_ORDERED = frozenset({"number", "string"})
_SIMPLE = frozenset({"number", "string", "boolean"})


def to_juel(
    node: tree.Ast,
    variables: Variables | None = None,
    *,
    target: Target = "camunda7",
    condition: bool | None = None,
) -> Translation:
    """The JUEL text `${...}` of a tree, or the place and reason why there is none.

    `condition` says whether the text stands at a flow, where only "true" counts; without it the tree tells.
    A condition is never null there; a value is null where FEEL's is.
    """
    writer = JuelWriter(variables or {}, target)
    try:
        whole = juel_functions.due_date(writer, node)
        if whole is None:
            as_condition = writer.is_condition(node) if condition is None else condition
            whole = writer.when(node, True)[0] if as_condition else writer.whole_value(node)
    except Refused as refused:
        return Translation(None, refused.remark, tuple(writer.notes))
    except RecursionError:
        return Translation(None, Remark("translate.deep"), tuple(writer.notes))
    return Translation(f"${{{whole}}}", None, tuple(writer.notes))


class JuelWriter:
    """Writes one tree; `notes` gather what to mind."""

    def __init__(self, variables: Variables, target: Target) -> None:
        self._variables = variables
        self.target = target
        self.notes: list[Remark] = []

    def note(self, code: str, at: int, **params: str) -> None:
        """Say something beside the translation, once."""
        remark = Remark(code, at, params)
        if not any(known.code == code and known.params == remark.params for known in self.notes):
            self.notes.append(remark)

    # ------------------------------------------------------------------ conditions

    def is_condition(self, node: tree.Ast) -> bool:
        """Whether a node can only be true, false or null."""
        if isinstance(node, tree.Binary):
            return node.operator in COMPARISONS or node.operator in ("and", "or")
        if isinstance(node, tree.Between | tree.In | tree.Quantified | tree.InstanceOf):
            return True
        if isinstance(node, tree.Call) and isinstance(node.function, tree.Name):
            return juel_functions.is_test(node.function.name)
        if isinstance(node, tree.If):
            return self.is_condition(node.yes) and self.is_condition(node.no)
        if isinstance(node, tree.Name | tree.Path):
            return self._known(node).type == "boolean"
        return isinstance(node, tree.Literal) and isinstance(node.value, bool)

    def when(self, node: tree.Ast, wanted: bool) -> Piece:
        """What is true in JUEL exactly where FEEL's value is `wanted`."""
        if isinstance(node, tree.Literal):
            return self._constant(node, wanted)
        if isinstance(node, tree.Binary):
            return self._binary(node, wanted)
        if isinstance(node, tree.Between):
            low = self.ordered(node, ">=", node.value, node.low, wanted)
            high = self.ordered(node, "<=", node.value, node.high, wanted)
            return all_of(low, high) if wanted else any_of(low, high)
        if isinstance(node, tree.In):
            tests = [self._test(node, test, wanted) for test in node.tests]
            return any_of(*tests) if wanted else all_of(*tests)
        if isinstance(node, tree.If):
            yes, no = self.when(node.yes, wanted), self.when(node.no, wanted)
            return self.choice(self.when(node.condition, True), yes, no)
        if isinstance(node, tree.Call):
            found = juel_functions.test(self, node, wanted)
            if found is not None:
                return found
        elif isinstance(node, tree.Quantified | tree.InstanceOf):
            self.refuse(node)
        return self._boolean_value(self.of_type(self.value(node), "boolean", node), wanted)

    @staticmethod
    def _boolean_value(value: Value, wanted: bool) -> Piece:
        if value.nullable or value.guards:
            sign = "true" if wanted else "false"
            return all_of(*value.guards, (f"{bracketed(value.piece, SAME)} == {sign}", SAME))
        return value.piece if wanted else opposite(value.piece)

    def _constant(self, node: tree.Literal, wanted: bool) -> Piece:
        if node.value is None:
            return FALSE
        if not isinstance(node.value, bool):
            raise Refused("translate.mixed", node.at, left_type=_literal_type(node), right_type="boolean")
        return TRUE if node.value is wanted else FALSE

    def _binary(self, node: tree.Binary, wanted: bool) -> Piece:
        sign = node.operator
        if sign in ("and", "or"):
            parts = [self.when(part, wanted) for part in _chain(node, sign)]
            return all_of(*parts) if (sign == "and") is wanted else any_of(*parts)
        if sign in ("=", "!="):
            return self.same(node, node.left, node.right, wanted is (sign == "="))
        if sign in _FLIPPED:
            return self.ordered(node, sign, node.left, node.right, wanted)
        raise Refused("translate.mixed", node.at, left_type="number", right_type="boolean")

    @staticmethod
    def choice(condition: Piece, yes: Piece, no: Piece) -> Piece:
        """`condition ? yes : no`."""
        return f"{bracketed(condition, 1)} ? {bracketed(yes, 1)} : {bracketed(no, 1)}", CHOICE

    # ------------------------------------------------------------------ comparisons

    def same(self, at: tree.Ast, left: tree.Ast, right: tree.Ast, wanted: bool) -> Piece:
        """`left = right`, which is never null between values of one type."""
        for one, other in ((left, right), (right, left)):
            if isinstance(one, tree.Literal) and one.value is None:
                return self._is_null(other, wanted)
            if isinstance(one, tree.Literal) and isinstance(one.value, bool) and self.is_condition(other):
                found = self.when(other, one.value)
                if isinstance(other, tree.Name | tree.Path):
                    value = self.of_type(self.value(other), "boolean", other)
                    text = "true" if one.value else "false"
                    return f"{bracketed(value.piece, SAME)} {'==' if wanted else '!='} {text}", SAME
                return found if wanted else opposite(found)
        a, b = self._pair(at, left, right, _SIMPLE)
        if not a.guards and not b.guards:
            return f"{bracketed(a.piece, SAME)} {'==' if wanted else '!='} {bracketed(b.piece, SAME + 1)}", SAME
        equal = (f"{bracketed(a.piece, SAME)} == {bracketed(b.piece, SAME + 1)}", SAME)
        whole = all_of(*a.guards, *b.guards, equal)
        if (a.guards or a.nullable) and (b.guards or b.nullable):
            whole = any_of(whole, all_of(self._nothing(a), self._nothing(b)))
        return whole if wanted else opposite(whole)

    @staticmethod
    def _nothing(value: Value) -> Piece:
        """That a value is null."""
        if value.guards:  # where they hold, it may still be null: a branch of `if` may be, and the other one guarded
            return opposite(all_of(*value.needs))
        return (f"{bracketed(value.piece, SAME)} == null", SAME) if value.nullable else FALSE

    def _is_null(self, node: tree.Ast, wanted: bool) -> Piece:
        if isinstance(node, tree.Literal):
            return TRUE if (node.value is None) is wanted else FALSE
        if self.is_condition(node) and not isinstance(node, tree.Name | tree.Path):
            known = any_of(self.when(node, True), self.when(node, False))
            return opposite(known) if wanted else known
        value = self.value(node)
        if not value.guards:
            return f"{bracketed(value.piece, SAME)} {'==' if wanted else '!='} null", SAME
        return self._nothing(value) if wanted else all_of(*value.needs)

    def ordered(self, at: tree.Ast, sign: str, left: tree.Ast, right: tree.Ast, wanted: bool) -> Piece:
        """`left < right` and its kin; JUEL gives false where one side is null, but true for null <= null."""
        a, b = self._pair(at, left, right, _ORDERED)
        sign = sign if wanted else _FLIPPED[sign]
        if a.inexact or b.inexact:
            self.note("translate.fractions", at.at)
        guards = [*a.guards, *b.guards]
        if a.nullable and b.nullable and sign in ("<=", ">="):
            guards.append((f"{bracketed(a.piece, SAME)} != null", SAME))
        text = f"{bracketed(a.piece, RELATION)} {sign} {bracketed(b.piece, RELATION + 1)}"
        return all_of(*guards, (text, RELATION))

    def _pair(self, at: tree.Ast, left: tree.Ast, right: tree.Ast, types: frozenset[str]) -> tuple[Value, Value]:
        """Two operands of one type; a type that is not known is taken from the other side."""
        if self.is_condition(left) and not isinstance(left, tree.Name | tree.Path):
            raise Refused("translate.construct", left.at, construct="comparison")
        if self.is_condition(right) and not isinstance(right, tree.Name | tree.Path | tree.Literal):
            raise Refused("translate.construct", right.at, construct="comparison")
        a, b = self.value(left), self.value(right)
        if a.type == "any" and b.type == "any":
            raise Refused("translate.untyped", at.at)
        a = self.of_type(a, b.type, at) if a.type == "any" else a
        b = self.of_type(b, a.type, at)
        if a.type not in types:
            temporal = a.type not in ("boolean", "list", "context", "json")
            kind = "temporal" if temporal else "list" if a.type == "list" else "value"
            raise Refused("translate.construct", at.at, construct=kind)
        if (a.inexact or b.inexact) and types is _SIMPLE:
            self.note("translate.fractions", at.at)
        return a, b

    def _test(self, node: tree.In, test: tree.Ast, wanted: bool) -> Piece:
        """One test of `in`: a comparison, a range, a list, or a value."""
        if isinstance(test, tree.Comparison):
            if test.operator in ("=", "!="):
                return self.same(test, node.value, test.operand, wanted is (test.operator == "="))
            return self.ordered(test, test.operator, node.value, test.operand, wanted)
        if isinstance(test, tree.RangeNode):
            return self._range(node, test, wanted)
        if isinstance(test, tree.ListNode):
            if any(not isinstance(item, tree.Literal | tree.Negate) for item in test.items):
                raise Refused("translate.construct", test.at, construct="test")
            found = any_of(*(self.same(item, node.value, item, True) for item in test.items))
            return found if wanted else opposite(found)
        if any(isinstance(part, tree.Name) and part.name == "?" for part in tree.walk(test)):
            raise Refused("translate.construct", test.at, construct="test")
        return self.same(test, node.value, test, wanted)

    def _range(self, node: tree.In, test: tree.RangeNode, wanted: bool) -> Piece:
        if test.low is None or test.high is None:
            raise Refused("translate.construct", test.at, construct="range")
        low = self.ordered(test, ">=" if test.low_included else ">", node.value, test.low, wanted)
        high = self.ordered(test, "<=" if test.high_included else "<", node.value, test.high, wanted)
        ends = [self.value(test.low), self.value(test.high)]
        # an end that is null leaves the whole unknown
        known = [all_of(*end.guards, *_not_null(end)) for end in ends]
        return all_of(*known, all_of(low, high) if wanted else any_of(low, high))

    # ------------------------------------------------------------------ values

    def whole_value(self, node: tree.Ast) -> str:
        """A value that is null where FEEL's is."""
        if self.is_condition(node):
            yes, no = self.when(node, True), self.when(node, False)
            if isinstance(node, tree.Name | tree.Path):
                return self.value(node).text
            return self.choice(yes, TRUE, (f"({self.choice(no, FALSE, ('null', ATOM))[0]})", ATOM))[0]
        value = self.value(node)
        if not value.guards:
            return value.text
        return self.choice(all_of(*value.guards), value.piece, ("null", ATOM))[0]

    def value(self, node: tree.Ast) -> Value:
        """The text of a value with its type and with what must hold for it not to be null."""
        if isinstance(node, tree.Literal):
            return self._literal(node)
        if isinstance(node, tree.Name):
            return self._name(node)
        if isinstance(node, tree.Path):
            return self._path(node)
        if isinstance(node, tree.Filter):
            return self._index(node)
        if isinstance(node, tree.Negate):
            return self._negate(node)
        if isinstance(node, tree.Binary):
            return self._arithmetic(node)
        if isinstance(node, tree.If):
            return self._choice_value(node)
        if isinstance(node, tree.Call):
            return juel_functions.value(self, node)
        return self.refuse(node)

    def refuse(self, node: tree.Ast) -> Value:
        """Raise `Refused` with the kind of construct."""
        kinds: dict[type[tree.Ast], str] = {
            tree.For: "for", tree.Quantified: "quantified", tree.Filter: "filter", tree.ContextNode: "context",
            tree.FunctionNode: "function", tree.ListNode: "list", tree.RangeNode: "range",
            tree.InstanceOf: "instance", tree.Comparison: "range",
        }  # fmt: skip
        raise Refused("translate.construct", node.at, construct=kinds.get(type(node), "value"))

    def of_type(self, value: Value, wanted: str, node: tree.Ast) -> Value:
        """The value if it is of that type or of none known. Raises `Refused`."""
        if value.type == wanted or wanted == "any":
            return value
        if value.type != "any":
            raise Refused("translate.mixed", node.at, left_type=value.type, right_type=wanted)
        self.note("translate.assumed", node.at, name=value.text, as_type=wanted)
        return value._replace(type=wanted)

    @staticmethod
    def _literal(node: tree.Literal) -> Value:
        if isinstance(node.value, Decimal):
            text = number_text(node.value, node.at)
            return Value(text, ATOM, "number", fraction=node.value != node.value.to_integral_value())
        if isinstance(node.value, bool):
            return Value("true" if node.value else "false", ATOM, "boolean")
        if isinstance(node.value, str):
            return Value(quoted(node.value), ATOM, "string")
        if node.value is None:
            return Value("null", ATOM, "any", nullable=True)
        raise Refused("translate.construct", node.at, construct="temporal")

    def _known(self, node: tree.Ast) -> Variable:
        path = _dotted(node)
        return self._variables.get(path, Variable()) if path else Variable()

    def _name(self, node: tree.Name) -> Value:
        if node.name not in self._variables:
            self.note("translate.declared", node.at, name=node.name)
        variable = self._known(node)
        return Value(variable_text(node.name, variable.absent), ATOM, variable.type, nullable=variable.nullable)

    def _path(self, node: tree.Path) -> Value:
        source = self.value(node.source)
        if source.guards or source.type not in ("any", "context", "json"):
            raise Refused("translate.construct", node.at, construct="value")
        known = self._known(node)
        if source.type == "json" and self.target == "camunda7":
            return self._json(node, source, known)
        text = f"{source.text}.{node.name}" if _plain(node.name) else f"{source.text}[{quoted(node.name)}]"
        return Value(text, ATOM, known.type, nullable=source.nullable or known.nullable)

    @staticmethod
    def _json(node: tree.Path, source: Value, known: Variable) -> Value:
        """An entry of a JSON value, which Camunda 7 holds in its own kind of object."""
        text = f'{source.text}.prop("{node.name}")'
        reader = {"number": ".numberValue()", "string": ".stringValue()", "boolean": ".boolValue()", "json": ""}
        if known.type not in reader or known.nullable or source.nullable or not _plain(node.name):
            raise Refused("translate.untyped", node.at)
        return Value(text + reader[known.type], ATOM, known.type)

    def _index(self, node: tree.Filter) -> Value:
        index = tree.constant_number(node.condition)
        if index is None:
            if isinstance(node.condition, tree.Literal | tree.Name):
                raise Refused("translate.index", node.condition.at)
            self.refuse(node)
        elif index < 1 or index != index.to_integral_value():
            raise Refused("translate.index", node.condition.at)
        source = self.of_type(self.value(node.source), "list", node.source)
        if source.guards or index is None:
            raise Refused("translate.index", node.at)
        return Value(f"{source.text}[{int(index) - 1}]", ATOM, "any", nullable=True)

    def _negate(self, node: tree.Negate) -> Value:
        operand = self.of_type(self.value(node.operand), "number", node.operand)
        text = f"-{bracketed(operand.piece, UNARY + 1)}"
        return operand._replace(text=text, power=UNARY, guards=operand.needs, nullable=False)

    def _arithmetic(self, node: tree.Binary) -> Value:
        sign = node.operator
        if sign == "**":
            raise Refused("translate.construct", node.at, construct="power")
        if sign not in ("+", "-", "*", "/"):
            raise Refused("translate.construct", node.at, construct="comparison")
        left, right = self.value(node.left), self.value(node.right)
        if sign == "+" and "string" in (left.type, right.type):
            left, right = self.of_type(left, "string", node.left), self.of_type(right, "string", node.right)
            text = f"{bracketed(left.piece, ATOM)}.concat({right.text})"
            return Value(text, ATOM, "string", (*left.needs, *right.needs))
        if sign == "+" and left.type == right.type == "any":
            raise Refused("translate.untyped", node.at)
        left, right = self.of_type(left, "number", node.left), self.of_type(right, "number", node.right)
        guards = (*left.needs, *right.needs)
        if sign == "/":
            divisor = tree.constant_number(node.right)
            if divisor == 0:
                guards = (*guards, FALSE)
            elif divisor is None:
                guards = (*guards, (f"{bracketed(right.piece, SAME)} != 0", SAME))
        power = SUM if sign in "+-" else PRODUCT
        text = f"{bracketed(left.piece, power)} {sign} {bracketed(right.piece, power + 1)}"
        inexact = sign == "/" or left.inexact or right.inexact or left.fraction or right.fraction
        return Value(text, power, "number", guards, inexact=inexact)

    def _choice_value(self, node: tree.If) -> Value:
        condition = self.when(node.condition, True)
        yes, no = self.value(node.yes), self.value(node.no)
        if "any" not in (yes.type, no.type) and yes.type != no.type:
            raise Refused("translate.mixed", node.at, left_type=yes.type, right_type=no.type)
        kind = no.type if yes.type == "any" else yes.type
        guards: tuple[Piece, ...] = ()
        if yes.guards or no.guards:
            guards = (self.choice(condition, all_of(*yes.guards), all_of(*no.guards)),)
        text, power = self.choice(condition, yes.piece, no.piece)
        inexact = yes.inexact or no.inexact
        return Value(text, power, kind, guards, yes.nullable or no.nullable, inexact, yes.fraction or no.fraction)


def _not_null(value: Value) -> tuple[Piece, ...]:
    return ((f"{bracketed(value.piece, SAME)} != null", SAME),) if value.nullable else ()


def _plain(name: str) -> bool:
    return variable_text(name, False) == name


def _chain(node: tree.Ast, sign: str) -> list[tree.Ast]:
    """The operands of a chain of `and` or `or`, without recursion."""
    parts: list[tree.Ast] = []
    while isinstance(node, tree.Binary) and node.operator == sign:
        parts.append(node.right)
        node = node.left
    return [node, *reversed(parts)]


def _dotted(node: tree.Ast) -> str:
    if isinstance(node, tree.Name):
        return node.name
    if isinstance(node, tree.Path):
        source = _dotted(node.source)
        return f"{source}.{node.name}" if source else ""
    return ""


def _literal_type(node: tree.Literal) -> str:
    return "number" if isinstance(node.value, Decimal) else "string" if isinstance(node.value, str) else "date"
