"""Values out of rows and live cases: what the service shows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from runner.approvals.verdicts import verdicts_of
from runner.bundle.bundle import Bundle
from runner.bundle.graph import Graph, Node, Verdict
from runner.forms.access import access_of, strip_hidden
from runner.forms.defaults import with_defaults
from runner.forms.field import FormFacts
from runner.organization.directory import directory_of
from runner.protocol import values as out
from runner.protocol.branches import commands_that_count
from runner.rights.fields import with_default
from runner.service import choosing, jumping, returning, signing
from runner.service.pace import stopped_at
from runner.service.people import HUMAN, OPEN_WORK
from runner.service.step_form import form_of
from runner.service.suspending import SUSPENDED
from runner.store.store import Row, Transaction

if TYPE_CHECKING:
    from runner.service.room import Deployed, Live, Room


def step_of(value: Any) -> out.Step:
    """A step of an explanation out of its JSON value."""
    return out.Step(code=value["code"], params=dict(value.get("params") or {}))


def start_view(deployed: Deployed, graph: Graph, node: Node, now: datetime, user: str = "") -> out.StartView:
    """A start event with its form and whom the starter chooses; `user` (empty: not known yet) is who starts."""
    bundle, who = deployed.bundle, user or None
    form = bundle.forms.get(node.form.ref) if node.form else None
    rights = with_default(node.form.fields, is_start=True) if node.form else []
    facts = FormFacts(bundle.dictionary, bundle.organization, deployed.calendar, now, user=who, sources=bundle.data)
    values = {}
    if form is not None:
        given = with_defaults(form, {}, rights, facts, is_start=True)
        values = strip_hidden(form, given, rights, user=who, organization=bundle.organization)
    offer = choosing.Offer.at(directory_of(bundle.organization).at(bundle.day(now)), user)
    return out.StartView(
        element=node.id,
        name=node.name,
        kind=node.event.kind if node.event else "none",
        form=form,
        values=values,
        access=access_of(form, rights) if form else {},
        choices=choosing.start_choices(graph, offer),
    )


def summary_fields(bundle: Bundle, case: Row, seat: Row, work: Row) -> dict[str, Any]:
    """What a line of an inbox says: nothing of it needs the case itself."""
    graph = bundle.graphs[work["process"]]
    title = work["title"] or next((node.name for node in graph.nodes if node.id == work["element"]), "")
    return {
        "task": seat["id"],
        "case": case["id"],
        "element": work["element"],
        "name": title or work["element"],
        "process": work["process"],
        "process_name": graph.name or graph.process,
        "kind": work["kind"],
        "user": seat["user"],
        "state": seat["state"],
        "claimed_by": seat["claimed_by"],
        "starter": case["starter"],
        "entry": case["process"],
        "ordinal": case["ordinal"],
        "opened": seat["opened"],
        "visit": work["visit"],
        "alert": work["state"] == "alert",
        "suspended": case["status"] == SUSPENDED,
        "summary": work["summary"] if work.get("model", case["model"]) == case["model"] else "",
    }


def task_view(room: Room, live: Live, seat: Row, work: Row) -> out.TaskView:
    """A task as its handler sees it: what is hidden to the step is not in it."""
    node = live.deployed.node(work["process"], work["element"])
    form, rights = form_of(live, node)
    fields = summary_fields(live.bundle, live.row, seat, work)
    is_asked = seat["state"] == "open" and work["kind"] == "work" and not fields["suspended"]
    offered = signing.offered(room, live, seat, work) if is_asked else []
    values: dict[str, Any] = {}
    is_open = seat["state"] == "open" and work["state"] in OPEN_WORK
    if is_open:
        visible = live.engine.data.visible(live.engine.find(work["token"]))
        values = visible
        if form is not None:
            reader = seat["user"] or seat["claimed_by"]
            facts = FormFacts(
                live.bundle.dictionary,
                live.bundle.organization,
                live.engine.calendar,
                live.engine.now,
                user=reader,
                sources=live.bundle.data,
            )
            given = with_defaults(form, visible, rights, facts, is_start=node.kind == "startEvent")
            values = strip_hidden(form, given, rights, user=reader, organization=live.bundle.organization)
    waiting = next((item for item in live.engine.open() if item.token == work["token"]), None) if is_open else None
    trouble = waiting.data if waiting is not None and waiting.kind == "incident" else None
    return out.TaskView(
        **fields,
        form=form,
        values=values,
        access=access_of(form, rights) if form else {},
        verdicts=_buttons(node, work, seat) if work["kind"] == "work" else [],
        opinion=node.approval.opinion if node.approval else "none",
        signature=node.approval.signature if node.approval and not signing.gives_advice(work, seat) else "none",
        operations=list(node.approval.operations) if node.approval else [],
        trail=[step_of(step) for step in json.loads(work["plan"])["trail"]],
        offered=offered if is_open else [],
        ahead=_ahead(live, work) if is_open and "jump" in offered else [],
        next=_ahead(live, work, sends=True) if is_open and "sendOn" in offered else [],
        back=_back(room, live, work) if is_open and work["kind"] == "work" else [],
        seats=[seat_view(row) for row in room.tx.rows("task", work=work["id"])],
        options=list(waiting.options) if waiting else [],
        trouble=step_of(trouble) if trouble else None,
        request=dict(waiting.data) if waiting is not None and waiting.kind == "service" else {},
        documentation=node.documentation,
        choices=choosing.task_choices(room, live, work["process"], work["element"], work["kind"]) if is_open else [],
    )


def _buttons(node: Node, work: Row, seat: Row) -> list[Verdict]:
    """The verdicts of a step, as whoever has a seat gives them: advice is not signed."""
    found = list(verdicts_of(node))
    is_advice = signing.gives_advice(work, seat)
    return [one.model_copy(update={"signature": None}) for one in found] if is_advice else found


def _ahead(live: Live, work: Row, *, sends: bool = False) -> list[out.AheadView]:
    found = jumping.places_next(live, work) if sends else jumping.places_ahead(live, work)
    names = live.deployed.model.programs[work["process"]].nodes
    return [
        out.AheadView(
            to=node.id,
            name=node.name or node.id,
            skipped=[names[one].name or one for one in left],
            ends=node.kind == "endEvent",
        )
        for node, left in found
    ]


def _back(room: Room, live: Live, work: Row) -> list[out.BackView]:
    found = []
    for target in returning.targets(room, live, work):
        nodes = live.engine.moves.program_at(target.place).nodes
        to = target.place[1]
        sent, undone = _called(live, target.sent), _called(live, target.undone)
        view = out.BackView(to=to, name=nodes[to].name or to, kind=target.kind, sent=sent, undone=undone)
        found.append(view)
    return found


def _called(live: Live, elements: Sequence[str]) -> list[str]:
    nodes = live.engine.program.nodes
    return [nodes[one].name or one if one in nodes else one for one in elements]


def seat_view(row: Row) -> out.SeatView:
    """One person's part."""
    names = (
        "user", "state", "round", "on_behalf", "claimed_by", "acted_by", "verdict", "result", "opinion", "acted",
    )  # fmt: skip
    signature = json.loads(row["signature"]) if row["signature"] else None
    return out.SeatView(task=row["id"], signature=signature, **{name: row[name] for name in names})


def case_summary(row: Row, bundle: Bundle) -> out.CaseSummary:
    """A line of the list of cases."""
    return out.CaseSummary(**_summary(row, bundle))


def _summary(row: Row, bundle: Bundle) -> dict[str, Any]:
    graph = bundle.graphs[row["process"]]
    names = ("process", "model", "status", "outcome", "starter", "started", "ended", "origin", "ordinal", "pilot")
    return {"case": row["id"], "name": graph.name or graph.process, **{name: row[name] for name in names}}


def case_view(tx: Transaction, live: Live) -> out.CaseView:
    """A case in full."""
    engine = live.engine
    works = {row["id"]: row for row in tx.rows("work", instance=live.id)}
    seats = tx.rows("task", instance=live.id, state="open")
    stopped = stopped_at(live)
    problems = [] if engine.trouble is None else [step_of(engine.trouble)]
    problems += [step_of(item.data) for item in engine.open() if item.kind == "incident"]
    return out.CaseView(
        **{**_summary(live.row, live.bundle), "status": live.row["status"]},
        clock=engine.now.isoformat(),
        seed=engine.key,
        end=list(engine.ends),
        path=path_of(_counting(tx.history(live.id)), live.row["starter"]),
        open=[
            out.OpenView(
                task=seat["id"], element=seat["element"], user=seat["user"], kind=works[seat["work"]]["kind"]
            )
            for seat in seats
            if works[seat["work"]]["state"] in OPEN_WORK
        ],
        tokens=[
            out.TokenView(
                token=item.token,
                element=item.element,
                process=item.process,
                state="joining" if item.joining else "waiting",
                due=item.due.isoformat() if item.due else None,
            )
            for item in engine.positions()
        ],
        variables=dict(engine.variables),
        problems=problems,
        stopped=[token.task_spec.node.id for token in stopped],
        stopped_in=[token.task_spec.program.graph.process for token in stopped],
    )


def awaited(live: Live) -> list[tuple[str, str, dict[str, Any]]]:
    """The messages and signals that a case waits for: kind, name, correlation."""
    found = []
    for token, event_id, slot in live.engine.waiting.slots():
        if slot["kind"] in ("message", "signal"):
            event = live.engine.waiting.definition(token, event_id)
            found.append((str(slot["kind"]), event.name or event.ref or "", dict(slot.get("correlation") or {})))
    return found


def _counting(history: Sequence[Row]) -> list[Row]:
    """The lines of the commands that were not gone back over."""
    heads = ((row["command"], row["payload"]) for row in history if row["kind"] == "command")
    kept = set(commands_that_count(heads))
    return [row for row in history if row["command"] in kept]


def path_of(history: Sequence[Row], starter: str) -> list[out.Visit]:
    """The visits to nodes, in order, with those who acted there."""
    found: list[dict[str, Any]] = []
    latest: dict[str, dict[str, Any]] = {}
    for line in history:
        token, kind = line["token"], line["kind"]
        if kind == "entered":
            visit = {"element": line["element"], "enter": line["at"], "leave": None, "by": []}
            found.append(visit)
            latest[token] = visit
            if len(found) == 1:
                visit["by"].append(starter)
        elif token in latest and latest[token]["element"] == line["element"]:
            if kind in ("left", "cancelled"):
                latest[token]["leave"] = line["at"]
            elif kind == "acted":
                latest[token]["by"].append(line["payload"]["by"])
    return [out.Visit(**visit) for visit in found]


def log_line(row: Row) -> out.LogLine:
    """A line of history."""
    names = ("n", "command", "at", "real", "actor", "kind", "element", "token", "payload")
    return out.LogLine(**{name: row[name] for name in names})


def is_for(seat: Row, work: Row, user: str) -> bool:
    """Whether an open seat belongs into a person's inbox, as far as the seat says."""
    if work["kind"] not in HUMAN or work["state"] != "open":
        return False
    return seat["user"] in (None, user) and seat["claimed_by"] in (None, user)
