"""What is Flowable's own way when it is published to."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO

import httpx
import pytest

from modeler.publish.pipeline import plan, publish, resolve, undo, undoing
from modeler.publish.target import PublishRefused
from modeler.publish.targets.flowable import NAME
from runner.core import atomic
from runner.core.errors import PublishError
from tests.servers.exchanges import process
from tests.servers.fake import Answer, Asked
from tests.servers.fake_flowable import Deployment, FakeFlowable
from tests.unit.publish.packages import a_package


@pytest.fixture
def server() -> Iterator[FakeFlowable]:
    fake = FakeFlowable()
    with fake.running("/process-api"):
        yield fake


def address(server: FakeFlowable) -> str:
    return f"flowable:{server.url}"


def put(server: FakeFlowable, name: str, tenant: str = "", model: bytes = b"") -> None:
    """What somebody else deploys."""
    data = BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("other.bpmn20.xml", model or process("P"))
    query = {"deploymentName": name, "tenantId": tenant}
    file = {"file": ("other.bar", data.getvalue())}
    assert httpx.post(f"{server.url}/repository/deployments", params=query, files=file).status_code == 201


def test_one_archive_holds_what_runs_the_package_the_receipt_and_what_runs_alone(server: FakeFlowable) -> None:
    publish(a_package(), address(server))
    (made,) = server.deployments
    assert set(made.files) == {"p.bpmn20.xml", "office-1.0.0.slip", "office-1.0.0.bar", "receipt.json"}
    assert made.name == NAME.format(name="office", version="1.0.0", digest=atomic.digest(a_package()))


def test_the_same_package_is_not_uploaded_again(server: FakeFlowable) -> None:
    publish(a_package(), address(server))
    assert publish(a_package(), address(server)).state == "unchanged"
    assert [one.method for one in server.asked].count("POST") == 1


def test_what_is_undone_to_is_uploaded_once_more_as_it_was(server: FakeFlowable) -> None:
    for version in ("1.0.0", "1.1.0"):
        publish(a_package(version), address(server))
    undo(undoing(address(server), "office"))
    first, _second, again = server.deployments
    assert (again.name, again.files) == (first.name, first.files)
    assert server.latest("P")["version"] == 3


@pytest.mark.parametrize("name", ["office-1.0.0.slip", "office-1.0.0.bar"])
def test_what_does_not_come_back_as_it_was_is_not_uploaded_once_more(server: FakeFlowable, name: str) -> None:
    for version in ("1.0.0", "1.1.0"):
        publish(a_package(version), address(server))
    server.deployments[0].files[name] += b"!"
    with pytest.raises(PublishError) as caught:
        undo(undoing(address(server), "office"))
    assert caught.value.code == "publish.mismatch"
    assert server.deployed() == 2


def test_the_only_version_stays_where_a_case_of_it_runs(server: FakeFlowable) -> None:
    publish(a_package(), address(server))
    server.begin("P")
    found = undoing(address(server), "office")
    assert (found.back_to, found.running) == (None, 1)
    with pytest.raises(PublishRefused) as caught:
        undo(found)
    assert (caught.value.code, caught.value.params["count"]) == ("publish.undo-running", "1")
    assert server.deployed() == 1


def test_a_case_that_begins_at_the_moment_of_undoing_keeps_its_process(server: FakeFlowable) -> None:
    publish(a_package(), address(server))
    found = undoing(address(server), "office")

    def begin(asked: Asked) -> None:
        if asked.method == "DELETE":
            server.begin("P")

    server.fault = begin
    with pytest.raises(PublishError):
        undo(found)
    assert server.deployed() == 1
    assert len(server.cases) == 1


def test_cases_of_other_versions_are_not_counted(server: FakeFlowable) -> None:
    publish(a_package("1.0.0"), address(server))
    server.begin("P")
    publish(a_package("1.1.0"), address(server))
    assert undoing(address(server), "office").running == 0


def test_who_deploys_the_same_process_there_is_told_of_but_not_a_tenant(server: FakeFlowable) -> None:
    publish(a_package("1.0.0"), address(server))
    put(server, "theirs", "tenant")
    assert plan(a_package("1.1.0"), address(server)).server.foreign == ()
    put(server, "theirs")
    found = plan(a_package("1.1.0"), address(server))
    assert found.server.foreign == ("P",)
    assert "publish.foreign" in {problem.code for problem in found.problems}


def test_the_names_of_others_and_of_tenants_are_not_taken_for_ours(server: FakeFlowable) -> None:
    publish(a_package(name="of_ice"), address(server))
    own = NAME.format(version="9.0.0", digest="0" * 64, name="{}")
    for name, tenant in (("offfice", ""), ("of_ice", "tenant"), ("of_ice more", "")):
        server.deployments.append(Deployment(own.format(name), {}, tenant))
    server.deployments.append(Deployment("of_ice 9.0.0", {}))
    assert set(resolve(address(server)).connection.state("of_ice").versions) == {"1.0.0"}


def test_long_lists_are_read_to_their_end(server: FakeFlowable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("modeler.publish.targets.flowable._PAGE", 2)
    for number in range(5):
        publish(a_package(f"1.{number}.0"), address(server))
    assert len(resolve(address(server)).connection.state("office").versions) == 5


def test_an_upload_that_arrived_as_nothing_is_found_when_it_is_read_back(server: FakeFlowable) -> None:
    def spoil(asked: Asked) -> Answer | None:
        if asked.method != "POST":
            return None
        made = Deployment(asked.query["deploymentName"], {})
        server.deployments.append(made)
        return Answer(201, made.told(server.url))

    server.fault = spoil
    with pytest.raises(PublishError) as caught:
        publish(a_package(), address(server))
    assert caught.value.code == "publish.not-there"


def test_what_the_engine_refuses_is_not_there_and_stands_at_its_element(server: FakeFlowable) -> None:
    text = (
        "Errors while parsing:\n[Validation set: 'flowable-executable-process' | Problem: 'flowable-signal'] : "
        "no - [Extra info : processDefinitionId = P | id = S |  | activityName = 开始 | ] ( line: 3, column: 9)\n"
    )
    refusal = Answer(500, {"message": "Internal server error", "exception": text})
    server.fault = lambda asked: refusal if asked.method == "POST" else None
    with pytest.raises(PublishRefused) as caught:
        publish(a_package(), address(server))
    assert caught.value.code == "publish.engine-refuses"
    assert [(one.element, one.line, one.file) for one in caught.value.problems] == [("S", 3, "p.bpmn20.xml")]
