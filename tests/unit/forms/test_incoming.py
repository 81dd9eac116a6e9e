"""Rows that are pasted or come out of a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from runner.core.errors import FormatError
from runner.data.spreadsheet import Table, read_cells, write_xlsx
from runner.forms.field import FormFacts
from runner.forms.incoming import incoming_rows
from runner.forms.schema import Component
from tests.unit.forms.forms import REGIONS, field
from tests.unit.organization.office import an_office

FACTS = FormFacts(organization=an_office())
KINDS = [
    {"value": "t", "label": "火车", "properties": {"slip:zh": "火车", "slip:en": "Train"}},
    {"value": "h", "label": "Hotel"},
]
TABLE = Component.model_validate(
    field("table", "rows", components=[
        field("datetime", "day"), field("select", "kind", values=KINDS), field("money", "amount", defaultValue=1),
        field("checkbox", "paid"), field("person", "who"), field("department", "unit"),
        field("region", "where", values=REGIONS), field("number", "twice", own={"formula": "=amount*2"}),
    ])
)  # fmt: skip


def test_captions_names_and_words_are_understood() -> None:
    came = incoming_rows(
        TABLE, [["2026/3/5", "Train", "￥1,234.50", "是", "Li", "North team", "北京市/市辖区/东城区"]], FACTS
    )
    assert came.faults == []
    assert came.rows == [{
        "day": "2026-03-05", "kind": "t", "amount": 1234.5, "paid": True, "who": "li",
        "unit": {"id": "north", "name": "North team"}, "where": "110101",
    }]  # fmt: skip


def test_a_first_line_with_headings_says_which_column_is_which() -> None:
    came = incoming_rows(TABLE, [["Amount", "Day"], ["5", "2026年3月6日"]], FACTS)
    assert came.headed
    assert came.rows == [{"amount": 5, "day": "2026-03-06"}]


def test_what_does_not_fit_is_named_with_row_and_column_and_left_out() -> None:
    came = incoming_rows(TABLE, [["Day", "Amount"], ["tomorrow", "5"], ["2026-03-06", "much"]], FACTS)
    assert [(one.row, one.column, one.found) for one in came.faults] == [
        (2, "Day", "tomorrow"),
        (3, "Amount", "much"),
    ]
    assert came.rows == [{"amount": 5}, {"day": "2026-03-06", "amount": 1}]


def test_cells_are_read_out_of_xlsx_and_csv(tmp_path: Path) -> None:
    book = tmp_path / "rows.xlsx"
    book.write_bytes(write_xlsx([Table("报销/明细", [["日期", "金额"], ["2026-03-05", 12], ["=1+1", 0.5]])]))
    assert read_cells(book) == [["日期", "金额"], ["2026-03-05", "12"], ["=1+1", "0.5"]]
    for encoding in ("utf-8-sig", "gb18030"):
        plain = tmp_path / f"{encoding}.csv"
        plain.write_bytes("日期,金额\n2026-03-05,12\n".encode(encoding))
        assert read_cells(plain) == [["日期", "金额"], ["2026-03-05", "12"]]


def test_a_file_that_is_no_table_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "rows.xlsx"
    file.write_bytes(b"PK nothing")
    with pytest.raises(FormatError) as caught:
        read_cells(file)
    assert caught.value.code == "cells.not-xlsx"
