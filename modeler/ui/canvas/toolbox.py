"""The tools by name: what each is called, which plain key takes it, which sign its button shows."""

from __future__ import annotations

from dataclasses import dataclass

from modeler.ui.canvas.tools import Tool
from modeler.ui.canvas.tools.connect import ConnectTool
from modeler.ui.canvas.tools.lasso import LassoTool
from modeler.ui.canvas.tools.pan import HandTool
from modeler.ui.canvas.tools.space import SpaceTool
from runner.core.i18n import N_


@dataclass(frozen=True)
class ToolSpec:
    """`text` is a message; `key` one plain key as Qt names it; `sign` a glyph of `modeler.bpmn.glyphs`."""

    id: str
    make: type[Tool]
    text: str
    key: str
    sign: str


TOOLS: dict[str, ToolSpec] = {
    spec.id: spec
    for spec in (
        ToolSpec("hand", HandTool, N_("Move the canvas"), "H", "tool-hand"),
        ToolSpec("lasso", LassoTool, N_("Select an area"), "L", "tool-lasso"),
        ToolSpec("space", SpaceTool, N_("Make or remove space"), "S", "tool-space"),
        ToolSpec("connect", ConnectTool, N_("Connect two elements"), "C", "tool-connect"),
    )
}
"""In the order of the palette. Every other tool is taken by an act, not by name."""


def name_of(tool: Tool) -> str:
    """The name of a tool in hand; `select` for all that have none."""
    return next((spec.id for spec in TOOLS.values() if type(tool) is spec.make), "select")
