"""Who decides a step and in which order, and what the verdicts given so far amount to.

All of it pure: a `Plan` and the seats with their verdicts go in, a `Decision` comes out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import ceil
from random import Random
from typing import Any

from runner.approvals.later import asked_later
from runner.bundle.graph import Graph, Node
from runner.organization.model import Organization
from runner.organization.resolver import CaseFacts, Resolution, TrailStep, resolve


@dataclass(frozen=True)
class Plan:
    """The people of a step. `rounds` holds user ids; an empty tuple of rounds with `anyone` means that
    whoever may handle the step can do it. `outcome` is the resolver's; `agents` maps an agent to the
    person they act for; `epoch` counts the returns before it. `copies`: who gets a copy when the step is opened
    (not kept in JSON)."""

    vote: str = "any"
    rounds: tuple[tuple[str, ...], ...] = ()
    anyone: bool = False
    threshold: float | None = None
    abstain: str = "counted"
    veto: str | None = None
    outcome: str = "assigned"
    trail: tuple[TrailStep, ...] = ()
    agents: Mapping[str, str] = field(default_factory=dict)
    epoch: int = 0
    back_to: str | None = None
    copies: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As a JSON value."""
        return {
            "vote": self.vote,
            "rounds": [list(one) for one in self.rounds],
            "anyone": self.anyone,
            "threshold": self.threshold,
            "abstain": self.abstain,
            "veto": self.veto,
            "outcome": self.outcome,
            "trail": [step.to_json() for step in self.trail],
            "agents": dict(self.agents),
            "epoch": self.epoch,
            "backTo": self.back_to,
        }

    @staticmethod
    def from_json(value: Mapping[str, Any]) -> Plan:
        """From a JSON value."""
        return Plan(
            vote=value["vote"],
            rounds=tuple(tuple(one) for one in value["rounds"]),
            anyone=value["anyone"],
            threshold=value["threshold"],
            abstain=value["abstain"],
            veto=value["veto"],
            outcome=value["outcome"],
            trail=tuple(TrailStep.from_json(step) for step in value["trail"]),
            agents=value["agents"],
            epoch=value["epoch"],
            back_to=value["backTo"],
        )


@dataclass(frozen=True)
class Seat:
    """One person's part in a round; `result` is the verdict's result once given."""

    user: str | None
    result: str | None = None
    open: bool = True


@dataclass(frozen=True)
class Decision:
    """What the verdicts amount to: `result` decides the step; else `next_round` opens the next one; else
    the step waits."""

    result: str | None = None
    next_round: bool = False


def plan_of(
    node: Node,
    organization: Organization,
    facts: CaseFacts,
    *,
    chance: str,
    epoch: int = 0,
    graph: Graph | None = None,
) -> Plan:
    """The plan of a step. Without a handler rule anyone who may handle the step can do it. `graph`: the process
    that the step lies in, for who is asked again further on."""
    approval = node.approval
    vote = approval.vote if approval else "any"
    if node.handler is None:
        return Plan(vote="any", anyone=True, epoch=epoch)
    facts = replace(facts, node=node.id)
    if graph is not None and node.handler.distinct == "last":
        facts = replace(facts, later=asked_later(graph, node, organization, facts))
    found: Resolution = resolve(node.handler, organization, facts)
    rounds = found.rounds
    if vote == "sequence":
        rounds = tuple((user,) for user in found.people)
    elif vote == "random" and rounds:
        rounds = tuple((Random(f"{chance}:{place}").choice(one),) for place, one in enumerate(rounds))
    return Plan(
        vote=vote,
        rounds=rounds,
        threshold=approval.threshold if approval else None,
        abstain=approval.abstain if approval else "counted",
        veto=approval.veto if approval else None,
        outcome=found.outcome,
        trail=found.trail,
        agents=dict(found.agents),
        epoch=epoch,
        copies=found.copies,
    )


def decide(plan: Plan, number: int, seats: Sequence[Seat]) -> Decision:
    """What the seats of round `number` (from 0) amount to."""
    result = _result(plan, seats)
    if result is None:
        return Decision()
    if result == "agree" and number + 1 < len(plan.rounds):
        return Decision(next_round=True)
    return Decision(result=result)


def _result(plan: Plan, seats: Sequence[Seat]) -> str | None:
    given = [seat for seat in seats if seat.result is not None]
    if not given:
        return None
    vetoes = [seat for seat in given if plan.veto and seat.user and plan.veto in (seat.user, f"user:{seat.user}")]
    if any(seat.result == "reject" for seat in vetoes):
        return "reject"
    if plan.vote in ("count", "percent"):
        return _by_share(plan, seats, given)
    if plan.vote == "all":
        return _by_all(seats, given)
    return given[-1].result  # any, sequence, claim, random: the first one decides


def _by_all(seats: Sequence[Seat], given: Sequence[Seat]) -> str | None:
    """会签: one rejection decides; else everyone has to have spoken, and someone has to have agreed."""
    other = next((seat.result for seat in given if seat.result not in ("agree", "abstain")), None)
    if other is not None:
        return other
    if any(seat.open for seat in seats):
        return None
    return "agree" if any(seat.result == "agree" for seat in given) else "reject"


def _by_share(plan: Plan, seats: Sequence[Seat], given: Sequence[Seat]) -> str | None:
    """Enough agree, or enough can no longer agree; in exact fractions."""
    agree = sum(seat.result == "agree" for seat in given)
    left = sum(seat.open for seat in seats)
    counted = [seat for seat in given if seat.result != "abstain" or plan.abstain == "counted"]
    total = left + len(counted)
    wanted = Fraction(str(plan.threshold)) if plan.threshold is not None else Fraction(total)
    needed = ceil(wanted) if plan.vote == "count" else ceil(wanted * total / 100)
    if agree >= max(needed, 1):
        return "agree"
    return "reject" if agree + left < max(needed, 1) else None
