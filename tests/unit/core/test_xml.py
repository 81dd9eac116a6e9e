"""The guarded reader opens what is sound and refuses everything else with place and cause."""

from __future__ import annotations

import codecs

import pytest

from runner.core.errors import FormatError
from runner.core.xml import Limits, read_xml

BOMB = b'<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><a>&b;</a>'


def code_of(data: bytes, limits: Limits | None = None) -> tuple[str, int | None]:
    with pytest.raises(FormatError) as caught:
        read_xml(data, "model.bpmn", limits)
    assert "model.bpmn" in caught.value.message
    return caught.value.code, caught.value.line


def test_sound_file_keeps_comments_and_cdata() -> None:
    tree = read_xml(b"<a><!-- c --><![CDATA[x]]></a>", "model.bpmn")
    assert len(tree.getroot()) == 1


@pytest.mark.parametrize("data", [b"", b"  \n", codecs.BOM_UTF8])
def test_empty_file_is_refused(data: bytes) -> None:
    assert code_of(data)[0] == "xml.empty"


@pytest.mark.parametrize(
    "data",
    [
        BOMB,
        b"\n\n<!DOCTYPE a><a/>",
        b'<?xml version="1.0"?><!-- <a> --><?pi x?><!doctype a><a/>',
        codecs.BOM_UTF8 + BOMB,
        codecs.BOM_UTF16_LE + BOMB.decode().encode("utf-16-le"),
        BOMB.decode().encode("utf-16-be"),
    ],
)
def test_doctype_is_refused_before_anything_is_expanded(data: bytes) -> None:
    assert code_of(data)[0] == "xml.doctype"


def test_doctype_line_is_named() -> None:
    assert code_of(b"<!-- x -->\n\n<!DOCTYPE a><a/>") == ("xml.doctype", 3)


def test_deep_nesting_is_refused_while_reading() -> None:
    assert code_of(b"<a>" * 100_000)[0] == "xml.too-deep"


def test_too_many_elements_are_refused() -> None:
    assert code_of(b"<a>" + b"<b/>" * 20 + b"</a>", Limits(max_nodes=10))[0] == "xml.too-many"


def test_too_many_bytes_are_refused() -> None:
    assert code_of(b"<a/>", Limits(max_bytes=3))[0] == "xml.too-large"


def test_unsound_encoding_is_refused() -> None:
    assert code_of(b'<?xml version="1.0" encoding="UTF-7"?><a/>')[0] == "xml.encoding"


def test_bytes_that_do_not_fit_the_encoding_are_refused_with_their_line() -> None:
    code, line = code_of(b'<?xml version="1.0" encoding="UTF-8"?>\n<a>\xff</a>')
    assert (code, line) == ("xml.malformed", 2)


def test_what_is_no_xml_is_refused() -> None:
    assert code_of(b"PK\x03\x04 zip")[0] == "xml.malformed"


def test_external_entity_is_never_read(tmp_path: object) -> None:
    assert code_of(b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>')[0] == "xml.doctype"
