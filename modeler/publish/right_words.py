"""Rights of a plan in words, for the window and the command line."""

from __future__ import annotations

from collections.abc import Iterable

from modeler.publish.permissions import EVERYBODY, Fate, Right, RightLine
from modeler.publish.receipt import Permission
from runner.core.i18n import listed, pick
from runner.core.i18n import tr as _
from runner.organization.model import Organization
from runner.organization.who import who_name


def action_words(right: Right) -> str:
    """What somebody may do, or may not, and in which cases."""
    may = {
        "start": _("may start it"), "see": _("may see its cases"), "handle": _("may handle its steps"),
        "manage": _("may manage its cases"), "export": _("may export its cases"),
    }  # fmt: skip
    may_not = {
        "start": _("may not start it"), "see": _("may not see its cases"), "handle": _("may not handle its steps"),
        "manage": _("may not manage its cases"), "export": _("may not export its cases"),
    }  # fmt: skip
    scopes = {
        "own": _("only their own"), "department": _("only those of their department"),
        "company": _("only those of their company"),
    }  # fmt: skip
    told = (may if right.allowed else may_not)[right.action]
    return f"{told} ({scopes[right.scope]})" if right.scope in scopes else told


def fate_words(fate: Fate) -> str:
    """What becomes of it there."""
    return {
        "enforced": _("enforced"), "shown": _("shown only"), "carried": _("carried in the package"),
        "lost": _("lost"),
    }[fate]  # fmt: skip


def change_words(line: RightLine) -> str:
    """Whether it is new there; nothing where nothing is written."""
    return _("new") if line.state == "new" else ""


def right_who(right: Right, organization: Organization | None = None) -> str:
    """Who it is about: by name, where the organisation is known."""
    if right.who == EVERYBODY:
        return _("everybody")
    return pick(who_name(right.who, organization)) if organization is not None else right.who


def taken_words(one: Permission) -> str:
    """What somebody loses there: in words where they are known, with the names of the server behind them."""
    who = _("everybody") if one.who == EVERYBODY else one.who
    names = ", ".join(one.permissions)
    words = listed(_acts(one.permissions))
    what = _("{words} ({names})").format(words=words, names=names) if words else names
    if one.kind == "revoke":
        return _("No longer denied at {process}: {who}, {what}").format(process=one.process, who=who, what=what)
    return _("Taken away at {process}: {who}, {what}").format(process=one.process, who=who, what=what)


def _acts(names: Iterable[str]) -> list[str]:
    """What permissions of engines let somebody do, each said once; a name that is not known is left to itself."""
    said = {
        "start": _("start it"), "know": _("know of it"), "see": _("see its cases"), "handle": _("handle its steps"),
        "manage": _("manage its cases"), "all": _("everything"),
    }  # fmt: skip
    return list(dict.fromkeys(said[act] for act, known in _MEANING.items() if known & {*names}))


_MEANING: dict[str, set[str]] = {
    "all": {"ALL"},
    "start": {"CREATE_INSTANCE", "CREATE_PROCESS_INSTANCE"},
    "know": {"READ", "READ_PROCESS_DEFINITION"},
    "see": {"READ_INSTANCE", "READ_HISTORY", "READ_PROCESS_INSTANCE"},
    "handle": {
        "READ_TASK", "UPDATE_TASK", "TASK_ASSIGN", "TASK_WORK",
        "READ_USER_TASK", "UPDATE_USER_TASK", "CLAIM_USER_TASK", "COMPLETE_USER_TASK",
    },
    "manage": {
        "UPDATE_INSTANCE", "DELETE_INSTANCE", "SUSPEND_INSTANCE", "MIGRATE_INSTANCE", "RETRY_JOB",
        "UPDATE_PROCESS_INSTANCE", "MODIFY_PROCESS_INSTANCE", "CANCEL_PROCESS_INSTANCE", "DELETE_PROCESS_INSTANCE",
    },
}  # fmt: skip
"""What the permissions of Operaton, Camunda 7 and Camunda 8 are about."""
