"""Who decides a step and in which order, and whether what was said so far decides it.

All of it pure: a `Plan` and the seats with their verdicts go in, a `Decision` comes out; `votes` counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from random import Random
from typing import Any

from runner.approvals.later import asked_later
from runner.approvals.votes import Count, Seat, result_of, weights_of
from runner.bundle.graph import Approval, Graph, Node
from runner.organization.case import listed_texts
from runner.organization.directory import directory_of
from runner.organization.model import Organization
from runner.organization.resolver import CaseFacts, Resolution, TrailStep, expand_who, resolve
from runner.organization.who import split_who

__all__ = ["Decision", "Plan", "Seat", "Vote", "decide", "handed_to", "plan_of"]


@dataclass(frozen=True)
class Vote:
    """What a verdict has done to the other seats of its round, so that it can be taken back: seat -> its state before
    and after. `sent`: it opened a round of its own (自由流); `at`: where the case was to go on after the step until
    then, by `at` and `to`, as a list of none or one."""

    task: int
    states: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    sent: bool = False
    at: tuple[Mapping[str, Any], ...] | None = None

    def to_json(self) -> dict[str, Any]:
        """As a JSON value: what is not there is left out."""
        found: dict[str, Any] = {"task": self.task}
        if self.states:
            found["states"] = {str(seat): list(pair) for seat, pair in self.states.items()}
        if self.sent:
            found["sent"] = True
        if self.at is not None:
            found["at"] = [dict(one) for one in self.at]
        return found

    @staticmethod
    def from_json(value: Mapping[str, Any]) -> Vote:
        """From a JSON value."""
        states = {int(seat): (before, after) for seat, (before, after) in value.get("states", {}).items()}
        at = value.get("at")
        return Vote(value["task"], states, value.get("sent", False), None if at is None else tuple(at))


@dataclass(frozen=True)
class Plan:
    """The people of a step. `rounds` holds user ids; an empty tuple of rounds with `anyone` means that
    whoever may handle the step can do it. `outcome` is the resolver's; `agents` maps an agent to the
    person they act for; `epoch` counts the returns before it. `veto`: user ids; `weights`: by user id, as text of
    exact fractions; `added`: who was added to the step later, by task, as `by` (the task), `way`, and
    `always` for who is asked also after a rejection;
    `paused`: the time limits that stand still while everybody waits for added ones, with the seconds left of each;
    `clock`: the working calendar that they count in, empty for that of the workspace; `votes`: what was said, in its
    order, where several are asked.
    `copies`: who gets a copy when the step is opened (not kept in JSON)."""

    vote: str = "any"
    rounds: tuple[tuple[str, ...], ...] = ()
    anyone: bool = False
    threshold: str | None = None
    abstain: str = "counted"
    veto: tuple[str, ...] = ()
    hears_all: bool = False
    weights: Mapping[str, str] = field(default_factory=dict)
    added: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    paused: tuple[tuple[int, float], ...] = ()
    clock: str = ""
    votes: tuple[Vote, ...] = ()
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
            "veto": list(self.veto),
            "hearsAll": self.hears_all,
            "weights": dict(self.weights),
            "added": {task: dict(how) for task, how in self.added.items()},
            "paused": [list(one) for one in self.paused],
            "clock": self.clock,
            "votes": [one.to_json() for one in self.votes],
            "outcome": self.outcome,
            "trail": [step.to_json() for step in self.trail],
            "agents": dict(self.agents),
            "epoch": self.epoch,
            "backTo": self.back_to,
        }

    @staticmethod
    def from_json(value: Mapping[str, Any]) -> Plan:
        """From a JSON value; also of a store that knew one veto and thresholds as numbers."""
        threshold, veto = value["threshold"], value["veto"]
        return Plan(
            vote=value["vote"],
            rounds=tuple(tuple(one) for one in value["rounds"]),
            anyone=value["anyone"],
            threshold=None if threshold is None else str(threshold),
            abstain=value["abstain"],
            veto=(str(veto).removeprefix("user:"),) if isinstance(veto, str) else tuple(veto or ()),
            hears_all=value.get("hearsAll", False),
            weights=value.get("weights", {}),
            added=value.get("added", {}),
            paused=tuple((step, left) for step, left in value.get("paused", ())),
            clock=str(value.get("clock", "")),
            votes=tuple(Vote.from_json(one) for one in value.get("votes", ())),
            outcome=value["outcome"],
            trail=tuple(TrailStep.from_json(step) for step in value["trail"]),
            agents=value["agents"],
            epoch=value["epoch"],
            back_to=value["backTo"],
        )


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
    approval = approval or Approval()
    day = facts.now.date() if facts.now is not None else None

    def people_of(who: str) -> set[str]:
        return {user for one in split_who(who) for user in expand_who(one, organization, day=day)}

    weights: dict[str, Fraction] = {}
    if vote == "weight":
        shares = [(Fraction(one.share), people_of(one.who)) for one in approval.weights]
        for one in rounds:
            weights |= weights_of(shares, one, found.agents)
    return Plan(
        vote=vote,
        rounds=rounds,
        threshold=approval.threshold,
        abstain=approval.abstain,
        veto=tuple(sorted(people_of(approval.veto))) if approval.veto else (),
        hears_all=approval.hears_all,
        weights={user: str(weight) for user, weight in weights.items()},
        outcome=found.outcome,
        trail=found.trail,
        agents=dict(found.agents),
        epoch=epoch,
        copies=found.copies,
    )


def handed_to(plan: Plan, people: Sequence[str], organization: Organization) -> Plan:
    """The plan of a step whose people somebody chose, whatever its rule says; where they would vote by weights that
    they have not, all of them have to agree."""
    directory = directory_of(organization)
    trail = TrailStep("organization.chosen", {"people": listed_texts([directory.user_name(one) for one in people])})
    rounds = tuple((one,) for one in people) if plan.vote == "sequence" else (tuple(people),)
    vote = "all" if plan.vote == "weight" else plan.vote
    return replace(
        plan, vote=vote, rounds=rounds, anyone=False, outcome="assigned", trail=(trail,), agents={}, copies=()
    )


def decide(plan: Plan, number: int, seats: Sequence[Seat]) -> Decision:
    """What the seats of round `number` (from 0) amount to. Without a seat all who were asked have agreed in another
    round."""
    veto = {*plan.veto, *(agent for agent, principal in plan.agents.items() if principal in plan.veto)}
    count = Count(plan.vote, plan.threshold, plan.abstain, veto, plan.hears_all)
    if plan.vote == "weight":
        seats = [replace(seat, weight=Fraction(plan.weights.get(seat.user or "", "0"))) for seat in seats]
    result = result_of(count, seats) if seats else "agree"
    if result is None:
        return Decision()
    if result == "agree" and number + 1 < len(plan.rounds):
        return Decision(next_round=True)
    return Decision(result=result)
