"""Verbs on models: check, format, run, test, feel."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.helpers.builders import a_process
from tests.helpers.lines import CommandLine
from tests.unit.lint.examples import asking

PROBLEM = {"file", "element", "line", "code", "severity", "message", "hint"}


def test_the_sample_has_no_problems(line: CommandLine, leave: Path) -> None:
    said = line.json("check", leave)
    assert said.code == 0
    assert said.data == {"problems": [], "ok": True}


def test_checking_names_file_element_and_what_to_do(line: CommandLine, tmp_path: Path) -> None:
    file = a_process().with_start().with_task("Lonely").apart().with_task("Far").file(tmp_path / "odd.bpmn")
    said = line.json("check", file)
    assert said.code == 1
    assert not said.data["ok"]
    assert all(set(problem) == PROBLEM for problem in said.data["problems"])
    assert all(problem["file"] == str(file) and problem["message"] for problem in said.data["problems"])
    assert {"Far", "Lonely"} <= {problem["element"] for problem in said.data["problems"]}
    shown = line("check", file)
    assert shown.code == 1
    assert said.data["problems"][0]["message"] in shown.out


def test_a_folder_is_checked_with_all_its_models(line: CommandLine, examples: Path) -> None:
    said = line("check", examples)
    assert said.code == 0
    assert "No problems." in said.out


def test_a_workspace_is_checked_with_its_dictionary_and_with_forms_that_no_process_shows(
    line: CommandLine, examples: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(examples, tmp_path / "office"))
    file = folder / "dictionary.json"
    data = json.loads(file.read_text("utf-8"))
    data["elements"].append({"code": "odd", "name": "Odd thing", "type": "choice", "choices": "gone"})
    file.write_text(json.dumps(data), "utf-8")
    field = {"type": "checkbox", "id": "F", "key": "x", "label": "Odd thing"}
    (folder / "forms" / "spare.form").write_text(json.dumps({"id": "spare", "components": [field]}), "utf-8")
    said = line.json("check", folder)
    assert said.code == 1
    found = {problem["code"]: Path(problem["file"]).name for problem in said.data["problems"]}
    assert found == {"consistency.other-kind": "spare.form", "consistency.no-list": "dictionary.json"}


@pytest.mark.parametrize("content", ["", "not xml", "<a/>", "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>"])
def test_a_file_that_is_no_model_is_a_problem_of_that_file(line: CommandLine, tmp_path: Path, content: str) -> None:
    file = tmp_path / "odd.bpmn"
    file.write_text(content, "utf-8")
    said = line.json("check", file)
    assert said.code == 1
    assert [problem["file"] for problem in said.data["problems"]] == [str(file)]


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "{gone}.bpmn"], ["format", "{gone}.bpmn", "-o", "{gone}.out"],
        ["run", "{gone}.bpmn", "--auto", "1"], ["test", "{gone}"], ["feel", "1", "--context", "@{gone}"],
        ["simulate", "{gone}.bpmn", "--scenario", "{gone}.json"],
        ["package", "{gone}", "-o", "{gone}.slip"], ["verify", "{gone}.slip"], ["systems", "{gone}"],
        ["store", "backup", "{gone}", "{gone}"],
        ["plan", "{gone}.slip", "--target", "folder:{gone}"], ["publish", "{gone}.slip", "--target", "folder:{gone}"],
    ],
    ids=lambda arguments: arguments[0],
)  # fmt: skip
def test_an_unknown_file_is_a_failure_of_the_environment(
    line: CommandLine, tmp_path: Path, arguments: list[str]
) -> None:
    asked = [argument.replace("{gone}", str(tmp_path / "gone")) for argument in arguments]
    said = line.json(*asked)
    assert said.code == 3, said
    assert said.data["error"]["code"].startswith(("file.", "workspace.", "test."))
    assert said.data["error"]["message"] in said.err
    assert "gone" in said.err
    assert not (tmp_path / "gone.out").exists()


def test_opening_and_saving_keeps_every_byte(line: CommandLine, leave: Path, tmp_path: Path) -> None:
    said = line.json("format", leave, "-o", tmp_path / "copy.bpmn")
    assert said.code == 0
    assert said.data["same"] is True
    assert (tmp_path / "copy.bpmn").read_bytes() == leave.read_bytes()


def test_the_random_tester_brings_a_case_to_its_end(line: CommandLine, leave: Path, tmp_path: Path) -> None:
    store = f"sqlite:///{(tmp_path / 'cases.sqlite').as_posix()}"
    said = line.json("run", leave, "--auto", 2, "--store", store)
    assert said.code == 0
    expected = {"status", "end", "path", "open", "variables", "problems", "differences", "seed", "model"}
    assert expected <= set(said.data)
    assert said.data["status"] == "completed"
    assert said.data["seed"] == 2
    assert said.data["end"] == ["EndEvent_ok"]
    assert {"element", "enter", "leave", "by"} == set(said.data["path"][0])
    assert (tmp_path / "cases.sqlite").stat().st_size > 0


def test_the_same_seed_gives_the_same_run(line: CommandLine, examples: Path) -> None:
    asked = ("run", examples / "processes" / "leave.bpmn", "--auto", 7)
    assert line.json(*asked).data["path"] == line.json(*asked).data["path"]


def test_a_recorded_run_is_replayed(line: CommandLine, examples: Path) -> None:
    said = line.json("run", examples / "processes/leave.bpmn", "--answers", examples / "cases/leave-returned.json")
    assert said.code == 0
    assert said.data["differences"] == []
    assert said.data["variables"]["days"] == 4
    heads = next(step for step in said.data["path"] if step["element"] == "Task_head")
    assert heads["by"] == ["user:li", "user:chen"]


def test_a_run_with_bare_answers_may_end_while_it_still_runs(
    line: CommandLine, examples: Path, tmp_path: Path
) -> None:
    answers = tmp_path / "answers.json"
    start = {"as": "user:zhang", "at": "StartEvent_1", "data": {"type": "annual", "days": 1}}
    answers.write_text(
        json.dumps({"formatVersion": 1, "given": {"clock": "2026-03-02T09:00:00+08:00", "start": start}})
    )
    said = line.json("run", examples / "processes/leave.bpmn", "--answers", answers)
    assert said.code == 0
    assert said.data["status"] == "running"
    assert [(item["element"], item["for"]) for item in said.data["open"]] == [("Task_head", "user:li")]


def test_a_step_without_its_task_ends_the_run_and_names_what_is_open(
    line: CommandLine, examples: Path, tmp_path: Path
) -> None:
    test = json.loads((examples / "cases/leave-returned.json").read_text("utf-8"))
    test["given"]["steps"][0]["as"] = "user:wang"
    answers = tmp_path / "answers.json"
    answers.write_text(json.dumps(test))
    said = line.json("run", examples / "processes/leave.bpmn", "--answers", answers)
    assert said.code == 1
    assert said.data["differences"]
    assert "Task_head" in said.out


def test_what_is_not_supported_is_refused_with_element_and_reason(line: CommandLine, tmp_path: Path) -> None:
    file = a_process().with_start().with_node("Odd", "eventBasedGateway").with_end().file(tmp_path / "odd.bpmn")
    said = line.json("run", file, "--auto", 1)
    assert said.code == 1
    assert said.data["status"] == "refused"
    assert [problem["element"] for problem in said.data["problems"]] == ["Odd"]
    assert said.data["problems"][0]["message"]


@pytest.mark.parametrize("more", [[], ["--auto", "1", "--answers", "x.json"]])
def test_a_run_needs_answers_or_a_seed(line: CommandLine, leave: Path, more: list[str]) -> None:
    said = line("run", leave, *more)
    assert said.code == 2
    assert "--auto" in said.err


def test_the_process_tests_of_the_sample_pass(line: CommandLine, sample: Path, tmp_path: Path) -> None:
    said = line.json("test", sample, "--junit", tmp_path / "junit.xml")
    assert said.code == 0
    assert said.data["ok"] is True
    assert len(said.data["cases"]) >= 7
    assert {"name", "ok", "differences"} <= set(said.data["cases"][0])
    for part in ("nodes", "flows", "conditions", "rights"):
        assert {"reached", "total"} <= set(said.data["coverage"][part])
    assert b"testsuite" in (tmp_path / "junit.xml").read_bytes()


def test_a_test_that_does_not_hold_fails_the_verb(line: CommandLine, examples: Path, tmp_path: Path) -> None:
    import shutil

    copy = tmp_path / "office"
    shutil.copytree(examples, copy)
    for other in ("leave-returned", "expense-timer"):
        (copy / "cases" / f"{other}.json").unlink()
    case = copy / "cases" / "leave-short.json"
    case.write_text(case.read_text("utf-8").replace('"completed"', '"running"'), "utf-8")
    said = line("test", copy)
    assert said.code == 1
    assert "The status is completed, expected was running." in said.out


@pytest.mark.parametrize(
    ("expression", "context", "value", "kind"),
    [
        ("1 + 2", "{}", 3, "number"),
        ("days > 3", '{"days": 4}', True, "boolean"),
        ('"请" + "假"', "{}", "请假", "string"),
        ("sum(rows.amount)", '{"rows": [{"amount": 1.5}, {"amount": 2}]}', 3.5, "number"),
        ('date("2026-03-02")', "{}", "2026-03-02", "date"),
    ],
)
def test_an_expression_gives_value_and_type(
    line: CommandLine, expression: str, context: str, value: object, kind: str
) -> None:
    said = line.json("feel", expression, "--context", context)
    assert said.code == 0
    assert said.data == {"value": value, "type": kind, "warnings": []}


def test_an_expression_that_gives_nothing_says_why_on_standard_error(line: CommandLine) -> None:
    said = line("feel", "nothing + 1")
    assert said.code == 0
    assert said.out.strip() == "null"
    assert "nothing" in said.err


def test_an_expression_that_cannot_be_read_is_not_in_order(line: CommandLine) -> None:
    said = line.json("feel", "1 +")
    assert said.code == 1
    assert said.data["error"]["code"] == "feel.syntax"


def test_variables_can_come_from_a_file(line: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "context.json").write_text('{"a": 20}', "utf-8")
    assert line.json("feel", "a * 2", "--context", f"@{tmp_path / 'context.json'}").data["value"] == 40
    assert line("feel", "a", "--context", "[1]").code == 2
    assert line("feel", "a", "--context", "{").code == 1


def test_the_register_of_systems_is_listed_with_who_asks(line: CommandLine, tmp_path: Path) -> None:
    register = {"systems": [{"code": "finance", "name": {"en": "Ledger", "zh": "账"}, "owns": ["budget"]}]}
    for name, value in {"workspace.json": {"formatVersion": 1, "id": "w"}, "systems.json": register}.items():
        (tmp_path / name).write_text(json.dumps(value), "utf-8")
    (tmp_path / "processes").mkdir()
    text = asking("finance", "pay", sum="1").replace('system="finance"', 'system="bank"', 1)
    (tmp_path / "processes" / "a.bpmn").write_text(asking("finance", "pay", sum="1"), "utf-8")
    (tmp_path / "processes" / "b.bpmn").write_text(text, "utf-8")
    said = line.json("systems", tmp_path)
    assert said.code == 0
    [one] = said.data["systems"]
    assert (one["code"], one["name"], one["owns"], one["asked_by"]) == ("finance", "Ledger", ["budget"], ["a: Ask"])
    assert said.data["unknown"] == ["bank"]
    assert "Ledger" in line("systems", tmp_path).out
