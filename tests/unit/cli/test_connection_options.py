"""How a server is reached, as the command line says it: authority, client certificate, proxy, an open password."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest

from modeler.publish import ledger
from modeler.publish.wire import plain
from modeler.publish.wire.security import PASSPHRASES
from runner.protocol.said_secrets import said
from tests.helpers.certificates import Authority, serving
from tests.helpers.keyrings import Backend
from tests.helpers.lines import CommandLine
from tests.servers.fake_proxy import FakeProxy
from tests.servers.fake_store import FakeWebDav
from tests.unit.publish.packages import a_package

OURS = Authority("House Authority")


@pytest.fixture(autouse=True)
def ring(monkeypatch: pytest.MonkeyPatch) -> Backend:
    kept = Backend()
    monkeypatch.setattr(keyring, "get_keyring", lambda: kept)
    for name in ("get_password", "set_password", "delete_password"):
        monkeypatch.setattr(keyring, name, getattr(kept, name))
    return kept


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[FakeWebDav, str]]:
    """A server of our authority that lets in only whom it vouches for; the package and all files lie here."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "p.slip").write_bytes(a_package())
    (tmp_path / "house.pem").write_bytes(OURS.own.pem())
    OURS.issue().write(tmp_path, "me", "open sesame")
    OURS.issue().write(tmp_path, "other")
    fake = FakeWebDav()
    fake.host, fake.tls = "localhost", serving(tmp_path, OURS.issue("localhost"), clients=OURS)
    with fake.running("/dav") as url:
        ledger.ledger_path(f"webdav:{url}").unlink(missing_ok=True)
        yield fake, f"webdav:{url}"


def test_all_verbs_that_reach_a_server_take_the_files(
    line: CommandLine, server: tuple[FakeWebDav, str], tmp_path: Path
) -> None:
    _fake, target = server
    way = ["--target", target, "--authority", "house.pem", "--certificate", "other.pem", "--key", "other.key"]
    assert line.json("plan", "p.slip", *way).data["ok"]
    assert line.json("publish", "p.slip", *way).data["receipt"]["environment"] is None
    assert line("pull", "office", "-o", "there", *way).code == 0
    assert (tmp_path / "there" / "workspace.json").exists()
    assert line("undo", "office", "--yes", *way).code == 0
    refused = line("plan", "p.slip", "--target", target)
    assert refused.code == 3
    assert "CN=House Authority" in refused.err


def test_the_passphrase_is_asked_for_or_lies_in_the_keyring(
    line: CommandLine, server: tuple[FakeWebDav, str], ring: Backend, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _fake, target = server
    key = tmp_path / "me.key"
    asked: list[str] = []

    def answer(question: str, **_more: object) -> str:
        asked.append(question)
        return "open sesame"

    monkeypatch.setattr("typer.prompt", answer)
    way = ["--target", target, "--authority", "house.pem", "--certificate", "me.pem", "--key", "me.key"]
    assert line("plan", "p.slip", *way).code == 0
    assert asked == ["Password of me.key"]
    from runner.protocol.said_secrets import say

    assert said()[PASSPHRASES, str(key)] == "open sesame"
    say(PASSPHRASES, str(key), "")
    assert line("keys", "--client-key", "me.key").code == 0
    assert ring.kept == {(f"Slipway {PASSPHRASES}", str(key)): "open sesame"}
    asked.clear()
    assert line("plan", "p.slip", *way).code == 0
    assert asked == []
    assert line("keys", "--client-key", "me.key", "--forget").code == 0
    assert ring.kept == {}


def test_what_the_command_line_says_counts_more_than_the_environment(
    line: CommandLine, server: tuple[FakeWebDav, str], tmp_path: Path
) -> None:
    _fake, target = server
    stage = {"id": "prod", "target": target, "authority": "nowhere.pem", "certificate": "other.pem",
             "certificateKey": "other.key", "proxy": "http://127.0.0.1:9"}  # fmt: skip
    told = {"formatVersion": 1, "id": "office", "environments": [stage]}
    (tmp_path / "workspace.json").write_text(json.dumps(told), "utf-8")
    refused = line("plan", "p.slip", "--environment", "prod")
    assert refused.code == 3
    assert str(tmp_path / "nowhere.pem") in refused.err  # files begin at the workspace
    more = ["--authority", "house.pem", "--proxy", "direct"]
    assert line("publish", "p.slip", "--environment", "prod", *more).code == 0
    with FakeProxy().running() as where:
        assert line("plan", "p.slip", "--environment", "prod", "--authority", "house.pem",
                    "--proxy", f"http://{where}").code == 0  # fmt: skip


def test_a_password_goes_out_unencrypted_only_where_it_is_allowed(
    line: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(plain, "_agreed", set())
    monkeypatch.setattr(plain, "is_loopback", lambda _host: False)
    (tmp_path / "p.slip").write_bytes(a_package())
    fake = FakeWebDav()
    fake.account = ("li", "s3cret")
    with fake.running("/dav") as url:
        for words in (["plan", "p.slip"], ["publish", "p.slip"], ["undo", "office"], ["pull", "office", "-o", "x"]):
            refused = line(*words, "--target", f"webdav:{url}")
            assert refused.code == 1
            assert "--allow-plain-http" in refused.err
        assert fake.lines == 0
        allowed = line("publish", "p.slip", "--target", f"webdav:{url}", "--allow-plain-http")
        assert allowed.code == 0
        assert "unencrypted" in allowed.out + allowed.err
        assert fake.deployed() == 1
