"""Run the DMN conformance kit and write what passed, by family, to `docs/feel-conformance.md`.

    python packaging/make_conformance.py            measure and write the page
    python packaging/make_conformance.py --json     measure and print the numbers only

Needs the kit and its harness beside the checkout (`../shared/corpus/dmn-tck`, `../shared/tools/feel-tck`). The
harness supplies tables, requirements and imports; every expression and every cell is evaluated here.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
PAGE = ROOT / "docs" / "feel-conformance.md"

FAMILIES = (
    ("arithmetic", r"arithmetic|ternary|negation|exponent"),
    ("equality, between, in, is", r"equality|between|feel-in$|feel-is"),
    ("dates, times, durations", r"date|time|duration|week|month|day|today|now|at-literal"),
    ("ranges", r"range|interval"),
    ("numbers", r"abs|exp|log|odd|even|modulo|decimal|floor|ceiling|round|sqrt|number|nan|infinity"),
    ("texts", r"string|case-function|substring|contains|split|replace|matches|starts|ends|unicode"),
    ("three-valued logic", r"conjunction|disjunction|all-function|any-function"),
    ("loops, conditions, quantifiers", r"for-loop|conditional|some|every|if-"),
    ("functions, coercion, external functions", r"coercion|lambda|invocation|user-defined|external"),
    ("decision tables", r"dt-|table|hit"),
    ("whole models", r"import|service|no-decision|loan|chapter"),
    ("contexts, lists, paths", r""),
)
_JAVA = "The function is written in Java; code from outside a model is never run, its value is null."
REASONS = ((r"external-java", _JAVA),)


def measure(shared: Path) -> list[dict[str, Any]]:
    """One row for each assertion of the kit."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "rows.json"
        command = [
            sys.executable, str(ROOT / "tests" / "helpers" / "feel_kit.py"),
            str(shared / "tools" / "feel-tck" / "feel_tck.py"),
            "--tck", str(shared / "corpus" / "dmn-tck" / "TestCases"),
            "--adapter", str(ROOT / "tests" / "helpers" / "feel_adapter.py"),
            "--json", str(output),
        ]  # fmt: skip
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        rows: list[dict[str, Any]] = json.loads(output.read_text("utf-8"))["rows"]
    return rows


def family_of(group: str) -> str:
    """The family that a folder of the kit belongs to."""
    return next(name for name, pattern in FAMILIES if re.search(pattern, group))


def misses(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The assertions that did not pass; one that passed by an error counts as a miss."""
    return [row for row in rows if row["status"] != "pass"]


def label(row: dict[str, Any]) -> str:
    """How the page names an assertion."""
    return f"{row['case']} {row['node']}"


def page(rows: list[dict[str, Any]]) -> str:
    """The page as Markdown."""
    total, passed = Counter[str](), Counter[str]()
    for row in rows:
        total[family_of(row["group"])] += 1
        passed[family_of(row["group"])] += row["status"] == "pass"
    failed = misses(rows)
    java = sum(_reason(row) == _JAVA for row in failed)
    done, count = len(rows) - len(failed), len(rows)
    lines = [
        "# FEEL against the DMN conformance kit",
        "",
        "Written by `packaging/make_conformance.py`; a test lets the numbers only rise. The kit here is some",
        "60 % of the test folders of the DMN TCK (levels 2 and 3). Strict: right, and without an exception. The",
        "harness supplies tables, requirements and imports; `tests/helpers/feel_kit.py` gives it the rules of DMN",
        "for arguments and results that do not fit their declared type.",
        "",
        f"**{done} of {count} assertions pass ({done / count:.2%})**; without the {java} that ask for functions "
        f"in Java, which are refused, {done} of {count - java} ({done / (count - java):.2%}).",
        "",
        "| family | assertions | pass | share |",
        "|---|---|---|---|",
    ]
    for name, _ in FAMILIES:
        if total[name]:
            lines.append(f"| {name} | {total[name]} | {passed[name]} | {passed[name] / total[name]:.1%} |")
    lines += ["", "## What does not pass", "", "| assertion | expression | expected | reason |", "|---|---|---|---|"]
    for row in failed:
        shown = " · ".join(row["exprs"])[:110].replace("|", "\\|")
        lines.append(f"| {label(row)} | `{shown}` | {row['expected'].replace('|', ' ')} | {_reason(row)} |")
    return "\n".join(lines) + "\n"


def _reason(row: dict[str, Any]) -> str:
    return next((reason for pattern, reason in REASONS if re.search(pattern, row["group"])), "Not understood yet.")


def main() -> int:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print the numbers, write nothing")
    options = parser.parse_args()
    if not (SHARED / "corpus" / "dmn-tck").is_dir():
        print(f"The conformance kit is not at {SHARED / 'corpus' / 'dmn-tck'}.")
        return 1
    rows = measure(SHARED)
    failed = misses(rows)
    if options.json:
        print(json.dumps({"total": len(rows), "missed": [label(row) for row in failed]}, ensure_ascii=False))
    else:
        PAGE.write_text(page(rows), "utf-8")
        print(f"{len(rows) - len(failed)} of {len(rows)} assertions pass: {PAGE.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
