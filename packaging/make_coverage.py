"""Write `docs/engine-coverage.md`: the small models that the engine is shown to run, by construct, each with what has
to happen in it. The models are the tests of `tests/unit/engine_coverage`, which play each straight, and saved and
restored at every quiet point.

`--check`: exit 1 where the page is out of date.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from pathlib import Path

from made_page import write_or_check

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

PAGE = ROOT / "docs" / "engine-coverage.md"

_HEAD = """# What the engine is shown to run

Made by `packaging/make_coverage.py` from `tests/unit/engine_coverage`; do not edit by hand.

Each line is a small model with a script of what has to happen in it: which nodes are entered and which steps are open
after each act, and how the case ends. Every model is played twice, straight through and saved and restored at every
quiet point, with the same outcome. `pytest tests/unit/engine_coverage` plays them.

"""


def page() -> str:
    """The text of the page."""
    from tests.unit.engine_coverage import models

    counts = ["| construct | models |", "|---|---|"]
    parts = []
    total = 0
    for found in sorted(pkgutil.iter_modules(models.__path__), key=lambda item: item.name):
        module = importlib.import_module(f"{models.__name__}.{found.name}")
        what = str(module.__doc__).strip().splitlines()[0].rstrip(".")
        total += len(module.MODELS)
        counts.append(f"| {what} | {len(module.MODELS)} |")
        lines = [f"## {what}", "", "| model | what has to happen |", "|---|---|"]
        lines += [f"| `{one.id}` | {one.says} |" for one in module.MODELS]
        parts.append("\n".join(lines) + "\n")
    counts.append(f"| **together** | **{total}** |")
    return _HEAD + "\n".join(counts) + "\n\n" + "\n".join(parts)


if __name__ == "__main__":
    sys.exit(write_or_check(PAGE, page, Path(__file__).name, __doc__))
