"""Directory services that say who handles a step: the mock, which gives the answers recorded in the organisation."""

from __future__ import annotations

from collections.abc import Mapping

from runner.connectors.desk import parse_delay
from runner.core.errors import RunError
from runner.organization.asking import Answered, Asked, Asker
from runner.organization.model import DirectoryService, Organization


def recorded_answers(organization: Organization) -> Asker:
    """Answers questions from `services` of an organisation. An answer that takes longer than the question waits is
    `late`; one without delay comes at once: nothing is waited for."""
    services = {one.id: one for one in reversed(organization.services)}

    def ask(asked: Asked) -> Answered:
        service = services.get(asked.service)
        return Answered(failure="unknown") if service is None else _answer(service, asked)

    return ask


def _answer(service: DirectoryService, asked: Asked) -> Answered:
    facts = {"starter": asked.starter, "department": asked.department, "process": asked.process, "node": asked.node,
             "value": asked.value}  # fmt: skip
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
