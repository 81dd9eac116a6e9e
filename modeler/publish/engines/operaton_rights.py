"""Rights as authorization records of Operaton and Camunda 7, and these records on a server.

Source: the authorization service of the engines, proved on a real Operaton in `tests/servers`. Starting needs two
things: CREATE_INSTANCE on the process, and CREATE on cases of any kind, which all processes of the server share.
The records on the processes are what is compared and kept; the shared ones are seen to where somebody may start, and
taken away where they let nobody start anything any more: alone they give nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from modeler.dialects.people import group_of
from modeler.dialects.writing import Settings
from modeler.publish.permissions import EVERYBODY, Fate, Right, Wanted, ordered
from modeler.publish.receipt import Permission, RecordKind
from modeler.publish.wire.http import Http, Reply
from runner.core.errors import PublishError
from runner.organization.who import STARTER

PROCESS, CASE, AUTHORIZATION = 6, 8, 4
"""The numbers of the kinds of things that records are about."""
_KINDS: Mapping[int, RecordKind] = {0: "everybody", 1: "grant", 2: "revoke"}
_NUMBERS = {word: number for number, word in _KINDS.items()}
_START = ("CREATE_INSTANCE",)
_SEE = ("READ_INSTANCE", "READ_TASK", "READ_HISTORY")
_MANAGE = (
    *_SEE, "UPDATE_INSTANCE", "DELETE_INSTANCE", "SUSPEND_INSTANCE", "MIGRATE_INSTANCE", "RETRY_JOB", "UPDATE_TASK",
    "TASK_ASSIGN",
)  # fmt: skip
_ON_PROCESS: Mapping[str, tuple[str, ...]] = {"start": _START, "see": _SEE, "manage": _MANAGE}
"""Action of ours -> permissions on the process; READ, which shows the process itself, comes with each that is
allowed. The engine lets whoever a task is for handle it, by itself; what ours say beyond, and exporting, it does not
know."""


def wanted(rights: Sequence[Right], settings: Settings) -> Wanted:
    """The records that stand for these rights, one for each who and thing, and what becomes of each right."""
    records: dict[tuple[RecordKind, str, str], set[str]] = {}
    fates: list[tuple[Right, Fate, Permission | None]] = []
    named = {(one.process, one.action) for one in rights if one.allowed and one.who.startswith("user:")}
    for right in rights:
        who = _who(right.who, settings)
        if who is None or right.action not in _ON_PROCESS or right.scope:
            fates.append((right, "lost", None))
            continue
        kind: RecordKind = "revoke" if not right.allowed else "everybody" if who == EVERYBODY else "grant"
        said = {*_ON_PROCESS[right.action], *(("READ",) if right.allowed else ())}
        records.setdefault((kind, who, right.process), set()).update(said)
        # there, what is granted to a person counts more than what is taken from a group
        weaker = not right.allowed and not who.startswith("user:") and (right.process, right.action) in named
        record = Permission(kind=kind, who=who, process=right.process, permissions=sorted(said))
        fates.append((right, "shown" if weaker else "enforced", record))
    made = [
        Permission(kind=kind, who=who, process=process, permissions=sorted(said))
        for (kind, who, process), said in records.items()
    ]
    return Wanted(ordered(made), tuple(fates))


def _who(who: str, settings: Settings) -> str | None:
    """`*`, `user:ID` or `group:ID` of the server; None for whom it cannot name."""
    if who in (EVERYBODY, STARTER) or ":" not in who:
        return EVERYBODY if who == EVERYBODY else None if who == STARTER else f"user:{who}"
    return who if who.startswith("user:") else f"group:{group_of(who, settings)}"


class OperatonRights:
    """The records of one server."""

    def __init__(self, http: Http) -> None:
        self._http = http

    def enforces(self) -> bool:
        """Asks for a right that nobody has: where it is given, nothing is checked; where it cannot even be asked
        because nobody says who they are, nothing is either."""
        asked = {
            "permissionName": "DELETE", "resourceName": "AUTHORIZATION", "resourceType": str(AUTHORIZATION),
            "resourceId": "slipway-probe", "userId": "slipway-nobody",
        }  # fmt: skip
        reply = self._http.send("GET", "/authorization/check", query=asked, accept=(400, 401, 403, 404))
        if reply.status == 403:
            return True  # whoever asks may not ask about others: so something is checked
        if reply.status >= 400:
            return False
        return _flag(reply) is False

    def permissions(self, processes: Sequence[str]) -> tuple[Permission, ...]:
        """The records on these processes; who may not create cases there starts none, whatever they say."""
        creating = {_owner(one) for one in self._cases() if _creates(one)}
        found = []
        for one in self._processes():
            if one["resourceId"] in processes:
                said = _read(one)
                if _starts(one) and said.who not in creating:
                    said = said.model_copy(update={"permissions": [o for o in said.permissions if o not in _START]})
                found.append(said)
        return ordered(found)

    def authorize(self, processes: Sequence[str], before: Sequence[Permission], after: Sequence[Permission]) -> None:
        """First what takes something away, then what gives; what fails is put back."""
        if self.permissions(processes) != ordered(before):
            raise PublishError("publish.rights-moved", server=self._http.url)
        try:
            self._make(processes, after)
        except PublishError as error:
            self._put_back(processes, before, error)

    def _put_back(self, processes: Sequence[str], before: Sequence[Permission], error: PublishError) -> None:
        told = {"server": self._http.url, "cause": error.message}
        try:
            self._make(processes, before)
        except PublishError as again:
            raise PublishError("publish.rights-half", **told) from again
        if error.code == "publish.forbidden":
            raise PublishError(
                "publish.may-not-authorize", server=self._http.url, user=error.params.get("user", "?"),
                message=error.params.get("message", ""),
            ) from error  # fmt: skip
        raise PublishError("publish.rights-undone", **told) from error

    def _make(self, processes: Sequence[str], after: Sequence[Permission]) -> None:
        there = {_place(_read(one)): one for one in self._processes() if one["resourceId"] in processes}
        goal = {_place(one): one for one in after}
        gone = [one for place, one in there.items() if place not in goal]
        new = [one for place, one in goal.items() if place not in there]
        changed = [
            (there[place], one) for place, one in goal.items() if place in there and _read(there[place]) != one
        ]
        for one in new:  # what is taken from somebody, before anything is given
            if one.kind == "revoke":
                self._create(one)
        for record in gone:
            if _read(record).kind != "revoke":
                self._delete(record)
        for record, one in changed:
            self._take(record, one)
        self._let_create(after)
        for record, one in changed:
            self._change(record, one.permissions)
        for one in new:
            if one.kind != "revoke":
                self._create(one)
        for record in gone:
            if _read(record).kind == "revoke":
                self._delete(record)
        self._tidy([*gone, *(record for record, _one in changed)])

    def _take(self, record: Mapping[str, Any], one: Permission) -> None:
        """What a record does not say any more goes first; of a denial, what it says from now on comes first."""
        said, goal = set(record["permissions"]), set(one.permissions)
        step = sorted(said | goal) if one.kind == "revoke" else sorted(said & goal)
        if step and step != sorted(said):
            self._change(record, step)

    def _let_create(self, after: Sequence[Permission]) -> None:
        """Whoever may start may create cases."""
        there = {(_read(one).kind, _owner(one)): one for one in self._cases()}
        for kind, who in sorted({(one.kind, one.who) for one in after if _gives(one)}):
            record = there.get((kind, who))
            if record is None:
                self._create(Permission(kind=kind, who=who, process="", permissions=["CREATE"]))
            elif not _creates(record):
                self._change(record, sorted({*record["permissions"], "CREATE"} - {"NONE"}))

    def _tidy(self, left: Sequence[Mapping[str, Any]]) -> None:
        """Of those who started something and do not any more, nothing that only lets them create cases stays."""
        owners = {(one["type"], _owner(one)) for one in left if _starts(one)}
        if not owners:
            return
        needed = {(one["type"], _owner(one)) for one in self._processes() if _starts(one)}
        for one in self._cases():
            if (one["type"], _owner(one)) in owners - needed and one["permissions"] == ["CREATE"]:
                self._delete(one)

    def _create(self, one: Permission) -> None:
        reply = self._http.send("POST", "/authorization/create", body={"type": _NUMBERS[one.kind], **_body(one)})
        found = reply.json()
        if not isinstance(found, dict) or "id" not in found:
            raise PublishError("publish.odd-answer", server=reply.server, status=reply.status)

    def _change(self, record: Mapping[str, Any], permissions: Sequence[str]) -> None:
        one = _read(record).model_copy(update={"permissions": list(permissions)})
        self._did(self._http.send("PUT", f"/authorization/{record['id']}", body=_body(one)))

    def _delete(self, record: Mapping[str, Any]) -> None:
        self._did(self._http.send("DELETE", f"/authorization/{record['id']}"))

    def _did(self, reply: Reply) -> None:
        """A page of some proxy is no answer: only what the engine says of a thing done counts as done."""
        if reply.status != 204:
            raise PublishError("publish.odd-answer", server=reply.server, status=reply.status)

    def _processes(self) -> list[dict[str, Any]]:
        """All records on processes; `*` among them are those on any."""
        return self._listed({"resourceType": str(PROCESS)})

    def _cases(self) -> list[dict[str, Any]]:
        """The records on cases of any kind."""
        return self._listed({"resourceType": str(CASE), "resourceId": "*"})

    def _listed(self, query: Mapping[str, str]) -> list[dict[str, Any]]:
        reply = self._http.get("/authorization", query)
        found = reply.json()
        fine = isinstance(found, list) and all(isinstance(one, dict) and _is_whole(one) for one in found)
        if not fine:
            raise PublishError("publish.odd-answer", server=reply.server, status=reply.status)
        return list(found)


def _is_whole(one: Mapping[str, Any]) -> bool:
    told = ("id", "type", "permissions", "resourceType", "resourceId")
    return all(name in one for name in told) and one["type"] in _KINDS and isinstance(one["permissions"], list)


def _starts(one: Mapping[str, Any]) -> bool:
    return one["type"] != 2 and bool({"CREATE_INSTANCE", "ALL"} & set(one["permissions"]))


def _creates(one: Mapping[str, Any]) -> bool:
    return one["type"] != 2 and bool({"CREATE", "ALL"} & set(one["permissions"]))


def _gives(one: Permission) -> bool:
    return one.kind != "revoke" and bool({"CREATE_INSTANCE", "ALL"} & set(one.permissions))


def _owner(one: Mapping[str, Any]) -> str:
    if one["type"] == 0:
        return EVERYBODY
    return f"user:{one['userId']}" if one.get("userId") else f"group:{one.get('groupId')}"


def _read(one: Mapping[str, Any]) -> Permission:
    process = str(one["resourceId"]) if one["resourceType"] == PROCESS else ""
    said = sorted(str(name) for name in one["permissions"])
    return Permission(kind=_KINDS[one["type"]], who=_owner(one), process=process, permissions=said)


def _place(one: Permission) -> tuple[str, str, str]:
    return one.kind, one.who, one.process


def _body(one: Permission) -> dict[str, Any]:
    kind, _colon, name = one.who.partition(":")
    who = {"userId": "*"} if one.who == EVERYBODY else {f"{kind}Id": name}
    place = {"resourceType": PROCESS if one.process else CASE, "resourceId": one.process or "*"}
    return {"permissions": list(one.permissions), **who, **place}


def _flag(reply: Reply) -> object:
    found = reply.json()
    return found.get("authorized") if isinstance(found, dict) else None
