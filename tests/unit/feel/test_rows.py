"""Conditions as rows: to the text and back, and a reason where they do not fit."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.feel.rows import REASONS, Group, MisfitRowsError, Row, read_rows, write_rows


@pytest.mark.parametrize(
    "text",
    [
        "days > 3",
        'days > 3 or type = "sick"',
        'days > 3 and (type = "sick" or type = "annual")',
        'kind in ("contract", "legalPerson")',
        "takeOut = true and reason != null",
        'contains(reason, "holiday")',
        'begin >= date("2026-03-09")',
        'date(seen) < date("2026-03-09")',
        "a = 1 or b = 2 and c = null or d < -3.5",
    ],
)
def test_what_fits_comes_back_with_the_same_meaning(text: str) -> None:
    rows = read_rows(text)
    assert read_rows(write_rows(rows)) == rows
    assert write_rows(rows).replace("(", "").replace(")", "") == text.replace("(", "").replace(")", "")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("count(rows) > 3", "other"),
        ("a = b", "other"),
        ("not(a = 1)", "other"),
        ("a = 1 // why", "comment"),
        ("a = 1 and (b = 2 or (c = 3 and (d = 4 or e = 5)))", "deep"),
    ],
)
def test_what_does_not_fit_says_why(text: str, reason: str) -> None:
    with pytest.raises(MisfitRowsError) as caught:
        read_rows(text)
    assert caught.value.args == (reason,)
    assert reason in REASONS


def test_the_other_way_round_is_turned_and_a_bare_tick_is_true() -> None:
    assert read_rows("3 < days and ok").items == (Row("days", ">", Decimal(3)), Row("ok", "=", True))
    assert read_rows("").items == ()
    assert read_rows('@"2026-01-05" = begin').items == (Row("begin", "=", date(2026, 1, 5)),)


VALUES = st.one_of(st.text(), st.booleans(), st.integers().map(Decimal), st.dates())
ROWS = st.one_of(
    st.builds(Row, st.sampled_from("abc"), st.sampled_from(["=", "!=", "<", ">="]), VALUES),
    st.builds(Row, st.sampled_from("abc"), st.sampled_from(["empty", "filled"])),
    st.builds(Row, st.sampled_from("abc"), st.just("in"), st.lists(st.text(), min_size=1).map(tuple)),
)


@given(st.lists(ROWS, min_size=2, max_size=4), st.lists(ROWS, min_size=2, max_size=3))
def test_any_rows_are_read_as_they_were_written(outer: list[Row], inner: list[Row]) -> None:
    rows = Group("or", (*outer, Group("and", tuple(inner))))
    assert read_rows(write_rows(rows)) == rows
