"""What a person sees of a case: where they stand in it, and which values follow from that.

Whoever handles a step sees what its form shows them, the starter likewise; who was sent a copy, and who looks a case
up by a rule, see what readers see. A value seen from one of these places is seen. What stands in no form (results of
scripts and services) may be made of anything: only who manages the process, and from whom nothing is hidden, sees it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from runner.bundle.bundle import Bundle
from runner.bundle.graph import Graph, Node
from runner.forms.access import strip_hidden
from runner.forms.masking import reads_whole
from runner.forms.schema import Component, Form, field_places
from runner.forms.values import nested
from runner.rights.fields import EVERYTHING, field_access, with_default
from runner.rights.model import FieldRight, Reader
from runner.rights.readers import reader_rights
from runner.service.standing import Standing, may_in
from runner.store.store import Row

View = tuple[Form, Sequence[FieldRight]]
_NOTHING = [FieldRight(path=EVERYTHING, access="hidden")]


class Sight:
    """What one person sees of one case."""

    def __init__(self, bundle: Bundle, case: Row, standing: Standing) -> None:
        self.bundle = bundle
        self._case = case
        self._standing = standing
        self._views: dict[str, list[View]] = {}
        self.manages = may_in(bundle, case, "manage", standing).allowed
        looked_up = may_in(bundle, case, "see", standing).rule is not None
        self._reads = self.manages or looked_up or may_in(bundle, case, "export", standing).allowed

    def values(self, process: str, data: Mapping[str, Any]) -> dict[str, Any]:
        """What the person sees of the data of a process."""
        if process not in self.bundle.graphs:
            return {}
        if self.sees_all(process):
            return dict(data)
        answer: dict[str, Any] = {}
        people = self.bundle.organization
        for form, rights in self.views(process):
            seen = strip_hidden(form, data, rights, user=self._standing.user, organization=people)
            answer = _joined(answer, seen, nested(data))
        return answer

    def sees_all(self, process: str) -> bool:
        """Whether nothing of a process is hidden from the person, working data and causes of failures included."""
        if not self.manages:
            return False
        graph = self.bundle.graphs[process]
        views = self.views(process)
        return all(
            any(field_access(rights, place.path) != "hidden" for seen, rights in views if seen is form)
            for form in forms_of(self.bundle, graph)
            for place in field_places(form)
        )

    def shows(self, process: str, path: str) -> bool:
        """Whether the value at a path, in whatever place of a form, is shown whole to the person."""
        if process not in self.bundle.graphs or self.sees_all(process):
            return process in self.bundle.graphs
        return any(
            place.path == path and self._reads_whole(place.component, rights, path)
            for form, rights in self.views(process)
            for place in field_places(form)
        )

    def _reads_whole(self, component: Component, rights: Sequence[FieldRight], path: str) -> bool:
        access = field_access(rights, path)
        only_reads = access == "read" or component.is_fixed
        if access == "hidden":
            return False
        return not only_reads or reads_whole(component, self._standing.user, self.bundle.organization)

    def views(self, process: str) -> list[View]:
        """The forms of a process as the person sees them, one for each place where they stand."""
        if process not in self._views:
            self._views[process] = list(self._find(self.bundle.graphs[process]))
        return self._views[process]

    def _find(self, graph: Graph) -> Iterator[View]:
        standing = self._standing
        for node in graph.nodes:
            own = (graph.process, node.id) in standing.steps
            begun = node.kind == "startEvent" and standing.is_starter and graph.process == self._case["process"]
            form = self.bundle.forms.get(node.form.ref) if node.form else None
            if form is not None and (own or begun):
                yield form, step_rights(node)
        if standing.has_copy:
            yield from reader_views(self.bundle, graph, "copy")
        if self._reads:
            yield from reader_views(self.bundle, graph, "view")


def step_rights(node: Node) -> list[FieldRight]:
    """What a step may do with the fields of its form; all is hidden where it shows none."""
    return with_default(node.form.fields, is_start=node.kind == "startEvent") if node.form else _NOTHING


def forms_of(bundle: Bundle, graph: Graph) -> list[Form]:
    """The forms that a process shows, each once."""
    names = dict.fromkeys(node.form.ref for node in graph.nodes if node.form)
    return [bundle.forms[name] for name in names if name in bundle.forms]


def hides_nothing(bundle: Bundle, graph: Graph) -> bool:
    """Whether who looks up cases of a process finds every field of its forms."""
    return all(
        field_access(rights, place.path) != "hidden"
        for form, rights in reader_views(bundle, graph, "view")
        for place in field_places(form)
    )


def reader_views(bundle: Bundle, graph: Graph, reader: Reader) -> Iterator[View]:
    """The forms of a process as a reader sees them."""
    steps = [step_rights(node) for node in graph.nodes if node.form]
    for form in forms_of(bundle, graph):
        paths = [place.path for place in field_places(form)]
        yield form, reader_rights(graph.readers.get(reader, ()), steps, paths)


def _joined(one: Mapping[str, Any], other: Mapping[str, Any], whole: Mapping[str, Any]) -> dict[str, Any]:
    """What is in either; rows of a table column by column. Of a value that one masks and the other does not, the one
    that is as in the whole data stays."""
    answer = dict(one)
    for key, value in other.items():
        had, true = answer.get(key), whole.get(key)
        if isinstance(had, Mapping) and isinstance(value, Mapping):
            answer[key] = _joined(had, value, true if isinstance(true, Mapping) else {})
        elif isinstance(had, list) and isinstance(value, list) and len(had) == len(value):
            rows = true if isinstance(true, list) and len(true) == len(value) else [{}] * len(value)
            answer[key] = [_row(*row) for row in zip(had, value, rows, strict=True)]
        elif key not in answer or had != true:
            answer[key] = value
    return answer


def _row(one: Any, other: Any, whole: Any) -> Any:
    both = isinstance(one, Mapping) and isinstance(other, Mapping)
    return _joined(one, other, whole if isinstance(whole, Mapping) else {}) if both else other
