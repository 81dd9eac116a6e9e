"""Terms and code lists go out to Excel and CSV and come back as they were; errors are told row by row before."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modeler.dictionary.tables import TablePlan, read_tables, sheet_of, to_csv, to_xlsx
from modeler.dictionary.versions import put_in_force, replaced
from runner.core.errors import FormatError
from runner.data.dictionary import ChoiceItem, ChoiceList, Dictionary, Element
from runner.data.model import dump_value
from runner.data.spreadsheet import Sheet, read_sheets, write_csv, write_xlsx

DICTIONARY = Dictionary.model_validate(
    {"elements": [
        {"code": "amount", "name": {"zh": "金额", "en": "Amount"}, "type": "money", "owner": "department:fin",
         "format": {"decimals": 2, "min": -0.5, "max": 100000, "currency": "CNY"}, "synonyms": ["总额", "合计"],
         "sensitivity": "confidential", "unknown": {"kept": 1}},
        {"code": "kind", "name": "类别", "type": "choice", "choices": "kinds", "definition": {"zh": "=定义"}}],
     "choices": [{"code": "kinds", "name": {"zh": "类别"}, "items": [
        {"value": "001", "label": {"zh": "一", "en": "One"}, "colour": "#1f6feb", "external": {"SAP": "0001"}},
        {"value": "002", "label": "二", "parent": "001", "from": "2026-01-01", "to": "2026-12-31"}]}],
     "numbering": [{"code": "no", "name": {"zh": "编号", "en": "Number"}, "gaps": True, "status": "inForce",
        "segments": [
        {"kind": "fixed", "text": "A-"}, {"kind": "date", "pattern": "yyyyMM"}, {"kind": "department"},
        {"kind": "fixed", "text": "-"},
        {"kind": "sequence", "width": 5, "reset": "month", "scope": ["department"], "first": 7}]}]}
)  # fmt: skip


def codes(plan: TablePlan) -> list[tuple[int, str]]:
    return [(row.number, problem.code) for row in plan.rows for problem in row.problems]


def csv(*rows: str) -> bytes:
    return "\r\n".join(rows).encode("utf-8-sig")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_written_out_comes_back_unchanged(language: str) -> None:
    plan = read_tables(to_xlsx(DICTIONARY, language), DICTIONARY)
    assert codes(plan) == [] and plan.dictionary is not None
    assert dump_value(plan.dictionary) == dump_value(DICTIONARY)
    assert plan.count("same") == len(plan.rows) == 9
    for sheet in ("terms", "codes", "numbers"):
        again = read_tables(to_csv(DICTIONARY, sheet, language), DICTIONARY, "a.csv")
        assert again.dictionary is not None and dump_value(again.dictionary) == dump_value(DICTIONARY)


def test_into_an_empty_dictionary_everything_comes_but_what_no_column_holds() -> None:
    plan = read_tables(to_xlsx(DICTIONARY), Dictionary())
    assert plan.dictionary is not None and plan.count("added") == 9
    made = plan.dictionary
    assert made.element("amount").format == DICTIONARY.element("amount").format  # type: ignore[union-attr]
    assert [item.value for item in made.choices[0].items] == ["001", "002"]
    assert made.choices[0].items[0].external == {"SAP": "0001"}


def test_codes_and_numbers_stay_texts_in_the_workbook() -> None:
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx(DICTIONARY, "en")))
    page = book["Code lists"]
    cell = next(cell for row in page.iter_rows() for cell in row if cell.value == "001")
    assert cell.data_type == "s" and cell.number_format == "@"
    assert any(cell.value == "=定义" and cell.data_type == "s" for row in book["Terms"].iter_rows() for cell in row)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_csv_is_read_in_any_usual_encoding(encoding: str, sign: str) -> None:
    text = "\r\n".join(sign.join(row) for row in (("代码", "中文名称", "类型"), ("days", "天数", "数字")))
    plan = read_tables(text.encode(encoding), Dictionary(), "a.csv")
    assert plan.dictionary is not None
    assert plan.dictionary.elements == [
        Element.model_validate({"code": "days", "name": {"zh": "天数"}, "type": "number"})
    ]


def test_csv_begins_with_a_mark_so_that_excel_reads_chinese() -> None:
    assert to_csv(DICTIONARY, "terms").startswith(b"\xef\xbb\xbf")


TERMS = "code,type,min,choices,maxLength,sensitivity"
CODES = "code list,value,parent,valid from,valid to,colour"


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (",text,,,,", "table.empty"), ("天数,text,,,,", "table.bad-code"),
        ("a,text,,,,\r\na,text,,,,", "table.twice"),
        ("a,word,,,,", "table.unknown"), ("a,text,,,,top secret", "table.unknown"),
        ("a,number,few,,,", "table.not-a-number"), ("a,text,,,1.5,", "table.not-a-number"),
        ("a,choice,,nolist,,", "table.no-list"),
    ],
)  # fmt: skip
def test_an_error_of_a_term_is_told_with_its_row_and_nothing_changes(row: str, code: str) -> None:
    plan = read_tables(csv(TERMS, "ok,text,,,,", row), DICTIONARY, "a.csv")
    assert code in [found for _number, found in codes(plan)]
    assert {number for number, _code in codes(plan)} <= {3, 4}
    assert plan.dictionary is None


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("k,,,,,", "table.empty"), ("k,a,b,,,", "table.no-parent"), ("k,a,a,,,", "table.no-parent"),
        ("k,a,,soon,,", "table.not-a-day"), ("k,a,,2026-02-30,,", "table.not-a-day"),
        ("k,a,,2026-03-02,2026-03-01,", "table.order"), ("k,a,,,,blue", "table.not-a-colour"),
        ("k,a,,,,\r\nk,a,,,,", "table.twice"),
    ],
)  # fmt: skip
def test_an_error_of_a_code_is_told_with_its_row(row: str, code: str) -> None:
    plan = read_tables(csv(CODES, row), DICTIONARY, "a.csv")
    assert code in [found for _number, found in codes(plan)] and plan.dictionary is None


def test_a_formula_is_not_computed_but_told() -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(["代码", "类型", "最小值"])
    page.append(["days", "数字", "=1+1"])
    data = io.BytesIO()
    book.save(data)
    assert codes(read_tables(data.getvalue(), Dictionary())) == [(2, "table.formula")]


def test_rows_that_are_not_in_the_file_stay() -> None:
    plan = read_tables(csv("code list,value,chinese label", "kinds,003,三"), DICTIONARY, "a.csv")
    assert plan.dictionary is not None
    assert [item.value for item in plan.dictionary.choices[0].items] == ["003", "001", "002"]
    assert plan.dictionary.elements == DICTIONARY.elements


def test_what_has_a_version_takes_the_changes_into_its_draft() -> None:
    from datetime import date

    element = DICTIONARY.element("amount")
    assert element is not None
    first = replaced(DICTIONARY, put_in_force(element, date(2026, 3, 1)))
    plan = read_tables(csv("code,english name", "amount,Sum"), first, "a.csv")
    assert plan.dictionary is not None
    made = plan.dictionary.element("amount")
    assert made is not None and made.draft == {"name": {"zh": "金额", "en": "Sum"}} and made.version == 1


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04broken", b"\x00\x01\x02", b"\xd0\xcf\x11\xe0old", b"nothing,here\r\n1,2"]
)
def test_a_file_that_is_none_of_ours_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(FormatError) as caught:
        read_tables(data, Dictionary(), "a.dat")
    assert caught.value.message and caught.value.hint


cells = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=6).map(str.strip)
rows = st.lists(st.lists(cells, min_size=3, max_size=3).map(tuple).filter(any), min_size=1, max_size=5)


@given(rows)
def test_any_cells_come_back_out_of_both_kinds_of_file(made: list[tuple[str, ...]]) -> None:
    sheet = Sheet("S", (("h1", "h2", "h3"), *made))
    for data, name in ((write_xlsx([sheet]), "a.xlsx"), (write_csv(sheet), "a.csv")):
        found = read_sheets(data, name)[0]
        assert [tuple((*row, "", "", "")[:3]) for row in found.rows] == list(sheet.rows)
        assert not found.formulas


word = st.text("ab中1 -=", max_size=4).map(str.strip)
local = st.fixed_dictionaries({}, optional={"zh": word.filter(bool), "en": word.filter(bool)})
day = st.dates().map(str)
elements = st.builds(
    lambda code, name, type_, unit, limits, synonyms, level: Element.model_validate(
        {"code": code, "name": name, "type": type_, "unit": unit or None, "format": limits or None,
         "synonyms": synonyms, "sensitivity": level}
    ),
    st.from_regex(r"[a-z][a-z0-9]{0,4}", fullmatch=True), local,
    st.sampled_from(["text", "number", "dateRange"]), word,
    st.fixed_dictionaries({}, optional={"min": st.floats(-1e6, 1e6), "decimals": st.integers(0, 9)}),
    st.lists(st.text("ab中", min_size=1, max_size=3), max_size=2), st.sampled_from([None, "internal", "secret"]),
)  # fmt: skip
items = st.builds(
    lambda value, label, system: ChoiceItem.model_validate({"value": value, "label": label, "external": system}),
    st.text("0a中", min_size=1, max_size=3), local,
    st.dictionaries(st.sampled_from(["SAP", "OA"]), st.text("01", min_size=1, max_size=3), max_size=2),
)  # fmt: skip
lists = st.builds(
    lambda code, name, made: ChoiceList(code=code, name=name, items=made),
    st.from_regex(r"[a-z]{1,3}", fullmatch=True), local,
    st.lists(items, min_size=1, max_size=4, unique_by=lambda item: item.value),
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(
    st.lists(elements, max_size=4, unique_by=lambda item: item.code),
    st.lists(lists, max_size=3, unique_by=lambda one: one.code),
    st.sampled_from(["zh", "en"]),
)
def test_any_dictionary_goes_out_and_comes_back(terms: list[Element], made: list[ChoiceList], language: str) -> None:
    """Read into itself nothing changes; read into an empty one it is the same table again."""
    dictionary = Dictionary(elements=terms, choices=made)
    data = to_xlsx(dictionary, language)
    same = read_tables(data, dictionary)
    assert same.dictionary is not None and dump_value(same.dictionary) == dump_value(dictionary)
    fresh = read_tables(data, Dictionary())
    assert fresh.dictionary is not None
    for sheet in ("terms", "codes"):
        assert sheet_of(fresh.dictionary, sheet, language) == sheet_of(dictionary, sheet, language)


def test_sentences_name_sheet_row_and_column() -> None:
    plan = read_tables(csv("代码,类型", "a,词"), Dictionary(), "a.csv")
    problem: Any = plan.rows[0].problems[0]
    assert "2" in problem.message and "词" in problem.message and problem.hint


def test_a_rule_in_the_file_has_the_segments_that_stand_there() -> None:
    rows = ("Numbering rule,Segment,Content,Begins anew", "no,fixed text,B,", "no,date,yyyy,", "no,count,3,each year")
    made = read_tables(csv(*rows), DICTIONARY, "a.csv").dictionary
    assert made is not None
    rule = made.numbering[0]
    assert [one.kind for one in rule.segments] == ["fixed", "date", "sequence"] and rule.gaps
    assert rule.segments[2].width == 3 and rule.segments[2].reset == "year"
    assert made.elements == DICTIONARY.elements


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("no,letter,3,", "table.unknown"), ("no,,3,", "table.empty"), ("no,count,three,", "table.not-a-number"),
        ("no,count,3,each day", "table.unfit"), ("n o,count,3,", "table.bad-code"), ("no,count,99,", "table.unfit"),
    ],
)  # fmt: skip
def test_a_rule_that_would_not_count_is_told_in_its_row(row: str, code: str) -> None:
    plan = read_tables(csv("Numbering rule,Segment,Content,Begins anew", row), DICTIONARY, "a.csv")
    assert codes(plan) == [(2, code)] and plan.dictionary is None
