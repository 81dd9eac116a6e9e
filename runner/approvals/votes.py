"""What the verdicts of several people amount to (会签): by all, by number, by share, by weight; with vetoes.

Everything is counted in exact fractions. A share is decided as early as nothing that is still open can change it,
unless all are to be heard. Pure: seats go in, a result comes out.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

SHARED = ("count", "percent", "weight")
"""The votes that need a threshold."""


@dataclass(frozen=True)
class Seat:
    """One person's part in a round; `result` is the verdict's result once given. `weight`: what it counts where
    votes are weighted."""

    user: str | None
    result: str | None = None
    open: bool = True
    weight: Fraction = Fraction(1)


@dataclass(frozen=True)
class Count:
    """How a round is counted. `threshold`: a number of people (`count`), or a share of all (`percent`, of the
    weights with `weight`), as `60`, `66.7` or `2/3`; none: all of them. `abstain`: `counted` (an abstention is no
    agreement) or `left-out` (as if that person had not been asked). `veto`: whose rejection decides. `hears_all`:
    nothing is decided before everybody has spoken."""

    vote: str = "any"
    threshold: str | None = None
    abstain: str = "counted"
    veto: Collection[str] = ()
    hears_all: bool = False


def share_of(threshold: str | None) -> Fraction:
    """A threshold as a share of all, 0 to 1: `60` is 60 %, `2/3` two thirds, none all. Raises `ValueError`."""
    if threshold is None or not threshold.strip():
        return Fraction(1)
    return Fraction(threshold) if "/" in threshold else Fraction(threshold) / 100


def needed_of(count: Count, total: Fraction) -> Fraction:
    """How much has to agree out of `total`."""
    if count.vote == "count":
        return Fraction(count.threshold) if count.threshold else total
    return share_of(count.threshold) * total


def result_of(count: Count, seats: Sequence[Seat]) -> str | None:
    """The result of a round, None while it is open. Who returns the case, or says anything else than agree, reject
    or abstain, decides alone and at once."""
    given = [seat for seat in seats if seat.result is not None]
    alone = next((seat.result for seat in given if seat.result not in ("agree", "reject", "abstain")), None)
    if alone is not None or not given:
        return alone
    together = count.vote == "sequence" and len(seats) > 1  # somebody was added beside the one whose turn it is
    if count.vote not in ("all", *SHARED) and not together:
        return given[-1].result  # any, sequence, claim, random: the first one decides
    if count.hears_all and any(seat.open for seat in seats):
        return None
    if any(seat.result == "reject" and seat.user in count.veto for seat in given):
        return "reject"
    found = _by_all(seats, given) if count.vote not in SHARED else _by_share(count, seats, given)
    if found == "agree" and any(seat.open and seat.user in count.veto for seat in seats):
        return None  # whose rejection decides is heard before anything is agreed
    return found


def _by_all(seats: Sequence[Seat], given: Sequence[Seat]) -> str | None:
    """One rejection decides; else everyone has to have spoken, and someone has to have agreed."""
    if any(seat.result == "reject" for seat in given):
        return "reject"
    if any(seat.open for seat in seats):
        return None
    return "agree" if any(seat.result == "agree" for seat in given) else "reject"


def _by_share(count: Count, seats: Sequence[Seat], given: Sequence[Seat]) -> str | None:
    """Enough agree, or enough can no longer agree."""
    weighs = count.vote == "weight"

    def sum_of(some: Collection[Seat]) -> Fraction:
        return sum((seat.weight for seat in some), Fraction()) if weighs else Fraction(len(some))

    agree = sum_of([seat for seat in given if seat.result == "agree"])
    left = sum_of([seat for seat in seats if seat.open])
    counted = [seat for seat in given if seat.result != "abstain" or count.abstain == "counted"]
    needed = needed_of(count, left + sum_of(counted))
    if agree and agree >= needed:
        return "agree"
    return "reject" if agree + left < needed or not any(seat.open for seat in seats) else None


def weights_of(shares: Sequence[tuple[Fraction, Collection[str]]], people: Collection[str],
               agents: Mapping[str, str]) -> dict[str, Fraction]:  # fmt: skip
    """What each of these people weighs: the share of the first entry that names them (or the one they act for),
    split among all whom it names; nothing for who stands in none."""
    found = dict.fromkeys(people, Fraction())
    taken: set[str] = set()
    for share, named in shares:
        here = [one for one in people if one not in taken and (one in named or agents.get(one) in named)]
        taken.update(here)
        found.update({one: share / len(here) for one in here})
    return found
