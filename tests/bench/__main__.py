"""Collects the rows of all benches, prints a table and writes build/bench.json: `python -m tests.bench [part]`."""

from __future__ import annotations

import json
import pkgutil
import sys
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from time import perf_counter

from rich.console import Console
from rich.table import Table

import tests.bench
from tests.bench.gates import Verdict, judged
from tests.bench.rows import Row

BUILD = Path(__file__).resolve().parents[2] / "build"
_WIDTH = 118


def main(arguments: list[str] | None = None) -> int:
    """Run the benches whose module name starts with one of the arguments (default: all); 0 when all ran."""
    wanted = sys.argv[1:] if arguments is None else arguments
    console = Console()
    if not console.is_terminal:
        console.width = _WIDTH
    collected: dict[str, list[Row]] = {}
    failed = 0
    for module in sorted(item.name for item in pkgutil.iter_modules(tests.bench.__path__)):
        part = module.removesuffix("_bench")
        if part == module or (wanted and not any(module.startswith(word) for word in wanted)):
            continue
        started = perf_counter()
        try:
            with console.status(f"Measuring: {part}"):
                collected[part] = list(import_module(f"tests.bench.{module}").rows())
            console.print(f"{part}: {len(collected[part])} rows in {perf_counter() - started:.0f} s", highlight=False)
        except Exception as error:  # noqa: BLE001  # one broken bench must not hide the others
            failed += 1
            print(f"{part}: {type(error).__name__}: {error}", file=sys.stderr)
    rows = [row for part in collected.values() for row in part]
    BUILD.mkdir(exist_ok=True)
    (BUILD / "bench.json").write_text(json.dumps(rows, indent=1), "utf-8")
    console.print(table_of(collected))
    if any(verdict.reached is not None for verdict in judged(rows)):
        console.print(gates_of(judged(rows)))
    console.print(f"{len(rows)} rows in {BUILD / 'bench.json'}", highlight=False)
    return 1 if failed else 0


def table_of(parts: dict[str, list[Row]]) -> Table:
    """All rows, one section a bench; the ratio says how many times better ours is."""
    table = Table(title="Measured", title_justify="left")
    table.add_column("What", no_wrap=True)
    for name in ("Size", "Slipway"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("Unit")
    table.add_column("Peer")
    for name in ("Peer's", "Ratio"):
        table.add_column(name, justify="right", no_wrap=True)
    for rows in parts.values():
        for row in rows:
            ratio = row["ratio"]
            table.add_row(
                row["name"], _size(row["size"]), _number(row["value"]), row["unit"], row["peer"] or "",
                _number(row["peer_value"]), "" if ratio is None else f"[{_tone(ratio > 1)}]{ratio:,.1f}x[/]",
            )  # fmt: skip
        table.add_section()
    return table


def gates_of(verdicts: Iterable[Verdict]) -> Table:
    """What was asked and what was reached; gates for which nothing was measured are left out."""
    table = Table(title="Gates", title_justify="left")
    table.add_column("What")
    for name in ("Size", "Asked", "Reached"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("")
    for verdict in verdicts:
        if verdict.reached is not None:
            unit = "x" if verdict.gate.ratio is not None else ""
            word = "met" if verdict.met else "missed"
            table.add_row(
                verdict.gate.name, _size(verdict.size), verdict.gate.asked, f"{_number(verdict.reached)}{unit}",
                f"[{_tone(verdict.met is True)}]{word}[/]",
            )  # fmt: skip
    return table


def _tone(good: bool) -> str:
    return "green" if good else "red"


def _size(size: int | str) -> str:
    return size if isinstance(size, str) else f"{size:,}" if size else ""


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:,.1f}" if abs(value) >= 10 else f"{value:,.2f}"


if __name__ == "__main__":
    raise SystemExit(main())
