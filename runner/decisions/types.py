"""The named types of a file, as the expression language knows them.

Source: DMN 1.5, section 7.3.2. A component of a type is a type of its own, `tLoan.amount`; those of an imported file
stand behind the name of the import.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from runner.decisions.model import Definitions, ItemDefinition
from runner.feel import CompiledTests, ItemType, coerce, from_json
from runner.feel.budget import Run
from runner.feel.tree import TypeNode

BASE: Mapping[str, str] = {
    "number": "number", "string": "string", "boolean": "boolean", "date": "date", "time": "time",
    "date and time": "date and time", "dateTime": "date and time",
    "days and time duration": "days and time duration", "dayTimeDuration": "days and time duration",
    "years and months duration": "years and months duration", "yearMonthDuration": "years and months duration",
    "list": "list", "context": "context", "range": "range", "function": "function", "Any": "Any", "Null": "null",
    # what other engines write
    "integer": "number", "long": "number", "double": "number", "decimal": "number", "any": "Any",
}  # fmt: skip
"""The types of the language by the names that files give them."""

_FEEL = "/FEEL/"


class TypeTable:
    """The types that the expressions of one file may name."""

    def __init__(
        self,
        definitions: Definitions,
        imported: Iterable[tuple[str, Definitions]],
        tests: Callable[[str], CompiledTests | None],
    ) -> None:
        """`imported`: files with the names that they are imported by; `tests` compiles tests of values, and gives
        None where they cannot be read."""
        self.items: dict[str, ItemType] = {}
        self.values: dict[str, str] = {}
        """The texts of allowed values by type."""
        self._tests = tests
        self._namespaces = dict(definitions.prefixes)
        self._own = definitions.namespace
        self._behind = {one.namespace: one.name for one in definitions.imports}
        for name, other in imported:
            self._add(other, f"{name}." if name else "")
        self._add(definitions, "")

    def node(self, reference: str) -> TypeNode | None:
        """The type of a reference; None for any value, and for a type that the file does not know."""
        name = self._plain(reference)
        if name in BASE:
            return None if BASE[name] == "Any" else TypeNode(0, BASE[name])
        return TypeNode(0, name) if name in self.items else None

    def from_json(self, value: Any, node: TypeNode | None) -> Any:
        """The value of a JSON value whose type is declared: a text is a date where one is asked for, and where
        nothing is said but it reads as one."""
        if node is None:
            return from_json(value, temporals=True)
        item = self.items.get(node.name)
        if item is not None:
            inner = value if isinstance(value, list) or not item.is_list else [value]
            if item.is_list:
                return [self.from_json(one, item.base) for one in inner]
            return self.from_json(value, item.base)
        if node.name == "context" and node.keys and isinstance(value, dict):
            kinds = dict(zip(node.keys, node.arguments, strict=True))
            return {str(key): self.from_json(one, kinds.get(str(key))) for key, one in value.items()}
        return from_json(value, temporals=node.name not in ("string", "number", "boolean"))

    def is_known(self, reference: str) -> bool:
        """Whether a type is one of the language or of the file; no type at all is fine as well."""
        name = self._plain(reference)
        return not name or name in BASE or name in self.items

    def fit(self, value: Any, node: TypeNode | None, run: Run, label: str) -> Any:
        """The value made to fit a type; null with a warning where it does not."""
        if value is None or node is None:
            return value
        fitted = coerce(value, node, self.items)
        if fitted is None:
            run.warn("dmn.type", name=label, type=node.name)
        return fitted

    def _plain(self, reference: str) -> str:
        """The name of a type, without the prefix of a namespace."""
        name = reference.strip()
        prefix, sign, local = name.partition(":")
        if not sign:
            return name
        uri = self._namespaces.get(prefix)
        if uri in self._behind:
            return f"{self._behind[uri]}.{local}" if self._behind[uri] else local
        known = uri is None or uri == self._own or _FEEL in uri or uri.endswith(("MODEL/", ".xsd"))
        return local if known else name

    def _add(self, definitions: Definitions, prefix: str) -> None:
        names = {one.name for one in definitions.items}
        for one in definitions.items:
            self._define(one, prefix + one.name, prefix, names)

    def _define(self, item: ItemDefinition, name: str, prefix: str, names: set[str]) -> None:
        """An item definition or a component of one."""
        tests = self._tests(item.allowed) if item.allowed else None
        allowed = None if tests is None else (lambda value: tests(value, {}))
        if item.allowed:
            self.values[name] = item.allowed
        base = self._base(item, name, prefix, names)
        rule = self._tests(item.constraint) if item.constraint else None
        if rule is None:
            self.items[name] = ItemType(base, item.is_list, allowed)
            return
        # a constraint is of the value as a whole, allowed values are those of each item
        self.items[f"{name}.*"] = ItemType(base, item.is_list, allowed)
        self.items[name] = ItemType(TypeNode(0, f"{name}.*"), False, lambda value: rule(value, {}))

    def _base(self, item: ItemDefinition, name: str, prefix: str, names: set[str]) -> TypeNode:
        if item.is_function:
            return TypeNode(0, "function")
        if item.components:
            for part in item.components:
                self._define(part, f"{name}.{part.name}", prefix, names)
            parts = tuple(TypeNode(0, f"{name}.{part.name}") for part in item.components)
            return TypeNode(0, "context", parts, tuple(part.name for part in item.components))
        base = self._plain(item.base or "Any")
        if base in BASE:
            return TypeNode(0, BASE[base])
        return TypeNode(0, prefix + base if base in names else base)
