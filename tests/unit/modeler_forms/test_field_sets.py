"""Ready-made field sets."""

from __future__ import annotations

from random import Random

import pytest

from modeler.forms.arrange import Spot
from modeler.forms.edit import new_form
from modeler.forms.field_sets import field_sets
from modeler.forms.take_in import take_in
from runner.forms.checks import check_form
from runner.forms.field import FormFacts
from runner.forms.random import random_values
from runner.forms.schema import Form, places
from runner.forms.state import form_state
from runner.forms.validate import validate_form


def put_in(form: Form, name: str) -> tuple[Form, list[str]]:
    """The form with a set behind its last component."""
    one = field_sets()[name]
    return take_in(form, one.components, Spot(), one.checks)


@pytest.mark.parametrize("name", sorted(field_sets()))
def test_a_set_is_in_order_and_can_be_filled_in(name: str) -> None:
    form, ids = put_in(new_form("f"), name)
    assert ids and check_form(form) == []
    values = random_values(form, [], None, None, Random(1), is_start=True)
    assert validate_form(form, values) == []
    assert field_sets()[name].caption


def test_a_set_put_in_twice_gets_keys_of_its_own_and_its_formulas_follow() -> None:
    form, _ids = put_in(new_form("f"), "leave")
    form, _ids = put_in(form, "leave")
    assert check_form(form) == []
    ids = [place.component.id for place in places(form.components)]
    assert len(ids) == len(set(ids))
    period = {"from": "2026-03-02", "to": "2026-03-03"}
    state = form_state(form, {"leavePeriod_2": period}, FormFacts())
    assert state.computed["leaveDays_2"] == 2 and state.computed["leaveDays"] is None


def test_the_checks_of_a_set_come_with_it_and_follow_its_keys() -> None:
    form, _ids = put_in(new_form("f"), "invoices")
    form, _ids = put_in(form, "invoices")
    assert check_form(form) == []
    same = {"kind": "plain", "number": "12345678", "day": "2026-03-02", "amount": 5}
    values = {"invoices": [same], "invoices_2": [same, {**same, "tax": 6}]}
    found = [one for one in validate_form(form, values) if one.code == "forms.check"]
    assert [one.field for one in found] == ["invoices_2", "invoices_2"]
