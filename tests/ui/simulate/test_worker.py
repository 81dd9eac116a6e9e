"""The place with the real worker process: a run, and one that is stopped early."""

from __future__ import annotations

import shutil
from pathlib import Path

from modeler.ui.context import Context
from modeler.ui.places.simulate import Simulate
from runner.core.settings import Settings

SAMPLE = Path(__file__).resolve().parents[3] / "resources" / "samples" / "office"


def test_a_run_in_the_worker_can_be_stopped_and_keeps_what_is_done(qtbot, tmp_path):
    shutil.copytree(SAMPLE, tmp_path / "office")
    context = Context(Settings())
    context.open_document(tmp_path / "office" / "processes" / "leave.bpmn")
    place = Simulate(context)
    qtbot.addWidget(place)
    place.show()
    place.entered()
    try:
        place.study.change(cases=200, replications=5000)
        told: list[int] = []
        place.scenarios._bar.valueChanged.connect(told.append)
        place.do_run()
        qtbot.waitUntil(lambda: bool(told), timeout=30_000)
        place.stop()
        qtbot.waitUntil(lambda: not place.is_running, timeout=30_000)
        result = place.study.current.result
        assert 0 < result.replications < 5000
        assert "simulate.partial" in {warning.code for warning in result.warnings}
    finally:
        place.simulator.close()
        context.close_all()
