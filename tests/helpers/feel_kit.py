"""The harness of the DMN conformance kit with the rules of DMN for invocations and declared types put in.

    python tests/helpers/feel_kit.py FEEL_TCK.PY [options of feel_tck.py]

A function, a knowledge model or a decision service that gets an argument which does not fit its declared type is
not run, and gives null (DMN 1.5, section 10.3.2.13.2); what a declared type makes of a value is asked of the language
itself. The kit's own harness passes null on instead, and unwraps a list of one more than once.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from runner.feel import ItemType, coerce, item_type
from runner.feel.tree import TypeNode


def load(path: Path) -> Any:
    """The module of the harness, with its models replaced."""
    spec = importlib.util.spec_from_file_location("feel_tck", path)
    assert spec is not None
    assert spec.loader is not None
    kit: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(kit)
    kit.Model = type("Model", (Lawful, kit.Model), {"kit": kit})
    return kit


_Base: Any = object  # the harness is loaded by its path: its class comes later


class Lawful(_Base):  # type: ignore[misc]  # see there
    """A model of the kit, but for what DMN says of invocations."""

    kit: Any
    """The module of the harness."""

    def __init__(self, path: Path, adapter: Any) -> None:
        super().__init__(path, adapter)
        self.types: dict[str, ItemType] = {}
        for name, element in self.items.items():
            self._define(name, element)

    def _define(self, name: str, element: Any) -> None:
        """An item definition or a component of one, which is a type of its own."""
        reference, parts = self.kit.kid(element, "typeRef"), self.kit.kids(element, "itemComponent")
        is_list = element.get("isCollection") == "true"
        allowed = next(
            (
                text
                for tag in ("allowedValues", "typeConstraint")
                if (text := self.kit.text_of(self.kit.kid(element, tag)))
            ),
            "",
        )
        if self.kit.kid(element, "functionItem") is not None:
            base = TypeNode(0, "function")
        elif parts:
            keys = tuple(part.get("name") for part in parts)
            for key, part in zip(keys, parts, strict=True):
                self._define(f"{name}.{key}", part)
            base = TypeNode(0, "context", tuple(TypeNode(0, f"{name}.{key}") for key in keys), keys)
        else:
            base = TypeNode(0, _plain(reference.text if reference is not None else "Any"))
        made = item_type("Any", is_list=is_list, allowed=allowed)
        self.types[name] = ItemType(base, made.is_list, made.allowed)

    def coerce(self, value: Any, reference: str | None, boundary: bool = False) -> Any:
        kind = _plain(reference or "Any")
        known = kind in self.types or "." not in kind  # types of imported models are not asked
        return coerce(value, TypeNode(0, kind), self.types) if known else value

    def type_of(self, element: Any) -> str | None:
        """The declared type; that of a decision service is a function, whose results are what is meant."""
        reference: str | None = super().type_of(element)
        item = self.items.get(reference)
        made = self.kit.kid(item, "functionItem") if item is not None else None
        if self.kit.ln(element) == "decisionService" and made is not None:
            return made.get("outputTypeRef")  # type: ignore[no-any-return]  # an attribute
        return reference

    def function(self, element: Any, context: dict[str, Any], name: str | None = None) -> Any:
        made = super().function(element, context, name)
        parameters = [(part.get("name"), part.get("typeRef")) for part in self.kit.kids(element, "formalParameter")]
        return self._strict(made, parameters)

    def service(self, element: Any, inputs: dict[str, Any]) -> Any:
        made = super().service(element, inputs)
        needed = [
            self.find(part.get("href"))[:2] for part in element if self.kit.ln(part) in ("inputData", "inputDecision")
        ]
        return self._strict(made, [(part.get("name"), model.type_of(part)) for model, part in needed])

    def _strict(self, made: Any, parameters: list[tuple[str, str | None]]) -> Any:
        run = made._call

        def call(given: dict[str, Any]) -> Any:
            for name, kind in parameters:
                if given.get(name) is not None and self.coerce(given[name], kind) is None:
                    return None
            return run(given)

        made._call = call
        return made

    def boxed(self, element: Any, context: dict[str, Any]) -> Any:
        self.ad.mod.TYPES = self.types
        return super().boxed(element, context)


def _plain(reference: str) -> str:
    """The name of a type without the prefix of the language's namespace."""
    name = reference.strip()
    return name.rpartition(":")[2] if name.startswith("feel:") else name


if __name__ == "__main__":
    kit = load(Path(sys.argv.pop(1)))
    kit.main()
