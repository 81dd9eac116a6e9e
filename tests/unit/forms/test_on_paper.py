"""A form on paper holds nothing that its reader does not see, and works nothing out anew."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from runner.forms.field import FormFacts
from runner.forms.live import LiveForm
from runner.forms.on_paper import on_paper
from runner.forms.random import random_values
from runner.forms.schema import field_places
from runner.forms.values import at
from runner.rights.model import FieldRight
from tests.unit.forms.forms import a_form, field, lines, whole_form
from tests.unit.organization.office import an_office

FACTS = FormFacts(organization=an_office())


def sample() -> tuple[Any, dict[str, Any]]:
    form = a_form(
        {"type": "text", "text": "# Claim"},
        {"type": "text", "text": "Only for large ones", "conditional": {"hide": "=secret < 10"}},
        field("number", "secret"), field("number", "price"),
        field("number", "sum", own={"formula": "=secret + price"}),
        field("textfield", "why", hide="=secret = 3"),
        field("table", "rows", components=[field("textfield", "what"), field("number", "cost")]),
    )  # fmt: skip
    return form, {"secret": 3, "price": 4, "why": "because", "rows": [{"what": "taxi", "cost": 5}]}


def test_conditions_and_formulas_are_carried_out_before_anything_is_taken_away() -> None:
    form, values = sample()
    printed, shown = on_paper(form, values, lines(secret="hidden", rest="read"), FACTS)
    assert shown == {"price": 4, "sum": 7, "rows": [{"what": "taxi", "cost": 5}]}
    told = printed.model_dump_json()
    assert "secret" not in told and "Only for large ones" not in told and "why" not in told
    again = LiveForm(printed, shown, FACTS)
    assert (again.values, again.hidden) == (shown, frozenset()), "nothing is worked out anew on the page"


def test_a_hidden_column_is_neither_in_the_form_nor_in_a_row() -> None:
    form, values = sample()
    printed, shown = on_paper(form, values, [FieldRight(path="rows.cost", access="hidden")], FACTS)
    assert shown["rows"] == [{"what": "taxi"}]
    assert "rows.cost" not in {place.path for place in field_places(printed)}


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32), gone=st.integers(0, 2**60))
def test_what_is_left_is_what_may_be_read(seed: int, gone: int) -> None:
    form = whole_form()
    paths = [place.path for place in field_places(form)]
    hidden = {path for number, path in enumerate(paths) if gone >> (number % 60) & 1}
    data = random_values(form, [], None, an_office(), Random(seed))
    printed, shown = on_paper(form, data, [FieldRight(path=path, access="hidden") for path in hidden], FACTS,
                              lambda path: path != paths[seed % len(paths)])  # fmt: skip
    left = {place.path for place in field_places(printed)}
    assert not left & (hidden | {paths[seed % len(paths)]})
    for path in hidden:
        assert at(shown, path) is None
    json.dumps(shown)
