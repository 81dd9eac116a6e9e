"""The verb that writes approvals as plain BPMN."""

from __future__ import annotations

from pathlib import Path

from modeler.document.io import document_from_bytes, open_document
from modeler.portable.expand import expand
from tests.helpers.lines import CommandLine
from tests.unit.portable.test_expand import REPEATED, approve, drawn

FIELDS = {"element", "concept", "fate", "code", "message"}


def test_the_plain_file_is_written_and_the_report_says_what_is_lost(
    line: CommandLine, leave: Path, tmp_path: Path
) -> None:
    out = tmp_path / "plain.bpmn"
    before = leave.read_bytes()
    said = line.json("portable", leave, "-o", out)
    assert said.code == 0
    assert said.data["ok"]
    assert all(set(row) == FIELDS for row in said.data["report"])
    assert {row["fate"] for row in said.data["report"]} == {"expressed", "weaker", "dropped"}
    doc = open_document(leave)
    try:
        assert out.read_bytes() == expand(doc).data
    finally:
        doc.close()
    assert leave.read_bytes() == before
    shown = line("portable", leave)
    assert shown.code == 0
    assert all(row["message"] in shown.out for row in said.data["report"])
    assert "written" not in shown.out


def test_a_refusal_names_element_reason_and_what_helps_and_writes_nothing(line: CommandLine, tmp_path: Path) -> None:
    file, out = tmp_path / "odd.bpmn", tmp_path / "plain.bpmn"
    file.write_bytes(drawn(REPEATED).as_bytes())
    said = line.json("portable", file, "-o", out)
    assert said.code == 1
    assert not said.data["ok"]
    (reason,) = said.data["reasons"]
    assert reason["element"] == "A"
    assert not out.exists()
    shown = line("portable", file, "-o", out)
    assert shown.code == 1
    assert reason["message"] in shown.out
    assert reason["hint"] in shown.out


def test_a_file_that_is_not_there_is_said(line: CommandLine, tmp_path: Path) -> None:
    assert line("portable", tmp_path / "gone.bpmn").code == 3


def test_what_was_written_can_be_checked_again(line: CommandLine, tmp_path: Path) -> None:
    file, out = tmp_path / "one.bpmn", tmp_path / "plain.bpmn"
    file.write_bytes(drawn(approve("A")).as_bytes())
    assert line("portable", file, "-o", out).code == 0
    assert {"A", "A_way"} <= set(document_from_bytes(out.read_bytes(), "x").index.nodes)
