"""The Publish place and environments: described in a dialog, kept in the workspace, and promoted to the next."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from modeler.publish import ledger
from modeler.publish.environments import Environment, environments_of, with_environment
from modeler.publish.receipt import Receipt, Trial, TrialProblem
from modeler.publish.signing import SigningKey, public_pem
from modeler.ui.panels.promote_dialog import PromoteDialog
from modeler.ui.panels.server_dialog import ServerDialog
from modeler.ui.places.publish import Publish
from tests.servers.fake_operaton import FakeOperaton
from tests.ui.publish.test_publish import click, publish, the_place
from tests.ui.publish.test_publish_to_server import the_dialog
from tests.ui.window_builder import turn, until

LI = SigningKey("Li Fang", bytes(range(32)))


def planned(place: Publish) -> None:
    turn()
    until(lambda: place._prepared is not None)


def line_of(dialog: ServerDialog, key: str) -> None:
    next(line for _row, own, _free, line in dialog.roles.lines if own == key).setText("hr-team")


def test_an_environment_is_described_and_kept_in_the_workspace(tmp_path: Path) -> None:
    fake = FakeOperaton()
    with fake.running("/engine-rest") as url, the_place(tmp_path / "server") as (window, place):
        workspace = window.context.workspace
        assert workspace is not None
        click(place.where.serve)
        dialog = the_dialog(ServerDialog)
        dialog.called.setText("Production")
        dialog.address.setText(url)
        dialog.user.setText("")
        dialog.tenant.setText("north")
        keys = [own for _row, own, _free, _line in dialog.roles.lines]
        assert "role:hr" in keys, keys
        line_of(dialog, "role:hr")
        dialog.all_mapped.setChecked(True)
        dialog.note.setChecked(True)
        dialog.stage.setCurrentIndex(dialog.stage.findData("test"))
        dialog.smoke.setChecked(True)
        dialog.tabs.setCurrentIndex(3)
        turn()
        dialog.trust.text.setPlainText(public_pem(LI.public))
        click(dialog.trust.add)
        assert dialog.trust.fault.isVisible(), "whose key it is has to be said"
        dialog.trust.name.setText("Li Fang")
        click(dialog.trust.add)
        dialog.accept()
        turn()
        made = environments_of(workspace.info)[-1]
        assert (made.id, made.title, made.tenant) == ("production", "Production", "north")
        assert made.address == f"operaton:{url}?tenant=north" == place._target
        assert (made.roles, made.all_mapped, made.note) == ({"role:hr": "hr-team"}, True, True)
        assert (made.stage, made.smoke) == ("test", True)
        assert made.trusted == [LI.public]
        assert workspace.info_file.is_dirty
        until(lambda: bool(place.story.cards))
        codes = {card.problem.code for card in place.story.cards}
        assert "publish.unsigned" in codes
        assert "publish.unmapped" in codes
        click(place.where.edit)
        again = the_dialog(ServerDialog)
        assert (again.called.text(), again.address.text(), again.tenant.text()) == ("Production", url, "north")
        assert again.environment == made, "what was not changed stays as it was"
        again.reject()
        history = place.undo_target()
        assert history is not None
        history.undo()
        assert environments_of(workspace.info) == []


def test_a_note_is_typed_before_it_goes(tmp_path: Path) -> None:
    server = tmp_path / "server"
    with the_place(server) as (window, place):
        workspace = window.context.workspace
        assert workspace is not None
        stage = Environment(id="prod", target=f"folder:{server}", note=True)
        workspace.info_file.set(with_environment(workspace.info, stage), "Environment")
        place.make_plan()
        planned(place)
        assert not place.go.isEnabled()
        QTest.keyClicks(place.before.note, "agreed")
        assert place.go.isEnabled()
        publish(place)
        assert place.story.receipt.receipt is not None
        assert place.story.receipt.receipt.note == "agreed"
        assert "agreed" in place.story.receipt.as_text()


def test_what_is_in_force_in_one_environment_is_promoted_to_the_next(tmp_path: Path) -> None:
    test, prod = tmp_path / "test", tmp_path / "prod"
    with the_place(test) as (window, place):
        workspace = window.context.workspace
        assert workspace is not None
        for stage in (
            Environment(id="test", name="Test", target=f"folder:{test}"),
            Environment(id="prod", name="Production", target=f"folder:{prod}", note=True),
        ):
            workspace.info_file.set(with_environment(workspace.info, stage), "Environment")
        place.make_plan()
        planned(place)
        assert not place.before.onward.isVisible(), "nothing is in force there yet"
        publish(place)
        assert place.before.onward.isVisible()
        click(place.before.onward)
        until(lambda: any(isinstance(one, PromoteDialog) for one in QApplication.topLevelWidgets()))
        dialog = the_dialog(PromoteDialog)
        assert not dialog.go.isEnabled()
        QTest.keyClicks(dialog.note, "tried for a week")
        assert dialog.go.isEnabled()
        dialog.accept()
        until(lambda: place._target == f"folder:{prod}" and not place.story.receipt.isHidden())
        receipt = ledger.entries(f"folder:{prod}")[-1]
        assert (receipt.came_from, receipt.environment, receipt.note) == ("test", "prod", "tried for a week")
        assert receipt.digest == ledger.entries(f"folder:{test}")[-1].digest


def test_what_became_of_a_trial_case_stands_in_the_receipt_and_leads_to_its_element(tmp_path: Path) -> None:
    with the_place(tmp_path / "server") as (_window, place):
        planned(place)
        problem = TrialProblem(
            code="publish.trial-people", at="Task_manager",
            params={"element": "Task_manager", "found": "group:a", "wanted": "group:b"},
        )  # fmt: skip
        told = {"id": "1", "digest": "0" * 64, "when": "2026-11-30T00:00:00+08:00", "server": "operaton:http://x",
                "package": "office", "version": "1.0.0"}  # fmt: skip
        failed = Trial(state="failed", process="P", element="Task_manager", problems=[problem])
        place._published(Receipt.model_validate(told).model_copy(update={"smoke": failed}))
        turn()
        assert [card.problem.code for card in place.story.cards] == ["publish.trial-people"]
        assert problem.problem.message in texts_of(place.story.receipt)
        passed = Trial(state="passed", process="P", element="Task_manager", who=["group:b"])
        place.show_receipt(Receipt.model_validate(told).model_copy(update={"smoke": passed}))
        turn()
        assert any("group:b" in text for text in texts_of(place.story.receipt))


def texts_of(widget: QWidget) -> list[str]:
    return [one.text() for one in widget.findChildren(QLabel)]
