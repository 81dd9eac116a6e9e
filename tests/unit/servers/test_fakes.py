"""The fakes answer as the real servers did when their answers were kept."""

from __future__ import annotations

from tests.servers.exchanges import operaton, recorded
from tests.servers.fake_operaton import FakeOperaton


def test_the_fake_of_operaton_answers_like_the_real_one() -> None:
    with FakeOperaton().running("/engine-rest") as url:
        answers = operaton(url)
    expected = recorded("operaton")
    assert {title: answers[title] for title in expected} == expected
