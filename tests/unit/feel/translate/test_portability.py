"""How portable an expression is, and why not more."""

from __future__ import annotations

import pytest

from runner.feel import parse
from runner.feel.translate import portability


@pytest.mark.parametrize(
    ("text", "level", "code"),
    [
        ("amount > 1000", "A", None),
        ('status = "done" and not(closed)', "A", None),
        ("approved", "A", None),
        ("count(items) > 3", "A", None),
        ("some i in items satisfies i > 3", "B", "translate.construct"),
        ("items[item > 3]", "B", "translate.construct"),
        ('date("2026-01-01") > day', "B", "translate.function"),
        ("sum(items) > 3", "B", "translate.function"),
        ("trim(name) = code", "B", "translate.function"),
        ('working days(@"2026-01-01", @"2026-01-09")', "C", "portability.own"),
        ("is(a, b)", "C", "portability.function"),
        ("a instance of list<number>", "C", "portability.type"),
        ("r.start included", "C", "portability.range"),
        ("for i in l return count(partial)", "C", "portability.partial"),
    ],
)
def test_the_level_and_the_reason(text: str, level: str, code: str | None) -> None:
    found = portability(parse(text))
    assert found.level == level
    assert [reason.code for reason in found.reasons] == ([code] if code else [])
    assert all(reason.message != reason.code for reason in found.reasons)


def test_every_reason_is_named_in_the_order_of_the_text() -> None:
    found = portability(parse("is(a, b) and x instance of list<number> and is(c, d)"))
    assert [reason.code for reason in found.reasons] == [
        "portability.function", "portability.type", "portability.function",
    ]  # fmt: skip


def test_names_with_spaces_are_written_otherwise_elsewhere() -> None:
    assert portability(parse("Full Name = 1", ["Full Name"])).level == "C"
