"""The diagrams of the sample are there in both languages, with the same ids, and are copied in the one spoken."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree

from modeler.catalog.copying import copy_process, template_files
from modeler.catalog.samples import copy_sample, home_of, sample_folder, spoken_folder
from modeler.compile import compile_process
from modeler.document.io import open_document, to_bytes
from modeler.document.workspace import open_workspace
from modeler.lint.engine import check
from runner.core.i18n import set_language
from runner.pilot.report import run_tests
from tests.helpers.sample_office import PROCESSES

ROOT = Path(__file__).resolve().parents[3]
HAN = re.compile(r"[一-鿿]")
WORDS = {"name", "label", "value"}


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample as somebody gets it whose window speaks English."""
    folder = tmp_path_factory.mktemp("english") / "office"
    copy_sample(folder, "en")
    return folder


def test_the_english_diagrams_are_made_by_the_script_and_the_same_each_time() -> None:
    script = [sys.executable, "packaging/make_sample_english.py", "--check"]
    made = subprocess.run(script, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (made.returncode, made.stdout) == (0, "")


@pytest.mark.parametrize("name", PROCESSES)
def test_a_diagram_in_english_says_nothing_in_chinese_and_is_the_same_otherwise(name: str, english: Path) -> None:
    data = (english / "processes" / f"{name}.bpmn").read_bytes()
    assert not HAN.search(data.decode())
    there = etree.fromstring((sample_folder() / "processes" / f"{name}.bpmn").read_bytes())
    assert said(etree.fromstring(data)) == said(there)


def said(root: etree._Element) -> list[tuple[str, dict[str, str]]]:
    """All elements but the drawing, without what is said in a language."""
    return [
        (str(item.tag), {key: value for key, value in item.attrib.items() if key not in WORDS})
        for item in root.iter()
        if isinstance(item.tag, str) and "/BPMN/20100524/MODEL" in item.tag
    ]


@pytest.mark.parametrize("name", PROCESSES)
def test_a_diagram_in_english_has_no_problem_either(name: str, english: Path) -> None:
    doc = open_document(english / "processes" / f"{name}.bpmn")
    assert check(doc, open_workspace(english), "strict") == []
    assert to_bytes(doc) == (english / "processes" / f"{name}.bpmn").read_bytes()
    doc.close()


@pytest.mark.parametrize("name", ["leave", "purchase"])
def test_process_tests_hold_in_english_too(name: str, english: Path) -> None:
    doc = open_document(english / "processes" / f"{name}.bpmn")
    bundle = compile_process(doc, open_workspace(english)).bundle
    doc.close()
    assert bundle is not None
    files = {path.name: path.read_bytes() for path in sorted((english / "cases").glob(f"{name}-*.json"))}
    report = run_tests(lambda _process: bundle, files)
    assert [(one.file, one.differences) for one in report.cases if not one.ok] == []


@pytest.mark.parametrize(("language", "word"), [("zh", "查审批权限"), ("en", "Look up the authority")])
def test_a_process_begun_from_a_template_speaks_as_the_program_and_brings_the_decision_and_the_records_that_it_asks(
    language: str, word: str, tmp_path: Path
) -> None:
    set_language(language)
    try:
        source = next(path for path in template_files() if path.stem == "leave")
    finally:
        set_language("en")
    assert home_of(source) == sample_folder()
    made = copy_process(source, tmp_path, name="Mine", code="")
    assert word in made.read_text("utf-8")
    decisions = {path.name: path.read_bytes() for path in (tmp_path / "decisions").iterdir()}
    name = "leave-authority.dmn"
    assert decisions == {name: (spoken_folder(language) / "decisions" / name).read_bytes()}
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["leave-balances.json"]
    assert len(list((tmp_path / "cases").iterdir())) == 20
    doc = open_document(made)
    assert compile_process(doc, open_workspace(tmp_path)).problems == []
    doc.close()
