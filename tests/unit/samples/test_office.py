"""The sample office is a workspace anyone would be glad to have: nothing in it is wrong or loose."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from modeler.document.io import open_document, to_bytes
from modeler.document.records import NodeRecord
from modeler.document.workspace import open_workspace
from modeler.lint.engine import check
from runner import feel
from runner.core.i18n import pick
from runner.data.dictionary import Dictionary
from runner.data.model import read_value
from runner.decisions import Library, read_decisions
from runner.forms.schema import Form, field_places
from runner.forms.validate import validate_form
from runner.organization.checks import check_organization
from runner.organization.directory import directory_of
from runner.organization.model import Organization
from runner.organization.resolver import CaseFacts, resolve
from runner.organization.who import parse_who
from runner.simulate import Scenario
from tests.helpers.sample_office import OFFICE, PROCESSES, bundle, never_reached, reached_by_tests

ROOT = Path(__file__).resolve().parents[3]
CASES = sorted((OFFICE / "cases").glob("*.json"))


def organization() -> Organization:
    return read_value(Organization, (OFFICE / "organization.json").read_bytes(), "organization.json")


@pytest.mark.parametrize("name", PROCESSES)
def test_a_sample_has_no_problem_even_in_the_strict_profile(name: str) -> None:
    doc = open_document(OFFICE / "processes" / f"{name}.bpmn")
    assert check(doc, open_workspace(OFFICE), "strict") == []
    assert to_bytes(doc) == (OFFICE / "processes" / f"{name}.bpmn").read_bytes()
    doc.close()


@pytest.mark.parametrize("name", PROCESSES)
def test_every_shape_and_line_of_a_sample_is_drawn_inside_its_pool(name: str) -> None:
    doc = open_document(OFFICE / "processes" / f"{name}.bpmn")
    pool = next(node for node in doc.index.nodes.values() if node.tag == "participant")
    assert pool.bounds is not None
    for node in doc.index.nodes.values():
        assert node.bounds is not None, node.id
        assert inside(node, pool), node.id
    for flow in doc.index.flows.values():
        assert len(flow.waypoints) >= 2, flow.id
        if flow.kind == "sequenceFlow":
            steps = zip(flow.waypoints, flow.waypoints[1:], strict=False)
            assert all(a[0] == b[0] or a[1] == b[1] for a, b in steps), f"{flow.id} runs straight"
    doc.close()


def inside(node: NodeRecord, pool: NodeRecord) -> bool:
    inner, outer = node.bounds, pool.bounds
    assert inner is not None
    assert outer is not None
    return (
        outer.x <= inner.x
        and outer.y <= inner.y
        and inner.x + inner.width <= outer.x + outer.width
        and inner.y + inner.height <= outer.y + outer.height
    )


@pytest.mark.parametrize("name", PROCESSES)
def test_no_two_steps_of_a_sample_overlap(name: str) -> None:
    doc = open_document(OFFICE / "processes" / f"{name}.bpmn")
    boxes = [
        node
        for node in doc.index.nodes.values()
        if node.tag not in ("participant", "lane", "boundaryEvent") and node.bounds is not None
    ]
    for number, first in enumerate(boxes):
        for second in boxes[number + 1 :]:
            if first.id == second.parent or second.id == first.parent:
                continue  # what a sub-process holds is drawn inside it
            a, b = first.bounds, second.bounds
            assert a is not None
            assert b is not None
            apart = a.x + a.width <= b.x or b.x + b.width <= a.x or a.y + a.height <= b.y or b.y + b.height <= a.y
            assert apart, (first.id, second.id)
    doc.close()


def test_six_hundred_people_work_in_a_tree_of_departments_and_nothing_of_it_is_wrong() -> None:
    people = organization()
    assert check_organization(people) == []
    assert len(people.users) == 600
    assert 570 <= sum(user.active for user in people.users) < 600
    directory = directory_of(people)
    depths = {department.id: len(list(directory.chain(department.id))) for department in people.departments}
    assert max(depths.values()) >= 4
    assert {department.company for department in people.departments} == {company.id for company in people.companies}
    positions = {item.id for item in people.positions}
    for department in people.departments:
        head = people.user(department.head)
        assert head is not None and head.active
        assert department.id in {item.department for item in head.assignments}
        assert people.user(department.executive) is not None, department.id
    for user in people.users:
        assert user.pinyin.isascii()
        assert user.pinyin.replace(" ", "").startswith(user.id.rstrip("23456789"))
        assert user.external or user.assignments
        for assignment in user.assignments:
            assert assignment.position in positions
            assert user.id == "zhou" or directory.is_active(assignment.superior or "")
    assert any(len(user.assignments) > 1 for user in people.users)
    assert any(absence.agent for absence in people.absences)


def test_everybody_and_every_department_has_a_name_in_both_languages() -> None:
    people = organization()
    tables = people.users, people.departments, people.positions, people.companies, people.roles, people.groups
    named: list[Any] = [one for table in tables for one in table]
    for one in named:
        assert isinstance(one.name, dict) and {"zh", "en"} <= set(one.name), one.id
    assert len({pick(user.name, "zh") for user in people.users}) == len(people.users)
    terms = read_value(Dictionary, (OFFICE / "dictionary.json").read_bytes(), "dictionary.json")
    listed = terms.choice_list("department")
    assert listed is not None
    assert [item.value for item in listed.items] == [department.id for department in people.departments]


def test_the_people_are_made_by_the_script_and_the_same_each_time() -> None:
    script = [sys.executable, "packaging/make_sample_people.py", "--check"]
    made = subprocess.run(script, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (made.returncode, made.stdout) == (0, "")


def test_whoever_starts_somebody_handles_every_approval() -> None:
    people = organization()
    graph = bundle("leave").graph
    for node in graph.nodes:
        if node.handler is None:
            continue
        for user in people.users:
            if user.active:
                answer = resolve(node.handler, people, CaseFacts(starter=user.id, admins=("du",)))
                assert any(answer.rounds), (node.name, user.name)
                assert user.id not in {person for one in answer.rounds for person in one} or node.id == "Task_hr"


@pytest.mark.parametrize("name", PROCESSES)
def test_every_caption_is_there_in_both_languages_and_every_term_is_in_the_dictionary(name: str) -> None:
    form = read_value(Form, (OFFICE / "forms" / f"{name}.form").read_bytes(), name)
    terms = read_value(Dictionary, (OFFICE / "dictionary.json").read_bytes(), "dictionary.json")
    keys = [place.path for place in field_places(form)]
    assert len(keys) == len(set(keys))
    for place in field_places(form):
        own = place.component.properties or {}
        assert own.get("slip:zh"), place.path
        assert own.get("slip:en"), place.path
        if place.component.element:
            assert terms.element(place.component.element) is not None, place.path
    for element in terms.elements:
        assert isinstance(element.name, dict)
        assert {"zh", "en"} <= set(element.name)
        assert element.choices is None or terms.choice_list(element.choices) is not None


@pytest.mark.parametrize("name", PROCESSES)
def test_field_rights_name_fields_of_the_form(name: str) -> None:
    found = bundle(name)
    paths = {place.path for form in found.forms.values() for place in field_places(form)} | {"*"}
    for node in found.graph.nodes:
        if node.form is not None:
            assert {line.path for line in node.form.fields} <= paths, node.id


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_case_speaks_of_people_steps_and_data_that_exist(path: Path) -> None:
    case = json.loads(path.read_text("utf-8"))
    found = bundle(Path(case["process"]).stem)
    people = found.organization
    nodes = {node.id: node for graph in [*found.graphs.values(), found.graph] for node in graph.nodes}
    given = case["given"]
    start = nodes[given["start"]["at"]]
    assert start.form is not None
    form = found.forms[start.form.ref]
    problems = validate_form(
        form, given["start"]["data"], start.form.fields, dictionary=found.dictionary, organization=people
    )
    assert problems == []
    for step in [given["start"], *given["steps"]]:
        who = parse_who(step["as"]) if "as" in step else None
        assert who is None or people.user(who.id) is not None
        for key in ("complete", "task"):
            assert step.get(key) is None or step[key] in nodes
    known = set(nodes) | {"..."}
    assert set(case["expect"]["path"]) <= known
    assert set(case["expect"]["handlers"]) <= set(nodes)
    assert set(case["expect"]["end"]) <= set(nodes)


@pytest.mark.parametrize("path", sorted((OFFICE / "scenarios").glob("*.json")), ids=lambda path: path.stem)
def test_a_scenario_speaks_of_steps_and_flows_that_exist(path: Path) -> None:
    scenario = read_value(Scenario, path.read_bytes(), path.name)
    raw = json.loads(path.read_text("utf-8"))
    found = bundle(Path(raw["process"]).stem)
    nodes, flows = {node.id for node in found.graph.nodes}, {flow.id for flow in found.graph.flows}
    for call in [node for node in found.graph.nodes if node.called]:
        inner = found.graphs[call.called or ""]  # what it calls is named by the way there
        nodes |= {f"{call.id}/{node.id}" for node in inner.nodes}
        flows |= {f"{call.id}/{flow.id}" for flow in inner.flows}
    assert scenario.cases
    assert set(raw.get("activities", {})) | set(raw.get("events", {})) <= nodes
    assert set(raw.get("flows", {})) <= flows
    assert {item["at"] for item in raw.get("arrivals", [])} <= nodes


def test_the_leave_sample_shows_all_that_it_is_for() -> None:
    graph = bundle("leave").graph
    strategies = {node.handler.strategy for node in graph.nodes if node.handler is not None}
    assert strategies == {"departmentHead", "consecutiveHeads", "executive", "role"}
    assert any(node.kind == "boundaryEvent" and not node.interrupting for node in graph.nodes)
    assert any(node.copy_to for node in graph.nodes)
    assert any(node.service is not None and node.service.mock is not None for node in graph.nodes)
    results = {verdict.result for node in graph.nodes if node.approval for verdict in node.approval.verdicts}
    assert results == {"agree", "reject", "return"}
    assert len(graph.lanes) == 3
    assert never_reached("leave") == []


LEVELS = [(0.5, 1), (1, 1), (1.5, 2), (3, 2), (3.5, 3), (10, 3)]


@pytest.mark.parametrize(("days", "levels"), LEVELS)
def test_a_leave_is_approved_by_as_many_as_its_table_says(days: float, levels: int) -> None:
    assert asked("leave", {"days": days}) == levels


WAYS = [
    (4999.99, "goods", None, "direct", False, False), (5000, "it", True, "direct", False, False),
    (5000, "asset", None, "quotes", True, False), (5000.01, "goods", None, "quotes", False, False),
    (50000, "service", False, "quotes", False, False), (50000, "service", True, "quotes", True, False),
    (50000, "asset", True, "quotes", True, False), (50000.01, "goods", None, "quotes", True, False),
    (200000, "asset", None, "quotes", True, False), (200000.01, "it", True, "quotes", True, True),
]  # fmt: skip


@pytest.mark.parametrize(("total", "kind", "single", "way", "panel", "gm"), WAYS)
def test_a_purchase_goes_the_way_that_its_table_says(
    total: float, kind: str, single: bool | None, way: str, panel: bool, gm: bool
) -> None:
    found = asked("purchase", {"total": total, "kind": kind, "single": single})
    assert found == {"buyingWay": way, "panelNeeded": panel, "gmNeeded": gm}


def asked(process: str, values: dict[str, Any]) -> Any:
    """What the one decision that a process asks answers."""
    library = Library(read_decisions(data, name) for name, data in bundle(process).decisions.items())
    (node,) = library.nodes
    outcome = library.decide(node, values)
    assert outcome.faults == ()
    return feel.to_json(outcome.value)


@pytest.mark.parametrize("name", ["onboarding", "payment", "project", "supplier", "trip"])
def test_an_outline_can_be_played_from_each_beginning_to_each_end(name: str) -> None:
    assert never_reached(name, least=1) == []


def test_a_seal_is_asked_for_in_each_way_and_used_for_a_contract_in_another() -> None:
    assert never_reached("seal", least=4) == ["Flow_contract"]
    assert "Flow_contract" not in reached_by_tests("contract").missing
