"""A form that follows each act gives what working everything out gives."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.forms.field import FormFacts, Scope
from runner.forms.live import LiveForm
from runner.forms.random import random_values
from runner.forms.schema import Form, field_places
from runner.forms.state import form_state
from tests.unit.forms.forms import a_form, field, whole_form
from tests.unit.organization.office import an_office

FACTS = FormFacts(organization=an_office())


def busy_form() -> Form:
    """Fields that show, hide and compute each other, and rows that look outside."""
    return a_form(
        field("number", "a"), field("number", "b"), field("checkbox", "more"),
        field("number", "sum", own={"formula": "=a + b"}),
        field("number", "twice", own={"formula": "=sum * 2"}, hide="=not(more = true)"),
        field("textfield", "why", hide="=sum < 10"),
        {"type": "group", "id": "G", "path": "inner", "conditional": {"hide": "=more = true"},
         "components": [field("textfield", "note"), field("number", "next", own={"formula": "=a + 1"})]},
        field("table", "rows", hide="=a = 0", components=[
            field("number", "n"), field("number", "rate", own={"formula": "=n * b"}),
            field("textfield", "text", hide="=rate < 5"), field("number", "double", own={"formula": "=rate * 2"}),
        ]),
        field("table", "plain", components=[field("number", "n"), field("number", "place", own={"formula": "=i"})]),
        field("number", "total", own={"formula": "=sum(rows.double)"}),
        field("number", "count", own={"formula": "=count(plain)"}),
    )  # fmt: skip


def ring() -> Form:
    return a_form(
        field("number", "a", hide="=b > 1"),
        field("number", "b", hide="=a > 1"),
        field("number", "c", own={"formula": "=a"}),
    )


NUMBER = st.integers(-2, 12) | st.none()
ACT = st.one_of(
    st.tuples(st.sampled_from(["a", "b"]), NUMBER),
    st.tuples(st.just("more"), st.booleans()),
    st.tuples(st.sampled_from(["why", "inner.note"]), st.text(max_size=3)),
    st.tuples(st.sampled_from(["rows", "plain"]), st.lists(st.fixed_dictionaries({"n": NUMBER}), max_size=4)),
    st.tuples(st.sampled_from(["cell:rows", "cell:plain"]), NUMBER),
    st.tuples(st.sampled_from(["cut:rows", "cut:plain"]), st.none()),
    st.tuples(st.sampled_from(["sheet:rows", "sheet:plain", "slow:rows", "slow:plain"]), NUMBER),
)


@settings(max_examples=60, deadline=None)
@given(form=st.sampled_from([busy_form(), ring()]), acts=st.lists(ACT, max_size=8), seed=st.integers(0, 99))
def test_following_gives_what_working_everything_out_gives(
    form: Form, acts: list[tuple[str, Any]], seed: int
) -> None:
    rng = Random(seed)
    live = LiveForm(form, {"a": 1, "plain": [{"n": seed}]}, FACTS)
    begun = form_state(form, live.entered, FACTS)
    assert (live.values, live.hidden) == (begun.values, begun.hidden)
    paths = {place.path for place in field_places(form)}
    sheets: dict[str, list[dict[str, Any]]] = {"rows": [], "plain": []}
    for what, value in acts:
        verb, _, path = what.rpartition(":")
        rows = live.rows(path) if verb else []
        if path not in paths or (verb in ("cell", "cut") and not rows):
            continue
        before, hidden = live.values, live.hidden
        if verb in ("sheet", "slow"):  # whose rows are its own and stay the same ones, but for one
            kept = [row for row in sheets[path] if rng.random() < 0.8]
            sheets[path] = [*kept, {"n": value}, *kept[:1]]
            entry = live.entering(path, sheets[path]) if verb == "slow" else None
            if entry is None:
                touched = live.enter(path, sheets[path])
            else:
                entry.read(1)
                if rng.random() < 0.5:  # somebody goes on meanwhile
                    live.enter("b", value)
                    entry.read(2)
                if rng.random() < 0.8:
                    while entry.read(2):
                        pass
                    assert entry.share == 1 and entry.holds
                before, hidden = live.values, live.hidden
                touched = live.take(entry)
        elif verb == "cell":
            touched = live.enter_cell(path, rng.randrange(len(rows)), "n", value)
        elif verb == "cut":
            gone = rng.randrange(len(rows))
            touched = live.enter(path, [row for number, row in enumerate(rows) if number != gone])
        else:
            touched = live.enter(path, value)
        whole = form_state(form, live.entered, FACTS)
        assert live.values == whole.values
        assert live.hidden == whole.hidden
        told = {path for path in paths if "." not in path and before.get(path) != live.values.get(path)}
        assert told <= touched.values | {path}
        assert {path for path in hidden ^ live.hidden if "rows." not in path} <= touched.shown | {"rows", "plain"}


@settings(max_examples=6, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_the_whole_form_is_followed(seed: int) -> None:
    form, office = whole_form(), an_office()
    given_values = random_values(form, [], None, office, Random(seed))
    live = LiveForm(form, {}, FACTS)
    for place in field_places(form):
        if place.table is None and not place.component.is_fixed:
            value: Any = given_values
            for part in place.path.split("."):
                value = value.get(part) if isinstance(value, dict) else None
            live.enter(place.path, value)
    whole = form_state(form, live.entered, FACTS)
    assert (live.values, live.hidden) == (whole.values, whole.hidden)


def test_an_act_works_out_only_what_depends_on_it(monkeypatch: pytest.MonkeyPatch) -> None:
    form = a_form(
        *(field("number", f"n{number}") for number in range(50)),
        *(field("number", f"s{number}", own={"formula": f"=n{number} + 1"}) for number in range(50)),
        field("table", "rows", components=[field("number", "n"), field("number", "d", own={"formula": "=n * 2"})]),
    )
    live = LiveForm(form, {"rows": [{"n": number} for number in range(100)]}, FACTS)
    asked: list[str] = []

    evaluate = Scope.evaluate

    def counted(scope: Scope, text: str) -> Any:
        asked.append(text)
        return evaluate(scope, text)

    monkeypatch.setattr(Scope, "evaluate", counted)
    assert live.enter("n7", 4).values == {"n7", "s7"}
    assert asked == ["n7 + 1"]
    asked.clear()
    assert live.enter_cell("rows", 5, "n", 9).rows == {"rows": frozenset({5})}
    assert asked == ["n * 2"]
    assert live.values["rows"][5] == {"n": 9, "d": 18}
    sheet: list[dict[str, Any]] = [{"n": number} for number in range(100)]
    live.enter("rows", sheet)
    asked.clear()
    live.enter("rows", [*sheet, {"n": 7}])  # a further row: the others are the very ones of before
    assert asked == ["n * 2"]
    live.enter("rows", sheet[50:])
    assert asked == ["n * 2"] and live.values["rows"][0] == {"n": 50, "d": 100}
