"""A workspace packed, and a package compared with what its diagrams say."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from modeler.compile import compile_process
from modeler.compile.referenced import with_referenced_organization
from modeler.document.workspace import open_workspace
from modeler.publish.open_package import unpack_package
from modeler.publish.packing import extras_of, pack, pack_workspace, verify_fully
from modeler.publish.pipeline import publish
from runner.bundle.archive import package_bytes, read_package
from runner.bundle.bundle import Bundle
from runner.core.errors import FileError
from runner.core.resources import resource_folder
from runner.data.model import load_json
from runner.rights.model import ProcessRights, Rule

OFFICE = resource_folder() / "samples" / "office"


def office(name: str) -> Bundle:
    space = open_workspace(OFFICE)
    compiled = compile_process(space.open_process(f"processes/{name}.bpmn"), space)
    space.close()
    assert compiled.bundle is not None
    return compiled.bundle


def active() -> list[str]:
    """The people of the sample who did not leave."""
    everyone = json.loads((OFFICE / "organization.json").read_text("utf-8"))["users"]
    return [user["id"] for user in everyone if user.get("active", True)]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(OFFICE, tmp_path / "office"))


def test_the_default_process_is_packed_with_its_cases_and_scenarios(tmp_path: Path) -> None:
    report, problems = pack_workspace(OFFICE, tmp_path / "a.slip")
    assert problems == []
    assert report is not None
    assert report.ok
    assert {"processes/leave.bpmn", "cases/leave-long.json", "scenarios/leave-peak.json"} <= set(report.members)
    assert not any("seal" in name for name in report.members)
    assert verify_fully(tmp_path / "a.slip", report.digest).ok


def test_another_process_is_packed_when_named(tmp_path: Path) -> None:
    report, _ = pack_workspace(OFFICE, tmp_path / "a.slip", "processes/seal.bpmn")
    assert report is not None
    assert "processes/seal.bpmn" in report.members


def test_two_processes_of_a_workspace_never_claim_one_version(tmp_path: Path) -> None:
    """Leave and seal use of one workspace stand beside each other on a server."""
    for process in ("leave", "seal"):
        pack_workspace(OFFICE, tmp_path / f"{process}.slip", f"processes/{process}.bpmn")
        publish(tmp_path / f"{process}.slip", f"folder:{tmp_path / 'server'}")
    found = sorted(path.name for path in (tmp_path / "server").iterdir())
    assert found == ["qingchuan-office", "qingchuan-office.seal"]


def test_a_process_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileError):
        pack_workspace(OFFICE, tmp_path / "a.slip", "processes/gone.bpmn")
    assert list(tmp_path.iterdir()) == []


def test_a_workspace_without_a_process_writes_nothing(copy: Path, tmp_path: Path) -> None:
    shutil.rmtree(copy / "processes")
    report, problems = pack_workspace(copy, tmp_path / "a.slip")
    assert report is None
    assert [item.code for item in problems] == ["package.no-source"]
    assert not (tmp_path / "a.slip").exists()


def test_problems_stand_in_the_way(copy: Path, tmp_path: Path) -> None:
    (copy / "forms" / "leave.form").unlink()
    report, problems = pack_workspace(copy, tmp_path / "a.slip")
    assert report is None
    assert {item.code for item in problems} == {"compile.form"}


def test_packing_leaves_the_workspace_as_it_was(copy: Path, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()}
    pack_workspace(copy, tmp_path / "a.slip")
    assert {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()} == before


def test_a_package_opened_elsewhere_packs_to_the_same_bytes(tmp_path: Path) -> None:
    first, _ = pack_workspace(OFFICE, tmp_path / "a.slip")
    folder = unpack_package(tmp_path / "a.slip", tmp_path / "elsewhere")
    second, problems = pack_workspace(folder, tmp_path / "b.slip")
    assert problems == []
    assert first is not None
    assert second is not None
    assert second.digest == first.digest


def test_a_scenario_brings_the_one_it_builds_on(copy: Path) -> None:
    usual = json.loads((copy / "scenarios" / "leave-usual.json").read_text("utf-8"))
    (copy / "scenarios" / "leave-usual.json").write_text(json.dumps({**usual, "process": None}), "utf-8")
    (copy / "cases" / "broken.json").write_text("{", "utf-8")
    found = extras_of(copy, copy / "processes" / "leave.bpmn")
    assert {"scenarios/leave-peak.json", "scenarios/leave-usual.json"} <= set(found)
    assert "cases/broken.json" not in found


def test_a_test_that_names_its_process_with_escapes_goes_along_and_others_are_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cases").mkdir()
    told = {"cases/a.json": '"processes/请假.bpmn"', "cases/b.json": json.dumps("processes/请假.bpmn"),
            "cases/c.json": '"processes\\/请假.bpmn"', "cases/d.json": '"processes/出差.bpmn"'}  # fmt: skip
    for name, text in told.items():
        (tmp_path / name).write_text(f'{{"process": {text}}}', "utf-8")
    read: list[str] = []
    monkeypatch.setattr(
        "modeler.publish.packing.load_json", lambda data, file: read.append(file) or load_json(data, file)
    )
    found = extras_of(tmp_path, tmp_path / "processes" / "请假.bpmn")
    assert set(found) == set(read) == {"cases/a.json", "cases/b.json", "cases/c.json"}


def test_a_graph_that_is_not_what_its_diagram_says_is_found(tmp_path: Path) -> None:
    bundle = office("leave")
    nodes = [
        node.model_copy(update={"handler": None}) if node.id == "Task_hr" else node for node in bundle.graph.nodes
    ]
    forged = replace(bundle, graphs={bundle.entry: bundle.graph.model_copy(update={"nodes": nodes})})
    (tmp_path / "a.slip").write_bytes(package_bytes(forged))
    report = verify_fully(tmp_path / "a.slip")
    assert [item.code for item in report.problems] == ["package.stale-graph"]
    assert not report.ok


def test_a_graph_without_its_source_is_not_trusted(tmp_path: Path) -> None:
    (tmp_path / "a.slip").write_bytes(package_bytes(replace(office("leave"), sources={})))
    assert not verify_fully(tmp_path / "a.slip").ok


def closed(bundle: Bundle, *who: str) -> Bundle:
    """The bundle with only these who may start."""
    rights = ProcessRights(allow=[Rule(action="start", who=item) for item in who])
    return replace(bundle, graphs={bundle.entry: bundle.graph.model_copy(update={"rights": rights})})


def without_person_fields(bundle: Bundle) -> Bundle:
    return replace(bundle, forms={})


def test_while_everyone_may_start_everyone_active_goes_along() -> None:
    trimmed = with_referenced_organization(office("leave")).organization
    assert [user.id for user in trimmed.users] == active()
    assert trimmed.user("shi") is None, "who left the company is not needed"
    assert {role.id for role in trimmed.roles} == {"hr", "admin"}


def test_a_closed_process_takes_only_those_it_can_come_to() -> None:
    bundle = without_person_fields(closed(office("seal"), "department:fin"))
    trimmed = with_referenced_organization(bundle).organization
    ids = {user.id for user in trimmed.users}
    # the starters, those above them, lawyers, seal keeper, process admin, and the rights of the workspace
    assert {"zhang", "li", "chen", "zhou", "jiang", "fang", "tang", "du"} <= ids
    assert "huang" not in ids
    assert {item.id for item in trimmed.departments} >= {"fin", "finance-centre", "company", "legal"}
    assert "sales-south" not in {item.id for item in trimmed.departments}
    assert all(absence.who != "user:shen" for absence in trimmed.absences)


@pytest.mark.parametrize("change", [lambda bundle: bundle, lambda bundle: closed(bundle, "department:fin")])
def test_a_form_that_asks_for_any_person_needs_everyone(change: Callable[[Bundle], Bundle]) -> None:
    people = with_referenced_organization(change(office("leave"))).organization.users
    assert [user.id for user in people] == active()


def test_the_whole_organisation_goes_along_when_asked() -> None:
    bundle = without_person_fields(closed(office("seal"), "department:fin"))
    whole = read_package(pack(bundle, whole_organization=True)).bundle.organization
    assert whole == bundle.organization
    assert len(read_package(pack(bundle)).bundle.organization.users) < len(whole.users)
