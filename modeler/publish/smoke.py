"""A trial case after a publication: it begins at the engine, comes to the first step that somebody does, is there for
whom it should be, and goes again with all that it left.

All trial cases of a package have one business key. What an earlier run left is taken away first, so that one that
ended half way leaves nothing for long.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from modeler.bpmn import names
from modeler.dialects.losses import Losses
from modeler.publish.engines.trials import Tries, Waiting
from modeler.publish.environments import Environment
from modeler.publish.expanding import expanded
from modeler.publish.receipt import Trial, TrialProblem
from modeler.publish.target import Connection, PublishRefused, Shipment, details_of
from runner.bundle.archive import Package
from runner.bundle.container import take
from runner.bundle.graph import Graph
from runner.core.errors import AppError, FormatError, PublishError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.xml import read_xml
from runner.forms.schema import field_places
from runner.pilot.case_file import Given, ProcessTest, Start, read_test
from runner.pilot.replay import run_answers

declare(
    {
        "publish.trial-place": (
            N_("{environment} is no place for a trial case."),
            N_("Say that the environment is for development or tests (stage), or give it a tenant for tests."),
        ),
        "publish.trial-unknown": (
            N_("{server} takes no trial case from here; nothing was tried."),
            N_("Trial cases go to Operaton, Camunda 7 and Flowable."),
        ),
        "publish.trial-start": (
            N_("The trial case of {process} does not begin: {cause}"),
            N_("It begins with the plain values of a process test, or with those that its form shows at first."),
        ),
        "publish.trial-stuck": (
            N_("The trial case of {process} comes to no step that somebody does; it waits at {elements}."),
            N_("A service there waits for its worker, or an event for what is to come."),
        ),
        "publish.trial-over": (N_("The trial case of {process} ends before anybody does anything."), ""),
        "publish.trial-elsewhere": (
            N_("The trial case waits at {found}; here it waits at {wanted}."),
            N_("Look at the conditions on the way, and at what the engine was given."),
        ),
        "publish.trial-people": (
            N_("The step {element} of the trial case is there for {found}, not for {wanted}."),
            N_("Look at the groups of the environment and at those of the server."),
        ),
        "publish.trial-left": (
            N_("The trial case could not be taken away: {cause}"),
            N_("The next trial takes it away first."),
        ),
    }
)

STAGES = ("dev", "test")
"""Environments in which cases may be tried."""
_KEY = "slipway-trial {name}"
_PEOPLE = {"assignee": "user", "candidateUsers": "user", "candidateGroups": "group"}
_NOBODY = "–"


def wants_trial(environment: Environment | None, address: str, asked: bool | None) -> bool:
    """Whether a trial case follows a publication: the environment asks for it, or whoever publishes. Raises
    `PublishRefused` (`publish.trial-place`) where it is no place for one."""
    wanted = asked if asked is not None else environment is not None and environment.smoke
    if not wanted:
        return False
    tenant = (environment.tenant if environment is not None else "") or details_of(address)[1].get("tenant", "")
    if tenant or (environment is not None and environment.stage in STAGES):
        return True
    raise PublishRefused("publish.trial-place", environment=(environment.title if environment else "") or address)


def try_out(connection: Connection, shipment: Shipment) -> Trial:
    """Try the default process of a package; what is not as it should be stands in the result, and raises nothing."""
    graph = shipment.package.bundle.graphs[shipment.package.bundle.entry]
    if not isinstance(connection, Tries):
        problem = _problem("publish.trial-unknown", graph.process, server=connection.server)
        return Trial(process=graph.process, state="failed", problems=[problem])
    trial = _Trial(connection, shipment, graph)
    problems = trial.swept()
    if not problems:
        problems = trial.tried()
        problems += trial.swept()
    return Trial(
        process=graph.process, state="failed" if problems else "passed", element=trial.element,
        who=sorted(trial.who), problems=problems,
    )  # fmt: skip


class _Trial:
    """One trial on its way; `element` and `who` say where it came to."""

    def __init__(self, connection: Tries, shipment: Shipment, graph: Graph) -> None:
        self._connection, self._shipment, self._graph = connection, shipment, graph
        self._key = _KEY.format(name=shipment.name)
        self.element, self.who = "", frozenset[str]()

    def swept(self) -> list[TrialProblem]:
        """Take all trial cases of the package away; what cannot be is told."""
        try:
            for case in self._connection.trials(self._key):
                self._connection.end_trial(case)
        except PublishError as error:
            return [_problem("publish.trial-left", self._graph.process, cause=error.message)]
        return []

    def tried(self) -> list[TrialProblem]:
        """Begin a case, and look where it comes to and for whom."""
        process, test = self._graph.process, given_of(self._shipment.package, self._graph)
        plain = {name: value for name, value in test.given.start.data.items() if _is_plain(value)}
        try:
            case = self._connection.begin_trial(process, self._key, plain)
            found = self._connection.open_steps(case)
            if not found:
                resting = self._connection.resting(case)
                code = "publish.trial-stuck" if resting else "publish.trial-over"
                told = {"elements": ", ".join(resting)} if resting else {}
                return [_problem(code, resting[0] if resting else process, process=process, **told)]
        except PublishError as error:
            return [_problem("publish.trial-start", process, process=process, cause=error.message)]
        return self._compared(found, test)

    def _compared(self, found: list[Waiting], test: ProcessTest) -> list[TrialProblem]:
        wanted = expected_steps(self._shipment.package, self._graph, test)
        there = {one.element for one in found}
        shown = next((one for one in found if one.element in wanted), found[0])
        self.element, self.who = shown.element, shown.who
        if wanted and not there & wanted:
            told = {"found": ", ".join(sorted(there)), "wanted": ", ".join(sorted(wanted))}
            return [_problem("publish.trial-elsewhere", shown.element, **told)]
        people = people_of(self._shipment.files, shown.element)
        if people is not None and people != shown.who:
            told = {"found": _listed(shown.who), "wanted": _listed(people)}
            return [_problem("publish.trial-people", shown.element, element=shown.element, **told)]
        return []


def given_of(package: Package, graph: Graph) -> ProcessTest:
    """What a trial begins with: a process test of the package that somebody begins by hand, without its steps; else
    what the form of the start shows at first."""
    for name in sorted(package.cases):
        with suppress(FormatError):
            test = read_test(package.cases[name], name)
            if not test.given.start.by and (test.given.start.data or test.given.steps):
                given = test.given.model_copy(update={"steps": []})
                return ProcessTest(name=test.name, process=test.process, given=given)
    start = next((node for node in graph.nodes if node.kind == "startEvent" and node.form is not None), None)
    form = package.bundle.forms.get(start.form.ref) if start is not None and start.form is not None else None
    shown = {
        place.path: place.component.defaultValue
        for place in (field_places(form) if form is not None else ())
        if place.table is None and place.path.isidentifier() and place.component.defaultValue is not None
    }
    return ProcessTest(given=Given(start=Start(data=shown)))


def expected_steps(package: Package, graph: Graph, test: ProcessTest) -> frozenset[str]:
    """The steps at which the same case waits in our own runner, its approvals drawn in plain BPMN; empty where it
    does not get there."""
    try:
        bundle = expanded(package, Losses("")).bundle
        result = run_answers(bundle, test, process=graph.process)
    except AppError:
        return frozenset()
    return frozenset(element for _task, element, _user in result.open)


def people_of(files: Mapping[str, bytes], element: str) -> frozenset[str] | None:
    """For whom a step is in what the engine was given; None where that is worked out there."""
    for name, data in _diagrams(files).items():
        for one in read_xml(data, name).getroot().iter(names.q("userTask")):
            if one.get("id") != element:
                continue
            found: set[str] = set()
            for key, text in one.attrib.items():
                word = names.split(str(key))[1]
                if word in _PEOPLE:
                    if "${" in str(text):
                        return None
                    found |= {f"{_PEOPLE[word]}:{own}" for own in str(text).split(",") if own}
            return frozenset(found)
    return None


def _diagrams(files: Mapping[str, bytes]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for name, data in files.items():
        inside = take(data, name) if name.endswith(".bar") else {name: data}
        found |= {own: text for own, text in inside.items() if own.endswith((".bpmn", ".bpmn20.xml"))}
    return found


def _is_plain(value: object) -> bool:
    return value is None or isinstance(value, str | int | float | bool)


def _listed(who: frozenset[str]) -> str:
    return ", ".join(sorted(who)) or _NOBODY


def _problem(code: str, at: str, **params: str) -> TrialProblem:
    return TrialProblem(code=code, at=at, params=params)
