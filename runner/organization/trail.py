"""Explain trails: each step of a decision as a code with parameters, made into a sentence when shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from runner.core.i18n import LocalText, pick
from runner.core.messages import sentence


@dataclass(frozen=True)
class TrailStep:
    """One step of an explanation. Parameters may be texts in several languages (names of people and
    departments), so that a stored trail reads well in whatever language it is shown later."""

    code: str
    params: Mapping[str, LocalText] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """The sentence in the user's language: for the edge only."""
        return sentence(self.code, {key: pick(value) for key, value in self.params.items()})

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
