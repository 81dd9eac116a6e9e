"""What is Camunda 8's own way when it is published to."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterator, Mapping

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modeler.compile import compile_process
from modeler.dialects.parcel import DMN, Label, read_label, unwrap, wrap
from modeler.document.workspace import open_workspace
from modeler.publish import ledger
from modeler.publish.packing import pack
from modeler.publish.pipeline import plan, publish, resolve, undo, undoing
from modeler.publish.target import PublishRefused, Shipment
from modeler.publish.targets import camunda8
from modeler.publish.targets.camunda8 import Camunda8Connection, connect
from modeler.publish.wire import http
from modeler.publish.wire.http import Http
from runner.bundle.container import build
from runner.core import atomic
from runner.core.errors import FormatError, PublishError
from runner.core.problem import Severity
from runner.core.resources import resource_folder
from runner.core.xml import read_xml
from tests.servers.exchanges import process
from tests.servers.fake import Answer, Asked, Gone
from tests.servers.fake_camunda8 import LIMIT, FakeCamunda8, problem
from tests.unit.publish.packages import a_package

PARCEL = "slipway-office.dmn"


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "AGAIN", (0.0, 0.0))
    monkeypatch.setattr(camunda8, "PAUSES", (0.0,) * 20)


@pytest.fixture
def server() -> Iterator[FakeCamunda8]:
    fake = FakeCamunda8()
    with fake.running("/cluster") as url:
        ledger.ledger_path(f"camunda8:{url}").unlink(missing_ok=True)
        yield fake


def address(server: FakeCamunda8) -> str:
    return f"camunda8:{server.url}"


def put(server: FakeCamunda8, name: str, data: bytes, tenant: str = "") -> None:
    """What somebody else deploys."""
    files = {"resources": (name, data)}
    fields = {"tenantId": tenant} if tenant else {}
    answer = httpx.post(f"{server.url}/v2/deployments", files=files, data=fields)
    assert answer.status_code == 200, answer.text


def posts(server: FakeCamunda8) -> int:
    return sum(one.path == "/v2/deployments" for one in server.asked)


# -- what lies there -----------------------------------------------------------------------------------


def test_one_deployment_holds_what_runs_and_a_decision_that_carries_the_rest(server: FakeCamunda8) -> None:
    receipt = publish(a_package(), address(server))
    (made,) = server.deployments
    assert set(made.files) == {"p.bpmn", PARCEL}
    found = unwrap(made.files[PARCEL], PARCEL)
    assert set(found) == {"office-1.0.0.slip", "receipt.json", "files/p.bpmn"}
    assert (found["office-1.0.0.slip"], found["files/p.bpmn"]) == (a_package(), made.files["p.bpmn"])
    assert receipt.id.encode() in found["receipt.json"]
    (drg,) = [one for one in server.stored if one.kind == "drg"]
    digest = atomic.digest(a_package())
    assert drg.told["decisionRequirementsName"] == f"office 1.0.0 Slipway {digest}"


def test_a_diagram_says_which_package_it_is_of(server: FakeCamunda8) -> None:
    publish(a_package(), address(server))
    root = read_xml(server.deployments[0].files["p.bpmn"], "p.bpmn").getroot()
    (mark,) = root.iter("{http://camunda.org/schema/zeebe/1.0}property")
    label = read_label(mark.get("value"))
    assert label == Label("office", "1.0.0", atomic.digest(a_package()))


def test_the_same_package_is_not_uploaded_again(server: FakeCamunda8) -> None:
    publish(a_package(), address(server))
    assert publish(a_package(), address(server)).state == "unchanged"
    assert posts(server) == 1


def test_what_is_undone_to_is_uploaded_once_more_as_it_was(server: FakeCamunda8) -> None:
    for version in ("1.0.0", "1.1.0"):
        publish(a_package(version), address(server))
    undo(undoing(address(server), "office"))
    first, _second, again = server.deployments
    assert again.files == first.files
    assert server.latest("P")["version"] == 3


def test_decisions_and_forms_of_an_undone_version_stay_and_nothing_is_the_latest(server: FakeCamunda8) -> None:
    publish(a_package(), address(server))
    put(server, "other.dmn", wrap(Label("o", "1.0.0", "0" * 64), {}))
    undo(undoing(address(server), "office"))
    assert server.definitions == []
    assert [one.alive for one in server.stored if one.kind == "drg"] == [True, True, True]
    assert resolve(address(server)).connection.state("office").versions == {}
    publish(a_package(), address(server))
    assert [one["version"] for one in server.definitions] == [2]
    assert resolve(address(server)).connection.state("office").latest == "1.0.0"


def test_a_process_of_the_office_goes_there_with_its_forms_and_decisions_and_comes_back(server: FakeCamunda8) -> None:
    space = open_workspace(resource_folder() / "samples" / "office")
    file = next(space.folder.rglob("leave.bpmn"))
    bundle = compile_process(space.open_process(file), space).bundle
    space.close()
    assert bundle is not None
    data = pack(bundle, whole_organization=True)
    publish(data, address(server))
    (made,) = server.deployments
    assert {"leave.bpmn", "leave-authority.dmn"} < set(made.files)
    assert any(name.endswith(".form") for name in made.files)
    assert len(made.files[next(name for name in made.files if name.startswith("slipway-"))]) < 200_000
    connection, name = resolve(address(server)).connection, bundle.workspace.id
    assert connection.fetch(name, bundle.workspace.version) == data
    assert connection.state(name).foreign == ()


# -- what is seen late ---------------------------------------------------------------------------------


def test_a_run_that_was_killed_and_cannot_see_it_yet_makes_nothing_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    fake = FakeCamunda8(lag=30)
    with fake.running("/cluster") as url:
        gone = iter([True])

        def cut(asked: Asked) -> None:
            if asked.path == "/v2/deployments" and next(gone, False):
                raise Gone(after=True)

        fake.fault = cut
        with pytest.raises(PublishError) as caught:
            publish(a_package(), f"camunda8:{url}")
        assert caught.value.code == "publish.cut-off"
        monkeypatch.setattr(camunda8, "PAUSES", (0.0,) * 60)
        receipt = publish(a_package(), f"camunda8:{url}")
        assert posts(fake) == 2
        assert [one["version"] for one in fake.definitions] == [1]
        found = resolve(f"camunda8:{url}").connection.receipt("office", "1.0.0")
        assert found is not None
        assert found.id == receipt.id == ledger.entries(f"camunda8:{url}")[-1].id


def test_what_is_not_shown_in_time_is_said_and_found_by_the_next_run() -> None:
    fake = FakeCamunda8(lag=25)
    with fake.running("/cluster") as url:
        with pytest.raises(PublishError) as caught:
            publish(a_package(), f"camunda8:{url}")
        assert caught.value.code == "publish.camunda8-late"
        assert ledger.entries(f"camunda8:{url}") == []
        for _question in range(10):
            resolve(f"camunda8:{url}").connection.greet()
        assert publish(a_package(), f"camunda8:{url}").state == "unchanged"
        assert (posts(fake), len(ledger.entries(f"camunda8:{url}"))) == (1, 1)


def test_whoever_waits_is_told_and_may_stop() -> None:
    class Stop(Exception):
        pass

    fake, told = FakeCamunda8(lag=6), []

    def tell(step: str) -> None:
        told.append(step)
        if told.count("deploy") == 3:
            raise Stop

    with fake.running("/cluster") as url:
        with pytest.raises(Stop):
            publish(a_package(), f"camunda8:{url}", progress=tell)
        for _question in range(10):
            resolve(f"camunda8:{url}").connection.greet()
        assert publish(a_package(), f"camunda8:{url}").state == "unchanged"


# -- others --------------------------------------------------------------------------------------------


def test_who_deploys_the_same_process_there_is_told_of_but_not_a_tenant(server: FakeCamunda8) -> None:
    publish(a_package("1.0.0"), address(server))
    put(server, "theirs.bpmn", process("P"), "north")
    assert plan(a_package("1.1.0"), address(server)).server.foreign == ()
    put(server, "theirs.bpmn", process("P"))
    server.lag = 0
    resolve(address(server)).connection.greet()
    found = plan(a_package("1.1.0"), address(server))
    assert found.server.foreign == ("P",)
    assert "publish.foreign" in {one.code for one in found.problems}


def test_a_tenant_has_versions_of_its_own(server: FakeCamunda8) -> None:
    publish(a_package("1.0.0"), f"{address(server)}?tenant=north")
    assert resolve(address(server)).connection.state("office").versions == {}
    assert set(resolve(f"{address(server)}?tenant=north").connection.state("office").versions) == {"1.0.0"}
    assert {one.tenant for one in server.stored} == {"north"}


def test_of_two_that_publish_one_version_at_once_the_first_stays(
    server: FakeCamunda8, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, ours = a_package("1.1.0", term="other"), a_package("1.1.0")
    publish(a_package("1.0.0"), address(server))
    upload, first = Camunda8Connection.upload, iter([True])

    def meanwhile(self: Camunda8Connection, shipment: Shipment, beside: Mapping[str, bytes]) -> str:
        if next(first, False):
            publish(other, address(server))
        return upload(self, shipment, beside)

    monkeypatch.setattr(Camunda8Connection, "upload", meanwhile)
    with pytest.raises(PublishError) as caught:
        publish(ours, address(server))
    assert caught.value.code == "publish.conflict"
    state = resolve(address(server)).connection.state("office")
    assert (state.latest, state.versions["1.1.0"]) == ("1.1.0", atomic.digest(other))
    assert [one.digest for one in ledger.entries(address(server))][1:] == [atomic.digest(other)]


def test_what_comes_back_as_something_else_is_not_taken_for_ours(server: FakeCamunda8) -> None:
    def spoil(asked: Asked) -> Answer | None:
        if "/process-definitions/" not in asked.path or not asked.path.endswith("/xml"):
            return None
        return Answer(data=process("P"), headers={"Content-Type": "text/xml"})

    server.fault = spoil
    with pytest.raises(PublishError) as caught:
        publish(a_package(), address(server))
    assert caught.value.code == "publish.mismatch"


def test_a_parcel_that_somebody_changed_is_drift(server: FakeCamunda8) -> None:
    publish(a_package("1.0.0"), address(server))
    (drg,) = [one for one in server.stored if one.kind == "drg"]
    label = Label("office", "1.0.0", atomic.digest(a_package("1.0.0")))
    drg.data = wrap(label, {"office-1.0.0.slip": a_package("1.0.0", term="other")})
    assert "publish.drifted" in {one.code for one in plan(a_package("1.1.0"), address(server)).problems}
    drg.data = b"<definitions/>"
    assert "publish.drifted" in {one.code for one in plan(a_package("1.1.0"), address(server)).problems}


# -- cases ---------------------------------------------------------------------------------------------


def test_the_only_version_stays_where_a_case_of_it_runs(server: FakeCamunda8) -> None:
    publish(a_package(), address(server))
    server.begin("P")
    found = undoing(address(server), "office")
    assert (found.back_to, found.running) == (None, 1)
    with pytest.raises(PublishRefused) as caught:
        undo(found)
    assert (caught.value.code, caught.value.params["count"]) == ("publish.undo-running", "1")
    assert len(server.definitions) == 1


def test_cases_of_other_versions_are_not_counted_and_those_of_one_definition_once(server: FakeCamunda8) -> None:
    publish(a_package("1.0.0"), address(server))
    server.begin("P")
    publish(a_package("1.1.0"), address(server))
    assert undoing(address(server), "office").running == 0
    undo(undoing(address(server), "office"))
    server.begin("P")
    assert resolve(address(server)).connection.running("office", "1.0.0") == 2


def test_an_undoing_that_was_killed_half_way_is_done_by_the_next_one(server: FakeCamunda8) -> None:
    publish(a_package(), address(server))

    def cut(asked: Asked) -> None:
        if asked.path == "/v2/deployments":
            raise Gone

    server.fault = cut
    with pytest.raises(PublishError):
        undo(undoing(address(server), "office"))
    server.fault = None
    undo(undoing(address(server), "office"))
    assert resolve(address(server)).connection.state("office").latest is None


# -- refusals ------------------------------------------------------------------------------------------


def test_what_is_busy_and_took_nothing_is_asked_again_and_anything_else_is_not(server: FakeCamunda8) -> None:
    busy = iter([problem(503, "RESOURCE_EXHAUSTED", "try later")])
    server.fault = lambda asked: next(busy, None) if asked.path == "/v2/deployments" else None
    publish(a_package("1.0.0"), address(server))
    assert posts(server) == 2
    proxy = iter([Answer(503)])
    server.fault = lambda asked: next(proxy, None) if asked.path == "/v2/deployments" else None
    with pytest.raises(PublishError) as caught:
        publish(a_package("1.1.0"), address(server))
    assert (caught.value.code, posts(server)) == ("publish.busy", 3)


def test_a_server_that_stays_busy_is_left_alone(server: FakeCamunda8) -> None:
    busy = problem(503, "RESOURCE_EXHAUSTED", "try later")
    server.fault = lambda asked: busy if asked.path == "/v2/deployments" else None
    with pytest.raises(PublishError) as caught:
        publish(a_package(), address(server))
    assert (caught.value.code, posts(server)) == ("publish.busy", 3)


def test_an_upload_that_is_too_large_is_told_before_and_after(
    server: FakeCamunda8, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(camunda8, "LIMIT", 1000)
    (found,) = [one for one in plan(a_package(), address(server)).problems if one.code == "publish.camunda8-large"]
    assert (found.severity, found.params["limit"]) == (Severity.WARNING, "1000")
    server.fault = lambda asked: (
        problem(413, "Payload Too Large", "Maximum upload size exceeded") if "deployments" in asked.path else None
    )
    with pytest.raises(PublishError) as caught:
        publish(a_package(), address(server))
    assert caught.value.code == "publish.too-large-for-server"


def test_the_fake_takes_no_more_than_the_server_as_it_comes(server: FakeCamunda8) -> None:
    files = {"resources": ("a.bpmn", b" " * LIMIT)}
    assert httpx.post(f"{server.url}/v2/deployments", files=files).status_code == 413


@pytest.mark.parametrize(
    ("version", "old"), [("8.7.9", True), ("8.8.0", False), ("8.10.0-alpha2", False), ("9.0", 0)]
)
def test_a_server_that_does_not_tell_what_it_holds_is_told_from_one_that_does(version: str, old: bool) -> None:
    fake = FakeCamunda8(gateway=version)
    with fake.running("/cluster") as url:
        connection = connect(url)
        if not old:
            assert connection.greet() == f"Camunda {version}"
            return
        with pytest.raises(PublishError) as caught:
            connection.greet()
        assert caught.value.code == "publish.camunda8-old"
        assert "8.8" in caught.value.hint


def test_an_address_that_leads_elsewhere_is_told_and_the_version_of_the_interface_may_stand_in_it(
    server: FakeCamunda8,
) -> None:
    assert connect(f"{server.url}/v2/").greet()
    with pytest.raises(PublishError) as caught:
        connect(f"{server.url}/engine-rest").greet()
    assert caught.value.code == "publish.odd-answer"


def test_what_the_engine_refuses_is_not_there_and_stands_at_its_element(server: FakeCamunda8) -> None:
    detail = (
        "Command 'CREATE' rejected with code 'INVALID_ARGUMENT': Expected to deploy new resources, but encountered "
        "the following errors:\n'p.bpmn': - Element: P > S > extensionElements\n    - ERROR: no\n"
    )
    refusal = problem(400, "INVALID_ARGUMENT", detail)
    server.fault = lambda asked: refusal if asked.path == "/v2/deployments" else None
    with pytest.raises(PublishRefused) as caught:
        publish(a_package(), address(server))
    assert caught.value.code == "publish.engine-refuses"
    assert [(one.element, one.file) for one in caught.value.problems] == [("S", "p.bpmn")]
    assert server.stored == []


def test_long_lists_are_read_to_their_end(server: FakeCamunda8, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(camunda8, "_PAGE", 2)
    for number in range(5):
        publish(a_package(f"1.{number}.0"), address(server))
    assert len(resolve(address(server)).connection.state("office").versions) == 5


def test_a_key_is_asked_for_as_text(server: FakeCamunda8) -> None:
    publish(a_package(), address(server))
    found = httpx.post(f"{server.url}/v2/process-instances/search", json={"filter": {"processDefinitionKey": 5}})
    assert found.status_code == 400
    connection = Camunda8Connection(Http(server.url))
    assert connection.running("office", "1.0.0") == 0


# -- the parcel ----------------------------------------------------------------------------------------

NAMES = st.from_regex(r"[a-z请_][a-z0-9._-]{0,8}[a-z0-9]", fullmatch=True)
LABELS = st.builds(Label, NAMES, st.just("1.0.0-rc.1"), st.sampled_from(["undone", "0" * 64, "9af" + "1" * 61]))


@given(LABELS, st.dictionaries(NAMES, st.binary(max_size=60), min_size=1, max_size=4))
def test_what_a_parcel_carries_comes_out_as_it_went_in(label: Label, files: dict[str, bytes]) -> None:
    data = wrap(label, files)
    assert unwrap(data, "a") == files
    root = read_xml(data, "a").getroot()
    assert read_label(root.get("name")) == label
    assert wrap(label, files) == data


@pytest.mark.parametrize(
    "text",
    [
        "", "no base64!", base64.b64encode(b"no archive").decode(),
        base64.b64encode(zlib.compress(build({"a": b"x"}))[:-3]).decode(),
        base64.b64encode(zlib.compress(b"no container")).decode(),
    ],
)  # fmt: skip
def test_what_is_no_parcel_is_refused(text: str) -> None:
    with pytest.raises(FormatError):
        unwrap(f'<definitions xmlns="{DMN}"><description>{text}</description></definitions>'.encode(), "a")


@pytest.mark.parametrize("text", [None, "", "office", "office 1.0.0 Slipway x", "a b 1.0.0 Slipway undone"])
def test_other_names_are_no_labels(text: str | None) -> None:
    assert read_label(text) is None
