"""Tables of the organisation in the window: read with names, written back as they were."""

from __future__ import annotations

import pytest

from modeler.organization.sheet import rows_of, with_rows
from modeler.organization.workbook import SHEETS
from runner.core.i18n import set_language
from runner.organization.model import Organization
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
    assert rows[3]["approvers"] == "部门主管、财务 BP、分管领导"
    rows[3]["approvers"] = "部门主管 2、陈立群，总经理"
    rows[3]["below"] = "30,000"
    rows[3]["departments"] = "业务, 法务部"
    after, problems = with_rows(organization, "matrices", rows)
    assert not any(problems)
    row = after.matrices[0].rows[3]
    assert row.approvers == ["departmentHead:2", "user:chen", "position:general-manager"]
    assert (row.below, row.departments) == ("30000", ["业务", "department:legal/**"])
    rows[3]["approvers"] = "大老板"
    _after, problems = with_rows(organization, "matrices", rows)
    assert [bool(one) for one in problems] == [False, False, False, True, False, False, False]


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
