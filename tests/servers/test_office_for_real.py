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
from tests.servers.voting import FlowableVotes

OFFICE = resource_folder() / "samples" / "office"


TAKEN = ["leave", "payment", "project", "purchase", "seal", "supplier", "trip"]


@pytest.mark.parametrize("process", TAKEN)
def test_a_process_of_the_office_is_published_to_operaton(bring: Bring, tmp_path: Path, process: str) -> None:
    package = tmp_path / f"{process}.slip"
    report, problems = pack_workspace(OFFICE, package, f"processes/{process}.bpmn", whole_organization=True)
    assert report is not None, problems
    address = f"operaton:{bring('operaton').url}"
    name = plan(package, address).shipment.name
    connection = resolve(address).connection
    for version in list(connection.state(name).versions):  # what another test of this office left there
        connection.undo(name, version, None)
    receipt = publish(package, address)
    assert receipt.state == "published"
    assert connection.state(name).latest == receipt.version
    assert plan(package, address).unchanged


@pytest.mark.parametrize("process", TAKEN)
def test_a_process_of_the_office_is_taken_by_flowable(bring: Bring, process: str) -> None:
    package, problems = package_of(OFFICE / "processes" / f"{process}.bpmn")
    assert package is not None, problems
    written = export(package, "flowable")
    assert written.ok, [loss.message for loss in written.losses]
    with httpx.Client(base_url=bring("flowable").url, timeout=60, trust_env=False) as client:
        engine = FlowableVotes(client)
        engine.forget(engine.deploy(written.files))
