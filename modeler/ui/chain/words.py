"""What the cards of the approval view say of an element: its name, who does it, how it is decided, by when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from modeler.bpmn import names
from modeler.bpmn.elements import SPECS
from modeler.document.index import Index
from modeler.document.records import FlowRecord, NodeRecord
from modeler.ui.panels.fields import duration_seconds
from modeler.ui.panels.group_handler import STRATEGIES
from modeler.ui.panels.vote_fields import vote_words
from runner.core.i18n import N_, listed, pick, trn
from runner.core.i18n import tr as _
from runner.organization.who import parse_who, split_who

if TYPE_CHECKING:
    from runner.organization.model import Company, Department, Group, Organization, Position, Role

FORKS: dict[str, str] = {
    "exclusiveGateway": N_("One of these"),
    "inclusiveGateway": N_("All that apply"),
    "parallelGateway": N_("Side by side"),
    "complexGateway": N_("As a condition says"),
    "eventBasedGateway": N_("Whatever comes first"),
}
_PEOPLE = ("userTask", "manualTask", "task")
_ICONS = {
    "startEvent": "play", "endEvent": "stop", "sendTask": "mail", "receiveTask": "mail", "serviceTask": "service",
    "scriptTask": "step", "businessRuleTask": "table", "callActivity": "design", "subProcess": "design",
    "transaction": "design", "adHocSubProcess": "cards", "timer": "clock", "message": "mail",
}  # fmt: skip
_FEW = 3


@dataclass(frozen=True)
class Words:
    """What a card says: a title, lines below it, and its icon."""

    title: str
    lines: tuple[str, ...]
    icon: str


def words_of(record: NodeRecord, index: Index, organization: Organization) -> Words:
    """What the card of an element says."""
    lines: list[str] = []
    symbol = _ICONS.get(record.event) or _ICONS.get(record.tag, "compass")
    if record.tag in _PEOPLE:
        symbol = "people" if _is_shared(record) else "person"
        lines = [_who(record, index, organization), _how(record), _by_when(record)]
        if _block(record, "approval").get("addedAfter") == "always":
            lines.append(_("Signers added after are asked also after a rejection"))
    elif record.tag in names.SUB_PROCESSES or record.tag == "callActivity":
        lines = [_("What is inside is seen on the canvas")]
    copies = record.extension.get("copy")
    if isinstance(copies, list | tuple) and copies:
        whom = [str(row.get("who", "")) for row in copies if isinstance(row, Mapping)]
        lines.append(_("Copy to {names}").format(names=names_of(whom, organization)))
    title = record.name or _(SPECS[record.spec].label)
    return Words(title, tuple(line for line in lines if line), symbol)


def way_words(flow: FlowRecord, number: int) -> str:
    """What stands over one of several ways."""
    if flow.name:
        return flow.name
    if flow.condition:
        return flow.condition.removeprefix("=").strip()
    return _("Otherwise") if flow.is_default else _("Way {number}").format(number=number)


def fork_words(record: NodeRecord) -> str:
    """What stands over a fork."""
    kind = _(FORKS[record.tag]) if record.tag in FORKS else _("Side by side")
    return f"{record.name} · {kind}" if record.name else kind


def names_of(whom: list[str], organization: Organization) -> str:
    """People, roles and departments by their names, the first few of them."""
    found = [_name(one, organization) for one in whom if one]
    shown = listed(found[:_FEW])
    left = len(found) - _FEW
    return shown + " " + trn("and {count} more", "and {count} more", left).format(count=left) if left > 0 else shown


def _name(text: str, organization: Organization) -> str:
    who = parse_who(text)
    if who is None:
        return text
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


def _block(record: NodeRecord, name: str) -> Mapping[str, object]:
    found = record.extension.get(name)
    return found if isinstance(found, Mapping) else {}


def _who(record: NodeRecord, index: Index, organization: Organization) -> str:
    block = _block(record, "handler")
    strategy = str(block.get("strategy") or "")
    whom = split_who(str(block.get("who") or ""))
    if whom:
        return names_of(whom, organization)
    if strategy:
        return _(STRATEGIES[strategy]) if strategy in STRATEGIES else strategy
    lane = index.nodes.get(record.lane or "")
    return lane.name if lane is not None and lane.name else _("Nobody chosen yet")


def _is_shared(record: NodeRecord) -> bool:
    return _block(record, "approval").get("vote", "any") not in ("any", "claim", "random")


def _how(record: NodeRecord) -> str:
    block = _block(record, "approval")
    return vote_words(str(block.get("vote") or ""), str(block.get("threshold") or ""))


def _by_when(record: NodeRecord) -> str:
    seconds = duration_seconds(str(_block(record, "deadline").get("work") or ""))
    if not seconds:
        return ""
    if seconds % 86_400 == 0:
        days = seconds // 86_400
        return trn("within {count} day", "within {count} days", days).format(count=days)
    if seconds % 3600 == 0:
        hours = seconds // 3600
        return trn("within {count} hour", "within {count} hours", hours).format(count=hours)
    minutes = max(1, seconds // 60)
    return trn("within {count} minute", "within {count} minutes", minutes).format(count=minutes)
