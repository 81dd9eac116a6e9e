"""The canvas bench measures everything that its peer's driver answers and its gates ask for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.bench import canvas_bench, peers
from tests.bench.gates import GATES

ANSWER = Path(__file__).resolve().parents[2] / "unit" / "bench" / "answer.json"
OF_THE_WINDOW = {
    "start-up",
    "start-up with a file",
    "memory with a file",
    "start-up with a file beside a bare window",
}
OF_OTHERS = (
    "tidy",
    "feel",
    "form opened",
    "the rest of its fields",
    "rows pasted",
    "key to",
    "cell to",
    "process tests",
    "last step by first",
    "engine loop",
)
"""Gates of benches that stand on their own."""


def test_each_figure_of_the_peer_has_its_row(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    del qtbot
    monkeypatch.setattr(peers, "installed", lambda: None)
    rows = list(canvas_bench.rows(sizes=(60,), largest=None))
    names = {row["name"] for row in rows}
    assert len(names) == len(rows)
    assert set(json.loads(ANSWER.read_text("utf-8"))["values"]) - OF_THE_WINDOW <= names
    assert {gate.name for gate in GATES if not gate.name.startswith(OF_OTHERS)} - OF_THE_WINDOW <= names
