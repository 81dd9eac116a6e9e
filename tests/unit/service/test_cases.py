"""Cases from start to end, with people, votes, returns and rights; straight, and reopened at each step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from runner.bundle.graph import DecisionUse, FormUse, Graph, Verdict
from runner.core.errors import RunError
from runner.forms.schema import Form
from runner.organization.handler import Handler
from runner.rights.model import FieldRight, ProcessRights, Rule
from tests.helpers.decisions import decision, dmn, given, table
from tests.helpers.graphs import A, message, mock, timer
from tests.helpers.office import Office, leave_form, office

Open = Callable[..., Office]


@pytest.fixture(params=[False, True], ids=["straight", "reopened"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Open]:
    made: list[Office] = []

    def make(builder: A | Graph, **more: Any) -> Office:
        graph = builder.graph() if isinstance(builder, A) else builder
        others = more.pop("others", [])
        forms = {"leave": leave_form(), **more.pop("more_forms", {})}
        from runner.bundle.bundle import Bundle

        graphs = {item.process: item for item in [graph, *others]}
        bundle = Bundle(graph.process, {}, graphs, forms=forms, organization=office(), **more)
        made.append(Office(bundle, tmp_path, saving=request.param))
        return made[-1]

    yield make
    for item in made:
        item.close()


def approved(vote: str = "any", handler: Handler | None = None, **more: Any) -> A:
    handler = handler or Handler(strategy="user", params={"who": "user:li user:wang"})
    return A().start().approve("T", vote=vote, handler=handler, **more).end().chain("S", "T", "E")


def refused(code: str) -> Any:
    return pytest.raises(RunError, check=lambda error: error.code == code)


def test_consecutive_heads_decide_in_turn(opened: Open) -> None:
    desk = opened(approved(handler=Handler(strategy="consecutiveHeads", params={"upTo": "2"})))
    case = desk.start()
    assert desk.who(case) == [("T", "li")]
    desk.do(case, "T", "li", "agree")
    assert desk.who(case) == [("T", "chen")]
    desk.do(case, "T", "chen", "agree")
    view = desk.service.case(case)
    assert (view.status, view.outcome, view.end) == ("completed", None, ["E"])
    assert [(visit.element, visit.by) for visit in view.path] == [("S", ["zhang"]), ("T", ["li", "chen"]), ("E", [])]
    assert view.variables["verdict"] == view.variables["T_result"] == "agree"


def test_any_lets_the_first_verdict_decide(opened: Open) -> None:
    desk = opened(approved())
    case = desk.start()
    first, second = desk.open(case)
    desk.service.complete(first.task, "li", {}, "agree")
    assert desk.service.case(case).status == "completed"
    with refused("task.handled"):
        desk.service.complete(second.task, "wang", {}, "agree")


def test_all_need_everyone_and_one_rejection_decides(opened: Open) -> None:
    desk = opened(approved("all"))
    case = desk.start()
    desk.do(case, "T", "li", "agree")
    assert desk.who(case) == [("T", "wang")]
    desk.do(case, "T", "wang", "agree")
    assert desk.service.case(case).outcome is None
    other = desk.start()
    desk.do(other, "T", "wang", "reject")
    view = desk.service.case(other)
    assert (view.status, view.outcome, view.end) == ("completed", "rejected", [])
    assert desk.open(other) == []
    seats = desk.service.task(1).seats
    assert [seat.state for seat in seats] == ["done", "done"]


def test_a_sequence_asks_in_turn(opened: Open) -> None:
    desk = opened(approved("sequence"))
    case = desk.start()
    assert desk.who(case) == [("T", "li")]
    desk.do(case, "T", "li", "agree")
    assert desk.who(case) == [("T", "wang")]


def test_a_rejection_goes_on_where_the_process_looks_at_it(opened: Open) -> None:
    builder = A().start().approve("T", "user:li").xor("g", "g_N").end("Y").end("N").chain("S", "T", "g")
    desk = opened(builder.flow("g", "Y", 'verdict = "agree"').flow("g", "N"))
    case = desk.start()
    desk.do(case, "T", "li", "reject")
    assert desk.service.case(case).end == ["N"]


def test_a_return_goes_to_the_starter_and_runs_again(opened: Open) -> None:
    builder = A().start().approve("H", "user:li").approve("T", "user:wang").end().chain("S", "H", "T", "E")
    desk = opened(builder)
    case = desk.start(days=4)
    desk.do(case, "H", "li", "agree")
    desk.do(case, "T", "wang", "return", "dates")
    assert desk.who(case) == [("S", "zhang")]
    assert [item.kind for item in desk.service.inbox("zhang")] == ["start"]
    desk.do(case, "S", "zhang", days=3)
    assert desk.who(case) == [("H", "li")]
    desk.do(case, "H", "li", "agree")
    desk.do(case, "T", "wang", "agree")
    view = desk.service.case(case)
    assert view.status == "completed"
    assert view.variables["days"] == 3
    assert [visit.element for visit in view.path] == ["S", "H", "T", "S", "H", "T", "E"]


def test_a_resubmission_goes_straight_back_where_nothing_sensitive_changed(opened: Open) -> None:
    builder = A().start().approve("H", "user:li").approve("T", "user:wang").end().chain("S", "H", "T", "E")
    graph = builder.graph()
    approval = graph.node("T").approval.model_copy(update={"resubmit": "direct", "sensitive": ["days"]})  # type: ignore[union-attr]
    nodes = [node.model_copy(update={"approval": approval}) if node.id == "T" else node for node in graph.nodes]
    desk = opened(graph.model_copy(update={"nodes": nodes}))
    for days, expected in ((4, "T"), (5, "H")):
        case = desk.start(days=4)
        desk.do(case, "H", "li", "agree")
        desk.do(case, "T", "wang", "return")
        desk.do(case, "S", "zhang", days=days, note="x")
        assert [element for element, _ in desk.who(case)] == [expected]


def test_an_operation_returns_to_a_named_step(opened: Open) -> None:
    builder = A().start().user("H", "user:li").approve("T", "user:wang").end().chain("S", "H", "T", "E")
    desk = opened(builder)
    case = desk.start()
    desk.do(case, "H", "li")
    desk.service.operate("return", desk.open(case)[0].task, "user:wang", to="H", reason="again")
    assert desk.who(case) == [("H", "li")]
    lines = [line.payload for line in desk.service.history(case) if line.kind == "acted"]
    assert lines[-1]["opinion"] == "again"


def test_a_verdict_may_return_to_the_previous_step(opened: Open) -> None:
    back = [Verdict(id="back", result="return", action="previous")]
    builder = A().start().user("H", "user:li").approve("T", "user:wang", verdicts=back).chain("S", "H", "T")
    desk = opened(builder)
    case = desk.start()
    desk.do(case, "H", "li")
    desk.do(case, "T", "wang", "back")
    assert desk.who(case) == [("H", "li")]


def test_a_pool_is_claimed_and_released(opened: Open) -> None:
    desk = opened(
        A().start().user("T", handler=Handler(strategy="role", params={"who": "role:clerks"})).chain("S", "T")
    )
    case = desk.start()
    assert desk.who(case) == [("T", "zhao"), ("T", "sun")]
    mine = desk.service.inbox("zhao")[0]
    desk.service.claim(mine.task, "zhao")
    assert desk.service.inbox("sun") == []
    sun = next(item for item in desk.open(case) if item.user == "sun")
    with refused("task.claimed"):
        desk.service.complete(sun.task, "sun")
    desk.service.operate("release", mine.task, "zhao")
    assert len(desk.service.inbox("sun")) == 1
    desk.do(case, "T", "sun")
    assert desk.service.case(case).status == "completed"


def test_a_task_is_only_for_its_person_and_the_refusal_says_why(opened: Open) -> None:
    desk = opened(approved(handler=Handler(strategy="departmentHead", params={"level": "1"})))
    case = desk.start()
    with refused("task.not-yours") as caught:
        desk.service.complete(desk.open(case)[0].task, "wang", {}, "agree")
    assert caught.value.reason
    with refused("task.not-yours"):
        desk.service.task(desk.open(case)[0].task, "wang")


def test_a_step_that_nobody_can_handle_stops_with_an_alert_until_it_is_given_to_someone(opened: Open) -> None:
    desk = opened(approved(handler=Handler(strategy="user", params={"who": "user:nobody"})))
    case = desk.start()
    assert desk.service.case(case).status == "incident"
    task = desk.open(case)[0]
    assert task.alert
    with refused("task.not-yours"):
        desk.service.complete(task.task, "li", {}, "agree")
    with refused("task.forbidden"):
        desk.service.operate("transfer", task.task, "li", to="user:li")
    with refused("task.unknown-person"):
        desk.service.operate("transfer", task.task, "tester", to="user:nobody")
    desk.service.operate("transfer", task.task, "tester", to="user:li")
    assert desk.service.case(case).status == "running"
    desk.do(case, "T", "li", "agree")
    assert desk.service.case(case).status == "completed"


@pytest.mark.parametrize(("rule", "outcome"), [("pass", None), ("reject", "rejected")])
def test_the_empty_rule_decides_by_itself(opened: Open, rule: Any, outcome: str | None) -> None:
    desk = opened(approved(handler=Handler(strategy="user", params={"who": "user:nobody"}, empty=rule)))
    view = desk.service.case(desk.start())
    assert (view.status, view.outcome) == ("completed", outcome)


def test_an_opinion_is_asked_for(opened: Open) -> None:
    desk = opened(approved(opinion="reject"))
    case = desk.start()
    with refused("approval.opinion-needed"):
        desk.do(case, "T", "li", "reject")
    desk.do(case, "T", "li", "reject", opinion="no money")
    assert desk.service.case(case).outcome == "rejected"


def test_an_opinion_may_come_with_the_data(opened: Open) -> None:
    desk = opened(approved(opinion="always"))
    case = desk.start()
    desk.service.complete(desk.open(case)[0].task, "user:li", {"opinion": "fine"}, "agree")
    assert "opinion" not in desk.service.case(case).variables


def with_form() -> A:
    def use(*rights: tuple[str, str]) -> FormUse:
        return FormUse(ref="leave", fields=[FieldRight(path=path, access=access) for path, access in rights])  # type: ignore[arg-type]

    builder = A().start(
        "S", form=use(("kind", "edit"), ("days", "required"), ("reason", "edit"), ("salary", "hidden"))
    )
    builder.node(
        "userTask", "T", form=use(("reason", "edit"), ("salary", "hidden")),
        handler=Handler(strategy="user", params={"who": "user:li"}),
    )  # fmt: skip
    builder.node(
        "userTask",
        "HR",
        form=use(("salary", "required")),
        handler=Handler(strategy="role", params={"who": "role:hr"}),
    )
    return builder.end().chain("S", "T", "HR", "E")


def test_a_hidden_field_is_not_sent_and_a_forbidden_write_is_refused_with_its_reason(opened: Open) -> None:
    desk = opened(with_form())
    case = desk.start(kind="annual", days=4)
    view = desk.service.task(desk.open(case)[0].task, "li")
    assert view.values == {"kind": "annual", "days": 4}
    assert view.access == {"kind": "read", "days": "read", "reason": "edit", "salary": "hidden"}
    for wrong in ({"days": 2}, {"salary": 9}, {"unknown": 1}):
        with refused("task.forbidden-write") as caught:
            desk.do(case, "T", "li", **wrong)
        assert caught.value.reason
    desk.do(case, "T", "li", reason="fine", days=4)
    with refused("task.invalid"):
        desk.do(case, "HR", "wang")
    desk.do(case, "HR", "wang", salary=9)
    assert desk.service.case(case).variables == {"kind": "annual", "days": 4, "reason": "fine", "salary": 9}


def test_a_start_form_is_checked(opened: Open) -> None:
    desk = opened(with_form())
    with refused("task.invalid"):
        desk.start(kind="annual")
    with refused("task.forbidden-write"):
        desk.start(days=1, salary=3)
    assert desk.service.cases() == []


def test_who_may_start_see_and_end_is_enforced_with_the_rule(opened: Open) -> None:
    builder = approved()
    builder.rights = ProcessRights(
        allow=[Rule(action="start", who="department:fin"), Rule(action="manage", who="user:chen")]
    )
    desk = opened(builder)
    with refused("task.forbidden") as caught:
        desk.start("wang")
    assert caught.value.reason
    assert not desk.service.may_start(desk.model, "wang").allowed
    case = desk.start()
    assert desk.service.case(case, "zhang").starter == "zhang"
    with refused("task.forbidden"):
        desk.service.case(case, "sun")
    with refused("task.forbidden"):
        desk.service.operate_case("terminate", case, "zhang")
    desk.service.operate_case("terminate", case, "chen", reason="x")
    assert desk.service.case(case).outcome == "terminated"


def test_the_starter_withdraws_and_nobody_else(opened: Open) -> None:
    desk = opened(approved())
    case = desk.start()
    with refused("task.not-yours"):
        desk.service.operate_case("withdraw", case, "li")
    desk.service.operate_case("withdraw", case, "zhang")
    assert desk.service.case(case).outcome == "withdrawn"
    assert desk.open(case) == []


def test_copies_go_out_once_and_block_nobody(opened: Open) -> None:
    builder = (
        A()
        .start()
        .user("T", "user:li", copy_to=["handover", "starter", "user:wang"])
        .user("U", "user:li", copy_to=["user:wang"])
    )
    desk = opened(builder.chain("S", "T", "U"))
    case = desk.start(handover="user:sun")
    desk.do(case, "T", "li")
    desk.do(case, "U", "li")
    assert [len(desk.service.copies(name)) for name in ("sun", "zhang", "wang", "li")] == [1, 1, 1, 0]
    desk.service.read_copy(desk.service.copies("sun")[0].copy_id)
    assert desk.service.copies("sun")[0].is_read


def test_time_passes_only_on_request_and_over_all_cases_in_order(opened: Open) -> None:
    builder = (
        A()
        .start()
        .user("T", "user:li")
        .boundary("B", "T", timer("=limit"))
        .user("X", "user:wang")
        .chain("S", "T")
        .chain("B", "X")
    )
    desk = opened(builder)
    late, early = desk.start(limit="PT5H"), desk.start(limit="PT2H")
    assert [case for _at, case, _element in desk.service.due()] == [early, late]
    changed = desk.service.advance("next timer")
    assert (changed.cases, changed.fired, changed.clock) == ([early], 1, "2026-03-02T11:00:00+08:00")
    assert desk.who(early) == [("X", "wang")]
    desk.service.advance("PT10H")
    assert desk.who(late) == [("X", "wang")]
    lines = [line for line in desk.service.history(late) if line.kind == "fired"]
    assert lines[0].at == "2026-03-02T14:00:00+08:00"
    assert desk.service.clock() == "2026-03-02T21:00:00+08:00"
    with refused("run.no-timer"):
        desk.service.advance("next timer")
    with refused("run.clock-back"):
        desk.service.advance("2026-01-01T00:00:00+08:00")


def test_a_message_that_nobody_waits_for_is_kept_until_someone_does(opened: Open) -> None:
    builder = (
        A().start().user("T", "user:li").node("receiveTask", "M", event=message("paid", no="no")).chain("S", "T", "M")
    )
    desk = opened(builder)
    one, two = desk.start(no="1"), desk.start(no="2")
    assert not desk.service.message("paid", {"no": "2"}, {"sum": 7})
    desk.do(one, "T", "li")
    assert desk.service.case(one).status == "running"
    desk.do(two, "T", "li")
    view = desk.service.case(two)
    assert view.status == "completed"
    assert view.variables["sum"] == 7


def test_a_thrown_message_starts_the_process_that_begins_with_it_and_a_signal_reaches_all(opened: Open) -> None:
    thrown = (
        A("p")
        .start()
        .node(
            "intermediateThrowEvent", "M", event=message("order"), service={"inputs": [{"name": "x", "value": "y"}]}
        )
    )
    other = A("q").start("Q", event=message("order")).user("U", "user:li").chain("Q", "U").graph()
    desk = opened(thrown.chain("S", "M"), others=[other])
    desk.start(y=3)
    mine = [item for item in desk.service.cases() if item.process == "q"]
    assert len(mine) == 1
    assert desk.service.case(mine[0].case).variables == {"x": 3}


def test_the_tester_answers_services_and_mends_incidents(opened: Open) -> None:
    builder = A().start().node("serviceTask", "V", service=mock("1 +", outputs=[])).xor("g").end("E").end("F")
    desk = opened(builder.chain("S", "V", "g", "E").flow("g", "F"))
    case = desk.start()
    assert desk.service.case(case).status == "incident"
    task = desk.service.task(desk.open(case)[0].task)
    assert task.kind == "incident"
    assert task.trouble is not None
    desk.service.answer(task.task, "skip", {"ok": True})
    pick = desk.service.task(desk.open(case)[0].task)
    assert (pick.kind, pick.options) == ("pick", ["g_E", "g_F"])
    with refused("task.not-for-people"):
        desk.service.complete(pick.task, "zhang")
    desk.service.answer(pick.task, "pick", flows=["g_F"])
    view = desk.service.case(case)
    assert (view.status, view.end, view.variables) == ("completed", ["F"], {"ok": True})


def test_a_failed_act_leaves_the_case_as_it_was(opened: Open) -> None:
    desk = opened(approved())
    case = desk.start()
    before = desk.service.history(case), desk.service.case(case)
    with refused("approval.no-such-verdict"):
        desk.do(case, "T", "li", "perhaps")
    assert (desk.service.history(case), desk.service.case(case)) == before


def test_what_cannot_run_is_refused_when_deployed(tmp_path: Path) -> None:
    with refused("run.unsupported") as caught:
        Office(A().start().node("eventBasedGateway", "N").bundle(), tmp_path)
    assert caught.value.params["elements"] == "N"


def limited(*steps: dict[str, str]) -> A:
    return A().start().approve("T", "user:li", deadline={"steps": list(steps)}).end().chain("S", "T", "E")


def test_reminders_repeat_in_time_while_the_step_is_open(opened: Open) -> None:
    desk = opened(limited({"after": "PT4H", "do": "remind", "repeat": "PT2H"}))
    case = desk.start()
    assert desk.service.advance("PT9H").fired == 3
    lines = [line for line in desk.service.history(case) if line.kind == "overdue"]
    assert [line.at[11:16] for line in lines] == ["13:00", "15:00", "17:00"]
    assert lines[0].payload["to"] == ["li"]
    desk.do(case, "T", "li", "agree")
    assert desk.service.due() == []


def test_time_limits_count_working_time_where_there_is_a_calendar(opened: Open) -> None:
    from runner.bundle.bundle import WorkspaceInfo

    week = [{"days": "MO-FR", "from": "09:00", "to": "17:00"}]
    info = WorkspaceInfo(calendar="office", calendars={"office": {"week": week}})
    desk = opened(limited({"after": "PT10H", "do": "remind"}), workspace=info)
    case = desk.start()
    assert desk.service.due() == [("2026-03-03T11:00:00+08:00", case, "T")]


def test_an_overdue_step_escalates_and_is_then_decided(opened: Open) -> None:
    desk = opened(limited({"after": "PT1H", "do": "escalate"}, {"after": "PT2H", "do": "reject"}))
    case = desk.start()
    desk.service.advance("next timer")
    assert desk.who(case) == [("T", "chen")]
    desk.service.advance("next timer")
    view = desk.service.case(case)
    assert (view.status, view.outcome, view.variables["T_verdict"]) == ("completed", "rejected", "auto-reject")


def test_a_return_begins_the_time_limit_anew(opened: Open) -> None:
    desk = opened(limited({"after": "PT4H", "do": "remind"}))
    case = desk.start()
    desk.service.advance("PT3H")
    desk.do(case, "T", "li", "return")
    assert desk.service.due() == []
    desk.do(case, "S", "zhang")
    assert [at for at, _case, _element in desk.service.due()] == ["2026-03-02T16:00:00+08:00"]


def preset_form() -> Form:
    """days with a default, a class of cost that nobody sees, and a note that is there for long leaves alone."""
    return Form.model_validate(
        {
            "type": "default",
            "id": "leave",
            "components": [
                {"type": "number", "key": "days", "label": "Days", "defaultValue": 1, "validate": {"required": True}},
                {"type": "textfield", "key": "cost", "label": "Cost", "defaultValue": "A"},
                {
                    "type": "textfield", "key": "note", "label": "Note", "defaultValue": "none",
                    "conditional": {"hide": "=days < 2"},
                },
            ],
        }
    )  # fmt: skip


def with_presets(opened: Open) -> Office:
    start = FormUse(ref="preset", fields=[FieldRight(path="cost", access="hidden")])
    later = {"days": "edit", "note": "edit"}
    builder = A().start(form=start).user("T", "user:li", form="preset", fields=later).end().chain("S", "T", "E")
    return opened(builder, more_forms={"preset": preset_form()})


def test_a_case_starts_with_the_defaults_of_its_form_seen_or_not(opened: Open) -> None:
    desk = with_presets(opened)
    assert desk.service.starts(desk.model)[0].values == {"days": 1, "note": "none"}
    assert desk.service.variables(desk.start()) == {"days": 1, "cost": "A"}
    assert desk.service.variables(desk.start(days=3)) == {"days": 3, "cost": "A", "note": "none"}


def test_a_default_does_not_open_a_hidden_field(opened: Open) -> None:
    desk = with_presets(opened)
    with refused("task.forbidden-write"):
        desk.start(days=1, cost="B")


def test_a_default_that_was_emptied_does_not_stand_in_for_what_is_required(opened: Open) -> None:
    desk = with_presets(opened)
    with refused("task.invalid"):
        desk.start(days=None)


def test_a_later_step_fills_in_what_has_no_value_yet(opened: Open) -> None:
    desk = with_presets(opened)
    case = desk.start()
    assert desk.service.task(desk.open(case)[0].task, "li").values == {"days": 1, "cost": "A", "note": "none"}
    desk.do(case, "T", "li", days=4)
    assert desk.service.variables(case) == {"days": 4, "cost": "A", "note": "none"}


def test_a_default_that_was_emptied_does_not_come_back(opened: Open) -> None:
    desk = with_presets(opened)
    case = desk.start(days=3, note=None)
    assert desk.service.task(desk.open(case)[0].task, "li").values["note"] is None
    desk.do(case, "T", "li", days=4)
    assert desk.service.variables(case)["note"] is None


def test_a_decision_tells_its_rule_and_a_table_without_one_is_an_incident(opened: Open) -> None:
    logic = table(["amount"], ["who"], ['> 5000 -> "director"', '[1000..5000] -> "head"'])
    files = {"level": dmn(given("i1", "amount", "number"), decision("level", "Level", logic, "i1"))}
    use = DecisionUse(ref="level", result="boss")
    desk = opened(A().start().node("businessRuleTask", "D", decision=use).end().chain("S", "D", "E"), decisions=files)
    case = desk.start(amount=6200)
    assert desk.service.case(case).variables["boss"] == "director"
    ruled = [line.payload for line in desk.service.history(case) if line.kind == "ruled"]
    assert ruled == [
        {"process": "p", "decision": "Level", "table": "Level", "rules": [1], "values": {"amount": 6200}}
    ]
    poor = desk.start(amount=5)
    view = desk.service.case(poor)
    assert (view.status, [one.code for one in view.problems]) == ("incident", ["run.decision"])
    assert "amount = 5" in view.problems[0].params["cause"]
