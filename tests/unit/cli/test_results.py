"""Verbs that simulate, pack and publish, and the demonstration."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.lines import CommandLine

SPREAD = {"mean", "ci", "p50", "p90", "p95", "p99"}
DISTRIBUTIONS = {
    "constant", "exponential", "normal", "lognormal", "gamma", "erlang", "uniform", "triangular", "beta", "weibull",
    "histogram", "sample", "list",
}  # fmt: skip


def _file(examples: Path) -> Path:
    return examples / "processes" / "expense.bpmn"


def test_a_simulation_gives_every_figure_with_its_interval(line: CommandLine, examples: Path, tmp_path: Path) -> None:
    scenario = examples / "scenarios" / "expense-peak.json"
    asked = ("--scenario", scenario, "--cases", 1500, "--replications", 2, "--seed", 4)
    said = line.json("simulate", _file(examples), *asked, "--report", tmp_path / "report.html")
    assert said.code == 0
    data = said.data
    assert (data["cases"], data["replications"], data["seed"]) == (1500, 2, 4)
    assert data["backend"] in ("python", "kernel")
    assert data["tableHash"]
    for figure in ("cycle", "waiting", "work", "cost"):
        assert set(data[figure]) >= SPREAD
        low, high = data[figure]["ci"]
        assert low <= data[figure]["mean"] <= high
    assert set(data["pools"]) == {"clerk"}
    assert set(data["pools"]["clerk"]) >= {"utilisation", "queue", "wait"}
    assert set(data["activities"]["Task_check"]) >= {"visits", "wait", "duration", "cost"}
    assert data["flows"]["Flow_on"] == pytest.approx(1, abs=0.01)
    assert data["throughputPerHour"] > 0
    assert isinstance(data["warnings"], list)
    assert b"<svg" in (tmp_path / "report.html").read_bytes()


def test_the_scenario_of_the_format_description_is_taken_as_it_stands(line: CommandLine, examples: Path) -> None:
    """Section 5, at a fiftieth of its size."""
    text = (examples / "scenarios" / "expense-peak.json").read_text("utf-8")
    assert json.loads(text)["cases"] == 10_000
    asked = ("--scenario", examples / "scenarios" / "expense-peak.json", "--cases", 200)
    said = line.json("simulate", _file(examples), *asked)
    assert said.code == 0
    assert said.data["replications"] == 20


@pytest.mark.parametrize("kind", [*sorted(DISTRIBUTIONS), "bounded", "times"])
def test_every_distribution_of_the_format_description_runs(line: CommandLine, examples: Path, kind: str) -> None:
    scenario = examples / "scenarios" / f"expense-{kind}.json"
    said = line.json("simulate", _file(examples), "--scenario", scenario)
    assert said.code == 0, said
    assert said.data["activities"]["Task_check"]["duration"]["mean"] > 0


def test_people_whom_the_rules_name_are_printed_by_name_the_busiest_first(
    line: CommandLine, leave: Path, tmp_path: Path
) -> None:
    usual = json.loads((leave.parents[1] / "scenarios" / "leave-usual.json").read_text("utf-8"))
    scenario = tmp_path / "rules.json"
    scenario.write_text(json.dumps({**usual, "people": {"by": "rules", "calendar": "office"}}), "utf-8")
    asked = ("simulate", leave, "--scenario", scenario, "--cases", 60, "--replications", 2)
    said = line(*asked)
    assert said.code == 0
    assert "Wang Fang" in said.out and "user:" not in said.out
    people = [one for one in line.json(*asked).data["pools"].values() if one["name"]]
    busy = [one["utilisation"]["mean"] for one in people]
    assert busy == sorted(busy, reverse=True) and len(people) > 10
    assert str(len(people) - 10) in said.out


def test_a_bounded_distribution_reports_the_mean_it_achieves(line: CommandLine, examples: Path) -> None:
    said = line("simulate", _file(examples), "--scenario", examples / "scenarios" / "expense-bounded.json")
    assert said.code == 0
    assert "move its mean" in said.err
    assert "(Task_check)" in said.err


def test_the_same_seed_gives_the_same_figures(line: CommandLine, examples: Path) -> None:
    asked = ("simulate", _file(examples), "--scenario", examples / "scenarios" / "expense-gamma.json")
    first = line.json(*asked, "--seed", 5).data
    assert line.json(*asked, "--seed", 5).data == first
    assert line.json(*asked, "--seed", 6).data["cycle"] != first["cycle"]


def test_a_list_that_runs_out_is_refused(line: CommandLine, examples: Path, tmp_path: Path) -> None:
    scenario = json.loads((examples / "scenarios" / "expense-list.json").read_text("utf-8"))
    scenario["activities"]["Task_check"]["duration"]["list"]["values"] = ["PT1M", "PT2M"]
    shutil.copy(examples / "scenarios" / "expense-peak.json", tmp_path)
    (tmp_path / "short.json").write_text(json.dumps(scenario), "utf-8")
    said = line.json("simulate", _file(examples), "--scenario", tmp_path / "short.json")
    assert said.code == 1
    assert said.data["error"]["message"]


def test_a_package_of_equal_contents_has_equal_bytes(line: CommandLine, sample: Path, tmp_path: Path) -> None:
    first = line.json("package", sample, "-o", tmp_path / "a.slip")
    second = line.json("package", sample, "-o", tmp_path / "b.slip")
    assert first.code == second.code == 0
    assert set(first.data) >= {"file", "digest", "members", "signed_by", "ok", "problems"}
    assert first.data["signed_by"] is None
    assert {"manifest.json", "processes/leave.bpmn", "workspace.json"} <= set(first.data["members"])
    assert first.data["digest"] == second.data["digest"]
    assert (tmp_path / "a.slip").read_bytes() == (tmp_path / "b.slip").read_bytes()


def test_an_untouched_package_is_verified(line: CommandLine, packed: Path) -> None:
    said = line.json("verify", packed)
    assert said.code == 0
    assert (said.data["ok"], said.data["signed_by"], said.data["problems"]) == (True, None, [])
    assert line.json("verify", packed, "--digest", said.data["digest"]).code == 0
    assert line.json("verify", packed, "--digest", "0" * 64).code == 1
    assert "Intact, unsigned." in line("verify", packed).out


def test_a_package_that_was_tampered_with_is_not_in_order(line: CommandLine, packed: Path, tmp_path: Path) -> None:
    data = packed.read_bytes()
    odd = tmp_path / "odd.slip"
    odd.write_bytes(data.replace("请假申请".encode(), "请假申清".encode(), 1))
    assert odd.read_bytes() != data
    said = line.json("verify", odd)
    assert said.code == 1
    assert said.data["ok"] is False
    assert said.data["problems"]
    assert line("verify", odd).err.strip()
    assert line("run", odd, "--auto", 1).code == 1
    assert line.json("publish", odd, "--target", f"folder:{tmp_path}").code == 1


def test_a_package_runs_without_its_workspace(line: CommandLine, packed: Path) -> None:
    said = line.json("run", packed, "--auto", 2)
    assert said.code == 0
    assert said.data["status"] == "completed"


PLAN = {"target", "environment", "items", "problems", "receipt"}


def _items(data: dict[str, Any]) -> set[str]:
    assert all(set(item) >= {"resource", "state"} for item in data["items"])
    return {item["state"] for item in data["items"]}


def test_a_plan_changes_nothing(line: CommandLine, packed: Path, tmp_path: Path) -> None:
    server = tmp_path / "server"
    said = line.json("plan", packed, "--target", f"folder:{server}")
    assert said.code == 0
    assert set(said.data) >= PLAN
    assert said.data["receipt"] is None
    assert _items(said.data) == {"new"}
    assert not server.exists() or not list(server.iterdir())
    assert "processes/leave.bpmn" in line("plan", packed, "--target", f"folder:{server}").out


def test_publishing_leaves_a_receipt_and_the_same_again_is_unchanged(
    line: CommandLine, packed: Path, tmp_path: Path
) -> None:
    target = f"folder:{tmp_path / 'server'}"
    first = line.json("publish", packed, "--target", target)
    assert first.code == 0
    assert set(first.data) >= PLAN
    assert set(first.data["receipt"]) >= {"id", "digest", "when", "server"}
    stored = next((tmp_path / "server").rglob("*.slip"))
    assert stored.read_bytes() == packed.read_bytes()
    assert line.json("verify", stored, "--digest", first.data["receipt"]["digest"]).code == 0
    again = line.json("publish", packed, "--target", target)
    assert again.code == 0
    assert _items(again.data) == {"same"}
    assert again.data["receipt"]["state"] == "unchanged"
    assert again.data["receipt"]["id"] == first.data["receipt"]["id"]
    assert "Unchanged" in line("publish", packed, "--target", target).out


def test_the_same_version_with_other_contents_is_refused(
    line: CommandLine, sample: Path, packed: Path, tmp_path: Path
) -> None:
    target = f"folder:{tmp_path / 'server'}"
    assert line.json("publish", packed, "--target", target).code == 0
    other = Path(shutil.copytree(sample, tmp_path / "other"))
    model = other / "processes" / "leave.bpmn"
    model.write_text(model.read_text("utf-8").replace('name="人事审核"', 'name="人事复核"'), "utf-8")
    assert line.json("package", other, "-o", tmp_path / "other.slip").code == 0
    planned = line.json("plan", tmp_path / "other.slip", "--target", target)
    assert planned.code == 1
    assert "changed" in _items(planned.data)
    refused = line.json("publish", tmp_path / "other.slip", "--target", target)
    assert refused.code == 1
    assert "1.0.0" in refused.err
    assert next((tmp_path / "server").rglob("*.slip")).read_bytes() == packed.read_bytes()


def test_a_folder_that_cannot_be_written_is_a_failure_of_the_environment(
    line: CommandLine, packed: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    said = line.json("publish", packed, "--target", f"folder:{tmp_path / 'file' / 'server'}")
    assert said.code == 3
    assert said.data["error"]["hint"]


@pytest.mark.parametrize("target", ["nowhere", "moon:base"])
def test_an_unknown_target_is_refused_and_the_known_ones_are_named(
    line: CommandLine, packed: Path, target: str
) -> None:
    said = line("publish", packed, "--target", target)
    assert said.code == 1
    assert "folder" in said.err


def test_the_demonstration_does_the_whole_main_job(line: CommandLine, tmp_path: Path) -> None:
    said = line.json("demo", "--output", tmp_path / "demo", "--cases", 50, "--no-pictures")
    assert said.code == 0
    data = said.data
    assert data["rehearsed"]["status"] == "completed"
    assert data["simulated"]["cases"] == 50
    assert data["verified"]["ok"] is True
    assert data["verified"]["digest"] == data["packaged"]["digest"] == data["published"]["digest"]
    assert (tmp_path / "demo" / "report.html").stat().st_size > 10_000
    assert json.loads((tmp_path / "demo" / "summary.json").read_text("utf-8")) == data


def test_the_demonstration_tells_a_person_what_it_did(line: CommandLine, tmp_path: Path) -> None:
    said = line("--language", "zh", "demo", "--output", tmp_path / "demo", "--cases", 20, "--no-pictures")
    assert said.code == 0
    for word in ("已打开", "已演练", "已仿真", "已打包", "已发布", "已核验"):
        assert word in said.out
