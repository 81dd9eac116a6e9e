"""What is wrong with a JSON text or value is told with its place, in words of our own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from runner.core.errors import FormatError
from runner.core.i18n import set_language
from runner.core.messages import word
from runner.data.model import Value, load_json, read_value


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    set_language("en")
    yield
    set_language("en")


def failure(text: str) -> FormatError:
    with pytest.raises(FormatError) as caught:
        load_json(text.encode(), "a.json")
    return caught.value


@pytest.mark.parametrize(
    ("text", "line", "column", "cause"),
    [
        ("", 1, 1, "a value is expected"),
        ('{"a": 1,', 1, 9, "a name in double quotes is expected"),
        ('{\n  "a" 1}', 2, 7, "a colon is expected"),
        ("[1 2]", 1, 4, "a comma or the closing bracket is expected"),
        ('{"a": "b', 1, 7, "the text that begins there has no closing quote"),
        ('{"a": "b\nc"}', 1, 9, "a line break or another control character stands inside a text"),
        ('{"a": "\\q"}', 1, 8, "the backslash is followed by a sign that has no meaning there"),
        ('{"a": "\\u12"}', 1, 9, "four digits are expected after the backslash and the u"),
        ("{} {}", 1, 4, "something follows after the end"),
    ],
)
def test_a_text_that_is_no_json_is_told_with_line_character_and_what_is_expected(
    text: str, line: int, column: int, cause: str
) -> None:
    found = failure(text)
    assert found.message == f"a.json is not readable as JSON, line {line}, character {column}: {cause}."


@given(st.text('{}[],:"\\ue0 \n\t-.trfalsn1', max_size=20))
def test_no_cause_is_left_in_the_words_of_the_library(text: str) -> None:
    try:
        json.loads(text)
    except json.JSONDecodeError:
        cause = failure(text).params["cause"]
        assert word("cause", cause) != cause


def test_what_is_no_text_or_nests_too_deep_is_told() -> None:
    with pytest.raises(FormatError) as caught:
        load_json(b'{"a":\n"\xff"}', "a.json")
    assert (caught.value.code, caught.value.line) == ("json.text", 2)
    assert failure("[" * 100_000).code == "json.deep"
    assert failure("9" * 10_000).code == "json.digits"


class _Sample(Value):
    name: str = ""
    count: int = Field(0, ge=0)
    kind: Literal["one", "two"] = "one"


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"name": 3}, "a.json does not fit at name: a text is expected. Found: 3."),
        ({"count": -1}, "a.json does not fit at count: a number ≥ 0 is expected. Found: -1."),
        ({"count": "x"}, 'a.json does not fit at count: a whole number is expected. Found: "x".'),
        ({"kind": "six"}, "a.json does not fit at kind: one of 'one', 'two' is expected. Found: \"six\"."),
        ({"nmae": "x"}, 'a.json does not fit at nmae: an entry of that name is not known. Found: "x".'),
        ([], "a.json does not fit at /: a group of entries is expected. Found: []."),
    ],
)
def test_a_value_of_another_shape_is_told_with_its_path(value: object, message: str) -> None:
    with pytest.raises(FormatError) as caught:
        read_value(_Sample, value, "a.json")
    assert caught.value.message == message


def test_both_languages_say_it() -> None:
    found = failure('{"a" 1}')
    set_language("zh")
    assert found.message == "a.json 第 1 行第 6 个字符处不是有效的 JSON：此处应为冒号。"
