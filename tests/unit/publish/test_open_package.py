"""A package opened as a workspace."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from modeler.publish.open_package import ORIGIN, unpack_package
from runner.core import atomic
from runner.core.errors import FileError, FormatError
from tests.unit.publish.packages import SOURCE, a_package


def test_a_package_becomes_a_workspace_folder(tmp_path: Path) -> None:
    (tmp_path / "p.slip").write_bytes(a_package(cases=1))
    folder = unpack_package(tmp_path / "p.slip", tmp_path / "new" / "office")
    found = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    assert found == [
        ORIGIN, "cases/0.json", "dictionary.json", "organization.json", "processes/p.bpmn", "rights.json",
        "workspace.json",
    ]  # fmt: skip
    assert (folder / "processes" / "p.bpmn").read_bytes() == SOURCE
    assert json.loads((folder / ORIGIN).read_text("utf-8"))["digest"] == atomic.digest(a_package(cases=1))


def test_a_tampered_package_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "p.slip").write_bytes(a_package() + b"x")
    with pytest.raises(FormatError):
        unpack_package(tmp_path / "p.slip", tmp_path / "office")
    assert [path.name for path in tmp_path.iterdir()] == ["p.slip"]


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "p.slip").write_bytes(a_package())
    (tmp_path / "office").mkdir()
    (tmp_path / "office" / "mine.txt").write_text("mine")
    with pytest.raises(FileError) as caught:
        unpack_package(tmp_path / "p.slip", tmp_path / "office")
    assert caught.value.code == "package.folder-taken"
    assert [path.name for path in (tmp_path / "office").iterdir()] == ["mine.txt"]


def test_an_empty_folder_is_used(tmp_path: Path) -> None:
    (tmp_path / "p.slip").write_bytes(a_package())
    (tmp_path / "office").mkdir()
    assert (unpack_package(tmp_path / "p.slip", tmp_path / "office") / "workspace.json").exists()
