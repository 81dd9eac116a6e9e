"""Whose records a change in the tree touches, and how much of them."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

from modeler.bpmn import names
from modeler.bpmn.elements import flow_tags, node_tags


class Owners(NamedTuple):
    """Ids of those whom corners and way points draw: as shapes and as lines."""

    nodes: frozenset[str]
    flows: frozenset[str]


class Touch(IntEnum):
    """How much of a record a change may alter: nothing (what has a record of its own came or went inside), only what
    stands inside its shape or edge, all of it, or also its place among its siblings."""

    HELD = 1
    DRAWN = 2
    READ = 3
    PLACED = 4


def owner_tags() -> frozenset[str]:
    """Local names of elements that have a record of their own wherever they stand."""
    return (node_tags() | flow_tags() | names.PROCESSES | {"dataObject"}) - names.NODES_WITH_SHAPE | {"dataObject"}
