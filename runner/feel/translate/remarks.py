"""What a translation says beside its text: why it was refused, and what to mind where it was made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from runner.core import messages
from runner.core.i18n import N_

messages.declare(
    {
        # out of FEEL
        "translate.construct": (
            N_("{construct} at character {column} has no counterpart there."),
            N_("Move it into a decision or a script, and test its result here."),
        ),
        "translate.function": (
            N_("The function {name} at character {column} has no counterpart there."),
            N_("Move it into a decision or a script, and test its result here."),
        ),
        "translate.arguments": (
            N_("The arguments of {name} at character {column} cannot be translated; it takes constants there."),
            N_("Write the arguments as constants."),
        ),
        "translate.mixed": (
            N_("At character {column}, {left_type} meets {right_type}; there one would silently become the other."),
            N_("Compare values of one type."),
        ),
        "translate.untyped": (
            N_("The type of the operands at character {column} is not known, and there it matters."),
            N_("Say the types of the variables in the data dictionary."),
        ),
        "translate.index": (
            N_("The index at character {column} is no constant from 1 on; there lists count from 0."),
            N_("Use a constant index."),
        ),
        "translate.pattern": (
            N_("The pattern at character {column} may mean something else there."),
            N_("Use letters, digits, and simple sets and repetitions only."),
        ),
        "translate.scope": (
            N_("{construct} at character {column} binds names of its own, which calls alone cannot say."),
            N_("Move it into a decision or a script, and test its result here."),
        ),
        "translate.number": (N_("The number at character {column} is too large there."), ""),
        "translate.deep": (N_("The expression nests too deep to be translated."), N_("Split it into several steps.")),
        "translate.assumed": (
            N_("The type of {name} is not known; it is taken to be {as_type}."),
            N_("Say the types of the variables in the data dictionary."),
        ),
        "translate.fractions": (
            N_("Fractions at character {column} are not exact there; a comparison at the very limit can differ."),
            "",
        ),
        "translate.characters": (
            N_("{name} counts rare characters (such as emoji) as two there."),
            "",
        ),
        "translate.declared": (N_("The variable {name} must exist there, even when it has no value yet."), ""),
        # into FEEL
        "translate.unreadable": (
            N_("The text is not readable at character {column}: {found}."),
            N_("Write the condition anew."),
        ),
        "translate.prose": (
            N_("This is a sentence, not an expression."),
            N_("Write the condition with variables and values."),
        ),
        "translate.empty": (N_("There is no expression between the braces."), ""),
        "translate.several": (
            N_("The text holds several expressions, or text around one."),
            N_("Write it as one expression; texts are joined with +."),
        ),
        "translate.statements": (
            N_("The script has several statements."),
            N_("Move it into a script task that sets a variable, and test the variable here."),
        ),
        "translate.bean": (
            N_("{name} at character {column} calls a program of the engine."),
            N_("Put its answer into a variable before, and test the variable here."),
        ),
        "translate.engine": (
            N_("{name} at character {column} is an object of the engine."),
            N_("Put what is needed of it into a variable before, and test the variable here."),
        ),
        "translate.reserved": (
            N_("The name {name} at character {column} is a word of the language."),
            N_("Give the variable another name."),
        ),
        "translate.operator": (
            N_("The operator {name} at character {column} has no counterpart."),
            N_("Write the condition anew."),
        ),
        "translate.negated-null": (
            N_("Where {name} has no value, the flow is not taken; the original would take it or fail."),
            "",
        ),
        "translate.list-or-text": (N_("{name} is taken to be a list."), ""),
        "translate.remainder": (
            N_("The remainder of a negative number has another sign here than in the original."),
            "",
        ),
        "translate.coerced": (
            N_("{value} is a text: a number or a yes/no value is not equal to it here."),
            N_("Take the quotes away where the variable is no text."),
        ),
        "translate.getter": (N_("{name} is taken to be a field of the value."), ""),
    }
)

_TYPES = {
    name: name
    for name in (
        N_("number"), N_("string"), N_("boolean"), N_("list"), N_("context"), N_("date"), N_("time"),
        N_("date and time"), N_("days and time duration"), N_("years and months duration"), N_("any"), N_("null"),
    )
}  # fmt: skip
for _place in ("left_type", "right_type", "as_type"):
    messages.declare_words(_place, _TYPES)
messages.declare_words(
    "construct",
    {
        "for": N_("A repetition"),
        "quantified": N_("A test of all items of a list"),
        "filter": N_("A filter"),
        "context": N_("A value made of entries"),
        "function": N_("A function of its own"),
        "list": N_("A list"),
        "range": N_("A range as a value"),
        "instance": N_("A test of a type"),
        "power": N_("A power"),
        "temporal": N_("A date, time or duration"),
        "comparison": N_("A comparison of two conditions"),
        "test": N_("A test of this kind"),
        "value": N_("A value of this kind"),
    },
)


@dataclass(frozen=True)
class Remark:
    """A code with the parameters of its sentence; `at` is the offset in the source, from 0."""

    code: str
    at: int = 0
    params: Mapping[str, str] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """The sentence in the user's language: for the edge only."""
        return messages.sentence(self.code, {"column": self.at + 1, **self.params})

    @property
    def hint(self) -> str:
        """What to do about it, in the user's language; may be empty."""
        return messages.hint(self.code, self.params)


class Refused(Exception):
    """Raised inside a translator where there is no certain translation; never leaves this package."""

    def __init__(self, code: str, at: int, **params: str) -> None:
        super().__init__(code)
        self.remark = Remark(code, at, params)


@dataclass(frozen=True)
class Translation:
    """What a translator gives: a text, or None and the reason; `notes` say what to mind."""

    text: str | None
    refusal: Remark | None = None
    notes: tuple[Remark, ...] = ()
