"""The Simulate place, driven as a user would: choose, change, run, compare, report."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDoubleSpinBox, QLabel, QLineEdit, QSpinBox

from modeler.ui.context import Context
from modeler.ui.places.simulate import Simulate
from modeler.ui.places.simulate.fields import DistributionEdit, LengthEdit
from modeler.ui.places.simulate.heat import heat_of
from modeler.ui.places.simulate.pieces import calendar_words
from modeler.ui.places.simulate.runs import Simulator
from runner.core.settings import Settings
from runner.simulate.distributions import Distribution
from runner.simulate.durations import MINUTE
from runner.simulate.run import simulate
from runner.simulate.scenario import Pool, Scenario
from runner.ui.kit import style

SAMPLE = Path(__file__).resolve().parents[3] / "resources" / "samples" / "office"


class NearWorker:
    """Stands for the worker process: the same call, done at once in the job's thread."""

    def __init__(self) -> None:
        self.closed = False
        self.asked: list[dict[str, Any]] = []

    def simulate(self, bundle, scenario, *, progress=None, cancel=None):
        self.asked.append(scenario)
        result = simulate(bundle, Scenario.model_validate(scenario), progress=progress, cancel=cancel)
        return json.loads(json.dumps(result.to_json()))

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "office"
    shutil.copytree(SAMPLE, folder)
    for path in (folder / "scenarios").glob("*.json"):
        data = json.loads(path.read_text("utf-8"))
        data.update({"cases": 60, "replications": 3})
        path.write_text(json.dumps(data, ensure_ascii=False), "utf-8")
    return folder


@pytest.fixture
def place(qtbot, workspace: Path) -> Iterator[Simulate]:
    style.apply_style(QApplication.instance(), "light")
    context = Context(Settings())
    context.open_document(workspace / "processes" / "leave.bpmn")
    made = Simulate(context)
    made.simulator = Simulator(NearWorker)
    qtbot.addWidget(made)
    made.resize(1440, 780)
    made.show()
    made.entered()
    yield made
    made.simulator.close()
    context.close_all()


def run(qtbot, place: Simulate) -> None:
    place.scenarios.run.click()
    qtbot.waitUntil(lambda: not place.is_running, timeout=20_000)


def texts(widget) -> str:
    return "\n".join(item.text() for item in widget.findChildren(QLabel) if item.isVisibleTo(widget))


def test_scenarios_of_the_process_are_listed_and_the_first_is_chosen(place):
    assert {entry.stem for entry in place.study.entries} == {"leave-usual", "leave-peak"}
    assert place.study.current.stem == "leave-usual"
    assert "380" not in texts(place.scenarios)
    assert "3 × 60 cases" in texts(place.scenarios)


def test_running_fills_results_heat_and_legend(qtbot, place):
    run(qtbot, place)
    result = place.study.current.result
    assert result.counted > 0
    titles = [place.results.model.item(row, 0).text() for row in range(place.results.model.rowCount())]
    assert "Cycle time" in titles
    assert place.canvas.heat.elements == heat_of(result, "wait")[0]
    assert max(place.canvas.heat.elements.values()) == 1
    assert place.scenarios.legend.isVisibleTo(place)


def test_every_figure_has_unit_interval_and_sample_size(qtbot, place):
    run(qtbot, place)
    model = place.results.model
    for row in range(model.rowCount()):
        mean, interval = model.item(row, 1).text(), model.item(row, 2).text()
        assert interval == "—" or "…" in interval
        assert mean.split()[-1] in ("s", "min", "h", "d", "%") or "¥" in mean or "queue" in model.item(row, 0).text()
    assert f"n = {place.study.current.result.counted:,} cases" in place.results._about.text()


def test_selecting_a_step_shows_its_duration_and_people(place):
    place.context.selection.set(["Task_hr"])
    edit = place.inputs.findChild(DistributionEdit)
    assert edit.value.kind == "triangular"
    assert "HR officers" in texts(place.inputs)


def combo(place: Simulate, name: str) -> QComboBox:
    """The list of that caption among the inputs."""
    return next(one for one in place.inputs.findChildren(QComboBox) if one.accessibleName() == name)


def test_the_rules_of_the_steps_say_who_does_the_work_where_that_is_chosen(qtbot, place):
    who = combo(place, "Who does the work")
    assert who.currentData() == "pools"
    who.setFocus()
    QTest.keyClick(who, Qt.Key.Key_Down)
    assert place.study.current.scenario.people.by == "rules"
    assert place.study.current.is_changed
    QApplication.processEvents()
    hours = combo(place, "Their working hours")
    hours.setCurrentIndex(hours.findData("office"))
    hours.activated.emit(hours.currentIndex())
    assert place.study.current.scenario.people.calendar == "office"
    run(qtbot, place)
    titles = [place.results.model.item(row, 0).text() for row in range(place.results.model.rowCount())]
    assert "Wang Fang, busy" in titles
    assert "is the busiest" in place.results.sentence.text()
    place.context.selection.set(["Task_hr"])
    assert "Whom the rule of this step names" in texts(place.inputs)


def test_selection_on_the_canvas_and_in_the_window_are_one(place):
    place.canvas.selection.set(["Task_hr"])
    assert place.context.selection.ids == ("Task_hr",)
    place.context.selection.set(["Task_head"])
    assert place.canvas.selection.ids == ("Task_head",)


def test_changing_a_duration_changes_the_scenario_and_marks_it(qtbot, place):
    place.context.selection.set(["Task_hr"])
    edit = place.inputs.findChild(DistributionEdit)
    first = edit.findChildren(QLineEdit)[0]
    first.setText("3")
    first.editingFinished.emit()
    assert place.study.current.scenario.activities["Task_hr"].duration.params["min"] == "PT3M"
    assert place.study.current.is_changed
    qtbot.waitUntil(lambda: "not saved" in texts(place.scenarios))


def test_two_ways_of_a_split_stay_together_at_one_hundred(place):
    place.context.selection.set(["Gateway_level"])
    first, second = place.inputs.findChildren(QDoubleSpinBox)[:2]
    first.setValue(30)
    assert second.value() == pytest.approx(70)
    flows = place.study.current.scenario.flows
    assert flows["Flow_one"] + flows["Flow_two"] == pytest.approx(1)


def test_nothing_selected_shows_the_whole_scenario(place):
    place.context.selection.set(["Task_hr"])
    place.context.selection.set([])
    assert "Whole scenario" in texts(place.inputs)
    cases = place.inputs.findChildren(QSpinBox)[0]
    cases.setValue(75)
    assert place.study.current.scenario.cases == 75


def test_copy_builds_on_the_original_and_is_compared_with_it(qtbot, place, workspace):
    run(qtbot, place)
    place.duplicate_scenario()
    copy = place.study.current
    assert copy.scenario.extends == "leave-usual"
    from modeler.ui.places.simulate.pieces import change_pool

    place.study.change(pools=change_pool(copy.scenario, "hr", capacity=2))
    run(qtbot, place)
    assert place.study.other.stem == "leave-usual"
    model = place.results.model
    heads = [model.headerData(column, Qt.Orientation.Horizontal) for column in range(model.columnCount())]
    assert "Difference" in heads
    stored = json.loads((workspace / "scenarios" / f"{copy.stem}.json").read_text("utf-8"))
    assert stored["extends"] == "leave-usual"
    assert [pool["id"] for pool in stored["pools"]] == ["hr"]
    assert "activities" not in stored


def test_deleted_scenario_can_be_brought_back(place, workspace):
    place.duplicate_scenario()
    place.save_scenario()
    stem = place.study.current.stem
    place.remove_scenario()
    assert not (workspace / "scenarios" / f"{stem}.json").exists()
    place.banner._act()
    assert (workspace / "scenarios" / f"{stem}.json").exists()


def test_scenario_that_is_not_in_order_is_told_instead_of_run(place):
    place.study.change(flows={"Flow_one": 0.9, "Flow_two": 0.9})
    place.do_run()
    assert not place.is_running
    assert "add up to" in texts(place.banner)


def test_plots_draw_in_both_themes(qtbot, place):
    run(qtbot, place)
    for theme in ("dark", "light"):
        style.apply_style(QApplication.instance(), theme)
        for view in ("queue", "use", "cycle"):
            place.show_view(view)
            assert not place.plots.grab().toImage().isNull()
            assert place.plots._note.text()


def test_report_is_one_page_that_needs_nothing_else(qtbot, place, tmp_path):
    run(qtbot, place)
    place.write_report(tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text("utf-8")
    assert "<svg" in page
    assert "http" not in page
    assert place.study.current.result.table_hash in page


def test_process_without_scenarios_gets_a_first_guess(qtbot, workspace):
    for path in (workspace / "scenarios").glob("*.json"):
        path.unlink()
    context = Context(Settings())
    context.open_document(workspace / "processes" / "leave.bpmn")
    place = Simulate(context)
    place.simulator = Simulator(NearWorker)
    qtbot.addWidget(place)
    place.show()
    place.entered()
    assert len(place.study.entries) == 1
    place.study.change(cases=40, replications=2, warm_up=None)
    run(qtbot, place)
    assert place.study.current.result.counted > 0
    place.simulator.close()
    context.close_all()


def test_results_outlive_the_place_when_the_language_changes(qtbot, place):
    run(qtbot, place)
    again = Simulate(place.context)
    qtbot.addWidget(again)
    assert again.study.current.result is place.study.current.result


def test_places_fit_on_a_small_screen(qtbot, place):
    run(qtbot, place)
    assert place.minimumSizeHint().width() <= 1280
    assert place.minimumSizeHint().height() <= 600


def test_kind_of_distribution_can_be_switched(qtbot):
    edit = DistributionEdit(Distribution.model_validate({"constant": {"value": "PT10M"}}))
    qtbot.addWidget(edit)
    told = []
    edit.changed.connect(told.append)
    edit._choose_kind(1)
    assert told[-1].kind == "triangular"
    assert told[-1].params == {"min": "PT5M", "mode": "PT10M", "max": "PT20M"}


def test_values_that_do_not_go_together_are_said(qtbot):
    edit = DistributionEdit(Distribution.model_validate({"uniform": {"min": "PT5M", "max": "PT1M"}}))
    qtbot.addWidget(edit)
    assert "do not go together" in edit._note.text()


def test_recorded_values_are_kept_as_they_are(qtbot):
    given = Distribution.model_validate({"list": ["PT1M", "PT2M"]})
    edit = DistributionEdit(given)
    qtbot.addWidget(edit)
    assert edit.value == given


def test_length_is_shown_in_the_unit_that_fits(qtbot):
    edit = LengthEdit(90 * MINUTE)
    qtbot.addWidget(edit)
    assert edit.value == 90 * MINUTE
    edit._number.setText("")
    assert edit.value is None


def test_a_calendar_is_called_by_whose_it_is_and_its_hours() -> None:
    week = [{"days": "MO-FR", "from": "08:30", "to": "12:00"}, {"days": "MO-FR", "from": "13:00", "to": "18:00"}]
    scenario = Scenario(
        process="p.bpmn", calendars={"office": {"week": week}, "hr": {"week": week}}, pools=[Pool(id="hr", name="HR")]
    )
    assert calendar_words(scenario, "office") == "Office hours · 8:30–12, 13–18"
    assert calendar_words(scenario, "hr") == "HR · 8:30–12, 13–18"
