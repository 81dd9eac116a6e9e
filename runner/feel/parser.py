"""The grammar: tokens to a syntax tree, by operator precedence, in one pass and with bounded nesting.

Source: DMN 1.5, section 10.3.1.2. Names that are not one plain word (imported ones, those of contexts
in the expression, multi-word built-ins) are recognised when they are known, longest first.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, DecimalException
from typing import Any

from runner.feel import tree
from runner.feel.budget import LIMITS
from runner.feel.cursor import Cursor
from runner.feel.errors import FeelBudgetError, FeelSyntaxError
from runner.feel.lexer import Token
from runner.feel.temporal import parse_at_literal
from runner.feel.tree import Ast
from runner.feel.types import NUMBERS

COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">="})
_BINDING = {"or": 1, "and": 2, "between": 3, "in": 3, "instance": 7, **dict.fromkeys(COMPARISONS, 3)}
_BINDING.update({"+": 4, "-": 4, "*": 5, "/": 5, "**": 6, ".": 9, "[": 9, "(": 9})
_ADDITIVE, _TIGHT = 4, 8
CHAINS = frozenset({"+", "-", "*", "/", "and", "or"})
"""Operators that are evaluated in a loop, however many follow on one another."""

_AFTER_OPEN_END = frozenset({"", ".", ")", "]", "}", ",", "and", "or", "then", "else", "return", "satisfies", "in"})


def parse(text: str, names: Iterable[str] = (), *, foreign: bool = False) -> Ast:
    """The syntax tree of an expression.

    `names` are known names that may hold spaces or signs. `foreign` reads over functions that are defined
    outside the model, as other makers' files hold them; else they are refused. Raises `FeelSyntaxError` with
    the column, and `FeelBudgetError` for a text too long or nested too deep.
    """
    parser = Parser(text, names)
    parser.foreign = foreign
    return parser.whole_expression()


def parse_unary_tests(text: str, names: Iterable[str] = ()) -> tree.UnaryTests:
    """The tests of a decision table's cell: `-`, `< 5`, `"a","b"`, `not(1, 2)`, `[1..5]` ... Raises as `parse`."""
    return Parser(text, names).whole_unary_tests()


def parse_type(text: str, names: Iterable[str] = ()) -> tree.TypeNode:
    """A type alone: `list<number>`, `context<a: string>`, the name of one that a caller knows. Raises as `parse`."""
    return Parser(text, names).whole_type()


class Parser(Cursor):
    """The grammar of one text."""

    foreign = False
    """Whether functions that are defined outside the model are read: they give null when they are called."""

    in_range_end = False
    """Whether the end of a range is being read, where a `[` may close it."""

    # ------------------------------------------------------------------ expressions

    def whole_expression(self) -> Ast:
        """The whole text as one expression; the `=` that other tools write before one is passed over."""
        self.accept("=")
        node = self.expression()
        if self.token.kind != "end":
            self.fail("an operator")
        return node

    def whole_type(self) -> tree.TypeNode:
        """The whole text as one type."""
        node = self.type()
        if self.token.kind != "end":
            self.fail("the end of the type")
        return node

    def expression(self, binding: int = 0) -> Ast:
        """An expression whose operators bind tighter than `binding`."""
        self.depth += 1
        if self.depth > LIMITS.depth:
            raise FeelBudgetError("feel.budget.depth", limit=LIMITS.depth)
        node = self.prefix()
        links = 0
        while True:
            token = self.token
            power = _BINDING.get(token.text, 0) if token.kind in ("operator", "keyword") else 0
            if power <= binding or (token.text == "[" and self.is_open_end()):
                break
            self.position += 1
            links += token.text not in CHAINS
            if links > LIMITS.links:
                raise FeelBudgetError("feel.budget.depth", limit=LIMITS.links)
            node = self.infix(node, token, power)
        self.depth -= 1
        return node

    def is_open_end(self) -> bool:
        """Whether a `[` here closes an open range (`]1..5[`) rather than beginning a filter."""
        following = self.ahead(1)
        return self.in_range_end and (
            following.kind == "end"
            or (following.kind in ("operator", "keyword") and following.text in _AFTER_OPEN_END)
        )

    def infix(self, left: Ast, token: Token, power: int) -> Ast:
        """What an operator makes of the expression before it."""
        text = token.text
        if text == ".":
            return tree.Path(token.start, left, self.name(path=True))
        if text == "[":
            condition = self.within(self.expression)
            self.take("]")
            return tree.Filter(token.start, left, condition)
        if text == "(":
            return self.call(left, token)
        if text == "between":
            low = self.expression(_ADDITIVE - 1)
            self.take("and")
            return tree.Between(token.start, left, low, self.expression(_ADDITIVE - 1))
        if text == "in":
            return tree.In(token.start, left, self.in_tests())
        if text == "instance":
            self.take("of")
            return tree.InstanceOf(token.start, left, self.type())
        return tree.Binary(token.start, text, left, self.expression(power))

    def prefix(self) -> Ast:
        """What an expression can begin with."""
        token = self.token
        if token.kind == "number":
            self.position += 1
            return tree.Literal(token.start, _number(token))
        if token.kind == "string":
            self.position += 1
            return tree.Literal(token.start, token.text)
        if token.kind == "at":
            self.position += 1
            return tree.Literal(token.start, parse_at_literal(token.text))
        if token.kind == "name":
            return tree.Name(token.start, self.name())
        if token.kind == "keyword":
            return self.keyword(token)
        if token.kind == "operator":
            return self.sign(token)
        return self.fail("a value")

    def keyword(self, token: Token) -> Ast:
        """Constants and the constructs that begin with a word."""
        constants = {"true": True, "false": False, "null": None}
        self.position += 1
        if token.text in constants:
            return tree.Literal(token.start, constants[token.text])
        if token.text == "if":
            condition = self.within(self.expression)
            self.take("then")
            yes = self.within(self.expression)
            self.take("else")
            return tree.If(token.start, condition, yes, self.expression())
        if token.text in ("for", "some", "every"):
            return self.loop(token)
        if token.text == "function":
            return self.function(token)
        self.position -= 1
        return self.fail("a value")

    def sign(self, token: Token) -> Ast:
        """What begins with a sign: negation, brackets, ranges, unary comparisons."""
        text = token.text
        self.position += 1
        if text == "-":
            return tree.Negate(token.start, self.expression(_TIGHT - 1))
        if text == "(":
            return self.bracket(token)
        if text == "[":
            return self.list_or_range(token)
        if text == "{":
            return self.context(token)
        if text == "]":
            low = self.within(self.expression)
            self.take("..")
            return self.range_end(token, low, low_included=False)
        if text in COMPARISONS:
            return tree.Comparison(token.start, text, self.expression(_ADDITIVE - 1))
        self.position -= 1
        return self.fail("a value")

    def within(self, work: Any, *arguments: Any) -> Any:
        """Parse inside brackets, where a `[` is a filter again."""
        before, self.in_range_end = self.in_range_end, False
        result = work(*arguments)
        self.in_range_end = before
        return result

    def bracket(self, token: Token) -> Ast:
        """`(expression)` or an open range."""
        node: Ast = self.within(self.expression)
        if self.accept(".."):
            return self.range_end(token, node, low_included=False)
        self.take(")")
        return node

    def list_or_range(self, token: Token) -> Ast:
        """`[a, b]` or `[a..b]`."""
        if self.accept("]"):
            return tree.ListNode(token.start, ())
        items: list[Ast] = [self.within(self.expression)]
        if self.accept(".."):
            return self.range_end(token, items[0], low_included=True)
        while self.more("]"):
            items.append(self.within(self.expression))
        self.take("]")
        return tree.ListNode(token.start, tuple(items))

    def range_end(self, token: Token, low: Ast, *, low_included: bool) -> Ast:
        """The rest of a range after its `..`."""
        before, self.in_range_end = self.in_range_end, True
        high = self.expression(_ADDITIVE - 1)
        self.in_range_end = before
        if not self.is_next("]", ")", "["):
            self.fail("“]”")
        included = self.token.text == "]"
        self.position += 1
        return tree.RangeNode(token.start, low, high, low_included, included)

    def call(self, function: Ast, token: Token) -> Ast:
        """The arguments of a function, by place or by name."""
        arguments: list[Ast] = []
        names: list[str] = []
        if self.accept(")"):
            return tree.Call(token.start, function, ())
        by_name = self.is_named_argument()
        while True:
            if by_name:
                names.append(self.free_name(":"))
                self.take(":")
            arguments.append(self.within(self.expression))
            if not self.more(")"):
                break
        self.take(")")
        return tree.Call(token.start, function, tuple(arguments), tuple(names))

    def is_named_argument(self) -> bool:
        """Whether words and then a colon follow."""
        index = 0
        while self.ahead(index).kind in ("name", "keyword", "other") or self.ahead(index).text in ("-", "+"):
            index += 1
        token = self.ahead(index)
        return index > 0 and token.kind == "operator" and token.text == ":"

    def context(self, token: Token) -> Ast:
        """`{key: value, ...}`."""
        keys: list[str] = []
        values: list[Ast] = []
        with self.knowing():
            while not self.closes("}"):
                if keys:
                    self.take(",")
                key = self.free_name(":")
                self.take(":")
                values.append(self.within(self.expression))
                keys.append(key)
                self.learn(key)
        # entries stay known behind the context: `{first name: "a"}.first name`
        for key in keys:
            self.learn(key)
        return tree.ContextNode(token.start, tuple(keys), tuple(values))

    def in_tests(self) -> tuple[Ast, ...]:
        """What stands after `in`: one test, or several between brackets."""
        if not self.is_next("("):
            return (self.expression(_ADDITIVE - 1),)
        start = self.token
        mark = self.position
        self.position += 1
        tests: list[Ast] = [self.within(self.expression)]
        if self.is_next(".."):
            self.go_back(mark)
            return (self.expression(_ADDITIVE - 1),)
        while self.accept(","):
            tests.append(self.within(self.expression))
        self.take(")")
        if len(tests) == 1 and (self.is_next(".", "[", "+", "-", "*", "/", "**")):
            self.go_back(mark)  # the bracket is the beginning of a longer expression
            return (self.expression(_ADDITIVE - 1),)
        return tuple(tests) if tests else (tree.Literal(start.start, None),)

    def loop(self, token: Token) -> Ast:
        """`for`, `some`, `every`."""
        with self.knowing():
            iterations = [self.iteration()]
            while self.accept(","):
                iterations.append(self.iteration())
            self.take("return" if token.text == "for" else "satisfies")
            body = self.expression()
        if token.text == "for":
            return tree.For(token.start, tuple(iterations), body)
        return tree.Quantified(token.start, token.text == "every", tuple(iterations), body)

    def iteration(self) -> tree.Iteration:
        """`name in list`, `name in 1..5`."""
        start = self.token.start
        name = self.free_name("in")
        self.take("in")
        source = self.within(self.expression)
        until = self.within(self.expression) if self.accept("..") else None
        self.learn(name)
        return tree.Iteration(start, name, source, until)

    def function(self, token: Token) -> Ast:
        """`function(a, b: number) body`."""
        self.take("(")
        params: list[str] = []
        types: list[tree.TypeNode | None] = []
        with self.knowing():
            while not self.closes(")"):
                if params:
                    self.take(",")
                params.append(self.parameter_name())
                types.append(self.type() if self.accept(":") else None)
                self.learn(params[-1])
            body = self.external(token) if self.is_next("external") else self.expression()
        return tree.FunctionNode(token.start, tuple(params), tuple(types), body)

    def external(self, token: Token) -> Ast:
        """`external {java: ...}`: refused, or read over where a foreign model may hold such a thing."""
        if not self.foreign:
            raise FeelSyntaxError("feel.external", token.start + 1)
        start = self.take("external").start
        return tree.External(start, self.expression())

    # ------------------------------------------------------------------ tests

    def whole_unary_tests(self) -> tree.UnaryTests:
        """The whole text as the tests of one cell."""
        if self.is_next("-") and self.ahead(1).kind == "end":
            return tree.UnaryTests(0, ())
        if self.is_end():
            return tree.UnaryTests(0, ())
        mark = self.position
        negated = False
        if self.token.text == "not" and self.ahead(1).text == "(":
            # `not(a, b)` of tests; `not(x) and y` is an expression
            self.position += 2
            tests = self.tests()
            if self.accept(")") and self.is_end():
                return tree.UnaryTests(0, tests, negated=True)
            self.go_back(mark)
        tests = self.tests()
        if not self.is_end():
            self.fail("“,”")
        return tree.UnaryTests(0, tests, negated)

    def tests(self) -> tuple[Ast, ...]:
        """Tests separated by commas."""
        tests = [self.expression()]
        while self.accept(","):
            tests.append(self.expression())
        return tuple(tests)


def _number(token: Token) -> Decimal:
    """A number that can be calculated with: 34 digits, up to some 6,000 places (DMN 1.5, section 10.3.2.3.1)."""
    try:
        number = Decimal(token.text)
        if abs(number.adjusted()) <= NUMBERS.Emax:
            return number
    except DecimalException:  # beyond what Python itself can hold
        pass
    raise FeelSyntaxError("feel.number", token.start + 1)
