"""What other tools wrote becomes a policy of ours, or stands in the report."""

from __future__ import annotations

from pathlib import Path

import pytest

from modeler.compile import compile_graph
from modeler.compile.foreign import rewritten
from modeler.compile.graph import GraphResult
from modeler.compile.walk import walk_file
from modeler.dialects.engines import DIALECTS
from modeler.document.document import Document
from modeler.document.io import to_bytes
from runner.bundle.graph import Expression, Flow, Graph, Node
from runner.organization.model import Organization
from tests.helpers.builders import a_process

DOCS = Path(__file__).resolve().parents[3] / "docs" / "dialects.md"
OFFICE = Organization.model_validate(
    {
        "users": [{"id": "ann", "name": "Ann"}, {"id": "bob", "name": "Bob"}],
        "groups": [{"id": "sales", "name": "Sales"}],
    }
)
PLAIN = ("camunda", "flowable", "activiti")


def written(engine: str, attributes: str = "", inside: str = "", tag: str = "userTask") -> Document:
    """One step that an engine's tool wrote on."""
    space = f'xmlns:{engine}="{DIALECTS[engine].uri}"'
    if inside:
        inside = f"<bpmn:extensionElements>{inside}</bpmn:extensionElements>"
    return a_process().with_start().with_node("T", tag, "Step", f"{space} {attributes}", inside).with_end().document()


def read(doc: Document, *, forms: tuple[str, ...] = ()) -> GraphResult:
    before = to_bytes(doc)
    found = compile_graph(doc, "P", organization=OFFICE, forms=forms)
    assert to_bytes(doc) == before
    return found


def codes(found: GraphResult) -> list[tuple[str, str | None]]:
    return [(problem.code, problem.params.get("what")) for problem in found.report]


@pytest.mark.parametrize("engine", PLAIN)
@pytest.mark.parametrize(
    ("attributes", "strategy", "params"),
    [
        ('{0}:assignee="ann"', "user", {"who": "user:ann"}),
        ('{0}:candidateUsers="bob, ann"', "user", {"who": "user:bob,user:ann"}),
        ('{0}:candidateGroups="sales"', "group", {"who": "group:sales"}),
        ('{0}:assignee="${{boss}}"', "expression", {"feel": "boss"}),
    ],
)
def test_who_handles_a_step_is_read(engine: str, attributes: str, strategy: str, params: dict[str, str]) -> None:
    found = read(written(engine, attributes.format(engine)))
    handler = found.graph.node("T").handler
    assert handler is not None
    assert (handler.strategy, handler.params) == (strategy, params)
    assert found.report == []


def test_camunda_8_says_it_in_an_element() -> None:
    inside = '<zeebe:assignmentDefinition candidateGroups="sales"/><zeebe:formDefinition formId="leave"/>'
    found = read(written("zeebe", inside=inside), forms=("leave",))
    node = found.graph.node("T")
    assert node.handler is not None
    assert node.handler.params == {"who": "group:sales"}
    assert node.form is not None
    assert node.form.ref == "leave"
    assert found.report == []


def test_who_is_not_in_the_organisation_and_a_form_that_is_not_there_are_reported() -> None:
    found = read(written("camunda", 'camunda:assignee="eve" camunda:formKey="gone"'))
    assert found.graph.node("T").handler is None
    assert found.graph.node("T").form is None
    assert codes(found) == [("foreign.person", None), ("foreign.form", None)]


@pytest.mark.parametrize(
    ("attributes", "who", "told"),
    [
        ('candidateUsers="bob, eve"', "user:bob", [("foreign.left-out", "eve")]),
        ('candidateUsers="ann" camunda:candidateGroups="sales"', "user:ann", [("foreign.left-out", "sales")]),
        ('assignee="ann" camunda:candidateUsers="bob"', "user:ann", [("foreign.left-out", "bob")]),
        ('assignee="${boss.of(x, y)}"', None, [("foreign.worked-out", "${boss.of(x, y)}")]),
        (
            'assignee="${boss.of(x, y)}" camunda:candidateUsers="bob,eve"', "user:bob",
            [("foreign.worked-out", "${boss.of(x, y)}"), ("foreign.left-out", "eve")],
        ),
    ],
)  # fmt: skip
def test_whoever_is_named_and_not_taken_over_is_reported(
    attributes: str, who: str | None, told: list[tuple[str, str]]
) -> None:
    found = read(written("camunda", f"camunda:{attributes}"))
    handler = found.graph.node("T").handler
    assert (handler.params["who"] if handler is not None else None) == who
    assert [(problem.code, problem.params["who"]) for problem in found.report] == told


@pytest.mark.parametrize(
    ("kind", "conditions", "default", "code"),
    [
        ("exclusiveGateway", ("", ""), False, "foreign.picked"),
        ("exclusiveGateway", ("= x", ""), False, "foreign.default"),
        ("exclusiveGateway", ("= x", ""), True, None),
        ("inclusiveGateway", ("= x", ""), False, "foreign.always"),
        ("exclusiveGateway", ("= x", "= y"), False, None),
        ("parallelGateway", ("", ""), False, None),
        ("userTask", ("", ""), False, "foreign.split"),
    ],
)
def test_what_a_fork_leaves_open_is_told_as_it_is_run(
    kind: str, conditions: tuple[str, str], default: bool, code: str | None
) -> None:
    flows = [
        Flow(
            id=f"F{place}", source="G", target="E", condition=Expression(text=text, language="feel") if text else None
        )
        for place, text in enumerate(conditions)
    ]
    nodes = [
        Node(id="S", kind="startEvent"),
        Node(id="G", kind=kind, outgoing=["F0", "F1"], default="F1" if default else None),
        Node(id="E", kind="endEvent"),
    ]
    graph = Graph(process="P", source="p.bpmn", nodes=nodes, flows=flows)
    assert [problem.code for problem in rewritten(graph)] == ([code] if code else [])


@pytest.mark.parametrize("engine", sorted(DIALECTS))
def test_each_word_that_is_not_run_is_reported_with_what_is_done_instead(engine: str) -> None:
    for word, code in DIALECTS[engine].dropped.items():
        inside = f"<{engine}:{word}>" if word.endswith("/") else ""
        inside = f"<{engine}:{word.rstrip('/')}/>" if inside else ""
        found = read(written(engine, "" if inside else f'{engine}:{word}="x"', inside, "serviceTask"))
        assert codes(found) == [(code, f"{engine}:{word.rstrip('/')}")]
        assert all(problem.message for problem in found.report)


def test_a_word_nobody_knows_is_reported_as_kept() -> None:
    assert codes(read(written("zeebe", inside="<zeebe:novelty/>"))) == [("dialect.kept", "zeebe:novelty")]


def test_every_word_that_is_read_stands_in_the_docs() -> None:
    text = DOCS.read_text("utf-8")
    for dialect in DIALECTS.values():
        read_words = {
            *dialect.assignee, *dialect.users, *dialect.groups, *dialect.form, *dialect.elsewhere, *dialect.due,
            *dialect.version, *dialect.result, dialect.fields,
        }  # fmt: skip
        assert [word for word in read_words - {""} if f"`{word.rstrip('/')}`" not in text] == []


def test_what_a_drawing_leaves_open_is_reported_and_walked_all_the_same(tmp_path: Path) -> None:
    file = (
        a_process().with_task("A").with_gateway("G").with_end("E1").apart().with_end("E2").with_flow("F", "G", "E2")
        .file(tmp_path / "open.bpmn")
    )  # fmt: skip
    walk = walk_file(file)
    assert walk.status == "walked", walk.reasons
    assert {(problem.code, problem.element) for problem in walk.report} == {
        ("foreign.picked", "G"), ("foreign.no-start", "P"),
    }  # fmt: skip


def test_a_file_that_is_no_model_is_named_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "broken.bpmn"
    file.write_text("<a>\n<b>", "utf-8")
    walk = walk_file(file)
    assert walk.status == "unreadable"
    assert walk.reasons[0].message


def test_the_references_of_the_corpus_come_to_an_end(corpus: Path) -> None:
    for file in sorted((corpus / "miwg-reference").glob("A*.bpmn")):
        assert walk_file(file).status == "walked", file.name
