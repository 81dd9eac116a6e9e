"""Entries of a code list are moved in their tree, each with all that lies below it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from modeler.ui.places.forms_rights.item_tree import (
    Entry,
    below,
    deeper,
    depths,
    folded_away,
    higher,
    moved,
    put_under,
)


def entry(value: str, above: str = "") -> Entry:
    return Entry(value, value, value, (above, "", "", ""))


TREE = [entry("a"), entry("a1", "a"), entry("a11", "a1"), entry("b"), entry("b1", "b"), entry("c")]


def shape(entries: list[Entry]) -> list[tuple[str, str]]:
    return [(one.value, one.above) for one in entries]


def test_an_entry_goes_with_all_that_lies_below_it() -> None:
    moved = put_under(TREE, "a1", "b")
    assert shape(moved) == [("a", ""), ("b", ""), ("b1", "b"), ("a1", "b"), ("a11", "a1"), ("c", "")]
    assert shape(put_under(TREE, "a1", ""))[-2:] == [("a1", ""), ("a11", "a1")]


def test_an_entry_moves_past_those_beside_it_with_all_that_lies_below() -> None:
    assert [one.value for one in moved(TREE, "a", 1)] == ["b", "b1", "a", "a1", "a11", "c"]
    assert [one.value for one in moved(TREE, "c", -1)] == ["a", "a1", "a11", "c", "b", "b1"]
    assert moved(TREE, "a1", 1) == TREE and moved(TREE, "a", -1) == TREE and moved(TREE, "c", 1) == TREE


@given(st.permutations(TREE), st.sampled_from([one.value for one in TREE]), st.sampled_from([-1, 1]))
def test_a_move_up_or_down_changes_the_order_alone(entries: list[Entry], value: str, by: int) -> None:
    after = moved(entries, value, by)
    assert sorted(shape(after)) == sorted(shape(entries))
    if after != entries:
        beside = [one.value for one in entries if one.above == next(o.above for o in TREE if o.value == value)]
        now = [one.value for one in after if one.value in beside]
        assert now.index(value) == beside.index(value) + by


def test_nothing_comes_to_lie_below_itself() -> None:
    for above in ("a", "a1", "a11", "none"):
        assert put_under(TREE, "a", above) == TREE


def test_deeper_and_higher_go_back_and_forth() -> None:
    inner = deeper(TREE, "b")
    assert inner[3].above == "a" and depths(inner) == [0, 1, 2, 1, 2, 0]
    assert shape(higher(inner, "b")) == shape(TREE)
    assert deeper(TREE, "a") == TREE and higher(TREE, "c") == TREE
    assert deeper(TREE, "b1") == TREE, "nothing stands before it under the same entry"


def test_what_is_folded_is_all_that_lies_below() -> None:
    assert folded_away(TREE, {"a", "b"}) == {"a1", "a11", "b1"}


VALUES = [f"v{number}" for number in range(7)]


@given(st.lists(st.sampled_from(["", *VALUES]), min_size=7, max_size=7), st.sampled_from(VALUES),
       st.sampled_from(["", *VALUES]))  # fmt: skip
def test_no_entry_is_lost_and_only_the_moved_one_gets_another_parent(
    parents: list[str], value: str, above: str
) -> None:
    entries = [entry(own, parent) for own, parent in zip(VALUES, parents, strict=True)]
    for made in (put_under(entries, value, above), deeper(entries, value), higher(entries, value)):
        assert sorted(one.value for one in made) == sorted(VALUES)
        kept = {one.value: one.above for one in entries}
        assert {one.value for one in made if one.above != kept[one.value]} <= {value}
        assert value not in below(made, value)
