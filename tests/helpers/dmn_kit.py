"""The DMN conformance kit against our own reading and evaluation of decisions.

    python tests/helpers/dmn_kit.py FEEL_TCK.PY TESTCASES

prints one row of JSON for each result that the kit asserts. The harness of the expression kit supplies the reading of
expected values and their comparison; files, graphs, tables and services are read and evaluated by `runner.decisions`.
Strict: right, without an exception, and without a fault said of the decision.
"""

from __future__ import annotations

import json
import sys
import xml.etree.ElementTree as ET  # the harness reads its expectations with it
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from runner.core.errors import AppError
from runner.decisions import Library, Node, Service, read_decisions
from runner.decisions.model import (
    BoxedContext,
    BoxedList,
    Conditional,
    DecisionTable,
    Filter,
    FunctionDefinition,
    Invocation,
    Iteration,
    Knowledge,
    LiteralExpression,
    Relation,
)
from runner.decisions.names import parts_of
from tests.helpers.feel_kit import load

_ADAPTER = Path(__file__).with_name("feel_adapter.py")


class Kit:
    """The kit's test cases, one row for each result."""

    def __init__(self, harness: Path) -> None:
        self.kit = load(harness)
        self.adapter = self.kit.Adapter(str(_ADAPTER))

    def rows(self, cases: Path) -> list[dict[str, Any]]:
        """The rows of all levels under `cases`."""
        rows = []
        for level in sorted(path for path in cases.iterdir() if path.is_dir()):
            for folder in sorted(path for path in level.iterdir() if path.is_dir()):
                for file in sorted(folder.glob("*.xml")):
                    root = ET.parse(file).getroot()
                    if self.kit.ln(root) == "testCases":
                        rows += self._file(root, folder, level.name, file.stem)
        return rows

    def _file(self, root: Any, folder: Path, level: str, case: str) -> list[dict[str, Any]]:
        model = (self.kit.kid(root, "modelName").text or "").strip()
        others = sorted(path for path in folder.glob("*.dmn") if path.name != model)
        read = [read_decisions(path.read_bytes(), path.name) for path in (folder / model, *others)]
        library = Library(read)
        return [
            {"level": level, "group": folder.name, "case": f"{case}#{test.get('id') or ''}", "node": node.get("name")}
            | self._result(library, test, node)
            for test in self.kit.kids(root, "testCase")
            for node in self.kit.kids(test, "resultNode")
        ]

    def _result(self, library: Library, test: Any, node: Any) -> dict[str, Any]:
        expected = self.kit.kid(node, "expected")
        wanted = ("null",) if expected is None else self.kit.value_from_xml(expected, self.adapter, raw=True)
        row = {"expected": repr(wanted)[:120], "is_null": wanted[0] == "null"}
        row["kinds"] = self._kinds(self._asked(library, test, node.get("name")))
        try:
            value, faults = self._evaluate(library, test, node.get("name"))
        except AppError as error:
            return row | {"status": "error", "got": error.code, "faults": [error.code]}
        is_right = self.kit.matches(self.adapter, value, wanted)
        status = "wrong" if not is_right else "pass" if not faults else "fault"
        return row | {"status": status, "got": repr(value)[:120], "faults": faults}

    def _evaluate(self, library: Library, test: Any, name: str) -> tuple[Any, list[str]]:
        given = {
            one.get("name"): self.kit.value_from_xml(one, self.adapter) for one in self.kit.kids(test, "inputNode")
        }
        is_service = test.get("type") == "decisionService"
        asked = self._asked(library, test, name)
        outcome = library.evaluate(asked, given, decided={} if is_service else given)
        value = outcome.value
        if is_service and isinstance(value, dict) and name in value and len(value) > 1:
            value = value[name]
        return value, [f"{one.code} {dict(one.params)}" for one in outcome.faults]

    def _asked(self, library: Library, test: Any, name: str) -> Node | str:
        """The element of the main file that a test case asks."""
        is_service = test.get("type") == "decisionService"
        name = test.get("invocableName") if is_service else name
        named = [one for one in library.files[0].nodes.values() if one.name == name]
        return next((one for one in named if isinstance(one.element, Service) == is_service), next(iter(named), name))

    def _kinds(self, asked: Node | str) -> list[str]:
        """What an element and all that it requires are made of."""
        found: set[str] = set()
        seen: set[Node] = set()
        stack = [asked] if isinstance(asked, Node) else []
        while stack:
            node = stack.pop()
            if node in seen:
                continue
            seen.add(node)
            element = node.element
            needs = element.answers if isinstance(element, Service) else getattr(element, "needs", ())
            links = node.file.needed(needs)
            found |= {"imports"} if any(behind for _, behind in links) else set()
            found |= {_WORDS[type(element)]} if type(element) in _WORDS else set()
            stack += [other for other, _ in links]
            parts = [element.function if isinstance(element, Knowledge) else getattr(element, "logic", None)]
            while parts:
                if (part := parts.pop()) is not None:
                    found.add(_WORDS[type(part)])
                    parts += parts_of(part)
        return sorted(found)


_WORDS: dict[type, str] = {
    Knowledge: "knowledge models", Service: "decision services", LiteralExpression: "literal expressions",
    BoxedContext: "boxed contexts", BoxedList: "boxed lists", Relation: "relations",
    FunctionDefinition: "functions", Invocation: "invocations", Conditional: "boxed conditionals",
    Iteration: "boxed iterations", Filter: "boxed filters", DecisionTable: "decision tables",
}  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(Kit(Path(sys.argv[1])).rows(Path(sys.argv[2])), ensure_ascii=False))
