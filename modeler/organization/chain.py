"""A chain of approvals as people type it: the steps in it, and who handles each by the organisation's own names."""

from __future__ import annotations

import re

from runner.core.i18n import LocalText
from runner.organization.model import Organization

_BETWEEN = re.compile(r"\s*(?:-+>|=+>|—+>|→|⇒|»|>|，|,|、|；|;|\r?\n)+\s*")
_HEADS = frozenset(
    {"head", "department head", "head of department", "manager", "line manager", "department manager", "supervisor",
     "superior", "部门主管", "主管", "部门负责人", "负责人", "部门经理", "部门领导", "直属领导", "直属主管", "上级"}
)  # fmt: skip
_EXECUTIVES = frozenset(
    {"executive", "vice president", "executive in charge", "分管领导", "分管副总", "分管副总经理"}
)
_STARTERS = frozenset({"starter", "applicant", "initiator", "申请人", "发起人", "本人"})
_GENERAL = {"empty": "admin", "same": "superior", "distinct": "off"}
_ENDINGS = ("审批", "审核", "批准", "会签", " approves", " approval", " review")

_DEPARTMENTS = ("", "部", " department", "中心", " centre", " center", "办公室", " office")
"""What people leave out of the name of a department, the most usual first."""


def steps_of(text: str) -> list[str]:
    """The steps of a typed chain: arrows, commas and line breaks stand between them."""
    return [part for raw in _BETWEEN.split(text) if (part := " ".join(raw.split()))]


def rule_for(name: str, organization: Organization) -> dict[str, str]:
    """The handler rule that a name calls for: a role, a position, a person or a department of that name in any
    of its languages, else the usual words for a head or the starter. Empty where nothing fits."""
    wanted = _plain(name)
    for spoken in dict.fromkeys((wanted, _without_ending(wanted))):
        found = _by_name(spoken, organization)
        if found:
            return found
    return {}


def _by_name(wanted: str, organization: Organization) -> dict[str, str]:
    for kind, things in (("role", organization.roles), ("position", organization.positions)):
        for thing in things:
            if wanted in _names(thing.id, thing.name):
                return {"strategy": kind, "who": f"{kind}:{thing.id}", **_GENERAL}
    if wanted in _HEADS:
        return {"strategy": "departmentHead", "level": "1", **_GENERAL}
    if wanted in _EXECUTIVES:
        return {"strategy": "executive", **_GENERAL}
    if wanted in _STARTERS:
        return {"strategy": "starter", "empty": "admin", "same": "self", "distinct": "off"}
    for user in organization.users:
        if user.active and wanted in _names(user.id, user.name):
            return {"strategy": "user", "who": f"user:{user.id}", **_GENERAL}
    for ending in _DEPARTMENTS:
        for department in organization.departments:
            if f"{wanted}{ending}" in _names(department.id, department.name):
                return {"strategy": "department", "who": f"department:{department.id}", **_GENERAL}
    return {}


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _without_ending(text: str) -> str:
    return next((text.removesuffix(end).strip() for end in _ENDINGS if text.endswith(end) and text != end), text)


def _names(own: str, name: LocalText) -> set[str]:
    texts = name.values() if isinstance(name, dict) else [name]
    return {_plain(own), *(_plain(str(text)) for text in texts if text)}
