"""Where several people decide together, it can be counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from modeler.lint.model import Model, problem
from modeler.lint.rule import Rule
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.problem import Problem, Severity

declare(
    {
        "vote-counts": (
            N_("“{name}” does not say how much has to agree: {found}."),
            N_("Write a number of people, or a share up to 100 as 60 or 2/3."),
        ),
        "vote-counts.weights": (
            N_("The weights of the votes of “{name}” come to {sum}, not to 100."),
            N_("Give each who decides a weight; together they are 100."),
        ),
    }
)

_SHARED = ("count", "percent", "weight")


def check(model: Model) -> Iterator[Problem]:
    """Look at the threshold and the weights of each approval that counts votes."""
    for node in model.flow_nodes("userTask"):
        block = node.extension.get("approval")
        if not isinstance(block, Mapping) or block.get("vote") not in _SHARED:
            continue
        found = str(block.get("threshold") or "").strip()
        if not _counts(str(block["vote"]), found):
            yield problem("vote-counts", node, Severity.ERROR, field="approval", found=found or "?")
        if block["vote"] == "weight":
            rows = [row for row in block.get("weights") or () if isinstance(row, Mapping)]
            shares = [_number(str(row.get("share") or "")) for row in rows]
            total = sum((share for share in shares if share is not None), Fraction())
            if None in shares or total != 100:
                said = str(total) if None not in shares else "?"
                yield problem("vote-counts.weights", node, Severity.ERROR, field="approval", sum=said)


def _counts(vote: str, threshold: str) -> bool:
    found = _number(threshold)
    if found is None or found <= 0:
        return False
    if vote == "count":
        return found.denominator == 1
    return found <= (1 if "/" in threshold else 100)


def _number(text: str) -> Fraction | None:
    try:
        return Fraction(text.strip())
    except (ValueError, ZeroDivisionError):
        return None


RULE = Rule("vote-counts", N_("Where several people decide together, it can be counted"), check, Severity.ERROR)
