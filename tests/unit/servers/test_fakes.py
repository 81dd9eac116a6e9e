"""The fakes answer as the real servers did when their answers were kept."""

from __future__ import annotations

import pytest

from tests.servers.exchanges import SCRIPTS, answers, guarded, recorded
from tests.servers.fake_guarded import GuardedOperaton
from tests.unit.publish.engines import ENGINES

UNRECORDED = {"camunda8"}
"""Servers that are not freely licensed: their fakes follow what is written about them."""


def test_every_recorded_server_has_a_fake() -> None:
    assert set(ENGINES) - UNRECORDED == set(SCRIPTS)


@pytest.mark.parametrize("kind", sorted(SCRIPTS))
def test_the_fake_answers_like_the_real_one(kind: str) -> None:
    make, prefix = ENGINES[kind]
    with make().running(prefix) as url:
        found = answers(kind, url)
    expected = recorded(kind)
    assert {title: found[title] for title in expected} == expected


def test_the_fake_that_checks_answers_like_the_real_one() -> None:
    with GuardedOperaton().running("/engine-rest") as url:
        assert guarded(url) == recorded("guarded")
