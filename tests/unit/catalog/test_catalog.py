"""The inventory of a workspace, the six steps, and copies of processes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from modeler.catalog.copying import copy_process, template_files
from modeler.catalog.inventory import describe, entries, note, read_entry, read_inventory
from modeler.catalog.stages import STAGES, StageFacts, stage_states
from modeler.dictionary.process_codes import CodeBook, next_code
from modeler.document.io import open_document
from runner.core.errors import FormatError
from runner.core.resources import resource_folder


@pytest.fixture
def office(tmp_path: Path) -> Path:
    folder = tmp_path / "office"
    shutil.copytree(resource_folder() / "samples" / "office", folder)
    return folder


def test_a_row_read_from_disk_equals_the_row_of_the_open_document(office: Path) -> None:
    path = office / "processes" / "leave.bpmn"
    row = read_entry(path)
    document = open_document(path)
    try:
        shown = describe(document)
    finally:
        document.close()
    for name in ("process", "name", "code", "version", "owner", "category"):
        assert getattr(row, name) == getattr(shown, name)


def test_a_broken_file_is_a_row_with_its_reason(office: Path) -> None:
    path = office / "processes" / "broken.bpmn"
    path.write_text("not xml")
    assert read_entry(path).failure
    files = sorted((office / "processes").glob("*.bpmn"))
    assert [one.path for one in entries(office, files)] == files


def test_what_is_noted_of_a_process_is_read_back_and_the_rest_is_kept(office: Path) -> None:
    note(office, "processes/leave.bpmn", department="hr", stage="piloted")
    note(office, "processes/seal.bpmn", stage="surveyed")
    note(office, "processes/leave.bpmn", department="")
    rows = read_inventory(office)
    assert rows["processes/leave.bpmn"] == {"file": "processes/leave.bpmn", "stage": "piloted"}
    assert entries(office, [office / "processes" / "seal.bpmn"])[0].stage == "surveyed"


def test_an_inventory_that_does_not_fit_is_refused(office: Path) -> None:
    (office / "inventory.json").write_text('{"processes": [1]}')
    with pytest.raises(FormatError):
        read_inventory(office)


def test_a_step_is_done_when_nothing_is_missing() -> None:
    states = stage_states(StageFacts())
    assert [state.id for state in states] == list(STAGES)
    assert states[0].missing
    done = stage_states(StageFacts(has_name=True, has_code=True, has_owner=True))
    assert not done[0].missing


def test_rehearsals_and_publications_are_what_the_later_steps_ask_for() -> None:
    by_id = {state.id: state for state in stage_states(StageFacts())}
    assert by_id["piloted"].topics == ("rehearsal", "pilot")
    assert by_id["rolled-out"].topics == by_id["improved"].topics == ("publishing",)
    later = {state.id: state for state in stage_states(StageFacts(rehearsed=1, versions=1))}
    assert later["piloted"].topics == ("pilot",)
    assert not later["rolled-out"].missing and later["improved"].missing


@pytest.mark.parametrize(
    ("code", "expected"), [("HQ-HRM-LEV-001-AP", "HQ-HRM-LEV-002-AP"), ("A9", "A10"), ("X", "X-2"), ("", "")]
)
def test_the_next_code_counts_on_where_no_rule_is(code: str, expected: str) -> None:
    assert next_code(CodeBook(taken={"a": (code, "")}), code) == expected


def test_form_tests_and_scenarios_come_along_under_new_names(office: Path) -> None:
    made = copy_process(office / "processes" / "leave.bpmn", office, name="出差", code="HQ-HRM-TRP-001-AP")
    assert made.name == "leave-2.bpmn"
    document = open_document(made)
    try:
        row = describe(document)
        forms = {node.extension["form"]["ref"] for node in document.index.nodes.values() if "form" in node.extension}  # type: ignore[index]
        rights = next(iter(document.index.processes.values())).extension.get("rights")
    finally:
        document.close()
    assert (row.name, row.code, row.version) == ("出差", "HQ-HRM-TRP-001-AP", "0.1.0")
    assert row.process != read_entry(office / "processes" / "leave.bpmn").process
    assert forms == {"leave-2"}
    assert rights
    assert (office / "forms" / "leave-2.form").exists()
    cases = list((office / "cases").glob("leave-2-*.json"))
    originals = [path for path in (office / "cases").glob("leave-*.json") if "leave-2" not in path.name]
    assert len(cases) == len(originals)
    assert all(json.loads(path.read_text("utf-8"))["process"] == "processes/leave-2.bpmn" for path in cases)
    peak = json.loads((office / "scenarios" / "leave-2-peak.json").read_text("utf-8"))
    assert peak["extends"] == "leave-2-usual"


def test_the_original_is_not_touched(office: Path) -> None:
    before = {path: path.read_bytes() for path in office.rglob("*") if path.is_file()}
    copy_process(office / "processes" / "leave.bpmn", office, name="x", code="")
    assert all(path.read_bytes() == data for path, data in before.items())


def test_a_template_into_an_empty_folder_brings_people_and_terms(tmp_path: Path) -> None:
    source = next(path for path in template_files() if path.stem == "leave")
    made = copy_process(source, tmp_path / "mine", name="Leave", code="A-1")
    assert made.exists()
    assert (tmp_path / "mine" / "organization.json").exists()
    info = json.loads((tmp_path / "mine" / "workspace.json").read_text("utf-8"))
    assert info["default"] == "processes/leave.bpmn"
