"""The canvas: one opaque widget with its own camera. It shows the document's records, and asks the
document through verbs; it never changes anything itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from modeler.document.change import Change
from modeler.ui.canvas.hands import CanvasHands
from modeler.ui.canvas.hint import Hint
from modeler.ui.canvas.plane import Fixed, PlaneBar
from modeler.ui.canvas.planes import Planes
from modeler.ui.canvas.tools import pointer_of
from runner.core.i18n import tr as _
from runner.core.registry import load_object
from runner.core.tokens import Theme

if TYPE_CHECKING:
    from modeler.document.document import Document
    from modeler.document.index import Index
    from modeler.ui.canvas.editor import LabelEditor


class CanvasView(CanvasHands):
    """Shows one document. Zoom is a factor (1.0 is 100 %); ids are element ids of the file."""

    selectionChanged = Signal(list)
    elementActivated = Signal(str)
    refused = Signal(str)
    contextRequested = Signal(str, QPoint)
    themeChanged = Signal()
    documentShown = Signal()
    planeShown = Signal()
    chainAsked = Signal()
    calledWanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(120, 90)
        self.setAccessibleName(_("Diagram"))
        self.document: Document | None = None
        self.read_only = False
        self.problems_of: Callable[[str], list[str]] = lambda _element: []
        """The sentences that a place has about an element, for those who listen."""
        self.selection.changed.connect(self._selected)
        self.hint = Hint(self)
        self.plane = PlaneBar(self)
        self.planes = Planes(self)
        self.fixed: list[Fixed] = [self.plane]
        """What stands in a corner, whatever the paper does."""
        self._editor: LabelEditor | None = None
        self._listening: list[Callable[[], None]] = []
        listening = self._listening
        self.destroyed.connect(lambda: [stop() for stop in listening])  # the document lives on, its view does not
        self._fitted = True

    # the document

    @property
    def index(self) -> Index | None:
        """The records shown."""
        return self.document.index if self.document is not None else None

    def set_document(self, doc: Document | None) -> None:
        """Show another document, fitted; None shows an empty sheet."""
        while self._listening:
            self._listening.pop()()
        self.let_go()
        self.document = doc
        self.planes.forget()
        self.scene.load(None)
        self.open_plane(None)
        if doc is not None:
            self._listening.append(doc.changed.connect(self._changed))
        self._fitted = True
        self.fit()
        self.documentShown.emit()

    def open_plane(self, identity: str | None) -> None:
        """Show the inside of a folded sub-process or a further diagram; None shows the first one."""
        self.planes.show(identity)

    def _changed(self, change: Change) -> None:
        if self.is_busy:  # what is being dragged may be gone
            self.let_go()
        self.follow(change)
        self.selection.keep([*self.scene.nodes, *self.scene.flows] if change.removed else self.selection.ids)
        self.planes.follow(change)
        self.show_helpers(soon=True)

    def set_read_only(self, on: bool) -> None:
        """Pan, zoom and select only (rehearse and simulate)."""
        self.read_only = on
        self.frames.editable = not on
        self.let_go()
        self.show_helpers()
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Other colours."""
        if theme is self.theme:
            return
        self.theme = self.scene.theme = theme
        self.renderer.forget()
        self.scene.load(self.index)
        self.themeChanged.emit()
        self.show_helpers()
        self.update()

    def reveal(self, identity: str, select: bool = True) -> None:
        """Bring an element into view, on its plane."""
        index = self.index
        flow = index.flows.get(identity) if index is not None else None
        node = index.nodes.get(flow.source if flow is not None else identity) if index is not None else None
        if node is not None and node.plane != self.scene.root:
            self.open_plane(node.plane)
        bounds = self.scene.bounds_of(identity)
        if bounds is None:
            return
        if not self.rect().adjusted(20, 20, -20, -20).contains(self.camera.rect(bounds).toAlignedRect()):
            self.camera.centre(bounds.centre, self.width(), self.height(), within=self.scene.extent())
            self._moved()
        if select:
            self.selection.set([identity])

    def settle_children(self) -> None:
        """The pad follows its element; a name being typed is taken over."""
        self.commit_edit()
        self.show_helpers()

    @property
    def is_fitted(self) -> bool:
        """Whether no hand has moved what was opened: it is fitted anew where the room changes."""
        return self._fitted

    def settle_fixed(self) -> None:
        """Hints go, the way back stays in its corner."""
        self._fitted = False
        self.hint.drop()
        for part in self.fixed:
            part.settle()

    # verbs that the window binds to actions

    def select_all(self) -> None:
        """Everything on this plane."""
        self.selection.set([*self.scene.nodes, *self.scene.flows])

    def delete_selection(self) -> None:
        """Delete what is selected; of a name alone only that goes."""
        from modeler.ui.canvas import verbs

        single = self.selection.single
        if single is not None and self.selection.is_name:
            verbs.rename(self, single, "")
            self.selection.clear()
        elif len(self.selection):
            verbs.remove(self, self.selection.ids)

    def append(self, spec_id: str) -> None:
        """A new element behind the selected one, ready to be named."""
        from modeler.ui.canvas import verbs

        single = self.selection.single
        created = verbs.append(self, single, spec_id) if single is not None else None
        if created is not None:
            self.reveal(created)
            if verbs.wants_a_name(spec_id):
                self.edit_label()

    def annotate(self) -> None:
        """A text annotation on the selected element."""
        self.append("text-annotation")

    def morph(self) -> None:
        """The menu of other kinds for the selected element."""
        from modeler.ui.canvas import menus

        menus.open_morph(self)

    def morph_choices(self) -> list[str]:
        """What the selected element may become."""
        from modeler.ui.canvas import menus

        return menus.morph_choices(self)

    def pick_element(self) -> None:
        """The searchable list of all elements: append to the selection, or create."""
        from modeler.ui.canvas import menus

        menus.open_create(self)

    def edit_label(self, identity: str | None = None) -> None:
        """Name an element in place (default: the selected one)."""
        from modeler.ui.canvas import menus

        self.commit_edit()
        wanted = identity or self.selection.single
        self._editor = menus.open_editor(self, wanted) if wanted else None
        self.show_helpers()

    def commit_edit(self) -> None:
        """Take over a name being typed."""
        if self._editor is not None:
            self._editor.close_with(self._editor.toPlainText())

    def editor_closed(self) -> None:
        """Called by the editor in place when it goes."""
        self._editor = None
        self.show_helpers()
        self.setFocus()

    def refuse(self, text: str) -> None:
        """Tell at the pointer why something may not be."""
        self.hint.tell(text, self.pointer_place(), self.theme)
        self.refused.emit(text)

    # helpers over the canvas

    def _selected(self, ids: tuple[str, ...]) -> None:
        self.show_helpers()
        self.update()
        if ids:
            load_object("modeler.ui.canvas.walk:tell_selection")(self)
        self.selectionChanged.emit(list(ids))

    def show_helpers(self, *, soon: bool = False) -> None:
        """The context pad beside the selection, while no gesture runs and no other tool is in hand. `soon`: it may
        follow what was edited."""
        quiet = not self.is_busy and self.holds_nothing and self._editor is None
        if self.frames.resting and not self.is_busy:
            self.frames.resting = False
            self.update()
        if "pad" in vars(self) or (quiet and len(self.selection)):
            self.pad.update_for(self.selection.ids if quiet else (), soon=soon)

    def hide_helpers(self) -> None:
        """Nothing in the way of a gesture."""
        self.pad.hide()
        self.frames.resting = True
        self.repaint_elements((*self.selection.ids, *self.frames.marked))

    # events

    def act_on_key(self, key: int) -> bool:
        """A plain key; whether it meant something."""
        from modeler.ui.canvas.acts import act_of_key

        act = act_of_key(key)
        if act is None:
            return False
        act.run(self)
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """To the tool."""
        self._fitted = False
        self.setFocus()
        self.interaction.press(pointer_of(self, event))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """To the tool."""
        self.interaction.move(pointer_of(self, event))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """To the tool."""
        self.interaction.release(pointer_of(self, event))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The key for menus, for what is selected; the mouse button is a press like others."""
        if event.reason() != QContextMenuEvent.Reason.Keyboard:
            return
        own = self.selection.ids[0] if len(self.selection) else ""
        bounds = self.scene.bounds_of(own) if own else None
        place = self.camera.rect(bounds).center().toPoint() if bounds is not None else self.rect().center()
        self.contextRequested.emit(own, self.mapToGlobal(place))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Name what is there."""
        from modeler.ui.canvas.hit import hit

        found = hit(self.scene, self.camera.to_world(event.position()), self.camera.scale)
        if found is not None and self.holds_nothing:
            self.selection.set([found.id], name=found.part == "label")
            self.elementActivated.emit(found.id)
            self.edit_label()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the pointer."""
        self.set_hovered(None)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl zooms at the pointer, Shift scrolls sideways."""
        self._fitted = False
        step = event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_to(self.camera.scale * 1.2 ** (step.y() / 120), event.position())
        elif not event.pixelDelta().isNull():
            self.pan(event.pixelDelta().x(), event.pixelDelta().y())
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.pan((step.y() or step.x()) // 2, 0)
        else:
            self.pan(step.x() // 2, step.y() // 2)
        event.accept()

    def event(self, event: QEvent) -> bool:
        """Pinch zooms."""
        if isinstance(event, QNativeGestureEvent) and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self.zoom_to(self.camera.scale * (1 + event.value()), event.position())
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys of the canvas; the rest goes to the window."""
        if not self.interaction.key(event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """The space bar lets go of the paper."""
        self.interaction.key_up(event)
        super().keyReleaseEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What was opened stays fitted until a hand moves it; a name being typed stays where it is."""
        if self._fitted and self._editor is None:
            self.fit()
        self.show_helpers()
        for part in self.fixed:
            part.settle()
