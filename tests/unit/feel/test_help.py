"""What helps a writer: mended texts, kinds over known variables, and what can never hold."""

from __future__ import annotations

import pytest

from runner.feel import parse
from runner.feel.infer import look_at
from runner.feel.logic import may_hold
from runner.feel.mending import mend
from runner.feel.vocabulary import BOOLEAN, DATE, NUMBER, STRING, Choice, Kind, Variable, Vocabulary

ROWS = Kind("list", Kind("context", entries={"amount": NUMBER}))
WORDS = Vocabulary(
    (
        Variable("days", NUMBER), Variable("level", STRING), Variable("begin", DATE), Variable("ok", BOOLEAN),
        Variable("type", STRING, {}, (Choice("sick", {"zh": "病假"}), Choice("annual"))), Variable("rows", ROWS),
    ),
    closed=True,
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("days == 3 && type = “sick”", 'days = 3 and type = "sick"'),
        ("days > （3＋2）", "days > (3+2)"),
        ("a ||b", "a or b"),
        ("level = 'gold'", 'level = "gold"'),
        ("days > 3 AND x ≠ 2", "days > 3 and x != 2"),
        ('a = "x', 'a = "x"'),
        ("sum([1，2，3]", "sum([1,2,3])"),
        ("１２ > a", "12 > a"),
    ],
)
def test_signs_of_other_languages_and_keyboards_are_put_right(text: str, meant: str) -> None:
    found = mend(text)
    assert found is not None and found.text == meant
    parse(found.text)


def test_what_nobody_can_tell_is_left_alone_and_texts_keep_their_signs() -> None:
    assert mend("days > ") is None
    found = mend('level == "a，b && c"')
    assert found is not None and found.text == 'level = "a，b && c"'


@pytest.mark.parametrize(
    ("text", "code", "instead"),
    [
        ("level = gold", "text", '"gold"'),
        ("type = sick", "text", '"sick"'),
        ('type = "病假"', "choice", '"sick"'),
        ("dayss > 3", "meant", "days"),
        ("contians(level, 1)", "meant", "contains"),
        ("nothing > 3", "unknown", ""),
        ('days = "many"', "types", ""),
        ("begin > 5", "types", ""),
        ('days + "x"', "null", ""),
        ('rows[amount > "x"]', "types", ""),
        ("days > 5 and days < 3", "never", ""),
        ("days between 5 and 3", "never", ""),
        ("not(ok) and ok", "never", ""),
        ("days > 3 or days <= 3", "always", ""),
        ('type = "sick" or type = "annual"', "always", ""),
    ],
)
def test_what_looks_wrong_is_said(text: str, code: str, instead: str) -> None:
    remark = look_at(parse(text), WORDS).remarks[0]
    assert (remark.code, remark.instead) == (code, instead)
    assert "{" not in remark.message


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("days > 3", "boolean"),
        ("begin > today()", "boolean"),
        ("sum(rows.amount)", "number"),
        ("some row in rows satisfies row.amount > days", "boolean"),
        ("count(rows[item.amount > 3]) > 2", "boolean"),
        ("rows[1].amount", "number"),
        ("days in [1..3]", "boolean"),
        ("for row in rows return row.amount * 2", "list"),
        ("{a: days, b: a + 1}.b", "number"),
        ('if ok then "yes" else "no"', "string"),
        ("begin - begin", "days and time duration"),
    ],
)
def test_what_is_right_has_a_kind_and_no_remark(text: str, kind: str) -> None:
    look = look_at(parse(text), WORDS)
    assert (look.kind.name, look.remarks) == (kind, ())


def test_conditions_that_exclude_each_other_are_known() -> None:
    first, second = parse("days > 1"), parse("days > 3")
    assert may_hold([(first, False), (second, True)]) is False
    assert may_hold([(first, True), (second, False)]) is True
    assert may_hold([(parse("f(days) = 1"), True), (parse("f(days) = 1"), False)]) is False
