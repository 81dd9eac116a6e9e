"""What is yudao's own way when it is published to; proved on the strict fake alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from modeler.publish import ledger
from modeler.publish.engines.yudao_archive import CATEGORY, kept, key_of, packed, stamp, unpacked
from modeler.publish.environments import Environment
from modeler.publish.packing import pack
from modeler.publish.pipeline import plan, publish, resolve, undo, undoing
from modeler.publish.target import PublishRefused
from modeler.publish.wire import http
from runner.bundle.bundle import WorkspaceInfo
from runner.core.errors import PublishError
from runner.core.problem import Severity
from runner.protocol.said_secrets import say
from tests.helpers.dialect_models import DialectModel, E, S, chain, ext, node
from tests.servers.fake import Answer, Asked, Gone
from tests.servers.fake_yudao import FakeYudao
from tests.unit.publish.packages import a_package

WRITES = ("POST", "PUT", "DELETE")


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "AGAIN", (0.0, 0.0))


@pytest.fixture
def server() -> Iterator[FakeYudao]:
    fake = FakeYudao()
    with fake.running(""):
        yield fake


def address(server: FakeYudao, tenant: str = "1") -> str:
    whole = f"yudao:{server.url.replace('://', '://publisher@')}"
    return f"{whole}?tenant={tenant}" if tenant else whole


def body(handler: str, *, more: str = "") -> str:
    task = node("userTask", "A", ext(f"<slip:handler {handler}/>", '<slip:approval vote="any"/>'))
    return ext(more) + S + task + E + chain("S", "A", "E") if more else S + task + E + chain("S", "A", "E")


def a_bundle(version: str = "1.0.0", **bodies: str) -> bytes:
    """A package of these processes, each in a file of its own."""
    made = [DialectModel(own, {own: text}).bundle for own, text in bodies.items()]
    whole = replace(
        made[0],
        sources={path: data for one in made for path, data in one.sources.items()},
        graphs={own: graph for one in made for own, graph in one.graphs.items()},
        workspace=WorkspaceInfo(id="office", version=version),
    )
    return pack(whole, whole_organization=True)


def for_users(version: str = "1.0.0", **more: str) -> bytes:
    return a_bundle(version, P=body('strategy="user" who="user:li user:wang"'), **more)


def written(server: FakeYudao) -> list[str]:
    """What was changed since, but for signing in."""
    found = [one.path.removeprefix("/admin-api") for one in server.asked if one.method in WRITES]
    return [path for path in found if not path.endswith("/login")]


def model(server: FakeYudao, key: str = "P") -> dict[str, Any]:
    return next(one for one in server.models if one["key"] == key)


def refused(server: FakeYudao, data: bytes, whole: str = "") -> PublishError:
    with pytest.raises(PublishError) as caught:
        publish(data, whole or address(server))
    return caught.value


def test_a_process_is_a_model_with_its_form_and_a_version_one_more_that_is_never_deployed(server: FakeYudao) -> None:
    data = for_users()
    receipt = publish(data, address(server))
    assert receipt.state == "published"
    assert receipt.server == f"yudao:{server.url}?tenant=1"
    process, version = model(server), model(server, key_of("office", "1.0.0"))
    assert (process["name"], process["category"], process["meta"]["managerUserIds"]) == ("P", "oa", [7])
    assert server.forms[0]["id"] == process["meta"]["formId"]
    assert (version["deploymentId"], version["category"], version["meta"]["visible"]) == (None, CATEGORY, False)
    assert unpacked(version["xml"], "")["office-1.0.0.slip"] == data
    assert [one["key"] for one in server.definitions] == ["P"]


def test_people_are_the_numbers_of_the_server(server: FakeYudao) -> None:
    handlers = {
        "A": 'strategy="user" who="user:li user:wang"', "B": 'strategy="role" who="role:hr"',
        "C": 'strategy="department" who="department:fin/**"', "D": 'strategy="group" who="group:sales"',
    }  # fmt: skip
    steps = "".join(node("userTask", own, ext(f"<slip:handler {rule}/>")) for own, rule in handlers.items())
    roles = {"department:fin": "财务部", "group:sales": "销售组"}
    started = '<slip:rights><slip:allow action="start" who="user:wang"/></slip:rights>'
    data = a_bundle(P=ext(started) + S + steps + E + chain("S", *handlers, "E"))
    lines = plan(data, address(server), Environment(id="prod", roles=roles)).rights.lines
    assert [(one.right.who, one.fate) for one in lines] == [("user:wang", "enforced")]
    publish(data, address(server), Environment(id="prod", roles=roles))
    xml = model(server)["xml"]
    for numbers in ("101,102", "11", "2,3", "41"):
        assert f"candidateParam>{numbers}<" in xml
    assert model(server)["meta"]["startUserIds"] == [102]


def test_names_may_be_numbers_and_are_found_by_name_where_accounts_are_not_told(server: FakeYudao) -> None:
    server.permissions.remove("system:user:query")
    data = a_bundle(P=body('strategy="user" who="user:li"'))
    environment = Environment(id="prod", roles={"user:li": "李芳"})
    publish(data, address(server), environment)
    assert "candidateParam>101<" in model(server)["xml"]
    publish(data, address(server), Environment(id="prod", roles={"user:li": "102"}))
    assert "candidateParam>102<" in model(server)["xml"]


@pytest.mark.parametrize(
    ("handler", "code"),
    [
        ('strategy="user" who="user:zhang"', "publish.yudao-no-user"),
        ('strategy="position" who="position:clerk"', "publish.yudao-no-position"),
        ('strategy="group" who="group:sales"', "publish.yudao-no-group"),
        ('strategy="department" who="department:fin"', "publish.yudao-no-department"),
        ('strategy="role" who="role:nobody"', "publish.yudao-no-role"),
    ],
)
def test_whoever_is_not_there_is_named_before_anything_is_changed(server: FakeYudao, handler: str, code: str) -> None:
    found = plan(a_bundle(P=body(handler)), address(server))
    assert [one.code for one in found.problems if one.severity is Severity.ERROR] == [code]
    error = refused(server, a_bundle(P=body(handler)))
    assert isinstance(error, PublishRefused)
    assert error.code == "publish.not-in-order"
    assert written(server) == []
    assert server.models == []


def test_of_several_with_one_name_none_is_taken(server: FakeYudao) -> None:
    server.lists["roles"].append({"id": 19, "name": "人事", "code": "hr2"})
    data, at = a_bundle(P=body('strategy="role" who="role:hr"')), address(server)
    assert plan(data, at, Environment(id="prod", roles={"role:hr": "hr2"})).ok
    found = plan(data, at, Environment(id="prod", roles={"role:hr": "人事"}))
    (problem,) = [one for one in found.problems if one.severity is Severity.ERROR]
    assert (problem.code, problem.params["numbers"]) == ("publish.yudao-several", "11, 19")


def test_the_tenant_is_a_number_or_a_name_and_must_be_said(server: FakeYudao) -> None:
    publish(for_users(), address(server, "芋道源码"))
    assert {one.headers.get("tenant-id") for one in server.asked if "tenant/get-id" not in one.path} == {"1"}
    assert refused(server, for_users(), address(server, "")).code == "publish.yudao-tenant"
    assert refused(server, for_users(), address(server, "other")).code == "publish.yudao-no-tenant"
    assert refused(server, for_users(), address(server, "9")).code == "publish.forbidden"
    server.tenants = {}
    assert plan(for_users("1.1.0"), address(server, "")).ok


def test_signing_in_that_fails_says_why(server: FakeYudao) -> None:
    say("127.0.0.1", "publisher", "wrong")
    assert refused(server, for_users()).code == "publish.unauthorized"
    say("127.0.0.1", "publisher", "s3cret")
    server.puzzle = True
    assert refused(server, for_users()).code == "publish.yudao-code"
    say("127.0.0.1", "publisher", server.token)
    publish(for_users(), address(server))
    assert not [one for one in server.asked[-20:] if one.path.endswith("/login")]


def test_permissions_that_are_missing_are_named_before_anything_is_changed(server: FakeYudao) -> None:
    server.permissions -= {"bpm:model:deploy"}
    error = refused(server, for_users())
    assert (error.code, error.params["rights"]) == ("publish.yudao-rights", "bpm:model:deploy")
    assert written(server) == []


def test_a_process_of_somebody_else_is_told_of_and_left_to_those_who_manage_it(server: FakeYudao) -> None:
    publish(for_users(), address(server))
    found = model(server)
    found["meta"] |= {"description": "drawn there", "managerUserIds": [101], "icon": "https://x/i.png"}
    told = plan(for_users("1.1.0"), address(server))
    assert "publish.yudao-there" in [one.code for one in told.problems]
    assert refused(server, for_users("1.1.0")).code == "publish.yudao-manager"
    found["meta"]["managerUserIds"] = [7, 101]
    publish(for_users("1.1.0"), address(server))
    assert (found["meta"]["icon"], found["meta"]["managerUserIds"]) == ("https://x/i.png", [7, 101])


def test_nothing_is_changed_where_nothing_is_new(server: FakeYudao) -> None:
    publish(for_users(), address(server))
    server.asked.clear()
    assert publish(for_users(), address(server)).state == "unchanged"
    assert written(server) == []


def test_what_is_read_back_otherwise_is_not_deployed(server: FakeYudao) -> None:
    publish(for_users(), address(server))
    changed = a_bundle("1.1.0", P=body('strategy="user" who="user:li"'))

    def other(asked: Asked) -> Answer | None:
        if asked.path.endswith("/bpm/model/update"):
            server.answer(asked)
            model(server)["xml"] += "<!-- cut -->"
            return Answer(json={"code": 0, "data": True, "msg": ""})
        return None

    server.fault = other
    assert refused(server, changed).code == "publish.mismatch"
    assert server.deployed() == 1


def test_a_run_that_ended_between_two_processes_is_completed_by_the_next(server: FakeYudao) -> None:
    first = for_users(Q=body('strategy="starter"'))
    publish(first, address(server))
    second = a_bundle("1.1.0", P=body('strategy="user" who="user:li"'), Q=body('strategy="role" who="role:hr"'))
    seen = []

    def ends(asked: Asked) -> Answer | None:
        seen.append(asked.path)
        if asked.path.endswith("/bpm/model/deploy") and len([one for one in seen if one.endswith("/deploy")]) == 2:
            raise Gone
        return None

    server.fault = ends
    assert refused(server, second).code == "publish.cut-off"
    server.fault = None
    state = resolve(address(server)).connection.state("office")
    assert (state.latest, state.foreign) == ("1.0.0", ())  # the half that is there is ours
    publish(second, address(server))
    assert [one["key"] for one in server.definitions] == ["P", "Q", "P", "Q"]
    assert resolve(address(server)).connection.state("office").latest == "1.1.0"
    assert [one.version for one in ledger.entries(address(server))] == ["1.0.0", "1.1.0"]


def test_what_somebody_draws_or_deploys_there_is_told(server: FakeYudao) -> None:
    publish(for_users(), address(server))
    state = resolve(address(server)).connection.state
    assert state("office").foreign == ()
    before = model(server)["xml"]
    model(server)["xml"] = before.replace('name="A"', 'name="B"')  # drawn, not deployed
    assert state("office").foreign == ("P",)
    model(server)["xml"] = before
    server.deploy(Asked("POST", "", {"id": model(server)["id"]}, b"", {}))
    assert state("office").foreign == ("P",)
    assert "publish.foreign" in [one.code for one in plan(for_users("1.1.0"), address(server)).problems]


def test_a_process_that_a_version_no_longer_has_begins_no_cases(server: FakeYudao) -> None:
    publish(for_users(Q=body('strategy="starter"')), address(server))
    publish(for_users("1.1.0"), address(server))
    states = {one["key"]: one["suspensionState"] for one in server.definitions}
    assert states == {"P": 1, "Q": 2}
    undo(undoing(address(server), "office"))
    assert [one["suspensionState"] for one in server.definitions if one["key"] == "Q"] == [2, 1]


def test_roles_that_are_called_otherwise_are_told_to_the_server_under_the_same_version(server: FakeYudao) -> None:
    data, at = a_bundle(P=body('strategy="role" who="role:hr"')), address(server)
    publish(data, at, Environment(id="prod"))
    publish(data, at, Environment(id="prod", roles={"role:hr": "finance"}))
    assert "candidateParam>12<" in model(server)["xml"]
    assert server.deployed() == 2
    assert set(resolve(at).connection.state("office").versions) == {"1.0.0"}
    assert plan(data, at, Environment(id="prod", roles={"role:hr": "finance"})).unchanged


def test_undoing_tells_the_server_the_version_before_once_more(server: FakeYudao) -> None:
    publish(for_users(), address(server))
    before = model(server)["xml"]
    publish(a_bundle("1.1.0", P=body('strategy="starter"')), address(server))
    assert model(server)["xml"] != before
    undo(undoing(address(server), "office"))
    assert model(server)["xml"] == before
    assert [one["suspensionState"] for one in server.definitions] == [2, 2, 1]
    assert resolve(address(server)).connection.state("office").latest == "1.0.0"


def test_the_only_version_goes_where_no_case_of_it_runs(server: FakeYudao) -> None:
    publish(for_users(), address(server))
    server.begin("P")
    found = undoing(address(server), "office")
    assert found.running == 1
    with pytest.raises(PublishRefused) as caught:
        undo(found)
    assert caught.value.code == "publish.undo-running"
    server.cases.clear()
    undo(undoing(address(server), "office"))
    assert (server.models, server.forms) == ([], [])
    assert [one["suspensionState"] for one in server.definitions] == [2]


@pytest.mark.parametrize(
    ("number", "message", "element"),
    [
        (1_009_002_004, "部署流程失败，原因：用户任务(A)未配置审批人，请点击【流程设计】按钮", "A"),
        (1_009_002_005, "部署流程失败，原因：BPMN 流程图中，没有开始事件", "P"),
        (500, "系统异常", "P"),
    ],
)
def test_what_the_server_complains_of_is_told_at_the_element(
    server: FakeYudao, number: int, message: str, element: str
) -> None:
    said = Answer(json={"code": number, "data": None, "msg": message})
    server.fault = lambda asked: said if asked.path.endswith("/bpm/model/deploy") else None
    error = refused(server, for_users())
    assert isinstance(error, PublishRefused)
    assert (error.code, error.params["message"]) == ("publish.engine-refuses", message)
    assert [(one.element, one.file) for one in error.problems] == [(element, "P.bpmn")]


@pytest.mark.parametrize(("number", "code"), [(401, "publish.unauthorized"), (403, "publish.forbidden"),
                                              (429, "publish.busy"), (900, "publish.yudao-refuses")])  # fmt: skip
def test_other_numbers_are_sentences(server: FakeYudao, number: int, code: str) -> None:
    said = Answer(json={"code": number, "data": None, "msg": "没有该操作权限"})
    server.fault = lambda asked: said if asked.path.endswith("/bpm/model/create") else None
    error = refused(server, for_users())
    assert error.code == code
    assert "{" not in error.message


def test_a_version_that_lost_its_package_there_is_drift(server: FakeYudao) -> None:
    publish(for_users(), address(server))
    model(server, key_of("office", "1.0.0"))["xml"] = "<gone"
    found = plan(for_users("1.1.0"), address(server))
    assert "publish.drifted" in [one.code for one in found.problems]
    publish(for_users("1.1.0"), address(server))
    with pytest.raises(PublishError) as caught:
        undo(undoing(address(server), "office"))
    assert caught.value.code == "publish.mismatch"


def test_the_files_of_a_version_and_its_name_come_back() -> None:
    files = {"a.slip": bytes(range(256)) * 9000, "deployed.json": json.dumps({"P": 1}).encode(), "empty": b""}
    assert unpacked(packed("slipway-x", files), "x") == files
    for name, version in (("office", "1.10.0-rc.1+b7"), ("办公", "2.0.0"), ("a_b", "1.0.0")):
        key = key_of(name, version)
        assert key.isascii()
        row = {"id": "1", "key": key, "description": stamp(name, version, "a" * 64, 3)}
        found = kept(row)
        assert found is not None
        assert (found.name, found.version, found.turn) == (name, version, 3)
        assert len(row["description"]) < 255
    assert kept({"id": "1", "key": "P", "description": stamp("office", "1.0.0", "a" * 64, 3)}) is None


def test_packages_without_people_ask_for_no_lists_of_them(server: FakeYudao) -> None:
    publish(a_package(), address(server))
    assert not [one for one in server.asked if one.path.endswith("/system/user/simple-list")]
