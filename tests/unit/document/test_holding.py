"""A file that is open says so to others, and a killed program's note stops nobody."""

from __future__ import annotations

import platform
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

from modeler.document.holding import Holder, Holding, hold_file, lock_file, who
from modeler.document.workspace import create_workspace

ROOT = Path(__file__).resolve().parents[3]

_HOLD = """
import sys
from pathlib import Path
from modeler.document.holding import hold_file
held = hold_file(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def test_who_holds_a_file_and_since_when_is_told_and_its_end_frees_it(tmp_path: Path) -> None:
    path = tmp_path / "请假 a.bpmn"
    path.write_bytes(b"x")
    command = [sys.executable, "-c", _HOLD, str(path)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None and other.stdout.readline() == "held\n"
        holder = hold_file(path)
        assert isinstance(holder, Holder) and holder.pid == other.pid and holder.since
        other.kill()
    assert lock_file(path).exists()  # the note of the killed one
    mine = hold_file(path)
    assert isinstance(mine, Holding)
    mine.release()
    mine.release()
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_in_a_workspace_the_note_lies_where_git_does_not_look(tmp_path: Path) -> None:
    space = create_workspace(tmp_path / "w", "Office")
    (space.folder / ".slipway" / ".gitignore").unlink()
    path = space.folder / "processes" / "a.bpmn"
    path.write_bytes(b"x")
    held = hold_file(path)
    assert isinstance(held, Holding) and [one.name for one in path.parent.iterdir()] == ["a.bpmn"]
    assert (space.folder / ".slipway" / ".gitignore").read_text() == "*\n"
    held.release()


def test_where_no_note_can_be_put_the_file_opens_all_the_same(tmp_path: Path) -> None:
    assert hold_file(tmp_path / "gone" / "a.bpmn") is None


def test_who_and_where_are_told_as_everywhere() -> None:
    told = who()
    assert told["host"] == platform.node()
    assert datetime.fromisoformat(told["since"]).isoformat(timespec="seconds") == told["since"]
    assert abs(datetime.fromisoformat(told["since"]) - datetime.now().astimezone()) < timedelta(minutes=1)
