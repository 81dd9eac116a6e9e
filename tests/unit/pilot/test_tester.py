"""The random tester ends, repeats itself by seed, and looks for what is new."""

from __future__ import annotations

from collections import Counter
from contextlib import closing

import pytest

from runner.bundle.bundle import Bundle
from runner.bundle.graph import FormUse
from runner.forms.schema import Form
from runner.organization.handler import Handler
from runner.pilot.chance import Chance
from runner.pilot.tester import random_tester
from runner.protocol.client import WorkerClient
from runner.rights.model import FieldRight
from tests.helpers.graphs import A, event, message, mock, script, signal, timer
from tests.helpers.office import leave_form, office


def rich() -> Bundle:
    """Some of everything that can stop a tester."""
    fields = [FieldRight(path="days", access="required"), FieldRight(path="kind", access="edit")]
    return (
        A().start("S", form=FormUse(ref="leave", fields=fields))
        .approve("T", handler=Handler(strategy="consecutiveHeads", params={"upTo": "2"}), opinion="always")
        .user("U", handler=Handler(strategy="user", params={"who": "user:nobody"}))
        .node("serviceTask", "V").node("scriptTask", "G", script={"language": "groovy", "text": "x"})
        .node("serviceTask", "W", service=mock("1 +")).node("scriptTask", "N", script=script(n="1"))
        .xor("g").node("intermediateCatchEvent", "C", event=timer("PT1H"))
        .node("receiveTask", "M", event=message("m")).node("intermediateCatchEvent", "Q", event=signal("s"))
        .node("callActivity", "K").xor("m").end()
        .chain("S", "T", "U", "V", "G", "W", "N", "g", "C", "m", "E").chain("g", "M", "m").chain("g", "Q", "m")
        .flow("g", "K", "${x}", language="juel").chain("K", "m")
        .bundle(organization=office(), forms={"leave": leave_form()})
    )  # fmt: skip


def test_equal_seeds_give_equal_runs() -> None:
    first, second = random_tester(rich(), 3), random_tester(rich(), 3)
    assert first.elements == second.elements
    assert first.variables == second.variables
    assert first.status == "completed"


def test_runs_that_share_their_count_take_every_way_in_turn() -> None:
    tried: Counter[str] = Counter()
    for seed in range(6):
        random_tester(rich(), seed, tried=tried)
    assert {flow for flow in tried if flow.startswith("g_")} == {"g_C", "g_M", "g_Q", "g_K"}


def test_a_process_without_end_stops_as_budget() -> None:
    bundle = A().start().xor("m").user("A").chain("S", "m", "A", "m").bundle()
    result = random_tester(bundle, 1, budget=30)
    assert (result.status, result.steps) == ("budget", 30)


def test_a_loop_by_itself_stops_as_budget() -> None:
    bundle = A().start().xor("m").node("scriptTask", "N", script=script(n="1")).chain("S", "m", "N", "m").bundle()
    assert random_tester(bundle, 1, budget=300).status == "budget"


def test_a_drawing_is_walked_to_its_end() -> None:
    builder = A().node("task", "A").xor("g").node("task", "B").node("task", "C").node("serviceTask", "D")
    bundle = builder.chain("A", "g", "B").chain("g", "C", "D").bundle()
    assert random_tester(bundle, 1).status == "completed"


def test_what_cannot_run_is_refused() -> None:
    result = random_tester(A().end("N", event=event("cancel")).bundle(), 1)
    assert (result.status, result.problems[0].element) == ("refused", "N")


@pytest.mark.parametrize("seed", range(4))
def test_an_event_gateway_and_boundaries_come_to_an_end(seed: int) -> None:
    builder = (
        A().start().user("A", "user:li").boundary("B", "A", timer("R2/PT1H", "cycle"), interrupting=False)
        .user("X", "user:wang")
        .node("eventBasedGateway", "e").node("intermediateCatchEvent", "C", event=timer("PT2H"))
        .node("receiveTask", "M", event=message("m")).end()
        .chain("S", "A", "e", "C", "E").chain("e", "M", "E").chain("B", "X")
    )  # fmt: skip
    assert random_tester(builder.bundle(organization=office()), seed).status == "completed"


def test_what_it_leaves_out_keeps_its_default() -> None:
    form = Form.model_validate(
        {
            "type": "default",
            "id": "f",
            "components": [
                {"type": "textfield", "key": "kind", "label": "Kind", "defaultValue": "annual"},
                {
                    "type": "textfield", "key": "why", "label": "Why", "validate": {"required": True},
                    "conditional": {"hide": '=kind != "annual"'},
                },
            ],
        }
    )  # fmt: skip
    bundle = A().start("S", form=FormUse(ref="f")).end().chain("S", "E").bundle(forms={"f": form})
    found = [random_tester(bundle, seed) for seed in range(30)]
    assert {one.status for one in found} == {"completed"}
    kinds = [one.variables["kind"] for one in found]
    assert "annual" in kinds and len(set(kinds)) > 1
    assert all(("why" in one.variables) == (one.variables["kind"] == "annual") for one in found)


def test_it_plays_over_the_worker_as_in_this_process() -> None:
    bundle = rich()
    with closing(WorkerClient(clock="2026-03-02T09:00:00+08:00")) as client:
        chance = Chance(client, bundle, client.deploy(bundle), 3)
        case = chance.start()
        while client.case(case).status not in ("completed", "budget") and chance.step(case):
            pass
        view = client.case(case)
    here = random_tester(bundle, 3)
    assert (view.status, [visit.element for visit in view.path]) == (here.status, here.elements)
    assert view.variables == here.variables


def checked(condition: str) -> Form:
    """Two numbers, with a condition between them."""
    limits = {"required": True, "min": 0, "max": 9}
    return Form.model_validate({
        "components": [{"type": "number", "key": key, "label": key, "validate": limits} for key in ("a", "b")],
        "slip:checks": [{"condition": condition, "message": f"Must hold: {condition}"}],
    })  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_what_must_hold_between_fields_is_filled_in_so_that_it_holds(seed: int) -> None:
    bundle = A().start("S", form=FormUse(ref="f", fields=[])).end().chain("S", "E")
    result = random_tester(bundle.bundle(forms={"f": checked("a + b = 7")}), seed)
    assert result.status == "completed"
    assert result.variables["a"] + result.variables["b"] == 7


def test_a_step_that_nothing_can_fill_in_is_told_with_its_reason() -> None:
    builder = A().start("S").user("T", form="f", fields={"*": "edit"}).end()
    result = random_tester(builder.chain("S", "T", "E").bundle(forms={"f": checked("a > 20")}), 1)
    assert result.status == "running"
    assert "Must hold: a > 20" in result.problems[0].message


def test_a_gateway_that_waited_in_vain_is_helped_over_and_named() -> None:
    made = A().start().xor("g", "g_B").user("A").user("B").fork("j").end()
    made.flow("S", "g").flow("g", "A", "false").flow("g", "B").chain("A", "j", "E").chain("B", "j")
    result = random_tester(made.bundle())
    assert (result.status, result.helped) == ("completed", ("j",))
