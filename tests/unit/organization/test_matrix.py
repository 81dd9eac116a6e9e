"""Approval matrices: which row holds, and what is wrong with the rows."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.organization.directory import directory_of
from runner.organization.matrix import Point, choose, fits
from runner.organization.matrix_checks import amounts_of, check_matrix
from runner.organization.model import ApprovalMatrix, Organization

PLACES: dict[str, Any] = {
    "companies": [{"id": "hq"}, {"id": "east", "parent": "hq"}],
    "departments": [
        {"id": "fin", "name": "Finance", "company": "hq", "kind": "admin"},
        {"id": "pay", "name": "Payroll", "parent": "fin"},
        {"id": "sales", "name": "Sales", "company": "hq", "kind": "business"},
        {"id": "plant", "name": "Plant", "company": "east", "kind": "business"},
    ],
    "roles": [{"id": "cfo"}],
}


def codes(*rows: dict[str, Any], hit: str = "first") -> set[str]:
    matrix = {"id": "m", "name": "Pay", "hit": hit, "rows": [{"approvers": ["role:cfo"], **row} for row in rows]}
    organization = Organization.model_validate({**PLACES, "matrices": [matrix]})
    found = list(check_matrix(organization.matrices[0], directory_of(organization)))
    assert all(problem.message != problem.code and "{" not in problem.message for problem in found)
    return {f"{problem.code.removeprefix('organization.matrix-')} {problem.element}" for problem in found}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], {"empty m"}),
        ([{}], set()),
        ([{"below": "5000"}, {"from": "5000"}], set()),
        ([{"below": "5000"}, {"from": "6000"}], {"gap-any m"}),
        ([{"below": "5000"}, {"from": "4000"}], {"overlap m#1"}),
        ([{"from": "5000"}], {"gap-any m"}),
        ([{}, {"below": "5000"}], {"unreachable m#2"}),
        ([{"below": "5000"}, {"from": "5000"}, {"departments": ["admin"]}], {"unreachable m#3"}),
        ([{"departments": ["admin"]}], {"gap-any m"}),
        ([{"departments": ["admin"]}, {"departments": ["business"]}], set()),
        ([{"departments": ["department:fin"]}, {}], set()),
        ([{"processes": ["travel"], "below": "100"}], {"gap m"}),
        ([{"companies": ["east"]}, {"companies": ["hq"]}], set()),
        ([{"departments": ["nothing"]}, {}], {"unknown m#1"}),
        ([{"companies": ["nowhere"], "departments": ["department:x"]}, {}], {"unknown m#1"}),
        ([{"approvers": ["role:none"]}], {"unknown m#1"}),
        ([{"approvers": ["departmentHead:0"]}], {"unknown m#1"}),
        ([{"approvers": ["departmentHead:2", "superior:functional", "executive"]}], set()),
        ([{"approvers": []}], {"nobody m#1"}),
        ([{"from": "much"}], {"amount m#1"}),
        ([{"from": "100", "below": "100"}], {"band m#1"}),
    ],
)
def test_each_flaw_of_a_matrix_is_found(rows: list[dict[str, Any]], expected: set[str]) -> None:
    assert codes(*rows) == expected


def test_row_that_a_more_particular_one_always_beats_is_never_reached() -> None:
    assert codes({}, {"departments": ["admin"]}, {"departments": ["business"]}, hit="specific") == {"unreachable m#1"}


EDGES = st.sampled_from(["", "100", "250.50", "1000", "99999"])
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "processes": st.sampled_from([[], ["travel"], ["travel", "rent"]]),
            "from": EDGES,
            "below": EDGES,
            "departments": st.sampled_from([[], ["admin"], ["department:plant"], ["admin", "business"]]),
            "companies": st.sampled_from([[], ["hq"], ["east"]]),
        }
    ),
    max_size=5,
)


@settings(max_examples=80, deadline=None)
@given(rows=ROWS, hit=st.sampled_from(["first", "specific"]))
def test_what_the_checks_say_is_what_cases_meet(rows: list[dict[str, Any]], hit: str) -> None:
    """Ask for a point in each stretch of each place: gaps and unreachable rows are exactly those found."""
    found = codes(*rows, hit=hit)
    if any(one.startswith(("band", "empty")) for one in found):
        return
    organization = Organization.model_validate({**PLACES})
    directory = directory_of(organization)
    matrix = ApprovalMatrix.model_validate({"id": "m", "hit": hit, "rows": rows})
    processes = {text for row in matrix.rows for text in row.processes}
    if any(not row.processes for row in matrix.rows):
        processes.add("other")
    points = [
        Point(process, amount, department, directory.company_of_department(department))
        for process in processes
        for amount in amounts_of(matrix)
        for department in directory.departments
    ]
    chosen = [choose(matrix, point, directory) for point in points]
    assert (None in chosen) == any(one.startswith("gap") for one in found)
    never = {f"unreachable m#{place + 1}" for place in range(len(matrix.rows)) if place not in chosen}
    assert never == {one for one in found if one.startswith("unreachable")}
    for point, at in zip(points, chosen, strict=True):
        fitting = [place for place, row in enumerate(matrix.rows) if fits(row, point, directory)]
        assert at in fitting if fitting else at is None
        assert hit == "specific" or at == (fitting[0] if fitting else None)


def test_band_holds_its_lower_edge_and_not_its_upper_one() -> None:
    matrix = ApprovalMatrix.model_validate({"id": "m", "rows": [{"from": "5000", "below": "20000"}]})
    directory = directory_of(Organization.model_validate(PLACES))

    def holds(amount: Decimal | None) -> bool:
        return choose(matrix, Point("", amount, "fin", "hq"), directory) is not None

    assert [holds(Decimal(text)) for text in ("4999.99", "5000", "19999.99", "20000")] == [False, True, True, False]
    assert not holds(None)
