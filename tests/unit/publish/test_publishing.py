"""Publishing to a folder, from the plan to the ledger."""

from __future__ import annotations

import json
import os
import threading
import uuid
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modeler.publish import ledger, pipeline
from modeler.publish.pipeline import STEPS, plan, publish
from modeler.publish.receipt import Receipt
from modeler.publish.target import PublishRefused
from modeler.publish.targets import folder as folder_target
from modeler.publish.version import is_version, rank
from runner.core import atomic
from runner.core.errors import FormatError, PublishError
from tests.unit.publish.packages import a_package


@pytest.fixture
def server(tmp_path: Path) -> Path:
    return tmp_path / "server"


def states(data: bytes, server: Path) -> dict[str, str]:
    return {item.resource: item.state for item in plan(data, f"folder:{server}").items}


def test_a_plan_changes_nothing(server: Path) -> None:
    assert set(states(a_package(), server).values()) == {"new"}
    assert not server.exists()


def test_publishing_walks_the_steps_in_order_and_gives_a_receipt(server: Path) -> None:
    walked: list[str] = []
    receipt = publish(a_package(), f"folder:{server}", who="li", progress=walked.append)
    assert walked == [step for step in STEPS if step != "try"]  # nobody asks for a trial case
    assert receipt.state == "published"
    assert receipt.digest == atomic.digest(a_package())
    assert receipt.server == f"folder:{server}"
    assert (server / "office" / "1.0.0" / "office-1.0.0.slip").read_bytes() == a_package()
    index = json.loads((server / "office" / "index.json").read_text("utf-8"))
    assert (index["latest"], index["versions"][0]["digest"]) == ("1.0.0", receipt.digest)
    assert ledger.entries(f"folder:{server}") == [receipt]


def test_the_same_bytes_again_are_unchanged_and_leave_no_trace(server: Path) -> None:
    first = publish(a_package(), f"folder:{server}")
    again = publish(a_package(), f"folder:{server}")
    assert again.state == "unchanged"
    assert again.id == first.id
    assert len(ledger.entries(f"folder:{server}")) == 1
    assert plan(a_package(), f"folder:{server}").unchanged


def test_a_receipt_that_is_no_longer_at_the_server_is_that_of_the_ledger(server: Path) -> None:
    first = publish(a_package(), f"folder:{server}")
    (server / "office" / "1.0.0" / "receipt.json").unlink()
    assert publish(a_package(), f"folder:{server}").id == first.id
    assert ledger.entries(f"folder:{server}") == [first]


def test_the_same_version_with_other_contents_is_refused(server: Path) -> None:
    publish(a_package(), f"folder:{server}")
    with pytest.raises(PublishRefused) as caught:
        publish(a_package(term="other"), f"folder:{server}")
    assert (caught.value.code, caught.value.exit_code) == ("publish.version-taken", 1)


def test_the_plan_tells_new_changed_same_and_server_only(server: Path) -> None:
    publish(a_package("1.0.0", cases=2), f"folder:{server}")
    found = states(a_package("1.1.0", term="other", cases=1), server)
    assert found["dictionary.json"] == "changed"
    assert found["processes/p.bpmn"] == "same"
    assert found["cases/1.json"] == "server-only"
    assert states(a_package("1.1.0", cases=3), server)["cases/2.json"] == "new"


def test_a_copy_changed_on_the_server_is_drift(server: Path) -> None:
    publish(a_package(), f"folder:{server}")
    (server / "office" / "1.0.0" / "office-1.0.0.slip").write_bytes(a_package(term="evil"))
    found = plan(a_package("1.1.0"), f"folder:{server}")
    assert {item.state for item in found.items if item.resource == "dictionary.json"} == {"drifted"}
    assert [problem.code for problem in found.problems] == ["publish.drifted"]
    assert "1.0.0" in found.problems[0].message


def test_a_broken_copy_on_the_server_is_drift_too(server: Path) -> None:
    publish(a_package(), f"folder:{server}")
    (server / "office" / "1.0.0" / "office-1.0.0.slip").write_bytes(b"broken")
    assert [problem.code for problem in plan(a_package("1.1.0"), f"folder:{server}").problems] == ["publish.drifted"]


def test_a_lower_version_is_warned_of_and_the_latest_stays(server: Path) -> None:
    publish(a_package("2.0.0"), f"folder:{server}")
    found = plan(a_package("1.5.0"), f"folder:{server}")
    assert found.ok
    assert [problem.code for problem in found.problems] == ["publish.older"]
    publish(a_package("1.5.0"), f"folder:{server}")
    assert json.loads((server / "office" / "index.json").read_text("utf-8"))["latest"] == "2.0.0"


def test_a_tampered_package_is_not_published(server: Path) -> None:
    with pytest.raises(FormatError):
        publish(a_package()[:-1], f"folder:{server}")
    assert not server.exists()


def test_an_agreed_plan_holds_only_while_the_server_stands_still(server: Path) -> None:
    agreed = plan(a_package("1.1.0"), f"folder:{server}")
    publish(a_package("1.0.0"), f"folder:{server}")
    with pytest.raises(PublishError) as caught:
        publish(a_package("1.1.0"), f"folder:{server}", agreed=agreed)
    assert caught.value.code == "publish.conflict"


def test_of_many_who_publish_one_version_at_once_exactly_one_wins(server: Path) -> None:
    packages = [a_package(term=f"t{number}") for number in range(8)]
    gate = threading.Barrier(len(packages))
    won: list[str] = []
    lost: list[str] = []

    def run(data: bytes) -> None:
        gate.wait()
        try:
            won.append(publish(data, f"folder:{server}").digest)
        except PublishError as error:
            lost.append(error.code)

    threads = [threading.Thread(target=run, args=(data,)) for data in packages]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
    assert set(lost) <= {"publish.locked", "publish.conflict", "publish.version-taken"}
    assert atomic.digest((server / "office" / "1.0.0" / "office-1.0.0.slip").read_bytes()) == won[0]
    assert sorted(item.name for item in (server / "office").iterdir()) == ["1.0.0", "index.json"], "nothing left over"


def test_without_the_lock_the_rename_decides(server: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two machines whose share keeps no exclusive create still cannot overwrite each other."""
    connection = folder_target.connect(str(server))
    first, second = (plan(a_package(term=term), f"folder:{server}") for term in ("a", "b"))
    receipt = pipeline.make_receipt(pipeline.resolve(f"folder:{server}"), first)
    connection.deploy(first.shipment, first.server, receipt)
    monkeypatch.setattr(folder_target.FolderConnection, "state", lambda self, name: first.server)
    with pytest.raises(PublishError) as caught:
        connection.deploy(second.shipment, second.server, receipt)
    assert caught.value.code == "publish.conflict"
    assert connection.fetch("office", "1.0.0") == a_package(term="a")


def test_a_lock_held_by_someone_is_named(server: Path) -> None:
    lock = server / "office" / folder_target.LOCK
    lock.parent.mkdir(parents=True)
    lock.touch()
    with pytest.raises(PublishError) as caught:
        publish(a_package(), f"folder:{server}")
    assert caught.value.code == "publish.locked"
    assert str(lock) in caught.value.hint


def test_a_lock_left_behind_long_ago_is_passed(server: Path) -> None:
    lock = server / "office" / folder_target.LOCK
    lock.parent.mkdir(parents=True)
    lock.touch()
    os.utime(lock, (1, 1))
    assert publish(a_package(), f"folder:{server}").state == "published"


def test_a_failure_while_writing_leaves_nothing(server: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, data: bytes) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(folder_target.atomic, "write_bytes", full)
    with pytest.raises(PublishError) as caught:
        publish(a_package(), f"folder:{server}")
    assert caught.value.code == "publish.folder-unusable"
    assert list((server / "office").iterdir()) == []


@pytest.mark.parametrize("versions", [["1.0.0"], ["1.0.0", "1.1.0"]], ids=["the first", "a later one"])
def test_what_ended_before_the_index_named_it_is_completed_by_the_next_run(
    server: Path, versions: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for version in versions[:-1]:
        publish(a_package(version), f"folder:{server}")
    write, last = folder_target.FolderConnection._write_index, versions[-1]

    def ends(self: folder_target.FolderConnection, home: Path, name: str, withdrawn: frozenset[str]) -> None:
        if (home / last).exists():
            raise KeyboardInterrupt
        write(self, home, name, withdrawn)

    with monkeypatch.context() as patch:
        patch.setattr(folder_target.FolderConnection, "_write_index", ends)
        with pytest.raises(KeyboardInterrupt):
            publish(a_package(last), f"folder:{server}")
    assert not plan(a_package(last), f"folder:{server}").unchanged
    receipt = publish(a_package(last), f"folder:{server}")
    assert json.loads((server / "office" / "index.json").read_text("utf-8"))["latest"] == last
    assert publish(a_package(last), f"folder:{server}").id == receipt.id
    assert [one.version for one in ledger.entries(f"folder:{server}")] == versions


def test_an_index_that_was_lost_takes_nothing_out_of_force(server: Path) -> None:
    publish(a_package(), f"folder:{server}")
    (server / "office" / "index.json").unlink()
    assert plan(a_package("1.1.0"), f"folder:{server}").server.latest == "1.0.0"


def test_a_server_that_gives_back_other_bytes_is_named(server: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder_target.FolderConnection, "fetch", lambda self, name, version: b"other")
    with pytest.raises(PublishError) as caught:
        publish(a_package(), f"folder:{server}")
    assert caught.value.code == "publish.mismatch"
    assert ledger.entries(f"folder:{server}") == []


@pytest.mark.parametrize("address", ["nowhere", "ftp:x", "folder"])
def test_an_unknown_address_names_the_known_kinds(address: str) -> None:
    with pytest.raises(PublishError) as caught:
        plan(a_package(), address)
    assert "folder" in caught.value.hint


def test_a_file_is_no_server(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(PublishError) as caught:
        plan(a_package(), f"folder:{tmp_path / 'file'}")
    assert caught.value.code == "publish.folder-unusable"


def test_the_ledger_survives_a_line_cut_off_by_a_power_loss(server: Path) -> None:
    address = f"folder:{server}"
    first = publish(a_package("1.0.0"), address)
    path = ledger.ledger_path(address)
    with path.open("ab") as stream:
        stream.write(b'{"formatVersion": 1, "id"')
    second = publish(a_package("1.1.0"), address)
    assert ledger.entries(address) == [first, second]


@given(
    names=st.lists(st.sampled_from(["a", "a.b", "b", "请假", "published", 'x"y']), max_size=8),
    asked=st.text(max_size=3),
)
def test_the_entries_of_a_package_are_those_among_all(names: list[str], asked: str) -> None:
    address = f"folder:/srv/{uuid.uuid4().hex}"
    for number, name in enumerate(names):
        ledger.append(address, Receipt(id=str(number), digest="0" * 64, when="", server=address, package=name))
    for name in {*names, asked}:
        assert ledger.entries(address, name) == [one for one in ledger.entries(address) if one.package == name]


def test_ledgers_of_different_targets_do_not_mix() -> None:
    paths = {ledger.ledger_path(address) for address in ("folder:/a/b", "folder:/a-b", "folder:/a/b/")}
    assert len(paths) == 3


def test_versions_sort_as_semver_says() -> None:
    order = [
        "x",
        "0.9.0",
        "1.0.0-alpha",
        "1.0.0-alpha.1",
        "1.0.0-alpha.beta",
        "1.0.0-beta.2",
        "1.0.0-beta.11",
        "1.0.0",
    ]
    mixed = order[::-1]
    assert sorted(mixed, key=rank) == order
    assert not is_version("1.0")
    assert not is_version("01.0.0")
