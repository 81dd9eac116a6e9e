"""New ids: a word that says what the thing is, and seven characters that nobody else has."""

from __future__ import annotations

import random
from collections.abc import Container

from modeler.bpmn import names

_LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz"
_WORDS = {
    **dict.fromkeys(names.ACTIVITIES, "Activity"),
    **dict.fromkeys(names.EVENTS, "Event"),
    **dict.fromkeys(names.GATEWAYS, "Gateway"),
    "sequenceFlow": "Flow",
    "messageFlow": "Flow",
    "participant": "Participant",
}


class IdMaker:
    """Makes ids that are new in one document; the same seed gives the same ids."""

    def __init__(self, seed: int | None = None) -> None:
        self._random = random.Random(seed)

    def new(self, tag: str, taken: Container[str]) -> str:
        """A new id for an element with this local name, `Activity_0x3k9a1` for example."""
        return self.with_word(word_of(tag), taken)

    def with_word(self, word: str, taken: Container[str]) -> str:
        """A new id that begins with this word."""
        while True:
            found = f"{word}_{''.join(self._random.choices(_LETTERS, k=7))}"
            if found not in taken:
                return found


def word_of(tag: str) -> str:
    """The word that ids of this tag begin with."""
    return _WORDS.get(tag) or tag[:1].upper() + tag[1:]
