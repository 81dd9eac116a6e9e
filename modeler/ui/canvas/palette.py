"""The palette: tools on top, then what can be drawn, in the order that hands know."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from modeler.bpmn.elements import SPECS
from modeler.ui.canvas.buttons import DragButton
from modeler.ui.canvas.icons import glyph_icon, spec_icon
from modeler.ui.canvas.toolbox import TOOLS
from modeler.ui.canvas.view import CanvasView
from runner.core.i18n import language_changed
from runner.core.i18n import tr as _

ELEMENTS = (
    "start-event",
    "intermediate-throw-event",
    "end-event",
    "exclusive-gateway",
    "user-task",
    "sub-process",
    "data-object",
    "data-store",
    "pool",
    "group",
)

_SIZE = 40


class PaletteWidget(QWidget):
    """Click: the shape sticks to the pointer until the next click. Drag: it is put down where it is let go."""

    def __init__(self, view: CanvasView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("palette")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._view = view
        self._tools: dict[str, DragButton] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(8, 8, 8, 8)
        self._column.setSpacing(4)
        self._stop = language_changed.connect(lambda _language: self.rebuild())
        self.destroyed.connect(self._stop)
        view.themeChanged.connect(self.rebuild)
        view.toolChanged.connect(self._show_tool)
        self.rebuild()

    def rebuild(self) -> None:
        """Make the buttons anew, in the current language and theme."""
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        theme = self._view.theme
        for tool in TOOLS.values():
            button = DragButton(glyph_icon(tool.sign, theme), f"{_(tool.text)} ({tool.key})", _SIZE, self)
            button.setCheckable(True)
            button.setObjectName(f"palette-{tool.id}")
            button.clicked.connect(lambda _checked=False, name=tool.id: self._view.take_named_tool(name))
            self._tools[tool.id] = button
            self._column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        line = QFrame(self)
        line.setFrameShape(QFrame.Shape.HLine)
        line.setFixedHeight(1)
        line.setStyleSheet(f"background: {theme.line}; border: none;")
        self._column.addWidget(line)
        for spec_id in ELEMENTS:
            self._column.addWidget(self._element(spec_id), 0, Qt.AlignmentFlag.AlignHCenter)
        more = DragButton(glyph_icon("tool-more", theme), _("Create any element (N)"), _SIZE, self)
        more.clicked.connect(lambda _checked=False: self._view.pick_element())
        self._column.addWidget(more, 0, Qt.AlignmentFlag.AlignHCenter)
        self._column.addStretch(1)

    def _show_tool(self, name: str) -> None:
        for tool, button in self._tools.items():
            button.setChecked(tool == name)

    def _element(self, spec_id: str) -> DragButton:
        view = self._view
        button = DragButton(spec_icon(spec_id, view.theme), _(SPECS[spec_id].label), _SIZE, self)
        button.setObjectName(f"palette-{spec_id}")
        button.clicked.connect(lambda _checked=False: view.start_create(spec_id))
        button.drag_begun.connect(lambda: view.start_create(spec_id))
        button.drag_moved.connect(view.drag_create)
        button.drag_dropped.connect(view.drop_create)
        return button
