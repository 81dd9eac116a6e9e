"""A window on the sample in which somebody works by mouse and keys until the program is killed.

`python -m tests.helpers.window_to_kill` renames a task again and again; with a seed it also moves, appends,
deletes, undoes, redoes and saves at random. Prints the digest of the process after each change, as soon as
anybody is told of it.
"""

from __future__ import annotations

import os
import random
import sys

from modeler.document.io import to_bytes
from runner.core.atomic import digest
from tests.helpers.gestures import Hands
from tests.ui.window_builder import a_window, turn


def main() -> None:
    """Rename for ever."""
    with a_window(sample=True) as window:
        hands = Hands(window)
        document = window.context.document
        assert document is not None
        print("ready", digest(to_bytes(document)), flush=True)
        for number in range(1000):
            hands.click_element("Task_hr", twice=True)
            hands.key("Ctrl+A")
            hands.type(f"Check {number}")
            hands.key("Return")
            print(number, digest(to_bytes(document)), flush=True)


def at_random(seed: int) -> None:
    """Do whatever comes to mind."""
    rng = random.Random(seed)
    with a_window(sample=True) as window:
        hands = Hands(window)
        document = window.context.document
        assert document is not None
        print("ready", digest(to_bytes(document)), flush=True)
        document.changed.connect(lambda _change: print("told", digest(to_bytes(document)), flush=True))
        for number in range(100_000):
            try:
                _act(hands, rng, number)
            except AssertionError:  # what it reached for is covered or out of sight: something else then
                hands.key("Escape")
            turn()


def _act(hands: Hands, rng: random.Random, number: int) -> None:
    document = hands.window.context.document
    assert document is not None
    element = rng.choice(sorted(document.index.nodes))
    what = rng.choice(["name", "name", "move", "delete", "undo", "undo", "redo", "save", "nudge", "duplicate"])
    if what in ("undo", "redo", "save"):
        hands.key({"undo": "Ctrl+Z", "redo": "Ctrl+Y", "save": "Ctrl+S"}[what])
        return
    hands.click_element(element, twice=what == "name")
    if what == "name":
        hands.key("Ctrl+A")
        hands.type(f"name {number}")
        hands.key("Return")
    else:
        hands.key({"move": "Right", "delete": "Delete", "nudge": "Shift+Down", "duplicate": "Ctrl+D"}[what])


if __name__ == "__main__":
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    if len(sys.argv) > 1:
        at_random(int(sys.argv[1]))
    else:
        main()
