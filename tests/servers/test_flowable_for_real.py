"""What is Flowable's own way when it is published to, on the real one."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from modeler.publish.packing import pack
from modeler.publish.pipeline import publish, resolve, undo, undoing
from modeler.publish.target import PublishRefused
from runner.core.errors import PublishError
from tests.helpers.dialect_models import DialectModel, E, S, chain, node
from tests.servers.conftest import Bring
from tests.servers.test_targets_for_real import EMPTIED
from tests.unit.publish.packages import a_package

Server = tuple[str, httpx.Client]


@pytest.fixture
def server(bring: Bring) -> Iterator[Server]:
    """Its address as publishing takes it, and who asks it past us; nothing is on it."""
    url = bring("flowable").url
    EMPTIED["flowable"](url)
    with httpx.Client(base_url=url, timeout=60, trust_env=False) as client:
        yield f"flowable:{url}", client


def test_what_it_complains_of_stands_at_its_elements_and_nothing_is_there(server: Server) -> None:
    odd = node("serviceTask", "A", flowable__type="nope") + node("serviceTask", "盖章", flowable__type="nope")
    model = DialectModel("odd", {"P": S + odd + E + chain("S", "A", "盖章", "E")})
    with pytest.raises(PublishRefused) as caught:
        publish(pack(model.bundle, whole_organization=True), server[0])
    assert caught.value.code == "publish.engine-refuses"
    assert [(one.element, one.file) for one in caught.value.problems] == [
        ("A", "odd.bpmn20.xml"), ("盖章", "odd.bpmn20.xml"),
    ]  # fmt: skip
    assert server[1].get("/repository/deployments").json()["total"] == 0


def test_the_only_version_stays_as_long_as_a_case_of_it_runs(server: Server) -> None:
    address, client = server
    model = DialectModel("desk", {"P": S + node("userTask", "A") + E + chain("S", "A", "E")})
    publish(pack(model.bundle, whole_organization=True), address)
    case = client.post("/runtime/process-instances", json={"processDefinitionKey": "P"}).json()["id"]
    found = undoing(address, "desk")
    assert (found.back_to, found.running) == (None, 1)
    with pytest.raises(PublishRefused) as refused:
        undo(found)
    assert refused.value.code == "publish.undo-running"
    (deployment,) = client.get("/repository/deployments").json()["data"]
    with pytest.raises(PublishError):  # one that began after the cases were counted
        resolve(address).connection.remove(deployment["id"])  # type: ignore[attr-defined]
    assert client.get(f"/runtime/process-instances/{case}").status_code == 200
    client.delete(f"/runtime/process-instances/{case}").raise_for_status()
    undo(undoing(address, "desk"))
    assert client.get("/repository/deployments").json()["total"] == 0
    assert client.get(f"/history/historic-process-instances/{case}").status_code == 200


def test_what_is_undone_to_runs_again_with_the_files_that_it_had(server: Server) -> None:
    address, client = server
    for version in ("1.0.0", "1.1.0"):
        publish(a_package(version), address)
    undo(undoing(address, "office"))
    query = {"sort": "deployTime", "order": "asc"}
    first, _second, again = client.get("/repository/deployments", params=query).json()["data"]
    files = [
        {one["id"]: client.get(one["contentUrl"]).content for one in client.get(f"{made['url']}/resources").json()}
        for made in (first, again)
    ]
    assert files[0] == files[1]
    assert set(files[0]) == {"p.bpmn20.xml", "office-1.0.0.slip", "office-1.0.0.bar", "receipt.json"}
    latest = client.get("/repository/process-definitions", params={"key": "P", "latest": "true"}).json()["data"]
    assert [(one["version"], one["deploymentId"]) for one in latest] == [(3, again["id"])]
