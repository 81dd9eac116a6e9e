"""Plain frozen records per element: what lint, search, layout, canvas and workers read, never lxml."""

from __future__ import annotations

from dataclasses import field

from modeler.geometry.shapes import Bounds, Point
from runner.core.values import dataclass

__all__ = ["Bounds", "DefinitionRecord", "FlowRecord", "NodeRecord", "Point", "ProcessRecord"]


@dataclass(frozen=True)
class NodeRecord:
    """A thing drawn as a shape: flow node, pool, lane, data, annotation, group.

    `tag` is BPMN's local name (`userTask`); `spec` the id of its ElementSpec (`user-task`,
    `start-event-timer` ...), `parent` the id of the semantic container, `home` of the nearest *drawn*
    container (pool, lane, expanded sub-process) or None, `lane` the id of the lane that refers to it.
    `bounds` and `label_bounds` are None without diagram interchange. `markers` out of `loop`,
    `parallel`, `sequential`, `compensation`, `ad-hoc`, `collection`, `multiple`, `collapsed`,
    `expanded`, `plain` (an exclusive gateway without its cross), and `calls-globalUserTask` (and its
    like) on a call activity. `event` is the kind of the event definition (`none`, `timer` ...); `fill` and
    `stroke` are colours from DI, `#RRGGBB`, or empty.
    `plane` is the id of the collapsed sub-process on whose own plane the shape lies, the id of the plane itself for
    a further diagram of the file, or None: on the main one.
    """

    id: str
    tag: str
    spec: str
    name: str = ""
    parent: str | None = None
    home: str | None = None
    lane: str | None = None
    process: str | None = None
    bounds: Bounds | None = None
    label_bounds: Bounds | None = None
    markers: frozenset[str] = frozenset()
    event: str = "none"
    interrupting: bool = True
    horizontal: bool = True
    expanded: bool = True
    attached_to: str | None = None
    incoming: tuple[str, ...] = ()
    outgoing: tuple[str, ...] = ()
    default: str | None = None
    fill: str = ""
    stroke: str = ""
    plane: str | None = None
    line: int | None = None
    extension: dict[str, object] = field(default_factory=dict)
    """Our own `slip:` blocks, read by `modeler.document.index`: block name -> values."""
    state: str = ""
    """The state in which data is there (`dataState`)."""

    @property
    def caption(self) -> str:
        """What stands beside or in the shape: the name, with the state of data in brackets below."""
        return "\n".join(part for part in (self.name, f"[{self.state}]" if self.state else "") if part)


@dataclass(frozen=True)
class FlowRecord:
    """A thing drawn as a line: sequence flow, message flow, association, data association.

    `waypoints` are as stored, cropped to the outlines; `kind` one of `sequenceFlow`, `messageFlow`,
    `association`, `dataInputAssociation`, `dataOutputAssociation`. `direction` of an association:
    `none`, `one`, `both`.
    """

    id: str
    kind: str
    source: str
    target: str
    name: str = ""
    parent: str | None = None
    process: str | None = None
    waypoints: tuple[Point, ...] = ()
    label_bounds: Bounds | None = None
    condition: str | None = None
    condition_language: str = ""
    is_default: bool = False
    direction: str = "none"
    message_mark: str = ""
    """The envelope on a message flow: `initiating`, `non-initiating`, or empty."""
    stroke: str = ""
    line: int | None = None


@dataclass(frozen=True)
class ProcessRecord:
    """A process: `pool` is the id of the participant that shows it, or None."""

    id: str
    name: str = ""
    executable: bool = False
    pool: str | None = None
    line: int | None = None
    extension: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class DefinitionRecord:
    """A root element that others refer to: `kind` is its local name (`message`, `signal`, `error`,
    `escalation`, `itemDefinition` ...), `code` an error's or escalation's code."""

    id: str
    kind: str
    name: str = ""
    code: str = ""
    line: int | None = None
