"""Texts: how a label is broken into lines and where each line stands, the same on screen, in SVG and PNG.

Chinese breaks between any two characters, Latin between words. In the strip of a pool or lane Chinese
stands upright from top to bottom, Latin is turned a quarter to the left.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

from modeler.geometry.shapes import Bounds
from runner.core.values import dataclass

Measure = Callable[[str, float], float]
"""Width in diagram units of a text in the canvas font at a size in diagram units."""

LINE_HEIGHT = 1.2
ASCENT = 0.92
"""Share of the line height's size from the top of a line to its baseline."""

NORMAL, SMALL = 12.0, 11.0
"""Sizes of texts inside shapes and of external labels."""

_UPRIGHT = dict(zip("（）—…《》「」【】〔〕〈〉『』～", "︵︶︱︙︽︾﹁﹂︻︼︹︺︿﹀﹃﹄︴", strict=True))
# A word, a hyphen or slash at its end, the blanks behind it: what `_walked` finds in any text.
_LATIN_PIECES = re.compile(r"[^ \-/]*[\-/]? *")
_SIGNS_STAY = "，。、；：！？）》」】"


@dataclass(frozen=True, init=False)
class LabelBox:
    """Where a text may stand. `across`: `centre` or `left`; `down`: `middle`, `top` or `bottom`; `upright`: the text
    runs along the strip's height; `limited`: text that does not fit ends in an ellipsis; `sign`: width and
    height of a sign in the upper left corner, which the text does not cover."""

    bounds: Bounds
    size: float = NORMAL
    across: Literal["centre", "left"] = "centre"
    down: Literal["middle", "top", "bottom"] = "middle"
    upright: bool = False
    limited: bool = True
    sign: tuple[float, float] = (0.0, 0.0)

    def __init__(
        self,
        bounds: Bounds,
        size: float = NORMAL,
        across: Literal["centre", "left"] = "centre",
        down: Literal["middle", "top", "bottom"] = "middle",
        *,
        upright: bool = False,
        limited: bool = True,
        sign: tuple[float, float] = (0.0, 0.0),
    ) -> None:
        self.__dict__.update(  # as `Bounds` does: each name in sight has one
            bounds=bounds, size=size, across=across, down=down, upright=upright, limited=limited, sign=sign
        )

    def moved(self, dx: float, dy: float) -> LabelBox:
        """The same room elsewhere."""
        box = object.__new__(LabelBox)
        box.__dict__.update(self.__dict__, bounds=self.bounds.moved(dx, dy))
        return box


@dataclass(frozen=True)
class Line:
    """One run of text: `x` and `y` are the start of its baseline, `angle` in degrees clockwise."""

    text: str
    x: float
    y: float
    size: float
    angle: int = 0


def is_wide(character: str) -> bool:
    """Whether a character is a CJK one: stands upright in a column, and text may break beside it."""
    code = ord(character)
    return (
        0x2E80 <= code <= 0x9FFF
        or 0xAC00 <= code <= 0xD7AF
        or 0xF900 <= code <= 0xFAFF
        or (0xFE30 <= code <= 0xFE4F or 0xFF00 <= code <= 0xFF60 or 0x20000 <= code <= 0x3FFFF)
    )


def lay_out(text: str, box: LabelBox, measure: Measure) -> tuple[Line, ...]:
    """The lines of a text in its box; none for an empty text."""
    text = text.replace("\r\n", "\n").strip()
    if not text:
        return ()
    if not box.upright:
        return _level(text, box, measure)
    if any(is_wide(character) for character in text):
        return _column(text, box, measure)
    return _turned(text, box, measure)


def wrap(text: str, width: float, size: float, measure: Measure) -> list[str]:
    """The text in lines no wider than `width`, where that can be; own line breaks stay."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        if measure(whole := paragraph.rstrip(), size) <= width:
            lines.append(whole)
            continue
        current = ""
        for piece in _pieces(paragraph):
            if measure((current + piece).rstrip(), size) <= width:
                current += piece
                continue
            if current.strip():
                lines.append(current.rstrip())
                current = ""
            piece = piece.lstrip() if not current else piece
            while len(piece) > 1 and measure(piece.rstrip(), size) > width:
                count = _fitting(piece, width, size, measure)
                lines.append(piece[:count])
                piece = piece[count:]
            current = piece
        lines.append(current.rstrip())
    return lines


def _pieces(text: str) -> list[str]:
    """What must not be broken: words with the blanks behind them, and single wide characters."""
    return [piece for piece in _LATIN_PIECES.findall(text) if piece] if text.isascii() else _walked(text)


def _walked(text: str) -> list[str]:
    pieces: list[str] = []
    word = ""
    for character in text:
        if is_wide(character):
            if character in _SIGNS_STAY and not word and pieces:
                pieces[-1] += character
                continue
            if word:
                pieces.append(word)
                word = ""
            pieces.append(character)
        else:
            if word and word[-1] in " -/" and character != " ":
                pieces.append(word)
                word = ""
            word += character
    return [*pieces, word] if word else pieces


def _fitting(text: str, width: float, size: float, measure: Measure) -> int:
    count = 1
    while count < len(text) and measure(text[: count + 1], size) <= width:
        count += 1
    return count


def _shortened(text: str, width: float, size: float, measure: Measure) -> str:
    while text and measure(text + "…", size) > width:
        text = text[:-1]
    return text.rstrip() + "…"


def _level(text: str, box: LabelBox, measure: Measure) -> tuple[Line, ...]:
    height, size, b = box.size * LINE_HEIGHT, box.size, box.bounds
    lines = wrap(text, b.width, size, measure)
    room = max(1, int((b.height + 0.25 * size) // height))
    if box.limited and len(lines) > room:
        lines = [*lines[: room - 1], _shortened(lines[room - 1], b.width, size, measure)]
    spare = b.height - len(lines) * height
    top = b.y + {"middle": spare / 2, "top": 0.0, "bottom": spare}[box.down]
    if _covers_sign(lines, top, box, measure):
        lower = Bounds(b.x, b.y + box.sign[1], b.width, b.height - box.sign[1])
        return _level(text, LabelBox(lower, size, box.across, box.down, limited=box.limited), measure)
    placed = []
    for index, line in enumerate(lines):
        x = b.x if box.across == "left" else b.x + (b.width - measure(line, size)) / 2
        placed.append(Line(line, x, top + index * height + size * ASCENT + (height - size) / 2, size))
    return tuple(line for line in placed if line.text)


def _covers_sign(lines: list[str], top: float, box: LabelBox, measure: Measure) -> bool:
    width, depth = box.sign
    b = box.bounds
    for index, line in enumerate(lines):
        if top + index * box.size * LINE_HEIGHT >= b.y + depth:
            return False
        if b.x + (b.width - measure(line, box.size)) / 2 < b.x + width:
            return True
    return False


def _turned(text: str, box: LabelBox, measure: Measure) -> tuple[Line, ...]:
    """Latin in an upright strip, read from below."""
    b, size = box.bounds, box.size
    room = LabelBox(Bounds(0, 0, b.height - 8, b.width), size)
    return tuple(
        Line(line.text, b.x + line.y, b.bottom - 4 - line.x, size, -90) for line in _level(text, room, measure)
    )


def _column(text: str, box: LabelBox, measure: Measure) -> tuple[Line, ...]:
    """Chinese in an upright strip: characters below each other; long Latin words turned to the right."""
    b, size = box.bounds, box.size
    step = size * LINE_HEIGHT
    columns = _columns(_cells(text, size, step, measure), b.height - 8)
    fitting = max(1, int(b.width // step))
    if len(columns) > fitting:
        columns = columns[:fitting]
        columns[-1] = [*columns[-1][:-1], ("︙", step, False)]
    right = b.x + (b.width + len(columns) * step) / 2
    lines: list[Line] = []
    for index, cells in enumerate(columns):
        middle = right - (index + 0.5) * step
        y = b.y + (b.height - sum(cell[1] for cell in cells)) / 2
        for run, length, turned in cells:
            if turned:
                lines.append(Line(run, middle - size * 0.36, y + (length - measure(run, size)) / 2, size, 90))
            elif run.strip():
                lines.append(Line(run, middle - measure(run, size) / 2, y + size * ASCENT + (step - size) / 2, size))
            y += length
    return tuple(lines)


def _cells(text: str, size: float, step: float, measure: Measure) -> list[tuple[str, float, bool]]:
    """What stands below each other: text, height, and whether it is turned."""
    cells: list[tuple[str, float, bool]] = []
    word = ""
    for character in f"{text}\n":
        if character.isspace() or is_wide(character) or character in _UPRIGHT:
            if word:
                turned = len(word) > 2
                cells.append((word, measure(word, size) + 4 if turned else step, turned))
                word = ""
            if character == "\n":
                continue
            cells.append(
                (" ", step / 3, False) if character.isspace() else (_UPRIGHT.get(character, character), step, False)
            )
        else:
            word += character
    return cells


def _columns(cells: list[tuple[str, float, bool]], height: float) -> list[list[tuple[str, float, bool]]]:
    columns: list[list[tuple[str, float, bool]]] = [[]]
    filled = 0.0
    for cell in cells:
        if columns[-1] and filled + cell[1] > height:
            columns.append([])
            filled = 0.0
        columns[-1].append(cell)
        filled += cell[1]
    return columns
