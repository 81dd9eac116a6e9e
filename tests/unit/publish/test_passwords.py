"""Engines that ask who publishes: the name stands in the address, the password in the keyring."""

from __future__ import annotations

import base64
from collections.abc import Iterator

import keyring
import pytest

from modeler.publish import ledger
from modeler.publish.pipeline import publish
from runner.connectors.keyring import Keyring
from runner.core.errors import PublishError
from tests.helpers.keyrings import Backend
from tests.servers.fake import Answer, Asked
from tests.unit.publish.engines import ENGINES
from tests.unit.publish.packages import a_package


def _only_li(asked: Asked) -> Answer | None:
    login = "Basic " + base64.b64encode(b"li@hq:s3cret").decode()
    return None if asked.headers.get("authorization") == login else Answer(401)


@pytest.fixture(autouse=True)
def ring(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Backend()
    monkeypatch.setattr(keyring, "get_keyring", lambda: kept)
    for name in ("get_password", "set_password", "delete_password"):
        monkeypatch.setattr(keyring, name, getattr(kept, name))


@pytest.fixture(params=sorted(ENGINES))
def guarded(request: pytest.FixtureRequest) -> Iterator[str]:
    """A server that lets nobody in but li@hq with the password s3cret."""
    make, prefix = ENGINES[request.param]
    fake = make()
    fake.fault = _only_li
    with fake.running(prefix) as url:
        yield f"{request.param}:{url.replace('http://', 'http://li%40hq@')}"


def test_the_password_of_the_keyring_opens_the_server_and_stands_nowhere(guarded: str) -> None:
    Keyring().keep("127.0.0.1", "li@hq", "s3cret")
    receipt = publish(a_package(), guarded)
    assert "li" not in receipt.server
    assert "s3cret" not in ledger.ledger_path(guarded).read_text("utf-8")


@pytest.mark.parametrize(("kept", "code"), [("", "publish.no-password"), ("other", "publish.unauthorized")])
def test_without_it_nothing_is_published(guarded: str, kept: str, code: str) -> None:
    if kept:
        Keyring().keep("127.0.0.1", "li@hq", kept)
    with pytest.raises(PublishError) as caught:
        publish(a_package(), guarded)
    assert caught.value.code == code
