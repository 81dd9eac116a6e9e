"""The main job in the words of its users, with the real window, real clicks and keys, and the real worker."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from modeler.cli import main
from modeler.document.io import to_bytes
from modeler.ui.files import sample_workspace
from modeler.ui.places.publish import Publish
from modeler.ui.places.rehearse import Rehearse
from modeler.ui.places.simulate import Simulate
from runner.core.atomic import digest
from tests.helpers.gestures import Hands
from tests.ui.rehearse.hand import Hand
from tests.ui.window_builder import a_window, turn, until

ROOT = Path(__file__).resolve().parents[2]


def test_renaming_a_task_changes_one_line_of_the_file_and_undo_brings_every_byte_back() -> None:
    file = sample_workspace() / "processes" / "leave.bpmn"
    before = file.read_bytes()
    with a_window(sample=True) as window:
        hands = Hands(window)
        hands.click_element("Task_hr", twice=True)
        hands.key("Ctrl+A")
        hands.type("人事复核")
        hands.key("Return")
        hands.key("Ctrl+S")
        assert not window.context.unsaved()
        after = file.read_bytes()
        changed = [pair for pair in zip(before.splitlines(), after.splitlines(), strict=True) if pair[0] != pair[1]]
        assert [new.decode().strip() for _old, new in changed] == ['<bpmn:userTask id="Task_hr" name="人事复核">']
        hands.key("Ctrl+Z")
        hands.key("Ctrl+S")
        assert file.read_bytes() == before
        hands.key("Ctrl+Y")
        hands.key("Ctrl+S")
    with a_window(sample=True) as window:
        assert window.context.document is not None
        assert window.context.document.index.nodes["Task_hr"].name == "人事复核"
        assert to_bytes(window.context.document) == after


def test_a_leave_request_goes_from_the_applicant_to_hr_with_a_remark_and_the_clock_pushed_forward() -> None:
    with a_window(sample=True) as window:
        Hands(window).key("Alt+4")
        place = window.place_widget("rehearse")
        assert isinstance(place, Rehearse)
        hand = Hand(window)
        hand.wait()
        hand.apply()
        hand.play("li")
        remark = place.middle.remark_bar
        hand.click(place.middle.remark)
        QTest.keyClicks(remark.text, "say how many days are left")
        hand.click(remark.leave)
        hand.press("agree")
        hand.play("chen")
        hand.press("agree")
        assert hand.open == [("Task_hr", "wang")]
        before = place.rehearsal.snapshot.clock
        hand.play("wang")
        hand.press("agree")
        while place.rehearsal.snapshot.next_due():
            hand.click(place.time_line.next)
        snapshot = place.rehearsal.snapshot
        assert snapshot.case is not None
        assert snapshot.case.status == "completed"
        assert snapshot.clock > before
        assert not hand.refused
        assert [(one.element, one.text) for one in snapshot.remarks] == [("Task_head", "say how many days are left")]


def test_a_thousand_cases_are_simulated_and_every_figure_is_shown() -> None:
    scenario = sample_workspace() / "scenarios" / "leave-usual.json"
    data = json.loads(scenario.read_text("utf-8"))
    scenario.write_text(json.dumps({**data, "cases": 1000, "replications": 2}), "utf-8")
    with a_window(sample=True) as window:
        hands = Hands(window)
        hands.key("Alt+5")
        place = window.place_widget("simulate")
        assert isinstance(place, Simulate)
        hands.click(place.scenarios.run)
        until(lambda: not place.is_running and place.study.current is not None and bool(place.study.current.result))
        model = place.results.model
        assert "Cycle time" in [model.item(row, 0).text() for row in range(model.rowCount())]
        assert place.canvas.heat.elements
        place.simulator.close()


def test_a_process_is_published_to_a_folder_and_verified_by_its_receipt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    server = tmp_path / "server"
    server.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_all: str(server))
    with a_window(sample=True) as window:
        hands = Hands(window)
        hands.key("Alt+6")
        hands.click(hands.button("Choose a folder…"))
        place = window.place_widget("publish")
        assert isinstance(place, Publish)
        until(place.go.isEnabled)
        hands.click(place.go)
        until(lambda: not place.story.receipt.isHidden())
        receipt = place.story.receipt.receipt
        assert receipt is not None
    package = next(server.rglob("*.slip"))
    capsys.readouterr()
    assert main(["verify", str(package), "--digest", receipt.digest, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["ok"] is True
    package.write_bytes(package.read_bytes()[:-1] + b"?")
    assert main(["verify", str(package), "--digest", receipt.digest]) == 1


def test_a_killed_window_offers_its_work_again_and_lost_at_most_the_last_change() -> None:
    command = [sys.executable, "-m", "tests.helpers.window_to_kill"]
    with subprocess.Popen(
        command, cwd=ROOT, env=dict(os.environ), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        seen: list[str] = []
        for line in process.stdout:
            seen.append(line.split()[1])
            if len(seen) > 4:
                break
        process.send_signal(signal.SIGKILL)
        seen += [line.split()[1] for line in process.stdout if line.endswith("\n")]
        assert len(seen) > 4, process.stderr.read()
    with a_window(sample=True) as window:
        assert window.context.document is not None
        assert digest(to_bytes(window.context.document)) == seen[0], "the file itself is as it was"
        hands = Hands(window)
        until(window.banner.isVisible)
        hands.click(hands.button("Bring back"))
        until(lambda: digest(to_bytes(window.context.document)) != seen[0])  # type: ignore[arg-type]
        document = window.context.document
        name = document.index.nodes["Task_hr"].name
        last = len(seen) - 2  # the first line said that the window was ready
        assert name in (f"Check {last}", f"Check {last + 1}"), "the change after the last told one may be there too"
        assert document.is_dirty
        hands.key("Ctrl+Z")
        turn()
        assert document.index.nodes["Task_hr"].name != name


def test_starting_and_closing_says_nothing_on_the_console(tmp_path: Path) -> None:
    environment = {**os.environ, "SLIPWAY_HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"}
    program = "from modeler.ui.app import show_sample_once; show_sample_once()"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
