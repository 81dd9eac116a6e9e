"""What approvals become in a plain file, one construct at a time; what is told of it; and what is refused."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

from modeler.compile.graph import compile_graph
from modeler.document.document import Document
from modeler.document.io import document_from_bytes, open_document, to_bytes
from modeler.portable.expand import Expanded, expand
from modeler.portable.report import KINDS, Fate, RefusedError
from runner.bundle.graph import Graph
from runner.core.i18n import set_language
from tests.helpers.lawful import faults, schema_faults
from tests.helpers.portable_play import HEAD, Drawing, Play, Step

SAMPLES = sorted((Path(__file__).parents[3] / "resources/samples/office/processes").glob("*.bpmn"))
SLIP = re.compile(rb"slip:|urn:slipway:bpmn")


def drawn(*parts: str, rest: str = "") -> Document:
    """A process S - parts - E in a row, out of the texts of its elements."""
    ids = ["S", *(re.search(r'id="([^"]+)"', part)[1] for part in parts), "E"]  # type: ignore[index]
    flows = "".join(
        f'<bpmn:sequenceFlow id="f{number}" sourceRef="{one}" targetRef="{other}"/>'
        for number, (one, other) in enumerate(pairwise(ids))
    )
    text = f'{HEAD}<bpmn:startEvent id="S"/>{"".join(parts)}<bpmn:endEvent id="E"/>{flows}{rest}'
    return document_from_bytes(f"{text}</bpmn:process></bpmn:definitions>".encode(), "drawn.bpmn", seed=1)


def user(own: str, *blocks: str, more: str = "") -> str:
    """A user task with blocks of ours."""
    inside = "".join(f"<slip:{block}/>" if not block.startswith("<") else block for block in blocks)
    return (
        f'<bpmn:userTask id="{own}"><bpmn:extensionElements>{inside}</bpmn:extensionElements>{more}</bpmn:userTask>'
    )


def approve(own: str, policy: str = "", handler: str = 'strategy="user" who="user:li"', verdicts: str = "") -> str:
    """An approval."""
    return user(own, f"handler {handler}", f"<slip:approval {policy}>{verdicts}</slip:approval>")


def verdict(own: str, result: str, action: str = "") -> str:
    """A button."""
    return f'<slip:verdict id="{own}" result="{result}"' + (f' action="{action}"' if action else "") + "/>"


def plain(found: Expanded) -> Graph:
    """The one process of a plain file."""
    result = compile_graph(document_from_bytes(found.data, "plain.bpmn"), "p")
    assert not result.problems
    return result.graph


def told(doc: Document) -> set[str]:
    """The codes of a report."""
    return {line.kind.code for line in expand(doc, placed=False).report}


# -- the file ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_plain_file_is_valid_has_nothing_of_ours_and_leaves_the_document_alone(path: Path) -> None:
    doc = open_document(path, seed=1)
    try:
        before, revision = to_bytes(doc), doc.revision
        found = expand(doc)
        assert to_bytes(doc) == before
        assert doc.revision == revision
        assert not SLIP.search(found.data)
        assert not schema_faults(found.data)
        assert faults(document_from_bytes(found.data, "x")) <= faults(document_from_bytes(before, "x"))
        assert expand(doc).data == found.data, "the same document gives the same bytes"
        assert set(doc.index.nodes) <= set(document_from_bytes(found.data, "x").index.nodes), "the ids stay"
    finally:
        doc.close()


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_all_that_is_new_is_drawn_and_no_shape_lies_on_another(path: Path) -> None:
    doc = open_document(path, seed=1)
    found = document_from_bytes(expand(doc).data, "x")
    doc.close()
    nodes = [node for node in found.index.nodes.values() if node.tag not in ("lane", "participant")]
    assert all(node.bounds is not None for node in nodes if node.tag != "dataObject")
    assert all(len(flow.waypoints) > 1 for flow in found.index.flows.values())
    steps = [node for node in nodes if node.attached_to is None and node.bounds is not None]
    for place, one in enumerate(steps):
        for other in steps[place + 1 :]:
            assert one.bounds is not None
            assert other.bounds is not None
            if one.parent == other.parent and one.plane == other.plane:
                assert not _overlap(one.bounds, other.bounds), f"{one.id} lies on {other.id}"


def _overlap(one: object, other: object) -> bool:
    return bool(
        one.x < other.right and other.x < one.right and one.y < other.bottom and other.y < one.bottom  # type: ignore[attr-defined]
    )


def test_a_file_without_approvals_stays_but_for_settings() -> None:
    found = expand(drawn('<bpmn:task id="T"/>'))
    assert {node.id for node in plain(found).nodes} == {"S", "T", "E"}
    assert not found.report


def test_new_elements_are_called_in_the_language_of_the_file() -> None:
    english = expand(drawn(approve("A")), placed=False)
    chinese = expand(drawn(approve("A").replace('id="A"', 'id="A" name="审批"')), placed=False)
    assert {node.name for node in plain(english).nodes} >= {"Verdict?", "Rejected", "Result: A"}
    assert {node.name for node in plain(chinese).nodes} >= {"结论？", "不通过", "审批：结论"}


# -- constructs ----------------------------------------------------------------------------------------


def test_one_decides_by_a_variable_a_script_and_a_gateway() -> None:
    graph = plain(expand(drawn(approve("A")), placed=False))
    assert [node.kind for node in graph.nodes if node.id in ("A", "A_decided", "A_way")] == [
        "userTask", "scriptTask", "exclusiveGateway"]  # fmt: skip
    ways = {flow.target: flow.condition.text if flow.condition else None
            for flow in graph.flows if flow.source == "A_way"}  # fmt: skip
    assert ways == {"E": 'A_result = "agree"', "A_rejected": None, "S_again": 'A_result = "return"'}
    assert graph.node("A_way").default == "A_way_A_rejected"
    event = graph.node("A_rejected").event
    assert event is not None
    assert event.kind == "terminate"


def test_several_decide_in_a_multi_instance_that_ends_early() -> None:
    graph = plain(expand(drawn(approve("A", 'vote="percent" threshold="2/3"')), placed=False))
    loop = graph.node("A_round").loop
    assert loop is not None
    assert (loop.kind, loop.item) == ("parallel", "A_person")
    assert loop.collection is not None
    assert loop.completion is not None
    assert (loop.collection.text, loop.completion.text) == ("A_people", "A_result != null")
    script = graph.node("A_count").script
    assert script is not None
    assert "A_agreed * 3 >= 2 * A_total" in script.text


def test_who_binds_the_file_to_an_engine_learns_what_each_step_takes_and_gives() -> None:
    found = expand(drawn(approve("A", 'vote="all"', GIVEN), user("B")), placed=False)
    assert found.stands_for == {"S_again": "S", "A_nobody": "A"}
    assert found.asked["A"].people == "A_people"
    assert found.asked["A"].verdict == "A_verdict"
    assert found.asked["A"].buttons == {"agree": "agree", "reject": "reject", "return": "return"}
    assert (found.asked["B"].people, found.asked["B"].verdict, found.asked["B"].buttons) == ("", "", {})


def test_a_return_out_of_parallel_branches_ends_them_in_a_sub_process() -> None:
    drawing = Drawing()
    doc = drawing.document(("and", (Step(people=("chen",)), Step("all", ("wang", "sun")))))
    both = Play(drawing, doc)
    try:
        assert "AND2_block" in {node.id for node in both.other.graph.nodes}
        both.act(("first", "li"))
        both.act(("A4", "wang"))
        both.act(("A3", "chen"), 2)
        assert both.seats() == [("S", "zhang")]
        both.act(("S", "zhang"))
        both.act(("first", "li"))
        assert both.seats() == [("A3", "chen"), ("A4", "sun"), ("A4", "wang")], "votes of the round before are gone"
        for seat in both.seats():
            both.act(seat)
        for seat in both.seats():
            both.act(seat)
        assert both.other.view.end == ["E"]
    finally:
        both.close()


def test_a_rejection_inside_of_a_sub_process_ends_the_whole_case() -> None:
    drawing = Drawing()
    both = Play(drawing, drawing.document(("sub", ("sub", Step(people=("chen",))))))
    try:
        both.act(("first", "li"))
        both.act(("A4", "chen"), 1)
        assert both.other.view.end == ["SUB2_ended"]
    finally:
        both.close()


def test_a_time_limit_decides_and_a_reminder_does_not() -> None:
    for limit, end in (("agree", "A2_limit_auto"), ("reject", "A2_limit_auto"), ("remind", "A2_limit_told")):
        drawing = Drawing()
        both = Play(drawing, drawing.document(Step("all", ("chen", "wang"), limit=limit)))
        try:
            both.act(("first", "li"))
            both.wait("PT5H")
            assert end in {visit.element for visit in both.other.view.path}
        finally:
            both.close()


def test_flows_with_conditions_behind_an_approval_keep_them() -> None:
    parts = (approve("A", verdicts=verdict("agree", "agree") + verdict("reject", "reject")), '<bpmn:task id="T"/>')
    rest = ('<bpmn:endEvent id="E2"/><bpmn:sequenceFlow id="f9" sourceRef="A" targetRef="E2">'
            "<bpmn:conditionExpression>amount &gt; 5</bpmn:conditionExpression></bpmn:sequenceFlow>")  # fmt: skip
    graph = plain(expand(drawn(*parts, rest=rest), placed=False))
    assert graph.node("A_split").kind == "inclusiveGateway"
    conditions = {flow.id: flow.condition.text for flow in graph.flows if flow.source == "A_split" and flow.condition}
    assert conditions == {"f1": "true", "f9": "amount > 5"}


# -- the report ----------------------------------------------------------------------------------------

RETURN_BEFORE = verdict("agree", "agree") + verdict("reject", "reject") + verdict("back", "return", "previous")
GIVEN = 'strategy="role" who="role:hr"'
BLOCK = ('<bpmn:parallelGateway id="P"/>', '<bpmn:parallelGateway id="J"/>')
BESIDE = approve("A") + '<bpmn:task id="B"/>'
FLOWS = "".join(
    f'<bpmn:sequenceFlow id="g{number}" sourceRef="{one}" targetRef="{other}"/>'
    for number, (one, other) in enumerate((("P", "A"), ("A", "J"), ("P", "B"), ("B", "J")))
)
FORK = f'{BLOCK[0]}{BLOCK[1]}{BESIDE}{FLOWS}<bpmn:sequenceFlow id="g5" sourceRef="S" targetRef="P"/>' \
       '<bpmn:sequenceFlow id="g6" sourceRef="J" targetRef="E"/>'  # fmt: skip
UNSURE = (
    '<bpmn:exclusiveGateway id="X" default="f1"/>', user("A"), '<bpmn:exclusiveGateway id="Y"/>',
    approve("B", verdicts=RETURN_BEFORE),
)  # fmt: skip
PAST = '<bpmn:sequenceFlow id="g" sourceRef="X" targetRef="Y"><bpmn:conditionExpression>n &gt; 1' \
       "</bpmn:conditionExpression></bpmn:sequenceFlow>"  # fmt: skip
LISTED = '<bpmn:task id="T"><bpmn:multiInstanceLoopCharacteristics slip:collection="[1, 2]"/></bpmn:task>'


def limit(*steps: str) -> str:
    """A time limit."""
    return f"<slip:deadline>{''.join(f'<slip:step {step}/>' for step in steps)}</slip:deadline>"


EXAMPLES: dict[str, Document] = {}


def example(name: str, doc: Document) -> None:
    """Keep a document for the test that all kinds are told."""
    EXAMPLES[name] = doc


example("plain", drawn(approve("A"), approve("B", verdicts=RETURN_BEFORE)))
example("direct", drawn(approve("A", 'resubmit="direct" opinion="always"')))
example(
    "fork",
    document_from_bytes(
        f'{HEAD}<bpmn:startEvent id="S"/><bpmn:endEvent id="E"/>{FORK}</bpmn:process></bpmn:definitions>'.encode(),
        "f",
    ),
)
example("unsure", drawn(*UNSURE, rest=PAST))
example("starts", drawn(approve("A"), rest='<bpmn:startEvent id="S2"/>'))
example("random", drawn(approve("A", 'vote="random"'), approve("B", 'vote="sequence"')))
example(
    "levels",
    drawn(
        approve("A", handler='strategy="consecutiveHeads" same="superior" distinct="instance"'),
        approve("B", 'vote="all"', handler='strategy="consecutiveHeads"'),
    ),
)
example(
    "votes",
    drawn(
        approve("A", 'vote="all" hearsAll="true" veto="user:li" signature="always"'),
        approve("B", 'vote="percent" veto="role:hr"'),
        approve("C", 'vote="weight" threshold="60"', verdicts='<slip:weight who="user:li" share="100"/>'),
        approve("D", 'vote="weight" threshold="60"', verdicts='<slip:weight who="role:hr" share="100"/>'),
    ),
)
example(
    "empty",
    drawn(
        approve("A", handler=f'{GIVEN} empty="pass"'),
        approve("B", 'vote="all"', handler=GIVEN),
        approve("C", handler=GIVEN),
    ),
)
example(
    "limits",
    drawn(
        user(
            "A",
            limit(
                'after="PT4H" do="remind"',
                'after="PT4H" repeat="PT1H" do="remind"',
                'after="PT8H" do="agree"',
                'after="PT6H" do="escalate"',
                'after="P1D" at="due" do="remind"',
            ),
        )
    ),
)
example(
    "copies",
    drawn(
        user("A", 'copy who="user:li"'),
        '<bpmn:sendTask id="T"><bpmn:extensionElements>'
        '<slip:copy who="user:li"/></bpmn:extensionElements></bpmn:sendTask>',
    ),
)
example(
    "called",
    drawn(
        approve("A"),
        '<bpmn:callActivity id="C" calledElement="p"/>',
        '<bpmn:callActivity id="D" calledElement="q"><bpmn:extensionElements>'
        '<slip:service waits="no"/></bpmn:extensionElements></bpmn:callActivity>',
    ),
)
example(
    "settings",
    drawn(
        user("A", 'form ref="f"'),
        LISTED,
        '<bpmn:serviceTask id="V"><bpmn:extensionElements><slip:mock result="1"/>'
        "</bpmn:extensionElements></bpmn:serviceTask>",
        '<bpmn:businessRuleTask id="R"><bpmn:extensionElements><slip:decision ref="d"/></bpmn:extensionElements>'
        "</bpmn:businessRuleTask>",
    ),
)
example("sub", drawn('<bpmn:subProcess id="U">' + approve("A") + "</bpmn:subProcess>"))  # fmt: skip


def test_every_kind_of_line_is_told_by_some_process() -> None:
    found = {code for doc in EXAMPLES.values() for code in told(doc)}
    found |= {line.kind.code for line in expand(open_document(SAMPLES[0], seed=1), placed=False).report}
    assert {kind.code for kind in KINDS} - found == set()


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_is_valid_and_compiles(name: str) -> None:
    found = expand(EXAMPLES[name])
    assert not schema_faults(found.data)
    assert not SLIP.search(found.data)
    for line in found.report:
        assert "{" not in line.message


def test_a_report_speaks_both_languages() -> None:
    line = next(line for line in expand(EXAMPLES["direct"], placed=False).report if line.kind.code == "direct")
    assert line.fate is Fate.WEAKER
    english = line.message, line.concept
    set_language("zh")
    try:
        assert (line.message, line.concept) != english
        assert re.search("[一-鿿]", line.message)
    finally:
        set_language("en")


# -- refusals ------------------------------------------------------------------------------------------

ASTRAY = approve("A", verdicts=verdict("agree", "agree") + verdict("back", "return", "node:nowhere"))
REPEATED = approve("A").replace("</bpmn:userTask>", '<bpmn:multiInstanceLoopCharacteristics slip:collection="[1]"/>'
                                "</bpmn:userTask>")  # fmt: skip
COUNTED = ('<bpmn:subProcess id="U"><bpmn:multiInstanceLoopCharacteristics slip:collection="[1]"/>'
           + approve("A", 'vote="all"') + "</bpmn:subProcess>")  # fmt: skip
EVENT = ('<bpmn:subProcess id="U" triggeredByEvent="true"><bpmn:startEvent id="US">'
         '<bpmn:signalEventDefinition id="g"/></bpmn:startEvent>'
         + approve("A") + '<bpmn:sequenceFlow id="u" sourceRef="US" targetRef="A"/></bpmn:subProcess>')  # fmt: skip


@pytest.mark.parametrize(
    ("code", "doc"),
    [
        ("repeated", drawn(REPEATED)),
        ("counted-beside", drawn(COUNTED)),
        ("no-step", drawn(ASTRAY)),
        ("no-way-out", drawn('<bpmn:task id="T"/>', rest=EVENT)),
        ("broken", drawn(approve("A", 'vote="percent" threshold="many"'))),
        ("no-start", document_from_bytes(
            f"{HEAD}{approve('A')}</bpmn:process></bpmn:definitions>".encode(), "n")),
    ],
)  # fmt: skip
def test_what_cannot_be_written_plainly_is_refused_with_its_element(code: str, doc: Document) -> None:
    before = to_bytes(doc)
    with pytest.raises(RefusedError) as refused:
        expand(doc)
    assert code in {reason.code.removeprefix("portable.") for reason in refused.value.reasons}
    assert all(reason.element for reason in refused.value.reasons)
    assert "{" not in refused.value.message
    assert to_bytes(doc) == before


def test_a_return_into_one_of_several_branches_is_refused() -> None:
    """JeecgBoot 5813: what waits for both branches would wait for ever."""
    back = approve("N", verdicts=verdict("agree", "agree") + verdict("back", "return", "node:A"))
    fork = FORK.replace('sourceRef="J" targetRef="E"', 'sourceRef="J" targetRef="N"')
    rest = f'{fork}{back}<bpmn:sequenceFlow id="g7" sourceRef="N" targetRef="E"/>'
    text = f'{HEAD}<bpmn:startEvent id="S"/><bpmn:endEvent id="E"/>{rest}</bpmn:process></bpmn:definitions>'
    with pytest.raises(RefusedError) as refused:
        expand(document_from_bytes(text.encode(), "o"))
    assert [(reason.code, reason.element) for reason in refused.value.reasons] == [("portable.into-branch", "N")]


def test_a_return_out_of_branches_that_cannot_be_ended_together_is_refused() -> None:
    into = FORK.replace('sourceRef="S" targetRef="P"', 'sourceRef="S" targetRef="X"')
    entered = (
        '<bpmn:exclusiveGateway id="X" default="x1"/><bpmn:sequenceFlow id="x1" sourceRef="X" targetRef="P"/>'
        f'<bpmn:sequenceFlow id="x2" sourceRef="X" targetRef="B"/>{into}'
    )
    text = f'{HEAD}<bpmn:startEvent id="S"/><bpmn:endEvent id="E"/>{entered}</bpmn:process></bpmn:definitions>'
    with pytest.raises(RefusedError) as refused:
        expand(document_from_bytes(text.encode(), "o"))
    assert [reason.code for reason in refused.value.reasons] == ["portable.beside"]
