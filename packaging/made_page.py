"""A page of the docs that is made from the code: written, or with `--check` compared with what stands there."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path


def write_or_check(path: Path, make: Callable[[], str], script: str, what: str | None) -> int:
    """Write the page that `make` gives; with `--check` on the command line say where it is out of date. The exit
    code. `what`: the help of the script."""
    parser = argparse.ArgumentParser(description=what)
    parser.add_argument("--check", action="store_true", help="write nothing; 1 where the page is out of date")
    is_check = parser.parse_args().check
    page = make()
    if not is_check:
        path.write_text(page, "utf-8")
        return 0
    if path.exists() and path.read_text("utf-8") == page:
        return 0
    print(f"docs/{path.name} is out of date: run packaging/{script}")
    return 1
