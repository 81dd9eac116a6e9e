"""How a form is printed: one block on the form (`slip:print`), everything else follows from form and rights."""

from __future__ import annotations

from typing import Literal

from modeler.forms.extras import PRINT
from runner.core.i18n import LocalText
from runner.data.model import OpenValue, read_value
from runner.forms.schema import Form


class PrintTemplate(OpenValue):
    """A page of A4. `layout`: `table` is a ruled table as on paper, `columns` has captions above values, no rules;
    both have 24 columns. `margin` in mm. `opinions`: the opinions of the approval steps; `signatures`: a line to
    sign for each step that has none yet; `qr`: a QR code that names the case (`modeler.reports.case_code`);
    `watermark` lies behind the text, `footer` beside the page number."""

    orientation: Literal["portrait", "landscape"] = "portrait"
    layout: Literal["table", "columns"] = "table"
    margin: float = 15.0
    serial: bool = True
    opinions: bool = True
    signatures: bool = False
    qr: bool = False
    page_numbers: bool = True
    watermark: LocalText = ""
    footer: LocalText = ""


def template_of(form: Form) -> PrintTemplate:
    """The template of a form; the usual page where it has none. Raises `FormatError` for one that does not fit."""
    block = (form.model_extra or {}).get(PRINT)
    return PrintTemplate() if block is None else read_value(PrintTemplate, block, PRINT)


def set_print(form: Form, name: str, value: object) -> Form:
    """The form with one setting of its page, by its name in the file (`pageNumbers`). Raises `FormatError` for a
    value that does not fit, and where the block did not fit before."""
    template_of(form)
    data = form.model_dump(by_alias=True, exclude_unset=True)
    block = {**(data.get(PRINT) or {}), name: value}
    read_value(PrintTemplate, block, PRINT)
    return Form.model_validate({**data, PRINT: block})
