"""The surface under the canvas: paints a scene through a camera, with what lies over it, and pans and zooms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from time import perf_counter

from PySide6.QtCore import QPointF, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QWidget

from modeler.document.change import Change
from modeler.geometry.shapes import Bounds
from modeler.ui.canvas import fonts
from modeler.ui.canvas.camera import Camera
from modeler.ui.canvas.fading import Fading
from modeler.ui.canvas.film import Film
from modeler.ui.canvas.items import NodeItem
from modeler.ui.canvas.overlays import Overlay
from modeler.ui.canvas.overlays.badges import BadgesOverlay
from modeler.ui.canvas.overlays.ghost import Ghost
from modeler.ui.canvas.overlays.heat import HeatOverlay
from modeler.ui.canvas.overlays.selection import SelectionOverlay
from modeler.ui.canvas.overlays.tokens import TokensOverlay
from modeler.ui.canvas.render import SMOOTH, Renderer, filled, is_filled
from modeler.ui.canvas.scene import Scene
from modeler.ui.canvas.selection import Selection
from runner.core.tokens import LIGHT, Theme
from runner.ui.kit.jobs import Jobs

_EDGE = 4.0
"""Diagram units that the strokes of an element may reach beyond its extent."""
_MANY = 64
_ROUND = 64.0
"""Diagram units round the sight that count to it: what reaches in is painted with it."""
_SLICE = 0.004
"""Seconds: a quarter of a frame."""


class CanvasSurface(QWidget):
    """An opaque widget. Knows records through its scene, and nothing of documents, tools or verbs."""

    zoomChanged = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        fonts.install()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.theme: Theme = LIGHT
        self.camera = Camera()
        self.scene = Scene(self.theme)
        self.scene.kinds.offers_ways_in = True
        self.renderer = Renderer(self.scene)
        self.selection = Selection()
        self.jobs: Jobs | None = None
        """Where long work runs beside the window; without it all is done at once."""
        self.heat, self.tokens, self.badges = HeatOverlay(self.renderer), TokensOverlay(), BadgesOverlay()
        self.frames = SelectionOverlay(self.selection)
        self.ghost = Ghost(self.renderer)
        self._others: tuple[Overlay, ...] = (self.heat, self.badges, self.tokens)
        """Those that stand beside all elements, in any change of them."""
        self._overlays: tuple[Overlay, ...] = (self.heat, self.frames, self.badges, self.tokens, self.ghost)
        self._ghost_area = QRegion()
        self._film = Film(self)
        self._catching_up = QTimer(self)
        self._catching_up.setInterval(0)
        self._catching_up.timeout.connect(self._catch_up)
        self._fading = Fading(self)

    def lay_over(self, overlay: Overlay) -> None:
        """One more overlay, under frames, badges and tokens."""
        self._others = (*self._others, overlay)
        self._overlays = (self.heat, overlay, *self._overlays[1:])
        self.update()

    # plain values over the model

    def set_tokens(self, counts: Mapping[str, int]) -> None:
        """How many cases stand where."""
        self.tokens.counts = dict(counts)
        self.update()

    def set_heat(self, elements: Mapping[str, float], flows: Mapping[str, float] | None = None) -> None:
        """How busy elements and flows are, 0 to 1."""
        self.heat.elements, self.heat.flows = dict(elements), dict(flows or {})
        self.update()

    def set_badges(self, badges: Mapping[str, tuple[str, int]], remarks: Mapping[str, int] | None = None) -> None:
        """Problems (`error`, `warning`, `info`, with their count) and counts of remarks."""
        self.badges.badges, self.badges.remarks = dict(badges), dict(remarks or {})
        self.update()

    def mark(self, identities: Iterable[str]) -> None:
        """Light up elements (a problem chosen in its list); nothing given: none."""
        self.frames.marked = tuple(identities)
        self.update()

    def follow(self, change: Change) -> None:
        """Show a change; what very much changed out of sight follows between events."""
        framed = self._framed()
        areas = self.scene.update(change, self.camera.area(self.rect()).grown(_ROUND))
        if areas is None:
            self.update()
            self._catching_up.start()
        else:
            pairs = zip(framed, self._framed(), strict=True)
            moved = [place for pair in pairs if pair[0] != pair[1] for place in pair if place is not None]
            self.repaint_areas(areas, [extent for extent, _bounds in moved])

    def _framed(self) -> list[tuple[Bounds, Bounds] | None]:
        """Where that is which stands in frames and may go elsewhere with them: with its name, and alone."""
        found = [self.scene.node(own) or self.scene.flow(own) for own in self.frames.framed]
        return [
            (item.extent, item.bounds if isinstance(item, NodeItem) else item.extent) if item is not None else None
            for item in found
        ]

    def _catch_up(self) -> None:
        if self.scene.catch_up(_SLICE):
            self._catching_up.stop()

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what is exposed: the model, then what lies over it."""
        started = perf_counter()
        painter = QPainter(self)
        if self._film.running:
            self._film.paint(painter, self.camera, self.theme.paper)
            self._paint_overlays(painter)
            return
        region, whole = event.region(), event.rect()
        self.renderer.render(painter, filled(region, whole), self.camera, self.devicePixelRatioF())
        self._paint_overlays(painter)
        painter.end()
        if whole == self.rect():
            self._film.note(started)

    def _paint_overlays(self, painter: QPainter) -> None:
        painter.setRenderHint(SMOOTH)
        for overlay in self._overlays:
            overlay.paint(painter, self.camera, self.scene)

    def repaint_areas(self, areas: Sequence[Bounds], framed: Sequence[Bounds] = ()) -> None:
        """Paint some areas of the diagram again; `framed`: those with frames round them."""
        if len(areas) + len(framed) > _MANY:
            self.update()
            return
        scale = self.camera.scale
        air = max(_EDGE * scale, *[overlay.reach(scale) for overlay in self._others])
        frames = max(air, self.frames.reach(scale))
        rects = [self.camera.pixels(area, air) for area in areas]
        rects += [self.camera.pixels(area, frames) for area in framed]
        sight = self.rect()
        rects = [found for rect in rects if not (found := rect.intersected(sight)).isEmpty()]
        if not rects:
            return
        whole = QRect(rects[0])
        for rect in rects:
            whole |= rect
        if is_filled(whole, rects):
            self.update(whole)
        else:
            region = QRegion()
            for rect in rects:
                region += rect
            self.update(region)

    def repaint_elements(self, ids: Iterable[str]) -> None:
        """Paint some elements again, with their names and frames."""
        found = [self.scene.node(own) or self.scene.flow(own) for own in ids]
        self.repaint_areas((), [item.extent for item in found if item is not None])

    def refresh_ghost(self) -> None:
        """The ghost changed: paint where it was and where it is."""
        self._fading.seen()
        self.paint_ghost()

    def paint_ghost(self) -> None:
        """Paint where the ghost was and where it is."""
        now = self.ghost.region(self.camera, self.scene, self.size())
        self.update(now.united(self._ghost_area))
        self._ghost_area = now

    def clear_ghost(self) -> None:
        """No ghost any more."""
        self.ghost.clear()
        self.refresh_ghost()

    def set_hovered(self, identity: str | None) -> None:
        """Frame what is under the pointer."""
        if identity != self.frames.hovered:
            before, self.frames.hovered = self.frames.hovered, identity
            self.repaint_elements([own for own in (before, identity) if own])

    @property
    def painted_ms(self) -> float:
        """How long the last full painting took, in milliseconds; 0 before the first one."""
        return self._film.last_ms

    def settle_film(self) -> None:
        """End a running zoom now: the next painting is sharp."""
        self._film.stop()

    # the camera

    def pan(self, dx: int, dy: int) -> None:
        """Move the paper by pixels; what stays visible is shifted, not painted."""
        self.camera.left -= dx
        self.camera.top -= dy
        if self._film.running:
            self.update()
            return
        self._ghost_area.translate(dx, dy)
        self.scroll(dx, dy)
        self.settle_fixed()

    def settle_fixed(self) -> None:
        """The paper was shifted together with all that lies on it: what stands in a corner goes back there."""

    def zoom_to(self, scale: float, at: QPointF | None = None) -> None:
        """Another scale; the place under `at` (the middle) stays."""
        self._film.before_zoom(self.renderer, self.camera)
        if self.camera.zoom(scale, at if at is not None else QPointF(self.width() / 2, self.height() / 2)):
            self._moved()

    def zoom_in(self) -> None:
        """One step nearer."""
        self.zoom_to(self.camera.step(up=True))

    def zoom_out(self) -> None:
        """One step away."""
        self.zoom_to(self.camera.step(up=False))

    def zoom_reset(self) -> None:
        """100 %."""
        self.zoom_to(1.0)

    def fit(self) -> None:
        """Show everything, no larger than 100 %."""
        self._film.stop()
        self.camera.fit(self.scene.extent(), self.width(), self.height())
        self._moved()

    def show_at(self, scale: float, left: int, top: int) -> None:
        """A view as it was before: scale, and pixels of the upper left corner."""
        self._film.stop()
        self.camera.scale, self.camera.left, self.camera.top = scale, left, top
        self._moved()

    def _moved(self) -> None:
        self.update()
        self.settle_children()
        self.zoomChanged.emit(self.camera.scale)

    def settle_children(self) -> None:
        """The camera moved: whatever stands beside elements follows."""

    def toggle_grid(self) -> None:
        """Show or hide the grid; new shapes fall into it while it is shown."""
        self.renderer.show_grid = not self.renderer.show_grid
        self.update()
