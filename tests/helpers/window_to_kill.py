"""A window on the sample in which somebody renames a task again and again until the program is killed.

`python -m tests.helpers.window_to_kill`; prints the digest of the process after each name.
"""

from __future__ import annotations

import os

from modeler.document.io import to_bytes
from runner.core.atomic import digest
from tests.helpers.gestures import Hands
from tests.ui.window_builder import a_window


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


if __name__ == "__main__":
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    main()
