"""The expressions of one process for an engine that speaks FEEL: as they are, refused where it does not know them."""

from __future__ import annotations

from collections.abc import Mapping

from modeler.dialects.juel import constant_time
from modeler.dialects.losses import Losses
from runner.bundle.graph import Expression, TimerText
from runner.core.errors import AppError
from runner.feel import parse, tree
from runner.feel.translate import portability

NO_NAMES: Mapping[str, str] = {}


class Feel:
    """Gives `=TEXT`; `names` are variables that the engine calls otherwise."""

    def __init__(self, losses: Losses, names: Mapping[str, str] = NO_NAMES) -> None:
        self._losses, self._names = losses, names

    def text(self, text: str, element: str, name: str, place: str) -> str | None:
        """`=` and the expression; None where the engine does not know something of it, which is told."""
        short = " ".join(text.split())[:60]
        try:
            node = parse(text)
        except AppError as error:
            self._losses.add(place, element, name, text=short, cause=error.message)
            return None
        found = portability(node)
        if found.level == "C":
            self._losses.add(place, element, name, text=short, cause=found.reasons[0].message)
            return None
        return f"={self._renamed(text, node)}"

    def given(self, expression: Expression, element: str, name: str, place: str) -> str | None:
        """An expression of the file; what is in no language that is understood is refused."""
        if expression.language != "feel":
            self._losses.add("condition-foreign", element, name, text=expression.text[:60])
            return None
        return self.text(expression.text, element, name, place)

    def timer(self, timer: TimerText, element: str, name: str) -> str | None:
        """A time: ISO 8601 as it is, else an expression that gives one."""
        if not timer.text.startswith("="):
            return timer.text
        text = timer.text[1:].strip()
        constant = constant_time(text)
        return constant if constant is not None else self.text(text, element, name, "timer")

    def _renamed(self, text: str, node: tree.Ast) -> str:
        places = [
            (one.at, one.name) for one in tree.walk(node) if isinstance(one, tree.Name) and one.name in self._names
        ]
        for at, own in sorted(places, reverse=True):
            text = f"{text[:at]}{self._names[own]}{text[at + len(own) :]}"
        return text
