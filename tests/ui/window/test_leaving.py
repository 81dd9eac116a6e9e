"""The program ends well, whatever was copied, and what was copied stays for other programs as long as there is a
clipboard."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]

LEFT = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from modeler.ui import app
from modeler.ui.canvas.acts import ACTS

def work():
    window = next(item for item in QApplication.topLevelWidgets() if item.isVisible())
    canvas = window.place_widget("design").canvas
    canvas.selection.set(["Task_head1"])
    ACTS[sys.argv[2]].run(canvas)
    window.close()

QTimer.singleShot(0, work)
code = app.run([sys.argv[1]])
data = QApplication.clipboard().mimeData()
print(code, data.hasImage(), "Task_head1" in data.text(), data.objectName() == "")
"""


@pytest.mark.parametrize(("act", "found"), [("copy_picture", "0 True False True"), ("copy", "0 False True True")])
def test_the_program_ends_without_a_crash_after_copying(act: str, found: str, tmp_path: Path) -> None:
    file = ROOT / "resources" / "samples" / "office" / "processes" / "leave.bpmn"
    done = subprocess.run(
        [sys.executable, "-c", LEFT, str(file), act],
        cwd=ROOT,
        env={"SLIPWAY_HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen", "PATH": "", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(found)
