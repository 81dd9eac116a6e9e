"""Collects the rows of all benches, prints a table and writes build/bench.json: `python -m tests.bench [part]`."""

from __future__ import annotations

import json
import pkgutil
import sys
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import Any

import tests.bench

BUILD = Path(__file__).resolve().parents[2] / "build"


def main(arguments: list[str] | None = None) -> int:
    """Run the benches whose module name starts with one of the arguments (default: all); 0 when all ran."""
    wanted = sys.argv[1:] if arguments is None else arguments
    collected: list[dict[str, Any]] = []
    failed = 0
    for module in sorted(item.name for item in pkgutil.iter_modules(tests.bench.__path__)):
        if not module.endswith("_bench") or (wanted and not any(module.startswith(word) for word in wanted)):
            continue
        try:
            collected += _told(import_module(f"tests.bench.{module}").rows())
        except Exception as error:  # noqa: BLE001  # one broken bench must not hide the others
            failed += 1
            print(f"{module}: {type(error).__name__}: {error}", file=sys.stderr)
    BUILD.mkdir(exist_ok=True)
    (BUILD / "bench.json").write_text(json.dumps(collected, indent=1), "utf-8")
    print(f"{len(collected)} rows in {BUILD / 'bench.json'}")
    return 1 if failed else 0


def _told(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    told = []
    for row in rows:
        peer = "" if row["peer"] is None else f"   {row['peer']} {row['peer_value']} ({row['ratio']}x)"
        print(f"{row['name']:<34} {row['size']:>7} {row['value']:>12.3f} {row['unit']}{peer}", flush=True)
        told.append(row)
    return told


if __name__ == "__main__":
    raise SystemExit(main())
