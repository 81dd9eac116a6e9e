"""The tools by name: what each is called, which plain key takes it, which sign its button shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from runner.core.i18n import N_
from runner.core.registry import load_object
from runner.core.values import dataclass

if TYPE_CHECKING:
    from modeler.ui.canvas.tools import Tool
    from modeler.ui.canvas.view import CanvasView


@dataclass(frozen=True)
class ToolSpec:
    """`target` is `module:Class` in `modeler.ui.canvas.tools`; `text` a message; `key` one plain key as Qt names it;
    `sign` a glyph of `modeler.bpmn.glyphs`."""

    id: str
    target: str
    text: str
    key: str
    sign: str

    def make(self, view: CanvasView) -> Tool:
        """The tool, for a canvas."""
        return cast("Tool", load_object(_TOOLS + self.target)(view))


_TOOLS = "modeler.ui.canvas.tools."


TOOLS: dict[str, ToolSpec] = {
    spec.id: spec
    for spec in (
        ToolSpec("hand", "pan:HandTool", N_("Move the canvas"), "H", "tool-hand"),
        ToolSpec("lasso", "lasso:LassoTool", N_("Select an area"), "L", "tool-lasso"),
        ToolSpec("space", "space:SpaceTool", N_("Make or remove space"), "S", "tool-space"),
        ToolSpec("connect", "connect:ConnectTool", N_("Connect two elements"), "C", "tool-connect"),
    )
}
"""In the order of the palette. Every other tool is taken by an act, not by name."""


def name_of(tool: Tool) -> str:
    """The name of a tool in hand; `select` for all that have none."""
    target = f"{type(tool).__module__}:{type(tool).__qualname__}"
    return next((spec.id for spec in TOOLS.values() if _TOOLS + spec.target == target), "select")
