"""What the approval view calls people, spans of time and the blocks of a step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from modeler.document.records import NodeRecord
from modeler.ui.panels.fields import duration_seconds
from runner.core.i18n import listed, pick, trn
from runner.core.i18n import tr as _
from runner.organization.who import parse_who

if TYPE_CHECKING:
    from runner.organization.model import Company, Department, Group, Organization, Position, Role

_FEW = 3


def names_of(whom: list[str], organization: Organization) -> str:
    """People, roles and departments by their names, the first few of them."""
    found = [_name(one, organization) for one in whom if one]
    shown = listed(found[:_FEW])
    left = len(found) - _FEW
    return shown + " " + trn("and {count} more", "and {count} more", left).format(count=left) if left > 0 else shown


def _name(text: str, organization: Organization) -> str:
    who = parse_who(text)
    if who is None:
        return text.removeprefix("field:")
    if who.kind == "starter":
        return _("The starter")
    if who.kind == "user":
        user = organization.user(who.id)
        return pick(user.name) or who.id if user is not None else who.id
    lists: dict[str, Sequence[Role | Position | Department | Group | Company]] = {
        "role": organization.roles, "position": organization.positions, "department": organization.departments,
        "group": organization.groups, "company": organization.companies,
    }  # fmt: skip
    return next((pick(one.name) or one.id for one in lists.get(who.kind, ()) if one.id == who.id), who.id)


def block_of(record: NodeRecord, name: str) -> Mapping[str, Any]:
    """A block of our own at an element; empty without one."""
    found = record.extension.get(name)
    return found if isinstance(found, Mapping) else {}


def span_words(text: str, *, short: bool = False) -> str:
    """An ISO duration in words, in days only where it is written in days: 24 hours of work are no day. Empty without
    one."""
    seconds = duration_seconds(text)
    if not seconds:
        return ""
    if seconds % 86_400 == 0 and "T" not in text:
        days = seconds // 86_400
        return (
            _("{count} d").format(count=days)
            if short
            else trn("{count} day", "{count} days", days).format(count=days)
        )
    if seconds % 3600 == 0:
        hours = seconds // 3600
        return (
            _("{count} h").format(count=hours)
            if short
            else trn("{count} hour", "{count} hours", hours).format(count=hours)
        )
    minutes = max(1, seconds // 60)
    return (
        _("{count} min").format(count=minutes)
        if short
        else trn("{count} minute", "{count} minutes", minutes).format(count=minutes)
    )
