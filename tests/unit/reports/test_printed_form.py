"""A form on paper: everything that may be read, nothing that may not."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from modeler.forms.print_template import PrintTemplate, set_print, template_of
from modeler.reports.printed_form import Opinion, Printed, printed_form
from runner.forms.field import FormFacts
from runner.forms.schema import Component, Form, field_places
from runner.rights.model import FieldRight
from runner.rights.readers import reader_rights
from tests.unit.forms.forms import a_form, field, lines

KEYS = ("title", "amount", "secret", "note", "items.what", "items.price")


def the_form() -> Form:
    columns = [field("textfield", "what"), field("money", "price")]
    return a_form(
        {"type": "text", "id": "T", "text": "## Purchase\nFill in <all> of it."},
        field("serial", "no"),
        field("textfield", "title", layout={"row": "R", "columns": 6}),
        field("money", "amount", layout={"row": "R"}),
        {"type": "group", "id": "G", "label": "Inside", "components": [field("textfield", "secret")]},
        field("textfield", "note", hide='=title = "none"'),
        field("table", "items", own={"sum": "price"}, components=columns),
    )  # fmt: skip


VALUES: dict[str, Any] = {
    "no": "PO-001", "title": "Vtitle", "amount": 4711, "secret": "Vsecret", "note": "Vnote",
    "items": [{"what": "Vwhat", "price": 1001}, {"what": "Vwhat", "price": 2002}],
}  # fmt: skip
SHOWN = {"title": "Vtitle", "amount": "4711", "secret": "Vsecret", "note": "Vnote", "items.what": "Vwhat",
         "items.price": "1001"}  # fmt: skip


def show(component: Component, value: object) -> str:
    return "" if value is None else str(value)


def page(rights: list[FieldRight], template: PrintTemplate | None = None, **values: Any) -> str:
    said = [Opinion("Head", "Li Wei", "Agree", "Fine", "2026-03-02 10:00"), Opinion("Finance")]
    data = {**VALUES, **values}
    return printed_form(
        the_form(), data, rights, template or PrintTemplate(signatures=True), FormFacts(), show, Printed(said)
    )  # fmt: skip


def text_of(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", html))


@given(st.sets(st.sampled_from(KEYS)), st.sampled_from(["table", "columns"]))
@settings(max_examples=60, deadline=None)
def test_what_may_be_read_is_printed_and_nothing_else(hidden: set[str], layout: Any) -> None:
    form = the_form()
    rights = [FieldRight(path=one, access="hidden") for one in hidden]
    paths = [place.path for place in field_places(form)]
    html = page(reader_rights(rights, [], paths), PrintTemplate(layout=layout))
    for path, value in SHOWN.items():
        caption = next(one.component.caption for one in field_places(form) if one.path == path)
        assert (value in text_of(html)) is (path not in hidden), path
        assert (f">{caption}<" in html) is (path not in hidden), path


def test_a_hidden_table_takes_its_columns_with_it() -> None:
    html = page(lines(items="hidden", rest="read"))
    assert "Vwhat" not in html and "1001" not in html and "3003" not in html


def test_what_a_condition_hides_is_not_printed() -> None:
    assert "Vnote" not in page([], title="none")


def test_sums_opinions_and_open_signatures_are_there() -> None:
    text = text_of(page([]))
    for part in ("Total 3003", "Li Wei", "Agree", "Fine", "2026-03-02 10:00", "PO-001", "Purchase"):
        assert part in text, part
    assert re.search(r"Finance: _+", text) and not re.search(r"Head: _+", text)
    bare = text_of(page([], PrintTemplate(opinions=False, serial=False)))
    assert "Li Wei" not in bare and "Finance" not in bare


def test_values_and_texts_are_no_markup() -> None:
    html = page([], title='<img src="file:///etc/passwd">')
    assert "<img" not in html and "&lt;img" in html and "&lt;all&gt;" in html


def test_the_rows_of_a_ruled_table_fill_24_columns() -> None:
    html = page([])
    table = next(one for one in re.findall(r"<table.*?</table>", html, re.DOTALL) if "Vtitle" in one)
    for row in re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL):
        assert sum(int(span) for span in re.findall(r'colspan="(\d+)"', row)) == 24


def test_the_template_is_kept_on_the_form_with_what_it_does_not_know() -> None:
    form = set_print(the_form(), "watermark", {"zh": "副本", "en": "Copy"})
    data = form.model_dump(by_alias=True, exclude_unset=True)
    data["slip:print"]["later"] = 1
    form = set_print(Form.model_validate(data), "orientation", "landscape")
    assert template_of(form).orientation == "landscape"
    assert (form.model_extra or {})["slip:print"]["later"] == 1


def test_what_was_signed_is_printed_as_a_drawing_or_as_the_name() -> None:
    said = [
        Opinion("Head", "Li", "Agree", "", "2026-03-02 10:00", "Signed", "abc"),
        Opinion("Finance", "Wu", "Agree", "", "2026-03-02 11:00", "W<u"),
        Opinion("Boss", "Chen", "Agree", "", "2026-03-02 12:00"),
    ]
    html = printed_form(the_form(), VALUES, [], PrintTemplate(), FormFacts(), show, Printed(said))
    assert '<img src="abc" height="36">' in html and "<i>W&lt;u</i>" in html and "Signature" in html
    html = printed_form(the_form(), VALUES, [], PrintTemplate(), FormFacts(), show, Printed(said[2:]))
    assert "Signature" not in html, "no empty column where nobody signs"
