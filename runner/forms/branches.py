"""Choices that stand in a tree or hold for a time only: what each says of its place and its time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from runner.core.i18n import pick
from runner.forms.fields.choice import is_offered
from runner.forms.inherit import FROM, PARENT, TO
from runner.forms.schema import LABEL_EN, LABEL_ZH, Component


@dataclass
class Branch:
    """One choice: its caption, the code above it, the codes below it, and the days (ISO) it holds."""

    code: Any
    caption: str
    above: Any = None
    first: str = ""
    last: str = ""
    below: list[Any] = field(default_factory=list)

    def is_open(self, today: date) -> bool:
        """Whether it may be chosen on a day; a retired one can still be read."""
        day = today.isoformat()
        return (not self.first or self.first <= day) and (not self.last or day <= self.last)


def is_open(component: Component, code: Any, today: date) -> bool:
    """Whether a code may be chosen on a day, as far as the choices of a component say."""
    item = next((one for one in component.values or () if one.get("value") == code), None)
    return item is None or is_offered(item, today)


def caption_of_choice(item: Mapping[str, Any]) -> str:
    """The caption of a choice in the user's language."""
    own = item.get("properties")
    texts = own if isinstance(own, Mapping) else {}
    words = {"zh": str(item.get(LABEL_ZH) or texts.get(LABEL_ZH) or ""),
             "en": str(item.get(LABEL_EN) or texts.get(LABEL_EN) or "")}  # fmt: skip
    label = item.get("label")
    return pick(words) or (pick(dict(label)) if isinstance(label, Mapping) else str(label or item.get("value") or ""))


def branches_of(component: Component) -> dict[Any, Branch]:
    """Code -> branch of the choices written in a component, in their order; a code above that is not there,
    or that closes a circle, counts as none."""
    found: dict[Any, Branch] = {}
    for item in component.values or ():
        own = item.get("properties")
        texts: Mapping[str, Any] = own if isinstance(own, Mapping) else {}
        code = item.get("value")
        if isinstance(code, str | int | float) and code not in found:
            limits = (str(texts.get(FROM) or ""), str(texts.get(TO) or ""))
            found[code] = Branch(code, caption_of_choice(item), texts.get(PARENT), *limits)
    for branch in found.values():
        seen, above = {branch.code}, branch.above
        while above in found and above not in seen:
            seen.add(above)
            above = found[above].above
        if branch.above not in found or above in seen:
            branch.above = None
    for branch in found.values():
        if branch.above is not None:
            found[branch.above].below.append(branch.code)
    return found


def path_of(branches: Mapping[Any, Branch], code: Any) -> list[str]:
    """The captions from the top down to a choice; the code alone where it is not known."""
    words: list[str] = []
    while code in branches:
        words.insert(0, branches[code].caption)
        code = branches[code].above
    return words or [str(code)]
