"""Line icons of our own, drawn in the colours of the theme that is on when they are painted."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from runner.core.folders import state_folder
from runner.core.resources import resource_folder

Tone = Literal["muted", "text", "accent", "on_accent", "good", "warning", "bad", "faint", "waiting"]


@cache
def icon_names() -> tuple[str, ...]:
    """All icons that ship, sorted."""
    with os.scandir(resource_folder() / "icons") as found:
        return tuple(sorted(one.name[:-4] for one in found if one.name.endswith(".svg")))


@cache
def _source(name: str) -> str:
    return (resource_folder() / "icons" / f"{name}.svg").read_text("utf-8")


def _svg(name: str, colour: str, stroke: float | None = None) -> str:
    text = _source(name).replace("currentColor", colour)
    return text if stroke is None else text.replace('stroke-width="1.6"', f'stroke-width="{stroke}"')


def icon_file(name: str, colour: str, stroke: float | None = None) -> str:
    """A coloured copy of an icon on disk, for the style sheet, which takes files only."""
    folder = state_folder() / "icons"
    path = folder / f"{name}-{colour.lstrip('#')}.svg"
    text = _svg(name, colour, stroke)
    if not path.exists() or path.read_text("utf-8") != text:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return path.as_posix()


def draw_icon(painter: QPainter, name: str, colour: str, rect: QRectF) -> None:
    """Paint one icon into `rect` in the colour `#RRGGBB`."""
    _renderer(name, colour).render(painter, rect)


@cache
def _renderer(name: str, colour: str):  # type: ignore[no-untyped-def]  # QtSvg loads at the first icon, not before
    from PySide6.QtSvg import QSvgRenderer

    return QSvgRenderer(_svg(name, colour).encode())


class _Engine(QIconEngine):
    """Asks for the theme at each painting, so that a theme switch needs no new icons."""

    def __init__(self, name: str, tone: Tone) -> None:
        super().__init__()
        self._name = name
        self._tone: Tone = tone

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        from runner.ui.kit.style import current_theme

        theme = current_theme()
        colour = str(getattr(theme, self._tone))
        if mode == QIcon.Mode.Disabled:
            colour = theme.line
        elif state == QIcon.State.On and self._tone == "muted":
            colour = theme.accent
        draw_icon(painter, self._name, colour, QRectF(rect))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        if size.isEmpty():  # a field that is squeezed to nothing while its neighbours come and go
            return QPixmap()
        result = QPixmap(size)
        result.fill(Qt.GlobalColor.transparent)
        painter = QPainter(result)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return result

    def clone(self) -> QIconEngine:
        return _Engine(self._name, self._tone)


def icon(name: str, tone: Tone = "muted") -> QIcon:
    """An icon by its name in `resources/icons`, in a colour of the theme.

    Raises `FileNotFoundError` for a name that does not ship.
    """
    if name not in icon_names():
        raise FileNotFoundError(name)
    return QIcon(_Engine(name, tone))


class IconLabel(QWidget):
    """An icon standing still, `size` pixels wide and high, in the colours of the theme that is on."""

    def __init__(self, name: str, tone: Tone = "muted", size: int = 16) -> None:
        super().__init__()
        self._icon = icon(name, tone)
        self.setFixedSize(size, size)

    def set_icon(self, name: str, tone: Tone = "muted") -> None:
        """Show another one."""
        self._icon = icon(name, tone)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._icon.paint(painter, self.rect())


def icon_path(name: str) -> Path:
    """Where the drawing of an icon lies."""
    return resource_folder() / "icons" / f"{name}.svg"
