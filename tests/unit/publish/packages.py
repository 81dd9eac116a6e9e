"""Small packages to publish."""

from __future__ import annotations

from runner.bundle.archive import package_bytes
from runner.bundle.bundle import Bundle, WorkspaceInfo
from runner.bundle.graph import Graph, Node
from runner.data.dictionary import Dictionary, Element

SOURCE = (
    b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t" id="d">'
    b'<process id="P" isExecutable="true"><startEvent id="S"/></process></definitions>'
)


def a_package(version: str = "1.0.0", *, name: str = "office", term: str = "days", cases: int = 0) -> bytes:
    """A package of that version; another `term` makes other contents."""
    bundle = Bundle(
        entry="P",
        sources={"processes/p.bpmn": SOURCE},
        graphs={"P": Graph(process="P", source="processes/p.bpmn", nodes=[Node(id="S", kind="startEvent")])},
        workspace=WorkspaceInfo(id=name, version=version),
        dictionary=Dictionary(elements=[Element(code=term)]),
    )
    return package_bytes(bundle, {f"cases/{number}.json": b"{}\n" for number in range(cases)})
