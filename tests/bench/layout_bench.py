"""Tidying up a file without a drawing: the time until it is written, and how many flows cross; beside it
bpmn-auto-layout, where it is installed, on the same file without pool and lanes, which it does not know."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise
from pathlib import Path
from time import perf_counter

from tests.bench.models import bpmn_of
from tests.bench.rows import Row, median, row

SIZES = (100, 1000, 5000)
COMPARED = (100, 1000)
"""Beyond, counting the crossings would take longer than all the rest."""

DRIVER = Path(__file__).with_name("peers") / "autolayout.mjs"
_LEFT_OUT = re.compile(rb"<(collaboration|laneSet|bpmndi:BPMNDiagram)\b.*?</\1>", re.DOTALL)
_TIMEOUT = 120.0


@dataclass(frozen=True)
class _Peer:
    """What the peer did with one file."""

    name: str
    ms: float
    crossings: int


def rows(sizes: tuple[int, ...] = SIZES) -> Iterator[Row]:
    """All rows of the layout."""
    _tidy(bare_of(40))  # what is imported once belongs to start-up
    for size in sizes:
        with_lanes = re.sub(rb"<bpmndi:BPMNDiagram\b.*?</bpmndi:BPMNDiagram>", b"", bpmn_of(size), flags=re.DOTALL)
        turns = 5 if size <= 1000 else 2
        yield row("tidy, pool and lanes", size, median([_tidy(with_lanes)[0] for _turn in range(turns)]))
        bare = bare_of(size)
        peer = _peer(bare) if size in COMPARED else None
        tried = [_tidy(bare) for _turn in range(turns)]
        ms = median([one for one, _data in tried])
        yield row("tidy", size, ms, "ms", peer.name if peer else None, peer.ms if peer else None)
        if size in COMPARED:
            found = _crossings(tried[0][1])
            yield row(
                "tidy, crossings and overlaps",
                size,
                found,
                "",
                peer.name if peer else None,
                peer.crossings if peer else None,
            )


def bare_of(count: int) -> bytes:
    """The bench's file without drawing, pool and lanes; nodes list their flows, which the peer goes by."""
    data = _LEFT_OUT.sub(b"", bpmn_of(count))
    ends: dict[bytes, list[bytes]] = {}
    for own, source, target in re.findall(
        rb'<sequenceFlow id="(\w+)"[^>]* sourceRef="(\w+)" targetRef="(\w+)"', data
    ):
        ends.setdefault(target, []).insert(0, b"<incoming>%s</incoming>" % own)
        ends.setdefault(source, []).append(b"<outgoing>%s</outgoing>" % own)

    def filled(found: re.Match[bytes]) -> bytes:
        tag, own, rest = found.groups()
        inner = b"".join(sorted(ends.get(own, ())))
        return b'<%s id="%s"%s>%s</%s>' % (tag, own, rest, inner, tag)

    return re.sub(rb'<(\w+) id="(n\d+)"([^>]*?) ?/>', filled, data)


def _tidy(data: bytes) -> tuple[float, bytes]:
    """Lay out an open file and write that into its tree: the milliseconds that took, and the file."""
    from modeler.document.commands import set_layout
    from modeler.document.io import document_from_bytes, to_bytes
    from modeler.layout import Drawn, tidy

    doc = document_from_bytes(data, "bench.bpmn")
    started = perf_counter()
    found = tidy(Drawn(dict(doc.index.nodes), dict(doc.index.flows)))
    set_layout(doc, found.positions, found.labels)
    ms = (perf_counter() - started) * 1000
    laid_out = to_bytes(doc)
    doc.close()
    return ms, laid_out


def _crossings(data: bytes) -> int:
    """How often flows cross, and how often two that have no end in common lie on each other: such lines hide their
    crossings."""
    from modeler.document.io import document_from_bytes
    from modeler.layout.judging import crossings

    doc = document_from_bytes(data, "laid-out.bpmn")
    flows = list(doc.index.flows.values())
    doc.close()
    along: dict[tuple[bool, float], list[tuple[float, float, set[str]]]] = {}
    for flow in flows:
        for (ax, ay), (bx, by) in pairwise(flow.waypoints):
            if ax == bx or ay == by:
                low, high = sorted((ax, bx) if ay == by else (ay, by))
                along.setdefault((ay == by, ay if ay == by else ax), []).append(
                    (low, high, {flow.source, flow.target})
                )
    doubled = sum(
        min(high, most) - max(low, least) > 1 and not ends & others
        for pieces in along.values()
        for (low, high, ends), (least, most, others) in combinations(pieces, 2)
    )
    return crossings([flow.waypoints for flow in flows]) + doubled


def _peer(data: bytes) -> _Peer | None:
    """The peer on the same file; None where it is not installed or cannot lay it out."""
    named = os.environ.get("SLIPWAY_BENCH_PEERS")
    node = shutil.which("node")
    if not named or node is None:
        return None
    folder = Path(named)
    modules = folder if folder.name == "node_modules" else folder / "node_modules"
    if not (modules / "bpmn-auto-layout").is_dir():
        print(f"peers: {modules} has no bpmn-auto-layout", file=sys.stderr)
        return None
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        file = Path(scratch) / "bench.bpmn"
        file.write_bytes(data)
        asked = json.dumps({"modules": str(modules.resolve()), "file": str(file), "turns": 3})
        try:
            ran = subprocess.run(
                [node, str(DRIVER)], input=asked, capture_output=True, text=True, encoding="utf-8", timeout=_TIMEOUT
            )
        except subprocess.TimeoutExpired:
            print(f"peers: bpmn-auto-layout gave no answer within {_TIMEOUT:g} s", file=sys.stderr)
            return None
    answer = json.loads(ran.stdout) if ran.returncode == 0 else {}
    if not answer.get("xml"):
        print(f"peers: bpmn-auto-layout failed: {ran.stderr.strip()[-300:]}", file=sys.stderr)
        return None
    return _Peer(answer["peer"], float(answer["ms"]), _crossings(answer["xml"].encode()))
