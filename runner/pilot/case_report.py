"""A case as a bug report (`.slipreport`): what was done, by seed and clock, so that it can be played again elsewhere.

Without contents it holds who did what when, and nothing that a form, a service or a message held: it can be read, not
played. With contents it holds the model and all values, and playing it in a new store gives the same log to the byte.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from runner.approvals.signers import LIVE
from runner.bundle import container
from runner.bundle.transfer import bundle_from_bytes
from runner.core.atomic import digest
from runner.core.errors import FormatError, RunError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.data.model import load_json
from runner.protocol.branches import BACK
from runner.service import Service, beginning
from runner.service.case_log import ELSEWHERE, OWN, Message, lay, log_of, outline, received, stores_before
from runner.service.people import TESTER
from runner.service.room import Room, number_of
from runner.service.standing_in import stand_in
from runner.service.timers import pass_time

declare(
    {
        "report.damaged": (
            N_("{file} is not a whole report of a case: {cause}."),
            N_("Ask whoever sent it for the file once more."),
        ),
        "report.no-contents": (
            N_("{file} was saved without contents: it can be read, but not played again."),
            N_("Ask for a report with contents, if whoever has them may give them away."),
        ),
        "report.other-model": (
            N_("The model in {file} is not the one that the case ran on."),
            N_("The file was changed since it was saved; it is not played."),
        ),
    }
)

KIND = "report"
MANIFEST, ABOUT, LOG, MODEL, MODELS = "manifest.json", "report.json", "log.json", "model.json", "models/"


@dataclass(frozen=True)
class Replayed:
    """What playing a report gave: whether the log is the same to the byte, else the first line that differs, and both
    logs."""

    is_same: bool
    line: int
    expected: bytes
    found: bytes


def export_report(service: Service, case: str, *, contents: bool = False) -> bytes:
    """The report of a case. Raises `StoreError` (`store.unknown-case`)."""
    with service.store.transaction() as tx:
        tx.load_state(case)  # refuses what is not there
        row = tx.row("instance", case) or {}
        log = log_of(tx, case)
        changed = [line["payload"] for line in log if line["kind"] == "migrated"]
        own = str(changed[0]["before"]) if changed else str(row["model"])
        models = {key: tx.model(key) for key in dict.fromkeys([own, *(str(one["after"]) for one in changed)])}
    setup = json.loads(row["setup"])
    about: dict[str, Any] = {
        "formatVersion": 1, "case": case, "process": row["process"], "model": own, "engine": row["engine"],
        "seed": setup.get("seed"), "status": row["status"], "contents": contents,
    }  # fmt: skip
    members = {ABOUT: about, LOG: log}
    if contents:
        about |= {"setup": setup, "starter": row["starter"]}
    else:
        members[LOG] = [outline(line) for line in log]
    found = {name: _dump(value) for name, value in members.items()}
    if contents:
        found[MODEL] = models.pop(own)
        found |= {f"{MODELS}{key}.json": data for key, data in models.items()}
    listed = {name: {"sha256": digest(data), "size": len(data)} for name, data in sorted(found.items())}
    manifest = {"formatVersion": 1, "id": KIND, "version": "1", "kind": KIND, "members": listed, "requires": []}
    return container.build({MANIFEST: _dump(manifest), **found})


def read_report(data: bytes, file: str) -> tuple[dict[str, Any], list[dict[str, Any]], bytes | None]:
    """What the report is about, its log, and the model where it has one. Raises `FormatError`."""
    members = container.take(data, file)
    try:
        manifest = load_json(members.pop(MANIFEST), MANIFEST)
        if manifest["kind"] != KIND or manifest["formatVersion"] != 1:
            raise FormatError("report.damaged", file=file, cause=manifest["kind"])
        for name, facts in manifest["members"].items():
            if digest(members[name]) != facts["sha256"]:
                raise FormatError("report.damaged", file=file, cause=name)
        about, log = load_json(members[ABOUT], ABOUT), load_json(members[LOG], LOG)
        _ = about["case"], about["model"], about["contents"], [line["payload"] for line in log]
    except (KeyError, TypeError, AttributeError) as error:
        raise FormatError("report.damaged", file=file, cause=error) from error
    return about, log, members.get(MODEL)


def replay_report(data: bytes, file: str = "report", *, store: str = "sqlite://") -> Replayed:
    """Play a report in a new store and compare the logs.

    Raises `FormatError`: `report.damaged`, `report.no-contents`, `report.other-model`.
    """
    about, log, model = read_report(data, file)
    others = {name: one for name, one in container.take(data, file).items() if name.startswith(MODELS)}
    if model is None or not about["contents"]:
        raise FormatError("report.no-contents", file=file)
    bundle = bundle_from_bytes(model, about["model"])
    if bundle.hash != about["model"]:
        raise FormatError("report.other-model", file=file)
    player = _Player(about, log, store)
    try:
        player.service.deploy(bundle)
        for name, other in others.items():
            key = name.removeprefix(MODELS).removesuffix(".json")
            later = bundle_from_bytes(other, key)
            if later.hash != key:
                raise FormatError("report.other-model", file=file)
            player.service.deploy(later)
        player.play()
        with player.service.store.transaction() as tx:
            found = _dump(log_of(tx, about["case"]))
    finally:
        player.service.close()
    expected = _dump(log)
    return Replayed(expected == found, _first_difference(expected, found), expected, found)


def _first_difference(expected: bytes, found: bytes) -> int:
    """The number of the first line of the log that differs; 0 where none does."""
    lines = [json.loads(text) for text in (expected, found)]
    for place in range(max(map(len, lines))):
        pair = [own[place] if place < len(own) else None for own in lines]
        if pair[0] != pair[1]:
            return place + 1
    return 0


class _Player:
    """Does in a new store what a log says, command by command."""

    def __init__(self, about: Mapping[str, Any], log: Sequence[Mapping[str, Any]], store: str) -> None:
        self.about, self.log = about, log
        self.real = log[0]["real"] if log else ""
        begin = log[0]["at"] if log else None
        self.service = Service(
            store, clock=begin, keeps_moments=True, real_now=lambda: datetime.fromisoformat(self.real)
        )
        self.case = str(about["case"])
        self.tasks: dict[int, int] = {}
        with self.service.store.transaction() as tx:
            tx.set_fact("prefix", self.case.rpartition("-")[0])
            tx.set_fact("cases", str(number_of(self.case) - 1))

    def play(self) -> None:
        """Do all commands; one that is refused ends it, the logs then differ."""
        heads = [line for line in self.log if line["kind"] == "command"]
        for head in heads:
            lines = [line for line in self.log if line["command"] == head["command"]]
            self.real = head["real"]
            try:
                self._do(head, lines)
            except RunError:
                return

    def _do(self, head: Mapping[str, Any], lines: Sequence[Mapping[str, Any]]) -> None:
        said = dict(head["payload"])
        verb = said.pop("verb")
        pace = said.get("pace") or {}
        steer = self.service.rehearsing()
        steer.set_pace(stepping=bool(pace.get("stepping")), breaks=pace.get("breaks") or {})
        said.pop("pace", None)
        self._await(verb, head["at"])
        for name, content in stores_before(lines).items():
            steer.set_store(name, content)
        task = said.get("task")
        if isinstance(task, int):
            said["task"] = self._task(task, lines)
        actor = head["actor"]
        begun = next((line for line in lines if line["kind"] == "started"), None)
        is_started = begun is not None and verb == "start" and "parent" not in begun["payload"]
        if is_started and begun is not None and begun["payload"].get("by") == actor:
            self._start(said, actor)
        elif (
            begun is not None
            or verb == "start"
            or task == ELSEWHERE
            or verb in ("advance", "message", "signal")
            or self._is_foreign(verb, said)
        ):
            self._outside(verb, said, head, lines)
        else:
            self._receive_first(lines)
            self._act(verb, said, actor)

    def _await(self, verb: str, at: str) -> None:
        """Time that passed in other cases."""
        now = datetime.fromisoformat(self.service.clock())
        if verb not in ("advance", BACK) and now != datetime.fromisoformat(at):
            with self.service.store.transaction() as tx:
                tx.set_clock(at)

    def _task(self, number: int, lines: Sequence[Mapping[str, Any]]) -> int:
        """The task that the log calls by that number: it was acted on in these lines for the first time."""
        if number not in self.tasks:
            self.tasks[number] = self._find(lines)
        return self.tasks[number]

    def _find(self, lines: Sequence[Mapping[str, Any]]) -> int:
        line = next((line for line in lines if line["kind"] in OWN and line["element"]), None)
        if line is None:
            raise RunError("task.unknown", task=0)
        taken = set(self.tasks.values())
        with self.service.store.transaction() as tx:
            works = {row["id"]: row for row in tx.rows("work", instance=self.case)}
            seats = [row for row in tx.rows("task", instance=self.case, state=list(LIVE)) if row["id"] not in taken]
        fitting = [seat for seat in seats if seat["element"] == line["element"]]
        token = [seat for seat in fitting if works[seat["work"]]["token"] == line["token"]] or fitting
        said = line["payload"]
        whose = {"urged": said.get("to"), "mended": said.get("of")}.get(line["kind"]) or said.get("by")
        people = whose if isinstance(whose, list) else [whose]
        own = [seat for seat in token if {seat["user"], seat["claimed_by"]} & set(people)]
        chosen = own or token
        if not chosen:
            raise RunError("task.unknown", task=0)
        return int(chosen[0]["id"])

    def _is_foreign(self, verb: str, said: Mapping[str, Any]) -> bool:
        return said.get("case") not in (None, self.case) and verb != "hand_over"

    def _start(self, said: dict[str, Any], actor: str) -> None:
        setup = self.about["setup"]
        choices = {key: said[key] for key in ("choices",) if key in said}
        self.service.start(
            self.about["model"], actor, said.get("data"), said.get("at"), process=said.get("process"),
            services=setup.get("services"), seed=setup.get("seed"), department=said.get("department"), **choices,
        )  # fmt: skip

    def _outside(
        self, verb: str, said: Mapping[str, Any], head: Mapping[str, Any], lines: Sequence[Mapping[str, Any]]
    ) -> None:
        """What happened elsewhere, or to all cases: time passes, messages come."""
        with self.service.command(head["actor"], verb, said) as room:
            begun = next((line for line in lines if line["kind"] == "started"), None)
            came = received(lines)
            if begun is not None:
                is_called = "parent" in begun["payload"]
                self._begin(room, begun, came.pop(0) if came and not is_called else None)
            for message in came:
                room.send(message)
            if verb == "advance":
                pass_time(room, datetime.fromisoformat(head["at"]).isoformat(), self.service.budget)
                stand_in(room)

    def _begin(self, room: Room, begun: Mapping[str, Any], message: Message | None) -> None:
        """A case that nobody started."""
        deployed = self.service.deployed(room.tx, self.about["model"])
        process, starter, setup = self.about["process"], self.about["starter"], self.about["setup"]
        if "parent" in begun["payload"]:
            values, parent = begun["payload"]["data"], begun["payload"]["parent"]
            beginning.by_call(room, deployed, process, starter, values, parent, setup)
        elif message is None:
            beginning.by_timer(room, deployed, process, begun["element"], starter, setup)
        else:
            beginning.by_message(room, deployed, process, begun["element"], message, starter, setup)

    def _receive_first(self, lines: Sequence[Mapping[str, Any]]) -> None:
        """Messages that lay there when the case came to take them."""
        with self.service.store.transaction() as tx:
            for message in received(lines):
                if message.kind == "message":  # one of its own lies there by itself
                    lay(tx, message)

    def _act(self, verb: str, said: dict[str, Any], actor: str) -> None:
        service, steer = self.service, self.service.rehearsing()
        task, case = said.get("task"), self.case
        if verb == "complete":
            more = {key: said[key] for key in said.keys() & {"choices", "signature"}}
            service.complete(int(task or 0), actor, said["data"], said["verdict"], said["opinion"], **more)
        elif verb == "answer":
            service.answer(int(task or 0), said["how"], said["data"], said["flows"], user=actor)
        elif verb == "mend":
            given = {name: said[name] for name in ("data", "code", "to", "flows")}
            steer.mend(int(task or 0), said["how"], said["reason"], user=actor, **given)
        elif verb in ("step", "step_into", "run_on"):
            getattr(steer, verb)(case)
        elif verb == BACK:
            steer.back(case, said["to"])
        elif verb == "migrate":
            service.migrate(case, said["after"], said["reason"], actor)
        elif verb == "hand_over":
            service.hand_over(said["user"], said["to"], actor or TESTER)
        elif verb == "overran":
            with service.store.transaction() as tx:
                last = tx.last_command(case)
            service.overran(case, last, said["act"], said["code"])
        elif "case" in said:
            service.operate_case(verb, case, actor, **{key: value for key, value in said.items() if key != "case"})
        else:
            more = {key: value for key, value in said.items() if key != "task"}
            service.operate(verb, int(task or 0), actor, **more)


def _dump(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
