"""Ready-made field sets."""

from __future__ import annotations

from random import Random

import pytest

from modeler.forms.arrange import Spot
from modeler.forms.edit import new_form
from modeler.forms.field_sets import field_sets
from modeler.forms.source_binding import bound
from modeler.forms.take_in import take_in
from runner.data.source import DataSource, SourceColumn
from runner.forms.checks import check_form
from runner.forms.field import FormFacts
from runner.forms.fields.lookup import fills
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


def source(*columns: str, labels: bool = False) -> DataSource:
    keys = [f"column{number}" if labels else name for number, name in enumerate(columns)]
    return DataSource(columns=[SourceColumn(key=key, label=name) for key, name in zip(keys, columns, strict=True)])


def payee(**sources: DataSource) -> tuple[str, dict[str, str]]:
    one = field_sets()["payee"]
    made = bound(one.components, one.columns, sources)
    lookup = next(place.component for place in places(made) if place.component.kind == "lookup")
    return str(lookup.own("slip:source")), fills(lookup)


def test_a_set_is_bound_to_the_source_that_knows_most_of_what_it_asks() -> None:
    chinese = source("编号", "户名", "账号", "开户银行", labels=True)
    assert payee(some=source("name", "account"), vendors=chinese, other=source("name", "phone")) == (
        "vendors", {"payeeName": "column1", "payeeAccount": "column2", "payeeBank": "column3"},
    )  # fmt: skip
    own = source("holder", "account")
    assert payee(payees=own, vendors=chinese)[0] == "payees"  # the one it names comes before any other
    name, filled = payee(other=source("name", "phone"), third=source("account"))
    assert name == "payees" and len(filled) == 5  # none has an account and more: it waits for its own


@pytest.mark.parametrize("name", ["payee", "invoices"])
def test_what_a_record_fills_in_are_fields_of_the_set_wherever_it_stands(name: str) -> None:
    form = Form.model_validate({"components": [
        {"type": "group", "id": "G", "path": "more", "components": [{"type": "textfield", "id": "X", "key": "x"}]}
    ]})  # fmt: skip
    for _time in range(2):
        form, _ids = take_in(form, field_sets()[name].components, Spot("G"), field_sets()[name].checks)
    form, _ids = put_in(form, name)
    known = {place.path for place in places(form.components)}
    lookups = [place.component for place in places(form.components) if place.component.kind == "lookup"]
    assert len(lookups) == 3
    filled = [path for one in lookups for path in fills(one)]
    assert set(filled) <= known and len(filled) == len(set(filled))
