"""Amounts in capitals (大写): the examples of the rule itself, and every case of 零 and 整."""

from __future__ import annotations

import json
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.data.money import uppercase

CASES = json.loads((Path(__file__).parents[2] / "data" / "forms" / "capitals.json").read_text("utf-8"))["cases"]
DIGITS = "零壹贰叁肆伍陆柒捌玖"
UNITS = {"拾": 10, "佰": 100, "仟": 1000}


@pytest.mark.parametrize(("amount", "words"), CASES)
def test_an_amount_is_written_in_capitals(amount: str, words: str) -> None:
    assert uppercase(Decimal(amount)) == words


def read(words: str) -> Decimal:
    """An amount out of its capitals."""
    sign = -1 if words.startswith("负") else 1
    words = words.removeprefix("负").removesuffix("整")
    whole, _, rest = words.partition("元") if "元" in words else ("", "", words)
    total = section = digit = 0
    for mark in whole:
        if mark in DIGITS:
            digit = DIGITS.index(mark)
        elif mark in UNITS:
            section, digit = section + digit * UNITS[mark], 0
        elif mark == "万":
            total, section, digit = total + (section + digit) * 10_000, 0, 0
        elif mark == "亿":
            total, section, digit = (total + section + digit) * 10**8, 0, 0
    cents = 0
    for before, mark in pairwise(rest):
        if mark in "角分":
            cents += DIGITS.index(before) * (10 if mark == "角" else 1)
    return sign * (Decimal(total + section + digit) + Decimal(cents) / 100)


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_capitals_say_the_amount_and_never_two_zeros_beside_each_other(amount: Decimal) -> None:
    words = uppercase(amount)
    assert read(words) == amount
    assert "零零" not in words and "零元" not in words.removeprefix("零元整")
    assert words.endswith("整") is (amount == amount.to_integral_value())
