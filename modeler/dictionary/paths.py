"""Where an expression names a variable: found in its syntax tree, so that a text, an entry of a record or a name that
a loop binds is never taken for it."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AnySet
from dataclasses import dataclass, field

from runner.core.errors import AppError
from runner.feel import parse, parse_unary_tests
from runner.feel.tree import (
    Ast,
    Call,
    ContextNode,
    Filter,
    For,
    FunctionNode,
    If,
    Name,
    Quantified,
    children,
)
from runner.feel.tree import Path as PathNode

Path = tuple[str, ...]


@dataclass(frozen=True)
class Places:
    """Where a variable is named in a text, as spans of its last word; `unsure` are spans of which only the data of a
    case could tell."""

    spans: tuple[tuple[int, int], ...] = ()
    unsure: tuple[tuple[int, int], ...] = ()


@dataclass
class _Search:
    text: str
    target: Path
    tables: Mapping[Path, frozenset[str]]
    spans: set[tuple[int, int]] = field(default_factory=set)
    unsure: set[tuple[int, int]] = field(default_factory=set)

    def visit(self, node: Ast, bound: Mapping[str, Path | None], inside: tuple[Path, ...]) -> Path | None:
        """Look through a node; the path of the data it stands for, where it stands for any."""
        if isinstance(node, Name):
            return self.name(node, bound, inside)
        if isinstance(node, PathNode):
            return self.path(node, bound, inside)
        if isinstance(node, Filter):
            source = self.visit(node.source, bound, inside)
            self.visit(node.condition, {**bound, "item": source}, inside if source is None else (*inside, source))
            return source
        if isinstance(node, If):
            self.visit(node.condition, bound, inside)
            self.visit(node.no, bound, inside)
            return self.visit(node.yes, bound, inside)
        if isinstance(node, Call):
            if not isinstance(node.function, Name):
                self.visit(node.function, bound, inside)
            for argument in node.arguments:
                self.visit(argument, bound, inside)
            return None
        for child, names in self.scopes(node, bound, inside):
            self.visit(child, names, inside)
        return None

    def scopes(
        self, node: Ast, bound: Mapping[str, Path | None], inside: tuple[Path, ...]
    ) -> list[tuple[Ast, Mapping[str, Path | None]]]:
        """The nodes below with the names that are bound there, and what they stand for."""
        found: list[tuple[Ast, Mapping[str, Path | None]]] = []
        names: dict[str, Path | None] = dict(bound)
        if isinstance(node, ContextNode):
            for key, value in zip(node.keys, node.values, strict=True):
                found.append((value, dict(names)))
                names[key] = None
        elif isinstance(node, For | Quantified):
            for item in node.iterations:
                source = self.visit(item.source, names, inside)
                if item.until is not None:
                    found.append((item.until, dict(names)))
                names[item.name] = source if item.until is None else None
            result = node.result if isinstance(node, For) else node.condition
            found.append((result, {**names, "partial": None} if isinstance(node, For) else names))
        elif isinstance(node, FunctionNode):
            found.append((node.body, {**names, **dict.fromkeys(node.params)}))
        else:
            found = [(child, bound) for child in children(node)]
        return found

    def name(self, node: Name, bound: Mapping[str, Path | None], inside: tuple[Path, ...]) -> Path | None:
        """A variable, a name that is bound here, or an entry of the row that is looked at."""
        if node.name in bound:
            return bound[node.name]
        row = next((path for path in reversed(inside) if node.name in self.tables.get(path, ())), None)
        found = (*row, node.name) if row is not None else (node.name,)
        if found == self.target:
            self.note(node.at, self.spans)
        return found

    def path(self, node: PathNode, bound: Mapping[str, Path | None], inside: tuple[Path, ...]) -> Path | None:
        """`source.name`."""
        source = self.visit(node.source, bound, inside)
        at = node.at + 1
        while at < len(self.text) and self.text[at].isspace():
            at += 1
        if source is None:
            if node.name == self.target[-1] and len(self.target) > 1:
                self.note(at, self.unsure)
            return None
        found = (*source, node.name)
        if found == self.target:
            self.note(at, self.spans)
        return found

    def note(self, at: int, where: set[tuple[int, int]]) -> None:
        """Keep the span of the word that begins there."""
        word = self.target[-1]
        if self.text.startswith(word, at):
            where.add((at, at + len(word)))


def places_of(
    text: str,
    target: Path,
    tables: Mapping[Path, frozenset[str]] | None = None,
    *,
    row: Path = (),
    tests: bool = False,
    names: AnySet[str] = frozenset(),
) -> Places:
    """Where a FEEL text (a leading `=` is allowed) names the variable at `target`.

    `tables`: path of a list of records -> the names of its columns. `row`: the table whose row the text computes
    in. `tests`: it is a cell of a decision table. `names`: known ones that are no single word.
    Raises `AppError` for a text that cannot be read.
    """
    lead = len(text) - len(text.lstrip())
    if text[lead:].startswith("="):
        lead += 1
    body = text[lead:]
    if not body.strip():
        return Places()
    tree = parse_unary_tests(body, names) if tests else parse(body, names)
    search = _Search(body, target, tables or {})
    bound: dict[str, Path | None] = {"this": row, "parent": (), "i": None} if row else {}
    try:
        search.visit(tree, bound, (row,) if row else ())
    except RecursionError as error:
        raise AppError("feel.budget.depth", limit=1) from error
    return Places(*(tuple((at + lead, end + lead) for at, end in sorted(found)) for found in
                    (search.spans, search.unsure)))  # fmt: skip


def respelled(text: str, places: Places, word: str) -> str:
    """The text with another word at these places."""
    for at, end in reversed(places.spans):
        text = f"{text[:at]}{word}{text[end:]}"
    return text
