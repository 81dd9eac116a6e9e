"""Trial cases, and tenants of Flowable, on the real servers: what is proved on the fakes."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from modeler.publish.environments import Environment
from modeler.publish.packing import pack
from modeler.publish.pipeline import plan, publish, resolve, undo, undoing
from tests.helpers.dialect_models import DialectModel, E, S, chain, ext, node
from tests.servers.conftest import Bring
from tests.servers.test_targets_for_real import EMPTIED
from tests.unit.publish import test_smoke as proof

TEST = Environment(id="test", stage="test", smoke=True)
_PAST = {"operaton": "/history/process-instance", "flowable": "/history/historic-process-instances"}
_RUNNING = {"operaton": "/process-instance", "flowable": "/runtime/process-instances"}


@pytest.fixture(params=proof.KINDS)
def server(request: pytest.FixtureRequest, bring: Bring) -> Iterator[Any]:
    url = bring(request.param).url
    EMPTIED[request.param](url)
    yield SimpleNamespace(kind=request.param, url=url)


def left(server: Any) -> list[Any]:
    """All cases there, running or over."""
    found = []
    with httpx.Client(base_url=server.url, timeout=60, trust_env=False) as client:
        for path in (_RUNNING[server.kind], _PAST[server.kind]):
            told = client.get(path).json()
            found += told if isinstance(told, list) else told["data"]
    return found


def test_a_case_is_tried_and_leaves_nothing(server: Any) -> None:
    before = len(left(server))
    receipt = publish(proof.for_role(), proof.address(server), TEST)
    assert receipt.smoke is not None
    assert (receipt.smoke.state, receipt.smoke.problems) == ("passed", [])
    assert (receipt.smoke.element, receipt.smoke.who) == ("A", ["group:hr"])
    assert len(left(server)) == before


def test_a_case_that_waits_for_a_worker_says_where(server: Any) -> None:
    before = len(left(server))
    body = S + node("serviceTask", "B", ext('<slip:service kind="mail"/>')) + node("userTask", "A", ext(proof.HR)) + E
    data = pack(DialectModel("office", {"P": body + chain("S", "B", "A", "E")}).bundle, whole_organization=True)
    receipt = publish(data, proof.address(server), TEST)
    assert receipt.smoke is not None
    assert [(one.code, one.at) for one in receipt.smoke.problems] == [("publish.trial-stuck", "B")]
    assert len(left(server)) == before


def test_a_tenant_is_published_to_and_tried_in(server: Any) -> None:
    before, at = len(left(server)), proof.address(server, "trials")
    receipt = publish(proof.for_role(), at, Environment(id="t", tenant="trials", smoke=True))
    assert receipt.smoke is not None
    assert receipt.smoke.state == "passed", receipt.smoke.problems
    assert len(left(server)) == before
    assert resolve(proof.address(server)).connection.state("office").versions == {}
    assert plan(proof.for_role(), at).unchanged
    undo(undoing(at, "office"))
    assert resolve(at).connection.state("office").versions == {}
