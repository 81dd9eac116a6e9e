"""WebDAV by WsgiDAV and S3 by Moto: what they make of conditions and signatures, and two at once."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator

import pytest

from modeler.publish import ledger
from modeler.publish.pipeline import plan, publish, resolve, undo, undoing
from modeler.publish.stores.shelf import Kept, ShelfConnection, Store
from runner.core.errors import PublishError
from runner.protocol.said_secrets import say
from tests.servers.conftest import Bring
from tests.servers.stores import PLACES
from tests.unit.publish.packages import a_package


@pytest.fixture(params=sorted(PLACES))
def address(request: pytest.FixtureRequest, bring: Bring) -> Iterator[str]:
    """A place where nothing is."""
    found = f"{request.param}:{PLACES[request.param](bring(request.param))}"
    ledger.ledger_path(found).unlink(missing_ok=True)
    yield found


def store(address: str) -> Store:
    """The files themselves."""
    connection = resolve(address).connection
    assert isinstance(connection, ShelfConnection)
    return connection._store


def test_a_file_is_made_only_where_there_is_none(address: str) -> None:
    files = store(address)
    assert files.write("office/a.txt", b"one", None)
    assert not files.write("office/a.txt", b"two", None)
    kept = files.read("office/a.txt")
    assert kept is not None
    assert kept.data == b"one"


def test_a_file_is_replaced_only_in_the_state_that_was_read(address: str) -> None:
    files = store(address)
    files.write("office/a.txt", b"one", None)
    first = files.read("office/a.txt")
    assert first is not None
    assert first.mark.removeprefix("W/").startswith('"')
    first = Kept(first.data, first.mark.removeprefix("W/"))
    assert not files.write("office/a.txt", b"other", '"slipway-never"')
    assert files.write("office/a.txt", b"three", first.mark)
    second = files.read("office/a.txt")
    assert second is not None
    assert (second.data, second.mark.removeprefix("W/") != first.mark) == (b"three", True)
    assert not files.write("office/a.txt", b"four", first.mark)
    # WsgiDAV makes a file under If-Match that is not there, against RFC 9110: an index that somebody removes at the
    # very moment comes back
    assert files.write("office/b.txt", b"none there", first.mark) is address.startswith("webdav:")


def test_a_mark_is_trusted_when_no_other_state_can_have_it(address: str) -> None:
    files = store(address)
    files.write("office/a.txt", b"one", None)
    seen = set()
    for text in (b"two", b"six", b"ten"):
        for _turn in range(3):
            kept = files.read("office/a.txt")
            assert kept is not None
            if not kept.mark.startswith("W/"):
                break
            files.wait()
        assert kept.mark not in seen
        seen.add(kept.mark)
        assert files.write("office/a.txt", text, kept.mark)


def test_what_is_published_lies_there_under_an_index(address: str) -> None:
    for version in ("1.0.0", "1.1.0"):
        publish(a_package(version), address)
    undo(undoing(address, "office"))
    kept = store(address).read("office/index.json")
    assert kept is not None
    index = json.loads(kept.data)
    assert index["latest"] == "1.0.0"
    assert [one["version"] for one in index["versions"]] == ["1.0.0", "1.1.0"]


def test_of_some_who_publish_one_version_at_once_exactly_one_wins(address: str) -> None:
    publish(a_package(), address)
    gate, won, lost = threading.Barrier(4), [], []

    def run(data: bytes) -> None:
        gate.wait()
        try:
            won.append(publish(data, address))
        except PublishError as error:
            lost.append(error.code)

    threads = [threading.Thread(target=run, args=(a_package("1.1.0", term=f"t{one}"),)) for one in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1, lost
    # WsgiDAV looks at a condition and writes later: what another wrote in between is found when it is read back
    told = {"publish.conflict", "publish.version-taken"}
    assert set(lost) <= told | ({"publish.mismatch"} if address.startswith("webdav:") else set())
    assert resolve(address).connection.state("office").versions["1.1.0"] == won[0].digest


def test_names_in_chinese_lie_there_too(address: str) -> None:
    data = a_package("1.0.0+build.7", name="请假.流程")
    publish(data, address)
    assert resolve(address).connection.fetch("请假.流程", "1.0.0+build.7") == data


def test_another_secret_is_not_let_in(bring: Bring) -> None:
    address = f"s3:{PLACES['s3'](bring('s3'))}"
    name = address.partition("://")[2].partition("@")[0]
    say("127.0.0.1", name, "another")
    with pytest.raises(PublishError) as caught:
        plan(a_package(), address)
    assert caught.value.code == "publish.forbidden"
    assert "signature" in caught.value.message
