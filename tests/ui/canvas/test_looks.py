"""How everything is drawn: compared with pictures that a person has looked at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from pytestqt.qtbot import QtBot

from modeler.bpmn import drawing
from modeler.bpmn.elements import SPECS
from modeler.bpmn.looks import activity
from modeler.reports.svg import MARGIN, to_svg
from modeler.ui.canvas.export import text_measure, to_image
from modeler.ui.canvas.paths import pen_of
from modeler.ui.canvas.scene import Scene
from modeler.ui.canvas.vector import outline, paint_plane
from runner.core.tokens import LIGHT, Theme
from tests.helpers.likeness import FOLDER, OUTLINED, THEMES, blank, differences, painted, reference, small, told
from tests.helpers.pdf_page import printed
from tests.helpers.sheets import Sheet, activities, all_sheets, events

SHEETS = [(sheet, theme) for sheet in all_sheets() for theme in THEMES]
NAMES = [f"{sheet.name}-{theme.name}" for sheet, theme in SHEETS]


@pytest.mark.parametrize(("sheet", "theme"), SHEETS, ids=NAMES)
def test_everything_looks_as_it_did_when_it_was_last_looked_at(qtbot: QtBot, sheet: Sheet, theme: Theme) -> None:
    known, now = QImage(str(reference(sheet, theme))), painted(sheet, theme)
    assert not known.isNull(), "make it: python packaging/make_reference_pictures.py --renew"
    changed = differences(sheet, known, now)
    assert not changed, told(sheet, theme, known, now, changed)


def test_the_set_holds_every_element_that_the_house_knows() -> None:
    drawn = {record.spec for sheet in all_sheets() for record in sheet.nodes.values()}
    lines = {cell.name for sheet in all_sheets() for cell in sheet.cells}
    assert {spec.id for spec in SPECS.values() if spec.category != "connection"} <= drawn
    assert {spec.id for spec in SPECS.values() if spec.category == "connection"} <= lines


def test_every_marker_at_a_foot_is_in_the_set() -> None:
    shown = {marker for sheet in all_sheets() for record in sheet.nodes.values() for marker in record.markers}
    assert {word for _glyph, word in activity.FOOT} | {"multiple", "collection", "plain", *activity._CALLED} <= shown


def test_the_pictures_stay_small() -> None:
    assert {path.stem for path in FOLDER.glob("*.png")} == set(NAMES)
    assert sum(path.stat().st_size for path in FOLDER.glob("*.png")) < 320_000


@contextmanager
def stroke(name: str, width: float) -> Iterator[None]:
    known = drawing.STROKES[name]
    drawing.STROKES[name] = replace(known, width=width)
    pen_of.cache_clear()
    try:
        yield
    finally:
        drawing.STROKES[name] = known
        pen_of.cache_clear()


def test_a_line_half_a_unit_thinner_is_seen_and_named(qtbot: QtBot) -> None:
    sheet = activities()
    before = small(painted(sheet, LIGHT))
    with stroke("outline", 1.5):
        found = differences(sheet, before, painted(sheet, LIGHT))
    names = {one.cell.name for one in found}
    assert {"user-task", "task", "sub-process"} <= names
    assert "transaction" not in names, "what is drawn with another pen stays"


def test_a_lost_marker_is_seen_and_named(qtbot: QtBot) -> None:
    sheet = activities()
    before = small(painted(sheet, LIGHT))
    own = "user-task+loop"
    sheet.nodes[own] = replace(sheet.nodes[own], markers=frozenset())
    assert [one.cell.name for one in differences(sheet, before, painted(sheet, LIGHT))] == [own]


def test_a_sign_that_is_not_filled_any_more_is_seen_and_named(qtbot: QtBot) -> None:
    sheet = events()
    before = small(painted(sheet, LIGHT))
    own = "end-event-message"
    record = replace(sheet.nodes[own], spec="start-event-message")
    sheet.nodes[own] = record
    assert [one.cell.name for one in differences(sheet, before, painted(sheet, LIGHT))] == [own]


def test_edges_smoothed_a_little_otherwise_are_no_difference(qtbot: QtBot) -> None:
    for sheet in all_sheets():
        known = painted(sheet, LIGHT)
        moved = blank(sheet, LIGHT)
        painter = QPainter(moved)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF(0.12, 0.12, known.width(), known.height()), known)
        painter.end()
        assert differences(sheet, known, moved) == []


@pytest.mark.parametrize(("sheet", "theme"), SHEETS, ids=NAMES)
def test_a_picture_as_svg_looks_like_the_canvas(qtbot: QtBot, sheet: Sheet, theme: Theme) -> None:
    data = to_svg(sheet, theme, text_measure(), outline)
    renderer = QSvgRenderer(QByteArray(data.encode()))
    assert renderer.isValid()
    box = renderer.viewBoxF()
    now = blank(sheet, theme)
    painter = QPainter(now)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, box)
    painter.end()
    assert differences(sheet, painted(sheet, theme), now, OUTLINED) == []


@pytest.mark.parametrize("sheet", all_sheets(), ids=lambda sheet: sheet.name)
def test_what_is_painted_onto_paper_looks_like_the_canvas(qtbot: QtBot, sheet: Sheet) -> None:
    scene = Scene(LIGHT)
    scene.load(sheet)
    now = blank(sheet, LIGHT)
    painter = QPainter(now)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_plane(painter, scene)
    painter.end()
    assert differences(sheet, painted(sheet, LIGHT), now) == []


@pytest.mark.parametrize("sheet", all_sheets(), ids=lambda sheet: sheet.name)
def test_a_page_of_a_pdf_looks_as_it_did_when_it_was_last_looked_at(qtbot: QtBot, sheet: Sheet) -> None:
    known, now = QImage(str(reference(sheet, LIGHT))), printed(sheet)
    changed = differences(sheet, known, now, OUTLINED)
    assert not changed, told(sheet, LIGHT, known, now, changed)


def test_a_line_half_a_unit_thinner_is_seen_in_a_pdf_too(qtbot: QtBot) -> None:
    sheet = activities()
    with stroke("outline", 1.5):
        found = differences(sheet, QImage(str(reference(sheet, LIGHT))), printed(sheet), OUTLINED)
    assert {"user-task", "task", "sub-process"} <= {one.cell.name for one in found}


@pytest.mark.parametrize("sheet", all_sheets(), ids=lambda sheet: sheet.name)
def test_a_picture_as_png_looks_like_the_canvas(qtbot: QtBot, sheet: Sheet) -> None:
    image = to_image(sheet, 1.0, LIGHT)
    scene = Scene(LIGHT)
    scene.load(sheet)
    corner = scene.extent().grown(MARGIN)
    now = blank(sheet, LIGHT)
    painter = QPainter(now)
    painter.drawImage(round(corner.x), round(corner.y), image)
    painter.end()
    assert differences(sheet, painted(sheet, LIGHT), now) == []
