"""The key function of random numbers never changes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.simulate import random
from runner.simulate.random import Purpose, draw, mix, node_key, uniform

VECTORS = [
    ((1, 0, 0, "Task_a", 0, Purpose.DURATION), 0.37294639909410054),
    ((1, 0, 1, "Task_a", 0, Purpose.DURATION), 0.5664311767594444),
    ((1, 0, 0, "Task_a", 1, Purpose.DURATION), 0.41612227952815284),
    ((7, 3, 12345, "复核", 2, Purpose.BRANCH), 0.1380713904020655),
]


@pytest.mark.parametrize(("key", "expected"), VECTORS)
def test_draws_equal_the_published_vectors(key, expected):
    assert draw(*key) == expected


def test_the_docstring_quotes_the_vectors():
    for _key, expected in VECTORS:
        assert repr(expected) in (random.__doc__ or "")


def test_mix_is_the_finaliser_of_splitmix64():
    # first outputs of the published SplitMix64 generator for seed 1234567
    state, outputs = 1234567, []
    for _turn in range(3):
        state += random.G
        outputs.append(mix(state))
    assert outputs == [6457827717110365317, 3203168211198807973, 9817491932198370423]


def test_node_keys_come_from_sha256():
    assert node_key("Task_a") == 0x6DCA006DE76557A2


@given(st.integers(0, 2**70))
@settings(max_examples=50)
def test_draws_lie_strictly_between_0_and_1(key):
    assert 0.0 < uniform(key) < 1.0


def test_the_ends_of_the_range_stay_inside():
    lowest, highest = (0 + 0.5) * 2.0**-52, (2**52 - 1 + 0.5) * 2.0**-52
    assert 0.0 < lowest < highest < 1.0


def test_every_part_of_the_key_matters():
    base = (1, 0, 5, "A", 0, Purpose.DURATION)
    others = [
        (2, 0, 5, "A", 0, Purpose.DURATION),
        (1, 1, 5, "A", 0, Purpose.DURATION),
        (1, 0, 6, "A", 0, Purpose.DURATION),
        (1, 0, 5, "B", 0, Purpose.DURATION),
        (1, 0, 5, "A", 1, Purpose.DURATION),
        (1, 0, 5, "A", 0, Purpose.BRANCH),
    ]
    assert len({draw(*key) for key in [base, *others]}) == 7


def test_draws_are_spread_evenly_and_do_not_hang_together():
    draws = [draw(3, 0, case, "A", 0, Purpose.DURATION) for case in range(4000)]
    again = [draw(3, 0, case, "A", 1, Purpose.DURATION) for case in range(4000)]
    counts = [0] * 20
    for value in draws:
        counts[int(value * 20)] += 1
    assert sum((count - 200) ** 2 / 200 for count in counts) < 43.8  # chi-square, 19 degrees, 0.1 %
    mean = sum(draws) / 4000
    for other in (again, draws[1:] + draws[:1]):
        covariance = sum((a - mean) * (b - 0.5) for a, b in zip(draws, other, strict=True)) / 4000
        assert abs(covariance * 12) < 4 / 4000**0.5
