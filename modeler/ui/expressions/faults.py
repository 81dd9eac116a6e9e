"""What is wrong with an expression while it is written: the sentence, the place, and what mends it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runner.core.errors import AppError
from runner.core.i18n import tr as _

if TYPE_CHECKING:
    from runner.feel.vocabulary import Vocabulary


@dataclass(frozen=True)
class Fault:
    """What is wrong. `at` and `end` are offsets in the text; `instead` is the whole text put right and `label`
    what a button for it says, both empty where nobody can tell. What is not `grave` can be run."""

    message: str
    at: int = 0
    end: int = 0
    instead: str = ""
    label: str = ""
    grave: bool = True


def fault_of(text: str, words: Vocabulary) -> Fault | None:
    """What is wrong with an expression; None when it is in order."""
    from runner.feel import FeelSyntaxError, parse
    from runner.feel.infer import look_at

    lead = len(text) - len(text.removeprefix("=").lstrip()) if text.startswith("=") else 0
    bare = text[lead:]
    try:
        ast = parse(bare)
    except FeelSyntaxError as error:
        return _unreadable(text, bare, lead, error)
    except AppError as error:
        return Fault(error.message, 0, len(text))
    for remark in look_at(ast, words).remarks:
        instead = bare[: remark.at] + remark.instead + bare[remark.end :] if remark.instead else ""
        label = _replacing(bare[remark.at : remark.end], remark.instead) if instead else ""
        at, end = remark.at + lead, remark.end + lead
        return Fault(remark.message, at, end, text[:lead] + instead if instead else "", label, grave=False)
    return None


def _unreadable(text: str, bare: str, lead: int, error: AppError) -> Fault:
    from runner.feel.mending import mend

    at = min(lead + int(getattr(error, "column", 1)) - 1, len(text))
    found = mend(bare)
    if found is None:
        return Fault(error.message, at, at + 1)
    label = _replacing(found.found, found.wanted) if found.found else _("Add {wanted}").format(wanted=found.wanted)
    return Fault(error.message, at, at + 1, text[:lead] + found.text, label)


def _replacing(found: str, wanted: str) -> str:
    return _("Write {wanted} in place of {found}").format(wanted=wanted, found=found)
