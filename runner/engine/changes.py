"""What has changed in a case since it was last written: tokens and scopes tell it themselves, so that saving
costs what changed and not what is alive."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from runner.engine.tokens import Token, Tokens

DEPTH = {"slots": 2, "loop": 1, "local": 1, "ad_hoc": 1, "complex": 1}
"""What the engine keeps on a token in dictionaries of its own that change in place, and how deep. Everything else
on a token is put there whole."""


@dataclass
class Changes:
    """Tokens and scopes by id. `born`: made since; `gone`: written before and no longer there."""

    tokens: dict[str, Token] = field(default_factory=dict)
    scopes: dict[str, Tokens] = field(default_factory=dict)
    born: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)

    def note(self, token: Token) -> None:
        """A token is new, or something on it has changed; the root of a scope stands for the scope. One that has left
        is not written any more."""
        if token.is_root:
            self.scopes[token.key] = token.workflow
        elif token.id in token.workflow.tasks:
            self.tokens[token.key] = token
        token.noted = True

    def bear(self, token: Token) -> None:
        """A token was made."""
        self.born.add(token.key)
        self.note(token)

    def drop(self, key: str) -> None:
        """A token or scope is no longer there."""
        self.tokens.pop(key, None)
        self.scopes.pop(key, None)
        if key in self.born:
            self.born.remove(key)
        else:
            self.gone.add(key)

    def take_in(self, later: Changes) -> None:
        """Add what happened after."""
        for key in later.gone:
            self.drop(key)
        self.tokens |= later.tokens
        self.scopes |= later.scopes
        self.born |= later.born

    def rest(self) -> None:
        """Let all of them tell their next change."""
        for token in self.tokens.values():
            token.noted = False
        for scope in self.scopes.values():
            scope.task_tree.noted = False

    def __bool__(self) -> bool:
        return bool(self.tokens or self.scopes or self.gone)


class Owner(Protocol):
    """Whose entries a `Noted` holds: `noted` while it is known that they have changed."""

    noted: bool

    def changed(self) -> None:
        """Note that they have changed."""


class Noted(dict[str, Any]):
    """A dictionary that tells its owner when an entry of it is set or removed; `depth` levels below it do, too, or
    where it is a mapping those under each name that it lists."""

    __slots__ = ("_depth", "_owner")

    def __init__(
        self, owner: Owner, values: Mapping[str, Any] | None = None, depth: int | Mapping[str, int] = 0
    ) -> None:
        super().__init__()
        self._owner = owner
        self._depth = depth
        if values:
            for name, value in values.items():
                dict.__setitem__(self, name, self._kept(name, value))

    def _kept(self, name: str, value: Any) -> Any:
        if not self._depth or type(value) is not dict:
            return value
        depth = self._depth if isinstance(self._depth, int) else self._depth.get(name, 0)
        return Noted(self._owner, value, depth - 1) if depth else value

    def _tell(self) -> None:
        if not self._owner.noted:
            self._owner.changed()

    def __setitem__(self, name: str, value: Any) -> None:
        dict.__setitem__(self, name, self._kept(name, value) if type(value) is dict else value)
        if not self._owner.noted:
            self._owner.changed()

    def __delitem__(self, name: str) -> None:
        dict.__delitem__(self, name)
        self._tell()

    def plain(self) -> dict[str, Any]:
        """A plain dictionary of it, as far down as changes are noted."""
        return {name: value.plain() if type(value) is Noted else value for name, value in self.items()}

    def pop(self, name: str, *default: Any) -> Any:
        """As of a dictionary."""
        if name in self:
            self._tell()
        return dict.pop(self, name, *default)

    def popitem(self) -> tuple[str, Any]:
        """As of a dictionary."""
        self._tell()
        return dict.popitem(self)

    def clear(self) -> None:
        """As of a dictionary."""
        dict.clear(self)
        self._tell()

    def setdefault(self, name: str, default: Any = None) -> Any:
        """As of a dictionary."""
        if name not in self:
            self[name] = default
        return self[name]

    def update(self, values: Mapping[str, Any] | Iterable[tuple[str, Any]] = (), /, **more: Any) -> None:  # type: ignore[override]  # the overloads of a dictionary with texts as names
        """As of a dictionary."""
        for name, value in {**dict(values), **more}.items():
            dict.__setitem__(self, name, self._kept(name, value))
        self._tell()

    def __ior__(self, values: Any) -> Noted:  # type: ignore[override,misc]  # likewise
        self.update(values)
        return self
