"""A real Flowable that asks who publishes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.servers.running import KINDS, NotBuiltError, running
from tests.unit.publish import test_passwords as contract

for _name in [name for name in dir(contract) if name.startswith("test_") or name == "ring"]:
    globals()[_name] = getattr(contract, _name)
_OPTIONS = ("--guarded=true", "--spring.security.user.name=li@hq", "--spring.security.user.password=s3cret")


@pytest.fixture(scope="module")
def door() -> Iterator[str]:
    try:
        with running(KINDS["flowable"], options=_OPTIONS) as server:
            yield f"flowable:{server.url.replace('http://', 'http://li%40hq@')}"
    except NotBuiltError as error:
        pytest.skip(str(error))


@pytest.fixture
def guarded(door: str) -> str:
    """A server that lets nobody in but li@hq with the password s3cret."""
    return door
