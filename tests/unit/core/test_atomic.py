"""Writing that is refused: each cause has its own sentence, the old file stays, and nothing is left about."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from runner.core import i18n
from runner.core.atomic import check_place, digest, write_bytes
from runner.core.errors import FileError


def refused(path: Path, data: bytes = b"new") -> FileError:
    """What writing says; the folder holds afterwards what it held before."""
    before = {one.name: one.read_bytes() for one in path.parent.glob("*") if one.is_file()}
    with pytest.raises(FileError) as caught:
        write_bytes(path, data)
    assert {one.name: one.read_bytes() for one in path.parent.glob("*") if one.is_file()} == before
    for language in ("zh", "en"):
        i18n.set_language(language)
        assert caught.value.message and caught.value.hint and "{" not in caught.value.message
    return caught.value


def failing(monkeypatch: pytest.MonkeyPatch, call: str, number: int) -> None:
    """From now on a call to the system is refused for this reason."""

    def fail(*_arguments: object, **_more: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(call, fail)


def test_a_write_protected_file_is_not_replaced_behind_its_back(tmp_path: Path) -> None:
    path = tmp_path / "a.bpmn"
    path.write_bytes(b"old")
    path.chmod(0o444)
    assert refused(path).code == "file.read-only"


@pytest.mark.skipif(sys.platform == "win32", reason="folders know no such protection there")
def test_a_folder_that_may_not_be_written_to_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if os.geteuid() == 0:  # whom no permission stops
        failing(monkeypatch, "tempfile.mkstemp", errno.EACCES)
    else:
        tmp_path.chmod(0o555)
    error = refused(tmp_path / "a.bpmn")
    tmp_path.chmod(0o755)
    assert (error.code, error.params["folder"]) == ("file.folder-read-only", str(tmp_path))


_FILL = """
import resource, signal, sys
from pathlib import Path
from runner.core.atomic import write_bytes
from runner.core.errors import FileError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
try:
    write_bytes(Path(sys.argv[1]), b"x" * 100_000)
except FileError as error:
    print(error.code)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit there")
def test_where_no_room_is_left_the_old_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.bpmn"
    path.write_bytes(b"old")
    command = [sys.executable, "-c", _FILL, str(path)]
    told = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[3])
    assert told.stdout.strip() == "file.disk-full"
    assert [one.name for one in tmp_path.iterdir()] == ["a.bpmn"] and path.read_bytes() == b"old"


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_and_a_used_up_quota_say_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    failing(monkeypatch, "os.fsync", number)
    assert refused(tmp_path / "a.bpmn").code == "file.disk-full"


@pytest.mark.parametrize("number", [errno.EACCES, errno.EBUSY])
def test_a_file_that_another_program_holds_is_told_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    (tmp_path / "a.bpmn").write_bytes(b"old")
    monkeypatch.setattr("runner.core.atomic._PAUSE", 0)
    failing(monkeypatch, "pathlib.Path.replace", number)
    assert refused(tmp_path / "a.bpmn").code == "file.held"


def test_a_file_that_is_held_for_a_moment_only_is_replaced_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns = []
    replace = Path.replace

    def at_third(path: Path, target: Path) -> Path:
        turns.append(path)
        if len(turns) < 3:
            raise PermissionError(errno.EACCES, "held")
        return replace(path, target)

    monkeypatch.setattr("runner.core.atomic._PAUSE", 0)
    monkeypatch.setattr("pathlib.Path.replace", at_third)
    write_bytes(tmp_path / "a.bpmn", b"new")
    assert (tmp_path / "a.bpmn").read_bytes() == b"new"


def test_a_name_as_long_as_the_system_allows_is_written_and_a_longer_one_refused(tmp_path: Path) -> None:
    deep = tmp_path / "请假 流程" / ("很长的文件夹名" * 8) / ("a b" * 30)
    name = "流" * 80 + ".bpmn"
    write_bytes(deep / name, b"x")
    assert len(str(deep / name)) > 200 and [one.name for one in deep.iterdir()] == [name]
    assert refused(deep / ("流" * 90 + ".bpmn")).code == "file.name-too-long"


def test_a_link_stays_one_and_what_it_points_to_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    target = tmp_path / "there" / "a.bpmn"
    target.write_bytes(b"old")
    link = tmp_path / "link.bpmn"
    link.symlink_to(target)
    write_bytes(link, b"new", expected=digest(b"old"))
    assert link.is_symlink() and target.read_bytes() == b"new"


def test_a_file_that_is_gone_and_a_folder_that_is_gone_are_told_apart(tmp_path: Path) -> None:
    for path, code in ((tmp_path / "a", "file.gone"), (tmp_path / "b" / "a", "file.folder-gone")):
        with pytest.raises(FileError) as caught:
            check_place(path)
        assert caught.value.code == code
