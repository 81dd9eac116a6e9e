"""What the context pad offers for pools, lanes, sub-processes and calls."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from modeler.bpmn import names
from modeler.document.records import NodeRecord
from modeler.geometry.bands import LEAST_LANE
from modeler.ui.canvas import containers
from modeler.ui.canvas.inside import leads_somewhere, open_inside
from runner.core.i18n import tr as _

if TYPE_CHECKING:
    from modeler.ui.canvas.view import CanvasView


@dataclass(frozen=True)
class Offer:
    """One button: its sign, what it says, what it does."""

    sign: str
    tip: str
    act: Callable[[], object]


def offers(view: CanvasView, record: NodeRecord) -> Iterator[Offer]:
    """The buttons for one container, in their order; none for anything else."""
    if record.tag in ("participant", "lane") and record.process is not None and record.bounds is not None:
        yield from _lanes(view, record)
    elif record.tag in names.SUB_PROCESSES and not record.expanded:
        yield Offer("tool-open", _("Show what is inside"), lambda: open_inside(view, record.id))
    elif leads_somewhere(view, record):
        yield Offer("tool-open", _("Open the process that is called"), lambda: open_inside(view, record.id))


def stands_for(view: CanvasView, record: NodeRecord) -> tuple[object, ...]:
    """What decides which buttons there are: while it stays the same, the pad stays as it is."""
    if record.tag not in ("participant", "lane") or record.bounds is None:
        return record.spec, leads_somewhere(view, record)
    room = record.bounds.height if record.horizontal else record.bounds.width
    return record.spec, containers.is_divided(view, record.id), room // LEAST_LANE[1]


def _lanes(view: CanvasView, record: NodeRecord) -> Iterator[Offer]:
    own, level = record.id, record.horizontal
    if level:
        yield Offer("lane-above", _("Add lane above"), lambda: containers.add_lane(view, own, before=True))
    else:
        yield Offer("lane-left", _("Add lane to the left"), lambda: containers.add_lane(view, own, before=True))
    bounds = record.bounds
    assert bounds is not None
    room = bounds.height if level else bounds.width
    if not containers.is_divided(view, own):
        turned = "" if level else "-upright"
        for count, tip in ((2, _("Divide into two lanes")), (3, _("Divide into three lanes"))):
            if room >= count * LEAST_LANE[1]:
                yield Offer(f"lane-split-{count}{turned}", tip, _split(view, own, count))
    if level:
        yield Offer("lane-below", _("Add lane below"), lambda: containers.add_lane(view, own, before=False))
    else:
        yield Offer("lane-right", _("Add lane to the right"), lambda: containers.add_lane(view, own, before=False))


def _split(view: CanvasView, own: str, count: int) -> Callable[[], object]:
    return lambda: containers.split_lane(view, own, count)
