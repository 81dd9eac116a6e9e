"""Amounts in Chinese capitals: the cases in which they usually go wrong."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.data.money import rounded, uppercase

DIGITS = {sign: number for number, sign in enumerate("零壹贰叁肆伍陆柒捌玖")}
UNITS = {"拾": 10, "佰": 100, "仟": 1000}


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "零元整"),
        ("0.004", "零元整"),
        ("0.01", "壹分"),
        ("0.05", "伍分"),
        ("0.10", "壹角"),
        ("0.25", "贰角伍分"),
        ("1", "壹元整"),
        ("1.05", "壹元零伍分"),
        ("1.50", "壹元伍角"),
        ("10", "壹拾元整"),
        ("11", "壹拾壹元整"),
        ("100.05", "壹佰元零伍分"),
        ("105", "壹佰零伍元整"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("1000", "壹仟元整"),
        ("1005", "壹仟零伍元整"),
        ("1050", "壹仟零伍拾元整"),
        ("1409.50", "壹仟肆佰零玖元伍角"),
        ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("10000", "壹万元整"),
        ("10001", "壹万零壹元整"),
        ("10010", "壹万零壹拾元整"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("100000", "壹拾万元整"),
        ("100010.10", "壹拾万零壹拾元壹角"),
        ("1000001", "壹佰万零壹元整"),
        ("10000000", "壹仟万元整"),
        ("100000000", "壹亿元整"),
        ("100000001", "壹亿零壹元整"),
        ("100010000", "壹亿零壹万元整"),
        ("1000000000000", "壹万亿元整"),
        ("1234567890.12", "壹拾贰亿叁仟肆佰伍拾陆万柒仟捌佰玖拾元壹角贰分"),
        ("0.995", "壹元整"),
        ("-5.5", "负伍元伍角"),
        ("1E+3", "壹仟元整"),
        ("10000000000000000", ""),
        ("NaN", ""),
    ],
)
def test_amount_in_capitals(amount: str, words: str) -> None:
    assert uppercase(Decimal(amount)) == words


def read_group(text: str) -> int:
    total = digit = 0
    for sign in text:
        if sign in UNITS:
            total += digit * UNITS[sign]
            digit = 0
        else:
            digit = DIGITS[sign]
    return total + digit


def read(text: str) -> Decimal:
    """An amount in capitals read back by the plainest rule."""
    whole, _, rest = text.removesuffix("整").rpartition("元") if "元" in text else ("", "", text)
    value = 0
    for part, unit in (("亿", 10**8), ("万", 10**4)):
        before, sign, whole_rest = whole.rpartition(part) if part == "亿" else whole.partition(part)
        if sign:
            value += int(read(before + "元整")) * unit
            whole = whole_rest
    value += read_group(whole)
    cents = 0
    for sign in rest:
        if sign == "角":
            cents *= 10
        elif sign != "分":
            cents = cents + DIGITS[sign]
    return Decimal(value) + Decimal(cents) / 100


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 10**14).map(lambda cents: Decimal(cents) / 100))
def test_an_amount_in_capitals_reads_back_as_the_amount(amount: Decimal) -> None:
    assert read(uppercase(amount)) == amount


def test_halves_are_rounded_away_from_zero() -> None:
    assert [rounded(Decimal(text)) for text in ("2.345", "-2.345")] == [Decimal("2.35"), Decimal("-2.35")]
