"""`python -m tests.servers up [KIND …]` keeps servers up until it is ended; `record` keeps their answers; `test` runs
all that is proved on them and says which ran."""

from __future__ import annotations

import signal
import sys
from contextlib import ExitStack

import pytest

from tests.servers import exchanges
from tests.servers.running import KINDS, running


def main(arguments: list[str]) -> int:
    """One of the three acts."""
    act, kinds = (arguments[0] if arguments else "test"), [KINDS[kind] for kind in arguments[1:] or KINDS]
    if act == "test":
        return int(pytest.main(["-m", "", "-rs", "-v", "-p", "no:randomly", "--timeout=1200", "tests/servers"]))
    with ExitStack() as stack:
        for kind in kinds:
            server = stack.enter_context(running(kind))
            print(f"{kind.title}: {server.url}", flush=True)
            if act == "record" and kind.is_engine:
                exchanges.record(kind.id, server.url)
        if act == "up":
            signal.sigwait({signal.SIGINT, signal.SIGTERM})
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
