"""A process carries the decisions that its steps ask, and says which are missing or not in order."""

from __future__ import annotations

from pathlib import Path

import pytest

from modeler.compile import Compiled, compile_process
from modeler.decisions import shelf_of
from modeler.document.workspace import Workspace, create_workspace
from runner.bundle.archive import package_bytes, read_package
from runner.bundle.graph import DecisionUse
from tests.helpers.builders import a_process
from tests.helpers.decisions import decision, dmn, given, literal, table

LEVEL = dmn(given("i1", "amount", "number"), decision("level", "Level", table(["amount"], ["who"], ["- -> 1"]), "i1"))
OTHER = dmn(decision("d9", "Other", literal("1")), namespace="urn:other")
IMPORT = "<import namespace='urn:other' name='o' importType='https://www.omg.org/spec/DMN/20230324/MODEL/'/>"
USING = dmn(IMPORT, decision("using", "Using", literal("o.Other + 1"), "urn:other#d9"))


@pytest.fixture
def space(tmp_path: Path) -> Workspace:
    return create_workspace(tmp_path, "Space")


def compiled(space: Workspace | None, ref: str, tmp_path: Path, *, block: str = "") -> Compiled:
    inside = block or f'<slip:decision ref="{ref}" result="boss"/>'
    inside = f'<bpmn:extensionElements xmlns:slip="urn:slipway:bpmn:1">{inside}</bpmn:extensionElements>'
    made = a_process().with_start().with_task("T", "businessRuleTask", inside).with_end()
    return compile_process(made.document(), space)


def test_a_process_carries_the_file_of_the_decision_it_asks_and_no_other(space: Workspace, tmp_path: Path) -> None:
    (space.folder / "decisions" / "level.dmn").write_bytes(LEVEL)
    (space.folder / "decisions" / "other.dmn").write_bytes(OTHER)
    found = compiled(space, "level", tmp_path)
    assert found.bundle is not None
    assert found.bundle.graph.node("T").decision == DecisionUse(ref="level", result="boss")
    assert found.bundle.decisions == {"level": LEVEL}
    assert found.problems == []


def test_what_a_decision_imports_comes_along(space: Workspace, tmp_path: Path) -> None:
    (space.folder / "decisions" / "using.dmn").write_bytes(USING)
    (space.folder / "decisions" / "other.dmn").write_bytes(OTHER)
    found = compiled(space, "Using", tmp_path)
    assert found.bundle is not None
    assert found.bundle.decisions == {"using": USING, "other": OTHER}


def test_a_decision_that_is_not_there_is_an_error_in_a_workspace_and_a_warning_alone(
    space: Workspace, tmp_path: Path
) -> None:
    found = compiled(space, "gone", tmp_path)
    assert found.bundle is None
    assert [(one.code, one.element) for one in found.problems] == [("compile.decision", "T")]
    assert "gone" in found.problems[0].message
    assert compiled(None, "gone", tmp_path).bundle is not None


def test_a_decision_that_is_not_in_order_is_told_and_may_be_tried(space: Workspace, tmp_path: Path) -> None:
    (space.folder / "decisions" / "level.dmn").write_bytes(LEVEL.replace(b">1<", b">1 +<"))
    found = compiled(space, "level", tmp_path)
    assert found.bundle is not None
    assert [one.code for one in found.problems] == ["compile.decision-fault"]


def test_a_file_that_cannot_be_read_is_named_and_the_others_are_there(space: Workspace) -> None:
    (space.folder / "decisions" / "broken.dmn").write_bytes(b"<definitions")
    (space.folder / "decisions" / "level.dmn").write_bytes(LEVEL)
    shelf = shelf_of(space)
    assert [(one.code, Path(one.file or "").name) for one in shelf.problems] == [("xml.malformed", "broken.dmn")]
    assert shelf.find("Level") is not None


def test_a_file_is_read_again_once_it_has_changed_on_disk_or_in_the_window(space: Workspace) -> None:
    path = space.folder / "decisions" / "level.dmn"
    path.write_bytes(LEVEL)
    first = shelf_of(space)
    assert shelf_of(space) is first
    opened = space.text_file(path)
    opened.set(opened.text.replace('name="Level"', 'name="Grade"'))
    assert shelf_of(space).find("Grade") is not None
    opened.close()


def test_a_package_carries_decisions(space: Workspace, tmp_path: Path) -> None:
    (space.folder / "decisions" / "level.dmn").write_bytes(LEVEL)
    found = compiled(space, "level", tmp_path)
    assert found.bundle is not None
    assert read_package(package_bytes(found.bundle)).bundle.decisions == {"level": LEVEL}


def test_a_decision_that_stands_in_two_files_is_refused_with_both(space: Workspace, tmp_path: Path) -> None:
    (space.folder / "decisions" / "level.dmn").write_bytes(LEVEL)
    (space.folder / "decisions" / "newer.dmn").write_bytes(LEVEL.replace(b"-> 1", b"-> 2"))
    for ref in ("level", "Level"):
        found = compiled(space, ref, tmp_path)
        assert found.bundle is None
        assert [(one.code, one.element) for one in found.problems] == [("compile.decision-twice", "T")]
        assert "level.dmn, newer.dmn" in found.problems[0].message
    renamed = LEVEL.replace(b"id='level'", b"id='grade'").replace(b'id="level"', b'id="grade"')
    assert renamed != LEVEL
    (space.folder / "decisions" / "newer.dmn").write_bytes(renamed)
    assert compiled(space, "level", tmp_path).bundle is not None  # an id says which is meant
    assert [one.code for one in compiled(space, "Level", tmp_path).problems] == ["compile.decision-twice"]
