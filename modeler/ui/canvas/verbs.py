"""What the canvas asks of the document: each verb acts, or tells at the pointer why it may not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from modeler.bpmn import rules
from modeler.bpmn.elements import SPECS
from modeler.bpmn.names import ARTIFACTS
from modeler.document import commands
from modeler.document.commands.attach import free_spec_of
from modeler.document.commands.replace import may_replace
from modeler.document.records import NodeRecord
from modeler.geometry.arranging import Axis, Side
from modeler.geometry.boxes import node_box
from modeler.geometry.docking import Line
from modeler.geometry.shapes import Bounds, Point
from modeler.geometry.texts import LINE_HEIGHT, NORMAL, lay_out
from modeler.ui.canvas import planes
from modeler.ui.canvas.fonts import text_measure
from runner.core.errors import AppError
from runner.core.i18n import N_

if TYPE_CHECKING:
    from modeler.document.document import Document
    from modeler.layout import Layout
    from modeler.ui.canvas.view import CanvasView

T = TypeVar("T")

NUDGE = "nudge"
_NAMED = {"activity", "event", "container", "artifact"}


def attempt(view: CanvasView, act: Callable[[Document], T]) -> T | None:
    """Act on the document; None where it was refused, which is told."""
    doc = view.document
    if doc is None or view.read_only:
        return None
    try:
        return act(doc)
    except AppError as error:
        between = "" if error.message.endswith("。") else " "
        view.refuse(f"{error.message}{between}{error.hint}".strip())
        return None


def add(
    view: CanvasView, spec_id: str, centre: Point, host: str | None, flow: str | None, source: str | None
) -> str | None:
    """A new element; on a host's border, into a flow, or connected from a source. One step of undo."""

    def act(doc: Document) -> str:
        home = _ground(view, doc, spec_id, centre)
        with doc.transaction(N_("Add element")):
            created = commands.add_node(doc, spec_id, centre, home, attach_to=host)
            if flow is not None:
                commands.drop_on_flow(doc, created, flow)
            elif source is not None:
                commands.connect(doc, source, created)
        return created

    return attempt(view, act)


def _ground(view: CanvasView, doc: Document, spec_id: str, centre: Point) -> str | None:
    """Where a new element belongs that is drawn inside a folded sub-process or on a further diagram; None on
    the first diagram, where the document finds it. Raises `RefusedError`."""
    from modeler.ui.canvas.hit import container_at

    root = view.scene.root
    if root is None:
        return None
    if SPECS[spec_id].tag == "participant":  # none stands in another, nor in a sub-process
        return planes.home_of(doc, root)
    return container_at(view.scene, centre) or planes.home_of(doc, root)


def append(view: CanvasView, source: str, spec_id: str) -> str | None:
    """A new element behind another one, placed and connected by itself."""
    return attempt(view, lambda doc: commands.append_node(doc, source, spec_id))


def append_place(view: CanvasView, source: str, spec_id: str) -> Point | None:
    """Where `append` would put the new element; None where it would be refused."""
    doc = view.document
    try:
        return commands.append_place(doc, source, spec_id) if doc is not None and not view.read_only else None
    except AppError:
        return None


def append_chain(view: CanvasView, steps: Sequence[commands.Step]) -> list[str]:
    """Approval steps one after the other, behind the selected element where something may follow it."""
    single = view.selection.single
    record = view.index.nodes.get(single or "") if view.index is not None else None
    follows = record is not None and SPECS[record.spec].category in ("activity", "event", "gateway")
    source = single if follows and record is not None and record.tag != "endEvent" else None
    return attempt(view, lambda doc: commands.append_chain(doc, steps, source)) or []


def move(view: CanvasView, ids: Sequence[str], dx: float, dy: float, flow: str | None = None) -> None:
    """Move, into the container that lies there, or into a flow."""

    def act(doc: Document) -> bool:
        first = doc.index.nodes[ids[0]]
        home = _new_home(view, doc, ids, dx, dy)
        with doc.transaction(N_("Move")):
            commands.move(doc, ids, dx, dy, home)
            if flow is not None:
                commands.drop_on_flow(doc, first.id, flow)
        return True

    attempt(view, act)


def move_event(view: CanvasView, event: str, centre: Point, host: str | None) -> None:
    """Put an event onto the border of a step, or take it off the one that it sits on."""

    def act(doc: Document) -> bool:
        if host is not None:
            commands.attach(doc, event, host, centre)
        else:
            commands.detach(doc, event, centre)
        return True

    attempt(view, act)


def _new_home(view: CanvasView, doc: Document, ids: Sequence[str], dx: float, dy: float) -> str | None:
    """The container or process the shapes come to, None where it is the one they are in. Raises `RefusedError`
    where they would stand outside of everything that may hold them."""
    from modeler.ui.canvas.hit import container_at
    from modeler.ui.canvas.tools.move import with_members

    record = doc.index.nodes[ids[0]]
    if record.bounds is None or SPECS[record.spec].category == "container" or record.attached_to:
        return None
    members = with_members(view, ids)
    x, y = record.bounds.centre
    found = container_at(view.scene, (x + dx, y + dy), ignore=members) or planes.home_of(doc, view.scene.root)
    there = {record.home, record.lane, record.parent} if found is not None else {record.home}
    if found in there or record.home in members:
        return None
    return found or _open_ground(doc, record)


def _open_ground(doc: Document, record: NodeRecord) -> str | None:
    """What that comes to which leaves its container: notes and groups the collaboration, where pools are, a data
    store stays with its process (None), all else the process without a pool."""
    verdict = rules.may_contain(None, SPECS[record.spec], doc.index)
    if not verdict:
        raise commands.RefusedError(verdict.reason_code)
    if doc.index.has_pools:
        pools = (item for item in doc.index.containers.values() if item.tag == "participant")
        beside = next((item.parent for item in pools if item.plane == record.plane), None)
        return beside if record.tag in ARTIFACTS else None
    return next((process.id for process in doc.index.processes.values() if process.pool is None), None)


def nudge(view: CanvasView, dx: float, dy: float) -> None:
    """Move the selection, or the name that is selected, by the arrow keys; a run of them is one step of undo."""
    single = view.selection.single
    if single is not None and view.selection.is_name:
        _nudge_name(view, single, dx, dy)
        return
    chosen = [node.record for own in view.selection.ids if (node := view.scene.nodes.get(own)) is not None]
    ids = [record.id for record in chosen if record.attached_to is None]
    if ids:
        attempt(view, lambda doc: commands.move(doc, ids, dx, dy, merge_key=NUDGE))


def _nudge_name(view: CanvasView, own: str, dx: float, dy: float) -> None:
    from modeler.ui.canvas.tools.label import room_of

    item = view.scene.node(own) or view.scene.flow(own)
    if item is not None and item.label is not None:
        place = room_of(item.label).moved(dx, dy)
        attempt(view, lambda doc: commands.set_label(doc, own, place, merge_key=NUDGE))


def make_space(view: CanvasView, within: str | None, axis: Axis, at: float, delta: float, *, before: bool) -> None:
    """Make or remove space along `x` or `y`, within a container or everywhere."""
    attempt(view, lambda doc: commands.make_space(doc, within, axis, at, delta, before=before))


def align(view: CanvasView, side: Side) -> None:
    """Put the selection in line."""
    attempt(view, lambda doc: commands.align(doc, view.selection.ids, side))


def distribute(view: CanvasView, axis: Axis) -> None:
    """Give the selection the same space between."""
    attempt(view, lambda doc: commands.distribute(doc, view.selection.ids, axis))


def may_arrange(view: CanvasView) -> bool:
    """Whether there is something to put in line."""
    doc = view.document
    return doc is not None and len(commands.arrangeable(doc.index, view.selection.ids)) > 1


def move_label(view: CanvasView, identity: str, bounds: Bounds) -> None:
    """Put a label elsewhere."""
    attempt(view, lambda doc: commands.set_label(doc, identity, bounds))


def resize(view: CanvasView, identity: str, bounds: Bounds) -> None:
    """Give a shape another size."""
    attempt(view, lambda doc: commands.resize(doc, identity, bounds))


def connect(
    view: CanvasView, source: str, target: str, leaves: Point | None = None, enters: Point | None = None
) -> str | None:
    """A line of the kind that the two call for, from and to where the hand was."""
    return attempt(view, lambda doc: commands.connect(doc, source, target, leaves=leaves, enters=enters))


def way_between(
    view: CanvasView, source: str, target: str, leaves: Point | None = None, enters: Point | None = None
) -> Line:
    """The way that such a line would take; empty where it may not be."""
    doc = view.document
    return tuple(commands.way_between(doc, source, target, leaves, enters)) if doc is not None else ()


def lead_source(view: CanvasView, flow: str, source: str, at: Point) -> None:
    """Let a line begin at a place of a shape."""
    attempt(view, lambda doc: commands.reconnect(doc, flow, source=source, at=at))


def lead_target(view: CanvasView, flow: str, target: str, at: Point) -> None:
    """Let a line end at a place of a shape."""
    attempt(view, lambda doc: commands.reconnect(doc, flow, target=target, at=at))


def set_waypoints(view: CanvasView, flow: str, points: Line) -> None:
    """Give a line another way."""
    attempt(view, lambda doc: commands.set_waypoints(doc, flow, points))


def set_layout(view: CanvasView, layout: Layout, label: str) -> None:
    """Put everything where a layout has it, as one step of undo that is called `label`."""
    attempt(view, lambda doc: commands.set_layout(doc, layout.positions, layout.labels, label))


def remove(view: CanvasView, ids: Sequence[str]) -> None:
    """Delete."""
    attempt(view, lambda doc: commands.remove(doc, ids))


def rename(view: CanvasView, identity: str, name: str) -> None:
    """Give an element another name; a text annotation grows with its text."""

    def act(doc: Document) -> None:
        with doc.transaction(N_("Rename")):
            commands.rename(doc, identity, name)
            fit_annotation(doc, identity)

    attempt(view, act)


def fit_annotation(doc: Document, identity: str) -> None:
    """Give a text annotation the height of its text; its foot, where lines mostly dock, stays. Inside a
    transaction; nothing happens for other elements."""
    node = doc.index.nodes.get(identity)
    if node is None or node.tag != "textAnnotation" or node.bounds is None:
        return
    bounds, spec = node.bounds, SPECS[node.spec]
    box = node_box(spec, bounds)
    lines = lay_out(node.name, box, text_measure()) if box is not None else ()
    height = max(spec.minimum[1], len(lines) * NORMAL * LINE_HEIGHT + 10)
    commands.resize(doc, identity, Bounds(bounds.x, bounds.bottom - height, bounds.width, height))


def replace_all(view: CanvasView, ids: Sequence[str], spec_id: str) -> None:
    """Change several elements into one kind, as one step of undo: all of them, or none."""

    def act(doc: Document) -> None:
        with doc.transaction(N_("Change type")):
            for identity in ids:
                commands.replace(doc, identity, spec_id)

    attempt(view, act)


def replace(view: CanvasView, identity: str, spec_id: str) -> None:
    """Change an element into another kind."""

    def act(doc: Document) -> None:
        change = commands.set_flow_kind if identity in doc.index.flows else commands.replace
        change(doc, identity, spec_id)

    attempt(view, act)


def repeat(view: CanvasView, identity: str, kind: str | None) -> None:
    """Let an activity repeat: `parallel`, `sequential`, `standard`, or None: once."""
    attempt(view, lambda doc: commands.set_property(doc, identity, "loop", {"kind": kind} if kind else None))


def show_cross(view: CanvasView, gateway: str, on: bool) -> None:
    """Draw an exclusive gateway with its cross, or as a plain diamond."""
    attempt(view, lambda doc: commands.set_property(doc, gateway, "cross", on))


def annotate(view: CanvasView, identity: str) -> str | None:
    """A text annotation joined to an element."""
    return append(view, identity, "text-annotation")


def copied(view: CanvasView, ids: Sequence[str]) -> bytes | None:
    """The elements as bytes for the clipboard."""
    doc = view.document
    wanted = [item for item in ids if doc is not None and item in doc.index.nodes]
    return commands.copy(doc, wanted) if doc is not None and wanted else None


def paste(view: CanvasView, data: bytes, at: Point, home: str | None = None) -> list[str]:
    """New elements out of the clipboard, their middle at a place, into a container or what the plane that is shown
    belongs to; their ids."""
    root = view.scene.root
    return attempt(view, lambda doc: commands.paste(doc, data, at, home or planes.home_of(doc, root))) or []


def may_connect(view: CanvasView, source: str, target: str) -> tuple[bool, str | None]:
    """Whether two elements may be joined, and by what."""
    doc = view.document
    if doc is None:
        return False, None
    if not doc.index.flows.keys().isdisjoint((source, target)):
        return (True, "association") if commands.may_note(doc, source, target) else (False, None)
    first, second = doc.index.nodes.get(source), doc.index.nodes.get(target)
    if first is None or second is None:
        return False, None
    verdict = rules.may_connect(first, second, doc.index)
    return verdict.kind is not None, verdict.kind


def takes_notes(view: CanvasView, identity: str | None) -> bool:
    """Whether a line from this element may lead to a flow: it is a note."""
    record = view.index.nodes.get(identity or "") if view.index is not None else None
    return record is not None and record.tag == "textAnnotation"


def may_lead(view: CanvasView, source: str, target: str) -> bool:
    """Whether a line that is there may lead from the one to the other as it is."""
    doc = view.document
    if doc is not None and not doc.index.flows.keys().isdisjoint((source, target)):
        return commands.may_note(doc, source, target)
    first = doc.index.nodes.get(source) if doc is not None else None
    second = doc.index.nodes.get(target) if doc is not None else None
    if doc is None or first is None or second is None:
        return False
    verdict = rules.may_connect(first, second, doc.index)
    return verdict.kind is not None and not verdict.is_reversed


def may_contain(view: CanvasView, container: str | None, spec_id: str) -> bool:
    """Whether a container takes an element of this kind."""
    doc = view.document
    if doc is None:
        return False
    root = view.scene.root
    if container is None and root is not None and root not in doc.index.nodes:  # a further diagram
        tag = SPECS[spec_id].tag
        apart = doc.index.has_pools_on(root) and tag not in (*ARTIFACTS, "participant")
        return tag != "boundaryEvent" and not apart
    record = doc.index.nodes.get(container or root or "")
    return bool(rules.may_contain(record, SPECS[spec_id], doc.index))


def may_become(view: CanvasView, identity: str, spec_id: str) -> bool:
    """Whether an element may become another kind where it stands."""
    return view.document is not None and may_replace(view.document, identity, spec_id)


def may_attach(view: CanvasView, host: str, spec_id: str) -> bool:
    """Whether an event of this kind may sit on an activity's border."""
    doc = view.document
    record = doc.index.nodes.get(host) if doc is not None else None
    return doc is not None and record is not None and bool(rules.may_attach(record, SPECS[spec_id], doc.index))


def may_detach(spec_id: str) -> bool:
    """Whether a boundary event of this kind can stand in the flow too."""
    return free_spec_of(SPECS[spec_id]) is not None


def splits(spec_id: str) -> bool:
    """Whether an element of this kind may be dropped into a flow."""
    spec = SPECS[spec_id]
    if spec.category in ("activity", "gateway"):
        return not spec.id.startswith("event-sub-process")
    return spec.family == "intermediate"


def wants_a_name(spec_id: str) -> bool:
    """Whether naming starts by itself after such an element was drawn: not after gateways, of which many never get
    a name and the next thing a hand wants is a branch."""
    spec = SPECS[spec_id]
    return spec.category in _NAMED and spec.id != "group"
