"""Environments: roles and addresses called as they are there, tenants, notes, the same bytes from one to the next."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from modeler.publish import ledger
from modeler.publish.environments import Environment, with_environment
from modeler.publish.mapping import addresses_of, roles_of
from modeler.publish.pipeline import convert, plan, publish, resolve, undo, undoing
from modeler.publish.promoting import promote, promoting
from modeler.publish.signing import SigningKey
from runner.bundle.archive import package_bytes, read_package, signed
from runner.bundle.bundle import Bundle, WorkspaceInfo
from runner.core import atomic
from runner.core.errors import PublishError
from runner.rights.model import Rule, WorkspaceRights
from tests.helpers.dialect_models import DialectModel, E, S, chain, ext, node
from tests.helpers.lines import CommandLine
from tests.servers.fake_operaton import FakeOperaton
from tests.unit.publish.packages import a_package

LI = SigningKey("Li", bytes(range(32)))
BODY = (
    S
    + node("userTask", "A", ext('<slip:handler strategy="role" who="role:hr role:boss"/>'))
    + node("userTask", "H", ext('<slip:handler strategy="departmentHead" level="1"/>'))
    + node("serviceTask", "B", ext('<slip:service kind="http" system="erp" operation="book"/>'))
    + node("serviceTask", "C", ext('<slip:service kind="http" url="https://test.example.com/a/b"/>'))
    + E
    + chain("S", "A", "H", "B", "C", "E")
)
ASKS = DialectModel("asks", {"P": BODY})


def a_bundle(version: str = "1.0.0") -> Bundle:
    rights = WorkspaceRights(
        allow=[Rule(action="start", who="department:sales/**"), Rule(action="see", who="role:hr")]
    )
    return replace(ASKS.bundle, workspace=WorkspaceInfo(id="office", version=version), rights=rights)


def asks(version: str = "1.0.0") -> bytes:
    return package_bytes(a_bundle(version))


ROLES = {"role:hr": "hr-team", "role:boss": "chiefs", "departmentHead": "heads", "department:sales": "sellers"}
ENDPOINTS = {"erp": "https://erp.prod", "https://test.example.com": "https://prod.example.com/x/"}


@pytest.fixture
def engine() -> Iterator[tuple[FakeOperaton, str]]:
    fake = FakeOperaton()
    with fake.running("/engine-rest") as url:
        ledger.ledger_path(f"operaton:{url}").unlink(missing_ok=True)
        yield fake, url


def refused(code: str) -> pytest.RaisesExc[PublishError]:
    return pytest.RaisesExc(PublishError, check=lambda error: error.code == code and "{" not in error.message)


# -- mapping -------------------------------------------------------------------------------------------


def test_what_a_model_asks_of_a_server_is_listed() -> None:
    assert set(roles_of(a_bundle())) == {"role:hr", "role:boss", "departmentHead", "department:sales/**"}
    assert addresses_of(a_bundle()) == ["erp", "https://test.example.com/a/b"]


@pytest.mark.parametrize("dialect", ["camunda", "flowable", "zeebe"])
def test_roles_and_addresses_are_called_as_they_are_there_and_the_package_stays_as_it_was_signed(
    dialect: str,
) -> None:
    data = signed(asks(), LI.private)
    stage = Environment(id="prod", roles=ROLES, endpoints=ENDPOINTS)
    made = convert(data, dialect, stage)
    text = b"".join(made.files.values()).decode("utf-8", "replace")
    for word in ("hr-team", "chiefs", "heads", "https://erp.prod", "https://prod.example.com/x/a/b"):
        assert word in text, word
    assert "test.example.com" not in text
    assert made.data == data
    assert "hr-team" not in data.decode("utf-8", "replace")
    assert convert(data, dialect).files != made.files


def test_an_environment_that_asks_for_all_refuses_what_is_not_mapped(engine: tuple[FakeOperaton, str]) -> None:
    fake, url = engine
    stage = Environment(id="prod", name="Production", target="operaton", url=url, all_mapped=True)
    found = plan(asks(), stage.address, stage)
    assert {one.code for one in found.problems} >= {"publish.unmapped", "publish.no-address"}
    told = next(one for one in found.problems if one.code == "publish.unmapped").message
    assert all(one in told for one in ("Production", "role:hr", "departmentHead", "department:sales"))
    with refused("publish.unmapped"):
        publish(asks(), stage.address, stage)
    assert fake.deployed() == 0
    half = stage.model_copy(update={"roles": ROLES})
    with refused("publish.no-address"):
        publish(asks(), half.address, half)
    whole = half.model_copy(update={"endpoints": ENDPOINTS})
    receipt = publish(asks(), whole.address, whole)
    assert (receipt.roles, receipt.endpoints) == (ROLES, ENDPOINTS)
    assert b"hr-team" in fake.deployments[0].files["asks.bpmn"]


def test_a_mapping_that_changed_is_published_again_and_undone_to_what_was_before(
    engine: tuple[FakeOperaton, str],
) -> None:
    fake, url = engine
    stage = Environment(id="prod", target="operaton", url=url)
    publish(asks("0.9.0"), stage.address, stage)
    publish(asks(), stage.address, stage)
    assert plan(asks(), stage.address, stage).unchanged
    mapped = stage.model_copy(update={"roles": ROLES})
    found = plan(asks(), mapped.address, mapped)
    assert found.remapped
    assert not found.unchanged
    assert publish(asks(), mapped.address, mapped).state == "published"
    assert plan(asks(), mapped.address, mapped).unchanged
    assert b"hr-team" in fake.deployments[-1].files["asks.bpmn"]
    asked = undoing(mapped.address, "office", mapped)
    assert (asked.version, asked.back_to) == ("1.0.0", "0.9.0")


def test_a_tenant_of_a_server_is_a_place_of_its_own(engine: tuple[FakeOperaton, str]) -> None:
    fake, url = engine
    plain = Environment(id="all", target=f"operaton:{url}")
    north, south = (Environment(id=one, target="operaton", url=url, tenant=one) for one in ("north", "süd 1"))
    assert len({plain.address, north.address, south.address}) == 3
    for stage in (plain, north, south):
        ledger.ledger_path(stage.address).unlink(missing_ok=True)
        publish(asks(), stage.address, stage)
    publish(asks("1.1.0"), north.address, north)
    assert [one.tenant for one in fake.deployments] == [None, "north", "süd 1", "north"]
    latest = {one.id: resolve(one.address, one).connection.state("office").latest for one in (plain, north, south)}
    assert latest == {"all": "1.0.0", "north": "1.1.0", "süd 1": "1.0.0"}
    undo(undoing(north.address, "office", north))
    assert fake.deployments[-1].tenant == "north"
    assert [one.version for one in ledger.entries(south.address)] == ["1.0.0"]
    assert Environment(id="x", target="folder:/p", tenant="t").address == "folder:/p"


# -- notes and promotion -------------------------------------------------------------------------------


def stages(tmp_path: Path, **more: object) -> tuple[Environment, Environment]:
    test = Environment(id="test", name="Test", target=f"folder:{tmp_path / 'test'}")
    prod = Environment(id="prod", name="Production", target=f"folder:{tmp_path / 'prod'}")
    return test, prod.model_copy(update=more)


def test_a_note_is_asked_for_and_kept(tmp_path: Path) -> None:
    _test, prod = stages(tmp_path, note=True)
    for note in ("", "  "):
        with refused("publish.no-note"):
            publish(a_package(), prod.address, prod, note=note)
    assert not (tmp_path / "prod").exists()
    receipt = publish(a_package(), prod.address, prod, note=" Agreed on 2 March ")
    assert receipt.note == "Agreed on 2 March"
    assert ledger.entries(prod.address)[-1].note == receipt.note
    assert publish(a_package(), prod.address, prod).state == "unchanged", "nothing is published, so nothing is asked"


def test_the_same_signed_bytes_go_from_one_environment_to_the_next(tmp_path: Path) -> None:
    test, prod = stages(tmp_path, trusted=[LI.public], note=True)
    data = signed(a_package(), LI.private)
    publish(data, test.address, test)
    found = promoting("office", test, prod)
    assert not (tmp_path / "prod").exists()
    receipt = promote(found, note="fine", who="zhou")
    assert (receipt.came_from, receipt.environment, receipt.note, receipt.signer) == ("test", "prod", "fine", "Li")
    assert resolve(prod.address).connection.fetch("office", "1.0.0") == data
    assert receipt.digest == atomic.digest(data)
    assert promoting("office", test, prod).plan.unchanged


def test_what_is_not_in_force_or_not_proved_is_not_promoted(tmp_path: Path) -> None:
    test, prod = stages(tmp_path)
    with refused("promote.not-there"):
        promoting("office", test, prod)
    with refused("promote.same"):
        promoting("office", test, test)
    with refused("promote.nowhere"):
        promoting("office", test, Environment(id="x"))
    for version in ("1.0.0", "1.1.0"):
        publish(a_package(version), test.address, test)
    with refused("promote.not-there"):
        promoting("office", test, prod, "2.0.0")
    assert promoting("office", test, prod, "1.0.0").version == "1.0.0"
    undo(undoing(test.address, "office"))
    with refused("promote.not-there"):
        promoting("office", test, prod, "1.1.0")
    assert promoting("office", test, prod).version == "1.0.0"
    ledger.ledger_path(test.address).unlink()
    assert promoting("office", test, prod).receipt.version == "1.0.0", "the receipt beside it proves it as well"
    (tmp_path / "test" / "office" / "1.0.0" / "receipt.json").unlink()
    with refused("promote.no-receipt"):
        promoting("office", test, prod)
    assert not (tmp_path / "prod").exists()


def test_what_was_changed_in_the_first_environment_does_not_go_on(tmp_path: Path) -> None:
    test, prod = stages(tmp_path)
    publish(a_package(), test.address, test)
    (tmp_path / "test" / "office" / "1.0.0" / "office-1.0.0.slip").write_bytes(a_package(term="evil"))
    with refused("promote.no-receipt"):
        promoting("office", test, prod)


def test_a_place_that_moved_on_since_it_was_looked_at_refuses(tmp_path: Path) -> None:
    test, prod = stages(tmp_path)
    publish(a_package("1.1.0"), test.address, test)
    found = promoting("office", test, prod)
    publish(a_package("1.0.0"), prod.address, prod)
    with refused("publish.conflict"):
        promote(found)


def test_an_untrusted_package_is_not_promoted(tmp_path: Path) -> None:
    test, prod = stages(tmp_path, trusted=[LI.public])
    publish(a_package(), test.address, test)
    found = promoting("office", test, prod)
    assert [one.code for one in found.plan.problems] == ["publish.unsigned"]
    with refused("publish.unsigned"):
        promote(found)


# -- the command line -----------------------------------------------------------------------------------


def test_the_command_line_promotes_and_the_ledger_tells_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    monkeypatch.setenv("LANGUAGE", "en")
    line, info = CommandLine(capsys), WorkspaceInfo(id="office")
    for stage in stages(tmp_path, note=True):
        info = with_environment(info, stage)
    (tmp_path / "workspace.json").write_text(json.dumps(info.model_dump(mode="json", by_alias=True)), "utf-8")
    (tmp_path / "p.slip").write_bytes(a_package())
    monkeypatch.chdir(tmp_path)
    assert line("promote", "office", "--from", "test", "--to", "prod").code == 1
    assert line("publish", "p.slip", "--environment", "test").code == 0
    looked = line.json("promote", "office", "--from", "test", "--to", "prod", "--plan")
    assert (looked.code, looked.data["receipt"], looked.data["version"]) == (0, None, "1.0.0")
    said = line("promote", "office", "--from", "test", "--to", "prod")
    assert said.code == 1
    assert "Production asks for a note" in said.err
    done = line.json("promote", "office", "--from", "test", "--to", "prod", "--note", "tried for a week")
    assert done.code == 0
    assert done.data["receipt"]["cameFrom"] == "test"
    told = line("ledger", "--target", f"folder:{tmp_path / 'prod'}").out
    assert "tried for a week" in told
    assert "from test" in told
    assert "tried for a week" in {one["note"] for one in line.json("ledger").data["entries"]}
    assert line("promote", "office", "--from", "test", "--to", "moon", "--note", "x").code == 1
    assert line.json("undo", "office", "--environment", "prod").data["version"] == "1.0.0"


def test_the_digest_is_that_of_the_signed_file() -> None:
    assert read_package(signed(a_package(), LI.private)).digest != read_package(a_package()).digest
