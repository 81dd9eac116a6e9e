"""A document with its workspace as a Bundle."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from modeler.compile.data import data_of, source_names
from modeler.compile.deciding import asked_decisions
from modeler.compile.graph import compile_graph
from modeler.decisions import shelf_of
from modeler.document.contents import Contents, contents_of
from modeler.document.document import Document
from modeler.document.io import to_bytes
from modeler.document.workspace import Workspace
from runner.bundle.bundle import Bundle
from runner.bundle.capability import unsupported
from runner.bundle.graph import Graph
from runner.core.errors import AppError
from runner.core.problem import Problem, Severity
from runner.data.systems import Systems
from runner.forms.schema import Form
from runner.organization.model import Organization


@dataclass(frozen=True)
class Compiled:
    """The bundle, or None where an error stands in the way; and all problems, warnings included."""

    bundle: Bundle | None
    problems: list[Problem] = field(default_factory=list)
    report: list[Problem] = field(default_factory=list)
    """What of the file was read otherwise than written, or is not run: no imperfection, but to be known."""

    @property
    def ok(self) -> bool:
        """Whether there is a bundle."""
        return self.bundle is not None


def compile_process(doc: Document, workspace: Workspace | None = None, process_id: str | None = None) -> Compiled:
    """The bundle of one process of a document: its graph, those of the processes it calls, and all that
    the workspace has for them.

    Without `process_id` the process is the only executable one, else the first with a start event, else
    the first with any step. A drawing (not executable) compiles too; its graph says so.
    """
    chosen = process_id or entry_of(doc)
    if chosen is None:
        return Compiled(None, [Problem("compile.no-process", file=_file(doc))])
    if chosen not in doc.index.processes:
        params = {"process": chosen, "known": ", ".join(doc.index.processes) or "–"}
        return Compiled(None, [Problem("compile.unknown-process", params=params, file=_file(doc))])
    compiler = _BundleCompiler(doc, workspace)
    compiler.add(doc, chosen)
    problems = compiler.problems
    if any(problem.severity is Severity.ERROR for problem in problems):
        return Compiled(None, problems, compiler.report)
    return Compiled(compiler.bundle(chosen), problems, compiler.report)


def entry_of(doc: Document) -> str | None:
    """The id of the process that a file starts with, or None where nothing is drawn."""
    index = doc.index
    filled = {node.process for node in index.nodes.values() if node.tag not in ("participant", "lane")}
    with_start = {node.process for node in index.nodes.values() if node.tag == "startEvent"}
    executable = [own for own, process in index.processes.items() if process.executable and own in filled]
    if len(executable) == 1:
        return executable[0]
    for candidates in (executable, list(index.processes)):
        found = next((own for own in candidates if own in with_start), None)
        if found is not None:
            return found
    return next((own for own in index.processes if own in filled), None)


def _file(doc: Document) -> str:
    return str(doc.path) if doc.path is not None else doc.name


def _placed(doc: Document, found: list[Problem]) -> list[Problem]:
    lines = {own: record.line for own in {item.element for item in found} if (record := doc.index.record(own))}
    return [replace(item, file=_file(doc), line=lines.get(item.element)) for item in found]


class _BundleCompiler:
    def __init__(self, doc: Document, workspace: Workspace | None) -> None:
        self._doc = doc
        self._workspace = workspace
        self._contents = contents_of(doc, workspace)
        self._shelf = shelf_of(workspace)
        self._graphs: dict[str, Graph] = {}
        self._sources: dict[str, bytes] = {}
        self._others: dict[str, Path] | None = None
        self._forms: dict[str, Form] = dict(self._contents.forms)
        self.problems: list[Problem] = list(self._contents.problems)
        self.report: list[Problem] = []

    def add(self, doc: Document, process_id: str) -> None:
        """The graph of a process, and of those it calls, each once."""
        source = self._member(doc)
        result = compile_graph(
            doc, process_id, source, organization=self._contents.organization, forms=self._contents.forms,
            decisions=self._shelf.names, sources=self._source_names(doc),
        )  # fmt: skip
        graph = result.graph
        self._forms.update(result.forms)
        self._graphs[process_id] = graph
        self._sources.setdefault(source, to_bytes(doc))
        found = [
            *result.problems, *unsupported(graph), *self._missing_forms(graph),
            *asked_decisions(doc, graph, self._shelf, alone=self._workspace is None),
        ]  # fmt: skip
        self.problems += _placed(doc, found)
        self.report += _placed(doc, result.report)
        for node in graph.nodes:
            if node.kind == "callActivity" and node.called not in self._graphs:
                self._add_called(doc, graph, node.id, node.name or node.id, node.called)

    def _add_called(self, doc: Document, graph: Graph, element: str, name: str, called: str | None) -> None:
        if called is not None and called in doc.index.processes:
            self.add(doc, called)
            return
        path = self._elsewhere().get(called or "")
        if path is not None and called is not None and self._workspace is not None:
            other = self._workspace.open_process(path)
            self.add(other, called)
            return
        # a drawing, or a lone file, is tried out all the same: whoever tries it steps over the call
        severity = Severity.WARNING if graph.drawing or self._workspace is None else Severity.ERROR
        params = {"name": name, "called": called or "?"}
        self.problems.append(Problem("compile.called", severity, element, params, file=_file(doc)))

    def _elsewhere(self) -> dict[str, Path]:
        """Process id -> file, over the other files of the workspace; read at the first call activity."""
        if self._others is None:
            self._others = {}
            for path in self._workspace.processes() if self._workspace is not None else ():
                if self._doc.path is None or path != self._doc.path:
                    try:
                        other = self._workspace.open_process(path) if self._workspace is not None else None
                    except AppError:
                        continue  # a broken neighbour is a problem of its own
                    for own in other.index.processes if other is not None else ():
                        self._others.setdefault(own, path)
        return self._others

    def _source_names(self, doc: Document) -> dict[str, str]:
        """What the data sources are called, where a store is drawn that may hold the records of one."""
        if self._workspace is None or all(node.tag != "dataStoreReference" for node in doc.index.nodes.values()):
            return {}
        return source_names(self._workspace.folder / "data")

    def _member(self, doc: Document) -> str:
        name = doc.path.name if doc.path is not None else doc.name or "process"
        return f"processes/{name if name.endswith('.bpmn') else Path(name).stem + '.bpmn'}"

    def _missing_forms(self, graph: Graph) -> list[Problem]:
        severity = Severity.ERROR if self._workspace is not None else Severity.WARNING
        return [
            Problem("compile.form", severity, node.id, {"name": node.name or node.id, "form": node.form.ref})
            for node in graph.nodes
            if node.form is not None and node.form.ref not in self._forms
        ]

    def bundle(self, entry: str) -> Bundle:
        """Everything together; of the forms and decisions only those that the graphs name."""
        nodes = [node for graph in self._graphs.values() for node in graph.nodes]
        used = {node.form.ref for node in nodes if node.form is not None}
        contents: Contents = self._contents
        forms = {name: form for name, form in self._forms.items() if name in used}
        folder = self._workspace.folder / "data" if self._workspace is not None else None
        stores = dict.fromkeys(item.source for graph in self._graphs.values() for item in graph.data if item.source)
        data, problems = data_of(forms, folder, stores)
        self.problems += problems
        return Bundle(
            entry=entry,
            sources=self._sources,
            graphs=self._graphs,
            forms=forms,
            decisions=self._shelf.needed({node.decision.ref for node in nodes if node.decision is not None}),
            workspace=contents.info,
            organization=contents.organization,
            dictionary=contents.dictionary.in_force(),
            rights=contents.rights,
            data=data,
            systems=_asked(contents.systems, self._graphs.values(), contents.organization, data),
        )


def _asked(register: Systems, graphs: Iterable[Graph], organization: Organization, data: Collection[str]) -> Systems:
    """Of the register those systems that a step asks, itself or by a directory service who handles it, and those that
    keep data up to date which the forms look up or data stores hold."""
    nodes = [node for graph in graphs for node in graph.nodes]
    codes = {node.service.params.get("system") for node in nodes if node.service is not None}
    services = {node.handler.params.get("service") for node in nodes if node.handler is not None}
    codes |= {service.system for service in organization.services if service.id in services and service.system}
    codes |= {one.code for one in register.systems if any(sync.source in data for sync in one.syncs)}
    return register.model_copy(update={"systems": [one for one in register.systems if one.code in codes]})
