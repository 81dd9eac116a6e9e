"""Files that are refused: each with file, cause and, where there is one, line."""

from __future__ import annotations

from pathlib import Path

import pytest

from modeler.document.io import document_from_bytes, open_document
from runner.core.errors import FileError, FormatError
from runner.core.xml import Limits
from tests.helpers.builders import an_approval

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">&c;</definitions>"""

HOSTILE = {
    "empty": (b"", "xml.empty", None),
    "blank": (b"  \n ", "xml.empty", None),
    "not-xml": (b"PK\x03\x04 not xml", "xml.malformed", 1),
    "json": (b'{"a": 1}', "xml.malformed", 1),
    "doctype": (b'<?xml version="1.0"?>\n<!DOCTYPE a SYSTEM "http://x/y">\n<a/>', "xml.doctype", 2),
    "bomb": (BOMB, "xml.doctype", 2),
    "not-bpmn": (b'<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml"/>', "bpmn.not-bpmn", 2),
    "no-namespace": (b"<definitions/>", "bpmn.not-bpmn", 1),
    "wrong-encoding": (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<definitions xmlns="{BPMN}"\n name="\xe4"/>'.encode("latin-1"),
        "xml.malformed",
        3,
    ),
    "unknown-encoding": (
        f'<?xml version="1.0" encoding="x-own"?><definitions xmlns="{BPMN}"/>'.encode(),
        "xml.encoding",
        None,
    ),
    "cut-off": (an_approval().bytes()[:900], "xml.malformed", None),
    "undeclared-prefix": (f'<definitions xmlns="{BPMN}">\n<q:x/></definitions>'.encode(), "xml.malformed", 2),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_with_file_cause_and_line(name: str) -> None:
    data, code, line = HOSTILE[name]
    with pytest.raises(FormatError) as caught:
        document_from_bytes(data, f"{name}.bpmn")
    assert caught.value.code == code
    assert f"{name}.bpmn" in caught.value.message
    if line is not None:
        assert caught.value.line == line
        assert str(line) in caught.value.message


def test_deep_nesting_is_refused_while_reading() -> None:
    data = f'<definitions xmlns="{BPMN}">'.encode() + b"<a>" * 100_000 + b"</a>" * 100_000 + b"</definitions>"
    with pytest.raises(FormatError) as caught:
        document_from_bytes(data, "deep.bpmn")
    assert caught.value.code == "xml.too-deep"


def test_too_many_and_too_large_are_refused() -> None:
    data = f'<definitions xmlns="{BPMN}">'.encode() + b"<a/>" * 2000 + b"</definitions>"
    with pytest.raises(FormatError, match="more than 1000"):
        document_from_bytes(data, "many.bpmn", limits=Limits(max_nodes=1000))
    with pytest.raises(FormatError, match="larger than 1000"):
        document_from_bytes(data, "large.bpmn", limits=Limits(max_bytes=1000))


def test_a_file_as_deep_as_allowed_is_opened_edited_and_saved() -> None:
    deep = b"<x>" * 900 + b"</x>" * 900
    data = an_approval().bytes().replace(b"</bpmn:process>", b"<bpmn:extensionElements>" + deep
                                         + b"</bpmn:extensionElements></bpmn:process>")  # fmt: skip
    doc = document_from_bytes(data, "deep.bpmn")
    with doc.transaction("x"):
        doc.journal.set_attribute(doc.tree.nodes[-1], "a", "1")
        doc.journal.set_attribute(next(doc.tree.root.iter("x")), "a", "1")
    assert doc.tree.to_bytes(every=True) == doc.tree.to_bytes()


def test_a_missing_file_is_a_file_error(tmp_path: Path) -> None:
    with pytest.raises(FileError) as caught:
        open_document(tmp_path / "none.bpmn")
    assert "none.bpmn" in caught.value.message


def test_the_namespace_error_of_the_corpus_names_line_and_cause(corpus: Path) -> None:
    with pytest.raises(FormatError) as caught:
        open_document(corpus / "vendor-exports" / "ibm" / "A.3.0-export.bpmn")
    assert caught.value.line == 2
    assert "xmlns:Process" in caught.value.message
