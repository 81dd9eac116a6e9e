"""The engine: profiles, order, drawings, and what the rules see."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from modeler.lint.engine import check, check_model, fix_of
from modeler.lint.profiles import PROFILES
from modeler.lint.rules import RULES
from modeler.lint.watch import snapshot
from runner.core.problem import Problem, Severity
from tests.unit.lint.models import (
    END,
    FORM,
    HANDLER,
    START,
    document,
    flow,
    in_process,
    problems,
    straight,
    task,
    workspace,
)

NO_HANDLER = START + task("A", FORM) + END + flow("S", "A") + flow("A", "E")


def test_a_drawing_is_not_asked_for_what_only_running_needs() -> None:
    assert "no-handler" in [item.code for item in problems(in_process(NO_HANDLER))]
    assert problems(in_process(NO_HANDLER, executable=False)) == []


def test_a_blank_page_is_only_told_that_it_has_no_end() -> None:
    assert {item.code for item in problems(in_process(START))} <= {"no-end"}


def test_the_gravest_come_first_then_the_order_of_the_file() -> None:
    text = in_process(
        START + task("B", HANDLER, FORM, name="") + task("A", FORM) + task("C", FORM) + END
        + flow("S", "B") + flow("B", "A") + flow("A", "C") + flow("C", "E")
    )  # fmt: skip
    assert [(item.code, item.element) for item in problems(text)] == [
        ("no-handler", "A"), ("no-handler", "C"), ("missing-name", "B"),
    ]  # fmt: skip


def test_strict_makes_every_warning_an_error() -> None:
    usual, strict = problems(straight(name="")), problems(straight(name=""), profile="strict")
    assert [item.severity for item in usual] == [Severity.WARNING]
    assert [item.severity for item in strict] == [Severity.ERROR]


def test_the_drawing_profile_leaves_running_alone() -> None:
    assert problems(in_process(NO_HANDLER), profile="drawing") == []


def test_profiles_name_only_rules_that_exist() -> None:
    for profile in PROFILES.values():
        assert profile.off | set(profile.severities) <= set(RULES)
    with pytest.raises(KeyError):
        problems(straight(), profile="nobody")


def test_files_of_other_tools_are_only_warned_about_handlers() -> None:
    text = in_process(NO_HANDLER.replace(f"<bpmn:extensionElements>{FORM}</bpmn:extensionElements>", ""))
    text = text.replace('xmlns:slip="urn:slipway:bpmn:1"', 'xmlns:camunda="http://camunda.org/schema/1.0/bpmn"')
    assert {item.severity for item in problems(text) if item.code == "no-handler"} == {Severity.WARNING}


def test_a_broken_expression_in_a_file_of_no_declared_language_is_left_alone() -> None:
    text = in_process(START + task("A") + END + flow("S", "A", "some words here") + flow("A", "E"))
    foreign = text.replace(' expressionLanguage="https://www.omg.org/spec/DMN/20191111/FEEL/"', "")
    assert "bad-expression" in [item.code for item in problems(text)]
    assert "bad-expression" not in [item.code for item in problems(foreign)]


def test_the_starter_named_for_a_rule_that_finds_nobody_may_start(tmp_path: Path) -> None:
    """Only Zhang may start, so nobody else is an example, though the rule fails for others too."""
    rights = '<slip:rights><slip:allow action="start" who="user:zhang"/></slip:rights>'
    extension = f"<bpmn:extensionElements>{rights}</bpmn:extensionElements>"
    nobody = '<slip:handler strategy="role" who="role:empty"/>'
    body = START + task("A", nobody, FORM) + END + flow("S", "A") + flow("A", "E")
    found = problems(in_process(body, extension=extension), workspace(tmp_path / "w"))
    assert [item.code for item in found] == ["handler-nobody"]
    assert "张三" in found[0].message


def test_several_starters_are_counted(tmp_path: Path) -> None:
    text = straight('<slip:handler strategy="role" who="role:empty"/>', FORM)
    found = problems(text, workspace(tmp_path / "w"))
    assert [item.code for item in found] == ["handler-nobody.several"]
    assert found[0].params["count"] == found[0].params["total"] == "3"


def test_a_snapshot_is_checked_on_another_thread_while_the_document_changes() -> None:
    doc = document(in_process(NO_HANDLER))
    model = snapshot(doc)
    with doc.transaction("elsewhere"):
        from modeler.document import commands

        commands.rename(doc, "A", "Renamed")
    found: list[Problem] = []
    thread = threading.Thread(target=lambda: found.extend(check_model(model)))
    thread.start()
    thread.join()
    assert [item.params["name"] for item in found] == ["A"]
    assert [item.params["name"] for item in check(doc)] == ["Renamed"]


def test_a_problem_of_elsewhere_has_no_fix() -> None:
    assert fix_of(Problem("capability.node")) is None
    assert fix_of(replace(Problem("no-handler"), element=None)) is None


def test_a_required_field_hidden_later_is_fine_once_somebody_filled_it_in(tmp_path: Path) -> None:
    body = START + task("A", HANDLER, FORM, '<slip:fields><slip:field path="reason" access="hidden"/></slip:fields>')
    text = in_process(body + END + flow("S", "A") + flow("A", "E"))
    assert "required-hidden" not in [item.code for item in problems(text, workspace(tmp_path / "w"))]
