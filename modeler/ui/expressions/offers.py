"""What may be meant by the beginning of a word: variables, choices, built-in functions and words of the language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from modeler.ui.expressions.members import members
from modeler.ui.pinyin import score
from runner.core.i18n import N_, pick
from runner.core.i18n import tr as _
from runner.feel import catalog
from runner.feel.vocabulary import Variable, Vocabulary

KINDS = {
    "number": N_("number"), "string": N_("text"), "boolean": N_("yes or no"), "date": N_("date"),
    "time": N_("time of day"), "date and time": N_("date and time"), "list": N_("list"),
    "context": N_("several values"), "any": "",
}  # fmt: skip
_WORDS = {
    "and": N_("both hold"), "or": N_("one of them holds"), "not": N_("the opposite"),
    "true": N_("yes"), "false": N_("no"), "null": N_("nothing filled in"),
    "if": N_("if … then … else …"), "then": "", "else": "", "for": N_("for … in … return …"),
    "some": N_("some … in … satisfies …: one at least"), "every": N_("every … in … satisfies …: all of them"),
    "between": N_("between … and …, both included"), "in": N_("one of several, or within a range"),
    "return": "", "satisfies": "", "instance of": N_("is of a type"),
}  # fmt: skip
_BEFORE = re.compile(r'(?:"[^"]*|[^\W\d]\w*(?:\.\w*)*)$')
_COMPARED = re.compile(r"([^\W\d][\w.]*)\s*(?:=|!=|in\s*\((?:[^()]*,)?)\s*$")
ORIGINS = {
    "standard": N_("In every engine that speaks FEEL"),
    "camunda 8": N_("In Camunda 8 and here"),
    "slipway": N_("Here only"),
}
MOST = 60


@dataclass(frozen=True)
class Offer:
    """One thing that can be put in: `text` goes in, `title` is its caption, `kind` its kind in words, `about`
    what it is for; `ways` are the ways to call it and `example` what one of them gives; `origin` says where it is
    known. The cursor goes `back` from its end; `names` are what else finds it."""

    text: str
    title: str
    kind: str = ""
    about: str = ""
    icon: str = ""
    back: int = 0
    names: tuple[str, ...] = ()
    ways: str = ""
    example: str = ""
    origin: str = ""


Rated = tuple[Offer, tuple[str, ...]]
"""An offer with the names that it is found by."""


def word_before(text: str) -> str:
    """The unfinished word at the end of a text."""
    if _in_string(text):
        return text[text.rindex('"') :]
    found = _BEFORE.search(text)
    return found.group() if found and not found.group().startswith('"') else ""


def replaced_by(text: str, offer: Offer) -> int:
    """How many signs at the end of a text an offer takes the place of: the unfinished word, and the words
    before it that are its beginning (`string len` for `string length`)."""
    own = len(word_before(text))
    low = offer.text.lower()
    longer = (size for size in range(min(len(low), len(text)), own, -1) if low.startswith(text[-size:].lower()))
    return next(longer, own)


def _in_string(text: str) -> bool:
    return len(re.findall(r'(?<!\\)"', text)) % 2 == 1


def offers(text: str, words: Vocabulary, *, asked: bool = False) -> list[Offer]:
    """What may come at the end of a text, the best first; `asked`: even where no word was begun."""
    word = word_before(text)
    before = text[: len(text) - len(word)]
    choices = _choices(before, words)
    if word.startswith('"'):
        return _best([(one, (one.text.strip('"'), *one.names)) for one in choices], word[1:])
    if choices and not word:
        return choices
    if not word and not asked:
        return []
    found: list[Rated] = [(one, (one.text.strip('"'), *one.names)) for one in choices]
    found += [(_variable(one), (one.name, *one.captions.values())) for one in words]
    found += [(_variable(one), (one.name, *one.captions.values())) for one in members(before, word, words)]
    if "." not in word:
        found += [(offer, (offer.text.rstrip("()"), offer.about)) for offer in _functions()]
        found += [(Offer(name, "", _("word"), _(about) if about else ""), (name,)) for name, about in _WORDS.items()]
    best = _best(found, word)
    return [] if [one.text for one in best] == [word] else best


def _best(found: Sequence[Rated], word: str) -> list[Offer]:
    """Those that fit, in order; a fit of the code counts a little more than one of a caption."""
    rated = []
    for place, (offer, names) in enumerate(found):
        rate = max((score(word, name) - (number > 0) for number, name in enumerate(names) if name), default=0)
        if rate > 0:
            rated.append((-rate, place, offer))
    rated.sort(key=lambda row: row[:2])
    unique: dict[str, Offer] = {}
    for _rate, _place, offer in rated:
        unique.setdefault(offer.text, offer)
    return list(unique.values())[:MOST]


def _choices(before: str, words: Vocabulary) -> list[Offer]:
    """The values that the variable on the left of a comparison may have."""
    compared = _COMPARED.search(before)
    variable = words.get(compared.group(1)) if compared else None
    if variable is None:
        return []
    kind = caption_of(variable)
    return [
        Offer(f'"{one.value}"', pick(dict(one.captions)), kind, icon="tag", names=tuple(one.captions.values()))
        for one in variable.choices
    ]


def _variable(one: Variable) -> Offer:
    both = [text for text in dict.fromkeys(one.captions.values()) if text and text != one.name]
    about = " · ".join(both) + (f" ({one.about})" if both and one.about else one.about)
    values = ", ".join(f"{choice.value} ({pick(dict(choice.captions))})" for choice in one.choices[:8])
    if values:
        about += "\n" + _("Values: {values}").format(values=values)
    return Offer(one.name, caption_of(one), _(KINDS.get(one.kind.name) or ""), about.strip(), "field")


def caption_of(one: Variable) -> str:
    """What a person calls a variable; empty where it has no caption."""
    return pick(dict(one.captions)) or ""


def _functions() -> Iterator[Offer]:
    for one in catalog():
        ways = "\n".join(dict.fromkeys(one.signatures))
        yield Offer(
            f"{one.name}()", "", _("function"), one.doc, "service", back=1, ways=ways,
            example=_("{example} gives {result}").format(example=one.example, result=one.result),
            origin=_(ORIGINS[one.origin]),
        )  # fmt: skip
