"""Other programs measured beside ours in the same run: finds them, runs their driver, puts their figures in our rows.

`SLIPWAY_BENCH_PEERS` names the folder in which they are installed (peers/README.md); without it nothing is compared.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.bench.jobs import Job
from tests.bench.rows import Row, row

DRIVER = Path(__file__).with_name("peers") / "bpmnjs.mjs"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
NEEDED = ("bpmn-js", "bpmn-moddle", "playwright-core")
SAME_AS = {
    "zoom sharp": "zoom",
    "zoom sharp CPU": "zoom CPU",
    "document: first save": "document: save after one edit",
}
"""Rows without a figure of the peer's own: it draws every step and writes every file anew, ours need not."""
_TIMEOUT = 400.0


@dataclass(frozen=True)
class Measured:
    """The peer's figures by the name of our row."""

    peer: str
    values: Mapping[str, float]

    def of(self, name: str) -> float | None:
        """The figure that stands beside this row; None where there is none."""
        head, comma, scale = name.partition(",")
        return self.values.get(SAME_AS.get(head, head) + comma + scale)


@dataclass(frozen=True)
class Peers:
    """Where node, the browser and the peers' modules are."""

    node: str
    browser: str
    modules: Path

    def measure(self, job: Job, *parts: str) -> Measured | None:
        """Run the driver; None, and a line on stderr, when it fails or takes longer than some minutes."""
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            file = Path(folder) / f"bench-{job.size}.bpmn"
            file.write_bytes(job.data)
            asked = {**job.for_peer(str(file), parts), "modules": str(self.modules), "chromium": self.browser}
            running = subprocess.Popen(
                [self.node, str(DRIVER)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
            )  # fmt: skip
            try:
                answer, complaint = running.communicate(json.dumps(asked), timeout=_TIMEOUT)
            except subprocess.TimeoutExpired:
                running.terminate()  # the driver takes its browser down with it
                running.communicate()
                print(f"peers: no answer within {_TIMEOUT:g} s at size {job.size}", file=sys.stderr)
                return None
        if running.returncode:
            print(f"peers: {complaint.strip()[-2000:]}", file=sys.stderr)
            return None
        return read(answer)


def read(answer: str) -> Measured:
    """The driver's answer. Raises `ValueError` when it is not one."""
    found = json.loads(answer)
    try:
        values = {str(name): float(value) for name, value in found["values"].items()}
        return Measured(str(found["peer"]), values)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not an answer of the driver: {answer[:200]}") from error


def find(environment: Mapping[str, str]) -> Peers | str | None:
    """The peers; None when none are asked for, a sentence when something of them is missing."""
    named = environment.get("SLIPWAY_BENCH_PEERS")
    if not named:
        return None
    folder = Path(named)
    modules = folder if folder.name == "node_modules" else folder / "node_modules"
    missing = [name for name in NEEDED if not (modules / name).is_dir()]
    if missing:
        return f"{modules} has no {', '.join(missing)}"
    path = environment.get("PATH")
    node = shutil.which("node", path=path)
    if node is None:
        return "node is not on the path"
    asked = environment.get("SLIPWAY_BENCH_CHROMIUM")
    browser = next(filter(None, (shutil.which(name, path=path) for name in ([asked] if asked else BROWSERS))), None)
    if browser is None:
        return "no Chromium is on the path; SLIPWAY_BENCH_CHROMIUM may name one"
    return Peers(node, browser, modules.resolve())


@cache
def installed() -> Peers | None:
    """The peers of this run; what is missing is told once on stderr."""
    found = find(os.environ)
    if isinstance(found, str):
        print(f"peers are left out: {found}", file=sys.stderr)
        return None
    return found


def measure(job: Job, *parts: str) -> Measured | None:
    """The figures of the installed peers; None without any."""
    peers = installed()
    return peers.measure(job, *parts) if peers else None


def compared(rows: Iterable[Row], measured: Measured | None) -> Iterator[Row]:
    """The rows with the peer's figures beside ours; a row that has no counterpart stays as it is."""
    for one in rows:
        value = measured.of(one["name"]) if measured else None
        if measured is None or value is None:
            yield one
        else:
            yield row(one["name"], one["size"], one["value"], one["unit"], measured.peer, value)
