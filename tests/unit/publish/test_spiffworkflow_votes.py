"""Steps that several decide, written for SpiffWorkflow: its own library walks them, vote by vote, to what the runner
comes to with the same votes in the same order."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.spiff.parser.process import SpiffBpmnParser
from SpiffWorkflow.util.task import TaskState

from modeler.dialects.writing import Written
from modeler.publish.exporting import export
from runner.approvals.votes import Count, Seat, result_of
from tests.helpers.dialect_models import DialectModel, E, S, chain, ext, flow, node
from tests.unit.dialects.test_writing import unpacked

PEOPLE = ("li", "wang", "sun", "chen")
BUTTONS = "".join(
    f'<slip:verdict id="{own}" label="{own}" result="{own}"/>' for own in ("agree", "reject", "return", "abstain")
)
HANDLER = f'<slip:handler strategy="user" who="{" ".join(f"user:{one}" for one in PEOPLE)}"/>'
SHARES = dict(zip(PEOPLE, (40, 30, 20, 10), strict=True))
WEIGHTS = "".join(f'<slip:weight who="user:{one}" share="{share}"/>' for one, share in SHARES.items())
COUNTS = {
    "all": (Count("all"), 'vote="all"'),
    "all-heard": (Count("all", hears_all=True), 'vote="all" hearsAll="true"'),
    "two-thirds": (Count("percent", "2/3"), 'vote="percent" threshold="2/3"'),
    "half-left-out": (Count("percent", "50", "left-out"), 'vote="percent" threshold="50" abstain="left-out"'),
    "two": (Count("count", "2"), 'vote="count" threshold="2"'),
    "veto": (Count("percent", "50", veto=("sun",)), 'vote="percent" threshold="50" veto="user:sun"'),
    "weights": (Count("weight", "60"), 'vote="weight" threshold="60"'),
    "sequence": (Count("sequence"), 'vote="sequence"'),
}


@cache
def written(how: str, resumed: bool = False) -> Written:
    """A step decided so, or two of them behind each other."""
    weights = WEIGHTS if how == "weights" else ""

    def step(own: str) -> str:
        return node(
            "userTask", own, ext(HANDLER, f"<slip:approval {COUNTS[how][1]}>{BUTTONS}{weights}</slip:approval>")
        )

    steps = ("A", "B") if resumed else ("A",)
    body = S + "".join(map(step, steps)) + E + chain("S", *steps, "E")
    return export(DialectModel("votes", {"P": body}).package, "spiffworkflow")


def begun(found: Written) -> BpmnWorkflow:
    """A case in the library, at its first people."""
    parser = SpiffBpmnParser()
    for file, content in unpacked(found).items():
        if file.endswith(".bpmn"):
            parser.add_bpmn_xml(etree.fromstring(content), filename=file)
    spec, inner = parser.get_spec("P"), parser.get_subprocess_specs("P")
    case = BpmnWorkflow(spec, inner, script_engine=PythonScriptEngine())
    declared = (one.params["variables"].split(", ") for one in found.losses if one.code == "export.declared")
    for task in case.get_tasks():
        task.data.update(dict.fromkeys((name for several in declared for name in several), None))
    case.do_engine_steps()
    return case


def asked(case: BpmnWorkflow) -> dict[str, Any]:
    """Whom the library asks now: person -> task."""
    tasks = case.get_tasks(state=TaskState.READY, manual=True)
    return {
        str(task.data.get("A_person") or task.data.get("B_person") or task.task_spec.bpmn_id): task for task in tasks
    }


def say(case: BpmnWorkflow, task: Any, verdict: str) -> None:
    """One vote."""
    task.data[f"{task.task_spec.bpmn_id}_verdict"] = verdict
    task.run()
    case.do_engine_steps()


def done(case: BpmnWorkflow) -> set[str]:
    return {task.task_spec.bpmn_id for task in case.get_tasks(state=TaskState.COMPLETED)}


def shares(how: str) -> dict[str, int]:
    return SHARES if how == "weights" else dict.fromkeys(PEOPLE, 1)


VOTES = st.tuples(
    st.permutations(PEOPLE),
    st.lists(st.sampled_from(["agree", "agree", "reject", "abstain", "return"]), min_size=4, max_size=4),
)


@pytest.mark.parametrize("how", COUNTS)
@settings(max_examples=25, deadline=None)
@given(VOTES)
def test_the_library_comes_to_what_the_runner_comes_to(how: str, votes: tuple[Sequence[str], Sequence[str]]) -> None:
    found = written(how)
    assert found.ok, [loss.message for loss in found.losses]
    case, (order, said) = begun(found), votes
    order = PEOPLE if how == "sequence" else order
    weights = shares(how)
    seats = {who: Seat(who, None, True, Fraction(weights[who])) for who in PEOPLE}
    for who, verdict in zip(order, said, strict=True):
        say(case, asked(case)[who], verdict)
        if how == "sequence":
            result = verdict if verdict != "agree" or who == PEOPLE[-1] else None
        else:
            seats[who] = Seat(who, verdict, False, Fraction(weights[who]))
            result = result_of(COUNTS[how][0], list(seats.values()))
        if result is not None:
            break
        left = [one for one in PEOPLE if one not in order[: order.index(who) + 1]]
        assert sorted(asked(case)) == sorted(left[:1] if how == "sequence" else left), "nobody else is asked"
    assert result is not None
    if result == "return":
        assert set(asked(case)) == {"S_again"}
        return
    assert case.completed
    assert ("E" in done(case)) is (result != "reject"), "who abstains at their turn lets it go on"


def test_in_the_next_round_no_vote_of_the_one_before_counts() -> None:
    case = begun(written("two-thirds"))
    for who, verdict in (("li", "agree"), ("wang", "agree"), ("sun", "return")):
        say(case, asked(case)[who], verdict)
    say(case, asked(case)["S_again"], "")
    assert sorted(asked(case)) == sorted(PEOPLE)
    say(case, asked(case)["li"], "agree")
    say(case, asked(case)["wang"], "agree")
    assert not case.completed
    say(case, asked(case)["sun"], "agree")
    assert case.completed and "E" in done(case)


def test_two_steps_behind_each_other_count_for_themselves() -> None:
    case = begun(written("two", resumed=True))
    for who in ("li", "sun"):
        say(case, asked(case)[who], "agree")
    assert not case.completed
    assert {task.task_spec.bpmn_id for task in asked(case).values()} == {"B"}
    for who in ("wang", "chen"):
        say(case, asked(case)[who], "agree")
    assert case.completed and "E" in done(case)


def test_it_says_that_the_votes_stand_in_data_objects() -> None:
    assert ("export.loop-shared", "A_round") in [(loss.code, loss.element) for loss in written("all").losses]


def test_a_loop_that_adds_up_without_a_beginning_is_refused_with_its_reason() -> None:
    script = "<bpmn:script>n = n + 1</bpmn:script>"
    multi = (
        "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>3</bpmn:loopCardinality>"
        "</bpmn:multiInstanceLoopCharacteristics>"
    )
    inside = "".join((
        node("startEvent", "US"), node("scriptTask", "C", script, scriptFormat="feel"), node("endEvent", "UE"),
        flow("F1", "US", "C"), flow("F2", "C", "UE"),
    ))  # fmt: skip
    body = S + node("subProcess", "U", multi + inside) + E + chain("S", "U", "E")
    refused = export(DialectModel("adds", {"P": body}).package, "spiffworkflow")
    assert ("export.loop-counted", "U") in [(loss.code, loss.element) for loss in refused.losses]
    assert not refused.files
