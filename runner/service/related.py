"""The finished cases that a person may link to a form (关联审批单)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.core.i18n import pick
from runner.service.standing import Standings, may_in

if TYPE_CHECKING:
    from runner.service.queries import Queries
    from runner.store.store import Transaction

MOST = 500
"""So many are looked at, the latest first."""


def finished_cases(service: Queries, tx: Transaction, user: str) -> dict[str, str]:
    """Id -> title (process, day, starter) of the finished cases that a person may see, the latest first."""
    standings = Standings(tx, user)
    found: dict[str, str] = {}
    for row in tx.cases(MOST, status=["completed"], descending=True):
        bundle = service.deployed(tx, row["model"]).bundle
        if may_in(bundle, row, "see", standings.of(row)).allowed:
            starter = bundle.organization.user(row["starter"])
            name = pick(starter.name) if starter is not None else row["starter"]
            title = bundle.graphs[row["process"]].name or row["process"]
            found[row["id"]] = f"{title} {str(row['started'])[:10]} {name}"
    return found
