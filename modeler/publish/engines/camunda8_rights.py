"""Rights as authorizations of Camunda 8 (8.8 and newer), and these on a server.

There is no denial and nobody who is everybody: where authorizations are on, who is not named may nothing. Records of
users, groups and roles on the processes are what is compared and kept; those of clients (workers and the like) and
of mapping rules are left alone, as are those on `*`. A list shows what was done only after a while, so what is done
is kept in mind and waited for.

Source: the public description of the Orchestration Cluster REST API; no real server was asked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from modeler.dialects.people import group_of
from modeler.dialects.writing import Settings
from modeler.publish.permissions import EVERYBODY, Fate, Right, Wanted, ordered
from modeler.publish.receipt import Permission
from modeler.publish.wire.http import Http, Reply, mapping
from runner.core.errors import PublishError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.organization.who import STARTER

declare(
    {
        "publish.camunda8-wide": (
            N_("{who} may handle every task of {process} there, also those that are meant for others."),
            N_("Leave the right out: from 8.9 on the server has a role task-worker for whoever a task is for."),
        ),
    }
)

_START = ("CREATE_PROCESS_INSTANCE", "READ_PROCESS_DEFINITION")
_SEE = ("READ_PROCESS_DEFINITION", "READ_PROCESS_INSTANCE", "READ_USER_TASK")
_HANDLE = ("CLAIM_USER_TASK", "COMPLETE_USER_TASK", "READ_PROCESS_DEFINITION", "READ_USER_TASK")
_MANAGE = (
    *_SEE, "CANCEL_PROCESS_INSTANCE", "DELETE_PROCESS_INSTANCE", "MODIFY_PROCESS_INSTANCE", "UPDATE_PROCESS_INSTANCE",
    "UPDATE_USER_TASK",
)  # fmt: skip
_ON_PROCESS: Mapping[str, tuple[str, ...]] = {"start": _START, "see": _SEE, "handle": _HANDLE, "manage": _MANAGE}
"""Action of ours -> permissions on the process; exporting the engine does not know."""
_OWNERS = {"USER": "user", "GROUP": "group", "ROLE": "role"}
_TYPES = {word: kind for kind, word in _OWNERS.items()}
_UNKNOWN = (404, 405, 501)
"""What a server answers that has no such interface."""
_PAGE = 100
_NEW = "new"
"""Stands for a record whose key nobody told."""


@dataclass(frozen=True)
class _Record:
    key: str
    who: str
    process: str
    words: frozenset[str] = field(default_factory=frozenset)

    @property
    def place(self) -> tuple[str, str]:
        return self.who, self.process


def wanted(rights: Sequence[Right], settings: Settings) -> Wanted:
    """The records that stand for these rights, one for each who and process, and what becomes of each right. Where
    everybody may start, which no record says, who may start there goes on to."""
    denied = {(one.process, one.action, _who(one.who, settings)) for one in rights if not one.allowed}
    records: dict[tuple[str, str], set[str]] = {}
    told: list[tuple[Right, Fate, tuple[str, str] | None]] = []
    kept: set[tuple[str, str]] = set()
    for right in rights:
        who = _who(right.who, settings)
        if right.who == EVERYBODY and right.action == "start" and right.allowed:
            kept |= {(right.process, word) for word in _START}
        if who is None or right.action not in _ON_PROCESS or right.scope or not right.allowed:
            told.append((right, "lost", None))
        elif (right.process, right.action, who) in denied:
            told.append((right, "enforced", None))  # the denial counts more: nothing is given
        else:
            records.setdefault((who, right.process), set()).update(_ON_PROCESS[right.action])
            told.append((right, "enforced", (who, right.process)))
    made = {place: _permission(*place, words) for place, words in records.items()}
    fates = tuple(
        (right, fate, _permission(*place, set(_ON_PROCESS[right.action])) if place is not None else None)
        for right, fate, place in told
    )
    return Wanted(ordered(made.values()), fates, frozenset(kept))


def too_wide(rights: Sequence[Right]) -> list[Right]:
    """Those that give more there than the model does: whoever may handle tasks may handle all of the process."""
    return [one for one in rights if one.action == "handle" and one.allowed and not one.scope]


def _who(who: str, settings: Settings) -> str | None:
    """`user:ID` or `group:ID` of the server; None for whom it cannot name."""
    if who in (EVERYBODY, STARTER):
        return None
    if ":" not in who:
        return f"user:{who}"
    return who if who.startswith("user:") else f"group:{group_of(who, settings)}"


class Camunda8Rights:
    """The records of one server. `pauses`: seconds between two looks at whether what was done can be seen; `waiting`
    is called at each."""

    def __init__(self, http: Http, pauses: Callable[[], Sequence[float]], waiting: Callable[[], None]) -> None:
        self._http, self._pauses, self._waiting = http, pauses, waiting
        self.is_sure = True
        self._doubt: set[str] = set()
        self._known: set[str] = set()

    def enforces(self) -> bool:
        """Whether authorizations are on, as far as the server says (from 8.10 on); `is_sure` whether it did. Where
        nobody says who they are, nothing is checked."""
        reply = self._http.get(
            "/v2/authentication/me/authorizations/search", method="POST", body={"page": {"limit": 1}},
            accept=(400, 401, 403, *_UNKNOWN),
        )  # fmt: skip
        said = mapping(reply.json()).get("authorizationsEnabled") if reply.status == 200 else None
        self.is_sure = isinstance(said, bool) or not self._http.user
        return said is True

    def permissions(self, processes: Sequence[str]) -> tuple[Permission, ...]:
        """The records on these processes. Raises `PublishError` (`publish.no-authorizations`) where the server has
        none."""
        return _merged(self._records(processes))

    def authorize(self, processes: Sequence[str], before: Sequence[Permission], after: Sequence[Permission]) -> None:
        """First what takes something away, then what gives; what fails is put back."""
        records = {one.key: one for one in self._records(processes)}
        if _merged(records.values()) != ordered(before):
            raise PublishError("publish.rights-moved", server=self._http.url)
        self._doubt.clear()
        self._known = set(records)
        try:
            self._make(records, after)
        except PublishError as error:
            self._put_back(processes, records, before, error)
        self._settle(processes, after)

    # ---------------------------------------------------------------------------------------------

    def _put_back(
        self, processes: Sequence[str], records: dict[str, _Record], before: Sequence[Permission], error: PublishError
    ) -> None:
        told = {"server": self._http.url, "cause": error.message}
        try:
            for one in self._unheard_of(processes):
                records[one.key] = one
            self._make(records, before)
            self._settle(processes, before)
        except PublishError as again:
            raise PublishError("publish.rights-half", **told) from again
        if error.code == "publish.forbidden":
            raise PublishError(
                "publish.may-not-authorize", server=self._http.url, user=error.params.get("user", "?"),
                message=error.params.get("message", ""),
            ) from error  # fmt: skip
        raise PublishError("publish.rights-undone", **told) from error

    def _unheard_of(self, processes: Sequence[str]) -> list[_Record]:
        """What was made without its key being told: seen after a while, as what went is seen for one."""
        found: list[_Record] = []
        if _NEW not in self._doubt:
            return found
        for pause in list(self._pauses())[:4]:
            found = [one for one in self._records(processes) if one.key not in self._known]
            if found:
                break
            self._http.wait(pause)
        return found

    def _make(self, records: dict[str, _Record], goal: Sequence[Permission]) -> None:
        """`records` are kept as they are on the server by then, also where this ends half way; of which nobody knows
        whether it was done is in doubt, and done again."""
        wanted_words = {(one.who, one.process): frozenset(one.permissions) for one in goal}
        for key, one in list(records.items()):  # what somebody loses comes first
            stays = one.words & wanted_words.get(one.place, frozenset())
            if not stays:
                self._delete(key)
                del records[key]
            elif stays != one.words or key in self._doubt:
                changed = self._change(one, stays)
                del records[key]
                records[changed.key] = changed
        for place, words in sorted(wanted_words.items(), key=lambda one: one[0]):
            there = [one for one in records.values() if one.place == place]
            missing = words - frozenset().union(*(one.words for one in there))
            if there and missing:
                changed = self._change(there[0], there[0].words | missing)
                del records[there[0].key]
                records[changed.key] = changed
            elif missing:
                made = self._create(_Record("", *place, words))
                records[made.key] = made

    def _settle(self, processes: Sequence[str], goal: Sequence[Permission]) -> None:
        pauses = self._pauses()
        for pause in pauses:
            if self.permissions(processes) == ordered(goal):
                return
            self._waiting()
            self._http.wait(pause)
        raise PublishError("publish.camunda8-late", server=self._http.url, seconds=round(sum(pauses)))

    def _create(self, one: _Record) -> _Record:
        self._doubt.add(_NEW)
        reply = self._http.send("POST", "/v2/authorizations", body=_body(one))
        made = replace(one, key=str(reply.value("authorizationKey")))
        self._doubt.discard(_NEW)
        self._known.add(made.key)
        return made

    def _change(self, one: _Record, words: frozenset[str]) -> _Record:
        """A record that went meanwhile is made anew."""
        changed = replace(one, words=words)
        self._doubt.add(one.key)
        reply = self._http.send("PUT", f"/v2/authorizations/{one.key}", body=_body(changed), accept=(404,))
        if reply.status == 404:
            return self._create(changed)
        self._did(reply)
        self._doubt.discard(one.key)
        return changed

    def _delete(self, key: str) -> None:
        self._doubt.add(key)
        reply = self._http.send("DELETE", f"/v2/authorizations/{key}", accept=(404,))
        if reply.status != 404:
            self._did(reply)
        self._doubt.discard(key)

    def _did(self, reply: Reply) -> None:
        """A page of some proxy is no answer: only what the server says of a thing done counts as done."""
        if reply.status != 204:
            raise reply.odd()

    def _records(self, processes: Sequence[str]) -> list[_Record]:
        found: list[_Record] = []
        start = 0
        while processes:
            body = {
                "filter": {"resourceType": "PROCESS_DEFINITION", "resourceIds": list(processes)},
                "page": {"from": start, "limit": _PAGE},
            }
            reply = self._http.get("/v2/authorizations/search", method="POST", body=body, accept=_UNKNOWN)
            if reply.status in _UNKNOWN:
                raise PublishError("publish.no-authorizations", server=self._http.url)
            rows, total = reply.value("items"), mapping(reply.value("page")).get("totalItems")
            if not isinstance(rows, list) or not isinstance(total, int) or not all(map(_is_whole, rows)):
                raise reply.odd()
            found += [_read(one) for one in rows if one["ownerType"] in _OWNERS and one["resourceId"] in processes]
            start += len(rows)
            if not rows or start >= total:
                break
        return found


def _merged(records: Any) -> tuple[Permission, ...]:
    """What the records of each owner say together."""
    words: dict[tuple[str, str], set[str]] = {}
    for one in records:
        words.setdefault(one.place, set()).update(one.words)
    return ordered(_permission(*place, said) for place, said in words.items())


def _permission(who: str, process: str, words: set[str]) -> Permission:
    return Permission(kind="grant", who=who, process=process, permissions=sorted(words))


def _is_whole(one: object) -> bool:
    told = mapping(one)
    names = ("authorizationKey", "ownerId", "ownerType", "resourceId", "permissionTypes")
    return all(name in told for name in names) and isinstance(told["permissionTypes"], list)


def _read(one: Mapping[str, Any]) -> _Record:
    who = f"{_OWNERS[one['ownerType']]}:{one['ownerId']}"
    words = frozenset(str(word) for word in one["permissionTypes"])
    return _Record(str(one["authorizationKey"]), who, str(one["resourceId"]), words)


def _body(one: _Record) -> dict[str, Any]:
    kind, _colon, name = one.who.partition(":")
    return {
        "ownerId": name, "ownerType": _TYPES[kind], "resourceId": one.process, "resourceType": "PROCESS_DEFINITION",
        "permissionTypes": sorted(one.words),
    }  # fmt: skip
