"""The contract of all targets, on the real servers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import httpx
import pytest

from tests.servers.conftest import Bring
from tests.servers.stores import PLACES
from tests.unit.publish import test_targets as contract

for _name in [name for name in dir(contract) if name.startswith("test_")]:
    globals()[_name] = getattr(contract, _name)


def _empty_operaton(url: str) -> None:
    with httpx.Client(base_url=url, timeout=60, trust_env=False) as client:
        for one in client.get("/deployment").json():
            client.delete(f"/deployment/{one['id']}", params={"cascade": "true"}).raise_for_status()
        for one in client.get("/authorization").json():
            client.delete(f"/authorization/{one['id']}").raise_for_status()


def _empty_flowable(url: str) -> None:
    with httpx.Client(base_url=url, timeout=60, trust_env=False) as client:
        for one in client.get("/repository/deployments", params={"size": "1000"}).json()["data"]:
            path = f"/repository/deployments/{one['id']}"
            client.delete(path, params={"cascade": "true"}).raise_for_status()


EMPTIED: dict[str, Callable[[str], None]] = {"operaton": _empty_operaton, "flowable": _empty_flowable}


@pytest.fixture(params=[*sorted(EMPTIED), *sorted(PLACES)])
def address(request: pytest.FixtureRequest, bring: Bring) -> Iterator[str]:
    """A server with nothing on it, or a place on it where nothing is."""
    server = bring(request.param)
    if request.param in PLACES:
        yield f"{request.param}:{PLACES[request.param](server)}"
        return
    EMPTIED[request.param](server.url)
    yield f"{request.param}:{server.url}"
