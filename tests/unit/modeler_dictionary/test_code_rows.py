"""Process codes in the workbook of the dictionary: out, in again, and what is refused."""

from __future__ import annotations

import pytest

from modeler.dictionary.process_codes import CodeBook, set_codes
from modeler.dictionary.tables import TablePlan, read_tables, sheet_of, to_csv, to_xlsx
from runner.data.dictionary import Dictionary
from runner.data.process_codes import KeptCode, ProcessCodes

RULE = ProcessCodes(
    orgs={"HQ": {"zh": "总部", "en": "Head office"}}, domains={"FIN": "财务"},
    reserved=[KeptCode(code="HQ-FIN-EXP-002-AP", name="差旅", since="2026-03-02")],
    retired=[KeptCode(code="HQ-FIN-EXP-003-AP", name="旧报销", since="2025-01-31")],
)  # fmt: skip
DICTIONARY = set_codes(Dictionary(), RULE)
BOOK = CodeBook(RULE, {"processes/a.bpmn": ("HQ-FIN-EXP-001-AP", "报销")})


def read(*rows: str, head: str = "Process code,Process,Status,Since") -> TablePlan:
    return read_tables("\n".join((head, *rows)).encode(), DICTIONARY, "a.csv", BOOK)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_written_is_read_again_without_a_change(language: str) -> None:
    for data, name in (
        (to_xlsx(DICTIONARY, language, BOOK), "a.xlsx"),
        (to_csv(DICTIONARY, "process-codes", language, BOOK), "a.csv"),
        (to_csv(DICTIONARY, "code-parts", language, BOOK), "a.csv"),
    ):
        plan = read_tables(data, DICTIONARY, name, BOOK)
        assert plan.rows and not plan.problems and plan.dictionary == DICTIONARY
        assert {row.what for row in plan.rows} == {"same"} and not any(row.problems for row in plan.rows)


def test_a_fresh_dictionary_takes_all_of_it() -> None:
    taken = CodeBook(ProcessCodes(strict=False), BOOK.taken)
    plan = read_tables(to_xlsx(DICTIONARY, "zh", BOOK), Dictionary(), "a.xlsx", taken)
    assert plan.dictionary is not None and plan.dictionary.process_codes is not None
    for sheet in ("process-codes", "code-parts"):
        assert sheet_of(plan.dictionary, sheet, "en").rows[1:] == sheet_of(DICTIONARY, sheet, "en").rows[1:]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("HQ-FIN-EXP-003-AP,x,reserved,", "code-retired"), ("HQ-FIN-EXP-001-AP,x,reserved,", "code-taken"),
        ("HQ-FIN-EXP-777-AP,x,in use,", "code-unused"), ("HQ-FIN-EXP-003-AP,x,in use,", "code-unused"),
        ("hq-fin-1,x,reserved,", "unfit-code"), ("HQ-LAW-EXP-001-AP,x,reserved,", "unfit-code"),
        ("HQ-FIN-EXP-777-AP,x,gone,", "unknown"), ("HQ-FIN-EXP-777-AP,x,,", "empty"), (",x,reserved,", "empty"),
        ("HQ-FIN-EXP-777-AP,x,reserved,soon", "not-a-day"),
    ],
)  # fmt: skip
def test_a_row_that_does_not_fit_is_told_and_nothing_is_taken_over(row: str, code: str) -> None:
    plan = read(row, "HQ-FIN-EXP-778-AP,y,reserved,2026-03-02")
    (problem,) = plan.rows[0].problems
    assert problem.code == f"table.{code}" and problem.message
    assert plan.dictionary is None


def test_a_code_twice_in_a_file_is_refused() -> None:
    plan = read("HQ-FIN-EXP-777-AP,x,reserved,", "HQ-FIN-EXP-777-AP,x,retired,")
    assert [one.code for one in plan.rows[1].problems] == ["table.twice"]


def test_codes_are_reserved_and_retired_by_a_file_and_those_not_in_it_stay() -> None:
    plan = read("HQ-FIN-EXP-777-AP,新,reserved,2026/03/02", "HQ-FIN-EXP-002-AP,差旅,retired,2026-03-02",
                "HQ-FIN-EXP-001-AP,报销,retired,")  # fmt: skip
    assert plan.dictionary is not None and plan.dictionary.process_codes is not None
    codes = plan.dictionary.process_codes
    assert [one.code for one in codes.reserved] == ["HQ-FIN-EXP-777-AP"]
    assert [one.code[11:14] for one in codes.retired] == ["003", "002", "001"]
    assert codes.orgs == RULE.orgs


def test_parts_are_taken_from_a_file() -> None:
    head = "Part of the code,Short code,Chinese name,English name"
    plan = read("domain,LAW,法务,Legal", "organisation,HQ,总公司,Head office", head=head)
    assert plan.dictionary is not None and plan.dictionary.process_codes is not None
    codes = plan.dictionary.process_codes
    assert codes.domains == {"FIN": "财务", "LAW": {"zh": "法务", "en": "Legal"}}
    assert codes.orgs["HQ"] == {"zh": "总公司", "en": "Head office"}
    assert read("domain,law-1,x,y", head=head).rows[0].problems[0].code == "table.bad-part"
