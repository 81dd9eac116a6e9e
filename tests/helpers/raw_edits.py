"""Random edits by the primitives alone, and which stretches of the source they may change."""

from __future__ import annotations

import random

from lxml import etree

from modeler.document.document import Document
from modeler.document.io import document_from_bytes, to_bytes
from tests.helpers.steady import tree_digest

KINDS = ("attribute", "insert", "delete", "move")


def random_edits(doc: Document, rng: random.Random, count: int) -> tuple[list[tuple[int, int]], dict[str, int]]:
    """Do `count` edits, each kind at least a quarter of them (rounded down); returns the stretches of the
    working bytes that may differ now, and how often each kind was done."""
    spans = doc.tree.source.spans
    known = len(spans)
    allowed: list[tuple[int, int]] = []
    done = dict.fromkeys(KINDS, 0)
    for turn in range(count):
        kind = KINDS[turn % len(KINDS)]
        alive = [n for n in range(1, known) if doc.tree.is_attached(doc.tree.nodes[n])]
        elements = [n for n in alive if isinstance(doc.tree.nodes[n].tag, str)]
        if not elements:
            break
        number = rng.choice(elements)
        node = doc.tree.nodes[number]
        if kind == "attribute":
            name = rng.choice([*node.attrib, "extra"])
            value = rng.choice([None, "", "new", "q\"<&>'", "请假\n é"]) if name in node.attrib else "more 新"
            if name == "id":
                value = f"id{turn}_{rng.random()}"
            doc.journal.set_attribute(node, name, value)
            allowed.append((spans.start[number], spans.open_end[number]))
        elif kind == "insert":
            new = etree.Element(node.tag, {"id": f"new{turn}_{rng.random()}", "name": "新 <&>"})
            etree.SubElement(new, node.tag).text = "text & more"
            _insert(doc, node, new, rng, allowed)
        elif kind == "delete":
            _allow_gap(doc, number, allowed)
            doc.journal.remove(node)
        else:
            _allow_gap(doc, number, allowed)
            doc.journal.remove(node)
            alive = [n for n in elements if doc.tree.is_attached(doc.tree.nodes[n])]
            if alive:
                _insert(doc, doc.tree.nodes[rng.choice(alive)], node, rng, allowed)
        done[kind] += 1
    return allowed, done


def _allow_gap(doc: Document, number: int, allowed: list[tuple[int, int]]) -> None:
    """A node with the white space round it, and the tags of a parent that may become empty."""
    spans = doc.tree.source.spans
    parent = spans.parent[number]
    before = [n for n in range(number) if spans.parent[n] == parent]
    start = spans.end[before[-1]] if before else spans.open_end[parent]
    allowed.append((start, spans.tail_end[number]))
    current = doc.tree.nodes[number].getparent()
    _allow_around(doc, current, allowed)


def _allow_around(doc: Document, parent: etree._Element, allowed: list[tuple[int, int]]) -> None:
    number = doc.tree.number(parent)
    spans = doc.tree.source.spans
    if number < len(spans):
        allowed.append((spans.open_end[number] - 3, spans.text_end[number]))
        allowed.append((spans.close[number], spans.end[number]))
        for child in range(number + 1, len(spans)):
            if spans.parent[child] == number:
                allowed.append((spans.end[child], spans.tail_end[child]))


def _insert(
    doc: Document, sibling: etree._Element, new: etree._Element, rng: random.Random, allowed: list[tuple[int, int]]
) -> None:
    inside = rng.random() < 0.3 or sibling.getparent() is None
    parent = sibling if inside else sibling.getparent()
    before = (sibling[0] if len(sibling) else None) if inside else rng.choice([sibling, sibling.getnext()])
    doc.journal.insert(parent, new, before)
    _allow_around(doc, parent, allowed)


def check_outside(doc: Document, allowed: list[tuple[int, int]]) -> None:
    """All that lies outside the allowed stretches stands in the saved file, verbatim and in order; and the
    saved file means what the tree says."""
    source, saved = doc.tree.source, to_bytes(doc)
    working = document_from_bytes(saved, "saved").tree.source.working
    root_start, root_end = source.spans.start[0], source.spans.open_end[0]
    place = last = 0
    for start, stop in [*sorted([*allowed, (root_start, root_end)]), (len(source.working),) * 2]:
        if start > last:
            piece = source.working[last:start]
            found = working.find(piece, place)
            assert found >= 0, piece[:200]
            place = found + len(piece)
        last = max(last, stop)
    assert tree_digest(document_from_bytes(saved, "saved")) == tree_digest(doc)
