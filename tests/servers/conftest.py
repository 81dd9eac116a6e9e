"""Servers are brought up once for all that is proved on them; what cannot be built is skipped with its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.servers.running import KINDS, NotBuiltError, Server, running

Bring = Callable[[str], Server]


@pytest.fixture(scope="session")
def bring() -> Iterator[Bring]:
    """The server of a kind, up since somebody first asked for it."""
    with ExitStack() as stack:
        up: dict[str, Server] = {}

        def server(kind: str) -> Server:
            if kind not in up:
                try:
                    up[kind] = stack.enter_context(running(KINDS[kind]))
                except NotBuiltError as error:
                    pytest.skip(str(error))
            return up[kind]

        yield server
