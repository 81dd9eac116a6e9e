"""Where else an expression runs, said in a line."""

from __future__ import annotations

from runner.core.errors import AppError
from runner.core.i18n import N_
from runner.core.i18n import tr as _
from runner.feel import parse
from runner.feel.translate import Portability, Variable, portability
from runner.feel.tree import Ast
from runner.feel.vocabulary import Vocabulary

LEVELS = {
    "A": N_("A: runs on every engine"),
    "B": N_("B: runs on Camunda 8 and here"),
    "C": N_("C: runs here, on few other engines"),
}


def variables_in(words: Vocabulary) -> dict[str, Variable]:
    """The variables as a translator takes them."""
    return {one.name: Variable(one.kind.name) for one in words}


def portability_of(ast: Ast, words: Vocabulary) -> Portability:
    """The level of an expression over known variables."""
    return portability(ast, variables_in(words))


def level_of(text: str, words: Vocabulary) -> str:
    """The level and why it is no better one; empty for what cannot be read."""
    try:
        found = portability_of(parse(text), words)
    except AppError:
        return ""
    said = _(LEVELS[found.level])
    if not found.reasons:
        return said
    reason = found.reasons[0].message
    # a reason against the second level is one against all engines that lack a part; one against the first is JUEL's
    return (
        _("{level}. Not in JUEL: {reason}").format(level=said, reason=reason)
        if found.level == "B"
        else f"{said}. {reason}"
    )
