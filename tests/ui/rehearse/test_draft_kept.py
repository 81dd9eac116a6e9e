"""What was typed into a form outlives the program."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from modeler.ui.places.rehearse import Rehearse
from tests.helpers.form_to_kill import reason_of
from tests.ui.window_builder import a_window, until

ROOT = Path(__file__).resolve().parents[3]


def test_a_draft_outlives_a_killed_window() -> None:
    command = [sys.executable, "-m", "tests.helpers.form_to_kill"]
    with subprocess.Popen(
        command, cwd=ROOT, env=dict(os.environ), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        seen = []
        for line in process.stdout:
            seen.append(line.removesuffix("\n"))
            if len(seen) == 3:
                break
        process.send_signal(signal.SIGKILL)
        seen += [line.removesuffix("\n") for line in process.stdout if line.endswith("\n")]
        assert len(seen) >= 3, process.stderr.read()
    with a_window(sample=True) as window:
        window.show_place("rehearse")
        place = window.place_widget("rehearse")
        assert isinstance(place, Rehearse)
        until(lambda: reason_of(place) is not None and not window.context.jobs.busy)
        assert reason_of(place).toPlainText().startswith(seen[-1])
