"""Write `docs/rules.md` from the registries: every refusal of the canvas, every consequence of an act, and every rule
that a finished model is checked by.

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

PAGE = ROOT / "docs" / "rules.md"

_HEAD = """# Rules and consequences

Made by `packaging/make_rules.py` from the code; do not edit by hand.

What the standard (BPMN 2.0, OMG formal/2011-01-03) forbids cannot be drawn: the act is refused and the reason is
told at the pointer. What an act implies happens in the same step of undo. After every act the file fits the schema
of the standard; random acts in the tests and `make soak` show it.

"""


def page() -> str:
    """The text of the page."""
    return _HEAD + _refusals() + "\n" + _consequences() + "\n" + _checks()


def _refusals() -> str:
    import modeler.bpmn.rules
    import modeler.document.commands  # noqa: F401  # some of them declare refusals of their own
    from runner.core.messages import declared

    lines = ["## What is refused", "", "| code | why | what to do instead |", "|---|---|---|"]
    for code, message in sorted(declared().items()):
        if code.startswith("rule."):
            lines.append(f"| `{code}` | {message.text} | {message.hint} |")
    return "\n".join(lines) + "\n"


def _consequences() -> str:
    from modeler.document import behaviors

    lines = ["## What follows by itself", "", "| consequence | what it does | after |", "|---|---|---|"]
    for module in sorted(pkgutil.iter_modules(behaviors.__path__), key=lambda item: item.name):
        found = importlib.import_module(f"{behaviors.__name__}.{module.name}")
        mine = found.BEHAVIOR if isinstance(found.BEHAVIOR, list) else [found.BEHAVIOR]
        acts = dict.fromkeys(act for item in mine for act in item.after)
        sentence = str(found.__doc__).strip().replace("\n", " ")
        lines.append(f"| `{module.name}` | {sentence} | {', '.join(acts)} |")
    return "\n".join(lines) + "\n"


def _checks() -> str:
    from modeler.lint.rules import RULES
    from runner.core.messages import declared

    lines = ["## What is checked", "", "| rule | what is good | weight | what it says | mended at a click |",
             "|---|---|---|---|---|"]  # fmt: skip
    rules = sorted(RULES.values(), key=lambda rule: rule.id)  # loading them declares their sentences
    for rule in rules:
        told = [message.text for code, message in sorted(declared().items()) if code.partition(".")[0] == rule.id]
        fix = "no" if rule.fix.__name__ == "no_fix" else "yes"
        lines.append(f"| `{rule.id}` | {rule.title} | {rule.severity.value} | {'<br>'.join(told)} | {fix} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(write_or_check(PAGE, page, Path(__file__).name, __doc__))
