"""Before systems are called in earnest, the secrets that nobody has said are asked for, each once in a session."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import keyring
import keyring.backends.fail
import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from modeler.ui.panels.secrets_asked import SecretsDialog
from runner.connectors.connections import Authentication, Connection, Connections, Reach
from runner.connectors.keyring import Keyring
from runner.protocol.said_secrets import said, say
from tests.helpers.keyrings import Backend
from tests.ui.forms_rights.driving import click
from tests.ui.rehearse.hand import Hand, a_rehearsal
from tests.ui.window_builder import until


@pytest.fixture(params=[True, False], ids=["keyring", "none"])
def backend(request: pytest.FixtureRequest) -> Iterator[Backend | None]:
    before, made = keyring.get_keyring(), Backend() if request.param else None
    keyring.set_keyring(made or keyring.backends.fail.Keyring())
    yield made
    keyring.set_keyring(before)
    say("ledger", "finance", "")


def ready(hand: Hand) -> None:
    """The finance system is reached over HTTP and asks who calls."""
    told = Authentication(kind="basic", secret="finance", user="office")  # the name of one
    found = Connections(systems={"finance": Connection(use="http", url="http://ledger/", authentication=told)})
    context = hand.window.context
    assert context.workspace is not None
    context.workspace.connections.set(found, "")
    context.settings.set("connect.hosts", "ledger")
    context.worker()._service.tell_secret = say  # it runs in this process
    context.worker()._service.reach = Reach(found, frozenset({"ledger"}))
    hand.place.rehearsal.look()
    hand.wait()


def asked(hand: Hand) -> SecretsDialog:
    hand.place.middle.real.trigger()
    until(lambda: hand.place.findChild(SecretsDialog) is not None)
    found = hand.place.findChild(SecretsDialog)
    assert found is not None
    return found


def test_a_secret_is_asked_for_before_systems_are_called(tmp_path: Path, backend: Backend | None) -> None:
    with a_rehearsal(tmp_path) as hand:
        ready(hand)
        dialog = asked(hand)
        [line] = dialog.findChildren(QLineEdit)
        assert line.echoMode() == line.EchoMode.Password
        QTest.keyClicks(line, "s3cr3t")
        click(dialog.go)
        hand.wait()
        assert hand.place.middle.real.isChecked()
        assert Keyring().secret("ledger", "finance") == "s3cr3t"
        assert bool(said()) is (backend is None)
        hand.place.middle.real.trigger()
        hand.wait()
        hand.place.middle.real.trigger()
        hand.wait()
        assert hand.place.middle.real.isChecked()  # it is known now: nobody is asked again


def test_whoever_says_none_goes_on_without(tmp_path: Path, backend: Backend | None) -> None:
    with a_rehearsal(tmp_path) as hand:
        ready(hand)
        click(asked(hand).leave)
        hand.wait()
        assert hand.place.middle.real.isChecked()
        assert not Keyring().has("ledger", "finance")
