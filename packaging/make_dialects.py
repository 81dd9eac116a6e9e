"""Write the tables of `docs/dialects.md` from the writers: what becomes of each concept, and all losses.

`--check`: exit 1 where the page is out of date.
"""

from __future__ import annotations

import sys
from pathlib import Path

from made_page import write_or_check

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

PAGE = ROOT / "docs" / "dialects.md"
BEGIN, END = "<!-- tables, made by packaging/make_dialects.py: do not edit by hand -->\n", "<!-- end of tables -->\n"


def page() -> str:
    """The text of the page: what is written by hand stays."""
    text = PAGE.read_text("utf-8")
    head, _, rest = text.partition(BEGIN)
    return f"{head}{BEGIN}\n{_concepts()}\n{_losses()}\n{END}{rest.partition(END)[2]}"


def _concepts() -> str:
    from modeler.dialects.losses import CONCEPTS
    from modeler.dialects.writing import WRITERS

    lines = ["### What becomes of each concept", "", f"| | {' | '.join(one.name for one in WRITERS.values())} |"]
    lines.append("|---" * (len(WRITERS) + 1) + "|")
    for concept, text in CONCEPTS.items():
        cells = [", ".join(one.support[concept]) for one in WRITERS.values()]
        lines.append(f"| {text} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _losses() -> str:
    from modeler.dialects.losses import CONCEPTS, KINDS

    lines = ["### All losses", "", "| code | about | becomes | sentence |", "|---|---|---|---|"]
    for code, kind in KINDS.items():
        lines.append(f"| `export.{code}` | {CONCEPTS[kind.concept]} | {kind.effect} | {kind.text} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(write_or_check(PAGE, page, "make_dialects.py", __doc__))
