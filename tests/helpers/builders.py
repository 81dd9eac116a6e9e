"""Small BPMN files and documents without long XML: `a_process().with_task("A").with_end().document()`."""

from __future__ import annotations

from pathlib import Path

from modeler.document.document import Document
from modeler.document.io import document_from_bytes

_HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"'
    ' xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xmlns:acme="urn:acme" id="Definitions_1" targetNamespace="urn:test">'
)
_SIZES = {"Event": (36, 36), "Gateway": (50, 50)}


class ProcessBuilder:
    """Nodes stand in a row, 150 apart, each joined to the one before it unless `apart` was called."""

    def __init__(self, process_id: str = "P", name: str = "") -> None:
        self.process_id, self.name = process_id, name
        self._nodes: list[tuple[str, str, str, str]] = []  # id, tag, attributes, inside
        self._flows: list[tuple[str, str, str, str]] = []  # id, source, target, inside
        self._lanes: list[tuple[str, tuple[str, ...]]] = []
        self._bounds: dict[str, tuple[int, int, int, int]] = {}
        self._extra = ""
        self._last: str | None = None
        self._pool = False
        self._interchange = True

    def with_node(
        self, own: str, tag: str, name: str | None = None, attributes: str = "", inside: str = ""
    ) -> ProcessBuilder:
        """A node of any tag."""
        shown = f' name="{name if name is not None else own}"'
        size = next((size for end, size in _SIZES.items() if tag.endswith(end)), (100, 80))
        x = 200 + 150 * len(self._nodes)
        self._bounds[own] = (x, 200 - size[1] // 2, *size)
        self._nodes.append((own, tag, shown + (" " + attributes if attributes else ""), inside))
        if self._last is not None:
            self.with_flow(f"{self._last}_{own}", self._last, own)
        self._last = own
        return self

    def with_start(self, own: str = "Start", inside: str = "") -> ProcessBuilder:
        """A start event."""
        return self.with_node(own, "startEvent", inside=inside)

    def with_end(self, own: str = "End") -> ProcessBuilder:
        """An end event."""
        return self.with_node(own, "endEvent")

    def with_task(self, own: str, tag: str = "userTask", inside: str = "") -> ProcessBuilder:
        """A task."""
        return self.with_node(own, tag, inside=inside)

    def with_gateway(self, own: str, tag: str = "exclusiveGateway", attributes: str = "") -> ProcessBuilder:
        """A gateway."""
        return self.with_node(own, tag, attributes=attributes)

    def with_boundary(self, own: str, host: str, kind: str = "timer") -> ProcessBuilder:
        """An event on the lower border of a task."""
        last, self._last = self._last, None
        self.with_node(
            own, "boundaryEvent", attributes=f'attachedToRef="{host}"', inside=f"<bpmn:{kind}EventDefinition/>"
        )
        x, y, width, height = self._bounds[host]
        self._bounds[own] = (x + width - 40, y + height - 18, 36, 36)
        self._last = last
        return self

    def with_flow(self, own: str, source: str, target: str, condition: str | None = None) -> ProcessBuilder:
        """A sequence flow."""
        inside = ""
        if condition is not None:
            inside = f"<bpmn:conditionExpression>{condition}</bpmn:conditionExpression>"
        self._flows.append((own, source, target, inside))
        return self

    def apart(self, after: str | None = None) -> ProcessBuilder:
        """The next node is joined to `after`, or to nothing."""
        self._last = after
        return self

    def with_lane(self, own: str, *members: str) -> ProcessBuilder:
        """A lane with members; a pool comes round all."""
        self._lanes.append((own, members))
        self._pool = True
        return self

    def with_pool(self) -> ProcessBuilder:
        """A pool round all."""
        self._pool = True
        return self

    def with_raw(self, xml: str) -> ProcessBuilder:
        """Anything else inside the process."""
        self._extra += xml
        return self

    def without_interchange(self) -> ProcessBuilder:
        """No diagram."""
        self._interchange = False
        return self

    def text(self) -> str:
        """The file, indented by two spaces."""
        lines = ['<?xml version="1.0" encoding="UTF-8"?>', _HEAD]
        if self._pool:
            lines.append('  <bpmn:collaboration id="C">')
            lines.append(f'    <bpmn:participant id="Pool" name="Pool" processRef="{self.process_id}"/>')
            lines.append("  </bpmn:collaboration>")
        named = f' name="{self.name}"' if self.name else ""
        lines.append(f'  <bpmn:process id="{self.process_id}"{named} isExecutable="true">')
        lines.extend(self._lane_lines())
        for own, tag, attributes, inside in self._nodes:
            ends = [f"<bpmn:incoming>{flow[0]}</bpmn:incoming>" for flow in self._flows if flow[2] == own]
            ends += [f"<bpmn:outgoing>{flow[0]}</bpmn:outgoing>" for flow in self._flows if flow[1] == own]
            body = ([inside] if inside.startswith(("<bpmn:doc", "<bpmn:ext")) else []) + ends
            body += [inside] if inside and inside not in body else []
            lines.extend(_element(f'bpmn:{tag} id="{own}"{attributes}', body))
        for own, source, target, inside in self._flows:
            head = f'bpmn:sequenceFlow id="{own}" sourceRef="{source}" targetRef="{target}"'
            lines.extend(_element(head, [inside] if inside else []))
        if self._extra:
            lines.append(f"    {self._extra}")
        lines.append("  </bpmn:process>")
        if self._interchange:
            lines.extend(self._diagram_lines())
        lines.append("</bpmn:definitions>")
        return "\n".join(lines) + "\n"

    def _lane_lines(self) -> list[str]:
        if not self._lanes:
            return []
        lines = ['    <bpmn:laneSet id="Lanes">']
        for own, members in self._lanes:
            lines.append(f'      <bpmn:lane id="{own}" name="{own}">')
            lines.extend(f"        <bpmn:flowNodeRef>{item}</bpmn:flowNodeRef>" for item in members)
            lines.append("      </bpmn:lane>")
        return [*lines, "    </bpmn:laneSet>"]

    def _diagram_lines(self) -> list[str]:
        plane = "C" if self._pool else self.process_id
        lines = ['  <bpmndi:BPMNDiagram id="Diagram">', f'    <bpmndi:BPMNPlane id="Plane" bpmnElement="{plane}">']
        bounds = dict(self._bounds)
        if self._pool:
            width, height = 150 * len(self._nodes) + 160, max(1, len(self._lanes)) * 200
            bounds = {"Pool": (100, 100, width, height)}
            for row, (own, members) in enumerate(self._lanes):
                bounds[own] = (130, 100 + 200 * row, width - 30, 200)
                for item in members:
                    x, y, w, h = self._bounds[item]
                    self._bounds[item] = (x, y + 200 * row, w, h)
            bounds.update(self._bounds)
        for own, (x, y, w, h) in bounds.items():
            lines.append(f'      <bpmndi:BPMNShape id="{own}_di" bpmnElement="{own}">')
            lines.append(f'        <dc:Bounds x="{x}" y="{y}" width="{w}" height="{h}"/>')
            lines.append("      </bpmndi:BPMNShape>")
        for own, source, target, _ in self._flows:
            a, b = bounds[source], bounds[target]
            lines.append(f'      <bpmndi:BPMNEdge id="{own}_di" bpmnElement="{own}">')
            lines.append(f'        <di:waypoint x="{a[0] + a[2]}" y="{a[1] + a[3] // 2}"/>')
            lines.append(f'        <di:waypoint x="{b[0]}" y="{b[1] + b[3] // 2}"/>')
            lines.append("      </bpmndi:BPMNEdge>")
        return [*lines, "    </bpmndi:BPMNPlane>", "  </bpmndi:BPMNDiagram>"]

    def bytes(self) -> bytes:
        """The file as UTF-8."""
        return self.text().encode()

    def document(self, seed: int = 1) -> Document:
        """The file opened; the same seed gives the same new ids."""
        return document_from_bytes(self.bytes(), "built.bpmn", seed=seed)

    def file(self, path: Path) -> Path:
        """The file on disk."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(self.bytes())
        return path


def _element(head: str, body: list[str]) -> list[str]:
    tag = head.split()[0]
    if not body:
        return [f"    <{head}/>"]
    return [f"    <{head}>", *(f"      {line}" for line in body), f"    </{tag}>"]


def a_process(process_id: str = "P", name: str = "") -> ProcessBuilder:
    """An empty process to build on."""
    return ProcessBuilder(process_id, name)


def an_approval() -> ProcessBuilder:
    """Start, two tasks, a gateway with two ends: enough for most tests."""
    return (
        a_process(name="Approval")
        .with_start()
        .with_task("A")
        .with_task("B")
        .with_gateway("G", attributes='default="G_Yes"')
        .with_end("Yes")
        .apart("G")
        .with_end("No")
    )
