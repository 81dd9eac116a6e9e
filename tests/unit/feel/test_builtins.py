"""The table of the functions: complete, readable in both languages, and true."""

from __future__ import annotations

import json
from datetime import datetime

import pytest

from runner.core.i18n import set_language
from runner.feel import catalog, entry_of, evaluate
from runner.feel.calls import FUNCTIONS
from runner.feel.cursor import _LONG_NAMES
from runner.feel.functions.conversion import text_of
from tests.unit.feel.test_functions import OFFICE

ENTRIES = catalog()


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_an_example_gives_what_the_table_says(entry) -> None:  # type: ignore[no-untyped-def]  # parametrized
    result = evaluate(entry.example, {}, now=datetime(2026, 3, 2, 9).astimezone(), calendar=OFFICE)
    assert text_of(result.value, nested=True) == entry.result
    assert entry.name in entry.example
    assert bool(result.warnings) is not entry.deterministic


def test_every_function_stands_in_the_table_in_both_languages() -> None:
    assert {entry.name for entry in ENTRIES} == set(FUNCTIONS)
    set_language("zh")
    untold = [entry.name for entry in ENTRIES if entry.doc == entry.text]
    set_language("en")
    assert untold == []


def test_every_name_of_several_words_is_read_as_one() -> None:
    assert [name for name in FUNCTIONS if " " in name and name not in _LONG_NAMES] == []


def test_an_entry_tells_how_to_call_it_and_where_it_comes_from() -> None:
    entry = entry_of("substring")
    assert entry is not None
    assert entry.signatures == ("substring(string: string, start position: number, [length: number])",)
    assert entry.origin == "standard"
    assert entry_of("append").signatures == ("append(list: list, item, …)",)  # type: ignore[union-attr]
    origins = {name: entry_of(name).origin for name in ("trim", "working days")}  # type: ignore[union-attr]
    assert origins == {"trim": "camunda 8", "working days": "slipway"}
    assert entry_of("nothing") is None


def test_json_of_the_language_is_json() -> None:
    text = evaluate('to json({a: [1, 0.5, true, null, "中"], d: @"2026-03-02"})', {}).value
    assert json.loads(text) == {"a": [1, 0.5, True, None, "中"], "d": "2026-03-02"}
    for broken in ("[" * 5000 + "]" * 5000, "[" * 90 + "]" * 90, "NaN", "{", '"\\"'):
        assert evaluate("from json(x)", {"x": broken}).value is None
