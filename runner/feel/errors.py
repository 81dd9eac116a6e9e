"""What can go wrong with an expression: a syntax error, a spent budget; and the warnings beside a null."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from runner.core import messages
from runner.core.errors import AppError
from runner.core.i18n import N_, tr

messages.declare(
    {
        "feel.syntax": (
            N_("The expression is not readable at character {column}: found {found}, expected {expected}."),
            N_("Mend the expression at that place."),
        ),
        "feel.character": (
            N_("The character {found} at {column} has no meaning in an expression."),
            N_("Remove it, or put text between double quotes."),
        ),
        "feel.fullwidth": (
            N_("The full-width character {found} stands at {column}; expressions use half-width punctuation."),
            N_("Type {expected} in its place."),
        ),
        "feel.quote": (
            N_("The text that begins at character {column} has no closing quote."),
            N_("Add the closing double quote."),
        ),
        "feel.number": (
            N_("The number at character {column} is too large, or too small, to calculate with."),
            N_("Write it with fewer places."),
        ),
        "feel.external": (
            N_("The function at character {column} is defined outside the model; such functions are never run."),
            N_("Write its body as an expression."),
        ),
        "feel.budget.length": (
            N_("The expression is longer than {limit} characters."),
            N_("Split it into several steps."),
        ),
        "feel.budget.depth": (
            N_("The expression nests more than {limit} levels deep."),
            N_("Split it into several steps."),
        ),
        "feel.budget.steps": (
            N_("The expression was stopped after {limit} steps."),
            N_("Work on shorter lists, or end the repetition earlier."),
        ),
        "feel.budget.time": (
            N_("The expression was stopped after {limit} seconds."),
            N_("Work on shorter lists, or end the repetition earlier."),
        ),
        "feel.budget.list": (
            N_("The expression makes a list of more than {limit} entries."),
            N_("Work on shorter lists or ranges."),
        ),
        "feel.budget.text": (
            N_("The expression makes a text of more than {limit} characters."),
            N_("Work on shorter texts."),
        ),
        "feel.budget.number": (
            N_("The expression raises a number to a power beyond {limit}."),
            N_("Use a smaller exponent."),
        ),
        "feel.unknown": (N_("There is no variable or function called {name}."), N_("Check the spelling.")),
        "feel.unknown-entry": (N_("There is no entry {name} in {type}."), N_("Check the spelling.")),
        "feel.operands": (N_("{operator} does not work on {left} and {right}."), ""),
        "feel.condition": (N_("A condition gave {type}, not true or false; it counts as not met."), ""),
        "feel.arguments": (N_("The function {name} is not called with these arguments."), ""),
        "feel.argument": (N_("The argument {argument} of {name} is {type}, which does not fit."), ""),
        "feel.value": (N_("{name} cannot use the value {value}."), ""),
        "feel.pattern": (N_("The pattern {value} is not understood: {cause}."), ""),
        "feel.not-repeatable": (
            N_("{name} would give another value each time; a run could not be repeated. It gives null."),
            N_("Let a form or a service give the value."),
        ),
        "feel.assertion": (N_("A condition that was demanded does not hold: {cause}."), ""),
        "feel.divide": (N_("Division by zero gives no value."), ""),
        "feel.overflow": (N_("The number is too large."), ""),
        "feel.not-a-function": (N_("{name} is not a function."), ""),
        "feel.calendar": (
            N_("No working calendar is set; Monday to Friday is used."),
            N_("Set a calendar in the workspace."),
        ),
        "feel.calendar-year": (
            N_("The holidays of {year} are not known; Monday to Friday is used for it."),
            N_("Enter the days in the calendar once they are published."),
        ),
    }
)


_WORDS: Mapping[str, str] = {
    word: word
    for word in (
        N_("a name"), N_("a value"), N_("an operator"), N_("null"), N_("number"), N_("string"), N_("boolean"),
        N_("list"), N_("context"), N_("date"), N_("time"), N_("date and time"), N_("days and time duration"),
        N_("years and months duration"), N_("range"), N_("function"), N_("any"),
        N_("the end of the type"),
    )
}  # fmt: skip


def _shown(params: Mapping[str, str]) -> dict[str, str]:
    """Parameters as people read them: types and kinds of tokens in their language."""
    return {key: tr(_WORDS[value]) if value in _WORDS else value for key, value in params.items()}


class FeelSyntaxError(AppError):
    """The text is not an expression. `column` counts characters from 1."""

    exit_code = 1

    def __init__(self, code: str, column: int, *, found: str = "", expected: str = "") -> None:
        super().__init__(code, column=column, found=found, expected=expected)
        self.column = column

    @property
    def message(self) -> str:
        """The sentence in the user's language: for the edge only."""
        found = self.params["found"] or tr(N_("the end of the text"))
        return messages.sentence(self.code, {**_shown(self.params), "found": found})


class FeelBudgetError(AppError):
    """An expression was stopped: too long, too deep, too many steps, or too large a result."""

    exit_code = 1


@dataclass(frozen=True)
class FeelWarning:
    """Why an expression gave null: a code, the parameters of its sentence, and the place, counted from 1."""

    code: str
    params: Mapping[str, str] = field(default_factory=dict)
    column: int | None = None

    @property
    def message(self) -> str:
        """The sentence in the user's language: for the edge only."""
        return messages.sentence(self.code, _shown(self.params))

    def __str__(self) -> str:
        return self.message
