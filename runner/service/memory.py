"""What a case remembers of its people: gathered once from the store, then kept up to date, so that a long
case does not read its whole past at each step."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from runner.core.errors import StoreError
from runner.store.store import Row

HUMAN = ("work", "start")


@dataclass
class Memory:
    """`works`: steps opened so far; `visits`: people's steps by node; `returns`: how often the case was
    returned, last by `returned_by` (a node); `done`: node -> people who completed its latest visit, nodes in
    order of completion; `approved`: likewise, 同意 since the last return; `previous`: the node where someone
    acted last. `path`: the steps of people that were decided and not gone back over (`work`, and `at`: scopes and
    nodes, innermost first); `sent`: process and node of each step that told others something; `ways_back`: the
    returns that have not come to their end, the latest last; `resume`: token -> how its step is taken up again;
    `urged`: task -> when somebody was urged about it last; `children`: cases that it called without waiting; `marks`:
    node -> who agreed there -> what the sensitive fields of the process held then (digests by path); `suspended`:
    since when a suspended case stands still (`at`), and what was left of its time limits (`limits`: step -> place and
    seconds); `sent_to`: step -> where the case goes when it is agreed to (`at`, and `to`: who decides there);
    `handed`: token -> who decides the step that it comes to, instead of whom its rule names; `last_return`: what the
    last return took away, so that it can be taken back (`taking_return_back`)."""

    works: int = 0
    visits: Counter[str] = field(default_factory=Counter)
    returns: int = 0
    returned_by: str | None = None
    done: dict[str, list[str]] = field(default_factory=dict)
    approved: dict[str, list[str]] = field(default_factory=dict)
    previous: str | None = None
    path: list[dict[str, Any]] = field(default_factory=list)
    sent: list[list[str]] = field(default_factory=list)
    ways_back: list[dict[str, Any]] = field(default_factory=list)
    resume: dict[str, dict[str, Any]] = field(default_factory=dict)
    urged: dict[str, str] = field(default_factory=dict)
    children: list[str] = field(default_factory=list)
    marks: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)
    suspended: dict[str, Any] | None = None
    sent_to: dict[str, dict[str, Any]] = field(default_factory=dict)
    handed: dict[str, list[str]] = field(default_factory=dict)
    last_return: dict[str, Any] | None = None
    _latest: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, works: Sequence[Row], seats: Sequence[Row]) -> Memory:
        """Gathered from the rows of a case, in the order of their numbers."""
        memory = cls()
        by_id = {}
        for work in sorted(works, key=lambda row: int(row["id"].rpartition(":")[2])):
            memory.opened(work)
            by_id[work["id"]] = work
            if work["result"] == "return":
                memory.returned(work["element"])
        acted = [seat for seat in seats if seat["acted_by"] and seat["state"] == "done"]
        for seat in sorted(acted, key=lambda row: (row["acted"], row["id"])):
            work = by_id[seat["work"]]
            if work["kind"] in HUMAN:
                counts = json.loads(work["plan"])["epoch"] == memory.returns
                memory.acted(work, seat["acted_by"], seat["result"] if counts else None)
        return memory

    def to_json(self) -> dict[str, Any]:
        """As a JSON value."""
        return {name.lstrip("_"): value for name, value in vars(self).items()}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Memory:
        """From a JSON value. Raises `StoreError` (`store.case-damaged`) for what is none of ours."""
        try:
            memory = cls(
                works=int(value["works"]), visits=Counter(value["visits"]), returns=int(value["returns"]),
                returned_by=value["returned_by"], done=dict(value["done"]), approved=dict(value["approved"]),
                previous=value["previous"], path=list(value.get("path", ())), sent=list(value.get("sent", ())),
                ways_back=list(value.get("ways_back", ())), resume=dict(value.get("resume", {})),
                urged=dict(value.get("urged", {})), children=list(value.get("children", ())),
                marks=dict(value.get("marks", {})), suspended=value.get("suspended"),
                sent_to=dict(value.get("sent_to", {})), handed=dict(value.get("handed", {})),
                last_return=value.get("last_return"),
            )  # fmt: skip
            memory._latest = dict(value["latest"])
        except (KeyError, TypeError, ValueError) as error:
            raise StoreError("store.case-damaged", case="?", cause=error) from error
        return memory

    def opened(self, work: Row) -> None:
        """A step was opened."""
        self.works += 1
        if work["kind"] in HUMAN:
            self.visits[work["element"]] += 1

    def acted(self, work: Row, user: str, result: str | None) -> None:
        """Someone acted on a step."""
        element = work["element"]
        if self._latest.get(element) != work["id"]:
            self._latest[element] = work["id"]
            self.done.pop(element, None)
        self.done.setdefault(element, []).append(user)
        self.previous = element
        if result == "agree" and user not in self.approved.setdefault(element, []):
            self.approved[element].append(user)

    def agreed_on(self, marks: Mapping[str, str]) -> dict[str, list[str]]:
        """Who has agreed since the last return while these fields held what they hold now; by node."""
        return {
            element: [
                user
                for user in people
                if all(self.marks.get(element, {}).get(user, {}).get(path) == mark for path, mark in marks.items())
            ]
            for element, people in self.approved.items()
        }

    def took_back(self, element: str, user: str) -> None:
        """Someone took back what they had said at a step."""
        for known in (self.approved, self.done):
            if user in known.get(element, ()):
                known[element].remove(user)

    def forget_returns(self) -> None:
        """No case comes straight back, and no return is taken back any more."""
        self.ways_back.clear()
        self.last_return = None

    def done_on_return(self) -> None:
        """What the case was returned to is done: the return is not taken back any more, and what it took away is let
        go."""
        if self.last_return is not None:
            self.last_return = {name: self.last_return[name] for name in ("by", "task", "place")}

    def latest(self, element: str) -> str | None:
        """The visit to a node at which somebody acted last."""
        return self._latest.get(element)

    def restored(self, element: str, done: list[str] | None, latest: str | None) -> None:
        """Who acted at a node is as it was before."""
        self.done.pop(element, None)
        self._latest.pop(element, None)
        if done is not None:
            self.done[element] = done
        if latest is not None:
            self._latest[element] = latest

    def returned(self, element: str) -> None:
        """A step returned the case: what was agreed before counts no longer."""
        self.returns += 1
        self.returned_by = element
        self.approved.clear()
