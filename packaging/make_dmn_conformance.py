"""Run the DMN conformance kit against our own decisions and write what passed to `docs/dmn-conformance.md`.

`--check`: exit 1 where the page is out of date. Needs the kit and its harness beside the checkout
(`../shared/corpus/dmn-tck`, `../shared/tools/feel-tck`); the harness supplies the expected values and compares them.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from made_page import write_or_check
from make_conformance import FAMILIES, family_of

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
PAGE = ROOT / "docs" / "dmn-conformance.md"
sys.path.insert(0, str(ROOT))

_JAVA = "The function is written in Java; code from outside a model is never run, its value is null."


@cache
def rows() -> tuple[dict[str, Any], ...]:
    """One row for each result that the kit asserts."""
    from tests.helpers.dmn_kit import Kit

    harness = SHARED / "tools" / "feel-tck" / "feel_tck.py"
    return tuple(Kit(harness).rows(SHARED / "corpus" / "dmn-tck" / "TestCases"))


def share(found: Iterable[dict[str, Any]]) -> str:
    """The cells of a line: assertions, those that pass, the share."""
    found = list(found)
    passed = sum(row["status"] == "pass" for row in found)
    return f"{len(found)} | {passed} | {passed / len(found):.1%}" if found else "0 | 0 | "


def page() -> str:
    """The page as Markdown."""
    found = rows()
    failed = [row for row in found if row["status"] != "pass"]
    java = sum("external-java" in row["group"] for row in failed)
    done, count = len(found) - len(failed), len(found)
    kinds = Counter(kind for row in found for kind in row["kinds"])
    lines = [
        "# Decisions against the DMN conformance kit",
        "",
        "Made by `packaging/make_dmn_conformance.py`; do not edit by hand. The kit here is some 60 % of the test",
        "folders of the DMN TCK (levels 2 and 3). Files are read, and graphs, tables, boxed expressions, services",
        "and imports evaluated by `runner.decisions`; the harness supplies the expected values alone. Strict: every",
        "asserted result is right, without an exception and without a fault said of the decision.",
        "",
        f"**{done} of {count} assertions pass ({done / count:.2%})**; without the {java} that ask for functions "
        f"in Java, which are refused, {done} of {count - java} ({done / (count - java):.2%}).",
        "",
        "| level | assertions | pass | share |",
        "|---|---|---|---|",
    ]
    for level in sorted({row["level"] for row in found}):
        lines.append(f"| {level.rpartition('-')[2]} | {share(row for row in found if row['level'] == level)} |")
    lines += ["", "By what the asserted decision and all that it requires are made of:", ""]
    lines += ["| holds | assertions | pass | share |", "|---|---|---|---|"]
    for kind, _ in sorted(kinds.items(), key=lambda one: (-one[1], one[0])):
        lines.append(f"| {kind} | {share(row for row in found if kind in row['kinds'])} |")
    lines += ["", "By family of the kit:", "", "| family | assertions | pass | share |", "|---|---|---|---|"]
    for name, _ in FAMILIES:
        if family := [row for row in found if family_of(row["group"]) == name]:
            lines.append(f"| {name} | {share(family)} |")
    lines += ["", "## What does not pass", "", "| assertion | expected | reason |", "|---|---|---|"]
    for row in failed:
        reason = _JAVA if "external-java" in row["group"] else "Not understood yet."
        lines.append(f"| {row['case']} {row['node']} | {row['expected'].replace('|', ' ')} | {reason} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Measure, and write or check."""
    if not (SHARED / "corpus" / "dmn-tck").is_dir():
        print("The conformance kit is not beside the checkout.")
        return 1
    return write_or_check(PAGE, page, Path(__file__).name, __doc__)


if __name__ == "__main__":
    sys.exit(main())
