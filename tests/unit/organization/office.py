"""A small office to resolve against: a department tree, roles, an absence, someone who has left."""

from __future__ import annotations

from runner.organization.model import Organization


def an_office() -> Organization:
    """gm heads the company; chen heads sales and the north team's parent; li heads the north team."""

    def user(name: str, department: str, position: str | None = None, **more: object) -> dict[str, object]:
        assignment = {"department": department, "position": position, "superior": more.pop("superior", None)}
        return {"id": name, "name": {"en": name.title(), "zh": name}, "assignments": [assignment], **more}

    return Organization.model_validate(
        {
            "companies": [{"id": "hq", "name": "HQ"}, {"id": "east", "name": "East"}],
            "departments": [
                {"id": "top", "company": "hq", "name": "Board", "head": "gm", "executive": "gm"},
                {"id": "sales", "parent": "top", "name": "Sales", "head": "chen", "executive": "vice"},
                {"id": "north", "parent": "sales", "name": "North team", "head": "li"},
                {"id": "south", "parent": "sales", "name": "South team"},
                {"id": "hr", "parent": "top", "name": "HR", "head": "wang"},
                {"id": "plant", "parent": None, "company": "east", "name": "Plant", "head": "zhou"},
            ],
            "positions": [{"id": "clerk", "name": "Clerk", "grade": 1}, {"id": "boss", "name": "Boss", "grade": 9}],
            "roles": [
                {"id": "hr", "name": "HR", "members": [{"who": "user:wang"}, {"who": "user:gone"}]},
                {"id": "finance", "name": "Finance", "scope": "company",
                 "members": [{"who": "user:wang"}, {"who": "user:zhou"}]},
                {"id": "leader", "name": "Leader", "members": [{"who": "user:chen"}]},
            ],
            "users": [
                user("gm", "top", "boss"), user("vice", "top"), user("chen", "sales", superior="gm"),
                user("li", "north", superior="chen"), user("zhang", "north", "clerk", superior="li"),
                user("sun", "south", "clerk"), user("wang", "hr"), user("zhou", "plant"),
                user("gone", "hr", "clerk", active=False),
            ],
            "lines": [{"kind": "functional", "who": "user:zhang", "to": "user:wang"}],
            "absences": [{"who": "user:wang", "from": "2026-03-02", "to": "2026-03-06", "agent": "user:sun"}],
        }
    )  # fmt: skip
