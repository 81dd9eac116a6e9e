"""Into what flows already: a step, a fork, one more way at a fork, two steps that change their places."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from modeler.bpmn import names
from modeler.document import edits
from modeler.document.commands.add import add_node, append_node
from modeler.document.commands.connect import connect, drop_on_flow, reconnect
from modeler.document.commands.move import move
from modeler.document.commands.properties import set_property
from modeler.document.commands.remove import remove
from modeler.document.document import Document
from modeler.document.edits import RefusedError
from modeler.document.records import FlowRecord, NodeRecord
from modeler.geometry.shapes import Point
from runner.core.i18n import N_
from runner.core.messages import declare

declare(
    {
        "exchange.not-neighbours": (
            N_("These two steps do not follow each other."),
            N_("Only a step and the one right behind it change their places."),
        ),
    }
)


def insert_node(doc: Document, flow_id: str, spec_id: str, name: str = "") -> str:
    """Put a new element into a sequence flow; what comes after makes room. Returns its id.

    Raises `RefusedError` where it may not stand there.
    """
    record = edits.flow(doc, flow_id)
    with doc.transaction(N_("Insert into a flow")):
        own = add_node(doc, spec_id, _middle(doc, record), _home(doc, record), name=name)
        drop_on_flow(doc, own, flow_id)
        return own


def insert_fork(doc: Document, flow_id: str, spec_id: str, step_spec: str = "user-task") -> tuple[str, str, str]:
    """Put a fork into a sequence flow: a gateway, a new step on a way of its own, and a gateway where both ways
    meet. Of an exclusive or inclusive one the way past the step is taken where nothing else holds. Returns the ids
    of the gateways and, between them, of the step.

    Raises `RefusedError` where they may not stand there.
    """
    with doc.transaction(N_("Insert a fork")):
        target = edits.flow(doc, flow_id).target
        fork = insert_node(doc, flow_id, spec_id)
        (past,) = (flow.id for flow in doc.index.flows_of(fork) if flow.source == fork and flow.target == target)
        meet = insert_node(doc, past, spec_id)
        step = add_way(doc, fork, meet, step_spec)
        if edits.node(doc, fork).tag in ("exclusiveGateway", "inclusiveGateway"):
            set_property(doc, fork, "default", past)
        return fork, step, meet


def add_way(doc: Document, fork_id: str, meet_id: str | None, spec_id: str = "user-task") -> str:
    """One more way at a fork, with a new step on it, to where the ways meet (None: it ends there for now). Returns
    the id of the step."""
    with doc.transaction(N_("Add a way")):
        own = append_node(doc, fork_id, spec_id)
        if meet_id is not None:
            connect(doc, own, meet_id)
        else:
            append_node(doc, own, "end-event")
        return own


def remove_way(doc: Document, flow_id: str, inside: Iterable[str] = (), meet_id: str | None = None) -> None:
    """Take a way of a fork away, with the elements `inside` it. Where one way is left the fork is none any more: it
    goes, and so does the gateway at which nothing meets then.

    Raises `RefusedError` where there is no such way.
    """
    fork_id = edits.flow(doc, flow_id).source
    with doc.transaction(N_("Remove a way")):
        remove(doc, [flow_id, *inside])
        fork = doc.index.nodes.get(fork_id)
        if fork is None or fork.tag not in names.GATEWAYS or len(fork.outgoing) != 1:
            return
        meet = doc.index.nodes.get(meet_id or "")
        is_done = meet is not None and meet.tag in names.GATEWAYS and len(meet.incoming) < 2 > len(meet.outgoing)
        remove(doc, [fork_id, *([meet.id] if meet is not None and is_done else ())])


def order_way(doc: Document, flow_id: str, later: bool) -> None:
    """Let a way of a fork change places with the one before it, or the one after: of several whose conditions hold
    the first is taken. Does nothing at the end of the row."""
    record = edits.flow(doc, flow_id)
    ways = edits.node(doc, record.source).outgoing
    place = ways.index(flow_id) + (1 if later else -1)
    if not 0 <= place < len(ways):
        return
    first, second = (flow_id, ways[place]) if later else (ways[place], flow_id)
    with doc.transaction(N_("Order ways")):
        element, before = edits.element(doc, second), edits.element(doc, first)
        parent = before.getparent()
        doc.journal.remove(element)
        doc.journal.insert(parent, element, before)


def exchange(doc: Document, first: str, second: str) -> None:
    """Let a step and the one right behind it change their places, in their flows and on the drawing; names,
    conditions and ids of the flows stay where they are.

    Raises `RefusedError` where they are no neighbours, or a flow may not lead so.
    """
    before, after = edits.node(doc, first), edits.node(doc, second)
    between = [own for own in before.outgoing if edits.flow(doc, own).target == second]
    if len(before.outgoing) != 1 or len(after.incoming) != 1 or not between:
        raise RefusedError("exchange.not-neighbours")
    for node in (before, after):
        if node.tag not in names.ACTIVITIES | {"intermediateCatchEvent", "intermediateThrowEvent"}:
            raise RefusedError("exchange.not-neighbours")
    comes, goes = before.incoming, after.outgoing
    with doc.transaction(N_("Change places")):
        _swap_places(doc, before, after)
        for flow in comes:
            reconnect(doc, flow, target=second)
        reconnect(doc, between[0], source=second, target=first)
        for flow in goes:
            reconnect(doc, flow, source=first)


def _swap_places(doc: Document, one: NodeRecord, other: NodeRecord) -> None:
    if one.bounds is None or other.bounds is None or one.plane != other.plane:
        return
    (ax, ay), (bx, by) = one.bounds.centre, other.bounds.centre
    move(doc, [one.id], bx - ax, by - ay)
    move(doc, [other.id], ax - bx, ay - by)


def _home(doc: Document, record: FlowRecord) -> str | None:
    source = edits.node(doc, record.source)
    return (source.parent if source.parent in doc.index.containers else source.home) or source.process


def _middle(doc: Document, record: FlowRecord) -> Point:
    """The middle of the longest piece of a way; beside its source where it is not drawn."""
    points = record.waypoints
    if len(points) < 2:
        bounds = edits.node(doc, record.source).bounds
        if bounds is None:
            raise RefusedError("rule.nothing-fits")
        return bounds.right + 100.0, bounds.centre[1]
    pieces = list(pairwise(points))
    (ax, ay), (bx, by) = max(pieces, key=lambda piece: _length(*piece))
    return (ax + bx) / 2, (ay + by) / 2


def _length(one: Point, other: Point) -> float:
    return abs(one[0] - other[0]) + abs(one[1] - other[1])
