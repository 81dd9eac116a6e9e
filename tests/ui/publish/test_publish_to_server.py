"""The Publish place and an engine: naming the server, faults at their elements, undoing with the cases that run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QPushButton

from modeler.publish import ledger, pipeline
from modeler.publish.targets import TARGETS
from modeler.ui.panels.publish_undo_dialog import UndoDialog
from modeler.ui.panels.server_dialog import ServerDialog
from modeler.ui.places.publish import Publish
from modeler.ui.window import MainWindow
from tests.helpers.dialect_catalog import MODELS
from tests.servers.fake import Answer
from tests.servers.fake_camunda8 import FakeCamunda8
from tests.servers.fake_engine import FakeEngine
from tests.servers.fake_receiver import FakeReceiver
from tests.servers.fake_yudao import FakeYudao
from tests.ui.publish.test_publish import click, outcome, publish
from tests.ui.window_builder import a_window, turn, until
from tests.unit.publish.engines import ENGINES, GUARDED

D = TypeVar("D", bound=QDialog)
_OPERATON = {
    "type": "ParseException",
    "message": "ENGINE-09005 Could not parse BPMN process.",
    "details": {
        "straight.bpmn": {
            "errors": [
                {
                    "message": "no way on",
                    "line": 7,
                    "column": 3,
                    "mainElementId": "A",
                    "elementIds": ["A"],
                }
            ],
            "warnings": [],
        }
    },
}
_FLOWABLE = {
    "message": "Internal server error",
    "exception": "Errors while parsing:\n[Validation set: 'a' | Problem: 'b'] : no way on - "
    "[Extra info : processDefinitionId = P | id = A | ] ( line: 7, column: 3)\n",
}
_CAMUNDA8 = {
    "type": "about:blank", "title": "INVALID_ARGUMENT", "status": 400, "instance": "/v2/deployments",
    "detail": "Expected to deploy new resources, but encountered the following errors:\n'straight.bpmn': "
    "- Element: P > A\n    - ERROR: no way on",
}  # fmt: skip
REFUSALS = {"operaton": (400, _OPERATON), "flowable": (500, _FLOWABLE), "camunda8": (400, _CAMUNDA8)}


@contextmanager
def named(kind: str, server: FakeEngine, folder: Path) -> Iterator[tuple[MainWindow, Publish]]:
    """The window on a process with one task, the server named by hand."""
    file = folder / "straight.bpmn"
    file.write_text(MODELS["for-user" if kind in GUARDED else "straight"].text, "utf-8")
    with server.running((ENGINES | GUARDED)[kind][1]) as url, a_window() as window:
        window.files.open_path(file)
        window.context.later.finish()
        window.show_place("publish")
        place = window.place_widget("publish")
        assert isinstance(place, Publish)
        click(place.where.serve)
        dialog = the_dialog(ServerDialog)
        assert not dialog.go.isEnabled()
        dialog.kind.setCurrentIndex(dialog.kind.findData(kind))
        assert dialog.address.placeholderText() == TARGETS[kind].example
        QTest.keyClicks(dialog.address, "htp:/nowhere")
        assert dialog.fault.isVisible() and not dialog.go.isEnabled()
        dialog.address.clear()
        QTest.keyClicks(dialog.address, url.replace("publisher@", ""))
        if kind in GUARDED:
            QTest.keyClicks(dialog.user, "publisher")
            QTest.keyClicks(dialog.tenant, "1")
        QTest.keyClick(dialog, Qt.Key.Key_Return)
        until(lambda: place._prepared is not None)
        yield window, place


def test_a_process_goes_to_yudao_in_the_name_of_an_account_and_a_tenant(tmp_path: Path) -> None:
    server = FakeYudao()
    with named("yudao", server, tmp_path) as (window, place):
        assert place.go.isEnabled(), [card.problem.message for card in place.story.cards]
        complaint = {"code": 1_009_002_006, "data": None, "msg": "部署流程失败，原因：用户任务(A)的名字不存在"}
        server.fault = lambda asked: Answer(json=complaint) if asked.path.endswith("/deploy") else None
        click(place.go)
        until(lambda: outcome(place, "deploy") == "the server refuses")
        click(place.story.cards[0])
        until(lambda: window.place_widget("design").isVisible())
        assert "A" in window.context.selection.ids
        server.fault = None
        window.show_place("publish")
        until(lambda: place.go.isEnabled())
        publish(place)
        assert [one["key"] for one in server.definitions] == ["P"]
        assert place._target.endswith("?tenant=1")


def the_dialog(kind: type[D]) -> D:
    turn()
    return next(one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible())


@pytest.mark.parametrize("kind", sorted(ENGINES))
def test_a_process_is_published_to_a_named_server_and_undone_there(kind: str, tmp_path: Path) -> None:
    server = ENGINES[kind][0]()
    with named(kind, server, tmp_path) as (_window, place):
        assert place.go.isEnabled(), [card.problem.message for card in place.story.cards]
        publish(place)
        assert [file for one in server.deployments for file in one.files if file.endswith((".bpmn", ".bpmn20.xml"))]
        server.begin(server.definitions[0]["key"])
        click(place.back)
        until(lambda: any(isinstance(one, UndoDialog) for one in QApplication.topLevelWidgets()))
        dialog = the_dialog(UndoDialog)
        assert not dialog.go.isEnabled(), "the only version has a case that runs"
        dialog.reject()
        server.cases.clear()
        click(place.back)
        until(lambda: any(isinstance(one, UndoDialog) and one.isVisible() for one in QApplication.topLevelWidgets()))
        dialog = the_dialog(UndoDialog)
        QTest.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
        until(lambda: server.deployments == [])
        until(lambda: place.story.receipt.receipt is not None and place.story.receipt.receipt.state == "undone")
        assert pipeline.resolve(place._target).connection.state("office").latest is None


@pytest.mark.parametrize("kind", sorted(ENGINES))
def test_what_the_engine_complains_of_leads_to_its_element(kind: str, tmp_path: Path) -> None:
    server = ENGINES[kind][0]()
    with named(kind, server, tmp_path) as (window, place):
        server.fault = lambda asked: (
            Answer(*REFUSALS[kind]) if "multipart" in asked.headers.get("content-type", "") else None
        )
        click(place.go)
        until(lambda: outcome(place, "deploy") == "the server refuses")
        card = place.story.cards[0]
        assert "no way on" in card.problem.message
        click(card)
        until(lambda: window.place_widget("design").isVisible())
        assert "A" in window.context.selection.ids


def test_the_password_of_a_server_is_kept_and_stands_nowhere_else(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[tuple[str, str, str]] = []
    monkeypatch.setattr(
        "modeler.ui.panels.server_dialog.keep_secret",
        lambda _context, host, name, text: kept.append((host, name, text)),
    )
    with a_window(sample=True) as window:
        dialog = ServerDialog(window.context, window)
        dialog.show()
        dialog.kind.setCurrentIndex(dialog.kind.findData("operaton"))
        QTest.keyClicks(dialog.address, "https://bpm.example.com/engine-rest/")
        QTest.keyClicks(dialog.user, "li@hq")
        QTest.keyClicks(dialog.password, "s3cret")
        QTest.mouseClick(
            next(one for one in dialog.findChildren(QPushButton) if one.isDefault()), Qt.MouseButton.LeftButton
        )
        assert kept == [("bpm.example.com", "li@hq", "s3cret")]
        assert dialog.target == "operaton:https://li%40hq@bpm.example.com/engine-rest"


def test_a_repository_on_a_disk_is_named_without_name_and_password(tmp_path: Path) -> None:
    with a_window(sample=True) as window:
        dialog = ServerDialog(window.context, window)
        dialog.show()
        told = dialog.told.text()
        dialog.kind.setCurrentIndex(dialog.kind.findData("git"))
        assert dialog.told.text() != told
        QTest.keyClicks(dialog.address, "processes.git")
        assert dialog.fault.isVisible() and not dialog.go.isEnabled()
        dialog.address.clear()
        QTest.keyClicks(dialog.address, f"{tmp_path}/processes.git#main")
        assert dialog.go.isEnabled() and not dialog.password.isEnabled()
        assert dialog.target == f"git:{tmp_path}/processes.git#main"
        dialog.address.clear()
        QTest.keyClicks(dialog.address, "https://git.example.com/processes.git#main")
        QTest.keyClicks(dialog.user, "li")
        assert dialog.target == "git:https://li@git.example.com/processes.git#main"
        dialog.reject()


def test_a_webhook_asks_for_the_name_of_its_key(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[tuple[str, str, str]] = []
    monkeypatch.setattr(
        "modeler.ui.panels.server_dialog.keep_secret",
        lambda _context, host, name, text: kept.append((host, name, text)),
    )
    with a_window(sample=True) as window:
        dialog = ServerDialog(window.context, window)
        dialog.show()
        dialog.kind.setCurrentIndex(dialog.kind.findData("webhook"))
        QTest.keyClicks(dialog.address, "https://bpm.example.com/hook")
        assert not dialog.go.isEnabled()
        QTest.keyClicks(dialog.user, "office")
        QTest.keyClicks(dialog.password, "whsec_x")
        dialog.accept()
        assert kept == [("bpm.example.com", "office", "whsec_x")]
        assert dialog.target == "webhook:https://office@bpm.example.com/hook"


def test_camunda8_is_asked_as_a_client_whose_secret_is_kept_under_both_hosts(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[tuple[str, str, str]] = []
    monkeypatch.setattr(
        "modeler.ui.panels.server_dialog.keep_secret",
        lambda _context, host, name, text: kept.append((host, name, text)),
    )
    with a_window(sample=True) as window:
        dialog = ServerDialog(window.context, window)
        dialog.show()
        assert not dialog.first.isVisible() and not dialog.tokens.isVisible()
        dialog.kind.setCurrentIndex(dialog.kind.findData("camunda8"))
        assert dialog.first.isVisible() and dialog.tokens.isVisible()
        QTest.keyClicks(dialog.address, "https://bru-2.example.com/abc")
        QTest.keyClicks(dialog.tokens.url, "login")
        assert dialog.tokens.fault.isVisible() and not dialog.go.isEnabled()
        dialog.tokens.url.clear()
        assert dialog.go.isEnabled() and not dialog.tokens.audience.isEnabled()
        QTest.keyClicks(dialog.tokens.url, "https://login.example.com/token")
        assert not dialog.go.isEnabled(), "a client needs a name"
        QTest.keyClicks(dialog.user, "slipway")
        QTest.keyClicks(dialog.password, "s3cret")
        QTest.keyClicks(dialog.tokens.audience, "zeebe")
        QTest.keyClicks(dialog.called, "Test")
        dialog.accept()
        assert kept == [("bru-2.example.com+login.example.com", "slipway", "s3cret")]
        token = "token=https%3A%2F%2Flogin.example.com%2Ftoken&audience=zeebe"
        assert dialog.target == f"camunda8:https://slipway@bru-2.example.com/abc?{token}"
        made = dialog.environment
        assert made is not None and made.address == dialog.target
        assert (made.target, made.token_url) == (
            "camunda8:https://slipway@bru-2.example.com/abc", "https://login.example.com/token",
        )  # fmt: skip
        again = ServerDialog(window.context, window, made)
        assert (again.target, again.tokens.audience.text()) == (dialog.target, "zeebe")
        again.kind.setCurrentIndex(again.kind.findData("operaton"))
        assert "token" not in again.target
        again.reject()


def test_a_publication_that_waits_is_called_off_and_gone_on_with(tmp_path: Path) -> None:
    server = FakeCamunda8(lag=6)
    with named("camunda8", server, tmp_path) as (window, place):
        server.lag = 10**6
        click(place.go)
        until(lambda: server.deployments != [])
        (job,) = window.context.jobs._running
        job.cancel()
        for one in server.stored:
            one.since = 0  # it comes to be seen
        server.lag = 0
        until(lambda: not window.context.jobs.busy)
        assert not ledger.entries(place._target)
        until(lambda: outcome(place, "plan") == "nothing to change" and place.go.isEnabled())
        publish(place)
        assert (len(server.deployments), len(ledger.entries(place._target))) == (1, 1)


def test_what_a_receiver_took_and_gives_not_back_is_said(tmp_path: Path) -> None:
    fake, file = FakeReceiver(silent=True), tmp_path / "straight.bpmn"
    file.write_text(MODELS["straight"].text, "utf-8")
    with fake.running("/hook") as url, a_window() as window:
        window.files.open_path(file)
        window.context.later.finish()
        window.show_place("publish")
        place = window.place_widget("publish")
        assert isinstance(place, Publish)
        place.use_target(f"webhook:{url}")
        until(lambda: place._prepared is not None)
        click(place.go)
        until(lambda: outcome(place, "deploy") == "taken by the receiver, not read back")
        assert len(fake.packages) == 1


@pytest.mark.parametrize(
    ("kind", "address", "user", "target"),
    [
        ("webdav", "https://files.example.com/dav/p", "", "webdav:https://files.example.com/dav/p"),
        ("s3", "https://s3.eu-west-1.amazonaws.com/b", "AKID", "s3:https://AKID@s3.eu-west-1.amazonaws.com/b"),
        ("s3", "https://minio.example.com/b#cn-north-1", "AKID", "s3:https://AKID@minio.example.com/b#cn-north-1"),
    ],
)  # fmt: skip
def test_a_store_is_named_by_what_it_asks_for(kind: str, address: str, user: str, target: str) -> None:
    with a_window(sample=True) as window:
        dialog = ServerDialog(window.context, window)
        dialog.show()
        dialog.kind.setCurrentIndex(dialog.kind.findData(kind))
        QTest.keyClicks(dialog.address, address)
        assert dialog.go.isEnabled() is (kind == "webdav")
        QTest.keyClicks(dialog.user, user)
        assert dialog.go.isEnabled()
        assert dialog.target == target
        dialog.reject()
