"""What is wrong with an expression while it is written: each sentence, its place, and what mends it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from runner.core.errors import AppError
from runner.core.i18n import tr as _

if TYPE_CHECKING:
    from runner.feel.errors import FeelBudgetError, FeelSyntaxError
    from runner.feel.mending import Piece
    from runner.feel.vocabulary import Vocabulary

MOST = 5
"""How many faults are told at once; the rest comes once these are mended."""
MOST_SIGNS = 20
"""How much of a name stands on a button."""
_ODD = frozenset({"==", "===", "=>", "=<"})
_WHILE_UNREADABLE = ("unknown", "meant", "function", "function-meant", "entry", "entry-meant", "text", "choice")


@dataclass(frozen=True)
class Mend:
    """What puts a fault right: the signs from `at` to `end` become `text`; `label` says so on a button."""

    at: int
    end: int
    text: str
    label: str

    def apply(self, text: str) -> str:
        """The text put right."""
        return text[: self.at] + self.text + text[self.end :]


@dataclass(frozen=True)
class Fault:
    """What is wrong. `at` and `end` are offsets in the text; `mend` is None where nobody can tell what was meant.
    What is not `grave` can be run."""

    message: str
    at: int = 0
    end: int = 0
    mend: Mend | None = None
    grave: bool = True

    def moved(self, by: int) -> Fault:
        """The same fault in a text that begins `by` signs earlier."""
        mend = self.mend and replace(self.mend, at=self.mend.at + by, end=self.mend.end + by)
        return replace(self, at=self.at + by, end=self.end + by, mend=mend)


def all_mended(text: str, faults: Sequence[Fault]) -> str:
    """The text with everything put right that can be; of two that touch the same signs the first counts."""
    last = len(text) + 1
    for one in sorted((one.mend for one in faults if one.mend), key=lambda mend: mend.at, reverse=True):
        if one.end <= last:
            text, last = one.apply(text), one.at
    return text


def faults_of(text: str, words: Vocabulary, *, condition: bool = False) -> list[Fault]:
    """What is wrong with an expression, in the order of the text; nothing when it is in order. A `condition` is true
    or false."""
    from runner.feel import read

    lead = len(text) - len(text.removeprefix("=").lstrip()) if text.startswith("=") else 0
    bare = text[lead:]
    reading = read(bare)
    if not reading.errors:
        found = _odd(bare) or _remarks(bare, words, condition=condition)
    else:
        found = _unreadable(bare, reading.errors, words, lead)
    return [one.moved(lead) for one in found]


def _odd(bare: str) -> list[Fault]:
    """Signs of other languages that can be read here, but not as they are meant there."""
    from runner.feel.mending import pieces

    return [replace(_foreign(one, ()), grave=False) for one in pieces(bare) if one.found in _ODD]


def _remarks(bare: str, words: Vocabulary, *, condition: bool) -> list[Fault]:
    from runner.feel import parse
    from runner.feel.infer import look_at

    try:
        ast = parse(bare)
    except AppError as error:
        return [Fault(error.message, 0, len(bare))]
    found = []
    for remark in look_at(ast, words, condition=condition).remarks:
        mend = None
        if remark.mends(bare):
            label = _replacing(bare[remark.at : remark.end], remark.instead)
            mend = Mend(remark.at, remark.end, remark.instead, label)
        found.append(Fault(remark.message, remark.at, remark.end, mend, grave=False))
    return found


def _unreadable(
    bare: str, errors: Sequence[FeelSyntaxError | FeelBudgetError], words: Vocabulary, lead: int
) -> list[Fault]:
    """First the signs of other languages and keyboards are put right in thought, so that what follows from them is
    not told as well; then what is still wrong is told where it stands in the text as it is."""
    from runner.feel import read
    from runner.feel.mending import closing, pieces

    changed = pieces(bare)
    found = [_foreign(one, errors) for one in changed]
    thought, places = _in_thought(bare, changed)
    reading = read(thought)
    close = closing(thought)
    for error in reading.errors:
        at = places[min(max(int(getattr(error, "column", 1)) - 1, 0), len(thought))]
        if any(one.at <= at < one.end for one in found):
            continue  # told already
        mend = None
        if close and (at >= len(bare.rstrip()) or error.code == "feel.quote"):
            mend = Mend(len(bare), len(bare), close, _("Add {wanted}").format(wanted=close))
            close = ""
        found.append(Fault(_told(error, at + lead + 1), at, at + 1, mend))
    if reading.tree is not None:
        found += _known_so_far(thought, places, words)
    return sorted(found, key=lambda one: one.at)


def _told(error: FeelSyntaxError | FeelBudgetError, column: int) -> str:
    """The sentence of an error with the place in the text as it is, from 1."""
    from runner.feel import FeelSyntaxError

    if not isinstance(error, FeelSyntaxError):
        return error.message
    found, expected = str(error.params["found"]), str(error.params["expected"])
    return FeelSyntaxError(error.code, column, found=found, expected=expected).message


def _known_so_far(thought: str, places: Sequence[int], words: Vocabulary) -> list[Fault]:
    """Names that nobody knows, in what can be read of a text that is still being written."""
    from runner.feel import read
    from runner.feel.infer import look_at

    tree = read(thought).tree
    if tree is None:
        return []
    found = []
    for remark in look_at(tree, words).remarks:
        if remark.code not in _WHILE_UNREADABLE or remark.end >= len(places):
            continue
        if remark.end >= len(thought.rstrip()):
            continue  # somebody is still writing that word
        at, end = places[remark.at], places[remark.end]
        mend = None
        if remark.mends(thought):
            mend = Mend(at, end, remark.instead, _replacing(thought[remark.at : remark.end], remark.instead))
        found.append(Fault(remark.message, at, end, mend, grave=False))
    return found


def _foreign(piece: Piece, errors: Sequence[FeelSyntaxError | FeelBudgetError]) -> Fault:
    end = piece.at + len(piece.found)
    own = (one for one in errors if piece.at < int(getattr(one, "column", 0)) <= end and one.code == "feel.fullwidth")
    error = next(own, None)
    told = (
        error.message
        if error is not None
        else _("{found} has no meaning in an expression.").format(found=piece.found)
    )
    wanted = piece.wanted.strip()
    return Fault(told, piece.at, end, Mend(piece.at, end, piece.wanted, _replacing(piece.found, wanted)))


def _in_thought(bare: str, changed: Sequence[Piece]) -> tuple[str, list[int]]:
    """The text with pieces put right, and for each of its places the place in the text as it is."""
    text, places, last = "", list[int](), 0
    for one in changed:
        text += bare[last : one.at] + one.wanted
        places += [*range(last, one.at), *([one.at] * len(one.wanted))]
        last = one.at + len(one.found)
    return text + bare[last:], [*places, *range(last, len(bare) + 1)]


def pairs_faults(text: str, words: Vocabulary) -> list[Fault]:
    """What is wrong with lines of a name, = and an expression, each in its own line; an indented line goes on the
    one before."""
    from modeler.document.script import statements

    found: list[Fault] = []
    for one in statements(text):
        if not one.name:
            told = _("Line {line}: a name, = and an expression are expected.").format(line=one.line)
            found.append(Fault(told, one.at, one.at + len(one.text)))
            continue
        for fault in faults_of(one.value.rstrip(), words):
            told = _("Line {line}: {fault}").format(line=one.line, fault=fault.message)
            found.append(replace(fault, message=told).moved(one.value_at))
    return found


def _replacing(found: str, wanted: str) -> str:
    return _("Write {wanted} in place of {found}").format(wanted=_short(wanted), found=_short(found))


def _short(text: str) -> str:
    """A name as it fits on a button."""
    return text if len(text) <= MOST_SIGNS else f"{text[: MOST_SIGNS - 1]}…"
