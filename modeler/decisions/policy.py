"""What a decision table gives where several of its rules fit."""

from __future__ import annotations

from modeler.decisions.source import TableSource
from runner.decisions.model import Aggregation, HitPolicy

_SIGNS = {one.sign: one for one in Aggregation}
SHORT = {f"{policy.value[0]}": policy for policy in HitPolicy}
"""The letter in the corner of a table -> the policy."""


def set_policy(data: bytes, table: str, short: str) -> bytes:
    """The bytes with another hit policy, as it is written in the corner of a table: `U`, `F`, `C+`.

    Raises `FileError` (`decisions.changed`).
    """
    source = TableSource(data, table)
    policy, aggregation = SHORT[short[0]], _SIGNS[short[1:]]
    now = HitPolicy(str(source.table.get("hitPolicy", "UNIQUE")).strip())
    values: dict[str, str | None] = {"aggregation": aggregation.value or None}
    if policy is not now:
        values["hitPolicy"] = policy.value
    source.set_attributes(source.table, values)
    return source.made()
