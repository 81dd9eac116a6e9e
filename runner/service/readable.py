"""A case and its history as one person sees them: values by their sight, and of each line only what is known to hold
no form content."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from runner.organization.trail import TrailStep, said_openly
from runner.protocol import values as out
from runner.service.sight import Sight
from runner.store.store import Row, Transaction

PLAIN: Mapping[str, tuple[str, ...]] = {
    "started": ("by", "name", "parent"),
    "entered": ("process",),
    "left": ("process",),
    "flow": ("process",),
    "ruled": ("process", "decision", "table", "rules"),
    "cancelled": (),
    "opened": ("work", "to", "round", "visit", "alert", "kept"),
    "decided": ("result", "auto"),
    "acted": ("task", "by", "verdict", "result", "opinion", "onBehalf", "round", "signature"),
    "answered": ("how", "by", "flows"),
    "asked": ("system", "by", "instead"),
    "chose": ("by", "to"),
    "claimed": ("task", "by"),
    "released": ("task", "by"),
    "transferred": ("task", "by", "to"),
    "urged": ("task", "by", "to"),
    "signers-added": ("task", "by", "to", "way", "reason"),
    "signer-removed": ("task", "by", "to", "reason"),
    "asked-again": ("task", "to"),
    "copied": ("to",),
    "returned": ("to", "reason", "sent", "undone"),
    "resubmitted": ("to", "way", "because", "kept"),
    "rejected": (),
    "withdrawn": ("by", "reason"),
    "ended": ("by", "reason"),
    "terminated": ("outcome",),
    "suspended": ("by", "reason"),
    "resumed": ("by", "reason"),
    "taken-back": ("task", "by", "reason"),
    "return-taken-back": ("task", "by", "reason"),
    "reactivated": ("by", "reason"),
    "jumped": ("to", "by", "reason", "skipped"),
    "sent-on": ("task", "by", "to", "at", "skipped", "reason"),
    "notified": ("by", "to", "reason"),
    "commented": ("by", "text"),
    "woken": (),
    "stays": ("task", "to", "do"),
    "child-started": ("case", "process"),
    "ended-with": ("by",),
    "migrated": ("by", "reason"),
    "mended": ("how", "by", "of", "to", "reason"),
    "went_back": ("to", "by", "steps"),
    "received": ("name", "kind"),
    "overdue": ("do", "to"),
    "fired": ("kind",),
    "sent": ("name", "kind"),
    "fetched": ("store",),
    "stored": ("store",),
    "command": ("verb", "task", "case", "operation", "verdict", "model", "process", "at", "by", "to"),
}
"""What a line of each kind says besides what may quote values; a kind that is not here says nothing but itself."""


@dataclass(frozen=True)
class Places:
    """Where the tasks of a case stand, to know of which form a submission is."""

    start: str
    processes: Mapping[int, str]

    def of(self, payload: Mapping[str, Any]) -> str:
        """The process whose data an act wrote; empty where it cannot be told."""
        if payload.get("verb") == "start":
            return self.start
        task = payload.get("task")
        return self.processes.get(task, "") if isinstance(task, int) else ""


def places_of(tx: Transaction, case: Row) -> Places:
    """The places of a case."""
    works = {row["id"]: row["process"] for row in tx.rows("work", instance=case["id"])}
    seats = {row["id"]: works.get(row["work"], "") for row in tx.rows("task", instance=case["id"])}
    return Places(case["process"], seats)


def case(view: out.CaseView, process: str, sight: Sight) -> out.CaseView:
    """A case as its person sees it. Causes of trouble may quote values: they are told to who sees them all."""
    return view.model_copy(
        update={
            "variables": sight.values(process, view.variables),
            "problems": view.problems if sight.sees_all(process) else [],
            "seed": "",
        }
    )


def trail(steps: Sequence[out.Step], process: str, sight: Sight) -> list[out.Step]:
    """Why a step came to its handler, without the values that its person does not see."""
    found = said_openly(
        map(TrailStep.from_json, (step.model_dump() for step in steps)), partial(sight.shows, process)
    )
    return [out.Step.model_validate(step.to_json()) for step in found]


def line(item: out.LogLine, places: Places, sight: Sight) -> out.LogLine:
    """A line of history as its person sees it."""
    payload = item.payload
    if item.kind == "called":  # all that a called process knew: no sight of the calling one covers it
        process, known = str(payload.get("process") or ""), payload.get("values")
        seen = sight.values(process, known) if isinstance(known, Mapping) else {}
        return item.model_copy(update={"payload": {"process": process, "values": seen}})
    if sight.sees_all(places.start):
        return item
    kept = {name: payload[name] for name in PLAIN.get(item.kind, ()) if name in payload}
    if item.kind == "command" and isinstance(payload.get("data"), Mapping):
        kept["data"] = sight.values(places.of(payload), payload["data"])
    if item.kind in ("flow", "ruled") and payload.get("values"):
        # why the case went on so: all that decided, or nothing
        process = str(payload.get("process"))
        if all(sight.shows(process, name) for name in payload["values"]):
            kept |= {name: payload[name] for name in ("condition", "values") if name in payload}
    return item.model_copy(update={"payload": kept})
