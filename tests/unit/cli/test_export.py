"""The verb that writes for other engines: files in a folder, or a refusal with its reasons and no file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from modeler.cli.app import main
from runner.bundle.archive import package_bytes
from tests.helpers.dialect_catalog import MODELS


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, object]]:
    code = main(["export", *arguments, "--json"])
    return code, json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(("dialect", "file"), [("camunda", "m.bpmn"), ("flowable", "m.bar"), ("zeebe", "m.bpmn")])
def test_a_file_is_written_for_an_engine(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], dialect: str, file: str
) -> None:
    source = tmp_path / "m.bpmn"
    source.write_text(MODELS["service"].text, "utf-8")
    code, said = run(capsys, str(source), "--dialect", dialect, "-o", str(tmp_path / "out"))
    assert (code, said["ok"]) == (0, True)
    assert [Path(str(one)).suffix for one in said["files"]] == [Path(file).suffix]  # type: ignore[union-attr]
    assert all(Path(str(one)).is_file() for one in said["files"])  # type: ignore[union-attr]


def test_a_package_is_written_with_groups_of_the_server(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "m.slip"
    source.write_bytes(package_bytes(MODELS["for-role"].bundle))
    folder = tmp_path / "out"
    arguments = ("--dialect", "camunda", "-o", str(folder), "--group", "role:hr=hr-team", "--history", "P7D")
    assert run(capsys, str(source), *arguments)[0] == 0
    text = (folder / "for-role.bpmn").read_text("utf-8")
    assert 'camunda:candidateGroups="hr-team"' in text
    assert 'camunda:historyTimeToLive="P7D"' in text


def test_a_refusal_writes_nothing_and_names_element_and_concept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "m.slip"
    source.write_bytes(package_bytes(MODELS["transaction"].bundle))
    code, said = run(capsys, str(source), "--dialect", "zeebe", "-o", str(tmp_path / "out"))
    assert (code, said["ok"], said["files"]) == (1, False, [])
    losses = said["losses"]
    assert isinstance(losses, list)
    assert ("SP", "element", "refused") in [(one["element"], one["concept"], one["effect"]) for one in losses]
    assert not (tmp_path / "out").exists()


def test_an_engine_that_is_not_known_is_told_with_those_that_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "m.bpmn"
    source.write_text(MODELS["straight"].text, "utf-8")
    assert main(["export", str(source), "--dialect", "nothing", "-o", str(tmp_path)]) == 1
    assert "camunda" in capsys.readouterr().err


def test_a_process_of_the_office_says_why_it_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    office = Path(__file__).resolve().parents[3] / "resources" / "samples" / "office"
    source = str(office / "processes" / "onboarding.bpmn")
    code, said = run(capsys, source, "--dialect", "camunda", "-o", str(tmp_path / "out"))
    assert code == 1
    assert any(one["effect"] == "refused" for one in said["losses"])  # type: ignore[union-attr]
    code, said = run(capsys, str(office), "--dialect", "camunda", "-o", str(tmp_path / "out"))
    assert code == 0
