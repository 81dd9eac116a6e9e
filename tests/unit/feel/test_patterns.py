"""Patterns by the rules of XPath: classes, subtraction, flags, replacement texts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.feel import evaluate
from runner.feel.patterns import PatternError, compile_pattern


@pytest.mark.parametrize(
    ("text", "pattern", "flags", "wanted"),
    [
        ("A", "[A-Z-[OI]]", "", True),
        ("O", "[A-Z-[OI]]", "", False),
        ("o", "[A-Z-[OI]]", "i", False),
        ("q", "[A-Z-[OI]]", "i", True),
        ("b", "^[a-z-[aeiou-[e]]]$", "", True),
        ("e", "^[a-z-[aeiou-[e]]]$", "", True),
        ("中", r"\p{IsCJKUnifiedIdeographs}", "", True),
        ("中", r"\P{IsBasicLatin}", "", True),
        ("中", r"\w", "", True),
        ("_", r"\w", "", False),
        ("a", r"[^\W\d]", "", True),
        ("x:y", r"^\i\c*$", "", True),
        ("-", r"\I", "", True),
        ("a.b", "a.b", "q", True),
        ("axb", "a.b", "q", False),
        ("hello world", r"hello\ sworld", "x", True),
        ("a b", "a[ ]b", "x", True),
        ("a\nb", "^b$", "m", True),
        ("a\nb", "^b$", "", False),
        ("a\nb", "a.b", "s", True),
    ],
)
def test_a_pattern_matches_as_xpath_says(text: str, pattern: str, flags: str, wanted: bool) -> None:
    assert (compile_pattern(pattern, flags).search(text) is not None) is wanted


@pytest.mark.parametrize(
    "pattern",
    ["(", ")", "a{2,1}", "a{2001}", "[", "[]", "[z-a]", r"[a-\d]", "]", "}", "a**", r"(.)\1", r"\b", r"\Q",
     "(?i)a", "(?=a)", r"\p{Xx}", r"\p{IsNowhere}", "(" * 60, "a" * 3000],
)  # fmt: skip
def test_what_is_no_pattern_is_refused(pattern: str) -> None:
    with pytest.raises(PatternError):
        compile_pattern(pattern)


@pytest.mark.parametrize(
    ("call", "wanted"),
    [
        ('replace("abc", "(b)", "[$1]")', "a[b]c"),
        ('replace("abc", "(b)", "$12")', "ab2c"),
        ('replace("abc", "b", "$0$0")', "abbc"),
        ('replace("abc", "b", "$")', None),
        ('replace("abc", "b", "\\\\")', None),
        ('replace("abc", "b", "\\\\$")', "a$c"),
        ('replace("a.c", ".", "$1", "q")', "a$1c"),
        ('replace("abc", "x*", "-")', None),
    ],
)
def test_a_replacement_follows_the_rules_of_xpath(call: str, wanted: str | None) -> None:
    assert evaluate(call, {}).value == wanted


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=r"ab[]^-\(){}*+?|.,0129pPiIcCsSwW$LuIs ", max_size=14), st.sampled_from(["", "i", "x", "ms"]))
def test_any_text_is_a_pattern_or_refused(pattern: str, flags: str) -> None:
    try:
        compile_pattern(pattern, flags).search("abc 12")
    except PatternError as error:
        assert str(error)
