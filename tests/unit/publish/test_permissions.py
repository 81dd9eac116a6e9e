"""Rights of a model as records of a server: what each becomes, changed to match and put back, never half."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modeler.dialects.writing import Settings
from modeler.publish import ledger
from modeler.publish.engines.operaton_rights import CASE, PROCESS, OperatonRights, wanted
from modeler.publish.environments import Environment
from modeler.publish.permissions import Right, ordered, rights_of
from modeler.publish.pipeline import plan, publish, resolve, undo, undoing
from modeler.publish.receipt import Permission
from modeler.publish.wire import http
from modeler.publish.wire.http import Http
from runner.bundle.archive import package_bytes
from runner.bundle.bundle import Bundle, WorkspaceInfo
from runner.core.errors import PublishError
from runner.rights.model import CategoryRights, ProcessRights, Rule, WorkspaceRights
from tests.helpers.dialect_models import DialectModel, E, S, chain, node
from tests.servers.fake import Answer, Asked
from tests.servers.fake_operaton import FakeOperaton
from tests.unit.publish.test_faults import FAULTS

MODEL = DialectModel("asks", {"P": S + node("userTask", "A") + E + chain("S", "A", "E")})


def a_bundle(version: str, *allow: Rule, deny: Sequence[Rule] = ()) -> Bundle:
    rights = WorkspaceRights(allow=list(allow), deny=list(deny))
    return replace(MODEL.bundle, workspace=WorkspaceInfo(id="office", version=version), rights=rights)


def starts(who: str) -> Rule:
    return Rule(action="start", who=who)


def data_of(version: str, *allow: Rule, deny: Sequence[Rule] = ()) -> bytes:
    return package_bytes(a_bundle(version, *allow, deny=deny))


@pytest.fixture
def engine() -> Iterator[tuple[FakeOperaton, str]]:
    fake = FakeOperaton(guarded=True)
    with fake.running("/engine-rest") as url:
        address = f"operaton:{url}"
        ledger.ledger_path(address).unlink(missing_ok=True)
        yield fake, address


def may_start(fake: FakeOperaton, key: str = "P") -> set[str]:
    """Who of the records there may start: both are needed."""

    def owners(kind: int, resource: str, word: str) -> set[str]:
        return {
            "*" if one["type"] == 0 else str(one["userId"] or one["groupId"])
            for one in fake.rights.values()
            if one["resourceType"] == kind and one["resourceId"] == resource and one["type"] != 2
            and {word, "ALL"} & set(one["permissions"])
        }  # fmt: skip

    return owners(PROCESS, key, "CREATE_INSTANCE") & owners(CASE, "*", "CREATE")


# -- what becomes of each ------------------------------------------------------------------------------


def test_the_rights_of_a_process_are_its_own_those_of_its_category_and_of_the_workspace() -> None:
    graph = MODEL.bundle.graphs["P"]
    own = graph.model_copy(
        update={"category": "hr", "rights": ProcessRights(allow=[Rule(action="see", who="role:boss", scope="own")])}
    )
    rights = WorkspaceRights(
        allow=[starts("role:hr")], deny=[Rule(action="start", who="user:li")],
        categories=[CategoryRights(category="hr", allow=[Rule(action="manage", who="user:wang", scope="all")]),
                    CategoryRights(category="it", allow=[Rule(action="manage", who="user:zhao")])],
    )  # fmt: skip
    assert set(rights_of(replace(MODEL.bundle, graphs={"P": own}, rights=rights))) == {
        Right("P", "see", "role:boss", scope="own"), Right("P", "start", "role:hr"),
        Right("P", "start", "user:li", allowed=False), Right("P", "manage", "user:wang"),
    }  # fmt: skip


def test_where_no_rule_says_who_may_start_everybody_may() -> None:
    assert rights_of(a_bundle("1.0.0", Rule(action="see", who="role:hr")))[0] == Right("P", "start", "*")


def test_each_right_is_enforced_shown_or_lost() -> None:
    rights = (
        Right("P", "start", "role:hr"), Right("P", "see", "role:hr"), Right("P", "manage", "user:wang"),
        Right("P", "see", "role:boss", scope="department"), Right("P", "export", "role:hr"),
        Right("P", "handle", "role:hr"), Right("P", "see", "starter"),
        Right("P", "start", "role:temp", allowed=False), Right("P", "manage", "role:temp", allowed=False),
    )  # fmt: skip
    found = wanted(rights, Settings(groups={"role:hr": "hr-team"}))
    fates = [fate for _right, fate, _record in found.fates]
    assert fates == ["enforced", "enforced", "enforced", "lost", "lost", "lost", "lost", "enforced", "shown"]
    told = {(one.kind, one.who): one.permissions for one in found.permissions}
    assert told["grant", "group:hr-team"] == [
        "CREATE_INSTANCE", "READ", "READ_HISTORY", "READ_INSTANCE", "READ_TASK",
    ]  # fmt: skip
    assert told["revoke", "group:temp"][0] == "CREATE_INSTANCE"
    assert "SUSPEND_INSTANCE" in told["grant", "user:wang"]
    assert len(told) == 3, "one record for each who and process"


def test_of_other_places_it_is_said_what_is_only_shown_carried_or_lost(tmp_path: Any) -> None:
    data = data_of("1.0.0", starts("role:hr"), Rule(action="see", who="role:hr"))
    assert {line.fate for line in plan(data, f"folder:{tmp_path}").rights.lines} == {"carried"}
    fake = FakeOperaton()
    with fake.running("/engine-rest") as url:
        found = plan(data, f"operaton:{url}")
        assert {line.fate for line in found.rights.lines} == {"shown"}
        assert "publish.not-enforced" in {one.code for one in found.problems}
        assert found.ok


# -- publishing, again, undoing ------------------------------------------------------------------------


def test_who_may_start_is_written_changed_and_put_back(engine: tuple[FakeOperaton, str]) -> None:
    fake, address = engine
    first = publish(data_of("1.0.0", starts("role:hr")), address)
    assert (may_start(fake), first.enforced, first.permissions_before) == ({"hr"}, True, [])
    found = plan(data_of("1.1.0", starts("role:boss")), address)
    assert [(line.right.who, line.fate, line.state) for line in found.rights.lines] == [
        ("role:boss", "enforced", "new")
    ]
    assert [(one.who, one.permissions) for one in found.rights.taken] == [("group:hr", ["CREATE_INSTANCE", "READ"])]
    second = publish(data_of("1.1.0", starts("role:boss")), address)
    assert may_start(fake) == {"boss"}
    assert second.permissions_before == first.permissions
    assert plan(data_of("1.1.0", starts("role:boss")), address).unchanged
    asked = undoing(address, "office")
    assert not asked.rights.same
    undone = undo(asked)
    assert may_start(fake) == {"hr"}
    assert undone.permissions == first.permissions
    undo(undoing(address, "office"))
    assert fake.rights == {}


def test_what_somebody_changed_there_is_told_and_made_right_without_deploying_again(
    engine: tuple[FakeOperaton, str],
) -> None:
    fake, address = engine
    data = data_of("1.0.0", starts("role:hr"))
    publish(data_of("0.9.0", starts("role:old")), address)
    publish(data, address)
    for own in [own for own, one in fake.rights.items() if one["resourceType"] == CASE]:
        del fake.rights[own]  # so that nobody can start any more, though the process says so
    other = {"type": 1, "permissions": ["ALL"], "userId": "mallory", "groupId": None}
    fake.rights["x"] = {**other, "resourceType": PROCESS, "resourceId": "P", "id": "x"}
    found = plan(data, address)
    assert not found.unchanged
    assert [one.who for one in found.rights.taken] == ["user:mallory"]
    publish(data, address)
    assert may_start(fake) == {"hr"}
    assert fake.deployed() == 2
    assert plan(data, address).unchanged
    assert [one.version for one in ledger.entries(address)] == ["0.9.0", "1.0.0", "1.0.0"]
    assert undoing(address, "office").back_to == "0.9.0"
    undo(undoing(address, "office"))
    assert may_start(fake) == {"old"}


def test_what_belongs_to_others_is_left_alone(engine: tuple[FakeOperaton, str]) -> None:
    fake, address = engine
    admin = {"type": 1, "permissions": ["ALL"], "userId": None, "groupId": "admins", "resourceId": "*"}
    own = {"type": 1, "permissions": ["CREATE_INSTANCE"], "userId": None, "groupId": "hr", "resourceId": "other"}
    fake.rights = {
        "a": {**admin, "resourceType": PROCESS, "id": "a"}, "b": {**admin, "resourceType": CASE, "id": "b"},
        "c": {**own, "resourceType": PROCESS, "id": "c"},
    }  # fmt: skip
    before = dict(fake.rights)
    publish(data_of("1.0.0", starts("role:hr")), address)
    publish(data_of("1.1.0", starts("role:boss")), address)
    assert may_start(fake) == {"boss"}
    assert may_start(fake, "other") == {"hr"}, "who starts another process goes on to create its cases"
    left = {name: one for name, one in fake.rights.items() if name in before}
    assert left == before


def test_groups_are_called_as_the_environment_calls_them(engine: tuple[FakeOperaton, str]) -> None:
    fake, address = engine
    stage = Environment(id="prod", target=address, roles={"role:hr": "hr-team"})
    publish(data_of("1.0.0", starts("role:hr")), address, stage)
    assert may_start(fake) == {"hr-team"}


def test_permissions_that_moved_since_they_were_looked_at_are_a_conflict(engine: tuple[FakeOperaton, str]) -> None:
    fake, address = engine
    data = data_of("1.0.0", starts("role:hr"))
    agreed = plan(data, address)
    fake.rights["x"] = {
        "type": 1, "permissions": ["READ"], "userId": "li", "groupId": None, "resourceType": PROCESS,
        "resourceId": "P", "id": "x",
    }  # fmt: skip
    with pytest.raises(PublishError) as caught:
        publish(data, address, agreed=agreed)
    assert caught.value.code == "publish.rights-moved"
    assert fake.deployed() == 0


def test_a_publisher_who_may_deploy_but_not_authorize_leaves_the_permissions_as_they_were(
    engine: tuple[FakeOperaton, str],
) -> None:
    fake, address = engine
    publish(data_of("1.0.0", starts("role:hr")), address)

    def refuse(asked: Asked) -> Answer | None:
        said = {"type": "AuthorizationException", "message": "no CREATE on Authorization"}
        return Answer(403, said) if asked.path == "/authorization/create" else None

    fake.fault = refuse
    with pytest.raises(PublishError) as caught:
        publish(data_of("1.1.0", starts("role:hr"), starts("role:boss")), address)
    assert caught.value.code == "publish.may-not-authorize"
    assert "{" not in caught.value.message
    assert may_start(fake) == {"hr"}
    assert [one.version for one in ledger.entries(address)] == ["1.0.0"]
    fake.fault = None
    publish(data_of("1.1.0", starts("role:hr"), starts("role:boss")), address)
    assert may_start(fake) == {"hr", "boss"}
    assert fake.deployed() == 2


def test_an_undoing_that_is_refused_leaves_the_permissions(engine: tuple[FakeOperaton, str]) -> None:
    fake, address = engine
    publish(data_of("1.0.0", starts("role:hr")), address)
    fake.start(Asked("POST", "", {}, b"", {}), "P")
    with pytest.raises(PublishError) as caught:
        undo(undoing(address, "office"))
    assert caught.value.code == "publish.undo-running"
    assert may_start(fake) == {"hr"}


# -- nothing half-authorised ---------------------------------------------------------------------------


WHO = st.sampled_from(["*", "user:li", "group:hr", "group:boss"])
WORDS = st.lists(st.sampled_from(["READ", "CREATE_INSTANCE", "READ_INSTANCE"]), min_size=1, unique=True)


@st.composite
def records(draw: st.DrawFn) -> tuple[Permission, ...]:
    found: dict[tuple[str, str], Permission] = {}
    for who, words, denied in draw(st.lists(st.tuples(WHO, WORDS, st.booleans()), max_size=5)):
        kind: Any = "everybody" if who == "*" else "revoke" if denied else "grant"
        found[kind, who] = Permission(kind=kind, who=who, process="P", permissions=sorted(words))
    return ordered(found.values())


def rights_on(fake: FakeOperaton) -> OperatonRights:
    def answer(request: httpx.Request) -> httpx.Response:
        query = dict(request.url.params)
        asked = Asked(request.method, request.url.path.removeprefix("/e"), query, request.content, {})
        given = fake.respond(asked)
        if given is None:
            raise httpx.ReadError("gone")
        return httpx.Response(given.status, content=given.data or (json.dumps(given.json).encode()))

    transport = httpx.MockTransport(answer)
    return OperatonRights(Http("http://x/e", transport=transport, pause=lambda _seconds: None))


def allowed(fake: FakeOperaton) -> set[tuple[str, str]]:
    """Who may do what by the records there, as the engine decides: what is denied to the same one counts more."""
    given, denied = set(), set()
    cases = [one for one in fake.rights.values() if one["resourceType"] == CASE and "CREATE" in one["permissions"]]
    creating = {"*" if one["type"] == 0 else one["userId"] or one["groupId"] for one in cases}
    for one in fake.rights.values():
        if one["resourceType"] != PROCESS:
            continue
        who = "*" if one["type"] == 0 else one["userId"] or one["groupId"]
        for word in one["permissions"]:
            if one["type"] == 2:
                denied.add((who, word))
            elif word != "CREATE_INSTANCE" or who in creating:
                given.add((who, word))
    return given - denied


@settings(max_examples=60, deadline=None)
@given(records(), records(), st.integers(1, 30), st.sampled_from(["before", "after", "for good"]))
def test_at_no_moment_anybody_may_more_than_before_or_after_and_it_is_one_of_both(
    before: tuple[Permission, ...], after: tuple[Permission, ...], number: int, how: str
) -> None:
    fake = FakeOperaton(guarded=True)
    rights = rights_on(fake)
    rights.authorize(["P"], (), before)
    assert rights.permissions(["P"]) == before
    at_first = allowed(fake)
    goal = FakeOperaton(guarded=True)
    rights_on(goal).authorize(["P"], (), after)
    most, seen = at_first | allowed(goal), 0

    def fault(asked: Asked) -> Answer | None:
        nonlocal seen
        assert allowed(fake) <= most, "at no moment"
        if asked.method == "GET":
            return None
        seen += 1
        if seen == number or (how == "for good" and seen >= number):
            if how == "after":
                fake.answer(asked)
            return Answer(500, {"message": "the disk is full"})
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
    rights.authorize(["P"], rights.permissions(["P"]), after)
    assert rights.permissions(["P"]) == after
    assert allowed(fake) == allowed(goal)


@pytest.mark.parametrize("answer", [[1], {"a": 1}, [{"id": "x"}], "text"], ids=str)
def test_an_answer_of_another_kind_is_said_so(answer: object) -> None:
    fake = FakeOperaton(guarded=True)
    fake.fault = lambda _asked: Answer(200, answer)
    with pytest.raises(PublishError) as caught:
        rights_on(fake).permissions(["P"])
    assert caught.value.code == "publish.odd-answer"


@pytest.mark.parametrize(
    ("given", "expected"),
    [(Answer(401), False), (Answer(403), True), (Answer(404), False), (Answer(200, {"authorized": True}), False),
     (Answer(200, {"authorized": False}), True)],
    ids=str,
)  # fmt: skip
def test_whether_it_is_enforced_is_asked(given: Answer, expected: bool) -> None:
    fake = FakeOperaton()
    fake.fault = lambda _asked: given
    assert rights_on(fake).enforces() is expected


def test_resolved_connections_of_a_folder_keep_no_permissions(tmp_path: Any) -> None:
    check: Callable[..., Any] = publish
    receipt = check(data_of("1.0.0", starts("role:hr")), f"folder:{tmp_path}")
    assert receipt.enforced is None
    assert "permissions" not in receipt.model_fields_set
    assert resolve(f"folder:{tmp_path}").connection.receipt("office", "1.0.0") == receipt


@dataclass
class At:
    """Fails at the request of that number, and at all after it where the fault lasts."""

    number: int
    fault: Callable[[Asked], Answer]
    lasts: bool
    seen: int = 0

    def __call__(self, asked: Asked) -> Answer | None:
        self.seen += 1
        return self.fault(asked) if self.seen == self.number or (self.lasts and self.seen > self.number) else None


@pytest.mark.parametrize("lasts", [False, True], ids=["once", "for good"])
@pytest.mark.parametrize("name", sorted(FAULTS))
def test_a_fault_at_any_request_of_a_publication_that_changes_who_may_start(
    name: str, lasts: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever comes of it, who may start is told by the old version or by the new one, and the ledger is true."""
    monkeypatch.setattr(http, "AGAIN", (0.0, 0.0))
    first, second = data_of("1.0.0", starts("role:hr")), data_of("1.1.0", starts("role:boss"))
    for number in range(1, 60):
        fake, fault = FakeOperaton(guarded=True), At(number, FAULTS[name], lasts)
        with fake.running("/engine-rest") as url:
            address = f"operaton:{url}"
            ledger.ledger_path(address).unlink(missing_ok=True)
            publish(first, address)
            fake.fault = fault
            with contextlib.suppress(PublishError):
                publish(second, address)
            fake.fault = None
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
