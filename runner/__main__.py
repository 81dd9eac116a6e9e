"""The headless door of the runner: `python -m runner worker` serves the window; nothing else is here yet."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from runner.core.registry import load_object

WRONG_USE = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a door; the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given != ["worker"]:
        sys.stderr.write("usage: python -m runner worker\n")
        return WRONG_USE
    serve = load_object("runner.service.worker:main")
    assert callable(serve)
    serve()
    return 0


if __name__ == "__main__":
    sys.exit(main())
