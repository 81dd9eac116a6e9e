"""The sample office for tests: its processes compiled, cases played by those asked, its process tests run."""

from __future__ import annotations

from functools import cache
from typing import Any

from modeler.compile import compile_process
from modeler.document.io import open_document
from modeler.document.workspace import open_workspace
from runner.bundle.bundle import Bundle
from runner.connectors.connections import NOWHERE, Connection, Connections, Reach
from runner.core.resources import resource_folder
from runner.pilot.coverage import Coverage
from runner.pilot.report import run_tests
from runner.service import Service
from tests.helpers.finance import Finance

OFFICE = resource_folder() / "samples" / "office"
PROCESSES = tuple(sorted(path.stem for path in (OFFICE / "processes").glob("*.bpmn")))
CLOCK = "2026-03-02T09:00:00+08:00"


@cache
def bundle(name: str) -> Bundle:
    """A process of the office with all that it needs; there is no problem in it."""
    doc = open_document(OFFICE / "processes" / f"{name}.bpmn")
    compiled = compile_process(doc, open_workspace(OFFICE))
    doc.close()
    assert compiled.problems == []
    assert compiled.bundle is not None
    return compiled.bundle


def reach_of(server: Finance, *systems: str, **more: Any) -> Reach:
    """Systems of the office as one running server."""
    one = Connection(**{"use": "http", "url": f"http://127.0.0.1:{server.port}/api", **more})
    return Reach(Connections(systems=dict.fromkeys(systems, one)), frozenset({"127.0.0.1"}))


class Played:
    """A case of the office. Whoever is asked does a step, of several the first."""

    def __init__(
        self,
        process: str,
        given: dict[str, Any],
        who: str = "yu",
        *,
        reach: Reach = NOWHERE,
        store: str = "sqlite://",
        clock: str = CLOCK,
    ) -> None:
        self.store, self.reach = store, reach
        self.service = Service(store, clock=clock, reach=reach)
        self.service.rehearsing().allow_calls(on=True)
        self.case = self.service.start(self.service.deploy(bundle(process)), who, given)

    def reopened(self) -> None:
        """The program ends, and begins again on the same store."""
        self.service.close()
        self.service = Service(self.store, reach=self.reach)

    def do(self, step: str, verdict: str | None = "agree", opinion: str | None = None, /, **data: Any) -> None:
        """Complete a step that is open, with a verdict (None: it asks for none)."""
        task = next(one for one in self.service.open_tasks(self.case) if one.element == step)
        assert task.user is not None
        self.service.complete(task.task, task.user, data, verdict, opinion)
        self.service.advance("PT1M")

    @property
    def open(self) -> set[str]:
        """The steps that are open."""
        return {one.element for one in self.service.open_tasks(self.case)}

    @property
    def found(self) -> dict[str, Any]:
        """The variables of the case."""
        return dict(self.service.variables(self.case))

    @property
    def status(self) -> str:
        """Where the case stands."""
        return self.service.case(self.case).status


def reached_by_tests(name: str, least: int = 12, most: int = 20) -> Coverage:
    """Run the process tests of a process: there are enough of them and none differs. What they reach of it."""
    files = {path.name: path.read_bytes() for path in sorted((OFFICE / "cases").glob(f"{name}-*.json"))}
    assert least <= len(files) <= most, f"{name} has {len(files)} process tests"
    report = run_tests(lambda _process: bundle(name), files)
    assert [(one.file, one.differences) for one in report.cases if not one.ok] == []
    return report.coverage


def never_reached(name: str, least: int = 12) -> list[str]:
    """Which nodes and flows of a process its process tests never come to; what it calls is tested where it stands."""
    own = bundle(name).graph
    names = {node.id for node in own.nodes} | {flow.id for flow in own.flows}
    return [element for element in reached_by_tests(name, least).missing if element in names]
