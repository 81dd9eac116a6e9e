"""Registries: one new thing is one new file, found by its place."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any, Generic, TypeVar, cast

T = TypeVar("T")


class Registry(Mapping[str, T], Generic[T]):
    """The entries that the modules of one package declare, by id, in the order of module names.

    Each module of `package` declares `attribute`: one entry, or a list of entries. An entry has an
    `id`. The modules are imported once, at the first look. Foreign entries come by the entry point
    group `slipway.<attribute lower case>` and can be switched off with `allow_foreign=False`.

    Raises `LookupError` when two entries claim one id, and `AttributeError` when a module declares
    nothing: both are bugs of the one who added the file.
    """

    def __init__(self, package: str, attribute: str, *, allow_foreign: bool = False) -> None:
        self._package = package
        self._attribute = attribute
        self._allow_foreign = allow_foreign
        self._entries: dict[str, T] | None = None

    def _load(self) -> dict[str, T]:
        if self._entries is None:
            entries: dict[str, T] = {}
            package = import_module(self._package)
            for module in sorted(item.name for item in pkgutil.iter_modules(package.__path__)):
                if not module.startswith("_"):
                    self._take(getattr(import_module(f"{self._package}.{module}"), self._attribute), entries)
            if self._allow_foreign:
                from importlib.metadata import entry_points  # 50 ms that a start without them need not pay

                for point in entry_points(group=f"slipway.{self._attribute.lower()}"):
                    self._take(point.load(), entries)
            self._entries = entries
        return self._entries

    def _take(self, declared: object, entries: dict[str, T]) -> None:
        for entry in declared if isinstance(declared, list | tuple) else [declared]:
            key = str(cast(Any, entry).id)  # the contract of an entry
            if key in entries:
                raise LookupError(f"two entries of {self._package} are called {key}")
            entries[key] = cast(T, entry)

    def __getitem__(self, key: str) -> T:
        return (self._entries or self._load())[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._load())

    def __len__(self) -> int:
        return len(self._load())


def load_object(path: str) -> Any:
    """The object behind `package.module:name`, imported at the call: for what must not load at start-up."""
    module, _, name = path.partition(":")
    return getattr(import_module(module), name)
