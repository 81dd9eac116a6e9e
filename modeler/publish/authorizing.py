"""The step that makes a server's permissions be those of the package, and what it looks like before it is taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from modeler.publish.environments import Environment
from modeler.publish.mapping import settings_of
from modeler.publish.permissions import (
    UNSAID,
    Authorizes,
    Fate,
    Right,
    RightLine,
    Wanted,
    ordered,
    processes_of,
    rights_of,
)
from modeler.publish.receipt import Permission, Receipt
from modeler.publish.target import Connection
from runner.bundle.bundle import Bundle
from runner.core.errors import PublishError


@dataclass(frozen=True)
class RightsPlan:
    """What becomes of the rights of a package: a line for each, what is taken from whom (`taken`, in the words of the
    server), the records that are to be there and those that are. `enforced`: whether the server holds to them (None:
    it keeps none, so that there is nothing to do); `unsaid`: it may keep some, and shows none."""

    lines: tuple[RightLine, ...] = ()
    taken: tuple[Permission, ...] = ()
    processes: tuple[str, ...] = ()
    before: tuple[Permission, ...] = ()
    after: tuple[Permission, ...] = ()
    enforced: bool | None = None
    unsaid: bool = False

    @property
    def same(self) -> bool:
        """Whether nothing is to be done."""
        return self.enforced is None or self.before == self.after


_HOLDS_TO_STARTERS = frozenset({"yudao"})
"""Dialects in which who may start stands beside the process, and is held to."""
NO_RIGHTS = RightsPlan()
"""Nothing is to be done."""


def look(connection: Connection, dialect: str | None, bundle: Bundle, profile: Environment | None) -> RightsPlan:
    """What becomes of the rights there; asks the server and changes nothing. Raises `PublishError`."""
    rights = rights_of(bundle)
    if not isinstance(connection, Authorizes):
        return RightsPlan(tuple(RightLine(one, _without_records(one, dialect)) for one in rights))
    processes = processes_of(bundle)
    goal = connection.wanted(rights, settings_of(profile))
    try:
        there, enforced = connection.permissions(processes), connection.enforces()
    except PublishError as error:
        if error.code != UNSAID and (error.code != "publish.forbidden" or goal.permissions):
            raise
        return RightsPlan(tuple(RightLine(right, "lost") for right in rights), unsaid=True)
    lines = tuple(_line(right, goal, there, enforced) for right, _fate, _record in goal.fates)
    after = _with_kept(goal, there)
    return RightsPlan(lines, _taken(there, after), processes, there, after, enforced)


def authorize(connection: Connection, planned: RightsPlan) -> None:
    """Make the records be those of the plan, and read them back. Raises `PublishError` (`publish.rights-…`)."""
    if planned.same or not isinstance(connection, Authorizes):
        return
    connection.authorize(planned.processes, planned.before, planned.after)
    if connection.permissions(planned.processes) != planned.after:
        raise PublishError("publish.rights-moved", server=connection.server)


def restored(connection: Connection, receipt: Receipt | None) -> RightsPlan:
    """What putting back the records from before a publication would do: that of the version that is undone."""
    if receipt is None or receipt.enforced is None or not isinstance(connection, Authorizes):
        return NO_RIGHTS
    told = (*receipt.permissions, *receipt.permissions_before)
    processes = tuple(sorted({one.process for one in told}))
    before, after = connection.permissions(processes), ordered(receipt.permissions_before)
    return RightsPlan((), _taken(before, after), processes, before, after, receipt.enforced)


def reverse(planned: RightsPlan) -> RightsPlan:
    """The same the other way round."""
    return replace(planned, before=planned.after, after=planned.before)


def told_in_receipt(planned: RightsPlan, kept: Receipt | None = None) -> dict[str, object]:
    """What a receipt says of it; where the same version comes again (`kept`), an undoing goes back to what was before
    its first time."""
    if planned.enforced is None:
        return {}
    before: Sequence[Permission] = kept.permissions_before if kept is not None else planned.before
    return {"permissions": list(planned.after), "permissions_before": list(before), "enforced": planned.enforced}


def _without_records(right: Right, dialect: str | None) -> Fate:
    """Of a server that keeps no records: a package carries its rights, an engine shows who may start at most, and one
    that looks at it itself lets nobody else."""
    if dialect is None:
        return "carried"
    if right.action != "start" or not right.allowed or right.who == "*":
        return "lost"
    return "enforced" if dialect in _HOLDS_TO_STARTERS else "shown"


def _line(right: Right, goal: Wanted, there: Sequence[Permission], enforced: bool) -> RightLine:
    fate, record = next((fate, record) for own, fate, record in goal.fates if own == right)
    if record is None:
        return RightLine(right, fate)
    held = next((one for one in there if _place(one) == _place(record)), None)
    is_there = held is not None and set(record.permissions) <= set(held.permissions)
    return RightLine(right, fate if enforced or fate == "lost" else "shown", "same" if is_there else "new")


def _with_kept(goal: Wanted, there: Sequence[Permission]) -> tuple[Permission, ...]:
    """The records that are to be there, with what stays of those that are."""
    made = {_place(one): one for one in goal.permissions}
    for one in there:
        stays = {word for word in one.permissions if (one.process, word) in goal.kept}
        if stays:
            own = made.get(_place(one))
            stays |= set(own.permissions) if own is not None else set()
            made[_place(one)] = one.model_copy(update={"permissions": sorted(stays)})
    return ordered(made.values())


def _taken(before: Sequence[Permission], after: Sequence[Permission]) -> tuple[Permission, ...]:
    goal = {_place(one): set(one.permissions) for one in after}
    found = []
    for one in before:
        if less := sorted(set(one.permissions) - goal.get(_place(one), set())):
            found.append(one.model_copy(update={"permissions": less}))
    return tuple(found)


def _place(one: Permission) -> tuple[str, str, str]:
    return one.kind, one.who, one.process
