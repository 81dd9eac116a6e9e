"""Safe connections: whom a server must be vouched for by, as whom one comes, and what is said where it fails."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from modeler.publish import ledger
from modeler.publish.environments import Environment
from modeler.publish.pipeline import plan, publish
from modeler.publish.wire import http
from modeler.publish.wire.http import Http
from modeler.publish.wire.line import Line
from modeler.publish.wire.security import PASSPHRASES, Security, authorities
from runner.core.errors import PublishError
from runner.protocol.said_secrets import say
from tests.helpers.certificates import HOUR, Authority, Made, serving
from tests.servers.fake_operaton import FakeOperaton
from tests.servers.fake_store import FakeWebDav
from tests.unit.publish.packages import a_package

OURS = Authority("House Authority")
OTHERS = Authority("Some Other Authority")


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "AGAIN", (0.0, 0.0))


@contextmanager
def a_server(
    folder: Path,
    made: Made | None = None,
    *,
    clients: Authority | None = None,
    most: ssl.TLSVersion = ssl.TLSVersion.MAXIMUM_SUPPORTED,
    host: str = "localhost",
) -> Iterator[tuple[FakeWebDav, str]]:
    fake = FakeWebDav()
    fake.host = host
    fake.tls = serving(folder, made or OURS.issue("localhost"), clients=clients)
    fake.tls.maximum_version = most
    with fake.running("/dav") as url:
        ledger.ledger_path(f"webdav:{url}").unlink(missing_ok=True)
        yield fake, url


def of(folder: Path, **named: str) -> Environment:
    """An environment that believes our authority."""
    file = folder / "authority.pem"
    file.write_bytes(b"# of the house\n" + OURS.own.pem())
    return Environment(id="prod", authority=str(file), **named)


def fault(url: str, stage: Environment | None) -> PublishError:
    with pytest.raises(PublishError) as caught:
        plan(a_package(), f"webdav:{url}", stage)
    return caught.value


def test_who_is_vouched_for_by_the_own_authority_is_published_to(tmp_path: Path) -> None:
    with a_server(tmp_path) as (fake, url):
        assert publish(a_package(), f"webdav:{url}", of(tmp_path)).state == "published"
        assert fake.deployed() == 1


def test_the_own_authority_comes_beside_those_of_the_machine(tmp_path: Path) -> None:
    (tmp_path / "authority.pem").write_bytes(OURS.own.pem())
    known = ssl.create_default_context().cert_store_stats()["x509_ca"]
    made = Line(Security(tmp_path / "authority.pem")).security.context(http.Keyring())
    assert made.cert_store_stats()["x509_ca"] == known + 1


@pytest.mark.parametrize("stage", [True, False], ids=["another authority is named", "none is"])
def test_an_authority_that_nobody_named_is_told_with_its_name_and_the_fingerprint(
    stage: bool, tmp_path: Path
) -> None:
    made = OTHERS.issue("localhost")
    with a_server(tmp_path, made) as (fake, url):
        told = fault(url, of(tmp_path) if stage else None)
    assert told.code == "publish.untrusted-certificate"
    assert "CN=Some Other Authority" in told.message
    assert made.fingerprint in told.message
    assert fake.asked == []


def test_a_certificate_that_vouches_for_itself_is_told_and_can_be_named(tmp_path: Path) -> None:
    made = OURS.issue("localhost", self_signed=True)
    with a_server(tmp_path, made) as (fake, url):
        told = fault(url, of(tmp_path))
        assert told.code == "publish.self-signed"
        assert made.fingerprint in told.message
        assert fake.asked == []
        (tmp_path / "its.pem").write_bytes(made.pem())
        named = Environment(id="prod", authority=str(tmp_path / "its.pem"))
        assert publish(a_package(), f"webdav:{url}", named).state == "published"


@pytest.mark.parametrize("own", ["bpm.example.com", "127.0.0.9"])
def test_a_certificate_for_another_host_is_told_with_the_names(own: str, tmp_path: Path) -> None:
    with a_server(tmp_path, OURS.issue(own, "other.example.com")) as (fake, url):
        told = fault(url, of(tmp_path))
    assert told.code == "publish.other-host"
    assert "not for localhost" in told.message
    assert {own, "other.example.com"} <= set(told.params["names"].split(", "))
    assert fake.asked == []


def test_an_address_in_numbers_is_compared_as_such(tmp_path: Path) -> None:
    with a_server(tmp_path, OURS.issue("127.0.0.1"), host="127.0.0.1") as (_fake, url):
        assert plan(a_package(), f"webdav:{url}", of(tmp_path)).ok
    with a_server(tmp_path, OURS.issue("localhost"), host="127.0.0.1") as (_fake, url):
        assert fault(url, of(tmp_path)).code == "publish.other-host"


@pytest.mark.parametrize(
    ("since", "until", "code"),
    [(-3 * HOUR, -HOUR, "publish.certificate-expired"), (HOUR, 3 * HOUR, "publish.certificate-early")],
)
def test_a_certificate_out_of_its_time_is_told_with_the_time(
    since: timedelta, until: timedelta, code: str, tmp_path: Path
) -> None:
    made = OURS.issue("localhost", since=since, until=until)
    with a_server(tmp_path, made) as (fake, url):
        told = fault(url, of(tmp_path))
    assert told.code == code
    moment = made.certificate.not_valid_after_utc if since < HOUR else made.certificate.not_valid_before_utc
    assert f"{moment:%Y-%m-%d %H:%M} UTC" in told.message
    assert fake.asked == []


@pytest.mark.parametrize("most", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3], ids=["1.2", "1.3"])
@pytest.mark.parametrize("apart", [True, False], ids=["key apart", "key in the same file"])
def test_who_shows_a_client_certificate_is_let_in(apart: bool, most: ssl.TLSVersion, tmp_path: Path) -> None:
    certificate, key = OURS.issue().write(tmp_path, "me")
    stage = of(tmp_path, certificate=str(certificate), certificate_key=str(key))
    if not apart:
        certificate.write_bytes(certificate.read_bytes() + key.read_bytes())
        stage = of(tmp_path, certificate=str(certificate))
    with a_server(tmp_path, clients=OURS, most=most) as (fake, url):
        assert publish(a_package(), f"webdav:{url}", stage).state == "published"
        assert fake.deployed() == 1


def test_a_client_certificate_that_is_wanted_is_told(tmp_path: Path) -> None:
    with a_server(tmp_path, clients=OURS) as (fake, url):
        assert fault(url, of(tmp_path)).code == "publish.certificate-wanted"
        assert fake.asked == []


def test_a_server_of_the_older_kind_that_wants_one_says_no_more_than_no(tmp_path: Path) -> None:
    with a_server(tmp_path, clients=OURS, most=ssl.TLSVersion.TLSv1_2) as (fake, url):
        told = fault(url, of(tmp_path))
    assert told.code == "publish.tls-failed"
    assert "client certificate" in told.hint
    assert fake.asked == []


@pytest.mark.parametrize("most", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3], ids=["1.2", "1.3"])
def test_a_client_certificate_that_is_not_taken_is_told(most: ssl.TLSVersion, tmp_path: Path) -> None:
    certificate, key = OTHERS.issue().write(tmp_path, "me")
    stage = of(tmp_path, certificate=str(certificate), certificate_key=str(key))
    with a_server(tmp_path, clients=OURS, most=most) as (fake, url):
        told = fault(url, stage)
    assert told.code == "publish.certificate-refused"
    assert "unknown ca" in told.message
    assert fake.asked == []


@pytest.mark.parametrize(
    ("page", "code"),
    [
        ("<h1>400 Bad Request</h1>No required SSL certificate was sent", "publish.certificate-wanted"),
        ("<h1>400</h1>The SSL certificate error", "publish.certificate-refused"),
        ("The plain HTTP request was sent to HTTPS port", "publish.wants-tls"),
        ("Client sent an HTTP request to an HTTPS server.\n", "publish.wants-tls"),
    ],
)
def test_what_servers_say_in_a_page_is_the_same_sentence(page: str, code: str) -> None:
    answer = http.httpx.MockTransport(lambda _request: http.httpx.Response(400, text=page))
    with pytest.raises(PublishError) as caught:
        Http("http://host/dav", transport=answer).get("/x")
    assert caught.value.code == code


@contextmanager
def answering(text: bytes) -> Iterator[int]:
    """A port that says one thing to whoever comes, whatever they say."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    line, _where = server.accept()
                except OSError:
                    return
                with line:
                    line.recv(4096)
                    line.sendall(text)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)
        thread.join(5)


def test_plain_http_where_https_was_expected_is_told(tmp_path: Path) -> None:
    with answering(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n") as port:
        assert fault(f"https://localhost:{port}/dav", of(tmp_path)).code == "publish.no-tls"


# files -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code"),
    [(None, "publish.pem-unreadable"), (b"no certificate\n", "publish.no-pem"), (b"", "publish.no-pem"),
     (b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "publish.no-pem")],
    ids=["not there", "a text", "empty", "broken"],
)  # fmt: skip
def test_a_file_that_is_no_authority_is_told_before_anything_is_sent(
    text: bytes | None, code: str, tmp_path: Path
) -> None:
    file = tmp_path / "authority.pem"
    if text is not None:
        file.write_bytes(text)
    with a_server(tmp_path) as (fake, url):
        told = fault(url, Environment(id="prod", authority=str(file)))
        assert (told.code, fake.lines) == (code, 0)
    assert str(file) in told.message


def test_a_key_of_another_certificate_is_told(tmp_path: Path) -> None:
    certificate, _own = OURS.issue().write(tmp_path, "me")
    _other, key = OURS.issue().write(tmp_path, "other")
    stage = of(tmp_path, certificate=str(certificate), certificate_key=str(key))
    with a_server(tmp_path, clients=OURS) as (fake, url):
        told = fault(url, stage)
        assert (told.code, fake.lines) == ("publish.key-unfit", 0)
    assert str(key) in told.message
    assert str(certificate) in told.message


def test_a_certificate_without_its_key_is_told(tmp_path: Path) -> None:
    certificate, _key = OURS.issue().write(tmp_path, "me")
    with a_server(tmp_path, clients=OURS) as (_fake, url):
        assert fault(url, of(tmp_path, certificate=str(certificate))).code == "publish.no-key"


@pytest.mark.parametrize(
    ("said", "code"), [("", "publish.passphrase-wanted"), ("other", "publish.passphrase-wrong"), ("open sesame", "")]
)
def test_a_locked_key_wants_its_passphrase(said: str, code: str, tmp_path: Path) -> None:
    certificate, key = OURS.issue().write(tmp_path, "me", passphrase="open sesame")
    stage = of(tmp_path, certificate=str(certificate), certificate_key=str(key))
    say(PASSPHRASES, str(key), said)
    try:
        with a_server(tmp_path, clients=OURS) as (fake, url):
            if not code:
                assert publish(a_package(), f"webdav:{url}", stage).state == "published"
                return
            told = fault(url, stage)
            assert (told.code, fake.lines) == (code, 0)
            assert str(key) in told.message
            assert "sesame" not in told.message
    finally:
        say(PASSPHRASES, str(key), "")


def test_of_a_file_of_an_authority_only_the_certificates_are_read(tmp_path: Path) -> None:
    (tmp_path / "all.pem").write_bytes(OURS.own.key_pem() + OURS.own.pem() + OTHERS.own.pem())
    assert authorities(tmp_path / "all.pem") == (OURS.own.pem() + OTHERS.own.pem()).decode()


# one line for a run ------------------------------------------------------------------------------


@pytest.mark.parametrize("safe", [True, False], ids=["https", "http"])
def test_a_run_opens_one_connection(safe: bool, tmp_path: Path) -> None:
    fake = FakeOperaton()
    if safe:
        fake.host, fake.tls = "localhost", serving(tmp_path, OURS.issue("localhost"))
    with fake.running("/engine-rest") as url:
        ledger.ledger_path(f"operaton:{url}").unlink(missing_ok=True)
        publish(a_package(), f"operaton:{url}", of(tmp_path))
        assert len(fake.asked) > 5
        assert fake.lines == 1


def test_a_server_that_closes_after_each_answer_is_asked_over_new_ones(tmp_path: Path) -> None:
    fake = FakeOperaton()
    answer = fake.answer
    with fake.running("/engine-rest") as url:
        ledger.ledger_path(f"operaton:{url}").unlink(missing_ok=True)

        def closing(asked: object) -> object:
            found = answer(asked)  # type: ignore[arg-type]
            return type(found)(found.status, found.json, found.data, {**found.headers, "Connection": "close"})

        fake.answer = closing  # type: ignore[method-assign, assignment]
        assert publish(a_package(), f"operaton:{url}").state == "published"
        assert fake.lines == len(fake.asked)


def test_no_cookie_is_brought_back() -> None:
    seen: list[str | None] = []

    def answer(request: http.httpx.Request) -> http.httpx.Response:
        seen.append(request.headers.get("cookie"))
        return http.httpx.Response(200, headers={"set-cookie": "session=1; Path=/"}, json={})

    line = Line()
    with line.kept(), line.client() as client:
        client._transport = http.httpx.MockTransport(answer)
        for _turn in range(2):
            Http("http://127.0.0.1:9/x", line=line).get("/y")
    assert seen == [None, None]
