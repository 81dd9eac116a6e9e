"""What Camunda 8 answers where it takes nothing, read as problems at elements. The texts are built after the public
tests of the engine: no real server answered them."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from modeler.publish.engines.camunda8_faults import problems_of
from modeler.publish.wire.http import Reply
from runner.core.problem import Problem
from tests.servers.exchanges import BODY, process

HEAD = (
    "Command 'CREATE' rejected with code 'INVALID_ARGUMENT': Expected to deploy new resources, but encountered the "
    "following errors:\n"
)
FILES = {"a.bpmn": process("p"), "b.bpmn": process("q")}


def read(detail: str, files: dict[str, bytes] | None = None, *, head: str = HEAD) -> list[Problem]:
    told = {"type": "about:blank", "title": "INVALID_ARGUMENT", "status": 400, "detail": head + detail}
    return problems_of(Reply("http://server", 400, json.dumps(told).encode()), files or FILES)


def short(found: list[Problem]) -> list[tuple[str | None, str | None, str]]:
    return [(one.file, one.element, str(one.params["message"])) for one in found]


def test_each_fault_stands_at_the_last_id_of_its_path() -> None:
    detail = (
        "'a.bpmn': - Element: p > t > extensionElements > formDefinition\n    - ERROR: no form\n    - ERROR: no id\n"
        "- Element: f > conditionExpression\n    - ERROR: failed to parse expression 'a b': Expected\n"
        '(start | end):1:3, found "b"\n'
        "'b.bpmn': - Process: q\n    - ERROR: no timers here\n"
    )
    assert short(read(detail)) == [
        ("a.bpmn", "t", "no form"),
        ("a.bpmn", "t", "no id"),
        ("a.bpmn", "f", "failed to parse expression 'a b': Expected (start | end):1:3, found \"b\""),
        ("b.bpmn", "q", "no timers here"),
    ]


def test_what_is_no_bpmn_has_a_line_and_what_two_files_share_is_at_one_of_them() -> None:
    detail = (
        "'a.bpmn': Error: URI=null Line=4: cvc-complex-type.3.2.2: no such attribute.\n"
        "Duplicated process id in resources 'a.bpmn' and 'b.bpmn'"
    )
    first, second = read(detail)
    assert (first.file, first.line, first.element) == ("a.bpmn", 4, None)
    assert (second.file, second.params["message"]) == (
        "a.bpmn", "Duplicated process id in resources 'a.bpmn' and 'b.bpmn'",
    )  # fmt: skip


def test_backticks_and_other_heads_are_read_as_well() -> None:
    head = "Expected to deploy new resources, but encountered the following validation errors:\n"
    assert short(read("`a.bpmn`: - Element: e\n    - ERROR: no", head=head)) == [("a.bpmn", "e", "no")]


def test_other_words_are_no_problem_of_the_model() -> None:
    assert read("Expected to handle a request for tenant 'x'", head="") == []


def test_a_file_that_is_not_known_keeps_its_name_and_a_word_that_is_no_id_is_no_element() -> None:
    assert short(read("'c.dmn': - Element: decision\n    - ERROR: no")) == [("c.dmn", None, "no")]


@given(st.text("'`-: \nEALMOR>pt.bn", max_size=80))
def test_any_text_is_read(text: str) -> None:
    for one in read(text, {"a.bpmn": process(body=BODY)}):
        assert one.params["message"]
