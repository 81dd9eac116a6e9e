"""A trial case after a publication: it comes to its first task, is compared, and leaves nothing behind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from modeler.publish import ledger
from modeler.publish.environments import Environment
from modeler.publish.packing import pack
from modeler.publish.pipeline import plan, publish, resolve, undo, undoing
from modeler.publish.smoke import expected_steps, given_of
from modeler.publish.target import PublishRefused
from modeler.publish.wire import http
from runner.bundle.archive import read_package
from runner.data.model import dump_value
from runner.pilot.case_file import ProcessTest
from tests.helpers.dialect_models import DialectModel, E, S, chain, ext, flow, node
from tests.servers.fake import Answer, Asked, Gone
from tests.unit.publish.engines import ENGINES
from tests.unit.publish.packages import a_package

HR = '<slip:handler strategy="role" who="role:hr"/>'
TEST = Environment(id="test", stage="test", smoke=True)
KINDS = ("operaton", "flowable")


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "AGAIN", (0.0, 0.0))


@pytest.fixture(params=KINDS)
def server(request: pytest.FixtureRequest) -> Iterator[Any]:
    make, prefix = ENGINES[request.param]
    fake: Any = make()
    with fake.running(prefix):
        fake.kind = request.param
        yield fake


def address(server: Any, tenant: str = "") -> str:
    return f"{server.kind}:{server.url}{f'?tenant={tenant}' if tenant else ''}"


def for_role(**cases: ProcessTest) -> bytes:
    body = S + node("userTask", "A", ext(HR)) + E + chain("S", "A", "E")
    return pack(
        DialectModel("office", {"P": body}).bundle,
        {f"cases/{name}.json": dump_value(one) for name, one in cases.items()},
        whole_organization=True,
    )


def left(server: Any) -> int:
    return len(server.cases) + len(server.past)


def test_a_case_comes_to_its_first_step_is_for_whom_it_should_be_and_goes_again(server: Any) -> None:
    receipt = publish(for_role(), address(server), TEST)
    assert receipt.smoke is not None
    assert (receipt.smoke.state, receipt.smoke.problems) == ("passed", [])
    assert (receipt.smoke.process, receipt.smoke.element, receipt.smoke.who) == ("P", "A", ["group:hr"])
    assert left(server) == 0
    assert ledger.entries(address(server))[-1].smoke == receipt.smoke
    assert [one.path for one in server.asked if one.method == "POST"][-1].endswith(("/start", "/process-instances"))


def test_nothing_is_tried_where_nobody_asks(server: Any) -> None:
    assert publish(for_role(), address(server)).smoke is None
    assert publish(for_role(), address(server), Environment(id="test", stage="test")).smoke is None
    assert publish(for_role(), address(server), TEST, smoke=False).smoke is None
    again = publish(for_role(), address(server), TEST, smoke=True)
    assert (again.state, again.smoke is not None and again.smoke.state) == ("unchanged", "passed")


@pytest.mark.parametrize(
    "environment", [Environment(id="prod", smoke=True), Environment(id="p", stage="prod", smoke=True), None]
)
def test_it_is_refused_before_anything_is_done_where_it_has_no_place(
    server: Any, environment: Environment | None
) -> None:
    with pytest.raises(PublishRefused) as caught:
        publish(for_role(), address(server), environment, smoke=None if environment else True)
    assert caught.value.code == "publish.trial-place"
    assert server.asked == []


def test_a_tenant_is_a_place_and_the_case_is_of_it(server: Any) -> None:
    at = address(server, "trials")
    receipt = publish(for_role(), at, Environment(id="t", tenant="trials", smoke=True))
    assert receipt.smoke is not None
    assert receipt.smoke.state == "passed", receipt.smoke.problems
    assert server.definitions[0]["tenantId"] == "trials"
    assert left(server) == 0
    assert resolve(address(server)).connection.state("office").versions == {}
    assert plan(for_role(), at).unchanged
    undo(undoing(at, "office"))
    assert server.deployments == []


def test_versions_of_tenants_stand_beside_each_other(server: Any) -> None:
    publish(a_package("1.0.0"), address(server))
    publish(a_package("1.1.0"), address(server, "a"))
    publish(a_package("1.2.0"), address(server, "b"))
    found = [set(resolve(address(server, one)).connection.state("office").versions) for one in ("", "a", "b")]
    assert found == [{"1.0.0"}, {"1.1.0"}, {"1.2.0"}]


def test_others_than_the_file_says_are_told_at_the_step(server: Any) -> None:
    server.strangers = True
    receipt = publish(for_role(), address(server), TEST)
    assert receipt.smoke is not None
    (problem,) = receipt.smoke.problems
    assert (problem.code, problem.at) == ("publish.trial-people", "A")
    assert (problem.params["found"], problem.params["wanted"]) == ("group:strangers", "group:hr")
    assert problem.problem.element == "A"
    assert left(server) == 0
    assert plan(for_role(), address(server)).unchanged  # what was published is there all the same


def test_a_case_that_waits_for_a_worker_says_where(server: Any) -> None:
    body = S + node("serviceTask", "B", ext('<slip:service kind="mail"/>')) + node("userTask", "A", ext(HR)) + E
    data = pack(DialectModel("office", {"P": body + chain("S", "B", "A", "E")}).bundle, whole_organization=True)
    receipt = publish(data, address(server), TEST)
    assert receipt.smoke is not None
    assert [(one.code, one.at) for one in receipt.smoke.problems] == [("publish.trial-stuck", "B")]
    assert left(server) == 0


def test_a_case_that_comes_to_another_step_than_here_is_told(server: Any) -> None:
    body = S + node("exclusiveGateway", "G", default="G_A") + node("userTask", "A", ext(HR))
    body += node("userTask", "B", ext(HR)) + E + chain("S", "G") + flow("G", "A") + flow("G", "B", "days > 3")
    body += chain("A", "E") + chain("B", "E")
    given = {"given": {"start": {"as": "user:zhang", "data": {"days": 5}}}}
    data = pack(
        DialectModel("office", {"P": body}).bundle,
        {"cases/long.json": dump_value(ProcessTest.model_validate(given))}, whole_organization=True,
    )  # fmt: skip
    receipt = publish(data, address(server), TEST)  # the fake takes the first flow, whatever its condition
    assert receipt.smoke is not None
    (problem,) = receipt.smoke.problems
    assert (problem.code, problem.params) == ("publish.trial-elsewhere", {"found": "A", "wanted": "B"})
    begun = next(one for one in reversed(server.asked) if one.method == "POST")
    assert b"days" in begun.body
    assert b"5" in begun.body


@pytest.mark.parametrize("after", [False, True])
def test_what_a_run_that_ended_half_way_left_is_taken_away_by_the_next(server: Any, after: bool) -> None:
    def gone(asked: Asked) -> Answer | None:
        begins = asked.method == "POST" and asked.path.endswith(("/start", "/process-instances"))
        if begins or (seen and asked.method in ("GET", "DELETE")):
            seen.append(asked)
            raise Gone(after=after and begins)
        return None

    seen: list[Asked] = []
    server.fault = gone
    receipt = publish(for_role(), address(server), TEST)
    server.fault = None
    assert receipt.smoke is not None
    assert [one.code for one in receipt.smoke.problems] == ["publish.trial-start", "publish.trial-left"]
    assert left(server) == (2 if after else 0)
    again = publish(for_role(), address(server), TEST)
    assert again.smoke is not None
    assert again.smoke.state == "passed"
    assert left(server) == 0


def test_cases_of_others_are_left_alone(server: Any) -> None:
    publish(for_role(), address(server))
    server.begin("P")
    publish(for_role(), address(server), TEST)
    assert len(server.cases) == 1


def test_a_server_that_begins_no_cases_says_so(tmp_path: Any) -> None:
    receipt = publish(for_role(), f"folder:{tmp_path}", TEST)
    assert receipt.smoke is not None
    assert [one.code for one in receipt.smoke.problems] == ["publish.trial-unknown"]


def test_it_begins_with_a_process_test_or_with_what_the_form_shows() -> None:
    form = {
        "type": "default", "id": "leave",
        "components": [{"type": "number", "id": "F1", "key": "days", "label": "Days", "defaultValue": 2}],
    }  # fmt: skip
    body = node("startEvent", "S", ext('<slip:form ref="leave"/>')) + node("userTask", "A", ext(HR)) + E
    model = DialectModel("office", {"P": body + chain("S", "A", "E")}, forms={"leave": form})
    graph = model.bundle.graphs["P"]
    assert given_of(model.package, graph).given.start.data == {"days": 2}
    test = ProcessTest.model_validate(
        {"given": {"start": {"data": {"days": 9}}, "steps": [{"complete": "A"}]}},
    )
    whole = read_package(pack(model.bundle, {"cases/a.json": dump_value(test)}, whole_organization=True))
    found = given_of(whole, graph)
    assert (found.given.start.data, found.given.steps) == ({"days": 9}, [])
    assert expected_steps(whole, graph, found) == {"A"}
