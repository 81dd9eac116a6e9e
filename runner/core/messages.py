"""Codes and their sentences.

Low layers give a code and parameters; the edge (command line, window) makes the sentence in the
user's language. A package declares the sentences of its codes beside the code that raises them.
"""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter
from typing import Any

from runner.core.i18n import tr
from runner.core.values import dataclass


@dataclass(frozen=True)
class Message:
    """English source texts with named places, `{name}`; translated when shown."""

    text: str
    hint: str = ""


_messages: dict[str, Message] = {}
_words: dict[tuple[str, str], str] = {}


def declare(messages: Mapping[str, tuple[str, str]]) -> None:
    """Register sentences: code -> (sentence, hint). Wrap both in `N_()` so that they are extracted."""
    for code, (text, hint) in messages.items():
        if code in _messages and _messages[code] != Message(text, hint):
            raise LookupError(f"code {code} is declared twice")
        _messages[code] = Message(text, hint)


def declare_words(place: str, words: Mapping[str, str]) -> None:
    """Say what the codes are called that fill `{place}` in a sentence: code -> word, wrapped in `N_()`."""
    for code, text in words.items():
        if _words.setdefault((place, code), text) != text:
            raise LookupError(f"{place} {code} has two names")


def word(place: str, code: str) -> str:
    """What a code is called in the user's language; the code itself where no word is declared."""
    text = _words.get((place, code))
    return tr(text) if text else code


def declared() -> Mapping[str, Message]:
    """All registered sentences by code."""
    return _messages


class _Plain(Formatter):
    """Fills named places only: no attribute or index access from a text."""

    def get_field(self, field_name: str, args: Any, kwargs: Any) -> tuple[Any, str]:
        return word(field_name, str(kwargs.get(field_name, f"{{{field_name}}}"))), field_name


def fill(text: str, params: Mapping[str, object]) -> str:
    """`text` with its named places filled, codes by their words; a missing parameter stays visible as `{name}`."""
    return _Plain().vformat(text, (), dict(params))


def sentence(code: str, params: Mapping[str, object]) -> str:
    """The sentence of a code in the user's language; the code itself where none is declared."""
    message = _messages.get(code)
    return fill(tr(message.text), params) if message else code


def hint(code: str, params: Mapping[str, object]) -> str:
    """What to do about it, in the user's language; empty where nothing is declared."""
    message = _messages.get(code)
    return fill(tr(message.hint), params) if message and message.hint else ""
