"""The door of the command line: use, exit codes, languages, help, and what it loads."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from modeler.cli import app
from modeler.cli.app import VERBS
from runner.core import i18n
from runner.pilot.case_report import export_report
from runner.service import Service
from tests.helpers.dialect_catalog import MODELS
from tests.helpers.graphs import A
from tests.helpers.lines import CommandLine

ROOT = Path(__file__).resolve().parents[3]


def _broken(expression: str) -> None:
    """Fails as a bug would."""
    raise RuntimeError(f"a bug in {expression}")


@pytest.mark.parametrize(
    "arguments",
    [["nonsense"], ["check"], ["feel"], ["simulate", "x.bpmn"], ["--odd"], ["--language", "xx", "feel", "1"],
     ["run", "x.bpmn", "--auto", "one"], ["render", "x.bpmn", "-o", "x.jpg"]],
    ids=" ".join,
)  # fmt: skip
def test_wrong_use_ends_with_2_and_says_what_was_wrong(line: CommandLine, arguments: list[str]) -> None:
    said = line(*arguments)
    assert said.code == 2
    assert said.out == ""
    assert len(said.err.strip().splitlines()) >= 2


@pytest.mark.parametrize(
    "arguments",
    [["nonsense"], ["check"], ["check", "--odd"], ["simulate", "x.bpmn"], ["package", "x", "-o"],
     ["verify", "a", "b"], ["simulate", "x.bpmn", "--scenario", "s", "--cases", "0"], ["demo", "--cases", "many"]],
    ids=" ".join,
)  # fmt: skip
def test_wrong_use_is_told_in_chinese_from_end_to_end(line: CommandLine, arguments: list[str]) -> None:
    said = line("--language=zh", *arguments)
    lines = [text for text in said.err.splitlines() if text.strip("─╭╮╰╯│ ") and "slipway" not in text]
    assert lines
    assert all(re.search("[\u4e00-\u9fff]", text) for text in lines), said.err


def test_wrong_use_with_json_is_one_object_too(line: CommandLine) -> None:
    said = line.json("simulate", "x.bpmn")
    assert said.code == 2
    assert said.data["ok"] is False
    assert "--scenario" in said.err


def test_a_bug_ends_with_70_without_a_traceback(
    line: CommandLine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    verb = replace(VERBS["feel"], run=_broken)
    monkeypatch.setattr(app, "VERBS", {"feel": verb, "check": VERBS["check"]})
    said = line("feel", "1")
    assert said.code == app.FAULT == 70
    assert "Traceback" not in said.out + said.err
    assert "log" in said.err
    assert [record.exc_info[0] for record in caplog.records if record.exc_info] == [RuntimeError]
    caplog.clear()


def test_ctrl_c_is_told_in_a_word(line: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(expression: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(
        app, "VERBS", {"feel": replace(VERBS["feel"], run=stopped), "check": VERBS["check"]}
    )  # fmt: skip
    said = line("feel", "1")
    assert said.code != 0
    assert "Traceback" not in said.err


def _help(line: CommandLine, language: str, *verb: str) -> str:
    said = line("--language", language, *verb, "--help")
    assert said.code == 0
    return said.out


@pytest.mark.parametrize("name", sorted(VERBS))
def test_every_verb_has_help_in_both_languages(line: CommandLine, name: str) -> None:
    verb = VERBS[name]
    english, chinese = _help(line, "en", name), _help(line, "zh", name)
    assert verb.help in english
    i18n.set_language("zh")
    assert i18n.tr(verb.help) != verb.help
    assert i18n.tr(verb.help) in chinese
    assert "用法：" in chinese
    for option in [word for word in english.split() if word.startswith("--")]:
        assert option in chinese
    told = [text for text in chinese.splitlines() if "--" in text and "]" not in text and "}" not in text]
    assert all(any("\u4e00" <= char <= "\u9fff" for char in text) for text in told), told


def test_the_first_page_lists_every_verb_that_is_for_people(line: CommandLine) -> None:
    page = _help(line, "en")
    for name, verb in VERBS.items():
        assert (f" {name} " in page) is not verb.hidden


def test_sentences_come_in_the_language_asked_for(line: CommandLine, tmp_path: Path) -> None:
    said = line("--language=zh", "verify", tmp_path / "gone.slip")
    assert said.code == 3
    assert "无法" in said.err or "不能" in said.err or "读" in said.err
    i18n.set_language("en")
    assert "could not be read" in line("--language", "en", "verify", tmp_path / "gone.slip").err


def _run(arguments: list[str], home: Path, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "SLIPWAY_HOME": str(home), "PYTHONUTF8": "1", "LANGUAGE": "en", **more}
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", timeout=60
    )


def test_the_program_itself_prints_one_object_and_passes_its_exit_code_on(tmp_path: Path) -> None:
    done = _run(["main.py", "feel", "1 + 1", "--json"], tmp_path)
    assert (done.returncode, json.loads(done.stdout)["value"], done.stderr) == (0, 2, "")
    assert _run(["main.py", "verify", str(tmp_path / "gone.slip")], tmp_path).returncode == 3


def test_no_verb_that_does_not_draw_loads_qt(leave: Path, examples: Path, packed: Path, tmp_path: Path) -> None:
    model, out = str(leave), str(tmp_path / "out")
    service = Service(str(tmp_path / "cases.sqlite"))
    case = service.start(service.deploy(A().start().user("T").end().chain("S", "T", "E").bundle()), "zhang")
    Path(out + ".slipreport").write_bytes(export_report(service, case, contents=True))
    service.close()
    (tmp_path / "stages").mkdir()
    stages = [{"id": "test", "target": "folder:" + out}, {"id": "prod", "target": "folder:" + out + "-prod"}]
    (tmp_path / "stages" / "workspace.json").write_text(json.dumps({"id": "w", "environments": stages}), "utf-8")
    plain = tmp_path / "straight.bpmn"
    plain.write_text(MODELS["straight"].text, "utf-8")
    lines = [
        ["check", model], ["format", model, "-o", out + ".bpmn"], ["run", model, "--auto", "1"],
        ["test", str(examples)], ["feel", "1"], ["package", str(leave.parent.parent), "-o", out + ".slip"],
        ["simulate", str(examples / "processes/expense.bpmn"), "--scenario",
         str(examples / "scenarios/expense-times.json"), "--report", out + ".html"],
        ["verify", str(packed)], ["plan", str(packed), "--target", "folder:" + out],
        ["publish", str(packed), "--target", "folder:" + out], ["systems", str(examples)], ["walk", model],
        ["store", "backup", str(tmp_path / "cases.sqlite"), out], ["report", str(tmp_path / "cases.sqlite")],
        ["portable", model], ["export", str(plain), "--dialect", "camunda", "-o", out + "-exported"],
        ["replay", out + ".slipreport"], ["ledger"], ["keys", "--server", "h", "--user", "li", "--forget"],
        ["keys", "make", "Li"], ["sign", str(packed), "--key", "Li", "-o", out + "-signed.slip"],
        ["undo", "qingchuan-office", "--target", "folder:" + out],
        ["promote", "qingchuan-office", "--from", "test", "--to", "prod", "--workspace", str(tmp_path / "stages")],
        ["pull", "qingchuan-office", "--target", "folder:" + out, "-o", out + "-pulled"],
    ]  # fmt: skip
    assert {given[0] for given in lines} == {name for name, verb in VERBS.items() if not verb.draws}
    program = (
        "import json, os, sys\n"
        "os.environ['PYTHON_KEYRING_BACKEND'] = 'tests.helpers.keyrings.Backend'\n"
        "from modeler.cli import main\n"
        "for line in json.loads(sys.argv[1]):\n"
        "    code = main([*line, '--json'])\n"
        "    loaded = [name for name in sys.modules if name.partition('.')[0] in ('PySide6', 'pyqtgraph')]\n"
        "    assert code == 0 and not loaded, (line, code, loaded[:3])\n"
    )
    done = _run(["-c", program, json.dumps(lines)], tmp_path)
    assert done.returncode == 0, done.stderr[-2000:]
