"""Whether somebody has acted on what came after a step: then it is not taken back any more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from runner.core.errors import RunError
from runner.core.i18n import N_
from runner.core.messages import declare

if TYPE_CHECKING:
    from runner.engine.moves import Place
    from runner.service.room import Live, Room

declare(
    {
        "case.acted-after": (
            N_("It cannot be taken back: {steps} was acted on already."),
            N_("Ask whoever has the case to return it."),
        ),
        "case.sent-after": (
            N_("It cannot be taken back: {steps} has told others something already."),
            N_("Ask whoever has the case to return it."),
        ),
    }
)


def check_untouched(
    room: Room, live: Live, place: Place, later: Iterable[Mapping[str, Any]], own: str | None = None
) -> None:
    """Raises `RunError` (`case.acted-after`) where somebody has acted on what lies downstream of a place.

    `later`: the steps that were decided since, as `Memory.path` has them; `own`: a step that does not count.
    """
    area = live.engine.moves.downstream(place)
    touched = [one["work"] for one in later if any(scope == place[0] and node in area for scope, node in one["at"])]
    for work in room.tx.rows("work", instance=live.id, state=["open", "alert"]):
        here = live.engine.moves.places(work["token"])
        if work["id"] == own or not any(scope == place[0] and node in area for scope, node in here):
            continue
        seats = room.tx.rows("task", work=work["id"])
        if any(row["state"] == "done" or row["claimed_by"] or row["state"] == "waiting" for row in seats):
            touched.append(work["id"])
    if touched:
        rows = room.tx.rows("work", id=touched)
        raise RunError("case.acted-after", steps=names(live, [row["element"] for row in rows]))


def names(live: Live, elements: Sequence[str]) -> str:
    """What steps are called, in a row."""
    nodes = [program.nodes for program in live.engine.model.programs.values()]
    found = []
    for one in dict.fromkeys(elements):
        node = next((some[one] for some in nodes if one in some), None)
        found.append(node.name if node is not None and node.name else one)
    return ", ".join(found)
