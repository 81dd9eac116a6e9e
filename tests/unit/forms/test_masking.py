"""Numbers that not everybody reads in full."""

from __future__ import annotations

from typing import Any

import pytest

from runner.forms.access import apply_write, check_write, strip_hidden
from tests.unit.forms.forms import a_form, field, lines
from tests.unit.organization.office import an_office

CARD, BANK = "11010519491231002X", "4111111111111111"
FORM = a_form(
    field("identityCard", "card"), field("bankCard", "bank", own={"fullFor": "role:hr"}),
    field("phone", "phone"), field("phone", "private", own={"mask": "readers"}), field("email", "mail"),
    field("identityCard", "open", own={"mask": "never"}),
    field("table", "people", components=[field("identityCard", "number"), field("textfield", "note")]),
)  # fmt: skip
DATA = {
    "card": CARD, "bank": BANK, "phone": "13800138000", "private": "13800138000", "mail": "wang@example.com",
    "open": CARD, "people": [{"number": CARD, "note": "a"}],
}  # fmt: skip


def seen(user: str | None, **access: str) -> dict[str, Any]:
    return strip_hidden(FORM, DATA, lines(**access), user=user, organization=an_office())


def test_who_only_reads_sees_stars_unless_told_otherwise() -> None:
    assert seen("li", rest="read") == {
        "card": "110***********002X", "bank": "************1111", "phone": "13800138000", "private": "138****8000",
        "mail": "wang@example.com", "open": CARD, "people": [{"number": "110***********002X", "note": "a"}],
    }  # fmt: skip


@pytest.mark.parametrize(("user", "bank"), [("wang", BANK), ("li", "************1111"), (None, "************1111")])
def test_those_named_read_it_in_full(user: str | None, bank: str) -> None:
    assert seen(user, rest="read")["bank"] == bank


def test_who_may_edit_sees_it_in_full() -> None:
    assert seen("li", card="edit", rest="read")["card"] == CARD


def test_what_was_read_masked_may_be_sent_back_and_changes_nothing() -> None:
    rights = lines(people="read", people__note="edit", rest="read")
    sent = strip_hidden(FORM, DATA, rights, user="li", organization=an_office())
    sent["people"][0]["note"] = "b"
    assert check_write(FORM, DATA, sent, rights, user="li") == []
    stored = apply_write(FORM, DATA, sent, rights, user="li")
    assert stored == {**DATA, "people": [{"number": CARD, "note": "b"}]}


def test_another_number_is_still_refused() -> None:
    problems = check_write(FORM, DATA, {"card": "110***********0021"}, lines(rest="read"), user="li")
    assert [one.code for one in problems] == ["forms.write-read"]
