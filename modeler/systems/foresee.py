"""What will not fit between a process and a system, seen before anything runs: by what a value is known to be, it is
tried whether it converts into the field, and back into the variable."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from runner.connectors.exchange import Unfit, converted, external_value
from runner.connectors.patterns import is_pattern
from runner.core.errors import AppError
from runner.core.i18n import N_, listed, tr
from runner.core.messages import declare, sentence
from runner.core.problem import Severity
from runner.data.dictionary import ChoiceList, Dictionary
from runner.data.systems import OperationField, System
from runner.feel import parse
from runner.feel.infer import KINDS as FEEL_KINDS
from runner.feel.infer import look_at
from runner.feel.logic import constant_of, path_of
from runner.feel.tree import Ast, If
from runner.feel.vocabulary import Kind, Variable, Vocabulary
from runner.forms.inherit import inherit
from runner.forms.schema import Form, field_places

declare(
    {
        "system-conversion.never": (
            N_("“{name}”: the field {field} of {system} is {wanted}, and “{text}” is {found_kind}."),
            N_("Give it a value of that kind, or change the type of the field."),
        ),
        "system-conversion.maybe": (
            N_("“{name}”: the field {field} of {system} is {wanted}, and “{text}” is any text: the step fails "
               "where it is none."),
            N_("Take a field of that kind, or turn it into one in the expression."),
        ),
        "system-conversion.values": (
            N_("“{name}”: of the values of “{text}” the field {field} of {system}, which is {wanted}, does not take "
               "{codes}."),
            N_("Translate them by a code list, or take another field."),
        ),
        "system-conversion.codes": (
            N_("“{name}”: of the values of “{text}” these are not in the code list {choices} that translates "
               "{field}: {codes}."),
            N_("Enter them in the code list, or choose the list of the field."),
        ),
        "system-conversion.long": (
            N_("“{name}”: the field {field} of {system} takes {limit} characters, and “{text}” may have {found}."),
            N_("Limit the field of the form to that length, or shorten it in the expression."),
        ),
        "system-conversion.format": (
            N_("“{name}”: {format} is no format of the field {field} of {system}."),
            N_("Write yyyy, MM and dd, each once, for a moment HH, mm and ss too, and no other letters."),
        ),
        "system-conversion.back": (
            N_("“{name}”: the field {field} of {system} comes back as {wanted}, and the variable {text} is "
               "{found_kind}."),
            N_("Put it into a variable of that kind, or change the type of the field."),
        ),
        "system-conversion.back-codes": (
            N_("“{name}”: of the values of the code list {choices} that {field} comes back as, the field {text} of "
               "the form does not offer {codes}."),
            N_("Offer them in the form, or take the same code list."),
        ),
    }
)  # fmt: skip

WANTED: Mapping[str, str] = {
    "text": N_("a text"), "number": N_("a number"), "money": N_("an amount of money"), "boolean": N_("yes or no"),
    "date": N_("a date"), "dateTime": N_("a date and time"), "choice": N_("a code"), "any": N_("anything"),
}  # fmt: skip
_BACK: Mapping[str, str] = {
    "text": "string", "number": "number", "money": "number", "boolean": "boolean", "date": "date",
    "dateTime": "date and time", "choice": "string",
}  # fmt: skip
_SAMPLES: Mapping[str, tuple[Any, ...]] = {
    "number": (7, 7.5), "boolean": (True,), "date": ("2026-03-02",), "time": ("09:00:00",),
    "date and time": ("2026-03-02T09:00:00+08:00",), "days and time duration": ("P1D",),
    "years and months duration": ("P1M",), "list": ([],), "context": ({},), "range": ({},), "function": (None,),
}  # fmt: skip
"""Values of each kind as they reach a call."""
ENDLESS = 1_000_000_000
_LENGTHS: Mapping[str, int] = {
    "textfield": ENDLESS,
    "textarea": ENDLESS,
    "phone": 26,
    "identityCard": 18,
    "bankCard": 19,
    "bankAccount": 32,
    "invoiceNumber": 20,
}
"""What fields of these kinds hold at most by themselves."""
Lengths = Callable[[str], int | None]
"""The most characters that a variable may have; None where that is not known."""


@dataclass(frozen=True)
class Foreseen:
    """One thing that will not fit: the code of its sentence, what it says, how bad it is."""

    code: str
    params: Mapping[str, str] = field(default_factory=dict)
    severity: Severity = Severity.ERROR

    def told(self, name: str) -> str:
        """The sentence in the user's language: for the edge only. `name` is the step's."""
        return sentence(self.code, shown({**self.params, "name": name}))


def longest_of(forms: Iterable[Form], dictionary: Dictionary) -> Lengths:
    """How many characters the text fields of these forms may have, looked up when it is first asked for."""
    found: dict[str, int] = {}
    looked = False

    def most(name: str) -> int | None:
        nonlocal looked
        if not looked:
            looked = True
            for form in forms:
                for place in field_places(inherit(form, dictionary)):
                    limit = place.component.rules.get("maxLength")
                    own = limit if isinstance(limit, int) else _LENGTHS.get(place.component.kind)
                    if own is not None:
                        found[place.path] = max(found.get(place.path, 0), own)
        return found.get(name)

    return most


def shown(params: Mapping[str, str]) -> dict[str, str]:
    """The parameters as a sentence shows them."""
    kinds = {**{f"kind:{key}": text for key, text in FEEL_KINDS.items()},
             **{f"wanted:{key}": text for key, text in WANTED.items()}}  # fmt: skip
    return {key: tr(kinds[value]) if value in kinds else value for key, value in params.items()}


def foresee_in(
    system: System, item: OperationField, text: str, words: Vocabulary, dictionary: Dictionary, lengths: Lengths
) -> Iterator[Foreseen]:
    """What will not fit of the expression `text` that goes into a field."""
    yield from _format(system, item)
    text = text.strip().removeprefix("=").strip()
    try:
        ast = parse(text)
    except AppError:
        return  # told where it is written
    said = {"field": item.name, "system": system.code, "text": _short(text), "wanted": f"wanted:{item.type}"}
    variable = words.get(path_of(ast) or "")
    constants = _constants(ast)
    if constants is not None:
        yield from _of_constants(system, item, constants, dictionary, said)
    elif item.choices:
        yield from _of_codes(item, variable, dictionary, said)
    elif variable is not None and variable.choices:
        misfits = [one.value for one in variable.choices if not _fits(one.value, item)]
        if misfits:
            yield Foreseen("system-conversion.values", {**said, "codes": _listed(misfits)})
    else:
        yield from _of_kind(item, look_at(ast, words).kind, said)
        yield from _of_length(item, variable, lengths, said)


def foresee_out(
    system: System, item: OperationField, target: str, words: Vocabulary, dictionary: Dictionary
) -> Iterator[Foreseen]:
    """What will not fit of a field that comes back into the variable `target`."""
    yield from _format(system, item)
    variable = words.get(target)
    wanted = _BACK.get(item.type)
    if variable is None or wanted is None or variable.kind.name == "any":
        return
    said = {"field": item.name, "system": system.code, "text": target}
    if variable.kind.name != wanted:
        params = {**said, "wanted": f"wanted:{item.type}", "found_kind": f"kind:{variable.kind.name}"}
        yield Foreseen("system-conversion.back", params)
        return
    listed_ = dictionary.choice_list(item.choices) if item.choices else None
    offered = {one.value for one in variable.choices}
    if listed_ is not None and offered:
        missing = [one.value for one in listed_.items if one.value not in offered]
        if missing:
            params = {**said, "choices": listed_.code, "codes": _listed(missing)}
            yield Foreseen("system-conversion.back-codes", params, Severity.WARNING)


def _format(system: System, item: OperationField) -> Iterator[Foreseen]:
    is_moment = item.type == "dateTime"
    if item.format and not (item.type in ("date", "dateTime") and is_pattern(item.format, of_moment=is_moment)):
        yield Foreseen("system-conversion.format", {"field": item.name, "system": system.code, "format": item.format})


def _of_constants(
    system: System, item: OperationField, values: list[Any], dictionary: Dictionary, said: Mapping[str, str]
) -> Iterator[Foreseen]:
    listed_ = dictionary.choice_list(item.choices) if item.choices else None
    for value in values:
        if item.choices:
            if listed_ is not None and listed_.item(str(value)) is None:
                params = {**said, "choices": item.choices, "codes": str(value)}
                yield Foreseen("system-conversion.codes", params)
            elif listed_ is not None:
                yield from _code_length(system, item, listed_, str(value), said)
        elif not _fits(value, item, length=False):
            yield Foreseen("system-conversion.never", {**said, "found_kind": f"kind:{_kind_of(value)}"})
            return
        elif not _fits(value, item):
            params = {**said, "limit": str(item.length), "found": str(len(str(value)))}
            yield Foreseen("system-conversion.long", params)


def _code_length(
    system: System, item: OperationField, listed_: ChoiceList, value: str, said: Mapping[str, str]
) -> Iterator[Foreseen]:
    outside = external_value(listed_, value, system.code)
    if outside is not None and item.length and len(outside) > item.length:
        yield Foreseen("system-conversion.long", {**said, "limit": str(item.length), "found": str(len(outside))})


def _of_codes(
    item: OperationField, variable: Variable | None, dictionary: Dictionary, said: Mapping[str, str]
) -> Iterator[Foreseen]:
    """The values that the list does not know; those it knows and has no word for are told by the list itself."""
    listed_ = dictionary.choice_list(item.choices or "")
    if listed_ is None or variable is None:
        return
    missing = [one.value for one in variable.choices if listed_.item(one.value) is None]
    if missing:
        params = {**said, "choices": listed_.code, "codes": _listed(missing)}
        yield Foreseen("system-conversion.codes", params)


def _of_kind(item: OperationField, kind: Kind, said: Mapping[str, str]) -> Iterator[Foreseen]:
    if kind.name == "any" or item.type in ("any", "choice"):
        return
    if kind.name == "string":
        if item.type != "text":
            yield Foreseen("system-conversion.maybe", said, Severity.WARNING)
    elif not any(_fits(one, item, length=False) for one in _SAMPLES.get(kind.name, ())):
        yield Foreseen("system-conversion.never", {**said, "found_kind": f"kind:{kind.name}"})


def _of_length(
    item: OperationField, variable: Variable | None, lengths: Lengths, said: Mapping[str, str]
) -> Iterator[Foreseen]:
    if not item.length or variable is None or variable.kind.name != "string":
        return
    most = lengths(variable.name)
    if most is not None and most > item.length:
        found = str(most) if most < ENDLESS else tr("any number")
        params = {**said, "limit": str(item.length), "found": found}
        yield Foreseen("system-conversion.long", params, Severity.WARNING)


def _fits(value: Any, item: OperationField, *, length: bool = True) -> bool:
    try:
        converted(value, item if length else item.model_copy(update={"length": None}), exact=True)
    except Unfit:
        return False
    return True


def _constants(ast: Ast) -> list[Any] | None:
    """The values of an expression that names nothing, of both branches of a choice between such; else None."""
    if isinstance(ast, If):
        branches = [_constants(ast.yes), _constants(ast.no)]
        return None if None in branches else [value for one in branches for value in one or ()]
    found = constant_of(ast)
    return None if found is None else [found]


def _kind_of(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float | Decimal):
        return "number"
    return "list" if isinstance(value, list) else "context" if isinstance(value, dict) else "string"


def _listed(codes: list[str]) -> str:
    return listed(codes[:5]) + ("…" if len(codes) > 5 else "")


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 60 else f"{text[:59]}…"
