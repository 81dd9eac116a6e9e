"""What the scripts of a plain file count is what the runner counts, vote by vote."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from modeler.portable.votes import Votes, begin_script, buttons_of, count_script, names_of, turn_script, whole_weights
from runner import feel
from runner.approvals.verdicts import DEFAULT_VERDICTS
from runner.approvals.votes import SHARED, Count, Seat, result_of
from runner.bundle.graph import Approval, Verdict

PEOPLE = ("li", "chen", "wang", "zhao", "sun")
VERDICTS = [*DEFAULT_VERDICTS, Verdict(id="no-word", result="abstain"), Verdict(id="ask", result="custom")]
RESULT = {one.id: one.result for one in VERDICTS}
NAMES = names_of("N")
said = st.lists(
    st.tuples(
        st.sampled_from(PEOPLE), st.sampled_from(["agree", "agree", "reject", "no-word", "return", "ask"]),
        st.sampled_from(["10", "100/3", "0", "25"]),
    ),
    min_size=1, max_size=5, unique_by=lambda one: one[0],
)  # fmt: skip


def run(script: str, values: dict[str, Any]) -> dict[str, Any]:
    """The variables after a script, as the engine runs it."""
    found = dict(values)
    for line in script.splitlines():
        name, _sign, text = line.partition(" = ")
        compiled = feel.compile_expression(text)
        found[name] = feel.to_json(compiled({own: feel.from_json(value) for own, value in found.items()}))
    return found


def approvals() -> st.SearchStrategy[Approval]:
    """How a step of several is counted."""
    return st.builds(
        lambda vote, threshold, abstain, veto, hears: Approval(
            vote=vote, threshold=threshold, abstain=abstain, veto=veto, hears_all=hears
        ),
        vote=st.sampled_from(("all", *SHARED)),
        threshold=st.sampled_from(("1", "2", "50", "66.7", "2/3", "100", "1/7", None)),
        abstain=st.sampled_from(("counted", "left-out")),
        veto=st.sampled_from((None, "user:li", "user:li user:sun")),
        hears=st.booleans(),
    )


@settings(max_examples=300, deadline=None)
@given(approvals(), said, st.booleans())
def test_the_script_counts_each_vote_as_the_runner_does(
    approval: Approval, given: list[tuple[str, str, str]], is_known: bool
) -> None:
    """`is_known`: vetoes and weights are known one by one; else the case brings lists of them."""
    people = [who for who, _button, _weight in given]
    weights = {who: Fraction(weight) for who, _button, weight in given}
    veto = [who.removeprefix("user:") for who in (approval.veto or "").split()]
    count = Count(approval.vote, approval.threshold, approval.abstain, veto, approval.hears_all)
    seats = {who: Seat(who, None, True, weights[who]) for who in people}
    listed = [{"who": who, "weight": much} for who, much in whole_weights(weights).items()]
    votes = Votes(NAMES, approval, veto if is_known else None, weights if is_known else None)
    brought = [who for who in veto if who in people]
    values = run(begin_script(NAMES, votes), {
        NAMES.people: people, NAMES.veto: brought, NAMES.weights: listed, NAMES.last: "before"})  # fmt: skip
    script = count_script(votes, buttons_of(VERDICTS))
    for who, button, _weight in given:
        values = run(script, {**values, NAMES.person: who, NAMES.verdict: button})
        seats[who] = Seat(who, RESULT[button], False, weights[who])
        expected = result_of(count, list(seats.values()))
        assert values[NAMES.result] == expected
        assert values[NAMES.last] == _last(expected, button)
        if expected is not None:
            return


@given(said)
def test_the_script_of_a_sequence_goes_on_while_everybody_agrees(given: list[tuple[str, str, str]]) -> None:
    values: Mapping[str, Any] = run(begin_script(NAMES), {
        NAMES.people: [who for who, _button, _weight in given], NAMES.last: "before"})  # fmt: skip
    script = turn_script(NAMES, buttons_of(VERDICTS))
    for place, (who, button, _weight) in enumerate(given, start=1):
        values = run(script, {**values, NAMES.person: who, NAMES.verdict: button})
        is_over = button != "agree" or place == len(given)
        assert values[NAMES.result] == (RESULT[button] if is_over else None)
        if is_over:
            return


def _last(result: str | None, button: str) -> str:
    return "before" if result is None else button if result == "custom" else result


def test_what_is_no_button_means_nothing() -> None:
    before = {NAMES.people: ["li"], NAMES.spoke: 0, NAMES.person: "li", NAMES.last: "before"}
    values = run(turn_script(NAMES, buttons_of(VERDICTS)), {**before, NAMES.verdict: "maybe"})
    assert (values[NAMES.vote], values[NAMES.result]) == (None, None)


def test_an_id_that_is_no_name_of_a_variable_gets_one() -> None:
    assert names_of("a-b.c").people == "a_b_c_people"
    assert names_of("1st").verdict == "_1st_verdict"
