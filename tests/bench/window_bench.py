"""Start-up: from the start of the process to the window on the screen, bare and with a file, and what it takes up.

The peers start in turn with ours: a window of PySide6 with nothing in it, and the other program's page.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from tests.bench import peers
from tests.bench.jobs import HEIGHT, WIDTH, Job, job_of
from tests.bench.rows import Row, median, row

SIZES = (100, 1000, 5000)
ROOT = Path(__file__).resolve().parents[2]
_TURNS = 5

# What the process is given in place of the loop it would stay in: it lets the window paint, tells the moment
# (perf_counter is one clock for all processes) and its memory in KiB, shared libraries in full, and ends.
_ENDED = f"""
import os, sys
def ended(*arguments):
    from time import perf_counter
    from PySide6.QtWidgets import QApplication
    window = next(item for item in QApplication.topLevelWidgets() if item.isVisible())
    window.resize({WIDTH}, {HEIGHT})
    QApplication.processEvents()
    if sys.argv[1:]:
        canvas = window.place_widget("design").canvas
        while not canvas.painted_ms:
            QApplication.processEvents()
    now = perf_counter()
    try:
        with open("/proc/self/smaps_rollup") as file:
            memory = next(int(line.split()[1]) for line in file if line.startswith("Rss:"))
    except OSError:
        memory = 0
    print(now, memory, flush=True)
    os._exit(0)
"""
# The door itself loads the window, so that everything comes in the order of a start.
_OURS = """
import modeler.__main__ as door
load = door.load_object
def loaded(path):
    found = load(path)
    from PySide6.QtWidgets import QApplication
    QApplication.exec = ended
    return found
door.load_object = loaded
door.main()
"""
_BARE = """
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
window = QMainWindow()
window.show()
ended()
"""


def rows(sizes: tuple[int, ...] = SIZES) -> Iterator[Row]:
    """All rows of the window; ours and the peers' in turn."""
    ours: list[float] = []
    shown: list[float] = []
    bare: list[float] = []
    other: list[float] = []
    named: str | None = None
    ordinary = job_of(40)
    started_with(_OURS)  # the first one reads everything from the disk
    for _turn in range(_TURNS):
        ours.append(started_with(_OURS)[0])
        shown.append(_shown(ordinary, 1)[0][0])
        bare.append(started_with(_BARE)[0])
        if (measured := peers.measure(job_of(40), "start")) and (value := measured.of("start-up")):
            named = measured.peer
            other.append(value)
    yield row("start-up", 0, median(ours), "ms", named, median(other) if other else None)
    beside = "bare PySide6 window"
    yield row("start-up beside a bare window", 0, median(ours), "ms", beside, median(bare))
    yield row("start-up with a file beside a bare window", 0, median(shown), "ms", beside, median(bare))
    for size in sizes:
        job = job_of(size)
        yield from peers.compared(list(_with_file(job)), peers.measure(job, "start with file"))


def _shown(job: Job, turns: int) -> list[tuple[float, float]]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        file = Path(folder) / "bench.bpmn"
        file.write_bytes(job.data)
        return [started_with(_OURS, str(file)) for _turn in range(turns)]


def _with_file(job: Job) -> Iterator[Row]:
    found = _shown(job, 3)
    yield row("start-up with a file", job.size, median([time for time, _memory in found]))
    if found[0][1]:
        yield row("memory with a file", job.size, median([memory for _time, memory in found]), "MiB")


def started_with(code: str, *arguments: str) -> tuple[float, float]:
    """Milliseconds from the start of a process to its painted window, and its memory in MiB (0: not told)."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        environment = {**os.environ, "SLIPWAY_HOME": home, "PYTHONPATH": str(ROOT)}
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program is compiled once, not at each start
        started = perf_counter()
        done = subprocess.run(
            [sys.executable, "-c", _ENDED + code, *arguments],
            cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    moment, memory = done.stdout.split()[-2:]
    return (float(moment) - started) * 1000, int(memory) / 1024
