"""The real servers still answer as they did when their answers were kept for the fakes."""

from __future__ import annotations

import pytest

from tests.servers.exchanges import BESIDE, SCRIPTS, answers, recorded
from tests.servers.running import KINDS, NotBuiltError, running


@pytest.mark.parametrize("kind", sorted({**SCRIPTS, **BESIDE}))
def test_the_server_answers_as_recorded(kind: str) -> None:
    try:
        with running(KINDS[kind]) as server:  # one of its own: what is there before would be in the answers
            assert answers(kind, server.url) == recorded(kind)
    except NotBuiltError as error:
        pytest.skip(str(error))
