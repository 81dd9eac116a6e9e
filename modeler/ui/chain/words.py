"""What the cards of the approval view say of an element: its name, who does it, how it is decided, by when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from modeler.bpmn import names
from modeler.bpmn.elements import SPECS
from modeler.document.index import Index
from modeler.document.records import FlowRecord, NodeRecord
from modeler.ui.chain.marks import Mark, marks_of
from modeler.ui.chain.naming import block_of, names_of, span_words
from modeler.ui.panels.group_handler import STRATEGIES
from modeler.ui.panels.vote_fields import vote_words
from runner.core.i18n import N_
from runner.core.i18n import tr as _
from runner.organization.who import split_who

if TYPE_CHECKING:
    from runner.organization.model import Organization

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


@dataclass(frozen=True)
class Words:
    """What a card says: a title, lines below it, its icon, and its marks."""

    title: str
    lines: tuple[str, ...]
    icon: str
    marks: tuple[Mark, ...] = ()


def words_of(record: NodeRecord, index: Index, organization: Organization) -> Words:
    """What the card of an element says."""
    lines: list[str] = []
    marks: tuple[Mark, ...] = ()
    symbol = _ICONS.get(record.event) or _ICONS.get(record.tag, "compass")
    if record.tag in _PEOPLE:
        symbol = "people" if _is_shared(record) else "person"
        lines = [_who(record, index, organization), _how(record), _by_when(record)]
        marks = marks_of(record, organization)
    elif record.tag in names.SUB_PROCESSES or record.tag == "callActivity":
        lines = [_("What is inside is seen on the canvas")]
    copies = record.extension.get("copy")
    if isinstance(copies, list | tuple) and copies:
        whom = [str(row.get("who", "")) for row in copies if isinstance(row, Mapping)]
        lines.append(_("Copy to {names}").format(names=names_of(whom, organization)))
    title = record.name or _(SPECS[record.spec].label)
    return Words(title, tuple(line for line in lines if line), symbol, marks)


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


def _who(record: NodeRecord, index: Index, organization: Organization) -> str:
    block = block_of(record, "handler")
    strategy = str(block.get("strategy") or "")
    whom = split_who(str(block.get("who") or ""))
    if whom:
        return names_of(whom, organization)
    if strategy:
        return _(STRATEGIES[strategy]) if strategy in STRATEGIES else strategy
    lane = index.nodes.get(record.lane or "")
    return lane.name if lane is not None and lane.name else _("Nobody chosen yet")


def _is_shared(record: NodeRecord) -> bool:
    return block_of(record, "approval").get("vote", "any") not in ("any", "claim", "random")


def _how(record: NodeRecord) -> str:
    block = block_of(record, "approval")
    return vote_words(str(block.get("vote") or ""), str(block.get("threshold") or ""))


def _by_when(record: NodeRecord) -> str:
    time = span_words(str(block_of(record, "deadline").get("work") or ""))
    return _("within {time}").format(time=time) if time else ""
