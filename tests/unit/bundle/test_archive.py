"""A package is one file with fixed bytes, and refused as soon as one of them is another."""

from __future__ import annotations

import io
import json
import stat
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.bundle import container
from runner.bundle.archive import (
    MANIFEST,
    MemberDigest,
    package_bytes,
    read_package,
    verify_package,
    write_package,
)
from runner.bundle.bundle import Bundle, WorkspaceInfo
from runner.bundle.graph import Flow, Graph, Node
from runner.core import atomic
from runner.core.errors import FormatError
from runner.data.dictionary import Dictionary, Element
from runner.data.model import read_value
from runner.forms.schema import Form
from runner.organization.model import Organization, User

GRAPH = Graph(
    process="Process_a",
    name="请假",
    source="processes/请假.bpmn",
    nodes=[
        Node(id="Start", kind="startEvent", outgoing=["Flow"]),
        Node(id="End", kind="endEvent", incoming=["Flow"]),
    ],
    flows=[Flow(id="Flow", source="Start", target="End")],
)


def a_bundle() -> Bundle:
    form = {"type": "default", "id": "a", "components": [{"type": "textfield", "key": "reason", "appearance": {}}]}
    return Bundle(
        entry="Process_a",
        sources={"processes/请假.bpmn": b"<definitions/>"},
        graphs={"Process_a": GRAPH},
        forms={"a": read_value(Form, json.dumps(form).encode(), "a.form")},
        decisions={"level": b"<dmn/>"},
        workspace=WorkspaceInfo(id="office", version="1.2.0", environments=[{"id": "test", "url": "https://secret"}]),
        organization=Organization(users=[User(id="zhang", name="张三")]),
        dictionary=Dictionary(elements=[Element(code="days", name={"zh": "天数", "en": "Days"})]),
    )


EXTRAS = {"cases/a.json": b'{"formatVersion": 1}\n', "scenarios/usual.json": b"{}\n"}
PACKAGE = package_bytes(a_bundle(), EXTRAS)


def rezipped(change: Callable[[dict[str, bytes]], None]) -> bytes:
    """The package with changed members, in a container that is right in itself."""
    members = container.take(PACKAGE, "p.slip")
    change(members)
    return container.build(members)


def refusal(data: bytes) -> str:
    with pytest.raises(FormatError) as caught:
        read_package(data, file="p.slip")
    assert "p.slip" in caught.value.message, "the sentence names the file"
    assert "{" not in caught.value.message, "every place in the sentence is filled"
    assert not verify_package(data, file="p.slip").ok
    return caught.value.code


def test_a_package_gives_back_the_same_bundle() -> None:
    package = read_package(PACKAGE)
    assert package.bundle.hash == a_bundle().hash
    assert package.bundle.graphs == {"Process_a": GRAPH}
    assert package.bundle.sources == {"processes/请假.bpmn": b"<definitions/>"}
    assert package.cases == {"cases/a.json": EXTRAS["cases/a.json"]}
    assert package.scenarios == {"scenarios/usual.json": EXTRAS["scenarios/usual.json"]}
    assert package.manifest.requires == ["endEvent", "startEvent"]


def test_environments_stay_behind() -> None:
    assert b"secret" not in PACKAGE
    assert read_package(PACKAGE).bundle.workspace.environments == []


def test_writing_twice_gives_equal_bytes_whatever_the_order_of_members(tmp_path: Path) -> None:
    first = write_package(a_bundle(), tmp_path / "1.slip", extras=EXTRAS)
    second = write_package(a_bundle(), tmp_path / "2.slip", extras=dict(reversed(EXTRAS.items())))
    assert first.digest == second.digest == atomic.digest(PACKAGE)
    assert (tmp_path / "1.slip").read_bytes() == PACKAGE
    assert first.ok
    assert MANIFEST in first.members


def test_any_unzip_opens_it_and_members_are_stored_sorted_with_fixed_times() -> None:
    with zipfile.ZipFile(io.BytesIO(PACKAGE)) as archive:
        assert archive.testzip() is None
        infos = archive.infolist()
    assert [info.filename for info in infos] == sorted(info.filename for info in infos)
    assert {info.compress_type for info in infos} == {zipfile.ZIP_STORED}
    assert {info.date_time for info in infos} == {(1980, 1, 1, 0, 0, 0)}
    assert {info.external_attr >> 16 for info in infos} == {stat.S_IFREG | 0o644}


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(PACKAGE) - 1), st.integers(1, 255))
def test_any_flipped_byte_is_refused(position: int, mask: int) -> None:
    data = bytearray(PACKAGE)
    data[position] ^= mask
    with pytest.raises(FormatError):
        read_package(bytes(data))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, len(PACKAGE) - 1))
def test_any_cut_off_package_is_refused(length: int) -> None:
    with pytest.raises(FormatError):
        read_package(PACKAGE[:length])


@pytest.mark.parametrize("data", [PACKAGE + b"\0", b"MZ" + PACKAGE, b"", b"hello"])
def test_anything_before_after_or_instead_is_refused(data: bytes) -> None:
    assert refusal(data) in ("package.altered", "package.unreadable")


def test_a_changed_member_is_refused_though_the_container_is_right() -> None:
    code = refusal(rezipped(lambda members: members.update({"decisions/level.dmn": b"<dmm/>"})))
    assert code == "package.tampered"


def test_a_missing_member_is_refused() -> None:
    assert refusal(rezipped(lambda members: members.pop("dictionary.json") and None)) == "package.missing"


def test_an_extra_member_is_refused() -> None:
    assert refusal(rezipped(lambda members: members.update({"cases/b.json": b"{}"}))) == "package.extra"


def test_a_package_without_manifest_is_refused() -> None:
    assert refusal(rezipped(lambda members: members.pop(MANIFEST) and None)) == "package.no-manifest"


def edit_manifest(**changes: object) -> bytes:
    def change(members: dict[str, bytes]) -> None:
        manifest = json.loads(members[MANIFEST])
        manifest.update(changes)
        members[MANIFEST] = json.dumps(manifest).encode()

    return rezipped(change)


def test_an_unknown_format_version_is_refused() -> None:
    assert refusal(edit_manifest(formatVersion=2)) == "json.version"


def test_an_entry_that_is_not_inside_is_refused() -> None:
    assert refusal(edit_manifest(entry="Process_b")) == "package.entry"


def test_a_need_that_this_version_does_not_know_is_refused() -> None:
    assert refusal(edit_manifest(requires=["quantumGateway"])) == "package.requires"


def test_an_unknown_format_version_of_a_member_is_refused() -> None:
    def change(members: dict[str, bytes]) -> None:
        data = b'{"formatVersion": 9}'
        members["dictionary.json"] = data
        manifest = json.loads(members[MANIFEST])
        manifest["members"]["dictionary.json"] = {"sha256": atomic.digest(data), "size": len(data)}
        members[MANIFEST] = json.dumps(manifest).encode()

    assert refusal(rezipped(change)) == "json.version"


def zipped(*entries: tuple[zipfile.ZipInfo | str, bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    target = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(target, "w", compression) as archive:
        warnings.simplefilter("ignore")  # zipfile warns of the duplicate that the test wants
        for name, data in entries:
            archive.writestr(name, data)
    return target.getvalue()


@pytest.mark.parametrize(
    "name",
    [
        "../evil.txt",
        "/etc/passwd",
        "a/../../b",
        "C:/x",
        "a\\b",
        "a//b",
        "./a",
        "a/.",
        "nul.txt",
        "a/COM1",
        "a ",
        "a.",
    ],
)
def test_a_path_that_leaves_the_folder_is_refused(name: str) -> None:
    assert refusal(zipped((name, b"x"))) in ("package.path", "package.link")
    with pytest.raises(FormatError):
        container.build({name: b"x"})


def test_a_link_is_refused() -> None:
    link = zipfile.ZipInfo("forms/a.form")
    link.create_system = 3
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert refusal(zipped((link, b"/etc/passwd"))) == "package.link"


def test_a_folder_entry_is_refused() -> None:
    assert refusal(zipped(("forms/", b""))) == "package.link"


@pytest.mark.parametrize("second", ["a.json", "A.json"])
def test_two_members_of_one_name_are_refused(second: str) -> None:
    assert refusal(zipped(("a.json", b"1"), (second, b"2"))) == "package.duplicate"


def test_a_compressed_member_is_refused_unread() -> None:
    bomb = zipped(("a.json", b"0" * 1_000_000), compression=zipfile.ZIP_DEFLATED)
    assert refusal(bomb) == "package.compressed"


def test_too_many_members_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "MAX_MEMBERS", 3)
    assert refusal(PACKAGE) == "package.too-many"


def test_too_many_bytes_are_refused_before_they_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "MAX_BYTES", 100)
    assert refusal(PACKAGE) == "package.too-large"


def test_the_digest_of_a_receipt_is_compared() -> None:
    assert verify_package(PACKAGE, atomic.digest(PACKAGE).upper()).ok
    report = verify_package(PACKAGE, "0" * 64)
    assert [problem.code for problem in report.problems] == ["package.digest"]


def test_an_extra_without_a_place_is_not_packed() -> None:
    with pytest.raises(FormatError) as caught:
        package_bytes(a_bundle(), {"graph/x.json": b"{}"})
    assert caught.value.code == "package.member-place"


def test_the_manifest_lists_all_but_itself() -> None:
    members = container.take(PACKAGE, "p")
    manifest = read_package(PACKAGE).manifest
    assert set(manifest.members) == set(members) - {MANIFEST}
    assert manifest.members["decisions/level.dmn"] == MemberDigest(sha256=atomic.digest(b"<dmn/>"), size=6)


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.text("abcä表/.-_", min_size=1, max_size=12).filter(container.is_safe_name), st.binary()))
def test_a_container_gives_back_its_members(members: dict[str, bytes]) -> None:
    assert container.take(container.build(members), "c") == members


@pytest.mark.parametrize("process", ["Process_1", "流程", "a/../b", "..", "con", "x" * 300, "a b"])
def test_a_process_of_any_id_finds_its_place(process: str) -> None:
    bundle = Bundle(entry=process, sources={}, graphs={process: GRAPH.model_copy(update={"process": process})})
    assert set(read_package(package_bytes(bundle)).bundle.graphs) == {process}
