"""The Publish place and signatures: a key is made and chosen, an environment refuses what nobody it trusts signed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from PySide6.QtWidgets import QFileDialog, QInputDialog

from modeler.publish import signing
from modeler.publish.environments import Environment, with_environment
from modeler.publish.signing import SigningKey
from modeler.ui.places.publish import Publish
from tests.helpers.keyrings import Backend
from tests.ui.publish.test_publish import publish, the_place
from tests.ui.window_builder import turn, until


@pytest.fixture(autouse=True)
def ring() -> Iterator[None]:
    before = keyring.get_keyring()
    keyring.set_keyring(Backend())
    signing.book_path().unlink(missing_ok=True)
    yield
    keyring.set_keyring(before)
    signing.book_path().unlink(missing_ok=True)


def pick(place: Publish, text: str) -> None:
    box = place.before.signing.box
    at = box.findText(text)
    assert at >= 0, [box.itemText(number) for number in range(box.count())]
    box.setCurrentIndex(at)
    box.activated.emit(at)
    turn()


def answer(place: Publish, text: str) -> None:
    dialog = place.before.signing.findChildren(QInputDialog)[-1]
    dialog.setTextValue(text)
    dialog.accept()
    until(lambda: place.before.signing.chosen() is not None)


def test_a_key_is_made_signs_and_stands_in_the_receipt(tmp_path: Path) -> None:
    with the_place(tmp_path / "server") as (_window, place):
        pick(place, "New key…")
        answer(place, "Li Fang")
        assert place.before.signing.box.currentText() == "Li Fang"
        until(lambda: place._prepared is not None)
        publish(place)
        receipt = place.story.receipt.receipt
        assert receipt is not None
        assert receipt.signer == "Li Fang"
        assert "Li Fang" in place.story.receipt.as_text()
        pick(place, "not signed")
        assert place.before.signing.chosen() is None


def test_a_key_file_signs_for_this_session_and_is_kept_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "release.pem"
    file.write_bytes(signing.to_pem(SigningKey("x", bytes(range(32))), "a long word"))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_given: (str(file), ""))
    with the_place(tmp_path / "server") as (_window, place):
        pick(place, "Key from a file…")
        answer(place, "a long word")
        until(lambda: place._prepared is not None)
        publish(place)
        assert place.story.receipt.receipt is not None
        assert place.story.receipt.receipt.signed_by == SigningKey("x", bytes(range(32))).public.fingerprint
        assert signing.known_keys() == []


def test_an_environment_refuses_what_nobody_it_trusts_signed(tmp_path: Path) -> None:
    server = tmp_path / "server"
    key = signing.keep(SigningKey("Li Fang", bytes(range(32))))
    with the_place(server) as (window, place):
        workspace = window.context.workspace
        assert workspace is not None
        stage = Environment(id="prod", target=f"folder:{server}", trusted=[key])
        workspace.info_file.set(with_environment(workspace.info, stage), "Environment")
        place.make_plan()
        until(lambda: place._prepared is not None)
        assert not place.go.isEnabled()
        assert place.story.cards[0].problem.code == "publish.unsigned"
        assert list(server.iterdir()) == []
        pick(place, "Li Fang")
        until(lambda: place._prepared is not None)
        assert place.go.isEnabled()
        broken = workspace.info.model_copy(update={"environments": [{"id": "prod", "trusted": "all"}]})
        workspace.info_file.set(broken, "Broken")
        place.make_plan()
        turn()
        assert not place.go.isEnabled(), "nothing goes where it is not known what is asked for"
