"""A bug report is saved from a store and played on the command line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from modeler.cli.bundles import compile_file
from runner.bundle import container
from runner.core.atomic import digest
from runner.service import Service
from tests.helpers.lines import CommandLine

SECRET = "回家探亲"


@pytest.fixture(scope="module")
def store(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with two cases of the leave request: one that went on, and one."""
    bundle, _problems = compile_file(sample / "processes" / "leave.bpmn", None, sample)
    assert bundle is not None
    path = tmp_path_factory.mktemp("store") / "cases.sqlite"
    service = Service(str(path), clock="2026-03-02T09:00:00+08:00", keeps_moments=True)
    model = service.deploy(bundle)
    period = {"from": "2026-03-04", "fromHalf": "am", "to": "2026-03-09", "toHalf": "pm"}
    data = {"type": "annual", "period": period, "reason": SECRET, "handover": "wu"}
    for _time in range(2):
        service.start(model, "zhang", data)
    first = service.cases()[0].case
    service.advance("PT26H")
    service.complete(next(one for one in service.open_tasks(first)).task, "li", {}, "agree")
    service.close()
    return path


def test_a_case_is_saved_by_its_number_and_comes_out_the_same(line: CommandLine, store: Path, tmp_path: Path) -> None:
    listed = line.json("report", store)
    assert [one["ordinal"] for one in listed.data["cases"]] == [1, 2]
    told = line("report", store)
    assert "zhang" in told.out and "running" in told.out
    file = tmp_path / "one.slipreport"
    said = line.json("report", store, "1", "--output", file, "--contents")
    assert said.code == 0 and said.data["contents"] is True and file.exists()
    played = line.json("replay", file)
    assert (played.code, played.data["same"], played.data["line"]) == (0, True, 0) and played.data["lines"] > 5
    assert "came out the same" in line("replay", file).out


def test_the_cases_of_all_rehearsals_are_looked_at_or_those_of_one(
    line: CommandLine, store: Path, tmp_path: Path
) -> None:
    several = tmp_path / "several.sqlite"
    shutil.copyfile(store, several)
    service = Service(str(several))
    service.open_pilot("March", "2026-03-10T09:00:00+08:00")
    model = service.models()[0].hash
    case = service.start(
        model, "zhang", service.history(line.json("report", store).data["cases"][0]["case"])[0].payload["data"]
    )
    service.close()
    listed = line.json("report", several).data["cases"]
    assert [(one["ordinal"], one["pilot"]) for one in listed] == [(1, ""), (2, ""), (1, "March")]
    assert [one["case"] for one in line.json("report", several, "-r", "March").data["cases"]] == [case]
    assert "March" in line("report", several).out and "March" not in line("report", store).out
    assert line("report", several, "1").code == 3 and "--rehearsal" in line("report", several, "1").err
    file = tmp_path / "one.slipreport"
    said = line.json("report", several, "1", "--rehearsal", "March", "-o", file, "--contents")
    assert said.data["case"] == case and line.json("replay", file).data["same"] is True
    assert line("report", several, "1", "-r", "April").code != 0


def test_where_it_comes_out_otherwise_is_named(line: CommandLine, store: Path, tmp_path: Path) -> None:
    file = tmp_path / "one.slipreport"
    line("report", store, "1", "-o", file, "--contents")
    members = container.take(file.read_bytes(), "x")
    log = json.loads(members["log.json"])
    place = next(number for number, one in enumerate(log) if one["kind"] == "acted")
    log[place]["payload"]["by"] = "wang"
    members["log.json"] = (json.dumps(log, ensure_ascii=False, indent=1) + "\n").encode()
    manifest = json.loads(members["manifest.json"])
    manifest["members"]["log.json"]["sha256"] = digest(members["log.json"])
    members["manifest.json"] = json.dumps(manifest).encode()
    file.write_bytes(container.build(members))
    said = line("replay", file)
    assert said.code == 1
    assert f"from line {place + 1} of its log on" in said.out and "differs in: payload" in said.out
    assert "wang" in said.out, "both lines are shown"
    data = line.json("replay", file).data
    assert data["line"] == place + 1 and data["expected"]["payload"]["by"] == "wang" != data["found"]["payload"]["by"]


def test_a_report_without_contents_is_refused_with_what_to_do(line: CommandLine, store: Path, tmp_path: Path) -> None:
    file = tmp_path / "bare.slipreport"
    said = line("report", store, "2", "-o", file)
    assert said.code == 0 and "without contents" in said.out
    assert SECRET.encode() not in file.read_bytes()
    played = line("replay", file)
    assert played.code == 1 and "without contents" in played.err and "Ask for a report" in played.err


def test_what_is_not_there_is_said(line: CommandLine, store: Path, tmp_path: Path) -> None:
    said = line("report", store, "7")
    assert said.code != 0 and "has no case 7" in said.err and "listed" in said.err
    assert line("report", tmp_path / "none.sqlite").code != 0
    damaged = tmp_path / "damaged.slipreport"
    damaged.write_bytes(b"nothing of the kind")
    assert line.json("replay", damaged).data["ok"] is False
