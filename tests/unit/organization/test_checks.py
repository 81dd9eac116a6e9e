"""Is an organisation in order, and can its people be found?"""

from __future__ import annotations

from typing import Any

import pytest

from runner.organization.checks import check_organization
from runner.organization.model import Organization
from runner.organization.search import find_people
from tests.unit.organization.office import an_office


def codes(**tables: Any) -> set[str]:
    found = check_organization(Organization.model_validate(tables))
    assert all(problem.message != problem.code for problem in found)
    return {f"{problem.code.removeprefix('organization.check-')} {problem.element}" for problem in found}


@pytest.mark.parametrize(
    ("tables", "expected"),
    [
        ({"departments": [{"id": "a", "parent": "b", "head": "x"}, {"id": "b", "parent": "a", "head": "x"}]},
         {"circle a", "circle b", "unknown a", "unknown b"}),
        ({"departments": [{"id": "a"}]}, {"no-head a"}),
        ({"departments": [{"id": "a", "head": "x"}], "users": [{"id": "x", "assignments": [{"department": "a"}]}]},
         set()),
        ({"departments": [{"id": "a", "head": "x"}], "users": [{"id": "x"}]}, {"head-outside a", "homeless x"}),
        ({"departments": [{"id": "a", "head": "x"}],
          "users": [{"id": "x", "active": False, "assignments": [{"department": "a"}]}]}, {"head-inactive a"}),
        ({"positions": [{"id": "p"}]}, {"position p"}),
        ({"roles": [{"id": "r", "members": [{"who": "user:x"}]}], "users": [{"id": "y", "active": False}]},
         {"unknown r", "role r"}),
        ({"companies": [{"id": "c"}, {"id": "c"}]}, {"twice c"}),
        ({"users": [{"id": "x", "assignments": [{"department": "d", "position": "p", "superior": "x"}]}]},
         {"unknown x", "superiors x"}),
        ({"absences": [{"who": "user:x", "from": "2026-03-05", "to": "2026-03-01"}]}, {"unknown x", "absence x"}),
        ({"lines": [{"kind": "functional", "who": "user:x", "to": "user:y"}]}, {"unknown x"}),
        ({"companies": [{"id": "a", "parent": "b"}, {"id": "b", "parent": "a"}, {"id": "c", "parent": "z"}]},
         {"company-circle a", "company-circle b", "unknown c"}),
        ({"departments": [{"id": "a", "head": "x", "validFrom": "soon"}, {"id": "b", "head": "x",
          "validFrom": "2026-02-01", "validTo": "2026-01-01"}],
          "users": [{"id": "x", "assignments": [{"department": "a", "primary": True},
                                                {"department": "b", "primary": True}]}]},
         {"valid a", "valid-order b", "two-primary x"}),
        ({"positions": [{"id": "p", "seats": 1, "department": "a"}, {"id": "q", "department": "z"}],
          "departments": [{"id": "a", "head": "x"}, {"id": "b", "head": "y"}],
          "users": [{"id": "x", "assignments": [{"department": "a", "position": "p"}]},
                    {"id": "y", "assignments": [{"department": "b", "position": "p"}]}]},
         {"seats p", "post-elsewhere p", "position q", "unknown q"}),
        ({"groups": [{"id": "g", "members": [{"who": "user:no"}]}, {"id": "g"}],
          "users": [{"id": "a", "active": False}]},
         {"unknown g", "group g", "twice g"}),
        ({"users": [{"id": "x", "active": False, "handOver": "y"}, {"id": "y", "active": False}]}, {"heir x"}),
        ({"users": [{"id": "x", "external": True, "handOver": "z"}]}, {"unknown x"}),
        ({"costCentres": [{"id": "k", "owner": "x"}], "projects": [{"id": "j", "manager": "x", "costCentre": "l"}],
          "departments": [{"id": "a", "head": "h", "costCentre": "m"}],
          "users": [{"id": "h", "assignments": [{"department": "a"}]}]},
         {"unknown k", "unknown j", "unknown a"}),
    ],
)  # fmt: skip
def test_each_flaw_is_found(tables: dict[str, Any], expected: set[str]) -> None:
    assert codes(**tables) == expected


@pytest.mark.parametrize(
    ("text", "found"),
    [("张", ["zhang"]), ("zs", ["zhang", "zhao"]), ("zhangsan", ["zhang"]), ("SAN", ["zhang"]), ("q", []),
     ("li", ["li"]), ("", ["zhang", "li", "zhao"])],
)  # fmt: skip
def test_people_are_found_by_name_pinyin_and_initials(text: str, found: list[str]) -> None:
    organization = Organization.model_validate(
        {
            "users": [
                {"id": "gone", "name": "张散", "pinyin": "zhang san", "active": False},
                {"id": "zhang", "name": "张三", "pinyin": "zhang san"},
                {"id": "li", "name": {"zh": "李四", "en": "Simon Li"}, "pinyin": "li si"},
                {"id": "zhao", "name": "赵三", "pinyin": "zhao shuang"},
            ]
        }
    )
    assert [user.id for user in find_people(organization, text)] == found


def test_office_of_the_tests_has_its_known_flaws_only() -> None:
    found = {problem.code for problem in check_organization(an_office())}
    assert found == {"organization.check-no-head"}
