"""Processes of the sample office, their approvals drawn in plain BPMN, are taken by real engines."""

from __future__ import annotations

from pathlib import Path

import pytest

from modeler.publish.packing import pack_workspace
from modeler.publish.pipeline import plan, publish, resolve
from runner.core.resources import resource_folder
from tests.servers.conftest import Bring

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
