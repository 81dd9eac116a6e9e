"""The next versions that are offered."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from modeler.publish.version import is_version, next_versions, rank

VERSIONS = st.tuples(*[st.integers(0, 30)] * 3).map(lambda three: ".".join(map(str, three)))


def test_patch_minor_and_major_follow_the_higher_of_both() -> None:
    assert next_versions("1.2.3") == ("1.2.4", "1.3.0", "2.0.0")
    assert next_versions("1.2.3", "1.4.0") == ("1.4.1", "1.5.0", "2.0.0")
    assert next_versions("draft", None) == ("0.0.1", "0.1.0", "1.0.0")


@given(VERSIONS, VERSIONS)
def test_each_offered_version_stands_above_what_there_is(version: str, latest: str) -> None:
    for one in next_versions(version, latest):
        assert is_version(one) and rank(one) > max(rank(version), rank(latest))
