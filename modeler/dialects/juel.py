"""The expressions of one process as JUEL, for Camunda 7, Operaton and Flowable; what cannot be said is told."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from modeler.dialects.losses import Losses
from modeler.dialects.typed import Typed
from runner.bundle.graph import Expression, TimerText
from runner.core.errors import AppError
from runner.core.messages import sentence
from runner.feel import parse, tree
from runner.feel.translate import to_juel
from runner.feel.translate.juel_out import Target

Place = Literal["condition", "loop", "script", "mapping", "timer", "people-expression", "due"]
_UNSURE = {"condition": "condition-unsure", "loop": "condition-unsure", "script": "script-unsure",
           "mapping": "mapping-unsure"}  # fmt: skip
_QUIET = frozenset({"translate.declared", "translate.characters"})
"""What is taken care of, or only concerns rare characters."""
_SPANS = {"date": "date", "date and time": "date", "duration": "duration"}


class Juel:
    """Translates with what is known of the variables of a process; `target` is the engine it is for."""

    def __init__(self, variables: Typed, losses: Losses, target: Target) -> None:
        self._variables, self._losses, self._target = variables, losses, target

    def with_local(self, **types: str) -> Juel:
        """The same with further variables that are certainly there (null or not)."""
        more = Typed(self._variables)
        more.update({name: replace(more[name], type=kind, absent=True) for name, kind in types.items()})
        return Juel(more, self._losses, self._target)

    def condition(self, text: str, element: str, name: str, place: Place = "condition") -> str | None:
        """`${...}` that is true exactly where FEEL's value is true; None where that cannot be said."""
        return self._translate(text, element, name, place, condition=True)

    def value(self, text: str, element: str, name: str, place: Place) -> str | None:
        """`${...}` with FEEL's value; None where that cannot be said. A text stays a text."""
        try:
            node = parse(text)
        except AppError:
            node = None
        if isinstance(node, tree.Literal) and isinstance(node.value, str) and _is_plain(node.value):
            return node.value
        return self._translate(text, element, name, place, condition=False)

    def given(self, expression: Expression, element: str, name: str, place: Place, *, condition: bool) -> str | None:
        """An expression as the file has it: JUEL stays as written, FEEL is translated, all else is refused."""
        if expression.written is not None and expression.written.startswith(("${", "#{")):
            return expression.written
        if expression.language == "juel":
            return expression.text
        if expression.language != "feel":
            self._losses.add("condition-foreign", element, name, text=_short(expression.text))
            return None
        if condition:
            return self.condition(expression.text, element, name, place)
        return self.value(expression.text, element, name, place)

    def timer(self, timer: TimerText, element: str, name: str) -> str | None:
        """A time: ISO 8601 as it is, JUEL as it is, else an expression that gives a text or a moment."""
        if not timer.text.startswith("="):
            return timer.text
        text = timer.text[1:].strip()
        constant = constant_time(text)
        return constant if constant is not None else self.value(text, element, name, "timer")

    def _translate(self, text: str, element: str, name: str, place: Place, *, condition: bool) -> str | None:
        try:
            node = parse(_counted(text))
        except AppError as error:
            self._refuse(place, element, name, text, error.message)
            return None
        made = to_juel(node, self._variables, target=self._target, condition=condition)
        if made.text is None:
            self._refuse(place, element, name, text, made.refusal.message if made.refusal else "")
            return None
        unsure = _UNSURE.get(place)
        for note in made.notes:
            if unsure is not None and note.code not in _QUIET:
                self._losses.add(unsure, element, name, text=_short(text), cause=note.message)
        return made.text

    def _refuse(self, place: Place, element: str, name: str, text: str, cause: str) -> None:
        self._losses.add(place, element, name, text=_short(text), cause=cause or sentence("translate.deep", {}))


def _counted(text: str) -> str:
    """The text with the number of a run counted from 1: these engines count from 0."""
    if "loopCounter" not in text:
        return text
    places = [one.at for one in tree.walk(parse(text)) if isinstance(one, tree.Name) and one.name == "loopCounter"]
    for at in sorted(places, reverse=True):
        text = f"{text[:at]}(loopCounter + 1){text[at + len('loopCounter') :]}"
    return text


def constant_time(text: str) -> str | None:
    """The ISO text of `duration("PT5M")`, `date and time("...")` or a text; None for anything that is worked out."""
    try:
        node = parse(text)
    except AppError:
        return None
    if isinstance(node, tree.Literal) and isinstance(node.value, str):
        return node.value
    if not isinstance(node, tree.Call) or not isinstance(node.function, tree.Name) or len(node.arguments) != 1:
        return None
    given = node.arguments[0]
    if node.function.name in _SPANS and isinstance(given, tree.Literal) and isinstance(given.value, str):
        return given.value
    return None


def _is_plain(text: str) -> bool:
    return bool(text) and "${" not in text and "#{" not in text and text == text.strip()


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 60 else f"{text[:59]}…"
