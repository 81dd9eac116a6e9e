"""A new decision for a workspace: a file with a table that asks nothing yet."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

from modeler.bpmn.ids import IdMaker
from modeler.decisions.shelf import shelf_of
from modeler.document.workspace import Workspace
from runner.core.atomic import write_bytes
from runner.core.errors import FileError

_FILE = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" \
xmlns:dmndi="https://www.omg.org/spec/DMN/20191111/DMNDI/" \
xmlns:dc="http://www.omg.org/spec/DMN/20180521/DC/" \
id="{definitions}" name="{name}" namespace="urn:slipway:decisions:{stem}">
  <decision id="{decision}" name="{name}">
    <decisionTable id="{table}" hitPolicy="UNIQUE">
      <input id="{input}">
        <inputExpression id="{expression}">
          <text></text>
        </inputExpression>
      </input>
      <output id="{output}"/>
      <rule id="{rule}">
        <inputEntry id="{test}">
          <text></text>
        </inputEntry>
        <outputEntry id="{answer}">
          <text></text>
        </outputEntry>
      </rule>
    </decisionTable>
  </decision>
  <dmndi:DMNDI>
    <dmndi:DMNDiagram>
      <dmndi:DMNShape dmnElementRef="{decision}">
        <dc:Bounds height="80" width="180" x="160" y="100"/>
      </dmndi:DMNShape>
    </dmndi:DMNDiagram>
  </dmndi:DMNDI>
</definitions>
"""
_WORDS = {
    "definitions": "Definitions", "decision": "Decision", "table": "DecisionTable", "input": "InputClause",
    "expression": "LiteralExpression", "output": "OutputClause", "rule": "DecisionRule", "test": "UnaryTests",
    "answer": "LiteralExpression",
}  # fmt: skip


def new_decision(workspace: Workspace | None, name: str) -> tuple[Path, str]:
    """A new file with one decision of this name: an empty table with a column that asks, one that answers and a rule.
    Gives the file's place and the decision's id. Raises `FileError`."""
    if workspace is None:
        raise FileError("decisions.no-workspace", file=name)
    folder = workspace.folder / "decisions"
    stem = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "decision"
    number, path = 1, folder / f"{stem}.dmn"
    while path.exists():
        number, path = number + 1, folder / f"{stem}-{number + 1}.dmn"
    maker, taken = IdMaker(), set(shelf_of(workspace).names)
    ids: dict[str, str] = {}
    for key, word in _WORDS.items():
        ids[key] = maker.with_word(word, taken | set(ids.values()))
    folder.mkdir(parents=True, exist_ok=True)
    write_bytes(path, _FILE.format(name=escape(name), stem=path.stem, **ids).encode())
    return path, ids["decision"]
