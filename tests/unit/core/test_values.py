"""Dataclasses that cost nothing to load do what those of the standard library do."""

from __future__ import annotations

import copy
import dataclasses
import math
import pickle
from collections.abc import Callable
from dataclasses import FrozenInstanceError, field, fields, is_dataclass, replace
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.core import values
from runner.core.values import dataclass

Decorator = Callable[..., Any]


def row_of(dataclass: Decorator, *, frozen: bool) -> type[Any]:
    @dataclass(frozen=frozen)
    class Row:
        """A row."""

        kinds: ClassVar[tuple[str, ...]] = ("a", "b")
        id: str
        size: float = 1.0
        parts: list[int] = field(default_factory=list)
        cache: dict[str, int] = field(default_factory=dict, compare=False, repr=False)
        mark: str = field(default="", compare=False)

        @property
        def twice(self) -> float:
            return self.size * 2

    return Row


def wider_of(dataclass: Decorator, base: type[Any]) -> type[Any]:
    @dataclass(frozen=True)
    class Row(base):  # type: ignore[misc]  # named alike, so that both show themselves alike
        """A row with more."""

        size: float = 2.0
        more: tuple[int, ...] = ()

    return Row


OURS, THEIRS = row_of(dataclass, frozen=True), row_of(dataclasses.dataclass, frozen=True)
FREE, THEIR_FREE = row_of(dataclass, frozen=False), row_of(dataclasses.dataclass, frozen=False)
WIDE, THEIR_WIDE = wider_of(dataclass, OURS), wider_of(dataclasses.dataclass, THEIRS)
MIXED = wider_of(dataclasses.dataclass, row_of(dataclass, frozen=True))
TURNED = wider_of(dataclass, row_of(dataclasses.dataclass, frozen=True))

VALUES: dict[str, st.SearchStrategy[Any]] = {
    "id": st.text(max_size=2),
    "size": st.sampled_from([0.0, 1.0, 2.5, math.nan]),
    "parts": st.lists(st.integers(0, 1), max_size=2),
    "cache": st.dictionaries(st.sampled_from("ab"), st.integers(0, 1)),
    "mark": st.sampled_from(["", "x"]),
}
GIVEN = st.builds(
    lambda values, places: (list(values.values())[:places], dict(list(values.items())[places:])),
    st.fixed_dictionaries({"id": VALUES["id"]}, optional={k: v for k, v in VALUES.items() if k != "id"}).map(
        lambda found: {name: found[name] for name in VALUES if name in found}
    ),
    st.integers(0, 1),
)


@pytest.mark.parametrize(("ours", "theirs"), [
    (OURS, THEIRS), (FREE, THEIR_FREE), (WIDE, THEIR_WIDE), (MIXED, THEIR_WIDE), (TURNED, THEIR_WIDE),
])  # fmt: skip
@given(first=GIVEN, second=GIVEN)
def test_values_are_as_those_of_the_standard_library(
    ours: type[Any], theirs: type[Any], first: Any, second: Any
) -> None:
    (args, named), (other_args, other_named) = first, second
    mine, yours = ours(*args, **named), theirs(*args, **named)
    other, their_other = ours(*other_args, **other_named), theirs(*other_args, **other_named)
    assert vars(mine) == vars(yours)
    assert (mine == other) == (yours == their_other)
    assert (mine != other) == (yours != their_other)
    assert repr(mine).partition("(")[2] == repr(yours).partition("(")[2]
    assert mine == copy.copy(mine) == replace(mine)
    assert mine.__eq__(yours) is NotImplemented
    assert vars(replace(mine, size=9.0)) == vars(replace(yours, size=9.0))
    assert dataclasses.asdict(mine) == dataclasses.asdict(yours)


@pytest.mark.parametrize(("ours", "theirs"), [(OURS, THEIRS), (FREE, THEIR_FREE), (WIDE, THEIR_WIDE)])
def test_their_fields_are_known(ours: type[Any], theirs: type[Any]) -> None:
    assert is_dataclass(ours)
    names = [(one.name, one.type, one.compare, one.repr, one.default) for one in fields(theirs)]
    assert [(one.name, one.type, one.compare, one.repr, one.default) for one in fields(ours)] == names
    assert ours.__match_args__ == theirs.__match_args__
    assert ours.kinds == theirs.kinds
    assert ours.size == theirs.size
    assert not hasattr(ours, "parts")


@pytest.mark.parametrize("kind", [OURS, WIDE, TURNED])
def test_a_frozen_one_cannot_be_changed(kind: type[Any]) -> None:
    one = kind("a")
    for change in (lambda: setattr(one, "id", "b"), lambda: setattr(one, "new", 1), lambda: delattr(one, "id")):
        with pytest.raises(FrozenInstanceError):
            change()
    assert one.id == "a"


def test_one_that_is_not_frozen_can_and_is_no_key() -> None:
    one = FREE("a")
    one.id = "b"
    assert one == FREE("b")
    with pytest.raises(TypeError, match="unhashable"):
        hash(one)


def test_equal_ones_are_one_key_and_defaults_are_not_shared() -> None:
    @dataclass(frozen=True)
    class Point:
        """A point."""

        x: float
        y: float = 0.0

    @dataclass(frozen=True)
    class Only:
        """One field."""

        x: float

    assert {Point(1): 1}[Point(1, 0.0)] == 1
    assert hash(Point(1, 2)) == hash((1, 2))
    assert hash(Only(1)) == hash((1,))
    assert Only(math.nan) != Only(float("nan"))
    assert OURS("a").parts is not OURS("a").parts


def test_own_methods_stay() -> None:
    @dataclass(frozen=True, init=False)
    class Own:
        """With methods of its own."""

        x: float

        def __init__(self, text: str) -> None:
            self.__dict__["x"] = float(text)

        def __repr__(self) -> str:
            return "own"

        def __eq__(self, other: object) -> bool:
            return True

    assert Own("2").x == 2
    assert repr(Own("2")) == "own"
    assert Own("2") == Own("3")
    assert hash(Own("2")) == hash((2.0,))


@pytest.mark.parametrize(("args", "named", "said"), [
    ((), {}, "lacks a value for 'id'"),
    (("a",), {"id": "b"}, "no place for 'id'"),
    (("a",), {"colour": 1}, "no place for 'colour'"),
    (("a", 1.0, [], {}, "", 7), {}, "no place for 1 values"),
])  # fmt: skip
def test_wrong_values_are_refused(args: Any, named: Any, said: str) -> None:
    with pytest.raises(TypeError, match=said):
        OURS(*args, **named)
    with pytest.raises(TypeError):
        THEIRS(*args, **named)


def test_one_that_holds_itself_can_be_shown() -> None:
    @dataclass
    class Knot:
        """A knot."""

        to: list[Any]

    knot = Knot([])
    knot.to.append(knot)
    assert repr(knot).endswith("Knot(to=[...])")


def test_what_is_not_offered_is_refused_at_once() -> None:
    class Slotted:
        __slots__ = ("x",)
        x: int

    with pytest.raises(TypeError, match="take the standard library's"):
        dataclass(Slotted)
    with pytest.raises(TypeError):
        dataclass(order=True)


def test_no_method_is_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    def compiled(*_arguments: object, **_named: object) -> None:
        raise AssertionError

    monkeypatch.setattr(dataclasses, "_create_fn", compiled)
    made = row_of(values.dataclass, frozen=True)
    assert made("a") == made("a")


def test_they_are_pickled_and_copied_deep() -> None:
    from modeler.geometry.shapes import Bounds
    from runner.core.tokens import LIGHT

    assert pickle.loads(pickle.dumps(Bounds(1, 2, 3, 4))) == Bounds(1, 2, 3, 4)
    assert copy.deepcopy(LIGHT) == LIGHT
