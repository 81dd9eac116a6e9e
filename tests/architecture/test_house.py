"""Rules of the house that import contracts cannot see."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = sorted(path for top in ("modeler", "runner") for path in (ROOT / top).rglob("*.py"))
HARD_CAPS = {"modeler/ui/window.py": 400, "modeler/ui/canvas/view.py": 400, "modeler/document/document.py": 400}
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "manager", "common", "misc"}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def calls(path: Path) -> list[tuple[str, int]]:
    """Every called name of a file with its line; read once for all rules that ask."""
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            found.append((name, node.lineno))
    return found


def test_packaging_has_no_init_file() -> None:
    assert not (ROOT / "packaging" / "__init__.py").exists()


def test_resources_hold_no_python() -> None:
    assert not list((ROOT / "resources").rglob("*.py"))


@pytest.mark.parametrize("path", PRODUCT, ids=name_of)
def test_module_is_of_a_size_that_can_be_read(path: Path) -> None:
    lines = path.read_text("utf-8").count("\n")
    cap = HARD_CAPS.get(name_of(path), 500)
    assert lines <= cap, f"{name_of(path)} has {lines} lines; split it by what it is about"


def test_no_module_is_called_after_nothing() -> None:
    assert not [
        name_of(path) for path in PRODUCT if path.stem in FORBIDDEN_NAMES or path.parent.name in FORBIDDEN_NAMES
    ]


def test_every_module_says_what_it_is_for() -> None:
    assert not [name_of(path) for path in PRODUCT if not ast.get_docstring(ast.parse(path.read_text("utf-8")))]


def test_no_code_is_built_from_text() -> None:
    bad = {"eval", "exec", "compile", "__import__", "pickle.loads", "pickle.load", "marshal.loads", "os.system"}
    found = [(name_of(path), line, name) for path in PRODUCT for name, line in calls(path) if name in bad]
    assert not found


def test_modules_are_imported_by_name_in_the_registry_alone() -> None:
    found = [name_of(path) for path in PRODUCT if any(name.endswith("import_module") for name, _ in calls(path))]
    assert found == ["runner/core/registry.py"]


def test_xml_is_parsed_by_the_guarded_reader_alone() -> None:
    parsing = re.compile(r"etree\.(fromstring|parse|XML|iterparse|HTML|XMLParser|XMLPullParser)$")
    found = {name_of(path) for path in PRODUCT for name, _ in calls(path) if parsing.search(name)}
    assert found <= {"runner/core/xml.py"}
    others = re.compile(r"^\s*(from|import) (xml\.(sax|dom|etree)|defusedxml|html\.parser)", re.M)
    assert not [name_of(path) for path in PRODUCT if others.search(path.read_text("utf-8"))]
    expat = {
        name_of(path)
        for path in PRODUCT
        if "expat" in path.read_text("utf-8") and "import" in path.read_text("utf-8")
    }
    assert all(name.startswith("modeler/bpmn/") for name in expat if "pyexpat" in name or "expat" in name)


def test_networkx_is_known_where_graphs_are_analysed() -> None:
    rooms = ("modeler/layout", "modeler/lint", "modeler/catalog", "runner/simulate")
    uses = re.compile(r"^\s*(from|import) networkx", re.M)
    assert all(name_of(path).startswith(rooms) for path in PRODUCT if uses.search(path.read_text("utf-8")))


def test_nothing_is_printed_outside_the_command_line() -> None:
    found = [name_of(path) for path in PRODUCT if any(name == "print" for name, _ in calls(path))]
    assert not found


LOADED = "import sys; print('\\n'.join(sorted(name for name in sys.modules)))"


def loaded_by(code: str) -> set[str]:
    """Top-level names of the modules that are loaded after running `code` in a fresh interpreter."""
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{LOADED}"], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    return {line.split(".")[0] for line in done.stdout.split()}


def test_building_the_command_line_loads_neither_qt_nor_the_heavy_libraries() -> None:
    loaded = loaded_by("from modeler.cli.app import build; build()")
    assert not loaded & {"PySide6", "sqlalchemy", "networkx", "SpiffWorkflow", "numpy", "alembic", "pyqtgraph"}


def test_checking_a_model_loads_no_qt() -> None:
    loaded = loaded_by(
        "from modeler.cli import main; main(['check', 'resources/samples/office/processes/leave.bpmn', '--json'])"
    )
    assert "PySide6" not in loaded
