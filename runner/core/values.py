"""Dataclasses that cost nothing to load.

The standard library writes the methods of a dataclass as text and compiles it whenever its module is imported: that
is ten times the rest of its class, and with some fifty of them a tenth of a start of the window. These share methods
that are there already. What is loaded at every start takes its `dataclass` here; to readers, type checkers and
`dataclasses.fields`, `replace` and their like it is the one they know.
"""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, FrozenInstanceError
from operator import attrgetter
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any

_FIELDS = "__dataclass_fields__"
_put = object.__setattr__

Plan = dict[str, tuple[Any, Any]]
"""Of each field its type and its default: a value, a `Field` or `MISSING`."""


class _Fields:
    """Stands where a class has its fields until somebody asks for them, which few do."""

    def __init__(self, owner: type, plan: Plan, frozen: bool) -> None:
        self.plan = plan
        self._owner: Any = owner
        self._frozen = frozen

    def __get__(self, instance: object, owner: type) -> Mapping[str, Field[Any]]:
        rows = [(name, kind, _field_of(default)) for name, (kind, default) in self.plan.items()]
        said = {"__doc__": "None is asked for."}  # where one is missing, the constructor is looked into
        twin: Any = dataclasses.make_dataclass("twin", rows, namespace=said, init=False, repr=False, eq=False)
        found: Mapping[str, Field[Any]] = twin.__dataclass_fields__
        self._owner.__dataclass_params__ = twin.__dataclass_params__
        self._owner.__dataclass_params__.frozen = self._frozen
        self._owner.__dataclass_fields__ = found
        return found


def _field_of(default: Any) -> Field[Any]:
    made: Field[Any] = default if isinstance(default, Field) else dataclasses.field(default=default)
    return made


def _plan(cls: type) -> Plan:
    """The fields of the bases, then the class's own."""
    plan: Plan = {}
    for base in cls.__mro__[-1:0:-1]:
        known = base.__dict__.get(_FIELDS)
        if isinstance(known, _Fields):
            plan |= known.plan
        elif known is not None:
            plan |= {one.name: (one.type, one) for one in dataclasses.fields(base)}
    for name, kind in inspect.get_annotations(cls).items():
        if not str(kind).startswith(("ClassVar", "typing.ClassVar")):
            plan[name] = (kind, cls.__dict__.get(name, MISSING))
    return plan


def _settle_defaults(cls: type, plan: Plan) -> tuple[dict[str, Any], dict[str, Callable[[], Any]]]:
    """The defaults of fields, and what makes those that are new each time; the class keeps the plain ones, as it
    would have anyway."""
    defaults: dict[str, Any] = {}
    makers: dict[str, Callable[[], Any]] = {}
    for name, (_kind, default) in plan.items():
        plain = default.default if isinstance(default, Field) else default
        if plain is not MISSING:
            defaults[name] = plain
        elif isinstance(default, Field) and default.default_factory is not MISSING:
            makers[name] = default.default_factory
        if isinstance(default, Field) and cls.__dict__.get(name) is default:
            delattr(cls, name)
            if plain is not MISSING:
                setattr(cls, name, plain)
    return defaults, makers


def _initialiser(
    names: tuple[str, ...], defaults: Mapping[str, Any], makers: Mapping[str, Callable[[], Any]]
) -> Callable[..., None]:
    count = len(names)

    def init(self: object, /, *given: Any, **named: Any) -> None:
        have = len(given)
        for name, value in zip(names, given, strict=False):
            _put(self, name, value)
        if have < count:
            for name in names[have:]:
                if name in named:
                    _put(self, name, named.pop(name))
                elif name in defaults:
                    _put(self, name, defaults[name])
                elif name in makers:
                    _put(self, name, makers[name]())
                else:
                    raise TypeError(f"{type(self).__name__} lacks a value for {name!r}")
        if named or have > count:
            more = ", ".join(map(repr, named)) or f"{have - count} values"
            raise TypeError(f"{type(self).__name__} has no place for {more}")

    return init


def _reader(names: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    """What gives the values of these fields as a tuple."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda value: tuple(getattr(value, name) for name in names)


def _told(plan: Plan) -> Callable[[object], str]:
    names = [name for name, (_kind, default) in plan.items() if not isinstance(default, Field) or default.repr]

    @recursive_repr()
    def told(self: object) -> str:
        return f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in names)})"

    return told


def _compared(plan: Plan) -> tuple[Callable[[object, object], Any], Callable[[object], int]]:
    """Equality and the hash that goes with it."""
    values = _reader(
        [name for name, (_, default) in plan.items() if not isinstance(default, Field) or default.compare]
    )

    def equals(self: object, other: object) -> Any:
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    def hashed(self: object) -> int:
        return hash(values(self))

    return equals, hashed


def _frozen(cls: type, plan: Plan) -> dict[str, Callable[..., None]]:
    def set_(self: object, name: str, value: object) -> None:
        if type(self) is cls or name in plan:
            raise FrozenInstanceError(f"cannot assign to field {name!r}")
        _put(self, name, value)

    def delete(self: object, name: str) -> None:
        if type(self) is cls or name in plan:
            raise FrozenInstanceError(f"cannot delete field {name!r}")
        object.__delattr__(self, name)

    return {"__setattr__": set_, "__delattr__": delete}


def _furnish(cls: type, frozen: bool, init: bool) -> type:
    own = cls.__dict__
    if "__post_init__" in own or "__slots__" in own:
        raise TypeError(f"{cls.__name__} asks for more than these dataclasses do: take the standard library's")
    plan = _plan(cls)
    defaults, makers = _settle_defaults(cls, plan)
    equals, hashed = _compared(plan)
    methods: dict[str, Any] = {"__repr__": _told(plan), "__eq__": equals, "__match_args__": tuple(plan)}
    if init:
        methods["__init__"] = _initialiser(tuple(plan), defaults, makers)
    if own.get("__hash__") is None:  # also where an `__eq__` in the class took it away
        cls.__hash__ = hashed if frozen else None  # type: ignore[assignment]  # what can change is no key
    if frozen:
        methods |= _frozen(cls, plan)
    for name, method in methods.items():
        if name not in own:
            setattr(cls, name, method)
    setattr(cls, _FIELDS, _Fields(cls, plan, frozen))
    return cls


if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(cls=None, /, *, frozen=False, init=True):
        """The `dataclass` of the standard library, of whose options the house needs `frozen` and `init`.

        Raises `TypeError` for a class with `__post_init__` or `__slots__`.
        """
        return _furnish(cls, frozen, init) if cls is not None else lambda made: _furnish(made, frozen, init)
