"""Directory services that say who handles a step: the answers recorded in the organisation, or the system behind it.

A system is asked only where the connections of this machine say so and the user has allowed its host; else the
recorded answers count. What goes out is the question alone: starter, department, process, step, and the one field
that the rule sends along.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from runner.connectors.connections import NOWHERE, Connection, Reach
from runner.connectors.contract import Call, Connector, connectors
from runner.connectors.desk import Answer, parse_delay
from runner.connectors.exchange import Unfit, incoming, outgoing
from runner.connectors.hosts import host_of
from runner.core.errors import RunError
from runner.data.dictionary import Dictionary
from runner.data.systems import Operation, System, Systems
from runner.organization.asking import Answered, Asked, Asker
from runner.organization.model import DirectoryService, Organization

PEOPLE = "people"
"""The field of a record in which a system names people; anything but a record is taken whole."""


def recorded_answers(organization: Organization) -> Asker:
    """Answers questions from `services` of an organisation. An answer that takes longer than the question waits is
    `late`; one without delay comes at once: nothing is waited for."""
    services = {one.id: one for one in reversed(organization.services)}

    def ask(asked: Asked) -> Answered:
        service = services.get(asked.service)
        return Answered(failure="unknown") if service is None else _recorded(service, asked)

    return ask


def directory_asker(
    organization: Organization,
    systems: Systems,
    dictionary: Dictionary,
    reach: Reach = NOWHERE,
    *,
    key: str = "",
    kinds: Mapping[str, Connector] | None = None,
) -> Asker:
    """Asks the system of a service where that may be called from here, else its recorded answers. `key`: the visit to
    a step; a call that is repeated for it carries the same key."""
    recorded = recorded_answers(organization)
    services = {one.id: one for one in reversed(organization.services)}
    known = connectors() if kinds is None else kinds

    def ask(asked: Asked) -> Answered:
        service = services.get(asked.service)
        connection = reach.connections.of(service.system) if service is not None and service.system else Connection()
        if service is None or connection.use == "mock":
            return recorded(asked)
        if connection.use not in known:
            return Answered(failure="refused", cause="connect.unknown-use")
        if not _may_call(connection, known[connection.use], reach):
            return recorded(asked)
        system = systems.system(service.system)
        operation = system.operation(service.operation) if system is not None else None
        if system is None or operation is None:
            return Answered(failure="refused", cause="connect.unknown")
        return _called(asked, system, operation, connection, known[connection.use], dictionary, key)

    return ask


def _may_call(connection: Connection, connector: Connector, reach: Reach) -> bool:
    return not connector.real or host_of(connection.url) in reach.hosts


def _called(
    asked: Asked,
    system: System,
    operation: Operation,
    connection: Connection,
    connector: Connector,
    dictionary: Dictionary,
    key: str,
) -> Answered:
    facts = _facts(asked)
    wanted = {item.name for item in operation.input} or facts.keys()
    try:
        values = outgoing(system, operation, {name: facts[name] for name in wanted if name in facts}, dictionary)
    except Unfit:
        return Answered(failure="refused", cause="connect.input")
    answer = connector.call(
        Call(
            system=system, operation=operation, connection=connection, values=values,
            key=f"{key}:{asked.node}:{asked.service}", timeout=float(asked.seconds), chance=key,
        )
    )  # fmt: skip
    if answer is None or answer.delay.total_seconds() > asked.seconds or answer.failure == "connect.timeout":
        return Answered(failure="late")
    if answer.failure is not None:
        return Answered(failure="refused", cause=answer.failure)
    return _taken(answer, system, operation, dictionary)


def _taken(answer: Answer, system: System, operation: Operation, dictionary: Dictionary) -> Answered:
    try:
        result = incoming(system, operation, answer.result, dictionary)
    except Unfit:
        return Answered(failure="refused", cause="connect.shape")
    return Answered(result.get(PEOPLE) if isinstance(result, Mapping) and PEOPLE in result else _plain(result))


def _facts(asked: Asked) -> dict[str, Any]:
    return {"starter": asked.starter, "department": asked.department, "process": asked.process, "node": asked.node,
            "value": asked.value}  # fmt: skip


def _recorded(service: DirectoryService, asked: Asked) -> Answered:
    facts = _facts(asked)
    for answer in service.answers:
        if all(facts.get(name) == value for name, value in answer.when.items()):
            try:
                delay = parse_delay(answer.delay).total_seconds()
            except RunError as error:
                return Answered(failure="refused", cause=error.message)
            if delay > asked.seconds:
                return Answered(failure="late")
            if answer.failure:
                return Answered(failure="refused", cause=answer.failure)
            return Answered(_plain(answer.people))
    return Answered([])


def _plain(people: object) -> object:
    return dict(people) if isinstance(people, Mapping) else people
