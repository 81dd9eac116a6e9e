"""What every target must do, run against each kind of target in the registry."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import pytest

from modeler.publish import ledger
from modeler.publish.pipeline import convert, make_receipt, plan, publish, resolve, undo, undoing
from modeler.publish.target import Connection, PublishRefused, ServerState
from modeler.publish.targets import TARGETS
from runner.core import atomic
from runner.core.errors import PublishError
from runner.core.problem import Severity
from tests.servers.fake_git import bare
from tests.servers.fake_receiver import FakeReceiver
from tests.servers.fake_store import FakeS3, FakeWebDav
from tests.unit.publish.engines import ENGINES, GUARDED
from tests.unit.publish.packages import a_package


def _engine(kind: str) -> Callable[[Path], AbstractContextManager[object]]:
    make, prefix = (ENGINES | GUARDED)[kind]
    return lambda _tmp: make().running(prefix)


# the place of a fresh server for each kind; a kind without an entry here fails below
SERVERS: dict[str, Callable[[Path], AbstractContextManager[object]]] = {
    "folder": lambda tmp: nullcontext(tmp / "server"),
    "git": lambda tmp: nullcontext(bare(tmp / "server.git")),
    "s3": lambda _tmp: FakeS3().running("/processes"),
    "webdav": lambda _tmp: FakeWebDav().running("/dav/new"),
    "webhook": lambda _tmp: FakeReceiver().running("/hook"),
} | {kind: _engine(kind) for kind in (*ENGINES, *GUARDED)}


def test_every_kind_of_target_is_tested_here() -> None:
    assert set(SERVERS) == set(TARGETS)


@pytest.fixture(params=sorted(SERVERS))
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with SERVERS[request.param](tmp_path) as place:
        yield f"{request.param}:{place}{'?tenant=1' if request.param in GUARDED else ''}"


def put(address: str, data: bytes, expected: ServerState | None = None) -> Connection:
    resolved = resolve(address)
    current = plan(data, address)
    receipt = make_receipt(resolved, current, "tester")
    resolved.connection.deploy(current.shipment, expected or current.server, receipt)
    return resolved.connection


def test_a_fresh_server_holds_nothing(address: str) -> None:
    assert resolve(address).connection.state("office") == ServerState()


def test_what_is_put_is_given_back_byte_for_byte(address: str) -> None:
    data = a_package()
    connection = put(address, data)
    assert connection.fetch("office", "1.0.0") == data
    state = connection.state("office")
    assert state.versions == {"1.0.0": atomic.digest(data)}
    assert state.latest == "1.0.0"
    assert state.members["dictionary.json"] == convert(data).package.manifest.members["dictionary.json"].sha256


def test_the_receipt_is_kept_beside_the_version(address: str) -> None:
    receipt = put(address, a_package()).receipt("office", "1.0.0")
    assert receipt is not None
    assert (receipt.who, receipt.version, receipt.digest) == ("tester", "1.0.0", atomic.digest(a_package()))


def test_a_version_is_never_overwritten(address: str) -> None:
    first = a_package()
    connection = put(address, first)
    with pytest.raises(PublishRefused) as caught:
        put(address, a_package(term="other"))
    assert caught.value.code == "publish.version-taken"
    assert connection.fetch("office", "1.0.0") == first


def test_versions_stand_side_by_side(address: str) -> None:
    for version in ("1.9.0", "1.10.0", "1.10.0-rc.1", "0.9.9"):
        connection = put(address, a_package(version))
    state = connection.state("office")
    assert set(state.versions) == {"1.9.0", "1.10.0", "1.10.0-rc.1", "0.9.9"}
    runs_last = TARGETS[address.partition(":")[0]].runs_last
    assert state.latest == ("0.9.9" if runs_last else "1.10.0")  # an engine runs what came last, a folder points


def test_a_server_that_moved_on_since_the_plan_is_a_conflict(address: str) -> None:
    before = resolve(address).connection.state("office")
    put(address, a_package("1.0.0"))
    with pytest.raises(PublishError) as caught:
        put(address, a_package("1.1.0"), expected=before)
    assert caught.value.code == "publish.conflict"
    assert caught.value.exit_code == 3
    assert set(resolve(address).connection.state("office").versions) == {"1.0.0"}


def test_a_version_that_is_not_there_says_so(address: str) -> None:
    with pytest.raises(PublishError) as caught:
        resolve(address).connection.fetch("office", "9.9.9")
    assert caught.value.code == "publish.not-there"


def test_ids_do_not_mix(address: str) -> None:
    put(address, a_package(name="office"))
    connection = put(address, a_package(name="factory", version="2.0.0"))
    assert set(connection.state("office").versions) == {"1.0.0"}
    assert set(connection.state("factory").versions) == {"2.0.0"}


@pytest.mark.parametrize(
    ("name", "version", "code"),
    [
        ("../evil", "1.0.0", "publish.bad-id"),
        ("a b", "1.0.0", "publish.bad-id"),
        ("ok", "1.0", "publish.bad-version"),
    ],
)
def test_what_the_server_cannot_take_is_named_in_the_plan(address: str, name: str, version: str, code: str) -> None:
    found = plan(a_package(version, name=name), address)
    assert not found.ok
    assert [problem.code for problem in found.problems if problem.severity is Severity.ERROR] == [code]


def test_a_server_is_greeted_before_anything_is_asked(address: str) -> None:
    assert resolve(address).connection.greet()


def test_what_is_undone_is_not_the_latest_and_stays_to_be_read(address: str) -> None:
    for version in ("1.0.0", "1.1.0"):
        publish(a_package(version), address)
    found = undoing(address, "office")
    assert (found.version, found.back_to, found.running) == ("1.1.0", "1.0.0", 0)
    receipt = undo(found, who="li")
    assert (receipt.state, receipt.version, receipt.previous) == ("undone", "1.0.0", "1.1.0")
    state = resolve(address).connection.state("office")
    assert state.latest == "1.0.0"
    assert resolve(address).connection.fetch("office", "1.1.0") == a_package("1.1.0")
    assert ledger.entries(address)[-1] == receipt


def test_what_was_undone_is_published_again_as_it_was(address: str) -> None:
    for version in ("1.0.0", "1.1.0"):
        publish(a_package(version), address)
    undo(undoing(address, "office"))
    assert not plan(a_package("1.1.0"), address).unchanged
    publish(a_package("1.1.0"), address)
    assert resolve(address).connection.state("office").latest == "1.1.0"
    assert plan(a_package("1.1.0"), address).unchanged


def test_after_undoing_that_is_the_latest_which_the_receipt_says(address: str) -> None:
    for version in ("1.0.0", "1.1.0", "1.0.1"):
        publish(a_package(version), address)
    receipt = undo(undoing(address, "office"))
    assert resolve(address).connection.state("office").latest == receipt.version != ""


def test_the_only_version_is_undone_and_nothing_is_the_latest(address: str) -> None:
    publish(a_package(), address)
    undo(undoing(address, "office"))
    assert resolve(address).connection.state("office").latest is None
    with pytest.raises(PublishRefused) as caught:
        undoing(address, "office")
    assert caught.value.code == "publish.nothing-to-undo"


def test_undoing_what_has_changed_since_it_was_looked_at_is_a_conflict(address: str) -> None:
    for version in ("1.0.0", "1.1.0"):
        publish(a_package(version), address)
    seen = undoing(address, "office")
    publish(a_package("1.2.0"), address)
    with pytest.raises(PublishError) as caught:
        undo(seen)
    assert caught.value.code == "publish.conflict"
    assert resolve(address).connection.state("office").latest == "1.2.0"


def test_the_ledger_is_completed_by_the_next_run_where_one_ended_before_it_was_written(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("modeler.publish.pipeline.record", _killed)
        with pytest.raises(KeyboardInterrupt):
            publish(a_package(), address, who="li")
    assert ledger.entries(address) == []
    receipt = publish(a_package(), address)
    assert receipt.state == "unchanged"
    assert [(one.id, one.who) for one in ledger.entries(address)] == [(receipt.id, "li")]


def _killed(target: str, receipt: object) -> None:
    raise KeyboardInterrupt
