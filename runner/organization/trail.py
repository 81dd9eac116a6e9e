"""Explain trails: each step of a decision as a code with parameters, made into a sentence when shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from runner.core.i18n import N_, LocalText, pick
from runner.core.messages import declare, sentence

declare({"organization.quotes-hidden": (N_("What was looked at here is hidden from you."), "")})

EVERYTHING = "*"
"""The path of a step that may quote any value of the case."""


@dataclass(frozen=True)
class TrailStep:
    """One step of an explanation. Parameters may be texts in several languages (names of people and
    departments), so that a stored trail reads well in whatever language it is shown later. A parameter `path`
    names the field whose value the step quotes."""

    code: str
    params: Mapping[str, LocalText] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """The sentence in the user's language: for the edge only."""
        return sentence(self.code, {key: pick(value) for key, value in self.params.items()})

    @property
    def quotes(self) -> str:
        """The path of the field whose value is quoted; empty: none is."""
        path = self.params.get("path", "")
        return path if isinstance(path, str) else EVERYTHING

    def to_json(self) -> dict[str, object]:
        """A JSON value, read back by `from_json`."""
        return {"code": self.code, "params": dict(self.params)}

    @staticmethod
    def from_json(value: Mapping[str, object]) -> TrailStep:
        """The step in a JSON value that `to_json` gave."""
        params = value.get("params")
        texts: dict[str, LocalText] = {}
        if isinstance(params, Mapping):
            for key, text in params.items():
                texts[str(key)] = dict(text) if isinstance(text, Mapping) else str(text)
        return TrailStep(str(value.get("code", "")), texts)


def said_openly(trail: Iterable[TrailStep], may_quote: Callable[[str], bool]) -> list[TrailStep]:
    """The trail for somebody who may not see every value: a step that quotes one they do not see only says so.
    `may_quote`: whether the value at a path may be told."""
    hidden = TrailStep("organization.quotes-hidden")
    said: list[TrailStep] = []
    for step in trail:
        shown = step if not step.quotes or may_quote(step.quotes) else hidden
        if shown is not hidden or said[-1:] != [hidden]:
            said.append(shown)
    return said
