"""Three people at the supplier's form: each sees and edits their own part of it, and the rest stays away."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from modeler.compile import compile_process
from modeler.document.io import open_document
from modeler.document.workspace import open_workspace
from runner.core.resources import resource_folder
from runner.service import Service

OFFICE = resource_folder() / "samples" / "office"
ACCOUNT = "6228480000000000042"


def test_head_counsel_and_cashier_each_see_their_part(tmp_path: Path) -> None:
    doc = open_document(OFFICE / "processes" / "supplier.bpmn")
    bundle = compile_process(doc, open_workspace(OFFICE)).bundle
    doc.close()
    assert bundle is not None
    given = json.loads((OFFICE / "cases" / "supplier-large.json").read_text("utf-8"))["given"]["start"]["data"]
    service = Service(f"sqlite:///{(tmp_path / 'cases.sqlite').as_posix()}", clock="2026-03-02T09:00:00+08:00")
    case = service.start(service.deploy(bundle), "yu", {**given, "contactCard": None})

    def task_of(user: str) -> int:
        return next(one.task for one in service.open_tasks(case) if one.user == user)

    def seen(user: str) -> dict[str, Any]:
        return dict(service.task(task_of(user), user).values)

    head = seen("feng")
    assert head["bank"] != ACCOUNT and str(head["bank"]).endswith("0042")
    assert "contactCard" not in head
    service.complete(task_of("feng"), "feng", {"stars": 4, "review": "可以"}, verdict="agree")
    counsel = seen("jiang")
    assert "bank" not in counsel and counsel["review"] == "可以"
    service.complete(task_of("jiang"), "jiang", {}, verdict="agree")
    cashier = seen("jin")
    assert cashier["bank"] == ACCOUNT  # who may correct it sees it whole
    assert {"stars", "review", "discount", "contactCard"}.isdisjoint(cashier)
    assert all("sample" not in row for row in cashier["offers"])
    service.complete(task_of("jin"), "jin", {})
    for user, field, score in (("cao", "scoreQuality", 90), ("he", "scoreBuying", 80), ("wu", "scoreFinance", 85)):
        sees = seen(user)
        assert {"scoreQuality", "scoreBuying", "scoreFinance", "score"} & set(sees) <= {field}  # not those of others
        service.complete(task_of(user), user, {field: score})
    assert seen("qin")["score"] == Decimal("85.5")
    service.close()
