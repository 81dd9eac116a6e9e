"""Whether two pictures of one sheet look the same: cell by cell, with room for how another version of Qt smooths
edges, and with none for anything that an eye would see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter

from modeler.ui.canvas.camera import Camera
from modeler.ui.canvas.fonts import shared_font
from modeler.ui.canvas.render import Renderer
from modeler.ui.canvas.scene import Scene
from runner.core.tokens import DARK, LIGHT, Theme
from tests.helpers.sheets import Cell, Sheet

FOLDER = Path(__file__).parents[1] / "data" / "pictures"
BUILD = Path(__file__).parents[2] / "build" / "pictures"
THEMES = (LIGHT, DARK)

LOCAL, PIXELS = 40, 3
"""The mean of 3 × 3 pixels may differ by this much of 255, and by more at this many pixels of a cell: a line that
lies half a pixel elsewhere stays below, a line that is missing does not."""
OUTLINED = 60
"""The same where letters are outlines in one picture and glyphs in the other: those are smoothed by other hands."""
WEIGHT = 0.04
"""The ink of a cell may differ by this share: smoothing moves ink, a thicker line adds some."""

Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class Difference:
    """A cell that looks otherwise; `why` in words."""

    cell: Cell
    why: str


def painted(sheet: Sheet, theme: Theme) -> QImage:
    """A sheet as the canvas shows it at 100 %, without its grid."""
    scene = Scene(theme)
    scene.load(sheet)
    camera = Camera()
    camera.scale, camera.left, camera.top = 1.0, 0, 0
    image = blank(sheet, theme)
    renderer = Renderer(scene)
    renderer.show_grid = False
    shared_font()
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    renderer.render(painter, image.rect(), camera)
    painter.end()
    return image


def blank(sheet: Sheet, theme: Theme) -> QImage:
    """Paper as large as a sheet."""
    area = sheet.area
    image = QImage(round(area.width), round(area.height), QImage.Format.Format_RGB32)
    image.fill(QColor(theme.paper))
    return image


def pixels(image: QImage) -> Pixels:
    """Rows, columns and three channels."""
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    raw = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.bytesPerLine() // 4, 4)
    return raw[:, : plain.width(), :3].copy()


def differences(sheet: Sheet, known: QImage, now: QImage, local: float = LOCAL) -> list[Difference]:
    """The cells of a sheet that do not look the same in two pictures of it, at a pixel a unit."""
    if known.size() != now.size():
        sizes = f"{known.width()} x {known.height()} became {now.width()} x {now.height()}"
        return [Difference(Cell("the whole sheet", sheet.area), f"its size changed: {sizes}")]
    before, after = pixels(known).astype(np.float32), pixels(now).astype(np.float32)
    paper = before[-1, -1]
    found = []
    for cell in sheet.cells:
        a = cell.area
        rows = slice(round(a.y), round(a.bottom))
        columns = slice(round(a.x), round(a.right))
        why = _difference(before[rows, columns], after[rows, columns], paper, local)
        if why:
            found.append(Difference(cell, why))
    return found


def _difference(
    before: NDArray[np.float32], after: NDArray[np.float32], paper: NDArray[np.float32], local: float
) -> str:
    apart = np.abs(_mean(after - before)).max(axis=2)
    spots = int((apart > local).sum())
    if spots > PIXELS:
        return f"{spots} pixels differ, by up to {apart.max():.0f} of 255"
    ink, new = (float(np.abs(one - paper).sum()) for one in (before, after))
    if abs(new - ink) > WEIGHT * max(ink, 1.0):
        return f"it has {new / max(ink, 1.0):.0%} of its ink"
    return ""


def _mean(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Each pixel with its eight neighbours, averaged."""
    wide = np.pad(values, ((1, 1), (1, 1), (0, 0)))
    height, width = values.shape[:2]
    parts = [wide[y : y + height, x : x + width] for y in range(3) for x in range(3)]
    return np.asarray(np.mean(parts, axis=0), dtype=np.float32)


def shown(known: QImage, now: QImage, changed: Iterable[Difference]) -> QImage:
    """A picture of what changed: the new one made pale, differing pixels red, and a frame round each cell."""
    before, after = pixels(known).astype(np.int16), pixels(now).astype(np.int16)
    height, width = min(before.shape[0], after.shape[0]), min(before.shape[1], after.shape[1])
    apart = np.abs(before[:height, :width] - after[:height, :width]).max(axis=2) > 24
    pale = np.full((height, width, 4), 255, np.uint8)
    pale[:, :, :3] = 160 + after[:height, :width] * 95 // 255
    pale[apart] = (40, 40, 220, 255)
    image = QImage(pale.tobytes(), width, height, width * 4, QImage.Format.Format_RGB32).copy()
    painter = QPainter(image)
    painter.setPen(QColor("#D32F2F"))
    for one in changed:
        a = one.cell.area
        painter.drawRect(QRect(round(a.x), round(a.y), round(a.width) - 1, round(a.height) - 1))
    painter.end()
    return image


def small(image: QImage) -> QImage:
    """The same with its 64 commonest colours, the others made the nearest of them: what is kept of a reference."""
    packed = pixels(image).astype(np.uint32) @ np.array([1, 256, 65536], np.uint32)
    colours, places, counts = np.unique(packed, return_inverse=True, return_counts=True)
    kept = np.sort(np.argsort(counts)[-64:])
    split = np.stack([colours & 255, colours >> 8 & 255, colours >> 16], axis=1).astype(np.int32)
    nearest = np.abs(split[:, None] - split[kept][None]).sum(axis=2).argmin(axis=1)
    height, width = packed.shape
    line = (width + 3) // 4 * 4
    rows = np.zeros((height, line), np.uint8)
    rows[:, :width] = nearest[places.reshape(packed.shape)]
    result = QImage(rows.tobytes(), width, height, line, QImage.Format.Format_Indexed8).copy()
    result.setColorTable([0xFF000000 | int(colour) for colour in colours[kept]])
    return result


def reference(sheet: Sheet, theme: Theme) -> Path:
    """Where the known picture of a sheet lies."""
    return FOLDER / f"{sheet.name}-{theme.name}.png"


def save(image: QImage, path: Path) -> None:
    """As PNG; raises OSError where that fails."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not image.save(str(path), "PNG", 0):  # type: ignore[call-overload]  # PySide's stubs want bytes, Qt takes text
        raise OSError(f"cannot write {path}")


def told(sheet: Sheet, theme: Theme, known: QImage, now: QImage, changed: Iterable[Difference]) -> str:
    """What changed, in words; the new picture and a picture of the difference lie under `build/pictures`."""
    new, apart = BUILD / f"{sheet.name}-{theme.name}-new.png", BUILD / f"{sheet.name}-{theme.name}-difference.png"
    changed = list(changed)
    save(now, new)
    save(shown(known, now, changed), apart)
    lines = [f"  {one.cell.name}: {one.why}" for one in changed]
    head = f"the sheet “{sheet.name}” looks otherwise ({theme.name}); look at {apart} and {new}:"
    return "\n".join([head, *lines])
