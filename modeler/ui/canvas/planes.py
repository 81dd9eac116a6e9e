"""The planes of a document: which is shown, and how each was left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeler.document.diagrams import diagrams_of, has_several, is_there
from runner.core.values import dataclass

if TYPE_CHECKING:
    from modeler.document.change import Change
    from modeler.document.document import Document
    from modeler.ui.canvas.view import CanvasView


@dataclass(frozen=True)
class Left:
    """How a plane was left: scale, corner and selection."""

    scale: float
    left: int
    top: int
    selected: tuple[str, ...]


class Planes:
    """Shows one plane after another, each as it was left."""

    def __init__(self, view: CanvasView) -> None:
        self._view = view
        self._left: dict[str | None, Left] = {}

    def forget(self) -> None:
        """Another document is shown."""
        self._left.clear()

    def show(self, identity: str | None) -> None:
        """Show a plane, in the words of `NodeRecord.plane`: as it was left, or else all of it."""
        view, camera = self._view, self._view.camera
        if view.scene.nodes or view.scene.flows:
            self._left[view.scene.root] = Left(camera.scale, camera.left, camera.top, view.selection.ids)
        view.selection.clear()
        known_here = view.document is not None and is_there(view.document, identity)
        view.scene.root = identity if known_here else None
        view.scene.load(view.index)
        view.plane.show_for(view.scene.root)
        view.planeShown.emit()
        known = self._left.get(view.scene.root)
        if known is None:
            view.fit()
            return
        camera.scale, camera.left, camera.top = known.scale, known.left, known.top
        view.selection.set([own for own in known.selected if own in view.scene.nodes or own in view.scene.flows])
        view.zoomChanged.emit(camera.scale)
        view.show_helpers()
        view.update()

    def follow(self, change: Change) -> None:
        """After a change: what is shown may be gone, or be called otherwise."""
        view = self._view
        doc, root = view.document, view.scene.root
        if doc is None:
            return
        if not is_there(doc, root):
            self._left.pop(root, None)
            self.show(None)
        elif root is not None or view.plane.isVisible() or has_several(doc):
            view.plane.show_for(root)


def home_of(doc: Document, root: str | None) -> str | None:
    """The sub-process or process that what is drawn on a plane belongs to; None on the first diagram."""
    if root is None or root in doc.index.nodes:
        return root
    return next((diagram.element for diagram in diagrams_of(doc) if diagram.plane == root), None)
