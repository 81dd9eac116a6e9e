"""Files opened in bpmn-js, in a headless Chromium, where both are installed (tests/bench/peers/README.md)."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.bench.peers import find

_DRIVER = Path(__file__).with_name("bpmnjs.mjs")
_TIMEOUT = 240


def import_warnings(files: Sequence[Path]) -> dict[str, list[str]]:
    """What bpmn-js says when it opens each file, by file name. Skips the test, with the reason, where bpmn-js or
    Chromium is not there."""
    found = find(os.environ)
    if found is None:
        pytest.skip("bpmn-js is not installed: SLIPWAY_BENCH_PEERS names the folder that it lies in")
    if isinstance(found, str):
        pytest.skip(f"bpmn-js cannot be run: {found}")
    job = {"modules": str(found.modules), "chromium": found.browser, "files": [str(file) for file in files]}
    done = subprocess.run(
        [found.node, str(_DRIVER)], input=json.dumps(job), capture_output=True, text=True, timeout=_TIMEOUT,
        encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return {Path(one["file"]).name: one["warnings"] for one in json.loads(done.stdout)["files"]}
