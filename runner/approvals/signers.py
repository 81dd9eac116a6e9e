"""Added signers (加签 before, after, beside), those who are asked for advice (委派), and what their verdicts mean for
the seat that they were added to.

Pure: the seats of a round go in as a tree, out comes what each counts, and which have to open, wait or go.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from runner.approvals.votes import Seat

Way = Literal["before", "after", "beside", "delegate"]
State = Literal["open", "waiting", "later", "done", "cancelled"]
"""`waiting`: until those who were added before, or asked for advice, have spoken; `later`: added after somebody who
has not decided yet."""

DEPTH = 3
"""Signers may be added to added ones so many times."""

LIVE = ("open", "waiting", "later")


@dataclass(frozen=True)
class Signer:
    """A seat in the tree: `by` is the seat that it was added to; None where the rule of the step asked for it, or
    where it stands beside one that the rule asked for. `always`: added after, it is asked also where the seat that it
    was added to disagrees."""

    id: int
    user: str | None
    state: State
    result: str | None = None
    by: int | None = None
    way: Way = "beside"
    always: bool = False


class Round:
    """The seats of one round of a step."""

    def __init__(self, signers: Iterable[Signer]) -> None:
        self.signers = {one.id: one for one in signers}

    def under(self, seat: int, *ways: Way) -> list[Signer]:
        """Those who were added to a seat in these ways and take part still."""
        return [
            one for one in self.signers.values() if one.by == seat and one.way in ways and one.state != "cancelled"
        ]

    def depth(self, seat: int) -> int:
        """How many times somebody was added to an added one, up to this seat: 0 where the rule asked for it."""
        above = self.signers[seat].by
        return 0 if above is None else 1 + self.depth(above)

    def is_under(self, seat: int, above: int) -> bool:
        """Whether a seat was added to another one, or to one that was added to it."""
        by = self.signers[seat].by
        return by is not None and (by == above or self.is_under(by, above))

    def counted(self) -> list[tuple[int, Seat]]:
        """What the seats count that the step is decided by, with those below them in it."""
        roots = [one for one in self.signers.values() if one.by is None]
        found = []
        for one in roots:
            result, is_open = self._means(one)
            if one.state != "cancelled" or result is not None:
                found.append((one.id, Seat(one.user, result, is_open)))
        return found

    def _means(self, one: Signer) -> tuple[str | None, bool]:
        """The result of a seat with those below it, and whether it may still change."""
        refused = next((found for kid in self.under(one.id, "before") if (found := self._against(kid))), None)
        if refused is not None:
            return refused, False
        if one.state == "cancelled":
            return None, False
        if one.state in LIVE:
            return None, True
        after = [kid for kid in self.under(one.id, "after") if self._is_heard(kid, one)]
        refused = next((found for kid in after if (found := self._against(kid, one.result))), None)
        if refused is not None:
            return refused, False
        return (None, True) if any(self._means(kid)[1] for kid in after) else (one.result, False)

    @staticmethod
    def _is_heard(kid: Signer, above: Signer) -> bool:
        """Whether one that was added after is asked now that the seat which it was added to has spoken."""
        return above.result == "agree" or (kid.always and above.result == "reject")

    def _against(self, kid: Signer, held: str | None = "agree") -> str | None:
        """What an added seat says against the one that it was added to, whose verdict is `held`: a rejection stands
        whatever those after it say, but for a return."""
        result, _open = self._means(kid)
        return result if result not in (None, "agree", "abstain", held) else None

    def changes(self) -> dict[int, State]:
        """The seats that have another state now, as what was said or who was removed demands; apply and ask again
        until there are none."""
        found: dict[int, State] = {}
        for one in self.signers.values():
            above = self.signers.get(one.by) if one.by is not None else None
            if one.state in LIVE and above is not None and (over := self._over(one, above)) is not None:
                found[one.id] = over
            elif one.state in LIVE and self._against_before(one):
                found[one.id] = "cancelled"
            elif one.state == "waiting" and not self._is_waited_for(one):
                found[one.id] = "open"
        return found

    def _over(self, one: Signer, above: Signer) -> State | None:
        """The state of an added seat that follows from the one that it was added to."""
        if above.state == "cancelled" or (one.way != "after" and above.state == "done"):
            return "cancelled"
        if one.way == "before" and any(self._against(kid) for kid in self.under(above.id, "before")):
            return "cancelled"
        if one.way != "after" or above.state != "done":
            return None
        others = self.under(above.id, "after")
        if not self._is_heard(one, above) or any(self._against(kid, above.result) for kid in others):
            return "cancelled"  # a refusal stands: nobody after it is asked any more
        return "open" if one.state == "later" else None

    def _against_before(self, one: Signer) -> bool:
        return any(self._against(kid) for kid in self.under(one.id, "before"))

    def _is_waited_for(self, one: Signer) -> bool:
        return any(self._means(kid)[1] for kid in self.under(one.id, "before", "delegate"))

    def before(self, seat: int, changed: Mapping[int, tuple[str, str]]) -> dict[int, State] | None:
        """The states of the round as if a seat had not spoken yet; `changed`: the seats whose state that changed,
        before and after. None where somebody has acted upon it since then. Who was removed meanwhile stays so."""
        found: dict[int, State] = {seat: "open"}
        for key, (was, became) in changed.items():
            one = self.signers.get(key)
            if one is None or (one.state == "cancelled" and became != "cancelled"):
                continue
            if one.state != became:
                return None
            found[key] = was  # type: ignore[assignment]
        asked = {seat, *(key for key in found if self.signers[key].state == "open")}
        new = (one for one in self.signers.values() if one.by in asked and one.id not in (seat, *changed))
        is_added_to = any(one.state in LIVE or (one.way == "after" and one.state == "done") for one in new)
        return None if is_added_to else found

    def settled(self) -> tuple[Round, dict[int, State]]:
        """The round after all that follows has followed, and what changed on the way."""
        here, changed = self, dict[int, State]()
        while step := here.changes():
            changed.update(step)
            here = Round(replace(one, state=step.get(one.id, one.state)) for one in here.signers.values())
        return here, changed


def round_of(rows: Sequence[Mapping[str, Any]], added: Mapping[str, Mapping[str, Any]]) -> Round:
    """The tree of a round out of its task rows and of who was added (`added`: by task id, `by`, `way`
    and `always`)."""
    signers = []
    for row in rows:
        how = added.get(str(row["id"]), {})
        user = row["user"] or row["acted_by"]
        by, way, always = how.get("by"), how.get("way", "beside"), how.get("always", False)
        signers.append(Signer(row["id"], user, row["state"], row["result"], by, way, always))
    return Round(signers)


def may_add(here: Round, seat: int, way: Way) -> bool:
    """Whether somebody may be added to an open seat in a way: no deeper than `DEPTH`, to an added signer only in the
    way that it was added itself, and only one way at a time before or after one seat."""
    own = here.signers[seat]
    if own.state != "open":
        return False
    if way == "beside":
        return True
    if here.depth(seat) >= DEPTH or (own.way == "delegate" and way != "delegate"):
        return False
    if own.by is not None and way not in (own.way, "delegate"):
        return False
    others = {"before": ("after",), "after": ("before",), "delegate": ()}[way]
    return not here.under(seat, *others)  # type: ignore[arg-type]


def may_remove(here: Round, seat: int) -> bool:
    """Whether a signer may be removed: one who has not decided, and not the last of those whom the rule asked for."""
    own = here.signers[seat]
    if own.state not in LIVE:
        return False
    if own.by is not None:
        return True
    return any(one.by is None and one.id != seat and one.state != "cancelled" for one in here.signers.values())
