"""Reading a text that is still being written: all its errors, and the tree of what can be understood.

Where something is missing the tree holds a `Missing` node, and reading goes on at the next comma, bracket or keyword.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from runner.feel import tree
from runner.feel.errors import FeelBudgetError, FeelSyntaxError
from runner.feel.lexer import Token
from runner.feel.parser import Parser
from runner.feel.tree import Ast

_MOST_ERRORS = 20
_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")
_SYNC = frozenset({",", "then", "else", "return", "satisfies", "and", "or", "in", ".."})


@dataclass(frozen=True)
class Reading:
    """What was read: the tree (None where there is none at all), further pieces behind it, and the errors in order.

    The pieces are what follows where two expressions stand side by side, as in `amount limit`.
    """

    tree: Ast | None
    rest: tuple[Ast, ...] = ()
    errors: tuple[FeelSyntaxError | FeelBudgetError, ...] = ()
    spans: Mapping[int, tuple[int, int]] = field(default_factory=dict, repr=False)

    def span(self, node: Ast) -> tuple[int, int]:
        """Where a node of this tree begins and ends, as offsets from 0."""
        return self.spans.get(id(node), (node.at, node.at))

    def nodes(self) -> Iterator[Ast]:
        """All nodes of the tree and of the pieces behind it."""
        for part in (self.tree, *self.rest):
            if part is not None:
                yield from tree.walk(part)

    def node_at(self, offset: int) -> Ast | None:
        """The smallest node whose text holds this offset, or ends there."""
        best: tuple[int, Ast] | None = None
        for node in self.nodes():
            start, end = self.span(node)
            if id(node) in self.spans and start <= offset <= end and (best is None or end - start <= best[0]):
                best = (end - start, node)
        return best[1] if best else None


def read(text: str, names: Iterable[str] = (), *, unary: bool = False) -> Reading:
    """Read an expression, or with `unary` the tests of a decision table's cell. Raises nothing."""
    errors: list[FeelSyntaxError] = []
    try:
        parser = TolerantParser(text, names, errors)
        nodes = list(parser.all_tests() if unary else parser.all_expressions())
    except (FeelBudgetError, RecursionError) as error:
        spent = error if isinstance(error, FeelBudgetError) else FeelBudgetError("feel.budget.depth", limit=80)
        return Reading(None, errors=(*errors, spent))
    ordered = sorted(errors, key=lambda error: error.column)
    return Reading(nodes[0], tuple(nodes[1:]), tuple(ordered), parser.spans)


class TolerantParser(Parser):
    """The parser, with errors noted and gone past."""

    def __init__(self, text: str, names: Iterable[str], errors: list[FeelSyntaxError]) -> None:
        self.errors = errors
        self.spans: dict[int, tuple[int, int]] = {}
        self._seen = -1
        super().__init__(text, names, errors)

    def note(self, error: FeelSyntaxError) -> None:
        """Keep an error, one at each place."""
        if len(self.errors) < _MOST_ERRORS and all(error.column != other.column for other in self.errors):
            self.errors.append(error)

    def skip(self) -> None:
        """Go to the next token at which reading can go on, past whole brackets."""
        depth = 0
        while not self.is_end():
            token = self.token
            if token.kind in ("operator", "keyword"):
                if token.text in _CLOSING:
                    if not depth:
                        return
                    depth -= 1
                elif token.text in _OPENING:
                    depth += 1
                elif not depth and token.text in _SYNC:
                    return
            self.position += 1

    def take(self, text: str) -> Token:
        if not self.accept(text):
            try:
                super().take(text)
            except FeelSyntaxError as error:
                self.note(error)
            self.skip()
            self.accept(text)
        return self.tokens[max(self.position - 1, 0)]

    def more(self, closing: str) -> bool:
        if self.accept(","):
            return True
        if self.is_next(closing) or self.is_end():
            return False
        self.unexpected("“,”")
        self.skip()
        return self.accept(",")

    def closes(self, text: str) -> bool:
        if self.accept(text):
            return True
        if self.is_end():
            self.take(text)
            return True
        if self._seen == self.position:  # nothing was read since the last look
            self.position += 1
        self._seen = self.position
        return False

    def go_back(self, mark: int) -> None:
        super().go_back(mark)
        self._seen = -1  # the looks of the first reading do not count

    def free_name(self, *stops: str) -> str:
        try:
            return super().free_name(*stops)
        except FeelSyntaxError as error:
            self.note(error)
            while not self.is_end() and not self.is_next(*stops, ",", ")", "]", "}"):
                self.position += 1
            return ""

    def prefix(self) -> Ast:
        start, kept = self.token.start, (self.depth, self.in_range_end)
        try:
            node = super().prefix()
        except FeelSyntaxError as error:
            self.note(error)
            self.depth, self.in_range_end = kept
            self.skip()
            node = tree.Missing(start)
        return self.placed(node, start)

    def infix(self, left: Ast, token: Token, power: int) -> Ast:
        start, kept = self.spans.get(id(left), (left.at, left.at))[0], (self.depth, self.in_range_end)
        try:
            node = super().infix(left, token, power)
        except FeelSyntaxError as error:
            self.note(error)
            self.depth, self.in_range_end = kept
            self.skip()
            if not isinstance(left, tree.Missing) and token.text == ".":
                node = tree.Path(token.start, left, "")  # the name that is about to be written
            else:
                return left
        return self.placed(node, start)

    def placed(self, node: Ast, start: int) -> Ast:
        """Remember where a node stands: up to the end of the last token."""
        end = self.tokens[self.position - 1].end if self.position else start
        self.spans.setdefault(id(node), (start, max(start, end)))
        return node

    def all_expressions(self) -> Iterator[Ast]:
        """The expression, and what stands behind it."""
        self.accept("=")
        yield self.expression()
        while not self.is_end():
            at = self.position
            self.unexpected("an operator")
            if self.tokens[at].kind in ("name", "number", "string", "at"):
                self.position = at  # another expression begins here
            if not self.is_end():
                yield self.expression()

    def all_tests(self) -> Iterator[Ast]:
        """The tests of a cell, and what stands behind them."""
        try:
            yield self.whole_unary_tests()
        except FeelSyntaxError as error:
            self.note(error)
            yield tree.UnaryTests(0, ())
        while not self.is_end():
            self.unexpected("“,”")

    def unexpected(self, expected: str) -> None:
        """Note the next token as an error and go past it."""
        try:
            self.fail(expected)
        except FeelSyntaxError as error:
            self.note(error)
        self.position += 1
