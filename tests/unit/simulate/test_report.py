"""The simulation report: one page, both languages, every name escaped."""

from __future__ import annotations

import re

import pytest

from modeler.reports import simulation
from runner.core.i18n import current_language
from runner.core.resources import resource_folder
from runner.simulate import simulate
from tests.unit.simulate.models import case


@pytest.fixture(scope="module")
def finished():
    graph, scenario = case("s15", cases=80, replications=3, warm_up=None)
    return simulate(graph, scenario), graph, scenario


def test_report_shows_figures_plots_and_how_to_repeat_it(finished):
    result, graph, scenario = finished
    page = simulation.simulation_report(result, graph, scenario, "en")
    assert page.count("<svg") == 3
    assert result.table_hash in page
    assert "Appraise" in page
    assert "http" not in page


def test_names_from_models_are_escaped(finished):
    result, graph, scenario = finished
    nodes = [node.model_copy(update={"name": "<script>alert(1)</script>"}) for node in graph.nodes]
    named = scenario.model_copy(update={"name": "<b>x</b>"})
    page = simulation.simulation_report(result, graph.model_copy(update={"nodes": nodes}), named, "en")
    assert "<script>" not in page
    assert "<b>x" not in page


def test_report_in_chinese_leaves_the_language_as_it_was(finished):
    result, graph, scenario = finished
    page = simulation.simulation_report(result, graph, scenario, "zh")
    assert '<html lang="zh">' in page
    assert "周期" in page
    assert current_language() == "en"


def test_every_text_of_the_template_is_listed_for_translation():
    template = (resource_folder() / "templates" / simulation.TEMPLATE).read_text("utf-8")
    used = {first or second for first, second in re.findall(r"""_\((?:"([^"]+)"|'([^']+)')\)""", template)}
    assert used == set(simulation.TEMPLATE_TEXTS)
