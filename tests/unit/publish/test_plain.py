"""A password over plain http: nothing is sent before somebody agreed; at this machine itself nobody is asked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from modeler.publish.environments import Environment
from modeler.publish.pipeline import plan, resolve
from modeler.publish.target import PublishRefused
from modeler.publish.wire import plain
from modeler.publish.wire.line import Line
from modeler.publish.wire.plain import agree, is_loopback
from runner.core.problem import Severity
from runner.protocol.said_secrets import say
from tests.servers.fake_store import FakeWebDav
from tests.unit.publish.packages import a_package

CODE = "publish.plain-http"


@pytest.fixture(autouse=True)
def nobody_agreed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain, "_agreed", set())


@pytest.mark.parametrize(
    "target",
    [
        "operaton:http://li@bpm.example.com/engine-rest",
        "flowable:http://li@10.0.0.7:8080/process-api",
        "webdav:http://li%40hq@[fd00::7]/dav",
        "git:http://li@git.example.com/r.git#main",
        "operaton:http://li@bpm.example.com/engine-rest?tenant=a",
        "operaton:http://li@127.0.0.1.example.com/engine-rest",
        "operaton:http://li@localhost.example.com/engine-rest",
        "camunda8:http://li@bpm.example.com?token=https%3A%2F%2Flogin.example.com%2Ftoken",
        "camunda8:https://li@bpm.example.com?token=http%3A%2F%2Flogin.example.com%2Ftoken",
    ],
)
def test_it_is_refused_until_somebody_agreed(target: str) -> None:
    with pytest.raises(PublishRefused) as caught:
        resolve(target)
    assert caught.value.code == CODE
    assert caught.value.params["user"] in ("li", "li@hq")
    agree(target)
    assert resolve(target)


@pytest.mark.parametrize(
    "target",
    [
        "operaton:https://li@bpm.example.com/engine-rest",
        "operaton:http://bpm.example.com/engine-rest",
        "operaton:http://li@127.0.0.1:8080/engine-rest",
        "camunda8:http://li@127.0.0.1:8080?token=http%3A%2F%2Flocalhost%3A8081%2Ftoken",
        "operaton:http://li@localhost/engine-rest",
        "webdav:http://li@[::1]:8080/dav",
        "webdav:http://li@dav.localhost/dav",
        "git:ssh://git@git.example.com/r.git",
        "git:git@git.example.com:r.git",
        "s3:http://KEY@minio.example.com/bucket",
        "webhook:http://KEY@bpm.example.com/hook",
        "folder:/srv/http:/li@x",
    ],
)
def test_where_no_password_could_be_read_nothing_is_asked(target: str) -> None:
    assert resolve(target)


def test_the_agreement_is_for_this_server_and_name_alone() -> None:
    agree("operaton:http://li@bpm.example.com/engine-rest")
    assert resolve("webdav:http://li@bpm.example.com/dav")  # the same password to the same server
    for other in ("http://wang@bpm.example.com/x", "http://li@bpm.example.com:8080/x", "http://li@other.example/x"):
        with pytest.raises(PublishRefused):
            resolve(f"webdav:{other}")


def test_no_environment_can_agree() -> None:
    stage = Environment.model_validate({"id": "prod", "allowPlain": True, "allowPlainHttp": True})
    with pytest.raises(PublishRefused):
        resolve("webdav:http://li@bpm.example.com/dav", stage)


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[FakeWebDav, str]]:
    """A server on loopback that is taken for one out there."""
    fake = FakeWebDav()
    fake.account = ("li", "s3cret")
    monkeypatch.setattr(plain, "is_loopback", lambda _host: False)
    with fake.running("/dav") as url:
        yield fake, f"webdav:{url}"


def test_not_one_connection_is_opened_before(
    elsewhere: tuple[FakeWebDav, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    fake, target = elsewhere
    monkeypatch.setattr(Line, "client", None)
    with pytest.raises(PublishRefused):
        plan(a_package(), target)
    assert fake.lines == 0


def test_the_plan_goes_on_saying_it(elsewhere: tuple[FakeWebDav, str]) -> None:
    fake, target = elsewhere
    agree(target)
    found = plan(a_package(), target)
    assert [(one.code, one.severity) for one in found.problems] == [("publish.plain-password", Severity.WARNING)]
    assert found.ok
    assert fake.asked
    say("127.0.0.1", "li", "")


@pytest.mark.parametrize(
    ("host", "so"),
    [
        ("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("localhost", True), ("a.localhost", True),
        ("0.0.0.0", False), ("10.0.0.1", False), ("::", False), ("localhost.example.com", False), ("", False),
    ],
)  # fmt: skip
def test_this_machine_is_known_by_its_name(host: str, so: bool) -> None:
    assert is_loopback(host) is so
