"""Rights of a model as authorizations of Camunda 8: what each becomes, changed to match and put back, never half."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modeler.dialects.writing import Settings
from modeler.publish import ledger
from modeler.publish.engines.camunda8_rights import Camunda8Rights, wanted
from modeler.publish.permissions import Right, ordered
from modeler.publish.pipeline import plan, publish, undo, undoing
from modeler.publish.receipt import Permission
from modeler.publish.targets import camunda8
from modeler.publish.wire import http
from modeler.publish.wire.http import Http
from runner.core.errors import PublishError
from runner.core.problem import Severity
from runner.rights.model import Rule
from tests.servers.fake import Answer, Asked, Gone
from tests.servers.fake_camunda8 import FakeCamunda8, problem
from tests.unit.publish.test_faults import FAULTS
from tests.unit.publish.test_permissions import At, data_of, starts

CREATE = "CREATE_PROCESS_INSTANCE"


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "AGAIN", (0.0, 0.0))
    monkeypatch.setattr(camunda8, "PAUSES", (0.0,) * 8)


@pytest.fixture
def engine() -> Iterator[tuple[FakeCamunda8, str]]:
    fake = FakeCamunda8(enforced=True)
    with fake.running("/cluster") as url:
        ledger.ledger_path(f"camunda8:{url}").unlink(missing_ok=True)
        yield fake, f"camunda8:{url}"


def record(owner: str, *words: str, kind: str = "GROUP", process: str = "P") -> dict[str, Any]:
    told = {"ownerId": owner, "ownerType": kind, "resourceId": process, "resourceType": "PROCESS_DEFINITION"}
    return {**told, "permissionTypes": list(words)}


def add(fake: FakeCamunda8, *records: dict[str, Any]) -> None:
    """What somebody else said there, long enough ago to be seen."""
    for one in records:
        assert fake.authorize(Asked("POST", "", {}, json.dumps(one).encode(), {})).status == 201
    fake.questions += 2


def may_start(fake: FakeCamunda8, process: str = "P") -> set[str]:
    return {
        one["ownerId"]
        for one in fake.rights.values()
        if one["resourceId"] == process and CREATE in one["permissionTypes"]
    }


# -- what becomes of each ------------------------------------------------------------------------------


def test_each_right_is_enforced_or_lost() -> None:
    rights = (
        Right("P", "start", "role:hr"), Right("P", "see", "role:hr"), Right("P", "manage", "user:wang"),
        Right("P", "handle", "li"), Right("P", "see", "role:boss", scope="department"),
        Right("P", "export", "role:hr"),
        Right("P", "see", "starter"), Right("P", "start", "role:temp", allowed=False),
        Right("P", "start", "*"), Right("P", "see", "user:zhao"), Right("P", "see", "user:zhao", allowed=False),
    )  # fmt: skip
    found = wanted(rights, Settings(groups={"role:hr": "hr-team"}))
    assert [fate for _right, fate, _record in found.fates] == [
        "enforced", "enforced", "enforced", "enforced", "lost", "lost", "lost", "lost", "lost", "enforced", "lost",
    ]  # fmt: skip
    told = {one.who: one.permissions for one in found.permissions}
    assert told == {
        "group:hr-team": [CREATE, "READ_PROCESS_DEFINITION", "READ_PROCESS_INSTANCE", "READ_USER_TASK"],
        "user:li": ["CLAIM_USER_TASK", "COMPLETE_USER_TASK", "READ_PROCESS_DEFINITION", "READ_USER_TASK"],
        "user:wang": [
            "CANCEL_PROCESS_INSTANCE", "DELETE_PROCESS_INSTANCE", "MODIFY_PROCESS_INSTANCE",
            "READ_PROCESS_DEFINITION", "READ_PROCESS_INSTANCE", "READ_USER_TASK", "UPDATE_PROCESS_INSTANCE",
            "UPDATE_USER_TASK",
        ],
    }  # fmt: skip
    assert found.kept == {("P", CREATE), ("P", "READ_PROCESS_DEFINITION")}


def test_who_may_handle_may_handle_all_which_is_said(engine: tuple[FakeCamunda8, str]) -> None:
    _fake, address = engine
    found = plan(data_of("1.0.0", starts("role:hr"), Rule(action="handle", who="role:hr")), address)
    (said,) = [one for one in found.problems if one.code == "publish.camunda8-wide"]
    assert (said.severity, said.params) == (Severity.WARNING, {"who": "role:hr", "process": "P"})


# -- publishing, again, undoing ------------------------------------------------------------------------


def test_who_may_start_is_written_changed_and_put_back(engine: tuple[FakeCamunda8, str]) -> None:
    fake, address = engine
    first = publish(data_of("1.0.0", starts("role:hr")), address)
    assert (may_start(fake), first.enforced, first.permissions_before) == ({"hr"}, True, [])
    found = plan(data_of("1.1.0", starts("role:boss")), address)
    assert [(line.right.who, line.fate, line.state) for line in found.rights.lines] == [
        ("role:boss", "enforced", "new")
    ]
    assert [(one.who, one.permissions) for one in found.rights.taken] == [
        ("group:hr", [CREATE, "READ_PROCESS_DEFINITION"])
    ]
    second = publish(data_of("1.1.0", starts("role:boss")), address)
    assert may_start(fake) == {"boss"}
    assert second.permissions_before == first.permissions
    assert plan(data_of("1.1.0", starts("role:boss")), address).unchanged
    undone = undo(undoing(address, "office"))
    assert may_start(fake) == {"hr"}
    assert undone.permissions == first.permissions
    undo(undoing(address, "office"))
    assert fake.rights == {}


def test_clients_mapping_rules_other_processes_and_all_are_left_alone(engine: tuple[FakeCamunda8, str]) -> None:
    fake, address = engine
    add(
        fake, record("workers", "UPDATE_PROCESS_INSTANCE", kind="CLIENT"),
        record("claim", CREATE, kind="MAPPING_RULE"),
        record("admins", CREATE, kind="ROLE", process="*"), record("hr", CREATE, process="other"),
        record("old", CREATE, kind="ROLE"), record("boss", CREATE), record("boss", "READ_USER_TASK"),
    )  # fmt: skip
    found = plan(data_of("1.0.0", starts("role:boss")), address)
    assert [(one.who, one.permissions) for one in found.rights.taken] == [
        ("group:boss", ["READ_USER_TASK"]), ("role:old", [CREATE]),
    ]  # fmt: skip
    publish(data_of("1.0.0", starts("role:boss")), address)
    assert may_start(fake) == {"claim", "boss"}
    assert {one["ownerId"] for one in fake.rights.values()} == {"workers", "claim", "admins", "hr", "boss"}


def test_where_everybody_may_start_who_may_there_goes_on_to(engine: tuple[FakeCamunda8, str]) -> None:
    fake, address = engine
    add(fake, record("staff", CREATE, "READ_PROCESS_DEFINITION", "CANCEL_PROCESS_INSTANCE"))
    found = plan(data_of("1.0.0", Rule(action="see", who="role:hr")), address)
    assert [(line.right.action, line.fate) for line in found.rights.lines] == [("start", "lost"), ("see", "enforced")]
    publish(data_of("1.0.0", Rule(action="see", who="role:hr")), address)
    told = {one["ownerId"]: sorted(one["permissionTypes"]) for one in fake.rights.values()}
    assert told["staff"] == [CREATE, "READ_PROCESS_DEFINITION"]
    assert "READ_PROCESS_INSTANCE" in told["hr"]
    assert plan(data_of("1.0.0", Rule(action="see", who="role:hr")), address).unchanged


@pytest.mark.parametrize(("enforced", "code"), [(False, "publish.not-enforced"), (None, "publish.not-enforced")])
def test_where_nobody_says_who_they_are_nothing_is_enforced(enforced: bool | None, code: str) -> None:
    fake = FakeCamunda8(enforced=enforced)
    with fake.running("/cluster") as url:
        found = plan(data_of("1.0.0", starts("role:hr")), f"camunda8:{url}")
        assert {line.fate for line in found.rights.lines} == {"shown"}
        assert code in {one.code for one in found.problems}
        assert found.ok


def test_a_server_that_does_not_say_whether_it_checks_is_not_trusted_to() -> None:
    fake = FakeCamunda8(enforced=None)
    fake.account = ("li", "s3cret")
    with fake.running("/cluster") as url:
        found = plan(data_of("1.0.0", starts("role:hr")), f"camunda8:{url}")
        assert {line.fate for line in found.rights.lines} == {"shown"}
        assert "publish.enforced-unsure" in {one.code for one in found.problems}
        receipt = publish(data_of("1.0.0", starts("role:hr")), f"camunda8:{url}")
        assert (receipt.enforced, may_start(fake)) == (False, {"hr"})


def test_a_server_without_authorizations_is_published_to_and_that_is_said(engine: tuple[FakeCamunda8, str]) -> None:
    fake, address = engine
    fake.has_rights = False
    found = plan(data_of("1.0.0", starts("role:hr")), address)
    assert {line.fate for line in found.rights.lines} == {"lost"}
    assert "publish.no-authorizations" in {one.code for one in found.problems}
    receipt = publish(data_of("1.0.0", starts("role:hr")), address)
    assert receipt.enforced is None
    assert undo(undoing(address, "office")).state == "undone"


def test_an_account_that_may_not_read_them_publishes_what_needs_none(engine: tuple[FakeCamunda8, str]) -> None:
    fake, address = engine
    forbidden = problem(403, "FORBIDDEN", "Insufficient permissions to perform operation 'READ' on 'AUTHORIZATION'")
    fake.fault = lambda asked: forbidden if asked.path == "/v2/authorizations/search" else None
    assert publish(data_of("1.0.0"), address).enforced is None
    with pytest.raises(PublishError) as caught:
        publish(data_of("1.1.0", starts("role:hr")), address)
    assert caught.value.code == "publish.forbidden"
    assert fake.deployed() == 1


def test_a_publisher_who_may_deploy_but_not_authorize_leaves_them_as_they_were(
    engine: tuple[FakeCamunda8, str],
) -> None:
    fake, address = engine
    publish(data_of("1.0.0", starts("role:hr")), address)
    forbidden = problem(403, "FORBIDDEN", "Insufficient permissions to perform operation 'CREATE'")
    fake.fault = lambda asked: forbidden if asked.path == "/v2/authorizations" else None
    with pytest.raises(PublishError) as caught:
        publish(data_of("1.1.0", starts("role:hr"), starts("role:boss")), address)
    assert caught.value.code == "publish.may-not-authorize"
    assert may_start(fake) == {"hr"}
    fake.fault = None
    publish(data_of("1.1.0", starts("role:hr"), starts("role:boss")), address)
    assert may_start(fake) == {"hr", "boss"}
    assert fake.deployed() == 2


def test_an_undoing_that_is_refused_leaves_them(engine: tuple[FakeCamunda8, str]) -> None:
    fake, address = engine
    publish(data_of("1.0.0", starts("role:hr")), address)
    fake.begin("P")
    with pytest.raises(PublishError) as caught:
        undo(undoing(address, "office"))
    assert caught.value.code == "publish.undo-running"
    assert may_start(fake) == {"hr"}


# -- nothing half-authorised ---------------------------------------------------------------------------

WHO = st.sampled_from(["user:li", "group:hr", "group:boss"])
WORDS = st.lists(st.sampled_from([CREATE, "READ_USER_TASK", "READ_PROCESS_DEFINITION"]), min_size=1, unique=True)
RECORDS = st.dictionaries(WHO, WORDS, max_size=3).map(
    lambda found: ordered(
        Permission(kind="grant", who=who, process="P", permissions=sorted(words)) for who, words in found.items()
    )
)


def rights_on(fake: FakeCamunda8) -> Camunda8Rights:
    def answer(request: httpx.Request) -> httpx.Response:
        headers = {"content-type": "application/json"}
        given = fake.respond(Asked(request.method, request.url.path, {}, request.content, headers))
        if given is None:
            raise httpx.ReadError("gone", request=request)
        return httpx.Response(given.status, content=given.data or json.dumps(given.json).encode())

    asks = Http("http://x", transport=httpx.MockTransport(answer), pause=lambda _seconds: None)
    return Camunda8Rights(asks, lambda: (0.0,) * 8, lambda: None)


def allowed(fake: FakeCamunda8) -> set[tuple[str, str]]:
    return {(one["ownerId"], word) for one in fake.rights.values() for word in one["permissionTypes"]}


@settings(max_examples=80, deadline=None)
@given(
    RECORDS, RECORDS, st.integers(1, 12), st.sampled_from(["before", "after", "gone", "for good"]), st.integers(0, 2)
)
def test_at_no_moment_anybody_may_more_than_before_or_after_and_it_is_one_of_both(
    before: tuple[Permission, ...], after: tuple[Permission, ...], number: int, how: str, lag: int
) -> None:
    fake, goal = FakeCamunda8(lag=lag), FakeCamunda8()
    rights = rights_on(fake)
    rights.authorize(["P"], (), before)
    rights_on(goal).authorize(["P"], (), after)
    most, seen = allowed(fake) | allowed(goal), 0

    def fault(asked: Asked) -> Answer | None:
        nonlocal seen
        assert allowed(fake) <= most, "at no moment"
        if asked.path.endswith("/search"):
            return None
        seen += 1
        if seen == number or (how == "for good" and seen >= number):
            if how == "gone":
                raise Gone(after=True)
            if how == "after":
                fake.answer(asked)
            return problem(500, "INTERNAL", "the disk is full")
        return None

    fake.fault = fault
    code = ""
    try:
        rights.authorize(["P"], before, after)
    except PublishError as error:
        assert "{" not in error.message
        code = error.code
    fake.fault = None
    assert allowed(fake) <= most
    if code == "publish.rights-half":
        assert how == "for good"
    else:
        assert rights.permissions(["P"]) == (before if code else after)
    fake.questions += 5
    rights.authorize(["P"], rights.permissions(["P"]), after)
    assert rights.permissions(["P"]) == after
    assert allowed(fake) == allowed(goal)


@pytest.mark.parametrize("answer", [[1], {"a": 1}, {"items": [{"a": 1}], "page": {"totalItems": 1}}, "text"], ids=str)
def test_an_answer_of_another_kind_is_said_so(answer: object) -> None:
    fake = FakeCamunda8()
    fake.fault = lambda _asked: Answer(200, answer)
    with pytest.raises(PublishError) as caught:
        rights_on(fake).permissions(["P"])
    assert caught.value.code == "publish.odd-answer"


@pytest.mark.parametrize("lasts", [False, True], ids=["once", "for good"])
@pytest.mark.parametrize("name", ["403", "503", "gone after", "rubbish"])
def test_a_fault_at_any_request_of_a_publication_that_changes_who_may_start(name: str, lasts: bool) -> None:
    """Whatever comes of it, who may start is told by the old version or by the new one, and the ledger is true."""
    first, second = data_of("1.0.0", starts("role:hr")), data_of("1.1.0", starts("role:boss"))
    for number in range(1, 60):
        fake, fault = FakeCamunda8(enforced=True), At(number, FAULTS[name], lasts)
        with fake.running("/cluster") as url:
            address = f"camunda8:{url}"
            ledger.ledger_path(address).unlink(missing_ok=True)
            publish(first, address)
            fake.fault = fault
            with contextlib.suppress(PublishError):
                publish(second, address)
            fake.fault = None
            fake.questions += 5  # what was done comes to be seen
            assert may_start(fake) in ([{"hr"}, {"boss"}, set()] if lasts else [{"hr"}, {"boss"}])
            if ledger.entries(address)[-1].version == "1.1.0":
                assert may_start(fake) == {"boss"}
            publish(second, address)
            assert may_start(fake) == {"boss"}
            assert plan(second, address).unchanged
            assert [one.version for one in ledger.entries(address)] == ["1.0.0", "1.1.0"]
            assert fake.deployed() == 2
            undo(undoing(address, "office"))
            assert may_start(fake) == {"hr"}
        if fault.seen < number:
            return
    raise AssertionError("it asks too often")
