"""What Flowable answers where it takes nothing, read as problems at elements: the answers kept of a real one."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modeler.publish.engines.flowable_faults import element_at, problems_of
from modeler.publish.wire.http import Reply
from runner.core.problem import Problem
from tests.servers.exchanges import BODY, BROKEN, FLAWS, process, recorded


def read(title: str, files: dict[str, bytes]) -> list[Problem]:
    kept = recorded("flowable")[title]
    return problems_of(Reply("http://server", kept["status"], json.dumps(kept["body"]).encode()), files)


def test_what_the_validator_says_stands_at_its_elements_in_the_order_of_the_file() -> None:
    found = read("a broken model", {"a.bpmn20.xml": process(body=FLAWS), "b.bpmn20.xml": process("q")})
    assert [(one.element, one.line, one.file) for one in found] == [
        ("g", 5, "a.bpmn20.xml"), ("t", 6, "a.bpmn20.xml"), ("m", 7, "a.bpmn20.xml"),
    ]  # fmt: skip
    assert found[0].params["message"] == (
        "Exclusive gateway has no outgoing sequence flow (flowable-exclusive-gateway-no-outgoing-seq-flow)"
    )


@pytest.mark.parametrize(
    ("title", "body", "element"),
    [
        ("what no BPMN has", BODY + "\n  <nonsense/>", "p"),
        ("one id twice", BODY + '\n<userTask id="t"/>', "t"),
        ("no way there", BROKEN, "f"),
    ],
)
def test_what_is_no_bpmn_leads_to_its_element(title: str, body: str, element: str) -> None:
    (found,) = read(title, {"a.bpmn20.xml": process(body=body), "a.form": b"{}"})
    assert (found.element, found.file) == (element, "a.bpmn20.xml")
    assert str(found.params["message"]).startswith("cvc-")


def test_of_several_files_none_is_named_where_the_engine_names_none() -> None:
    (found,) = read("one id twice", {"a.bpmn20.xml": process(), "b.bpmn20.xml": process("q")})
    assert (found.element, found.file) == (None, None)


def test_rubbish_is_told_in_the_words_of_the_reader() -> None:
    (found,) = read("rubbish", {"a.bpmn20.xml": b"<rubbish"})
    assert (found.element, found.line) == (None, 1)
    assert "must start and end within the same entity" in str(found.params["message"])


def test_a_process_that_nobody_can_start_is_told_without_an_element() -> None:
    (found,) = read("nothing to run", {"a.bpmn20.xml": process()})
    assert (found.element, found.line) == (None, None)
    assert "isExecutable" in str(found.params["message"])


def test_decisions_that_are_not_taken_are_named() -> None:
    (found,) = read("rubbish for decisions", {"a.bpmn20.xml": process("w"), "a.dmn": b"<rubbish"})
    assert (found.code, found.file) == ("publish.engine-decision", "a.dmn")


def test_a_reason_that_is_kept_back_is_a_number_of_the_log() -> None:
    (found,) = read("a broken model, and no reason", {"a.bpmn20.xml": process()})
    assert (found.code, found.params) == ("publish.engine-hidden", {"number": "id-6"})


def test_other_words_are_no_problem_of_the_model() -> None:
    reply = Reply("http://server", 500, b'{"message": "Internal server error", "exception": "the disk is full"}')
    assert problems_of(reply, {"a.bpmn20.xml": process()}) == []


@given(st.data())
def test_the_place_where_a_tag_ends_leads_back_to_its_element(data: st.DataObject) -> None:
    names = data.draw(st.lists(st.text("aé请𝄞_", min_size=1, max_size=3), min_size=1, max_size=6, unique=True))
    text, ends = "<r>", {}
    for name in names:
        between = data.draw(st.sampled_from(["", "\n", " \n  ", "<!-- <x id='no'> -->", "请"]))
        inner = data.draw(st.sampled_from(["", "<y/>", "a > b", "<![CDATA[<z id='no'/>]]>"]))
        text += between + f"<e id='{name}' n='>'>"
        opened = len(text)
        text += inner + "</e>"
        ends[name] = [opened, len(text)]
    text += "</r>"
    for name, places in ends.items():
        for place in places:
            line = text.count("\n", 0, place) + 1
            column = place - (text.rfind("\n", 0, place) + 1) + 1
            assert element_at(text.encode(), line, column) == name
