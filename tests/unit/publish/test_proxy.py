"""The way through a proxy: as the system says, as the environment says, and none at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from modeler.publish import ledger
from modeler.publish.environments import Environment
from modeler.publish.pipeline import plan, publish
from modeler.publish.wire import http
from runner.core.errors import PublishError
from runner.protocol.said_secrets import say
from tests.helpers.certificates import Authority, serving
from tests.servers.fake_proxy import FakeProxy
from tests.servers.fake_store import FakeWebDav
from tests.unit.publish.packages import a_package

OURS, OTHERS = Authority(), Authority("Elsewhere")


@pytest.fixture(autouse=True)
def a_plain_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "AGAIN", (0.0, 0.0))
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture(params=["http", "https"])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[FakeWebDav, str]]:
    """Called by a name that only the proxy knows the way to."""
    fake = FakeWebDav()
    fake.host = "files.invalid"
    if request.param == "https":
        fake.tls = serving(tmp_path, OURS.issue("files.invalid"))
    with fake.running("/dav") as url:
        ledger.ledger_path(f"webdav:{url}").unlink(missing_ok=True)
        yield fake, url


def of(folder: Path, proxy: str = "", authority: Authority = OURS) -> Environment:
    (folder / "authority.pem").write_bytes(authority.own.pem())
    return Environment(id="prod", authority=str(folder / "authority.pem"), proxy=proxy)


def leads(proxy: FakeProxy, url: str) -> bool:
    """Whether all went that way: as one tunnel, or request by request."""
    host = url.partition("://")[2].partition("/")[0]
    tunnel = proxy.asked == [f"CONNECT {host}"]
    return tunnel if url.startswith("https") else len(proxy.asked) > 5 and all(host in one for one in proxy.asked)


@pytest.mark.parametrize("by", ["the environment", "the system"])
def test_it_goes_through_the_proxy_that_is_named(
    by: str, server: tuple[FakeWebDav, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake, url = server
    proxy = FakeProxy()
    with proxy.running() as where:
        if by == "the system":
            monkeypatch.setenv(f"{url.partition(':')[0]}_proxy", f"http://{where}")
        stage = of(tmp_path, f"http://{where}" if by == "the environment" else "")
        assert publish(a_package(), f"webdav:{url}", stage).state == "published"
    assert fake.deployed() == 1
    assert leads(proxy, url)


@pytest.mark.parametrize("safe", [True, False], ids=["https", "http"])
def test_what_the_environment_says_counts_more_than_the_system(
    safe: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake, proxy = FakeWebDav(), FakeProxy()
    fake.host = "localhost"
    fake.tls = serving(tmp_path, OURS.issue("localhost")) if safe else None
    with proxy.running() as where, fake.running("/dav") as url:
        for name in ("http_proxy", "https_proxy"):
            monkeypatch.setenv(name, f"http://{where}")
        assert plan(a_package(), f"webdav:{url}", of(tmp_path, "direct")).ok
        assert proxy.asked == []
        assert plan(a_package(), f"webdav:{url}", of(tmp_path)).ok
        assert proxy.asked


def test_the_proxy_wants_to_know_who_asks(server: tuple[FakeWebDav, str], tmp_path: Path) -> None:
    fake, url = server
    proxy = FakeProxy(login="li:s3cret")
    with proxy.running() as where:
        for name, said, code in (("", "", None), ("li@", "", "publish.no-password"), ("li@", "wrong", None)):
            say("127.0.0.1", "li", said)
            with pytest.raises(PublishError) as caught:
                plan(a_package(), f"webdav:{url}", of(tmp_path, f"http://{name}{where}"))
            assert caught.value.code == (code or "publish.proxy-unauthorized")
            assert fake.asked == []
        say("127.0.0.1", "li", "s3cret")
        assert plan(a_package(), f"webdav:{url}", of(tmp_path, f"http://li@{where}")).ok
    say("127.0.0.1", "li", "")


def test_a_proxy_that_is_gone_is_told_from_a_server_that_is(server: tuple[FakeWebDav, str], tmp_path: Path) -> None:
    _fake, url = server
    with FakeProxy().running() as where:
        pass
    with pytest.raises(PublishError) as caught:
        plan(a_package(), f"webdav:{url}", of(tmp_path, f"http://{where}"))
    assert caught.value.code == "publish.unreachable"
    assert f"proxy {where}" in caught.value.message


def test_a_certificate_is_looked_at_through_the_proxy(server: tuple[FakeWebDav, str], tmp_path: Path) -> None:
    fake, url = server
    if url.startswith("http:"):
        pytest.skip("a server without TLS has no certificate")
    with FakeProxy().running() as where, pytest.raises(PublishError) as caught:
        plan(a_package(), f"webdav:{url}", of(tmp_path, f"http://{where}", OTHERS))
    assert caught.value.code == "publish.untrusted-certificate"
    assert "CN=Test Authority" in caught.value.message
    assert fake.asked == []


@pytest.mark.parametrize(
    "proxy", ["proxy.example.com:3128", "ftp://proxy:1", "http://", "http://li:pw@proxy:1", "http://proxy:99999"]
)
def test_what_is_no_address_of_a_proxy_is_told(proxy: str) -> None:
    with pytest.raises(PublishError) as caught:
        plan(a_package(), "webdav:http://127.0.0.1:9/dav", Environment(id="prod", proxy=proxy))
    assert caught.value.code == "publish.bad-proxy"
    assert "pw" not in caught.value.message
