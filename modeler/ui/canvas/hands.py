"""The canvas in hand: tools, the gestures under them, and the pad beside the selection.

They are made when a hand comes, or by `get_ready`: with them come the verbs with all commands, and the drawing is
on the screen before.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QPoint, QPointF, Signal
from PySide6.QtGui import QCursor, QGuiApplication

from modeler.ui.canvas.surface import CanvasSurface
from modeler.ui.canvas.toolbox import TOOLS, name_of
from modeler.ui.canvas.tools import Pointer
from runner.core.registry import load_object

if TYPE_CHECKING:
    from modeler.document.document import Document
    from modeler.ui.canvas.interaction import Interaction
    from modeler.ui.canvas.pad import ContextPad
    from modeler.ui.canvas.tools import Tool
    from modeler.ui.canvas.view import CanvasView

_FIRST_TOUCH = ("acts:ACTS", "hit:hit", "menus:open_create", "tools.create:CreateTool", "walk:key")


class CanvasHands(CanvasSurface):
    """A surface with tools. Knows of the document only whether there is one."""

    toolChanged = Signal(str)

    document: Document | None
    read_only: bool

    @property
    def _view(self) -> CanvasView:
        return cast("CanvasView", self)

    @cached_property
    def tool(self) -> Tool:
        """What the hand does until another tool is taken."""
        from modeler.ui.canvas.tools.select import SelectTool

        return SelectTool(self._view)

    @cached_property
    def interaction(self) -> Interaction:
        """From mouse and keys to tools."""
        from modeler.ui.canvas.interaction import Interaction

        return Interaction(self._view)

    @cached_property
    def pad(self) -> ContextPad:
        """What can be done next, beside the selection."""
        from modeler.ui.canvas.pad import ContextPad

        return ContextPad(self._view)

    def get_ready(self) -> None:
        """Make now what the first touch would make."""
        for target in _FIRST_TOUCH:
            load_object(f"modeler.ui.canvas.{target}")
        for made in (self.tool, self.interaction, self.pad):
            assert made is not None

    @property
    def is_busy(self) -> bool:
        """Whether a gesture runs."""
        return "interaction" in vars(self) and self.interaction.busy

    @property
    def holds_nothing(self) -> bool:
        """Whether the select tool is in hand."""
        if "tool" not in vars(self):
            return True
        from modeler.ui.canvas.tools.select import SelectTool

        return type(self.tool) is SelectTool

    def let_go(self) -> None:
        """Drop a gesture that runs."""
        if "interaction" in vars(self):
            self.interaction.cancel()

    def show_helpers(self, *, soon: bool = False) -> None:
        """What stands beside the selection."""

    def pointer_place(self) -> QPoint:
        """Where the pointer is; the middle when it is elsewhere."""
        place = self.mapFromGlobal(QCursor.pos())
        return place if self.rect().contains(place) else self.rect().center()

    # tools

    def take_tool(self, tool: Tool | None) -> bool:
        """Take another tool; None is the select tool. Whether that changed anything."""
        if tool is None and self.holds_nothing:
            return False
        self.tool.leave()
        self.clear_ghost()
        if tool is None:
            del self.tool
        else:
            self.tool = tool
        self.setCursor(self.tool.cursor)
        self.show_helpers()
        self.toolChanged.emit(name_of(self.tool))
        return True

    def take_named_tool(self, name: str) -> None:
        """A tool of `toolbox.TOOLS`, or `select`."""
        self.take_tool(TOOLS[name].make(self._view) if name in TOOLS else None)
        self.setFocus()

    def start_create(self, spec_id: str, source: str | None = None) -> None:
        """A new shape sticks to the pointer until a click puts it down."""
        from modeler.ui.canvas.tools.create import CreateTool

        if not self.read_only and self.document is not None:
            self.hold(CreateTool(self._view, spec_id, source))

    def hold(self, tool: Tool) -> None:
        """Take a tool that shows at once what is in the hand."""
        self.take_tool(tool)
        self.setFocus()
        self.tool.hover(self.pointer_at(QPointF(self.pointer_place())))

    def drop_held(self) -> bool:
        """Put down what is in the hand, where the pointer is; whether anything was."""
        if self.holds_nothing:
            return False
        self.tool.click(self.pointer_at(QPointF(self.pointer_place())))
        return True

    def start_connect(self, source: str) -> None:
        """A line from an element to wherever the next click is."""
        from modeler.ui.canvas.tools.connect import ConnectTool

        self.take_tool(ConnectTool(self._view, source))

    def drag_create(self, place: QPointF) -> None:
        """The shape in hand follows a drag that began outside (global pixels)."""
        self.tool.hover(self.pointer_at(self.mapFromGlobal(place)))

    def drop_create(self, place: QPointF) -> None:
        """The drag ended: put it down, or drop it where it ended outside."""
        from modeler.ui.canvas.tools.connect import ConnectTool
        from modeler.ui.canvas.tools.create import CreateTool

        spot = self.mapFromGlobal(place)
        inside = self.rect().contains(spot.toPoint())
        if inside and isinstance(self.tool, CreateTool):
            self.tool.drop(self.pointer_at(spot))
        elif inside and isinstance(self.tool, ConnectTool):
            self.tool.end(self.pointer_at(spot))
        else:
            self.take_tool(None)

    def pointer_at(self, place: QPointF) -> Pointer:
        """A pointer at a place of the widget, with the keys that are held."""
        return Pointer(place, self.camera.to_world(place), QGuiApplication.keyboardModifiers())
