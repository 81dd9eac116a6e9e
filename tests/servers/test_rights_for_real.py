"""Who may start is held to by a real Operaton whose authorization is on; undoing puts back what was before."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from modeler.publish import ledger
from modeler.publish.environments import Environment
from modeler.publish.pipeline import plan, publish, undo, undoing
from runner.core.errors import PublishError
from runner.protocol.said_secrets import say
from runner.rights.model import Rule
from tests.servers.conftest import Bring
from tests.servers.exchanges import ADMIN, people
from tests.unit.publish.test_permissions import data_of, starts


@pytest.fixture(scope="module")
def guarded(bring: Bring) -> Iterator[str]:
    """A server that asks who somebody is and checks what they may do; Li is in the group hr, Wang in none."""
    url = bring("guarded").url
    with httpx.Client(base_url=url, auth=ADMIN, timeout=60, trust_env=False) as client:
        people(client)
    for name, word in (ADMIN, ("wang", "wang")):
        say("127.0.0.1", name, word)
    yield url
    for name in (ADMIN[0], "wang"):
        say("127.0.0.1", name, "")


def starting(url: str, who: str) -> int:
    """The status that somebody gets who starts a case."""
    with httpx.Client(base_url=url, auth=(who, who), timeout=60, trust_env=False) as client:
        return client.post("/process-definition/key/P/start", json={}).status_code


def test_who_is_outside_the_group_does_not_start_it_and_who_is_inside_does(guarded: str) -> None:
    address = f"operaton:{guarded.replace('://', '://admin@')}"
    ledger.ledger_path(address).unlink(missing_ok=True)
    stage = Environment(id="prod", target=address, roles={"role:personnel": "hr"})
    first = data_of("1.0.0", starts("role:personnel"), Rule(action="manage", who="user:wang"))
    found = plan(first, address, stage)
    assert {line.fate for line in found.rights.lines} == {"enforced"}
    receipt = publish(first, address, stage)
    assert receipt.enforced
    assert (starting(guarded, "li"), starting(guarded, "wang")) == (200, 403)
    assert plan(first, address, stage).unchanged

    second = data_of("1.1.0", starts("user:wang"))
    publish(second, address, stage)
    assert (starting(guarded, "li"), starting(guarded, "wang")) == (404, 200), "who may not read it is told of none"

    undo(undoing(address, "office", stage))
    assert (starting(guarded, "li"), starting(guarded, "wang")) == (200, 403)

    everybody = data_of("1.2.0", deny=[starts("role:personnel")])
    publish(everybody, address, stage)
    assert (starting(guarded, "li"), starting(guarded, "wang")) == (403, 200)


def test_who_may_not_deploy_or_authorize_is_told_so_and_nothing_changes(guarded: str) -> None:
    address = f"operaton:{guarded.replace('://', '://wang@')}"
    with pytest.raises(PublishError) as caught:
        publish(data_of("7.0.0", starts("user:wang")), address)
    assert caught.value.code in ("publish.forbidden", "publish.may-not-authorize")
    assert starting(guarded, "li") in (403, 404)
