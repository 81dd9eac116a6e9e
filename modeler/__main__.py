"""The doors: without an argument, or with files to show, the window (`--manager`: to look only); with a verb the
command line."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

from runner.core.registry import load_object

SHOWN = (".bpmn", ".slip", ".xml")
MANAGER = "--manager"
"""Opens the window for looking only."""


def main() -> None:
    """Choose the door and leave the process with its exit code."""
    arguments = sys.argv[1:]
    if arguments[:1] == ["worker"]:  # the frozen program starts its own worker this way
        sys.argv = [sys.argv[0], *arguments]
        door, given = "runner.__main__:main", arguments
    elif not (shown := [one for one in arguments if one != MANAGER]) or _is_shown(shown[0]):
        door = "modeler.ui.app:run" if shown == arguments else "modeler.ui.app:run_looking"
        given = shown
        gc.disable()  # until the window stands: what is made now stays, and looking through it finds nothing
    else:
        door, given = "modeler.cli.app:main", arguments
    result = load_object(door)(given)
    sys.exit(result if isinstance(result, int) else 0)


def _is_shown(argument: str) -> bool:
    """Whether an argument names something to open rather than a verb."""
    path = Path(argument)
    return path.suffix.lower() in SHOWN or path.name == "workspace.json" or (path / "workspace.json").is_file()


if __name__ == "__main__":
    main()
