"""Peers of the bench: finding them, reading what their driver says, putting it beside ours."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.bench import peers
from tests.bench.gates import Gate, judged
from tests.bench.jobs import job_of
from tests.bench.rows import row

ANSWER = (Path(__file__).parent / "answer.json").read_text("utf-8")
"""What the driver printed for 100 nodes."""


def _installed(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / "node_modules" / name).mkdir(parents=True)
    return folder


def _program(folder: Path, name: str) -> Path:
    file = folder / (name + (".exe" if sys.platform == "win32" else ""))
    file.write_bytes(b"")
    file.chmod(0o755)
    return file


def test_the_peers_figures_stand_beside_ours() -> None:
    measured = peers.read(ANSWER)
    rows = [row("move 1, painted", 100, 2.0), row("sprites", 100, 3.0, "MiB")]
    beside, alone = peers.compared(rows, measured)
    value = json.loads(ANSWER)["values"]["move 1, painted"]
    assert beside["peer"] == measured.peer
    assert beside["peer"].startswith("bpmn-js ")
    assert beside["peer_value"] == value
    assert beside["ratio"] == pytest.approx(value / 2, abs=0.01)
    assert alone == row("sprites", 100, 3.0, "MiB")


def test_without_a_peer_its_fields_are_empty() -> None:
    (alone,) = peers.compared([row("pan, scale 1.0", 1000, 1.0)], None)
    assert (alone["peer"], alone["peer_value"], alone["ratio"]) == (None, None, None)


def test_a_sharp_zoom_is_compared_with_the_peers_zoom() -> None:
    measured = peers.read(ANSWER)
    for name in ("zoom sharp, scale fit", "zoom sharp CPU, scale 1.0"):
        assert measured.of(name) == measured.of(name.replace(" sharp", "")) is not None
    assert measured.of("zoom sharp, scale fit, p95") is None


def test_more_than_one_is_in_our_favour_for_times_and_rates() -> None:
    assert row("open", 1, 10.0, "ms", "other", 50.0)["ratio"] == 5
    assert row("cases", 1, 50.0, "cases/s", "other", 10.0)["ratio"] == 5


@pytest.mark.parametrize("answer", ["", "[]", '{"peer": "x"}', '{"peer": "x", "values": {"a": null}}'])
def test_what_is_no_answer_is_refused(answer: str) -> None:
    with pytest.raises(ValueError):
        peers.read(answer)


def test_peers_are_left_out_unless_asked_for() -> None:
    assert peers.find({"PATH": ""}) is None


def test_what_is_missing_of_the_peers_is_named(tmp_path: Path) -> None:
    folder = _installed(tmp_path, "bpmn-js", "bpmn-moddle")
    given = {"SLIPWAY_BENCH_PEERS": str(folder), "PATH": str(tmp_path)}
    assert "playwright-core" in str(peers.find(given))
    _installed(tmp_path, "playwright-core")
    assert "node" in str(peers.find(given))
    _program(tmp_path, "node")
    assert "SLIPWAY_BENCH_CHROMIUM" in str(peers.find(given))


@pytest.mark.parametrize("named", ["", "node_modules"])
def test_peers_are_found_with_node_and_browser(tmp_path: Path, named: str) -> None:
    folder = _installed(tmp_path, *peers.NEEDED)
    node, usual, own = (_program(tmp_path, name) for name in ("node", "chromium", "another-browser"))
    given = {"SLIPWAY_BENCH_PEERS": str(folder / named), "PATH": str(tmp_path)}
    found = peers.find(given)
    assert isinstance(found, peers.Peers)
    assert (Path(found.node), Path(found.browser)) == (node, usual)
    assert found.modules == (folder / "node_modules").resolve()
    found = peers.find({**given, "SLIPWAY_BENCH_CHROMIUM": str(own)})
    assert isinstance(found, peers.Peers)
    assert Path(found.browser) == own


def test_the_driver_is_given_the_same_file_and_elements(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in = tmp_path / "driver.py"
    stand_in.write_text(
        "import json, pathlib, sys\n"
        "job = json.load(sys.stdin)\n"
        "text = pathlib.Path(job['file']).read_text('utf-8')\n"
        "ids = [job['middle'], *job['hundred'], *job['sources']]\n"
        "known = all(f'id=\"{one}\"' in text for one in ids)\n"
        "print(json.dumps({'peer': ' '.join(job['parts']), 'values': {'known': known, 'size': job['size']}}))\n",
        "utf-8",
    )
    monkeypatch.setattr(peers, "DRIVER", stand_in)
    measured = peers.Peers(sys.executable, "browser", tmp_path).measure(job_of(200), "canvas", "start")
    assert measured == peers.Measured("canvas start", {"known": 1.0, "size": 200.0})


def test_a_driver_that_fails_leaves_the_peer_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stand_in = tmp_path / "driver.py"
    stand_in.write_text("raise SystemExit('no browser here')\n", "utf-8")
    monkeypatch.setattr(peers, "DRIVER", stand_in)
    assert peers.Peers(sys.executable, "browser", tmp_path).measure(job_of(40), "canvas") is None
    assert "no browser here" in capsys.readouterr().err


def test_gates_tell_met_missed_and_not_measured() -> None:
    gates = [Gate("open", (1000, 5000), ratio=5), Gate("pan", (1000,), limit=8), Gate("save", (1000,), ratio=5)]
    rows = [
        row("open", 1000, 1.0, "ms", "other", 5.0),
        row("open", 5000, 1.0, "ms", "other", 4.0),
        row("pan", 1000, 8.5),
        row("save", 1000, 3.0),
    ]
    assert [verdict.met for verdict in judged(rows, gates)] == [True, False, False, None]
