"""Codes of processes: read apart, unique for ever, and refused with a sentence."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modeler.catalog.inventory import write_document
from modeler.catalog.process_codes import code_book
from modeler.dictionary.process_codes import (
    CodeBook,
    ProcessCode,
    check_code,
    keep_code,
    next_code,
    parse_code,
    place_of,
    release_reserved,
    set_codes,
)
from runner.core.resources import resource_folder
from runner.data.dictionary import Dictionary
from runner.data.process_codes import KeptCode, ProcessCodes

RULE = ProcessCodes(
    orgs={"HQ": "总部"}, domains={"FIN": "财务", "HRM": "人力"}, groups={"EXP": "费用", "LEV": "假勤"}
)
TODAY = date(2026, 3, 2)


def book(taken: Mapping[str, tuple[str, str]] | None = None, **kept: list[KeptCode]) -> CodeBook:
    return CodeBook(RULE.model_copy(update=kept), taken or {"processes/a.bpmn": ("HQ-FIN-EXP-001-AP", "报销")})


def refused(of: CodeBook, code: str, file: str = "") -> str:
    problem = check_code(of, code, file)
    assert problem is not None and problem.message and problem.hint
    return problem.code.partition(".")[2]


@pytest.mark.parametrize(
    ("text", "level", "domain"),
    [
        ("HQ-FIN", 1, "FIN"), ("HQ-FIN-EXP", 2, "FIN"), ("HQ-FIN-EXP-003-AP", 3, "FIN"),
        ("HQ-FIN-EXP-003-AP.01", 4, "FIN"), ("SZ2-HRM-LEV-012-EX.01.02", 5, "HRM"),
        ("HQ-FIN-EXP-003-AP.01.02.03", 6, "FIN"),
    ],
)  # fmt: skip
def test_level_and_domain_are_read_out_of_a_code(text: str, level: int, domain: str) -> None:
    parsed = parse_code(text)
    assert parsed is not None and (parsed.level, parsed.domain, str(parsed)) == (level, domain, text)


@pytest.mark.parametrize(
    "text",
    ["", "HQ", "hq-fin-exp-001-ap", "x", "HQ-FIN-EXP-1-AP", "HQ-FIN-EXP-001", "HQ-FIN-EXP-001-AP-V1",
     "HQ-FIN-EXP-0001-AP"],
)  # fmt: skip
def test_what_does_not_read_like_a_code_is_none(text: str) -> None:
    assert parse_code(text) is None
    assert refused(book(), text) == "form"


words = st.from_regex(r"[A-Z][A-Z0-9]{0,3}", fullmatch=True)
below = st.lists(st.integers(0, 99), max_size=3).map(tuple)


@given(words, words, words, st.integers(1, 99_999), st.sampled_from(["AP", "EX", "CO"]), below)
def test_every_code_reads_back_as_it_was_made(
    org: str, domain: str, group: str, number: int, type_: str, parts: tuple[int, ...]
) -> None:
    made = ProcessCode(org, domain, group, number, type_, parts)
    assert parse_code(str(made)) == made and made.level == 3 + len(parts)


def test_a_code_that_another_process_has_is_refused_and_the_next_free_one_named() -> None:
    assert refused(book(), "HQ-FIN-EXP-001-AP") == "taken"
    problem = check_code(book(), "HQ-FIN-EXP-001-AP")
    assert problem is not None and "报销" in problem.message and "HQ-FIN-EXP-002-AP" in problem.hint
    assert check_code(book(), "HQ-FIN-EXP-001-AP", "processes/a.bpmn") is None  # its own


def test_reserved_and_retired_codes_are_refused_with_whose_they_are() -> None:
    kept = book(
        reserved=[KeptCode(code="HQ-FIN-EXP-002-AP", name="差旅")],
        retired=[KeptCode(code="HQ-FIN-EXP-003-AP", name="旧报销")],
    )
    assert refused(kept, "HQ-FIN-EXP-002-AP") == "reserved"
    assert refused(kept, "HQ-FIN-EXP-003-AP") == "retired"
    assert next_code(kept, "HQ-FIN-EXP-001-AP") == "HQ-FIN-EXP-004-AP"
    assert check_code(kept, "HQ-FIN-EXP-004-AP") is None


def test_a_part_that_the_rule_does_not_know_is_refused() -> None:
    assert refused(book(), "HQ-LAW-EXP-002-AP") == "part"
    assert refused(book(), "HQ-FIN-EXP-002-XX") == "part"


def test_without_a_rule_any_code_is_taken_once() -> None:
    free = CodeBook(taken={"a": ("流程7", "x")})
    assert check_code(free, "anything") is None
    assert refused(free, "流程7") == "taken"
    assert next_code(free, "流程7") == "流程8"


def test_where_a_process_stands_is_read_out_of_its_code() -> None:
    assert place_of("HQ-FIN-EXP-003-AP.01", RULE) == [
        (1, "HQ-FIN", "财务"), (2, "HQ-FIN-EXP", "费用"), (3, "HQ-FIN-EXP-003-AP", ""),
        (4, "HQ-FIN-EXP-003-AP.01", ""),
    ]  # fmt: skip


@pytest.fixture
def office(tmp_path: Path) -> Path:
    folder = tmp_path / "office"
    shutil.copytree(resource_folder() / "samples" / "office", folder)
    return folder


def test_the_book_takes_its_rule_from_the_dictionary(office: Path) -> None:
    files = sorted((office / "processes").glob("*.bpmn"))
    kept = keep_code(RULE, "reserved", "HQ-HRM-LEV-002-AP", "销假", TODAY)
    kept = keep_code(kept, "retired", "HQ-HRM-LEV-000-AP", "纸质请假", TODAY)
    found = code_book(office, files, set_codes(Dictionary(), kept))
    assert found.rule.domains == RULE.domains and found.rule.strict
    assert refused(found, "HQ-HRM-LEV-001-AP") == "taken"
    assert refused(found, "HQ-HRM-LEV-002-AP") == "reserved"
    assert refused(found, "HQ-HRM-LEV-000-AP") == "retired"
    free = code_book(office, files, set_codes(Dictionary(), release_reserved(kept, "HQ-HRM-LEV-002-AP")))
    assert check_code(free, "HQ-HRM-LEV-002-AP") is None


def test_a_rule_in_the_inventory_counts_until_the_dictionary_has_one(office: Path) -> None:
    block = {"orgs": {"HQ": "总部"}, "retired": [{"code": "HQ-HRM-LEV-000-AP", "name": "旧", "since": "2026-03-02"}]}
    write_document(office, {"codes": block})
    assert refused(code_book(office, [], Dictionary()), "HQ-HRM-LEV-000-AP") == "retired"
    assert refused(code_book(office, []), "SZ-HRM-LEV-000-AP") == "part"
    assert check_code(code_book(office, [], set_codes(Dictionary(), RULE)), "HQ-HRM-LEV-000-AP") is None


def test_what_is_retired_is_no_longer_reserved_and_stays_as_it_was_noted() -> None:
    kept = keep_code(RULE, "reserved", "HQ-FIN-EXP-009-AP", "a", TODAY)
    gone = keep_code(kept, "retired", "HQ-FIN-EXP-009-AP", "b", TODAY)
    assert not gone.reserved and gone.retired[0].name == "b"
    assert keep_code(gone, "retired", "HQ-FIN-EXP-009-AP", "c", TODAY) == gone


ACTS: tuple[Literal["give", "retired", "reserved"], ...] = ("give", "retired", "reserved")


@given(st.lists(st.sampled_from(ACTS), max_size=8))
def test_the_next_code_is_never_one_that_was_ever_there(acts: list[Literal["give", "retired", "reserved"]]) -> None:
    now, ever = book(), {"HQ-FIN-EXP-001-AP"}
    for place, act in enumerate(acts):
        code = next_code(now, "HQ-FIN-EXP-001-AP")
        assert code not in ever and check_code(now, code) is None
        ever.add(code)
        if act == "give":
            now = CodeBook(now.rule, {**now.taken, str(place): (code, "x")})
        else:
            now = CodeBook(keep_code(now.rule, act, code, "x", TODAY), now.taken)
