"""The printed page: laid out, set up beside it, and written as PDF."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from modeler.forms.print_template import PrintTemplate, template_of
from modeler.reports.case_code import case_address, code_of
from modeler.reports.printed_form import printed_form
from modeler.ui.places.forms_rights.live_preview import rights_at
from modeler.ui.places.forms_rights.place import FormsRights
from modeler.ui.print_pages import Pages, code_picture, write_pdf
from runner.forms.field import FormFacts
from runner.forms.schema import Form, field_places
from tests.helpers.pdf_text import pdf_pages
from tests.ui.forms_rights.driving import the_place, type_over, undo
from tests.ui.window_builder import turn
from tests.unit.forms.forms import a_form, field, lines


def form_of(place: FormsRights) -> Form:
    form = place.form_page.form()
    assert form is not None
    return form


def on_paper(place: FormsRights) -> FormsRights:
    place.form_page.view._choose("print")
    turn()
    return place


def pdf_of(pages: Pages) -> list[str]:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    write_pdf([pages], buffer)
    return pdf_pages(bytes(buffer.data().data()))


def shown(component: object, value: object) -> str:
    return "" if value is None else str(value)


def test_every_visible_field_is_in_the_pdf_and_no_hidden_one() -> None:
    with the_place() as (window, place):
        on_paper(place)
        form = form_of(place)
        path = Path(window.context.workspace.folder) / "out.pdf"  # type: ignore[union-attr]
        place.form_page.print_side.save_pdf(path)
        text = "".join(pdf_pages(path.read_bytes()))
        rights = {one.path: one.access for one in rights_at(window.context, form, "leave", "reader:print")}
        assert "read" in rights.values()
        for one in field_places(form):
            caption = one.component.caption.replace(" ", "")
            if rights[one.path] != "hidden" and one.component.hide is None:
                assert caption in text, caption
        hidden = printed_form(form, {"reason": "Vreason"}, lines(reason="hidden", rest="read"), PrintTemplate(),
                              FormFacts(), shown)  # fmt: skip
        written = "".join(pdf_of(Pages(hidden, PrintTemplate())))
        assert "Vreason" not in written and "Hand-over" in written


def test_a_long_table_repeats_its_head_and_pages_are_counted() -> None:
    with the_place():
        form = a_form(field("table", "items", components=[field("textfield", "what"), field("number", "price")]))
        rows = [{"what": f"W{number}", "price": number} for number in range(120)]
        template = PrintTemplate.model_validate({"watermark": "Copy", "footer": "Acme"})
        pages = pdf_of(Pages(printed_form(form, {"items": rows}, [], template, FormFacts(), shown), template))
        assert len(pages) > 2
        for number, text in enumerate(pages, start=1):
            assert "WhatPrice" in text
            assert f"Page{number}of{len(pages)}" in text
            assert "Copy" in text and "Acme" in text
        assert "W119" in pages[-1] and "W0" in pages[0]


def test_the_page_is_set_up_beside_it_and_each_act_is_one_step() -> None:
    with the_place() as (window, place):
        on_paper(place)
        side, view = place.form_page.print_side, place.form_page.print_view
        assert side.isVisible() and view.pages is not None
        before = form_of(place)
        side.switches["pageNumbers"].click()
        assert template_of(form_of(place)).page_numbers is False
        side.orientation.setFocus()
        QTest.keyClick(side.orientation, Qt.Key.Key_Down)
        side.orientation.activated.emit(side.orientation.currentIndex())
        assert template_of(form_of(place)).orientation == "landscape"
        type_over(side.lines["watermark.en"], "Draft")
        place.form_page.refresh()
        assert view.pages is not None and "Draft" in pdf_of(view.pages)[0]
        undo(window)
        assert template_of(form_of(place)).watermark == ""
        undo(window)
        undo(window)
        assert form_of(place) == before


def test_the_code_of_the_case_stands_in_the_corner_where_the_page_asks_for_it() -> None:
    text = case_address("leave", "12")
    assert text == "slipway:case/leave/12"
    modules = code_of(text)
    picture = code_picture(text)
    side = picture.width() // len(modules)
    middles = [number * side + side // 2 for number in range(len(modules))]
    assert [[picture.pixelColor(x, y).lightness() < 128 for x in middles] for y in middles] == modules
    with the_place() as (window, place):
        on_paper(place)
        side_panel, view = place.form_page.print_side, place.form_page.print_view

        def corner_is_dark() -> bool:
            assert view.pages is not None
            page = view.pages.picture(0, 640).toImage()
            dots = [page.pixelColor(x, y).lightness() < 100 for x in range(530, 610) for y in range(30, 110)]
            return sum(dots) > len(dots) // 5

        assert not corner_is_dark()
        side_panel.switches["qr"].click()
        assert template_of(form_of(place)).qr and corner_is_dark()
        undo(window)
        assert not corner_is_dark()


def test_paper_is_black_on_white_in_the_dark_too() -> None:
    with the_place():
        form = a_form({"type": "text", "text": "# Dark"}, field("textfield", "what"))
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        usual, dark = app.palette(), QPalette(QColor("black"))
        dark.setColor(QPalette.ColorRole.Text, QColor("white"))
        app.setPalette(dark)
        try:
            html = printed_form(form, {"what": "W"}, [], PrintTemplate(), FormFacts(), shown)
            page = Pages(html, PrintTemplate()).picture(0, 640).toImage()
        finally:
            app.setPalette(usual)
        title = [page.pixelColor(x, y).lightness() for x in range(250, 390) for y in range(40, 90)]
        assert min(title) < 80 and max(title) > 250


def test_a_block_that_does_not_fit_is_told_and_kept() -> None:
    with the_place() as (_window, place):
        data = form_of(place).model_dump(by_alias=True, exclude_unset=True)
        broken = Form.model_validate({**data, "slip:print": {"orientation": "sideways"}})
        place.parts.set_form("leave", broken, "broken")
        on_paper(place)
        assert place.form_page.print_view.pages is None
        told = [one.text() for one in place.form_page.print_view.findChildren(QLabel)]
        assert len(told) == 1 and "orientation" in told[0]
        assert form_of(place) == broken
