"""What is wrong with the cells and the heads of a decision table, each told where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from modeler.decisions.described import table_of
from runner.core.errors import AppError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.decisions import DecisionTable, Node
from runner.decisions.boxed import Compiler
from runner.decisions.model import LiteralExpression
from runner.decisions.outcome import Fault
from runner.feel import FeelBudgetError, FeelSyntaxError, compile_expression, compile_unary_tests

declare(
    {
        "decisions.asks-nothing": (
            N_("The column asks nothing."),
            N_("Double-click its title and say which variable or expression it is about."),
        ),
    }
)

HEAD = -1
"""The rule that stands for the heads of the columns."""

Wrong = Fault | AppError
"""What is wrong; `message` says it in the user's language."""


class CellFaults:
    """Looks at each text once, however often the table changes."""

    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], Wrong | None] = {}

    def of(self, node: Node) -> Mapping[tuple[int, int], Wrong]:
        """(rule, column) -> what is wrong, for all that cannot be read."""
        table = table_of(node.element)
        if table is None:
            return {}
        file, name = node.file, node.name
        names = file.names_in_sight(node.element) | file.members
        found: dict[tuple[int, int], Wrong] = {}
        for place, text, is_test in _texts(table):
            key = (is_test, text.text, text.language, names)
            if key not in self._known:
                compiler = Compiler(node.element.id, name, file.types, file.members, file.definitions.language)
                self._known[key] = _wrong(compiler, text, names, is_test=is_test)
            wrong = self._known[key]
            if wrong is not None:
                found.setdefault(place, wrong)
        kinds = [(one.title, one.expression.type) for one in table.inputs]
        kinds += [(one.title, one.type) for one in table.outputs]
        for column, (title, kind) in enumerate(kinds):
            if not file.types.is_known(kind):
                params = {"name": title or name, "found": kind}
                found.setdefault((HEAD, column), Fault("dmn.unknown-type", node.element.id, params))
        for column, one in enumerate(table.inputs):
            if not one.expression.text.strip():
                found[HEAD, column] = Fault("decisions.asks-nothing", node.element.id)
        return found


def _texts(table: DecisionTable) -> Iterator[tuple[tuple[int, int], LiteralExpression, bool]]:
    """All texts with their place, and whether they are tests."""
    for column, head in enumerate(table.inputs):
        yield (HEAD, column), head.expression, False
        yield (HEAD, column), LiteralExpression(head.allowed), True
    for column, out in enumerate(table.outputs, len(table.inputs)):
        yield (HEAD, column), LiteralExpression(out.allowed), True
        yield (HEAD, column), LiteralExpression(out.default), False
    for row, rule in enumerate(table.rules):
        for column, one in enumerate(rule.tests):
            yield (row, column), one, True
        for column, one in enumerate(rule.answers, len(rule.tests)):
            yield (row, column), one, False


def _wrong(compiler: Compiler, one: LiteralExpression, names: frozenset[str], *, is_test: bool) -> Wrong | None:
    text = compiler.feel(one)
    if not text or (is_test and text == "-"):
        return compiler.faults[0] if compiler.faults else None
    try:
        (compile_unary_tests if is_test else compile_expression)(text, names)
    except (FeelSyntaxError, FeelBudgetError) as error:
        return error
    return None
