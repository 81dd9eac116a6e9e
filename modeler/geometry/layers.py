"""Layers: what is painted over what, from the bottom up."""

from __future__ import annotations

from modeler.bpmn.spec import ElementSpec

CONTAINERS = 0
FLOW_NODES = 1000
BOUNDARY = 2000
FLOWS = 3000
ARTIFACTS = 4000
GROUPS = 5000


def layer(spec: ElementSpec, *, expanded: bool = True, depth: int = 0) -> int:
    """The layer of a shape: larger is painted later. `depth` counts the drawn containers round it."""
    if spec.category == "container":
        return CONTAINERS + depth
    if spec.category == "activity" and spec.resizable == "both" and expanded:
        return CONTAINERS + depth + 100
    if spec.category == "artifact":
        return GROUPS if spec.look == "group" else ARTIFACTS
    return BOUNDARY if spec.tag == "boundaryEvent" else FLOW_NODES + depth
