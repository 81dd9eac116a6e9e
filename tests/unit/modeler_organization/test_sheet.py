"""Tables of the organisation in the window: read with names, written back as they were."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modeler.organization.sheet import rows_of, with_rows
from modeler.organization.workbook import SHEETS
from runner.core.i18n import set_language
from runner.organization.model import DirectoryService, Organization
from tests.unit.modeler_organization.test_exchange import office


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("sheet", [one.id for one in SHEETS])
def test_rows_as_people_read_them_give_the_same_organisation(sheet: str, language: str) -> None:
    set_language(language)
    organization = office()
    after, problems = with_rows(organization, sheet, rows_of(organization, sheet))
    assert not any(problems)
    assert after == organization


def test_matrix_is_typed_in_words_of_the_office() -> None:
    set_language("zh")
    organization = office()
    rows = [row for row in rows_of(organization, "matrices") if row["id"] == "expense"]
    assert rows[2]["approvers"] == "部门主管、财务 BP、分管领导"
    rows[2]["approvers"] = "部门主管 2、陈立群，总经理"
    rows[2]["below"] = "30,000"
    rows[2]["departments"] = "业务, 法务部"
    after, problems = with_rows(organization, "matrices", rows)
    assert not any(problems)
    row = after.matrices[0].rows[2]
    assert row.approvers == ["departmentHead:2", "user:chen", "position:general-manager"]
    assert (row.below, row.departments) == ("30000", ["业务", "department:legal/**"])
    rows[2]["approvers"] = "大老板"
    _after, problems = with_rows(organization, "matrices", rows)
    assert [bool(one) for one in problems] == [False, False, True, False, False, False, False, False]


def test_cell_that_is_emptied_is_empty_and_unknown_keys_stay() -> None:
    organization = Organization.model_validate(
        {"companies": [{"id": "a", "name": "A", "parent": "b", "taxNumber": "91-X"}, {"id": "b", "name": "B"}]}
    )
    rows = rows_of(organization, "companies")
    rows[0]["parent"] = ""
    after, _problems = with_rows(organization, "companies", rows)
    assert after.companies[0].model_dump(exclude_unset=True) == {"id": "a", "name": "A", "taxNumber": "91-X"}
    gone, _problems = with_rows(after, "companies", rows[1:])
    assert [one.id for one in gone.companies] == ["b"]


texts = st.sampled_from(["", "north", "7", "true", '"x"', "–", "a, b", "[1]"])
facts = st.none() | st.integers(0, 9) | st.booleans() | texts
answers = st.fixed_dictionaries(
    {
        "when": st.dictionaries(st.sampled_from(["starter", "department", "process", "node", "value", "own"]), facts),
        "people": st.lists(st.sampled_from(["li", "user:li", "role:hr", "stranger"]), max_size=3)
        | st.integers(0, 9) | st.just({"id": "li"}) | st.just("li") | st.just([1, {"id": "li"}]),
    },
    optional={"delay": st.just("PT3S"), "failure": st.just("down"), "note": st.just("kept")},
)  # fmt: skip


@given(st.lists(answers, max_size=4))
def test_recorded_answers_go_through_the_table_unchanged(found: list[dict[str, Any]]) -> None:
    services = [{"id": "desk", "name": "Desk", "system": "hr", "operation": "who", "answers": found, "own": 1}]
    organization = office().model_copy(update={"services": [DirectoryService.model_validate(services[0])]})
    after, problems = with_rows(organization, "services", rows_of(organization, "services"))
    assert not any(problems)
    assert [one.model_dump() for one in after.services] == [one.model_dump() for one in organization.services]


def test_a_directory_service_is_typed_with_names_and_shows_what_is_wrong() -> None:
    set_language("zh")
    organization = office()
    row = {"id": "desk", "name": "人事服务", "system": "hr", "operation": "who", "starter": "李静"}
    row |= {"people": "陈立群、role:hr", "delay": "PT2S"}
    after, problems = with_rows(organization, "services", [row, {"id": "desk", "name": "人事服务", "people": "–"}])
    assert not any(problems)
    (service,) = after.services
    assert (service.system, service.operation) == ("hr", "who")
    assert [(one.when, one.people, one.delay) for one in service.answers] == [
        ({"starter": "li"}, ["chen", "role:hr"], "PT2S"), ({}, [], None),
    ]  # fmt: skip
    _after, problems = with_rows(organization, "services", [{**row, "delay": "soon"}])
    assert [problem.code for problem in problems[0]] == ["import.not-a-length"]
