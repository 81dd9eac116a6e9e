"""WebDAV and S3 as servers: what lies there, two people at once, and servers that look at no condition."""

from __future__ import annotations

import base64
import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from email.utils import formatdate

import pytest

from modeler.publish import ledger
from modeler.publish.pipeline import plan, publish, resolve, undo, undoing
from modeler.publish.stores.index import Index
from modeler.publish.stores.shelf import ShelfConnection
from modeler.publish.target import PublishRefused
from modeler.publish.targets import s3, webdav
from modeler.publish.wire import http
from modeler.publish.wire.sigv4 import authorization
from runner.core.errors import PublishError
from runner.protocol.said_secrets import say
from tests.servers.fake import Answer
from tests.servers.fake_store import FakeS3, FakeStore, FakeWebDav
from tests.unit.publish.packages import a_package

EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
KINDS: dict[str, tuple[type[FakeS3] | type[FakeWebDav], str]] = {
    "s3": (FakeS3, "/processes"),
    "webdav": (FakeWebDav, "/dav/new"),
}


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "AGAIN", (0.0, 0.0))


@pytest.fixture(params=sorted(KINDS))
def store(request: pytest.FixtureRequest) -> Iterator[tuple[FakeStore, str]]:
    make, prefix = KINDS[request.param]
    fake = make()
    with fake.running(prefix) as url:
        ledger.ledger_path(f"{request.param}:{url}").unlink(missing_ok=True)
        yield fake, f"{request.param}:{url}"


def index_of(fake: FakeStore) -> dict[str, object]:
    found: dict[str, object] = json.loads(fake.files["office/index.json"])
    return found


def puts(fake: FakeStore) -> list[str]:
    return [one.path.rpartition("/")[2] for one in fake.asked if one.method == "PUT"]


def test_it_lies_there_as_in_a_folder(store: tuple[FakeStore, str]) -> None:
    fake, address = store
    receipt = publish(a_package(), address, who="li")
    assert fake.files["office/1.0.0/office-1.0.0.slip"] == a_package()
    index = index_of(fake)
    (told,) = index["versions"]  # type: ignore[misc]
    assert (index["latest"], told["file"], told["digest"]) == ("1.0.0", "1.0.0/office-1.0.0.slip", receipt.digest)
    assert b'"who": "li"' in fake.files[f"office/{told['receipt']}"]
    assert receipt.server.startswith(f"{address.partition(':')[0]}:http://127.0.0.1")
    assert "@" not in receipt.server


def test_the_index_comes_last_and_under_a_condition(store: tuple[FakeStore, str]) -> None:
    fake, address = store
    publish(a_package(), address)
    assert puts(fake)[-1] == "index.json"
    assert [one.headers.get("if-none-match") for one in fake.asked if one.method == "PUT"] == ["*", "*", None, "*"]
    publish(a_package("1.1.0"), address)
    last = [one for one in fake.asked if one.method == "PUT"][-1]
    assert last.headers["if-match"].startswith('"')


def before_the_index(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Somebody else is quicker, once."""
    put = ShelfConnection._put_index

    def later(self: ShelfConnection, name: str, index: Index, mark: str | None) -> None:
        monkeypatch.setattr(ShelfConnection, "_put_index", put)
        act()
        put(self, name, index, mark)

    monkeypatch.setattr(ShelfConnection, "_put_index", later)


def test_who_replaced_the_index_meanwhile_was_first_and_nothing_is_lost(
    store: tuple[FakeStore, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    fake, address = store
    publish(a_package(), address)
    theirs = a_package("1.2.0", term="theirs")
    before_the_index(monkeypatch, lambda: publish(theirs, address))
    with pytest.raises(PublishError) as caught:
        publish(a_package("1.1.0"), address)
    assert caught.value.code == "publish.conflict"
    assert set(resolve(address).connection.state("office").versions) == {"1.0.0", "1.2.0"}
    assert publish(a_package("1.1.0"), address).state == "published"  # goes on with what lies there
    assert resolve(address).connection.fetch("office", "1.2.0") == theirs
    assert fake.deployed() == 3


def test_of_many_who_publish_one_version_at_once_exactly_one_wins(store: tuple[FakeStore, str]) -> None:
    _fake, address = store
    gate, won, lost = threading.Barrier(6), [], []

    def run(data: bytes) -> None:
        gate.wait()
        try:
            won.append(publish(data, address).digest)
        except PublishError as error:
            lost.append(error.code)

    threads = [threading.Thread(target=run, args=(a_package(term=f"t{one}"),)) for one in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1, lost
    assert set(lost) <= {"publish.conflict", "publish.version-taken"}
    assert resolve(address).connection.state("office").versions == {"1.0.0": won[0]}


def test_of_two_with_the_same_bytes_at_once_the_index_names_the_receipt_of_the_first(
    store: tuple[FakeStore, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _fake, address = store
    before_the_index(monkeypatch, lambda: publish(a_package(), address, who="wang"))
    with pytest.raises(PublishError):
        publish(a_package(), address, who="li")
    kept = resolve(address).connection.receipt("office", "1.0.0")
    assert kept is not None
    assert kept.who == "wang"


def test_a_server_that_looks_at_no_condition_is_not_published_to(store: tuple[FakeStore, str]) -> None:
    fake, address = store
    fake.ignores = True
    with pytest.raises(PublishError) as caught:
        publish(a_package(), address)
    assert caught.value.code == "publish.no-conditions"
    assert "office/index.json" not in fake.files


def test_other_bytes_that_nobody_named_are_not_overwritten(store: tuple[FakeStore, str]) -> None:
    fake, address = store
    publish(a_package(), address)
    if isinstance(fake, FakeWebDav):
        fake.folders.add("office/1.1.0")
    fake.files["office/1.1.0/office-1.1.0.slip"] = a_package("1.1.0", term="theirs")
    with pytest.raises(PublishRefused) as caught:
        publish(a_package("1.1.0"), address)
    assert caught.value.code == "publish.version-taken"
    assert fake.files["office/1.1.0/office-1.1.0.slip"] == a_package("1.1.0", term="theirs")


def test_a_copy_changed_on_the_server_is_drift(store: tuple[FakeStore, str]) -> None:
    fake, address = store
    publish(a_package(), address)
    fake.files["office/1.0.0/office-1.0.0.slip"] = a_package(term="evil")
    assert [problem.code for problem in plan(a_package("1.1.0"), address).problems] == ["publish.drifted"]


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b"<html>"])
def test_an_index_that_cannot_be_read_is_named_and_left(store: tuple[FakeStore, str], data: bytes) -> None:
    fake, address = store
    publish(a_package(), address)
    fake.files["office/index.json"] = data
    with pytest.raises(PublishError) as caught:
        publish(a_package("1.1.0"), address)
    assert caught.value.code == "publish.bad-index"
    assert fake.files["office/index.json"] == data


@pytest.mark.parametrize(
    "file", ["../secret.json", "1.0.0/../../x", "/etc/passwd", "2.0.0/receipt-1.json", "1.0.0/a/b"]
)
def test_a_receipt_is_looked_for_beside_its_version_alone(store: tuple[FakeStore, str], file: str) -> None:
    fake, address = store
    publish(a_package(), address)
    index = index_of(fake)
    index["versions"][0]["receipt"] = file  # type: ignore[index]
    fake.files["office/index.json"] = json.dumps(index).encode()
    fake.asked.clear()
    assert resolve(address).connection.receipt("office", "1.0.0") is None
    assert len(fake.asked) == 1


def test_undoing_of_what_another_has_undone_is_a_conflict(store: tuple[FakeStore, str]) -> None:
    _fake, address = store
    for version in ("1.0.0", "1.1.0"):
        publish(a_package(version), address)
    undo(undoing(address, "office"))
    with pytest.raises(PublishError) as caught:
        resolve(address).connection.undo("office", "1.1.0", "1.0.0")
    assert caught.value.code == "publish.conflict"


def test_a_name_with_other_letters_is_asked_for_as_it_is_signed(store: tuple[FakeStore, str]) -> None:
    _fake, address = store
    publish(a_package("1.0.0+build.7", name="请假.流程"), address)
    assert resolve(address).connection.fetch("请假.流程", "1.0.0+build.7") == a_package(
        "1.0.0+build.7", name="请假.流程"
    )


# webdav ------------------------------------------------------------------------------------------


def test_a_mark_that_is_weak_at_first_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr(http.Http, "wait", lambda _self, seconds: waited.append(seconds))
    fake = FakeWebDav()
    with fake.running("/dav") as url:
        publish(a_package(), f"webdav:{url}")
        agreed = plan(a_package("1.1.0"), f"webdav:{url}")
        fake.weak = 3
        connection = resolve(f"webdav:{url}").connection
        connection.deploy(agreed.shipment, agreed.server, publish(a_package(), f"webdav:{url}"))
        assert connection.state("office").latest == "1.1.0"
    fake.weak = 99
    with fake.running("/dav") as url, pytest.raises(PublishError) as caught:
        publish(a_package("1.2.0"), f"webdav:{url}")
    assert caught.value.code == "publish.no-conditions"


def test_a_mark_of_size_and_second_is_trusted_when_the_second_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr(http.Http, "wait", lambda _self, seconds: waited.append(seconds))
    fake = FakeWebDav()
    given, ages = fake.given, iter([0, 0, 5, 0, 0, 0, 0, 0])

    def dated(path: str) -> Answer:
        found = given(path)
        age = next(ages) if path.endswith("index.json") and fake.deployed() else 60
        told = formatdate(time.time() - age, usegmt=True)
        return Answer(found.status, data=found.data, headers={**found.headers, "Last-Modified": told})

    with fake.running("/dav") as url:
        store = webdav.WebDavStore(http.Http(url))
        publish(a_package(), f"webdav:{url}")
        fake.given = dated  # type: ignore[method-assign]
        first, again, old = (store.read("office/index.json") for _turn in range(3))
        assert first is not None and again is not None and old is not None
        assert first.mark == again.mark == f"W/{old.mark}"
        assert old.mark.startswith('"')
        with pytest.raises(PublishError) as caught:  # somebody writes it again and again
            resolve(f"webdav:{url}").connection.undo("office", "1.0.0", None)
    assert caught.value.code == "publish.no-conditions"
    assert len(waited) == 3


def test_what_is_no_webdav_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    fake = FakeWebDav()
    with fake.running("/dav") as url:
        fake.fault = lambda asked: Answer(405) if asked.method == "PROPFIND" else None
        with pytest.raises(PublishError) as caught:
            plan(a_package(), f"webdav:{url}")
        assert caught.value.code == "publish.no-webdav"


def test_name_and_password_go_along() -> None:
    word = base64.b64encode(b"li:s3cret").decode()
    fake = FakeWebDav(login=f"Basic {word}")
    fake.account = ("li", "s3cret")
    with fake.running("/dav") as url:
        assert publish(a_package(), f"webdav:{url}").state == "published"
        say("127.0.0.1", "li", "wrong")
        with pytest.raises(PublishError) as caught:
            plan(a_package(), f"webdav:{url}")
        assert caught.value.code == "publish.unauthorized"


def test_the_pause_for_a_strong_mark_is_more_than_a_second() -> None:
    waited: list[float] = []
    webdav.WebDavStore(http.Http("http://host/dav", pause=waited.append)).wait()
    assert waited[0] > 1


# s3 ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path", "query", "headers", "digest", "made"),
    [
        ("GET", "/test.txt", "", {"range": "bytes=0-9"}, EMPTY,
         "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"),
        ("PUT", "/test%24file.text", "", {"date": "Fri, 24 May 2013 00:00:00 GMT",
         "x-amz-storage-class": "REDUCED_REDUNDANCY"},
         "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072",
         "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"),
        ("GET", "/", "lifecycle", {}, EMPTY, "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"),
        ("GET", "/", "max-keys=2&prefix=J", {}, EMPTY,
         "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"),
    ],
    ids=["an object", "a put", "a word in the query", "a list"],
)  # fmt: skip
def test_requests_are_signed_as_the_examples_of_the_service(
    method: str, path: str, query: str, headers: dict[str, str], digest: str, made: str
) -> None:
    told = {"host": "examplebucket.s3.amazonaws.com", "x-amz-date": "20130524T000000Z",
            "x-amz-content-sha256": digest, **headers}  # fmt: skip
    secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
    found = authorization(method, path, query, told, "AKIAIOSFODNN7EXAMPLE", secret, "us-east-1")
    assert found.endswith(f"Signature={made}")


def test_another_key_or_secret_is_told_with_the_words_of_the_server() -> None:
    fake = FakeS3()
    with fake.running("/processes") as url:
        say("127.0.0.1", fake.account[0], "wrong")
        with pytest.raises(PublishError) as caught:
            plan(a_package(), f"s3:{url}")
    assert caught.value.code == "publish.forbidden"
    assert "The request signature we calculated does not match." in caught.value.message


def test_a_bucket_that_is_not_there_is_told() -> None:
    fake = FakeS3()
    with fake.running("/other") as url, pytest.raises(PublishError) as caught:
        plan(a_package(), f"s3:{url}")
    assert caught.value.code == "publish.no-bucket"


def test_a_folder_in_the_bucket_keeps_others_apart() -> None:
    fake = FakeS3()
    with fake.running("/processes/env/prod") as url:
        publish(a_package(), f"s3:{url}")
    assert all(path.startswith("env/prod/office/") for path in fake.files)


@pytest.mark.parametrize(
    "address", ["https://host/bucket", "https://KEY@host", "https://KEY@host/", "https://KEY@host/b#re gion"]
)
def test_an_address_without_bucket_or_key_is_refused(address: str) -> None:
    with pytest.raises(PublishError) as caught:
        resolve(f"s3:{address}")
    assert caught.value.code == "publish.bad-bucket"


@pytest.mark.parametrize(
    ("host", "region"),
    [
        ("s3.eu-west-1.amazonaws.com", "eu-west-1"), ("s3-eu-west-1.amazonaws.com", "eu-west-1"),
        ("s3.cn-north-1.amazonaws.com.cn", "cn-north-1"), ("s3.amazonaws.com", None), ("minio.example.com", None),
    ],
)  # fmt: skip
def test_the_region_stands_in_the_host(host: str, region: str | None) -> None:
    found = s3._REGION.fullmatch(host)
    assert (found[1] if found else None) == region


def test_a_region_that_is_named_is_the_one_that_is_signed() -> None:
    fake = FakeS3()
    fake.region = "cn-north-1"
    with fake.running("/processes") as url:
        with pytest.raises(PublishError):
            plan(a_package(), f"s3:{url}")
        assert publish(a_package(), f"s3:{url}#cn-north-1").state == "published"
    assert re.search(r"/cn-north-1/s3/", fake.asked[-1].headers["authorization"])
