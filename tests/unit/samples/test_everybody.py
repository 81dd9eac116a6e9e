"""Whoever of the six hundred begins a process of the sample, somebody handles each step, and walks come to an end."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from runner.bundle.bundle import Bundle
from runner.bundle.graph import Node
from runner.organization.resolver import CaseFacts, expand_who, resolve
from runner.pilot.tester import random_tester
from runner.rights.check import may
from tests.helpers.sample_office import PROCESSES, bundle

NOW = datetime.fromisoformat("2026-03-02T09:00:00+08:00")
AMOUNTS = [Decimal(one) for one in ("0", "4999.99", "5000", "20000", "100000", "499999.99", "500000", "2000000")]
WALKS = 6
APART = {"qin", "yin", "meng", "cui"}
"""Partners from outside have no department, so no head; above the general manager there is none either."""


def starters(found: Bundle) -> Iterator[str]:
    """Who may begin the process."""
    for user in found.organization.users:
        rights, everywhere, category = found.graph.rights, found.rights, found.graph.category
        if may("start", user.id, rights, everywhere, found.organization, category=category).allowed:
            yield user.id


def managers(found: Bundle) -> tuple[str, ...]:
    """Whom a step falls to that nobody can handle."""
    named = [rule.who for rule in found.graph.rights.allow if rule.action == "manage"]
    return tuple(person for who in named for person in expand_who(who, found.organization))


def facts(node: Node, starter: str, data: dict[str, Any], admins: tuple[str, ...]) -> CaseFacts:
    """A case that has come to a step: what its form says, and who did the steps before."""
    before = {"Task_finance": ("wu",), "Task_cashier": ("jin",)}
    return CaseFacts(starter=starter, data=data, done_by=before, now=NOW, node=node.id, admins=admins)


@pytest.mark.parametrize("name", PROCESSES)
def test_whoever_begins_somebody_handles_every_step(name: str) -> None:
    found = bundle(name)
    handled = [node for node in found.graph.nodes if node.handler is not None]
    people, admins = list(starters(found)), managers(found)
    assert people and handled and admins
    for node in handled:
        assert node.handler is not None
        amounts = AMOUNTS if node.handler.strategy == "matrix" else AMOUNTS[:1]
        for kind in ("purchase", "sales") if node.handler.strategy == "expression" else ("sales",):
            for amount in amounts:
                data = {"amount": amount, "payable": amount, "kind": kind, "unit": "platform", "mentor": "yang"}
                for starter in people:
                    answer = resolve(node.handler, found.organization, facts(node, starter, data, admins))
                    assert any(answer.rounds), (node.name, starter, amount)
                    asked = {person for one in answer.rounds for person in one}
                    fallen = answer.outcome == "admin"  # to whoever manages the process, as the rule says
                    assert not fallen or starter in {"zhou", *APART}, (node.name, starter)
                    assert fallen or starter not in asked or node.handler.same == "self", (node.name, starter)


@pytest.mark.parametrize("name", PROCESSES)
def test_walks_by_chance_with_people_by_chance_come_to_an_end(name: str) -> None:
    found = bundle(name)
    people = list(starters(found))
    for seed in range(WALKS):
        starter = random.Random(f"{name} {seed}").choice(people)
        result = random_tester(found, seed, as_user=starter)
        assert (result.status, result.problems) == ("completed", ()), (seed, starter, result.end)
        assert result.helped == ()
