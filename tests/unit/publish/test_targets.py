"""What every target must do, run against each kind of target in the registry."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from modeler.publish.pipeline import convert, make_receipt, plan, resolve
from modeler.publish.target import Connection, PublishRefused, ServerState
from modeler.publish.targets import TARGETS
from runner.core import atomic
from runner.core.errors import PublishError
from tests.unit.publish.packages import a_package

Address = Callable[[], str]

# an address of a fresh server for each kind; a kind without an entry here fails below
SERVERS: dict[str, Callable[[Path], str]] = {"folder": lambda tmp: f"folder:{tmp / 'server'}"}


def test_every_kind_of_target_is_tested_here() -> None:
    assert set(SERVERS) == set(TARGETS)


@pytest.fixture(params=sorted(SERVERS))
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return SERVERS[request.param](tmp_path)


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


def test_versions_stand_side_by_side_and_the_highest_is_the_latest(address: str) -> None:
    for version in ("1.9.0", "1.10.0", "1.10.0-rc.1", "0.9.9"):
        connection = put(address, a_package(version))
    state = connection.state("office")
    assert set(state.versions) == {"1.9.0", "1.10.0", "1.10.0-rc.1", "0.9.9"}
    assert state.latest == "1.10.0"


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
    assert [problem.code for problem in found.problems] == [code]
