"""A window in which somebody fills in a form until the program is killed: `python -m tests.helpers.form_to_kill`.

Types a further word into the reason of a leave request again and again, and prints the text as soon as the draft
on the disk holds it.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from PySide6.QtTest import QTest

from modeler.ui.places.rehearse import Rehearse
from tests.ui.window_builder import a_window, turn, until


def reason_of(place: Rehearse) -> Any:
    """The editor of the reason, when the form is there."""
    player = place.task_panel.player
    if player is None or "reason" not in player.fields:
        return None
    control: Any = player.fields["reason"].control
    return control.editor


def kept(folder: Path) -> list[str]:
    """The reasons in all drafts in a folder."""
    found = []
    for path in folder.glob("*.json"):
        draft = json.loads(path.read_bytes())["draft"]
        found.append(str(draft["values"].get("reason") or "").strip())
    return found


def main() -> None:
    """Type for ever."""
    with a_window(sample=True) as window:
        window.show_place("rehearse")
        place = window.place_widget("rehearse")
        assert isinstance(place, Rehearse)
        until(lambda: reason_of(place) is not None and not window.context.jobs.busy)
        assert place.task_panel.drafts is not None
        folder = place.task_panel.drafts.folder
        for number in range(1000):
            editor = reason_of(place)
            QTest.keyClicks(editor, f"word{number} ")
            text = editor.toPlainText().strip()
            until(lambda wanted=text: wanted in kept(folder))  # type: ignore[misc]
            print(text, flush=True)
            turn()


if __name__ == "__main__":
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    main()
