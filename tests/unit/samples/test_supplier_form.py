"""The sample form that shows every kind of field."""

from __future__ import annotations

from random import Random

from modeler.compile.data import read_source
from runner.core.resources import resource_folder
from runner.data.model import read_value
from runner.forms.checks import check_form
from runner.forms.field import FormFacts
from runner.forms.fields import FIELDS, kind_of
from runner.forms.random import random_values
from runner.forms.schema import Form, places
from runner.forms.validate import validate_form
from runner.organization.model import Organization

OFFICE = resource_folder() / "samples" / "office"
FORM = read_value(Form, (OFFICE / "forms" / "supplier.form").read_bytes(), "supplier.form")


def test_every_kind_that_is_offered_is_seen_in_it() -> None:
    seen = {kind_of(place.component).id for place in places(FORM.components)}
    missing = {kind.id for kind in FIELDS.values() if kind.offered} - seen
    assert missing == set()


def test_it_is_in_order_and_can_be_filled_in() -> None:
    office = read_value(Organization, (OFFICE / "organization.json").read_bytes(), "organization.json")
    source = read_source("suppliers", OFFICE / "data")
    assert source is not None and check_form(FORM) == []
    facts = FormFacts(organization=office, sources={"suppliers": source})
    for seed in range(5):
        values = random_values(FORM, [], None, office, Random(seed), is_start=True)
        values["supplier"] = "S002"  # the random tester knows no data source
        assert [one.message for one in validate_form(FORM, values, facts=facts)] == []
