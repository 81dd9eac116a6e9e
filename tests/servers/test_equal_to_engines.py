"""The same model with the same inputs goes the same way in our own runner and on the engines it is written for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

import httpx
import pytest

from modeler.dialects.writing import WRITERS, Settings
from runner.bundle.graph import Graph
from tests.helpers.dialect_catalog import MODELS
from tests.helpers.dialect_models import DialectModel
from tests.servers.conftest import Bring
from tests.servers.flowable_cases import Flowable
from tests.servers.operaton_cases import Operaton
from tests.servers.playing import Player

ENGINES: dict[str, tuple[str, Callable[[httpx.Client], Player]]] = {
    "operaton": ("camunda", Operaton),
    "flowable": ("flowable", Flowable),
}
"""Kind of server -> the dialect that is written for it, and who plays cases there."""
REFUSED: dict[str, dict[str, str]] = {
    "operaton": {},
    "flowable": {"decision-list": "decision-logic", "transaction": "event"},
}
"""Engine -> model -> the loss that keeps it from being written for that engine at all. All others go the same way."""


@pytest.mark.parametrize("name", sorted(MODELS))
@pytest.mark.parametrize("engine", sorted(ENGINES))
def test_a_case_goes_as_in_our_own_runner(bring: Bring, engine: str, name: str) -> None:
    model = MODELS[name]
    dialect, make = ENGINES[engine]
    written = WRITERS[dialect].write(model.package, Settings())
    if name in REFUSED[engine]:
        assert f"export.{REFUSED[engine][name]}" in {loss.code for loss in written.losses}
        assert not written.ok
        return
    assert written.ok, [loss.message for loss in written.losses]
    with httpx.Client(base_url=bring(engine).url, timeout=60, trust_env=False) as client:
        there, here = make(client).play(model, written.files), model.run()
    assert _plain(model, there.entered) == _plain(model, Counter(model.path)), "another way"
    assert there.ended == (here.status == "completed")
    ours = {key: value for key, value in here.variables.items() if not isinstance(value, list | dict)}
    assert {key: there.variables.get(key) for key in ours} == ours


def _plain(model: DialectModel, entered: Mapping[str, int]) -> dict[str, int]:
    """How often each element was entered, without what the two count otherwise: a join of parallel ways is entered by
    each token there and once here, a repeated step by each run there and once here; links are not in the history."""
    graphs = model.bundle.graphs.values()
    once = {own for graph in graphs for own in _counted_once(graph)}
    links = {
        node.id for graph in graphs for node in graph.nodes if node.event is not None and node.event.kind == "link"
    }
    found = {own: count for own, count in entered.items() if "#" not in own and own not in links}
    return {own: 1 if own in once else count for own, count in found.items()}


def _counted_once(graph: Graph) -> set[str]:
    joins = {"parallelGateway", "inclusiveGateway"}
    repeated = {node.id for node in graph.nodes if node.loop is not None}
    inside = {node.id for node in graph.nodes if node.scope in repeated}
    return repeated | inside | {node.id for node in graph.nodes if node.kind in joins}
