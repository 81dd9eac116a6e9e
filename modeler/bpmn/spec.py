"""ElementSpec: all that the house knows about one BPMN thing, declared in one place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from runner.core.values import dataclass

Category = Literal["event", "activity", "gateway", "container", "data", "artifact", "connection"]


@dataclass(frozen=True)
class ElementSpec:
    """One BPMN thing.

    `id`: our id in kebab-case (`user-task`, `boundary-event-timer-non-interrupting`). `tag`: BPMN's
    local name. `event`: the kind of event definition for events, else None. `attributes`: attribute
    values that tell it from others of the same tag (`{"triggeredByEvent": "true"}`). `label`: English
    source text, translated when shown. `look`: a name of `modeler.bpmn.looks`. `marker`: the glyph
    inside (a name of the glyph vocabulary of the looks), or None. `icon`: glyph name for palette and
    menus. `size`: width and height in diagram units. `label_place`: `inside`, `below` (external) or
    `header` (pools and lanes). `properties`: groups of the property panel, in order, out of `basics`,
    `handler`, `form`, `rules`, `time-limit`, `technical`. `executable`: the NodeKind of
    `runner.bundle.graph` that it compiles to, or None: drawn only. `drawable`: offered in menus.
    `help`: anchor of the help page. `interrupting`: False for the dashed kinds of start and boundary events.
    `expanded`: False for what is drawn folded (collapsed sub-process or pool). `horizontal`: False for pools
    and lanes that stand upright, with the header on top. `family`: specs of one family are offered to each
    other in the morph menu. `resizable`: which sides the user may pull; `minimum`: the smallest width and
    height then. `markers`: markers that belong to the thing itself (`ad-hoc`, `collection`), in the words of
    `NodeRecord.markers`.
    """

    id: str
    tag: str
    label: str
    category: Category
    look: str
    icon: str
    event: str | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    marker: str | None = None
    size: tuple[float, float] = (100.0, 80.0)
    label_place: Literal["inside", "below", "header", "none"] = "inside"
    properties: tuple[str, ...] = ("basics", "technical")
    executable: str | None = None
    drawable: bool = True
    help: str = "elements"
    interrupting: bool = True
    expanded: bool = True
    horizontal: bool = True
    family: str = ""
    resizable: Literal["none", "width", "both"] = "none"
    minimum: tuple[float, float] = (10.0, 10.0)
    markers: frozenset[str] = frozenset()
