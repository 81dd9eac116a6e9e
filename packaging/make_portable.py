"""Write `docs/portable.md`: what approvals become in plain BPMN, what of them is weaker there, and what is not there.
The lines come from the kinds of the report, the refusals from the sentences of the code.

`--check`: exit 1 where the page is out of date.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from made_page import write_or_check

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

PAGE = ROOT / "docs" / "portable.md"

_HEAD = """# Approvals in plain BPMN

Made by `packaging/make_portable.py` from the code; do not edit by hand.

`slipway portable FILE -o OUT` and *File, Portable BPMN…* write a file that holds plain BPMN 2.0 and nothing of ours:
gateways, multi-instance, border events, send tasks, and scripts in FEEL. The document itself is not changed; the
ids of its elements stay; the same document gives the same bytes. What follows is what the report says, line by line.

## How it is built

- `STEP_people` is the list of who is asked. A script behind the start fills the lists that the file knows by itself,
  where the case has not brought them; all others the case has to bring. `starter` is the person who started it.
- Whoever does a step sets `STEP_verdict` to the id of a button. A script makes `STEP_result` and `verdict` of it,
  under the names that conditions read already.
- Several people: a multi-instance sub-process over `STEP_people` with the step and a script that counts; it ends once
  `STEP_result` is there. It counts in whole numbers and with nothing else, so that an engine without lists in its
  expressions can count, too: `STEP_spoke`, `STEP_agreed`, `STEP_against`, `STEP_left`, `STEP_total`, `STEP_vetoes`
  (vetoes still to speak) and `STEP_vetoed`. A script before it sets them back for each round.
- To its end as rejected a case goes by a terminate end event; out of a sub-process by an error that is caught on its
  border. What runs side by side, and is left by a return, is put into a sub-process for that.
- To the starter it goes by a task, `START_again`, from which all runs as from the start.

That both go the same way is played at random in `tests/unit/portable/test_same_outcome.py`, and with the process
tests of the samples in `test_samples.py`.

"""


def page() -> str:
    """The whole page."""
    from modeler.portable.report import KINDS, Fate
    from runner.core.messages import declared, word

    titles = {Fate.EXPRESSED: "What is there", Fate.WEAKER: "What is weaker", Fate.DROPPED: "What is not there"}

    def lines() -> Iterator[str]:
        for fate, title in titles.items():
            yield f"## {title}\n"
            yield "| | what becomes of it | |\n|---|---|---|"
            for kind in KINDS:
                if kind.fate is fate:
                    yield f"| {word('concept', kind.concept)} | {_plain(kind.text)} | `{kind.code}` |"
            yield ""
        yield "## What is refused\n"
        yield "Then nothing is written, and each reason names its element.\n"
        yield "| reason | what helps |\n|---|---|"
        known = {f"portable.{kind.code}" for kind in KINDS} | {"portable.refused", "portable.broken"}
        for code, message in declared().items():
            if code.startswith("portable.") and code not in known:
                yield f"| {_plain(message.text)} | {_plain(message.hint)} |"
        yield ""

    return _HEAD + "\n".join(lines())


def _plain(text: str) -> str:
    """A sentence with its places as words."""
    text = (
        text.removeprefix("“{name}”: ").replace("the process “{name}”", "the process").replace("“{name}”", "a step")
    )
    return (text[:1].upper() + text[1:]).replace("{", "*").replace("}", "*")


if __name__ == "__main__":
    sys.exit(write_or_check(PAGE, page, "make_portable.py", __doc__))
