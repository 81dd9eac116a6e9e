"""Another code reaches every use of a term in the workspace, in one step, and tells before what it cannot reach."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from modeler.compile import compile_process
from modeler.dictionary.renaming import (
    NewName,
    Renaming,
    apply,
    rename_element,
    rename_list,
    rename_variable,
    sources_of,
)
from modeler.dictionary.where_used import where_used
from modeler.document.editable import Editable
from modeler.document.workspace import Workspace, open_workspace
from runner.data.model import dump_value
from runner.organization.model import Organization

HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:slip="urn:slipway:bpmn:1" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="D"'
    ' targetNamespace="urn:t" expressionLanguage="https://www.omg.org/spec/DMN/20191111/FEEL/">'
)
PROCESS = (
    HEAD
    + """
  <bpmn:process id="P" isExecutable="true">
    <bpmn:startEvent id="S"><bpmn:extensionElements><slip:form ref="a"/>
      <slip:fields><slip:field path="amount" access="edit"/><slip:field path="amount2" access="edit"/>
      </slip:fields>
      </bpmn:extensionElements></bpmn:startEvent>
    <bpmn:userTask id="T"><bpmn:extensionElements>
      <slip:form ref="b"/>
      <slip:fields><slip:field path="amount" access="read"/></slip:fields>
      <slip:handler strategy="expression" feel="if amount &gt; 9 then &quot;li&quot; else &quot;amount&quot;"/>
      <slip:approval vote="any" sensitive="amount kind"/></bpmn:extensionElements></bpmn:userTask>
    <bpmn:scriptTask id="N" scriptFormat="feel"><bpmn:script>amount = amount + 1
twice = amount *
  2</bpmn:script></bpmn:scriptTask>
    <bpmn:serviceTask id="V"><bpmn:extensionElements><slip:service kind="http">
      <slip:in name="amount" value="amount * 100"/><slip:out name="amount" value="result.amount"/>
      </slip:service></bpmn:extensionElements></bpmn:serviceTask>
    <bpmn:sequenceFlow id="F" sourceRef="S" targetRef="T"/>
    <bpmn:sequenceFlow id="G" sourceRef="T" targetRef="N">
      <bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">amount &gt; 3 and kind =
        "amount"</bpmn:conditionExpression>
    </bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="H" sourceRef="N" targetRef="V"/>
  </bpmn:process>
</bpmn:definitions>
"""
)
OTHER = PROCESS.replace('id="P"', 'id="Q"').replace('ref="a"', 'ref="c"').replace('ref="b"', 'ref="c"')
FIELD = {"type": "number", "id": "F1", "key": "amount", "label": "Amount", "properties": {"slip:element": "amount"}}
FORMS = {
    "a": [FIELD, {"type": "textfield", "id": "F2", "key": "why", "conditional": {"hide": "=not(amount > 5)"}}],
    "b": [{"type": "number", "id": "F1", "key": "amount"}],
    "c": [{"type": "number", "id": "F1", "key": "amount", "label": "Another amount"}],
}
DICTIONARY = {
    "formatVersion": 1, "elements": [{"code": "amount", "type": "money"}, {"code": "other"}],
    "numbering": [{"code": "no", "segments": [{"kind": "field", "path": "amount"},
                                              {"kind": "sequence", "scope": ["amount"]}]}],
}  # fmt: skip
CASE = {
    "formatVersion": 1, "process": "processes/p.bpmn",
    "given": {"start": {"data": {"amount": 4, "kind": "amount"}},
              "steps": [{"complete": "T", "data": {"amount": 5}}]},
    "expect": {"variables": {"amount": 5}},
}  # fmt: skip
SCENARIO = {"formatVersion": 1, "process": "processes/p.bpmn", "data": {"amount": {"constant": {"value": 1}}}}
DECISION = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="D" name="p">
  <inputData id="I" name="amount"/><decision id="band"><decisionTable><input><inputExpression>
  <text>amount * 2</text></inputExpression></input><rule><inputEntry><text>&lt; amount</text></inputEntry>
  <outputEntry><text>"amount"</text></outputEntry></rule></decisionTable></decision></definitions>
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    for name in ("processes", "forms", "cases", "scenarios", "decisions"):
        (tmp_path / name).mkdir()
    files = {
        "workspace.json": {"formatVersion": 1, "id": "w"}, "dictionary.json": DICTIONARY, "cases/one.json": CASE,
        "cases/other.json": {**CASE, "process": "processes/q.bpmn"}, "scenarios/s.json": SCENARIO,
        "scenarios/t.json": {"formatVersion": 1, "extends": "s", "data": {"amount": {"constant": {"value": 2}}}},
        **{f"forms/{ref}.form": {"type": "default", "id": ref, "components": made} for ref, made in FORMS.items()},
    }  # fmt: skip
    for name, data in files.items():
        (tmp_path / name).write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")
    (tmp_path / "processes/p.bpmn").write_text(PROCESS, encoding="utf-8")
    (tmp_path / "processes/q.bpmn").write_text(OTHER, encoding="utf-8")
    (tmp_path / "decisions/band.dmn").write_text(DECISION, encoding="utf-8")
    opened = open_workspace(tmp_path)
    yield opened
    opened.close()


def renamed(workspace: Workspace, old: str = "amount", new: str = "total") -> Renaming:
    sources = sources_of(workspace)
    found = rename_element(sources, old, new)
    if found.is_possible:
        apply(workspace, sources, found)
    return found


def on_disk(workspace: Workspace) -> dict[str, bytes]:
    files = [path for path in workspace.folder.rglob("*") if path.is_file() and ".slipway" not in path.parts]
    return {path.relative_to(workspace.folder).as_posix(): path.read_bytes() for path in files}


def test_every_use_follows_and_nothing_that_only_looks_like_it(workspace: Workspace) -> None:
    assert renamed(workspace).obstacles == ()
    workspace.save()
    after = {name: data.decode() for name, data in on_disk(workspace).items()}
    process = after["processes/p.bpmn"]
    for text in (
        'path="total" access="edit"', 'path="amount2"', 'path="total" access="read"', 'sensitive="total kind"',
        "total = total + 1", "twice = total *\n  2", 'name="amount" value="total * 100"',
        'name="total" value="result.amount"',
    ):  # fmt: skip
        assert text in process, text
    root = etree.fromstring(process.encode())
    assert root.findtext(".//{*}conditionExpression") == 'total > 3 and kind =\n        "amount"'
    assert [one.get("feel") for one in root.iter("{*}handler")] == ['if total > 9 then "li" else "amount"']
    assert '"key": "total"' in after["forms/a.form"] and '"slip:element": "total"' in after["forms/a.form"]
    assert "=not(total > 5)" in after["forms/a.form"]
    assert '"key": "total"' in after["forms/b.form"]  # the same variable in another form of the process
    assert json.loads(after["cases/one.json"]) == {
        "formatVersion": 1, "process": "processes/p.bpmn",
        "given": {"start": {"data": {"total": 4, "kind": "amount"}},
                  "steps": [{"complete": "T", "data": {"total": 5}}]},
        "expect": {"variables": {"total": 5}},
    }  # fmt: skip
    assert list(json.loads(after["scenarios/s.json"])["data"]) == ["total"]
    assert list(json.loads(after["scenarios/t.json"])["data"]) == ["total"]
    assert "<text>total * 2</text>" in after["decisions/band.dmn"] and "&lt; total" in after["decisions/band.dmn"]
    assert 'name="total"' in after["decisions/band.dmn"] and '"amount"</text>' in after["decisions/band.dmn"]
    rule = json.loads(after["dictionary.json"])["numbering"][0]
    assert rule["segments"] == [{"kind": "field", "path": "total"}, {"kind": "sequence", "scope": ["total"]}]


def test_a_process_with_a_field_of_that_name_of_its_own_stays(workspace: Workspace) -> None:
    before = on_disk(workspace)
    renamed(workspace)
    workspace.save()
    after = on_disk(workspace)
    for name in ("processes/q.bpmn", "forms/c.form", "cases/other.json"):
        assert after[name] == before[name]


def test_it_is_one_step_that_undo_takes_back_from_any_of_the_files(workspace: Workspace) -> None:
    before = {file.name: file.as_bytes() for file in everything(workspace)}
    renamed(workspace)
    after = {file.name: file.as_bytes() for file in everything(workspace)}
    assert {name for name in after if after[name] != before[name]} == {
        "dictionary.json", "a.form", "b.form", "p.bpmn", "one.json", "s.json", "t.json", "band.dmn",
    }  # fmt: skip
    for file in (
        workspace.forms["a"],
        workspace.open_process("processes/p.bpmn"),
        workspace.text_file("cases/one.json"),
    ):
        file.undo()
        assert {one.name: one.as_bytes() for one in everything(workspace)} == before
        file.redo()
        assert {one.name: one.as_bytes() for one in everything(workspace)} == after


def everything(workspace: Workspace) -> list[Editable]:
    texts = [
        workspace.text_file(path) for path in (*workspace.cases(), *workspace.scenarios(), *workspace.decisions())
    ]
    forms = [workspace.forms[ref] for ref in workspace.forms]
    return [workspace.dictionary, *forms, *(workspace.open_process(path) for path in workspace.processes()), *texts]


def test_what_cannot_be_read_is_told_before_anything_changes(workspace: Workspace) -> None:
    workspace.close()
    path = workspace.folder / "processes/p.bpmn"
    path.write_text(path.read_text().replace("amount &gt; 3 and", "amount &gt; ) 3 and"), encoding="utf-8")
    again = open_workspace(workspace.folder)
    sources = sources_of(again)
    found = rename_element(sources, "amount", "total")
    assert [(item.use.file, item.use.element, item.code) for item in found.obstacles] == [
        ("p.bpmn", "G", "rename.unreadable")
    ]
    assert found.is_possible and not any(file.is_dirty for file in again.open_files())
    apply(again, sources, found)
    again.save()
    assert "amount &gt; ) 3" in path.read_text() and 'path="total"' in path.read_text()
    again.close()


def test_another_language_is_told_and_not_touched(workspace: Workspace) -> None:
    path = workspace.folder / "processes/p.bpmn"
    path.write_text(
        path.read_text().replace('amount &gt; 3 and kind =\n        "amount"', "${amount &gt; 3}"), encoding="utf-8"
    )
    assert [item.code for item in renamed(workspace).obstacles] == ["rename.foreign"]


def test_a_name_that_is_taken_forbids_it(workspace: Workspace) -> None:
    before = [file.as_bytes() for file in everything(workspace)]
    found = rename_element(sources_of(workspace), "amount", "why")  # a field of form a
    assert not found.is_possible and {item.code for item in found.obstacles} == {"rename.taken"}
    assert [file.as_bytes() for file in everything(workspace)] == before
    with pytest.raises(ValueError, match="other"):
        rename_element(sources_of(workspace), "amount", "other")  # another term


def test_there_and_back_again_is_where_it_was(workspace: Workspace) -> None:
    before = {file.name: canonical(file) for file in everything(workspace)}
    renamed(workspace)
    renamed(workspace, "total", "amount")
    assert {file.name: canonical(file) for file in everything(workspace)} == before


def canonical(file: Editable) -> bytes:
    """The bytes, of a process without the author's way of escaping and indenting."""
    data = file.as_bytes()
    plain = etree.XMLParser(remove_blank_text=True)
    return etree.tostring(etree.fromstring(data, plain), method="c14n") if file.name.endswith(".bpmn") else data


def renamed_field(workspace: Workspace, path: str = "amount", name: str = "total", form: str = "a") -> Renaming:
    sources = sources_of(workspace)
    found = rename_variable(sources, NewName(form, "F1", path, name))
    if found.is_possible:
        apply(workspace, sources, found)
    return found


def test_a_field_called_otherwise_changes_the_same_files_and_leaves_its_term(workspace: Workspace) -> None:
    before = {file.name: file.as_bytes() for file in everything(workspace)}
    assert renamed_field(workspace).obstacles == ()
    after = {file.name: file.as_bytes() for file in everything(workspace)}
    text = after["p.bpmn"].decode()
    assert (
        'path="total" access="edit"' in text and "total &gt; 3 and kind" in text and 'sensitive="total kind"' in text
    )
    assert json.loads(after["one.json"])["expect"] == {"variables": {"total": 5}}
    assert b"=not(total > 5)" in after["a.form"] and b'"slip:element": "amount"' in after["a.form"]
    assert workspace.dictionary.value.element("total") is None  # the term is called as before
    assert workspace.dictionary.value.numbering[0].segments[0].path == "total"
    workspace.forms["a"].undo()
    assert {file.name: file.as_bytes() for file in everything(workspace)} == before
    workspace.forms["a"].redo()
    assert {file.name: file.as_bytes() for file in everything(workspace)} == after


def test_a_field_cannot_take_the_name_that_another_has(workspace: Workspace) -> None:
    before = [file.as_bytes() for file in everything(workspace)]
    assert {item.code for item in renamed_field(workspace, name="why").obstacles} == {"rename.taken"}
    assert [file.as_bytes() for file in everything(workspace)] == before
    with pytest.raises(KeyError):
        renamed_field(workspace, "gone")


TABLE = {
    "type": "dynamiclist", "id": "L", "path": "lines", "components": [
        {"type": "textfield", "id": "G", "key": "goods",
         "properties": {"slip:kind": "lookup", "slip:fill": "lines.amount=price,lines.note=text"}},
        {"type": "number", "id": "C", "key": "amount"}, {"type": "textfield", "id": "N", "key": "note"},
    ],
    "properties": {"slip:kind": "table", "slip:sum": "amount"},
}  # fmt: skip
READERS = """<bpmn:process id="P" isExecutable="true"><bpmn:extensionElements>
      <slip:printFields><slip:field path="lines.amount" access="hidden"/></slip:printFields>
      <slip:viewFields><slip:field path="lines.note" access="hidden"/></slip:viewFields>
    </bpmn:extensionElements>"""


@pytest.mark.parametrize(
    "path, name, line", [("lines.amount", "sum", "lines.sum"), ("lines", "items", "items.amount")]
)
def test_columns_and_tables_follow_on_paper_too_and_into_what_a_record_fills_in(
    workspace: Workspace, path: str, name: str, line: str
) -> None:
    file = workspace.folder / "processes/p.bpmn"
    text = file.read_text(encoding="utf-8").replace('<bpmn:process id="P" isExecutable="true">', READERS)
    file.write_text(text.replace("amount &gt; 3 and", "sum(lines.amount) &gt; 3 and"), encoding="utf-8")
    a = workspace.folder / "forms/a.form"
    a.write_text(json.dumps({"type": "default", "id": "a", "components": [*FORMS["a"], TABLE]}), encoding="utf-8")
    workspace.close()
    again = open_workspace(workspace.folder)
    before = {one.name: one.as_bytes() for one in everything(again)}
    assert renamed_field(again, path, name).obstacles == ()
    after = {one.name: one.as_bytes().decode() for one in everything(again)}
    table = line.rpartition(".")[0]
    assert f'path="{line}" access="hidden"' in after["p.bpmn"] and f'path="{table}.note"' in after["p.bpmn"]
    assert f"sum({line}) &gt; 3" in after["p.bpmn"] and 'path="amount" access="edit"' in after["p.bpmn"]
    made = json.loads(after["a.form"])["components"][-1]
    assert made["path"] == table and made["components"][1]["key"] == line.rpartition(".")[2]
    assert made["components"][0]["properties"]["slip:fill"] == f"{line}=price,{table}.note=text"
    assert made["properties"]["slip:sum"] == line.rpartition(".")[2]
    again.forms["a"].undo()
    assert {one.name: one.as_bytes() for one in everything(again)} == before
    again.close()


ASKS = '<slip:handler strategy="matrix" table="m"/>'
HANDLER = PROCESS[PROCESS.index("<slip:handler") : PROCESS.index("<slip:approval")]


def with_matrix(workspace: Workspace, *asking: str) -> None:
    """An approval matrix by the amount, which these processes ask."""
    rows = [{"below": "5000", "approvers": ["user:li"]}]
    matrices = [{"id": "m", "amount": "amount", "rows": rows}, {"id": "n", "amount": "amount2"}]
    workspace.organization.set(Organization.model_validate({"matrices": matrices}))
    for name in asking:
        path = workspace.folder / "processes" / name
        path.write_text(path.read_text(encoding="utf-8").replace(HANDLER, ASKS), encoding="utf-8")


@pytest.mark.parametrize("asking", [(), ("p.bpmn",)])
def test_an_approval_matrix_follows_and_is_listed_among_the_uses(
    workspace: Workspace, asking: tuple[str, ...]
) -> None:
    with_matrix(workspace, *asking)
    listed = [use for use in where_used("amount", sources_of(workspace)) if use.way == "matrix"]
    assert [(use.file, use.element) for use in listed] == [("organization.json", "m")]
    found = renamed(workspace)
    assert found.obstacles == () and listed[0] in found.uses
    assert [one.amount for one in workspace.organization.value.matrices] == ["total", "amount2"]
    workspace.dictionary.undo()
    assert workspace.organization.value.matrices[0].amount == "amount"


def test_a_matrix_that_another_variable_is_asked_by_stays(workspace: Workspace) -> None:
    with_matrix(workspace, "q.bpmn")
    assert rename_element(sources_of(workspace), "amount", "total").organization is None
    assert not [use for use in where_used("amount", sources_of(workspace)) if use.way == "matrix"]


def test_a_matrix_that_two_variables_are_asked_by_stays_and_is_told(workspace: Workspace) -> None:
    with_matrix(workspace, "p.bpmn", "q.bpmn")
    found = rename_element(sources_of(workspace), "amount", "total")
    assert [(item.code, item.params["file"]) for item in found.obstacles] == [("rename.shared", "q.bpmn")]
    assert found.is_possible and found.organization is None
    assert len([use for use in where_used("amount", sources_of(workspace)) if use.way == "matrix"]) == 1


def test_a_code_list_takes_its_terms_along(workspace: Workspace) -> None:
    from modeler.dictionary.edit import set_choices, set_element

    dictionary = set_choices(workspace.dictionary.value, "kinds", [{"value": "a"}])
    workspace.dictionary.set(set_element(dictionary, "other", choices="kinds"))
    found = rename_list(sources_of(workspace), "kinds", "sorts")
    element = found.dictionary.element("other")
    assert element is not None and element.choices == "sorts" and found.dictionary.choice_list("kinds") is None


SAMPLE = Path(__file__).parents[3] / "resources/samples/office"


@pytest.mark.parametrize("code", ["hrRemark", "handover", "takeOut", "sealKind"])
def test_the_sample_office_still_passes_its_checks_after_a_renaming(tmp_path: Path, code: str) -> None:
    shutil.copytree(SAMPLE, tmp_path / "office")
    workspace = open_workspace(tmp_path / "office")
    uses = where_used(code, sources_of(workspace))
    assert {use.way for use in uses} >= {"field", "rights"}
    found = renamed(workspace, code, f"{code}New")
    assert found.obstacles == () and len(found.uses) >= len(uses)
    for path in workspace.processes():
        compiled = compile_process(workspace.open_process(path), workspace)
        assert [item for item in compiled.problems if item.severity == "error"] == []
    assert where_used(code, sources_of(workspace)) == []
    assert dump_value(workspace.dictionary.value).count(f'"{code}New"'.encode()) >= 1
    workspace.close()
