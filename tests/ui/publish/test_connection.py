"""The page of a server that says how it is reached, and the question before a password goes out unencrypted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from modeler.publish import ledger
from modeler.publish.environments import environments_of
from modeler.publish.wire import plain
from modeler.publish.wire.security import PASSPHRASES
from modeler.ui.panels.plain_question import PlainDialog
from modeler.ui.panels.server_dialog import ServerDialog
from tests.helpers.certificates import Authority, serving
from tests.servers.fake_store import FakeWebDav
from tests.ui.publish.test_publish import click, publish, the_place
from tests.ui.publish.test_publish_to_server import the_dialog
from tests.ui.window_builder import a_window, turn, until

OURS = Authority("House Authority")


def below(dialog: ServerDialog, name: str) -> str:
    return dialog.way._below[name].text().replace("\u200b", "")


@pytest.mark.parametrize("named", [True, False], ids=["an environment", "an address alone"])
def test_a_server_of_an_own_authority_is_described_planned_and_published_to(named: bool, tmp_path: Path) -> None:
    fake = FakeWebDav()
    fake.host, fake.tls = "localhost", serving(tmp_path, OURS.issue("localhost"), clients=OURS)
    with fake.running("/dav") as url, the_place(tmp_path / "server") as (window, place):
        ledger.ledger_path(f"webdav:{url}").unlink(missing_ok=True)
        workspace = window.context.workspace
        assert workspace is not None
        (workspace.folder / "house.pem").write_bytes(OURS.own.pem())
        certificate, key = OURS.issue().write(tmp_path, "me")
        click(place.where.serve)
        dialog = the_dialog(ServerDialog)
        dialog.kind.setCurrentIndex(dialog.kind.findData("webdav"))
        dialog.called.setText("Production" if named else "")
        dialog.address.setText(url)
        dialog.way.authority.line.setText(str(workspace.folder / "house.pem"))
        dialog.way.certificate.line.setText(str(certificate))
        dialog.way.key.line.setText(str(key))
        dialog.accept()
        turn()
        if named:
            (made,) = [one for one in environments_of(workspace.info) if one.id == "production"]
            assert made.authority == "house.pem"  # the same for everybody who has the workspace
            assert environments_of(workspace.info, workspace.folder)[-1].security.authority is not None
        else:
            kept = json.loads(str(window.context.settings["publish.ways"]))
            assert kept[f"webdav:{url}"]["certificate"].endswith("me.pem")
        until(lambda: place._prepared is not None)
        publish(place)
        assert fake.deployed() == 1
        click(place.story.receipt.verify)
        until(lambda: "Intact" in place.story.receipt.verified.text())
        click(place.where.edit)
        again = the_dialog(ServerDialog)
        assert again.way.authority.path == workspace.folder / "house.pem"
        assert again.way.key.text == str(key)
        again.reject()


def test_what_a_file_holds_or_lacks_is_said_at_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[tuple[str, str, str]] = []
    monkeypatch.setattr("modeler.ui.panels.server_dialog.keep_secret", lambda _context, *told: kept.append(told))
    made = OURS.issue()
    certificate, key = made.write(tmp_path, "me", "open sesame")
    with a_window(sample=True) as window:
        dialog = ServerDialog(window.context, window)
        dialog.show()
        dialog.tabs.setCurrentIndex(1)
        turn()
        assert not dialog.way.locked.isVisible()
        dialog.way.authority.line.setText(str(tmp_path / "nowhere.pem"))
        assert "nowhere.pem" in below(dialog, "authority")
        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_told: (str(certificate), ""))
        click(dialog.way.certificate.choose)
        assert "CN=Li Fang" in below(dialog, "certificate")
        assert made.fingerprint in below(dialog, "certificate")
        dialog.way.key.line.setText(str(certificate))
        assert "no private key" in below(dialog, "key")
        dialog.way.key.line.setText(str(key))
        assert dialog.way.locked.isVisible(), "it has a passphrase"
        dialog.way.proxy.setText("proxy:3128")
        assert "not the address of a proxy" in below(dialog, "proxy")
        dialog.way.passphrase.setText("open sesame")
        dialog.address.setText("https://bpm.example.com/engine-rest")
        dialog.accept()
    assert kept == [(PASSPHRASES, str(key), "open sesame")]


def test_before_a_password_goes_out_unencrypted_it_is_asked_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plain, "_agreed", set())
    monkeypatch.setattr(plain, "is_loopback", lambda _host: False)
    fake = FakeWebDav()
    fake.account = ("li", "s3cret")

    def asked() -> list[PlainDialog]:
        turn()
        return [one for one in QApplication.topLevelWidgets() if isinstance(one, PlainDialog) and one.isVisible()]

    with fake.running("/dav") as url, the_place(tmp_path / "server") as (_window, place):
        target = f"webdav:{url}"
        place.use_target(target)
        until(lambda: bool(asked()))
        assert fake.lines == 0
        (dialog,) = asked()
        QTest.keyClick(dialog, Qt.Key.Key_Return)
        assert asked(), "Enter alone agrees to nothing"
        dialog.reject()
        assert place._prepared is None
        assert [card.problem.code for card in place.story.cards] == ["publish.plain-http"]
        place.make_plan()
        until(lambda: bool(place.story.cards))
        assert not asked(), "asked once"
        click(place.before.anew)
        until(lambda: bool(asked()))
        asked()[0].accept()
        until(lambda: place._prepared is not None)
        assert "publish.plain-password" in {card.problem.code for card in place.story.cards}
        publish(place)
        assert fake.deployed() == 1
