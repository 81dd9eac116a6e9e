"""Organisations that chance makes: any tree, any heads, some flaws."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from runner.organization.model import Organization

PEOPLE = [f"u{number}" for number in range(8)]
DEPARTMENTS = [f"d{number}" for number in range(5)]
DAYS = ["", "2026-01-01", "2026-03-02", "2026-03-31", "2026-12-31"]
WHO = [
    *(f"user:{one}" for one in PEOPLE[:3]), "user:nobody", "role:r0", "role:r1", "group:g0", "position:p0",
    "department:d0", "department:d0/**", "department:d1/**", "company:c0", "starter", "x y", "",
]  # fmt: skip
PARAMS = st.fixed_dictionaries(
    {},
    optional={
        "who": st.sampled_from(WHO),
        "from": st.sampled_from(WHO),
        "level": st.sampled_from(["1", "2", "top", "-1", "two", "=amount"]),
        "upTo": st.sampled_from(["1", "2", "top", ""]),
        "untilRole": st.sampled_from(["role:r0", "r1", "role:none"]),
        "path": st.sampled_from(["person", "rows.person", "project", "amount", ""]),
        "node": st.sampled_from(["n", "m"]),
        "line": st.sampled_from(["", "functional", "project"]),
        "scope": st.sampled_from(["company", "global", "department"]),
        "short": st.sampled_from(["empty", "top"]),
        "within": st.sampled_from(["company", "department", "department:d1/** user:u0", "role:r0", "nonsense"]),
        "min": st.sampled_from(["1", "2", "x"]),
        "max": st.sampled_from(["1", "2", "0", ""]),
        "table": st.sampled_from(["m0", "m1", "none"]),
        "feel": st.sampled_from(['"u1"', '["u1", "role:r0"]', "1 +", "null", "person", "for i in 1..1e9 return i"]),
        "emptyWho": st.sampled_from(["user:u0", "role:r1", "starter"]),
    },
)


def _one(keys: list[str]) -> st.SearchStrategy[str | None]:
    return st.one_of(st.none(), st.sampled_from(keys))


@st.composite
def organizations(draw: st.DrawFn) -> Organization:
    """Eight people, five departments, two companies, roles, a group, lines, absences, two matrices."""
    count = draw(st.integers(0, len(DEPARTMENTS)))
    departments = [
        {"id": DEPARTMENTS[at], "parent": draw(_one(DEPARTMENTS)), "company": draw(_one(["c0", "c1"])),
         "head": draw(_one([*PEOPLE, "nobody"])), "executive": draw(_one(PEOPLE)),
         "kind": draw(st.sampled_from("ab")), "costCentre": draw(_one(["k0", "k1"])),
         "validFrom": draw(st.sampled_from(DAYS)), "validTo": draw(st.sampled_from(DAYS))}
        for at in range(count)
    ]  # fmt: skip
    users: list[dict[str, Any]] = []
    for one in PEOPLE:
        works = draw(st.lists(st.sampled_from(DEPARTMENTS), max_size=2, unique=True))
        users.append(
            {"id": one, "name": {"en": one.upper(), "zh": one}, "active": draw(st.booleans()),
             "handOver": draw(_one(PEOPLE)), "validTo": draw(st.sampled_from(DAYS)),
             "assignments": [{"department": work, "position": draw(_one(["p0", "p1"])),
                              "superior": draw(_one(PEOPLE)), "primary": not at,
                              "validTo": draw(st.sampled_from(DAYS))}
                             for at, work in enumerate(works)]}
        )  # fmt: skip
    members = st.lists(
        st.fixed_dictionaries({"who": st.sampled_from([who for who in WHO if who]), "scope": _one(
            ["company:c0", "department:d0", "department:d1/**"])}), max_size=3)  # fmt: skip
    row = st.fixed_dictionaries(
        {"from": st.sampled_from(["", "0", "5000"]), "below": st.sampled_from(["", "5000", "20000.50"]),
         "departments": st.sampled_from([[], ["a"], ["department:d0/**"]]),
         "companies": st.sampled_from([[], ["c0"]]), "processes": st.sampled_from([[], ["expense"]]),
         "approvers": st.lists(st.sampled_from(
             ["departmentHead", "departmentHead:2", "superior", "role:r0", "executive", "user:u3", "x"]), max_size=3)}
    )  # fmt: skip
    return Organization.model_validate(
        {
            "companies": [{"id": "c0", "name": "C0"}, {"id": "c1", "name": "C1", "parent": "c0"}],
            "departments": departments,
            "positions": [{"id": "p0", "name": "P0"}],
            "roles": [{"id": "r0", "scope": draw(_one(["company", "global"])), "members": draw(members)},
                      {"id": "r1", "members": draw(members)}],
            "groups": [{"id": "g0", "name": "G0", "members": [{"who": one["who"]} for one in draw(members)]}],
            "users": users,
            "lines": [{"kind": "functional", "who": f"user:{draw(st.sampled_from(PEOPLE))}",
                       "to": f"user:{draw(st.sampled_from(PEOPLE))}"}],
            "defaultLines": draw(st.sampled_from([[], [{"process": "*", "line": "functional"}]])),
            "absences": [{"who": f"user:{draw(st.sampled_from(PEOPLE))}", "from": "2026-03-01", "to": "2026-03-03",
                          "agent": f"user:{draw(st.sampled_from(PEOPLE))}",
                          "mode": draw(st.sampled_from(["replace", "copy"]))} for _ in range(3)],
            "costCentres": [{"id": "k0", "owner": draw(_one(PEOPLE))}],
            "projects": [{"id": "j0", "manager": draw(_one(PEOPLE))}],
            "matrices": [{"id": "m0", "rows": draw(st.lists(row, max_size=4))},
                         {"id": "m1", "hit": "specific", "rows": draw(st.lists(row, max_size=4))}],
        }
    )  # fmt: skip
