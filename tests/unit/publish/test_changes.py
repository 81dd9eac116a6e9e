"""The plan says what differs in meaning; a file that is only written otherwise is the same."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from modeler.compile import compile_process
from modeler.document.commands import rename
from modeler.document.document import Document
from modeler.document.io import document_from_bytes
from modeler.publish.changes import changes_between
from modeler.publish.pipeline import plan, publish
from runner.bundle.archive import package_bytes, signed
from runner.bundle.bundle import WorkspaceInfo
from tests.helpers.builders import an_approval


def packed(document: Document, version: str = "1.0.0") -> bytes:
    bundle = compile_process(document).bundle
    assert bundle is not None
    return package_bytes(replace(bundle, workspace=WorkspaceInfo(id="office", version=version)))


def opened(data: bytes) -> Document:
    return document_from_bytes(data, "p.bpmn", seed=1)


def test_a_renamed_task_is_the_one_difference_of_its_diagram(tmp_path: Path) -> None:
    document = opened(an_approval().bytes())
    address = f"folder:{tmp_path / 'server'}"
    publish(packed(document), address)
    rename(document, "A", "审批")
    found = plan(packed(document, "1.1.0"), address)
    (source,) = [name for name in found.changes if name.endswith(".bpmn")]
    (one,) = found.changes[source]
    assert (one.id, [aspect.what for aspect in one.aspects]) == ("A", ["name"])
    states = {item.resource: item.state for item in found.items}
    assert (states[source], states["organization.json"], states["workspace.json"]) == ("changed", "same", "changed")


def test_a_version_that_is_only_written_otherwise_is_published_already(tmp_path: Path) -> None:
    data = an_approval().bytes()
    address = f"folder:{tmp_path / 'server'}"
    first = publish(packed(opened(data)), address)
    other = packed(opened(data.replace(b">\n", b">\n\n\n")))
    assert other != packed(opened(data))
    found = plan(other, address)
    assert found.ok and found.unchanged
    assert {item.state for item in found.items} == {"same"}
    assert [problem.code for problem in found.problems] == ["publish.written-otherwise"]
    again = publish(other, address)
    assert (again.state, again.id, again.digest) == ("unchanged", first.id, first.digest)


def test_other_contents_under_the_same_version_are_refused_with_what_differs(tmp_path: Path) -> None:
    document = opened(an_approval().bytes())
    address = f"folder:{tmp_path / 'server'}"
    publish(packed(document), address)
    rename(document, "A", "Another name")
    found = plan(packed(document), address)
    assert not found.ok and not found.unchanged
    assert [problem.code for problem in found.problems] == ["publish.version-taken"]
    assert any(found.changes.values())


@given(st.sampled_from([b"\n", b"\r\n", b" ", b"\t", b"<!-- a remark -->"]), st.integers(0, 200))
def test_white_space_between_elements_is_never_a_difference(filler: bytes, place: int) -> None:
    data = an_approval().bytes()
    gaps = [found.start() + 1 for found in re.finditer(rb">\s+<", data)]
    at = gaps[place % len(gaps)]
    found = changes_between(packed(opened(data)), packed(opened(data[:at] + filler + data[at:])))
    assert all(not differences for differences in found.values())


def test_a_member_that_cannot_be_read_as_what_it_is_is_different_and_no_more() -> None:
    document = opened(an_approval().bytes())
    bundle = compile_process(document).bundle
    assert bundle is not None
    one, other = (package_bytes(bundle, {"cases/a.json": data}) for data in (b"{}\n", b"{nonsense"))
    assert changes_between(one, other) == {}


def test_a_signature_that_is_added_is_a_difference_and_no_other_writing(tmp_path: Path) -> None:
    data = packed(opened(an_approval().bytes()))
    address = f"folder:{tmp_path / 'server'}"
    publish(data, address)
    for key in (b"k" * 32, b"l" * 32):
        found = plan(signed(data, key), address)
        assert [problem.code for problem in found.problems] == ["publish.version-taken"]
        assert list(found.changes) == ["manifest.sig"]
    assert list(changes_between(signed(data, b"k" * 32), signed(data, b"l" * 32))) == ["manifest.sig"]
    assert changes_between(signed(data, b"k" * 32), signed(data, b"k" * 32)) == {}
