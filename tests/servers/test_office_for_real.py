"""Processes of the sample office, their approvals drawn in plain BPMN, are taken by real engines."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from modeler.publish.exporting import export, package_of
from modeler.publish.packing import pack_workspace
from modeler.publish.pipeline import plan, publish, resolve
from runner.core.resources import resource_folder
from tests.servers.conftest import Bring
from tests.servers.voting import FlowableVotes, OperatonVotes

OFFICE = resource_folder() / "samples" / "office"


TAKEN = ["leave", "payment", "project", "purchase", "seal", "supplier", "trip"]


@pytest.mark.parametrize("process", TAKEN)
@pytest.mark.parametrize("engine", ["flowable", "operaton"])
def test_a_process_of_the_office_is_published(bring: Bring, tmp_path: Path, engine: str, process: str) -> None:
    package = tmp_path / f"{process}.slip"
    report, problems = pack_workspace(OFFICE, package, f"processes/{process}.bpmn", whole_organization=True)
    assert report is not None, problems
    address = f"{engine}:{bring(engine).url}"
    name = plan(package, address).shipment.name
    connection = resolve(address).connection
    for version in list(connection.state(name).versions):  # what another test of this office left there
        connection.undo(name, version, None)
    receipt = publish(package, address)
    assert receipt.state == "published"
    assert connection.state(name).latest == receipt.version
    assert plan(package, address).unchanged


@pytest.mark.parametrize(("kind", "player"), [("operaton", OperatonVotes), ("flowable", FlowableVotes)])
def test_a_long_leave_is_approved_by_two_heads_and_the_executive_there(
    bring: Bring, kind: str, player: type[OperatonVotes] | type[FlowableVotes]
) -> None:
    """The engine asks the table of authority, then one head after the other."""
    package, problems = package_of(OFFICE / "processes" / "leave.bpmn")
    assert package is not None, problems
    with httpx.Client(base_url=bring(kind).url, timeout=60, trust_env=False) as client:
        engine = player(client)
        deployment = engine.deploy(export(package, engine.dialect).files)
        try:
            people = {"starter": "zhang", "Task_head_people": ["li", "chen"]}
            case = engine.start("Process_leave", {"days": 5, "type": "annual", "handover": "zhao", **people})
            for who in ("li", "chen"):
                assert list(engine.open(case)) == [who]
                engine.complete(engine.open(case)[who], {"Task_head_verdict": "agree"})
            known = engine.known(case)
            assert (known["levels"], known["Task_head_result"]) == (3, "agree")
            assert len(engine.open(case)) == 1  # the executive's
        finally:
            engine.forget(deployment)
