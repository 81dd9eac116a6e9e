"""Another name of a field reaches the decisions that are told it or give it, decides as before, and comes back."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from modeler.dictionary.renaming import NewName, Renaming, apply, rename_field, rename_variable, sources_of
from modeler.document.workspace import Workspace, open_workspace
from runner.decisions import Library, read_decisions

SAMPLE = Path(__file__).parents[3] / "resources/samples/office"
PROCESS = """<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
 xmlns:slip="urn:slipway:bpmn:1"
 id="D" targetNamespace="urn:t" expressionLanguage="https://www.omg.org/spec/DMN/20191111/FEEL/">
  <bpmn:process id="P" isExecutable="true">
    <bpmn:startEvent id="S"><bpmn:extensionElements><slip:form ref="a"/></bpmn:extensionElements></bpmn:startEvent>
    <bpmn:businessRuleTask id="B"><bpmn:extensionElements><slip:decision ref="{ref}"{more}</bpmn:extensionElements>
    </bpmn:businessRuleTask><bpmn:sequenceFlow id="F" sourceRef="S" targetRef="B"/>
  </bpmn:process>
</bpmn:definitions>
"""
GRAPH = """<?xml version="1.0" encoding="UTF-8"?>
<dmn:definitions xmlns:dmn="https://www.omg.org/spec/DMN/20191111/MODEL/" id="D" name="all" namespace="urn:all">
  <dmn:inputData name='amount' id="I"><dmn:variable typeRef="number" name='amount'/></dmn:inputData>
  <dmn:inputData id="M" name="Monthly pay"><dmn:variable name="Monthly pay" typeRef="number"/></dmn:inputData>
  <dmn:decision id="twice" name="twice"><dmn:variable name="twice"/>
    <dmn:description>amount, and amount again</dmn:description>
    <dmn:informationRequirement id="r1"><dmn:requiredInput href="#I"/></dmn:informationRequirement>
    <dmn:informationRequirement id="r2"><dmn:requiredInput href="#M"/></dmn:informationRequirement>
    <dmn:literalExpression><dmn:text id="t"><![CDATA[amount * 2 + Monthly pay - Monthly pay]]></dmn:text>
    </dmn:literalExpression></dmn:decision>
  <dmn:businessKnowledgeModel id="K" name="half"><dmn:encapsulatedLogic>
      <dmn:formalParameter name="amount"/><dmn:literalExpression><dmn:text>amount / 2</dmn:text>
      </dmn:literalExpression></dmn:encapsulatedLogic></dmn:businessKnowledgeModel>
  <dmn:decision id="own" name="own">
    <dmn:informationRequirement id="r8"><dmn:requiredInput href="#I"/></dmn:informationRequirement>
    <dmn:context>
    <dmn:contextEntry><dmn:variable name="first"/><dmn:literalExpression><dmn:text>amount</dmn:text>
      </dmn:literalExpression></dmn:contextEntry>
    <dmn:contextEntry><dmn:variable name="amount"/><dmn:literalExpression><dmn:text>first + 1</dmn:text>
      </dmn:literalExpression></dmn:contextEntry>
    <dmn:contextEntry><dmn:literalExpression><dmn:text>amount + first</dmn:text></dmn:literalExpression>
      </dmn:contextEntry></dmn:context></dmn:decision>
  <dmn:decision id="band" name="band"><dmn:variable name="band"/>
    <dmn:informationRequirement id="r3"><dmn:requiredDecision href="#twice"/></dmn:informationRequirement>
    <dmn:informationRequirement id="r4"><dmn:requiredDecision href="#own"/></dmn:informationRequirement>
    <dmn:informationRequirement id="r5"><dmn:requiredInput href="#I"/></dmn:informationRequirement>
    <dmn:knowledgeRequirement id="r6"><dmn:requiredKnowledge href="#K"/></dmn:knowledgeRequirement>
    <dmn:decisionTable hitPolicy="FIRST">
      <dmn:input label="amount"><dmn:inputExpression typeRef="number"><dmn:text>half(amount: amount)</dmn:text>
        </dmn:inputExpression></dmn:input>
      <dmn:output name="level"/><dmn:output name="why"/><dmn:annotation name="note"/>
      <dmn:rule><dmn:inputEntry><dmn:text>&lt; amount - 5, [100..amount]</dmn:text></dmn:inputEntry>
        <dmn:outputEntry><dmn:text>twice + own</dmn:text></dmn:outputEntry>
        <dmn:outputEntry><dmn:text>"amount " + string(amount)</dmn:text></dmn:outputEntry>
        <dmn:annotationEntry><dmn:text>the amount (in yuan</dmn:text></dmn:annotationEntry></dmn:rule>
      <dmn:rule><dmn:inputEntry><dmn:text>-</dmn:text></dmn:inputEntry>
        <dmn:outputEntry><dmn:text>{amount: 3}.amount</dmn:text></dmn:outputEntry>
        <dmn:outputEntry><dmn:text>"none"</dmn:text></dmn:outputEntry></dmn:rule>
    </dmn:decisionTable></dmn:decision>
  <dmn:decision id="amount-d" name="amount"><dmn:variable name="amount"/>
    <dmn:literalExpression><dmn:text>7</dmn:text></dmn:literalExpression></dmn:decision>
  <dmn:decision id="upon" name="upon">
    <dmn:informationRequirement id="r7"><dmn:requiredDecision href="#amount-d"/></dmn:informationRequirement>
    <dmn:literalExpression><dmn:text>amount + 1</dmn:text></dmn:literalExpression></dmn:decision>
</dmn:definitions>
"""
TABLE = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="D" name="n" namespace="urn:n">
  <decision id="{id}" name="Band"><decisionTable><input><inputExpression><text>amount</text></inputExpression></input>
  {outputs}<rule><inputEntry><text>&gt; 1</text></inputEntry>{entries}</rule></decisionTable></decision></definitions>
"""
KEYS = ("amount", "level", "why", "band")


def workspace_of(
    tmp_path: Path, decisions: Mapping[str, str], asked: Mapping[str, tuple[str, str]], alike: bool = True
) -> Workspace:
    """A workspace whose processes ask decisions: file -> the id and what else stands in the block. Where they are not
    `alike`, each process has a form of its own."""
    for name in ("processes", "forms", "decisions", "cases", "scenarios"):
        (tmp_path / name).mkdir()
    (tmp_path / "workspace.json").write_text('{"formatVersion": 1, "id": "w"}', "utf-8")
    (tmp_path / "dictionary.json").write_text('{"formatVersion": 1}', "utf-8")
    fields = [{"type": "number", "id": key, "key": key} for key in KEYS]
    for number, (file, (ref, more)) in enumerate(asked.items()):
        form = "a" if alike or not number else f"a{number}"
        text = PROCESS.format(ref=ref, more=more).replace('ref="a"', f'ref="{form}"')
        (tmp_path / "processes" / file).write_text(text.replace('id="P"', f'id="P{number}"'), "utf-8")
        made = {"type": "default", "id": form, "components": fields}
        (tmp_path / f"forms/{form}.form").write_text(json.dumps(made), "utf-8")
    for name, text in decisions.items():
        (tmp_path / "decisions" / f"{name}.dmn").write_text(text, "utf-8")
    return open_workspace(tmp_path)


def renamed(workspace: Workspace, field: str, new: str) -> Renaming:
    sources = sources_of(workspace)
    found = rename_variable(sources, NewName("a", field, field, new))
    apply(workspace, sources, found)
    return found


def decided(text: str, name: str, values: Mapping[str, Any]) -> Any:
    library = Library([read_decisions(text.encode(), "t.dmn")])
    node = library.find(name)
    assert node is not None
    outcome = library.decide(node, values)
    assert not outcome.faults, outcome.faults
    return outcome.value


def text_of(workspace: Workspace, name: str) -> str:
    return workspace.text_file(f"decisions/{name}.dmn").text


def test_a_graph_decides_as_before_and_undo_gives_its_bytes_back(tmp_path: Path) -> None:
    with_graph = workspace_of(tmp_path, {"graph": GRAPH}, {"p.bpmn": ("band", "/>")})
    found = renamed(with_graph, "amount", "total")
    assert found.obstacles == ()
    after = text_of(with_graph, "graph")
    for amount in (-20, 0, 3, 12, 500):
        for name in ("band", "own", "upon", "twice"):
            told = {"amount": amount, "Monthly pay": 1}
            before = decided(GRAPH, name, told)
            assert decided(after, name, {"total": amount, "Monthly pay": 1}) == before, (name, amount)
    for kept in (
        "<dmn:description>amount, and amount again<", 'label="amount"', "the amount (in yuan", "amount / 2",
        '<dmn:formalParameter name="amount"/>', "<dmn:text>amount + first<", '"amount " + string(total)',
        "half(amount: total)", "{amount: 3}.amount", '<dmn:decision id="amount-d" name="amount">',
    ):  # fmt: skip
        assert kept in after, kept
    assert "<dmn:inputData name='total' id=\"I\"><dmn:variable typeRef=\"number\" name='total'/>" in after
    with_graph.forms["a"].undo()
    assert text_of(with_graph, "graph") == GRAPH
    with_graph.forms["a"].redo()
    assert text_of(with_graph, "graph") == after
    with_graph.close()


def outputs(*names: str) -> tuple[str, str]:
    columns = "".join(f'<output name="{name}"/>' for name in names)
    return columns, "".join("<outputEntry><text>1</text></outputEntry>" for _name in names)


@pytest.mark.parametrize(
    "names, more, field, expected",
    [
        (("level", "why"), "/>", "level", 'output name="grade"'),  # each result is a variable of its own name
        (("level",), "/>", "level", 'output name="grade"'),
        (("level", "why"), ' result="x"/>', "level", 'output name="level"'),  # an entry of x, not the field
        (("level",), ' result="why"/>', "level", 'output name="level"'),
    ],
)
def test_what_a_table_gives_is_called_like_the_field_that_takes_it(
    tmp_path: Path, names: tuple[str, ...], more: str, field: str, expected: str
) -> None:
    columns, entries = outputs(*names)
    table = TABLE.format(id="band-id", outputs=columns, entries=entries)
    workspace = workspace_of(tmp_path, {"other-stem": table}, {"p.bpmn": ("band-id", more)})
    found = renamed(workspace, field, "grade")
    assert found.obstacles == () and expected in text_of(workspace, "other-stem")
    workspace.close()


def test_the_variable_that_takes_a_result_follows_in_the_step(tmp_path: Path) -> None:
    columns, entries = outputs("level")
    table = TABLE.format(id="band-id", outputs=columns, entries=entries)
    workspace = workspace_of(tmp_path, {"t": table}, {"p.bpmn": ("band-id", ' result="level"/>')})
    before = workspace.open_process("processes/p.bpmn").as_bytes()
    renamed(workspace, "level", "grade")
    assert b'result="grade"' in workspace.open_process("processes/p.bpmn").as_bytes()
    workspace.forms["a"].undo()
    assert workspace.open_process("processes/p.bpmn").as_bytes() == before
    workspace.close()


def test_a_decision_asked_by_its_id_in_a_file_of_another_name_follows_and_no_other(tmp_path: Path) -> None:
    columns, entries = outputs("level")
    mine = TABLE.format(id="mine", outputs=columns, entries=entries)
    theirs = mine.replace('id="mine"', 'id="theirs"').replace("urn:n", "urn:o")
    asked = {"p.bpmn": ("mine", "/>"), "q.bpmn": ("theirs", "/>")}
    # the stem of the one is the id of the other
    workspace = workspace_of(tmp_path, {"theirs": mine, "mine": theirs}, asked, alike=False)
    renamed(workspace, "amount", "total")
    assert "<text>total</text>" in text_of(workspace, "theirs") and text_of(workspace, "mine") == theirs
    workspace.close()


def test_a_decision_that_two_variables_are_told_to_stays_and_is_said(tmp_path: Path) -> None:
    columns, entries = outputs("level")
    table = TABLE.format(id="mine", outputs=columns, entries=entries)
    workspace = workspace_of(
        tmp_path, {"t": table}, {"p.bpmn": ("mine", "/>"), "q.bpmn": ("mine", "/>")}, alike=False
    )
    found = renamed(workspace, "amount", "total")
    assert [(one.code, one.params["file"]) for one in found.obstacles] == [("rename.shared-decision", "q.bpmn")]
    assert text_of(workspace, "t") == table
    workspace.close()


def test_a_step_that_tells_the_value_itself_is_what_follows_and_not_the_table(tmp_path: Path) -> None:
    columns, entries = outputs("level")
    table = TABLE.format(id="mine", outputs=columns, entries=entries)
    more = '/><slip:service><slip:in name="amount" value="amount * 2"/></slip:service>'
    workspace = workspace_of(tmp_path, {"t": table}, {"p.bpmn": ("mine", more)})
    assert renamed(workspace, "amount", "total").obstacles == ()
    assert text_of(workspace, "t") == table
    assert b'name="amount" value="total * 2"' in workspace.open_process("processes/p.bpmn").as_bytes()
    workspace.close()


def test_what_cannot_be_read_or_only_looks_alike_is_told(tmp_path: Path) -> None:
    columns, entries = outputs("level")
    table = TABLE.format(id="mine", outputs=columns, entries=entries)
    juel = table.replace("<text>amount</text>", "<text>${amount}</text>")
    broken = table.replace("&gt; 1", "&gt; ( amount").replace('"mine"', '"broken"')
    workspace = workspace_of(tmp_path, {"j": juel, "b": broken}, {"p.bpmn": ("mine", "/>")})
    found = renamed(workspace, "amount", "total")
    assert sorted(one.code for one in found.obstacles) == ["rename.foreign", "rename.unreadable"]
    assert "${amount}" in text_of(workspace, "j")
    workspace.close()


def test_a_field_that_is_called_like_something_else_leaves_decisions_alone(tmp_path: Path) -> None:
    workspace = workspace_of(tmp_path, {"graph": GRAPH}, {"p.bpmn": ("band", "/>")})
    sources = sources_of(workspace)
    found = rename_field(sources, NewName("a", "amount", "amount", "total"))
    assert found.texts == {}
    workspace.close()


@pytest.mark.parametrize(
    "form, field, table", [("leave", "days", "leave-authority"), ("purchase", "total", "purchase-authority")]
)
def test_the_tables_of_the_sample_follow(tmp_path: Path, form: str, field: str, table: str) -> None:
    shutil.copytree(SAMPLE, tmp_path / "office")
    workspace = open_workspace(tmp_path / "office")
    sources = sources_of(workspace)
    found = rename_variable(sources, NewName(form, "", field, f"{field}New"))
    assert found.is_possible and f"decisions/{table}.dmn" in found.texts
    assert f"<text>{field}New</text>" in found.texts[f"decisions/{table}.dmn"]
    workspace.close()
