"""Whether a person would decide a case that they started."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.store.store import Row

if TYPE_CHECKING:
    from runner.service.room import Deployed


def is_own_case(deployed: Deployed, case: Row, work: Row, to: str) -> bool:
    """Whether that person would decide a case that they started, and the rule of the step does not let them."""
    rule = deployed.node(work["process"], work["element"]).handler
    return work["kind"] == "work" and to == case["starter"] and (rule is None or rule.same != "self")
