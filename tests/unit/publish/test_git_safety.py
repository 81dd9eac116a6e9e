"""git over https, through proxies and by ssh: the same safety and the same sentences as everywhere."""

from __future__ import annotations

import os
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from modeler.publish import ledger
from modeler.publish.environments import Environment
from modeler.publish.pipeline import plan, publish, resolve
from modeler.publish.stores import git
from modeler.publish.stores.git import Git, repository
from modeler.publish.wire.line import Line
from modeler.publish.wire.security import PASSPHRASES
from runner.core.errors import PublishError
from runner.protocol.said_secrets import say
from tests.helpers.certificates import HOUR, Authority, Made, serving
from tests.servers.fake import Answer
from tests.servers.fake_git import FakeGit, bare
from tests.servers.fake_proxy import FakeProxy
from tests.unit.publish.packages import a_package

OURS, OTHERS = Authority("House Authority"), Authority("Some Other Authority")


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(git, "AGAIN", (0.0, 0.0))
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@contextmanager
def a_server(
    folder: Path, made: Made | None = None, clients: Authority | None = None
) -> Iterator[tuple[FakeGit, str]]:
    fake = FakeGit()
    fake.host, fake.tls = "localhost", serving(folder, made or OURS.issue("localhost"), clients=clients)
    with fake.running("/r.git") as url:
        ledger.ledger_path(f"git:{url}").unlink(missing_ok=True)
        yield fake, f"git:{url}"


def of(folder: Path, **named: str) -> Environment:
    (folder / "authority.pem").write_bytes(OURS.own.pem())
    return Environment(id="prod", authority=str(folder / "authority.pem"), **named)


def fault(address: str, stage: Environment | None) -> PublishError:
    with pytest.raises(PublishError) as caught:
        plan(a_package(), address, stage)
    return caught.value


@pytest.mark.parametrize("passphrase", ["", "open sesame"])
def test_authority_and_client_certificate_are_those_of_the_environment(passphrase: str, tmp_path: Path) -> None:
    certificate, key = OURS.issue().write(tmp_path, "me", passphrase)
    say(PASSPHRASES, str(key), passphrase)
    stage = of(tmp_path, certificate=str(certificate), certificate_key=str(key))
    with a_server(tmp_path, clients=OURS) as (fake, address):
        assert publish(a_package(), address, stage).state == "published"
        assert fake.deployed() == 1
        assert fault(address, of(tmp_path)).code == "publish.certificate-wanted"
    say(PASSPHRASES, str(key), "")


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (OTHERS.issue("localhost"), "publish.untrusted-certificate"),
        (OURS.issue("localhost", self_signed=True), "publish.self-signed"),
        (OURS.issue("bpm.example.com"), "publish.other-host"),
        (OURS.issue("localhost", since=-3 * HOUR, until=-HOUR), "publish.certificate-expired"),
        (OURS.issue("localhost", since=HOUR, until=timedelta(hours=3)), "publish.certificate-early"),
    ],
    ids=["unknown", "itself", "another host", "ended", "not yet"],
)
def test_a_certificate_that_is_not_believed_has_the_sentence_of_everywhere(
    made: Made, code: str, tmp_path: Path
) -> None:
    with a_server(tmp_path, made) as (fake, address):
        told = fault(address, of(tmp_path))
    assert told.code == code
    if code in ("publish.untrusted-certificate", "publish.self-signed"):
        assert made.fingerprint in told.message
    assert fake.asked == []


def test_a_client_certificate_of_somebody_else_is_told(tmp_path: Path) -> None:
    certificate, key = OTHERS.issue().write(tmp_path, "me")
    stage = of(tmp_path, certificate=str(certificate), certificate_key=str(key))
    with a_server(tmp_path, clients=OURS) as (_fake, address):
        assert fault(address, stage).code == "publish.certificate-refused"


def test_files_are_looked_at_before_the_program_is_called(tmp_path: Path) -> None:
    with a_server(tmp_path) as (fake, address):
        told = fault(address, Environment(id="prod", authority=str(tmp_path / "nowhere.pem")))
        assert (told.code, fake.lines) == ("publish.pem-unreadable", 0)


def test_nothing_of_it_is_a_word_of_the_call_or_lies_on_disk(tmp_path: Path, own_home: Path) -> None:
    certificate, key = OURS.issue().write(tmp_path, "me", "open sesame")
    say(PASSPHRASES, str(key), "open sesame")
    security = of(tmp_path, certificate=str(certificate), certificate_key=str(key)).security
    told = Git(repository("https://localhost/r.git"), line=Line(security))._environment(remote=True)
    assert [name for name, text in told.items() if "open sesame" in text] == ["SLIPWAY_PASSPHRASE"]
    assert "SLIPWAY_PASSPHRASE" not in Git(repository("/srv/r.git"), line=Line(security))._environment(remote=True)
    with a_server(tmp_path, clients=OURS) as (_fake, address):
        publish(a_package(), address, of(tmp_path, certificate=str(certificate), certificate_key=str(key)))
    for path in own_home.rglob("*"):
        assert not path.is_file() or b"sesame" not in path.read_bytes()
    say(PASSPHRASES, str(key), "")


def test_the_passphrase_is_no_answer_to_a_server_that_asks_for_a_password(tmp_path: Path) -> None:
    certificate, key = OURS.issue().write(tmp_path, "me", "open sesame")
    say(PASSPHRASES, str(key), "open sesame")
    stage = of(tmp_path, certificate=str(certificate), certificate_key=str(key))
    with a_server(tmp_path, clients=OURS) as (fake, address):
        fake.fault = lambda _asked: Answer(401, headers={"WWW-Authenticate": 'Basic realm="r"'})
        assert fault(address, stage).code == "publish.unauthorized"
        assert not [one for one in fake.asked if "authorization" in one.headers]
    say(PASSPHRASES, str(key), "")


@pytest.mark.parametrize("safe", [True, False], ids=["https", "http"])
def test_it_goes_through_the_proxy_of_the_environment(safe: bool, tmp_path: Path) -> None:
    fake, proxy = FakeGit(), FakeProxy(login="li:s3cret")
    fake.host = "git.invalid"
    fake.tls = serving(tmp_path, OURS.issue("git.invalid")) if safe else None
    with fake.running("/r.git") as url, proxy.running() as where:
        ledger.ledger_path(f"git:{url}").unlink(missing_ok=True)
        assert fault(f"git:{url}", of(tmp_path, proxy=f"http://{where}")).code == "publish.proxy-unauthorized"
        say("127.0.0.1", "li", "s3cret")
        stage = of(tmp_path, proxy=f"http://li@{where}")
        assert publish(a_package(), f"git:{url}", stage).state == "published"
        say("127.0.0.1", "li", "")
        assert fake.deployed() == 1


def test_a_host_that_shows_no_certificate_at_all_is_told(tmp_path: Path) -> None:
    fake = FakeGit()
    with fake.running("/r.git") as url:
        fake.fault = lambda _asked: Answer(400)
        told = fault(f"git:{url.replace('http:', 'https:')}", of(tmp_path))
    assert told.code in ("publish.no-tls", "publish.tls-failed", "publish.unreachable")


# ssh ---------------------------------------------------------------------------------------------

_SSH = """#!/bin/sh
printf '%s\\n' "$*" >> {log}
{act}
for word in "$@"; do last=$word; done
exec sh -c "$last"
"""


def an_ssh(folder: Path, monkeypatch: pytest.MonkeyPatch, act: str = "") -> Path:
    """A program that runs here what it was to run there."""
    program, log = folder / "bin" / "ssh", folder / "ssh.log"
    program.parent.mkdir(exist_ok=True)
    program.write_text(_SSH.format(log=log, act=act), "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    return log


def test_by_ssh_it_is_published_read_back_and_undone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server, log = bare(tmp_path / "r.git"), an_ssh(tmp_path, monkeypatch)
    address = f"git:ssh://git@git.example.com:2222{server}"
    assert publish(a_package(), address).server == f"git:ssh://git@git.example.com:2222{server}#main"
    assert plan(a_package(), address).unchanged
    assert resolve(address).connection.fetch("office", "1.0.0") == a_package()
    calls = log.read_text("utf-8").splitlines()
    assert {word.partition(" '")[0].rpartition(" ")[2] for word in calls} == {"git-upload-pack", "git-receive-pack"}
    assert all("-oBatchMode=yes" in one and "-p 2222" in one and "git@git.example.com" in one for one in calls)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("git@git.example.com: Permission denied (publickey).", "publish.ssh-refused"),
        ("git@git.example.com: Permission denied (publickey,password).", "publish.ssh-refused"),
        ("No ED25519 host key is known for git.example.com and you have requested strict checking.\n"
         "Host key verification failed.", "publish.host-unknown"),
        ("@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\nHost key verification failed.",
         "publish.host-changed"),
        ("ssh: Could not resolve hostname git.example.com: Name or service not known", "publish.unreachable"),
        ("ssh: connect to host git.example.com port 22: Connection refused", "publish.unreachable"),
        ("ssh: connect to host git.example.com port 22: Connection timed out", "publish.unreachable"),
    ],
    ids=["key", "key or password", "not met", "changed", "no such host", "refused", "silent"],
)  # fmt: skip
def test_what_ssh_says_is_a_sentence(said: str, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    an_ssh(tmp_path, monkeypatch, f"cat >&2 <<'END'\n{said}\nEND\nexit 255")
    told = fault(f"git:git@git.example.com:{bare(tmp_path / 'r.git')}", None)
    assert told.code == code
    assert "git.example.com" in told.message
    if code == "publish.ssh-refused":
        assert "permission denied (publickey" in told.message


def test_a_line_of_ssh_that_is_cut_in_a_push_is_told_and_completed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = bare(tmp_path / "r.git")
    address = f"git:ssh://git@git.example.com{server}"
    with monkeypatch.context() as patch:
        an_ssh(tmp_path, patch, 'case "$*" in *git-receive-pack*) kill -9 $$;; esac')
        with pytest.raises(PublishError) as caught:
            publish(a_package(), address)
    assert caught.value.code == "publish.cut-off"
    an_ssh(tmp_path, monkeypatch)
    assert publish(a_package(), address).state == "published"


def test_versions_of_tls_are_those_of_the_machine() -> None:
    assert Line().security.context(git.Keyring()).verify_mode is ssl.CERT_REQUIRED
