"""Pictures and paper: the same everywhere, over as many sheets as stay readable."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import QSizeF, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtPrintSupport import QPrintPreviewWidget
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from modeler.bpmn.elements import SPECS
from modeler.document import commands
from modeler.document.io import new_document
from modeler.ui.canvas.acts import ACTS
from modeler.ui.canvas.paper import FIT, LEAST, OVERLAP, UNIT, sheets_of, to_pdf
from modeler.ui.picture import picture
from modeler.ui.printing import ScaleBox, preview
from tests.ui.canvas.conftest import Hand
from tests.ui.window_builder import a_window, turn

A4 = QSizeF(297, 210)


def pages(data: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b(?!s)", data))


def test_a_small_process_takes_one_sheet_with_its_fonts_inside(hand: Hand) -> None:
    data = to_pdf(hand.doc, "leave")
    assert data.startswith(b"%PDF") and pages(data) == 1
    assert b"/FontFile" in data, "another machine need not have the font"
    assert b"/Subtype /Image" not in data, "lines and letters, no pixels"


def test_a_wide_process_is_laid_over_sheets_that_overlap(hand: Hand) -> None:
    for number in range(10):
        commands.add_node(hand.doc, "user-task", (400 + 500 * number, 300))
    sheets = sheets_of(hand.doc.index, A4)
    assert len(sheets) > 1 and {sheet.scale for sheet in sheets} == {LEAST}
    first, second = (sheet.area for sheet in sheets[:2])
    assert round((first.right - second.x) * UNIT * LEAST, 6) == OVERLAP
    for node in hand.doc.index.nodes.values():
        assert node.bounds is not None
        assert any(sheet.area.contains(node.bounds.centre) for sheet in sheets)
    assert pages(to_pdf(hand.doc, "wide")) == len(sheets)


def test_every_folded_sub_process_has_pages_of_its_own(hand: Hand) -> None:
    folded = commands.add_node(hand.doc, "sub-process-collapsed", (600, 300), name="Check")
    commands.add_node(hand.doc, "user-task", (200, 200), home=folded, name="Inner")
    empty = commands.add_node(hand.doc, "sub-process-collapsed", (800, 300), name="Nothing inside")
    sheets = sheets_of(hand.doc.index, A4)
    assert [(sheet.plane, sheet.title) for sheet in sheets] == [(None, ""), (folded, "Check")]
    assert empty not in {sheet.plane for sheet in sheets}


def test_letters_of_an_svg_are_outlines_that_still_say_what_they_are(hand: Hand, task: str) -> None:
    commands.rename(hand.doc, task, "审批 & check")
    svg = picture(hand.doc, kind="svg").decode()
    assert "<text" not in svg and "font-size" not in svg
    assert 'aria-label="审批 &amp; check"' in svg


def test_a_copied_picture_is_pixels_and_lines(hand: Hand) -> None:
    ACTS["copy_picture"].run(hand.view)
    mime = QGuiApplication.clipboard().mimeData()
    assert mime is not None and isinstance(mime.imageData(), QImage)
    assert bytes(mime.data("image/svg+xml").data()).startswith(b"<?xml")


def test_exporting_from_the_window_writes_what_the_ending_says(tmp_path: Path) -> None:
    with a_window(sample=True) as window:
        for ending, start in (("svg", b"<?xml"), ("pdf", b"%PDF"), ("png", b"\x89PNG")):
            window.files.export(tmp_path / f"leave.{ending}", 1.0)
            assert (tmp_path / f"leave.{ending}").read_bytes().startswith(start)
        image = QImage(str(tmp_path / "leave.png"))
        window.files.export(tmp_path / "leave.png", 2.0)
        assert abs(QImage(str(tmp_path / "leave.png")).width() - 2 * image.width()) <= 2


def test_every_element_can_be_put_on_paper(qtbot: QtBot) -> None:
    doc = new_document("All", seed=3)
    try:
        for number, spec in enumerate(
            spec for spec in SPECS.values() if spec.category in ("event", "gateway", "activity")
        ):
            if spec.family == "boundary-event":
                continue
            try:
                commands.add_node(doc, spec.id, (200 + 200 * (number % 12), 300 + 240 * (number // 12)))
            except commands.RefusedError:
                continue
        assert pages(to_pdf(doc)) == len(sheets_of(doc.index, A4))
    finally:
        doc.close()


def test_a_scale_is_chosen_or_typed_in_the_preview() -> None:
    with a_window(sample=True) as window:
        document = window.context.document
        assert document is not None
        dialog = preview(window, window.files)
        turn()
        box = dialog.findChild(ScaleBox)
        shown = dialog.findChild(QPrintPreviewWidget)
        assert shown.pageCount() == len(sheets_of(document.index, A4))
        edit = box.lineEdit()
        assert edit is not None
        QTest.mouseClick(edit, Qt.MouseButton.LeftButton)
        edit.selectAll()
        QTest.keyClicks(edit, "180")
        QTest.keyClick(edit, Qt.Key.Key_Return)
        turn()
        assert (box.scale, box.currentText()) == (1.8, "180 %")
        assert shown.pageCount() == len(sheets_of(document.index, A4, 1.8)) > 1
        edit.selectAll()
        QTest.keyClicks(edit, "much")
        QTest.keyClick(edit, Qt.Key.Key_Return)
        assert (box.scale, box.currentText()) == (1.8, "180 %"), "what is no percentage changes nothing"
        box.setCurrentIndex(1)
        box.activated.emit(1)
        turn()
        assert box.scale == FIT and shown.pageCount() == 1
        dialog.close()
        dialog.deleteLater()
        turn()


def test_further_diagrams_are_printed_under_their_names(hand: Hand) -> None:
    plane = commands.add_diagram(hand.doc, "Refund")
    process = hand.doc.tree.ids[plane].get("bpmnElement")
    commands.add_node(hand.doc, "user-task", (300, 200), home=process)
    sheets = sheets_of(hand.doc.index, A4)
    assert [(sheet.plane, sheet.title) for sheet in sheets] == [(None, ""), (plane, "Refund")]
