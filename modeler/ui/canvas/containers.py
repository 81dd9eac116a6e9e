"""What the canvas asks of the document about pools, lanes and sub-processes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeler.document import commands
from modeler.document.commands.move import resize_plan
from modeler.document.edits import RefusedError
from modeler.document.frames import holder_of, lanes_of, members_of_stack
from modeler.geometry import bands
from modeler.geometry.shapes import Bounds
from modeler.ui.canvas import verbs
from modeler.ui.canvas.verbs import attempt
from runner.core.i18n import tr as _

if TYPE_CHECKING:
    from modeler.ui.canvas.view import CanvasView


def add_lane(view: CanvasView, own: str, *, before: bool) -> None:
    """A lane above or below a lane, or at the head or foot of a pool."""
    attempt(view, lambda doc: commands.add_lane_beside(doc, own, before=before))


def split_lane(view: CanvasView, own: str, count: int) -> None:
    """Divide a pool or lane."""
    attempt(view, lambda doc: commands.split_lane(doc, own, count))


def is_divided(view: CanvasView, own: str) -> bool:
    """Whether a pool or lane has lanes."""
    doc = view.document
    return doc is not None and own in doc.index.nodes and bool(lanes_of(doc, own))


def order_lane(view: CanvasView, own: str, place: int) -> None:
    """Put a lane elsewhere among those beside it."""
    attempt(view, lambda doc: commands.order_lane(doc, own, place))


def neighbours(view: CanvasView, own: str) -> tuple[Bounds, ...]:
    """The bounds of the lanes beside a lane, from the first to the last, itself left out."""
    doc = view.document
    record = doc.index.nodes.get(own) if doc is not None else None
    if doc is None or record is None:
        return ()
    try:
        lanes = lanes_of(doc, holder_of(doc, record))
    except RefusedError:
        return ()
    boxes = [lane.bounds for lane in lanes if lane.bounds is not None and lane.id != own]
    key = (lambda box: box.y) if record.horizontal else (lambda box: box.x)
    return tuple(sorted(boxes, key=key))


def stack_round(view: CanvasView, own: str) -> tuple[str, ...]:
    """What a lane without a pool takes along when it is moved; empty for one in a pool."""
    doc = view.document
    return members_of_stack(doc, doc.index.nodes[own]) if doc is not None else ()


def place_of(view: CanvasView, own: str, middle: tuple[float, float]) -> int:
    """Which place a lane takes among those beside it when its middle is let go there."""
    node = view.scene.nodes[own]
    boxes = neighbours(view, own)
    if node.record.horizontal:
        return bands.place_in_stack(boxes, middle[1])
    return bands.place_in_stack([bands.turned(box) for box in boxes], middle[0])


def resized(view: CanvasView, own: str, wanted: Bounds) -> dict[str, Bounds]:
    """What a shape, and those that go along with it, would become."""
    doc = view.document
    return resize_plan(doc, own, wanted) if doc is not None and own in doc.index.nodes else {}


def replace(view: CanvasView, own: str, spec_id: str) -> None:
    """Change an element into another kind; what goes with its content is told, for undo to bring it back."""
    index = view.index
    record = index.nodes.get(own) if index is not None else None
    if index is None or record is None:
        verbs.replace(view, own, spec_id)
        return
    held = len([child for child in index.children(own) if child.attached_to is None])
    verbs.replace(view, own, spec_id)
    now = index.nodes.get(own)
    if held and now is not None and now.spec == spec_id and not index.children(own):
        view.hint.tell(_("What was inside is gone. Undo brings it back."), view.pointer_place(), view.theme)


def set_several(view: CanvasView, own: str, on: bool) -> None:
    """Let a pool stand for several partners of its kind, or for one."""
    attempt(view, lambda doc: commands.set_property(doc, own, "multiplicity", True if on else None))


def set_compensation(view: CanvasView, own: str, on: bool) -> None:
    """Let a step be one that undoes another, or an ordinary one."""
    attempt(view, lambda doc: commands.set_compensation(doc, own, on))


def wrap(view: CanvasView) -> None:
    """Put what is selected into a sub-process of its own, ready to be named."""
    ids = [own for own in view.selection.ids if own in view.scene.nodes]
    created = attempt(view, lambda doc: commands.wrap(doc, ids)) if ids else None
    if created is not None:
        view.selection.set([created])
        view.edit_label()


def unwrap(view: CanvasView) -> None:
    """Take what is in the selected sub-process out of it."""
    single = view.selection.single
    freed = attempt(view, lambda doc: commands.unwrap(doc, single)) if single is not None else None
    if freed:
        view.selection.set(freed)


def add_diagram(view: CanvasView) -> None:
    """A further diagram in the same file, shown at once."""
    created = attempt(view, lambda doc: commands.add_diagram(doc, _("New diagram")))
    if created is not None:
        view.open_plane(created)


def rename_diagram(view: CanvasView, plane: str | None, name: str) -> None:
    """Give a diagram another name."""
    attempt(view, lambda doc: commands.rename_diagram(doc, plane, name))


def remove_diagram(view: CanvasView, plane: str) -> None:
    """Remove a diagram with all that is drawn on it."""
    view.open_plane(None)
    attempt(view, lambda doc: commands.remove_diagram(doc, plane))
    view.plane.show_for(view.scene.root)
