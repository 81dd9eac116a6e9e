"""Rows of the tables that a dictionary is typed into, and what their cells say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from modeler.dictionary.columns import Column
from runner.core.i18n import LocalText, current_language
from runner.core.problem import Problem

What = Literal["added", "changed", "same"]


@dataclass
class Row:
    """A row of the file: its sheet and number, what it is about, what it would do, and its errors."""

    sheet: str
    number: int
    code: str = ""
    what: What = "same"
    problems: list[Problem] = field(default_factory=list)
    cells: dict[str, str] = field(default_factory=dict)
    external: dict[str, str] = field(default_factory=dict)

    def wrong(self, code: str, column: Column | None = None, value: str = "", known: str = "") -> None:
        """Note an error of this row."""
        zh = current_language() == "zh"
        params = {
            "sheet": self.sheet, "row": str(self.number), "value": value, "known": known,
            "column": column.title("zh" if zh else "en") if column is not None else "",
        }  # fmt: skip
        self.problems.append(
            Problem(f"table.{code}", params=params, line=self.number, field=column.id if column else None)
        )


def in_language(text: LocalText, language: str) -> str:
    """A text in one language; a bare text is Chinese."""
    if isinstance(text, str):
        return text if language == "zh" else ""
    return text.get(language, "")


def named(names: Mapping[str, tuple[str, str]], key: str, language: str) -> str:
    """What a value is called in a language."""
    pair = names.get(key)
    return key if pair is None else pair[0 if language == "zh" else 1]


def local(before: LocalText, cells: Mapping[str, str], zh: str, en: str) -> LocalText:
    """A text in both languages after its cells; as it stood where they say the same."""
    texts = {"zh": in_language(before, "zh"), "en": in_language(before, "en")}
    after = {"zh": cells.get(zh, texts["zh"]), "en": cells.get(en, texts["en"])}
    if after == texts:
        return before
    more = {key: value for key, value in before.items() if key not in after} if isinstance(before, dict) else {}
    return {key: text for key, text in {**after, **more}.items() if text}


def key_of(row: Row, column: Column, names: Mapping[str, tuple[str, str]], text: str) -> str | None:
    """The key of a named value; None, and an error, for one that is not known."""
    if not text:
        return ""
    low = text.casefold()
    for key, pair in names.items():
        if low in {key.casefold(), *(name.casefold() for name in pair)}:
            return key
    known = "、".join(pair[0 if current_language() == "zh" else 1] for pair in names.values())
    row.wrong("unknown", column, text, known)
    return None
