"""A workspace of 100 processes is published: packed, planned, published, and published again with nothing to do.

Each process is a package of its own. Seconds of the processor for all of them; a second row with half of them shows
whether what one costs grows with the others.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from time import process_time

from modeler.publish.packing import pack_workspace
from modeler.publish.pipeline import plan, publish
from tests.bench.rows import Row, row
from tests.servers.fake_operaton import FakeOperaton

OFFICE = Path(__file__).resolve().parents[2] / "resources" / "samples" / "office"
TAKEN = ("trip", "payment")
COUNTS = (50, 100)
SERVERS: dict[str, Callable[[Path], AbstractContextManager[object]]] = {
    "folder": lambda aside: nullcontext(aside / "server"),
    "operaton": lambda _aside: FakeOperaton().running("/engine-rest"),
}


def rows() -> Iterator[Row]:
    """All rows."""
    for count in COUNTS:
        with tempfile.TemporaryDirectory() as folder:
            yield from _of(count, Path(folder))


def _of(count: int, aside: Path) -> Iterator[Row]:
    workspace = _workspace(count, aside / "office")
    before = os.environ.get("SLIPWAY_HOME")
    os.environ["SLIPWAY_HOME"] = str(aside / "home")
    try:
        files = sorted((workspace / "processes").glob("*.bpmn"))
        packages, spent = [], process_time()
        for file in files:
            output = aside / f"{file.stem}.slip"
            report, problems = pack_workspace(workspace, output, f"processes/{file.name}")
            assert report is not None, problems
            packages.append(output)
        yield row("publish: pack", count, process_time() - spent, "s")
        for kind, place in SERVERS.items():
            with place(aside) as where:
                yield from _published(packages, f"{kind}:{where}", kind)
    finally:
        os.environ.pop("SLIPWAY_HOME")
        if before is not None:
            os.environ["SLIPWAY_HOME"] = before


def _published(packages: list[Path], target: str, kind: str) -> Iterator[Row]:
    acts: dict[str, Callable[[Path], object]] = {
        "plan": lambda package: plan(package, target),
        "publish": lambda package: publish(package, target),
        "publish, nothing to do": lambda package: publish(package, target),
    }
    for name, act in acts.items():
        before = process_time()
        for package in packages:
            act(package)
        yield row(f"publish: {name}, to {kind}", len(packages), process_time() - before, "s")


def _workspace(count: int, folder: Path) -> Path:
    """The sample office with those of its processes that Operaton takes, again and again under further ids, each with
    its process tests."""
    shutil.copytree(OFFICE, folder, ignore=shutil.ignore_patterns("*.bpmn", "cases"))
    (folder / "cases").mkdir()
    for number in range(count):
        origin = OFFICE / "processes" / f"{TAKEN[number % len(TAKEN)]}.bpmn"
        text = origin.read_text("utf-8")
        own = re.findall(r'<(?:bpmn:)?process [^>]*?id="([^"]+)"', text)[0]
        made = folder / "processes" / f"{origin.stem}-{number}.bpmn"
        made.write_text(text.replace(f'"{own}"', f'"{own}_{number}"'), "utf-8")
        for test in (OFFICE / "cases").glob(f"{origin.stem}-*.json"):
            text = test.read_text("utf-8").replace(f"processes/{origin.name}", f"processes/{made.name}")
            (folder / "cases" / f"{number}-{test.name}").write_text(text, "utf-8")
    return folder
