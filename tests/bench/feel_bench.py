"""The expression language: evaluations and first readings, beside bkflow-feel and feelin (node) where installed.

Times are of the processor, on one core, the best of several rounds.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from time import process_time
from typing import Any

from runner.feel import compile_expression, parse
from tests.bench.rows import Row, row

DRIVER = Path(__file__).with_name("peers") / "feelin.mjs"
ITEMS = [{"price": number, "qty": 2, "status": "OPEN"} for number in range(20)]
EVALUATED: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("feel: a variable", "approved", {"approved": True}),
    ("feel: a comparison", "amount > 1000", {"amount": 1200}),
    ("feel: two conditions", "amount > 1000 and approved = true", {"amount": 1200, "approved": True}),
    ("feel: a path", "order.price > 100 and order.price < 250", {"order": {"price": 120}}),
    ("feel: if", 'if score >= 700 then "low" else if score >= 600 then "medium" else "high"', {"score": 650}),
    ("feel: arithmetic", "price * quantity * (1 - discount)", {"price": 19.99, "quantity": 3, "discount": 0.1}),
    ("feel: filter over 20 contexts", "count(items[price > 10]) > 2", {"items": ITEMS}),
    ("feel: filtered list of 20", 'items[price > 10 and status = "OPEN"]', {"items": ITEMS}),
    ("feel: loop over 20", "sum(for i in items return i.price * i.qty)", {"items": ITEMS}),
    ("feel: text", "upper case(substring(name, 1, 1)) + substring(name, 2)", {"name": "anna"}),
)
READ = 'if amount > 1000 and department in ("sales", "legal") then upper case(name) else count(items[price > 10])'
READ_CONTEXT = {"amount": 1, "department": "sales", "name": "a", "items": ITEMS}
_SECONDS, _ROUNDS = 0.1, 5


def rate(work: Callable[[], object]) -> float:
    """How often `work` is done in a second of processor time, at best."""
    best = 0.0
    for _ in range(_ROUNDS):
        count, start = 0, process_time()
        while (spent := process_time() - start) < _SECONDS:
            for _ in range(100):
                work()
            count += 100
        best = max(best, count / spent)
    return best


def rows() -> Iterator[Row]:
    """Evaluations a second of texts seen before, and milliseconds for reading one for the first time."""
    node, python = _feelin(), _bkflow()
    for name, text, context in EVALUATED:
        compiled = compile_expression(text)
        yield from _beside(name, rate(lambda: compiled(context)), "/s", node, python)  # noqa: B023  # called at once
    yield from _beside("feel: first reading", 1000 / rate(lambda: parse(READ)), "ms", node, python)


def _beside(name: str, value: float, unit: str, *peers: tuple[str, dict[str, float]] | None) -> Iterator[Row]:
    found = [(peer, values[name]) for peer, values in filter(None, peers) if name in values]
    if not found:
        yield row(name, "", value, unit)
    for peer, figure in found:
        yield row(name, "", value, unit, peer, figure)


def _cases() -> list[tuple[str, str, dict[str, Any], str]]:
    cases = [(name, text, context, "evaluate") for name, text, context in EVALUATED]
    return [*cases, ("feel: first reading", READ, READ_CONTEXT, "parse")]


def _feelin() -> tuple[str, dict[str, float]] | None:
    folder, node = os.environ.get("SLIPWAY_BENCH_PEERS"), shutil.which("node")
    modules = Path(folder or "") / "node_modules"
    if not folder or node is None or not (modules / "feelin").is_dir():
        return None
    asked = {"modules": str(modules), "seconds": 0.3, "cases": _cases()}
    done = subprocess.run([node, str(DRIVER)], input=json.dumps(asked), capture_output=True, text=True, timeout=120)
    if done.returncode:
        print(f"feelin: {done.stderr.strip()[-500:]}", file=sys.stderr)
        return None
    answer = json.loads(done.stdout)
    return answer["peer"], answer["values"]


def _bkflow() -> tuple[str, dict[str, float]] | None:
    """bkflow-feel, where it lies in the folder `python` of the peers or is installed."""
    if (folder := os.environ.get("SLIPWAY_BENCH_PEERS")) and (Path(folder) / "python").is_dir():
        sys.path.append(str(Path(folder) / "python"))
    try:
        parse_expression = import_module("bkflow_feel.api").parse_expression
    except ImportError:
        return None
    logging.disable(logging.CRITICAL)  # it writes down each of its own failures
    values: dict[str, float] = {}
    for name, text, context, how in _cases():
        try:
            if how == "evaluate" and parse_expression(text, context) is not None:
                values[name] = rate(lambda: parse_expression(text, context))  # noqa: B023  # called at once
        except Exception:  # noqa: BLE001  # most of the language is unknown to it
            continue
    logging.disable(logging.NOTSET)
    return f"bkflow-feel {version('bkflow-feel')}", values
