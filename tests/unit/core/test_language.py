"""The two languages: everything has its Chinese, the same word for the same thing, in its own punctuation."""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter
from types import ModuleType
from typing import Any

import pytest

from runner.core.resources import resource_folder

ROOT = Path(__file__).resolve().parents[3]
HAN = "\u4e00-\u9fff"

WITHOUT_HAN = {
    "“{opinion}”": "quotation marks around what a person wrote",
    "{name} ({department})": "names only; the brackets are full width",
    "{who}: {text}": "names only; the colon is full width",
    "{words} ({names})": "words and names only; the brackets are full width",
    "{action}: {step}": "names only; the colon is full width",
    " and ": "joins parts of an expression; in Chinese the enumeration comma does",
    "Camunda Modeler": "a name that is written so in Chinese too",
}
"""Messages whose Chinese has no Chinese character, with the reason."""


@cache
def locale_maker() -> ModuleType:
    """`packaging/make_locale.py`, which is a script and no package."""
    spec = importlib.util.spec_from_file_location("make_locale", ROOT / "packaging" / "make_locale.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def wanted() -> frozenset[str | tuple[str, str]]:
    """All marked messages of the program."""
    return frozenset(one for messages in locale_maker().extract().values() for one in messages)


@cache
def translations() -> dict[str | tuple[str, str], str | tuple[str, ...]]:
    """All translations of the catalogs."""
    return dict(locale_maker().load(resource_folder() / "locale" / "zh"))


def pairs() -> Iterator[tuple[str, str]]:
    """English and Chinese of each message; a plural form stands for its singular, too."""
    for message, translation in translations().items():
        english = message if isinstance(message, str) else message[-1]
        yield english, translation if isinstance(translation, str) else translation[0]


@cache
def terms() -> dict[str, Any]:
    """The term list."""
    return dict(json.loads((resource_folder() / "terms.json").read_text("utf-8")))


def fields_of(text: str) -> set[str]:
    """The named places of a text."""
    try:
        return {name for _text, name, _spec, _conversion in Formatter().parse(text) if name}
    except ValueError:  # a brace that is part of an example
        return set(re.findall(r"\{(\w+)\}", text))


def test_every_message_has_its_chinese_and_no_translation_is_left_over() -> None:
    missing = sorted(map(str, wanted() - translations().keys()))
    unused = sorted(map(str, translations().keys() - wanted()))
    assert missing == []
    assert unused == []


def test_no_text_is_marked_both_alone_and_with_a_plural() -> None:
    # a compiled catalog knows one entry for a text: the other one would silently stay English
    alone = {one for one in wanted() if isinstance(one, str)}
    counted = {one[0] for one in wanted() if isinstance(one, tuple)}
    assert alone & counted == set()


def test_chinese_is_written_in_chinese() -> None:
    bare = {english for english, chinese in pairs() if not re.search(f"[{HAN}]", chinese)}
    assert bare - WITHOUT_HAN.keys() == set()


def test_list_of_exceptions_is_not_longer_than_it_must_be() -> None:
    bare = {english for english, chinese in pairs() if not re.search(f"[{HAN}]", chinese)}
    assert WITHOUT_HAN.keys() - bare == set()


def test_named_places_are_the_same_in_both_languages() -> None:
    wrong = [(english, chinese) for english, chinese in pairs() if fields_of(english) != fields_of(chinese)]
    assert wrong == []


def test_punctuation_between_chinese_words_is_full_width() -> None:
    # a named place, a quotation mark and a bracket count as words: what fills them is Chinese mostly;
    # `(*.bpmn)` belongs to the dialog that reads it
    before, after = f"[{HAN}”」）}}]", f"[{HAN}“「（{{]"
    half = re.compile(
        f"{before} ?[,;?!]|{before}[:.](?= ?{after}|$)|[{HAN}] ?\\((?!\\*)|\\) ?[{HAN}]|[{HAN}]\\.\\.\\."
    )
    assert [chinese for _english, chinese in pairs() if half.search(chinese)] == []


def test_a_sentence_ends_as_a_sentence_in_both_languages() -> None:
    ends = {".": "。", "?": "？"}
    wrong = [
        (english, chinese) for english, chinese in pairs()
        if english[-1] in ends and english[-2:] != ".." and chinese[-1] != ends[english[-1]]
    ]  # fmt: skip
    assert wrong == []


def test_tone_is_quiet() -> None:
    loud = re.compile(r"!|\bsuccessful|\bplease\b", re.IGNORECASE)
    assert [english for english, _chinese in pairs() if loud.search(english)] == []
    assert [chinese for _english, chinese in pairs() if re.search("[!！]|成功", chinese)] == []


def test_one_word_for_one_thing() -> None:
    wrong = []
    for one in (term for group in terms()["terms"].values() for term in group):
        word = re.compile(rf"(?<![\w{{-]){re.escape(one['en'])}(?![\w}}-])", re.IGNORECASE)
        accepted = [one["zh"], *one.get("also", [])]
        for english, chinese in pairs():
            text = english
            for phrase in one.get("except", []):
                text = text.replace(phrase, "")
            if word.search(text) and not any(variant in chinese for variant in accepted):
                wrong.append(f"{one['en']} is {one['zh']}: {english} | {chinese}")
    assert not wrong, "\n".join(wrong)


def test_words_that_are_out_of_use_do_not_come_back() -> None:
    found = [
        f"{one['use']}, not {one['zh']}: {chinese}"
        for one in terms()["avoid"] for _english, chinese in pairs() if one["zh"] in chinese
    ]  # fmt: skip
    for path in sorted((resource_folder() / "help" / "zh").glob("*.md")):
        text = path.read_text("utf-8")
        found += [f"{one['use']}, not {one['zh']}: {path.name}" for one in terms()["avoid"] if one["zh"] in text]
    assert not found, "\n".join(found)


def test_term_list_names_each_english_word_once_a_group() -> None:
    for name, group in terms()["terms"].items():
        words = [one["en"].lower() for one in group]
        assert len(words) == len(set(words)), name


@pytest.mark.parametrize("page", sorted(path.name for path in (resource_folder() / "help" / "en").glob("*.md")))
def test_a_help_page_has_the_same_shape_in_both_languages(page: str) -> None:
    shapes = []
    for language in ("en", "zh"):
        text = (resource_folder() / "help" / language / page).read_text("utf-8")
        headings = [line.partition(" ")[0] for line in text.splitlines() if line.startswith("#")]
        shapes.append(
            (headings, re.findall(r"<!-- ([\w-]+) -->", text), len(re.findall(r"^(?:- |\d\. |\|)", text, re.M)))
        )
    assert shapes[0] == shapes[1]


def test_both_languages_have_the_same_help_pages() -> None:
    folders = [resource_folder() / "help" / language for language in ("en", "zh")]
    english, chinese = ({path.name for path in folder.glob("*.md")} for folder in folders)
    assert english == chinese
