"""The marks of a card: in a word or two, what a step asks of whoever decides it, and what happens where it does not
go by itself. The tip of each says the rule in full."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from modeler.document.records import NodeRecord
from modeler.ui.chain.naming import block_of, names_of, span_words
from modeler.ui.panels.group_handler import DISTINCT, EMPTY, SAME
from modeler.ui.panels.group_time import DOES
from runner.core.i18n import N_, listed
from runner.core.i18n import tr as _
from runner.organization.who import split_who
from runner.rights.operations import OPEN_OPERATIONS

if TYPE_CHECKING:
    from runner.organization.model import Organization

_STEPS = {
    "remind": N_("Remind at {time}"), "hand-over": N_("Hand over at {time}"), "escalate": N_("Escalate at {time}"),
    "agree": N_("Agree at {time}"), "reject": N_("Reject at {time}"),
}  # fmt: skip
_EMPTY = {
    "pass": N_("Nobody: pass"), "reject": N_("Nobody: reject"), "admin": N_("Nobody: admins"),
    "user": N_("Nobody: another"),
}  # fmt: skip
_SAME = {
    "skip": N_("Starter: left out"), "superior": N_("Starter: superior"), "departmentHead": N_("Starter: head"),
}  # fmt: skip
_DISTINCT = {
    "adjacent": N_("Not twice in a row"), "instance": N_("Asked once"), "last": N_("Asked the last time"),
}  # fmt: skip
_SIGNERS = {
    "addBefore": N_("before"), "addAfter": N_("after"), "addBeside": N_("beside"),
}  # fmt: skip


@dataclass(frozen=True)
class Mark:
    """A word or two, and the sentence behind it."""

    text: str
    tip: str


def marks_of(record: NodeRecord, organization: Organization) -> tuple[Mark, ...]:
    """The marks of a step that people do, those that its time limit has first."""
    approval, handler = block_of(record, "approval"), block_of(record, "handler")
    found: list[Mark | None] = [*_late(record, organization)]
    if approval:
        found += [_vetoes(approval, organization), _opinion(approval), _signature(approval), _returns(approval)]
        found += [_signers(approval)]
    found += [
        _rule(handler, "empty", _EMPTY, EMPTY, _("When nobody is found"), organization),
        _rule(handler, "same", _SAME, SAME, _("When it is the starter"), organization),
        _rule(handler, "distinct", _DISTINCT, DISTINCT, _("When the person has agreed before"), organization),
    ]
    return tuple(one for one in found if one is not None)


def _late(record: NodeRecord, organization: Organization) -> list[Mark]:
    steps = block_of(record, "deadline").get("steps")
    found = []
    for step in steps if isinstance(steps, list | tuple) else ():
        does = str(step.get("do") or "")
        if does not in _STEPS:
            continue
        time = span_words(str(step.get("after") or "")) or str(step.get("at") or "")
        tip = _("{time} after it arrived: {does}").format(time=time, does=_(dict(DOES)[does]))
        again = span_words(str(step.get("repeat") or ""))
        if again:
            tip += "; " + _("again every {time}").format(time=again)
        whom = split_who(str(step.get("who") or ""))
        if whom:
            tip += ": " + names_of(whom, organization)
        short = span_words(str(step.get("after") or ""), short=True) or time
        found.append(Mark(_(_STEPS[does]).format(time=short), tip))
    return found


def _vetoes(approval: Mapping[str, Any], organization: Organization) -> Mark | None:
    whom = split_who(str(approval.get("veto") or ""))
    if not whom:
        return None
    tip = _("Their disagreement alone decides: {names}").format(names=names_of(whom, organization))
    return Mark(_("Veto"), tip)


def _opinion(approval: Mapping[str, Any]) -> Mark | None:
    texts = {
        "always": (_("Opinion"), _("An opinion is required: always")),
        "reject": (_("Opinion on no"), _("An opinion is required: when disagreeing or returning")),
    }
    kind = str(approval.get("opinion") or "")
    more = _buttons(approval, "opinion", _("An opinion is required with this button"))
    return _asked(texts.get(kind), more, _("Opinion"))


def _signature(approval: Mapping[str, Any]) -> Mark | None:
    texts = {
        "always": (_("Signature"), _("A signature is required: always")),
        "agree": (_("Signature on yes"), _("A signature is required: when agreeing")),
    }
    kind = str(approval.get("signature") or "")
    more = _buttons(approval, "signature", _("A signature is required with this button"))
    return _asked(texts.get(kind), more, _("Signature"))


def _buttons(approval: Mapping[str, Any], name: str, told: str) -> str:
    """The buttons that ask for it themselves; empty where none does."""
    verdicts = [
        one for one in approval.get("verdicts") or () if isinstance(one, Mapping) and one.get(name) == "always"
    ]
    labels = listed(str(one.get("label") or one.get("id") or "") for one in verdicts)
    return f"{told}: {labels}" if labels else ""


def _asked(rule: tuple[str, str] | None, buttons: str, otherwise: str) -> Mark | None:
    """What the step asks for, and what single buttons do."""
    if rule is not None:
        return Mark(rule[0], "; ".join(filter(None, (rule[1], buttons))))
    return Mark(otherwise, buttons) if buttons else None


def _returns(approval: Mapping[str, Any]) -> Mark | None:
    """Whether it can be returned, and how it comes again."""
    verdicts = [one for one in approval.get("verdicts") or () if isinstance(one, Mapping)]
    by_button = any(one.get("result") == "return" for one in verdicts)
    if not by_button and not _gives(approval, "return"):
        return None
    if approval.get("resubmit") == "direct":
        return Mark(_("Return, straight back"), _("After a return, the case comes straight back here."))
    return Mark(_("Return"), _("After a return, the case goes through all steps again."))


def _signers(approval: Mapping[str, Any]) -> Mark | None:
    ways = [_(text) for operation, text in _SIGNERS.items() if _gives(approval, operation)]
    if not ways:
        return None
    tip = _("Signers may be added: {ways}").format(ways=listed(ways))
    if approval.get("addedAfter") == "always":
        tip += "; " + _("Signers added after are asked also after a rejection")
    return Mark(_("Add signers"), tip)


def _gives(approval: Mapping[str, Any], operation: str) -> bool:
    """Whether the step gives an operation: one that lists none gives all."""
    said = approval.get("operations") or ()
    given = said.split() if isinstance(said, str) else said
    return operation in (given or OPEN_OPERATIONS)


def _rule(
    handler: Mapping[str, Any],
    name: str,
    short: Mapping[str, str],
    long: tuple[tuple[str, str], ...],
    when: str,
    organization: Organization,
) -> Mark | None:
    """What departs from how it usually is."""
    value = str(handler.get(name) or "")
    if value not in short:
        return None
    tip = f"{when}: {_(dict(long)[value])}"
    whom = split_who(str(handler.get("emptyWho") or "")) if name == "empty" and value == "user" else []
    return Mark(_(short[value]), tip + (f" ({names_of(whom, organization)})" if whom else ""))
