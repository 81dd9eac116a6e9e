"""The desk of a case that asks systems: by the register and the connections, else as any mock desk does.

The same model runs with stand-ins or the systems themselves: only the connections differ.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from runner.bundle.graph import Service
from runner.connectors.connections import Connection, Connections, Reach, Recorded
from runner.connectors.contract import Call, Connector, connectors, failed
from runner.connectors.desk import Answer, Asking, MockDesk, Request, parse_delay
from runner.connectors.exchange import Unfit, incoming, outgoing
from runner.connectors.hosts import host_of
from runner.connectors.paging import all_pages
from runner.connectors.recordings import Recorder, agreed
from runner.data.dictionary import Dictionary
from runner.data.systems import Operation, Paging, System, Systems


@dataclass
class ConnectedDesk:
    """`given` are a process test's answers, which come first. `case` begins the key of each call. `hosts` are those
    the user allows; a real call to any other does not go out, a stand-in answers in its place. Where a connection
    asks for it, real answers are kept in `recordings`. With `defers` a real call is not made here but handed back,
    for whoever writes down first that it is made."""

    case: str
    systems: Systems = field(default_factory=Systems)
    dictionary: Dictionary = field(default_factory=Dictionary)
    connections: Connections = field(default_factory=Connections)
    hosts: frozenset[str] = frozenset()
    given: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    kinds: Mapping[str, Connector] = field(default_factory=connectors)
    recordings: Path | None = None
    defers: bool = False

    def answer(self, request: Request) -> Answer | Asking | None:
        """The answer, or the call to make, or None where a person has to give it."""
        service = request.node.service
        code = service.params.get("system") if service is not None else None
        if request.node.id in self.given or service is None or not code:
            return MockDesk(self.given).answer(request)
        system = self.systems.system(code)
        operation = system.operation(service.params.get("operation", "")) if system is not None else None
        if system is None or operation is None:
            return failed("connect.unknown", code)
        try:
            values = outgoing(system, operation, request.inputs, self.dictionary)
        except Unfit as error:
            return failed("connect.input", str(error))
        return self._asked(request, service, system, operation, values)

    def _asked(
        self, request: Request, service: Service, system: System, operation: Operation, values: Mapping[str, Any]
    ) -> Answer | Asking | None:
        connection = self.connections.of(system.code)
        if connection.use not in self.kinds:
            return failed("connect.unknown-use", connection.use)
        mock = service.mock
        connector = self._kind(connection)
        call = Call(
            system=system,
            operation=operation,
            connection=connection,
            values=values,
            key=f"{self.case}:{request.token}:{request.visit}",
            timeout=parse_delay(service.timeout).total_seconds() or connection.timeout,
            chance=request.chance,
            mock=mock,
            mocked=request.work_out(mock.result) if mock is not None and mock.result and not connector.real else None,
        )
        if not (connector.real and self.defers):
            return self._made(call, connector, service, request.attempt)
        return Asking(
            request.node.id, request.token, request.attempt, call.key, system.code, operation.code, values,
            call.timeout, lambda: self._made(call, connector, service, request.attempt),
        )  # fmt: skip

    def _made(self, call: Call, connector: Connector, service: Service, attempt: int) -> Answer | None:
        """Make a call; what comes back, in the words of the model."""
        connection = call.connection
        answer = connector.call(call)
        if answer is None:
            return None
        answer = replace(answer, by=connector.id, instead=connector.id != connection.use)
        if connector.real and connection.record and self.recordings is not None:
            self._record(self.recordings, call.system, call.operation, call.values, answer)
        if answer.failure is not None:
            return _later(answer, connection, service, attempt)
        try:
            return replace(answer, result=incoming(call.system, call.operation, answer.result, self.dictionary))
        except Unfit as error:
            wrong = failed("connect.shape", str(error))
            return replace(wrong, delay=answer.delay, by=answer.by, instead=answer.instead)

    @staticmethod
    def _record(path: Path, system: System, operation: Operation, values: Mapping[str, Any], answer: Answer) -> None:
        """Keep what the system said: a result, or a refusal that the process may catch."""
        if answer.failure is None or answer.code in operation.errors:
            result = agreed(operation, answer.result) if answer.failure is None else None
            said = Recorded(operation=operation.code, result=result, failure=answer.failure, code=answer.code)
            Recorder(path).keep(system.code, operation, values, said)

    def _kind(self, connection: Connection) -> Connector:
        """The connector to use: the stand-in wherever a real call is not allowed."""
        found = self.kinds[connection.use]
        if not found.real:
            return found
        return found if host_of(connection.url) in self.hosts else self.kinds["mock"]


def listed_by(
    system: System, operation: Operation, reach: Reach, key: str, rows: str = "", paging: Paging | None = None
) -> Answer | None:
    """The list that an operation gives, all its pages, raw and outside any case; None where a stand-in would have to
    make one up. `rows` leads to the list in an answer; `key` is told to a system that knows repeated calls."""
    kinds, connection = connectors(), reach.connections.of(system.code)
    if connection.use not in kinds:
        return failed("connect.unknown-use", connection.use)
    connector = kinds[connection.use]
    if connector.id == "mock" or (connector.real and host_of(connection.url) not in reach.hosts):
        return None

    def ask(values: Mapping[str, Any]) -> Answer | None:
        own = f"{key}:{json.dumps(values, sort_keys=True)}" if values else key
        answer = connector.call(Call(system, operation, connection, values, own, connection.timeout, own))
        return replace(answer, by=connector.id) if answer is not None else None

    at = f"{connection.url.rstrip('/')}/{operation.path.lstrip('/')}" if connector.real else ""
    return all_pages(ask, rows, paging, at=at)


def _later(answer: Answer, connection: Connection, service: Service, attempt: int) -> Answer:
    """A failure that will be tried again waits first, twice as long each time, on the clock of the case."""
    answer = replace(answer, tries=connection.retry)
    if not answer.again or attempt > max(service.retry, connection.retry) or not connection.backoff:
        return answer
    pause = timedelta(seconds=min(connection.backoff * 2 ** (attempt - 1), 3600))
    return replace(answer, delay=answer.delay + pause)
