"""The order of children against the schema itself, type by type."""

from __future__ import annotations

import importlib.util
import itertools
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

from modeler.bpmn import names, schema

_XSD = "{http://www.w3.org/2001/XMLSchema}"


@cache
def _root() -> etree._Element:
    found = importlib.util.find_spec("SpiffWorkflow")
    assert found is not None and found.origin is not None
    return etree.parse(str(Path(found.origin).parent / "bpmn" / "parser" / "schema" / "Semantic.xsd")).getroot()


@cache
def _types() -> dict[str, etree._Element]:
    return {item.get("name"): item for item in _root().iter(_XSD + "complexType")}


@cache
def _substitutes(name: str) -> tuple[str, ...]:
    found = [item for item in _root().iterchildren(_XSD + "element") if item.get("substitutionGroup") == name]
    return (name, *(inner for item in found for inner in _substitutes(item.get("name"))))


def _children(type_name: str) -> list[tuple[str, ...]]:
    """The children of a type in their order, each with those that may stand for it."""
    kind = _types()[type_name]
    base = kind.find(f".//{_XSD}extension")
    before = _children(base.get("base")) if base is not None and base.get("base") in _types() else []
    own = [
        _substitutes(item.get("ref").split(":")[-1]) if item.get("ref") else (item.get("name"),)
        for item in kind.iter(_XSD + "element")
        if not any(holder.tag == _XSD + "choice" for holder in item.iterancestors())
    ]
    return before + own


@pytest.mark.parametrize(
    "tag",
    sorted(
        names.FLOW_NODES - names.CHOREOGRAPHY
        | set(names.EVENT_DEFINITIONS)
        | {
            "process", "collaboration", "participant", "lane", "laneSet", "sequenceFlow", "messageFlow",
            "association", "dataObject", "dataObjectReference", "dataStoreReference", "dataInputAssociation",
            "textAnnotation", "dataOutputAssociation", "group", "category", "ioSpecification",
            "inputSet", "outputSet", "dataInput", "dataOutput", "standardLoopCharacteristics",
            "multiInstanceLoopCharacteristics",
        }
    ),
)  # fmt: skip
def test_children_go_where_the_schema_wants_them(tag: str) -> None:
    kind = next(item.get("type") for item in _root().iterchildren(_XSD + "element") if item.get("name") == tag)
    parent = etree.Element(names.q(tag))
    order = _children(kind)
    for first, second in itertools.combinations(range(len(order)), 2):
        for before, after in itertools.product(order[first], order[second]):
            ranks = schema.rank(names.q(before), parent), schema.rank(names.q(after), parent)
            if None not in ranks:
                assert ranks[0] < ranks[1], (before, after)  # type: ignore[operator]
