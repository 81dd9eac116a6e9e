"""A small model with the script that it is played by, and the player.

A script has a line an act:

    start amount=5      : S g A     > A
    do A                : E         >
    = completed E

Behind the colon stand the nodes that are entered until the case rests (in any order: branches beside each other have
none), behind `>` the steps that are open then. A line that begins with `=` says how the case stands: `running`,
`completed` with the end events that were reached, `error` with the ends of a case that an error ended, or `incident`
with its code. A line that begins with `?` names variables and their values, one that begins with `$` data stores and
what they hold (null: nothing was ever put there).

Acts: `start [@node] [name=value ...]`, `do STEP [name=value ...]`, `wait 2h`, `message NAME [key:value ...]
[name=value ...]`, `hold STORE=value ...` (somebody else puts it there), `signal NAME`, `unheard NAME` (a message
that nobody takes), `set name=value ...`, `pick GATEWAY FLOW ...`, `retry STEP [name=value ...]`, `skip STEP`.
Values are JSON without spaces. A step that runs several times at once is entered once.

What a model throws is given back to it at the next quiet point, as the bus does between cases: a signal to all, a
message to one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from runner.bundle.graph import Graph
from runner.engine.messages import Message, receive
from runner.engine.stores import OwnStores
from tests.helpers.graphs import A
from tests.unit.engine.driver import Driver

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


@dataclass(frozen=True)
class Model:
    """`says`: what has to happen, in a sentence; `graphs`: the process and those that it calls; `decisions`: files of
    decisions by name."""

    id: str
    says: str
    graphs: tuple[Graph, ...]
    script: str
    decisions: Mapping[str, bytes] = field(default_factory=dict)


def model(own: str, says: str, process: A, script: str, *called: A, decisions: bytes = b"") -> Model:
    """A model out of builders; `decisions` is a file of decisions."""
    graphs = (process.graph(), *(other.graph() for other in called))
    return Model(own, says, graphs, script, {"rules": decisions} if decisions else {})


def play(one: Model, *, saving: bool) -> None:
    """Play a model; what comes otherwise than its script says is an `AssertionError` that names the line."""
    player = _Player(one, saving)
    for line in one.script.strip().splitlines():
        if line.strip():
            player.line(line.strip())


class _Player:
    def __init__(self, one: Model, saving: bool) -> None:
        self.driver = Driver(*one.graphs, saving=saving, decisions=one.decisions)
        self._seen = 0

    def line(self, line: str) -> None:
        """Do and check one line."""
        if line.startswith("="):
            self._stands(line, *line[1:].split())
        elif line.startswith("?"):
            expected = _values(line[1:].split())
            found = {name: self.driver.data.get(name) for name in expected}
            assert found == expected, f"{line}: {found}"
        elif line.startswith(("$", "hold ")):
            wanted, kept = _values(line.split()[1:]), self.driver.case.stores.kept
            assert isinstance(kept, OwnStores)
            if line.startswith("$"):
                held = {name: kept.contents.get(name) for name in wanted}
                assert held == wanted, f"{line}: {held}"
            else:
                kept.contents.update(wanted)
        else:
            act, _, then = line.partition(" : ")
            entered, _, still = then.partition(">")
            self._act(*act.split())
            self._bus()
            path = self.driver.path
            came, self._seen = path[self._seen :], len(path)
            assert sorted(came) == sorted(entered.split()), f"{line}: entered {' '.join(came)}"
            assert self.driver.names() == sorted(still.split()), f"{line}: open are {' '.join(self.driver.names())}"

    def _stands(self, line: str, status: str, *more: str) -> None:
        driver = self.driver
        if status == "error":
            assert (driver.status, driver.case.outcome) == ("completed", "error"), f"{line}: {driver.status}"
        else:
            assert driver.status == status, f"{line}: {driver.status}"
        if status == "incident":
            codes = [item.data["code"] for item in driver.open() if item.kind == "incident"]
            codes += [driver.case.trouble["code"]] if driver.case.trouble else []
            assert codes == list(more), f"{line}: {codes}"
        elif more:
            assert sorted(driver.case.ends) == sorted(more), f"{line}: ended at {driver.case.ends}"
        elif status == "completed":
            assert driver.case.ends == [], f"{line}: ended at {driver.case.ends}"

    def _act(self, verb: str, *words: str) -> None:
        driver = self.driver
        if verb == "start":
            at = words[0][1:] if words and words[0].startswith("@") else None
            driver.start(at, **_values([word for word in words if not word.startswith("@")]))
        elif verb == "do":
            driver.do(words[0], **_values(words[1:]))
        elif verb == "wait":
            driver.wait(**{_UNITS[words[0][-1]]: float(words[0][:-1])})
        elif verb == "message":
            keys = dict(word.split(":") for word in words[1:] if ":" in word and "=" not in word)
            data = _values([word for word in words[1:] if "=" in word])
            assert driver.tell(words[0], correlation=keys, **data), f"nobody takes {words[0]}"
        elif verb == "signal":
            driver.tell(words[0], "signal")
        elif verb == "unheard":
            keys = dict(word.split(":") for word in words[1:])
            assert not driver.tell(words[0], correlation=keys), f"somebody takes {words[0]}"
        elif verb == "set":
            driver.data.update(_values(words))
            driver.wait(seconds=0)
        elif verb == "pick":
            driver.pick(words[0], *words[1:])
        elif verb == "retry":
            driver.case.retry(driver.open(words[0])[0].token, _values(words[1:]))
            driver.rest()
        elif verb == "skip":
            driver.case.skip(driver.open(words[0])[0].token)
            driver.rest()
        else:
            raise ValueError(f"no such act: {verb}")

    def _bus(self) -> None:
        while self.driver.case.outbox:
            sent: Message = self.driver.case.outbox.pop(0)
            receive(self.driver.case, sent)
            self.driver.rest()


def _values(words: Sequence[str]) -> dict[str, Any]:
    return {name: json.loads(value) for name, _, value in (word.partition("=") for word in words)}
