"""Kinds of expressions over known variables, and what looks wrong before anything runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, Literal

from runner.core.i18n import N_, tr
from runner.core.messages import declare, sentence
from runner.feel import tree
from runner.feel.calls import FUNCTIONS
from runner.feel.infer_calls import function_meant, misfit, result_of
from runner.feel.logic import may_hold, path_of
from runner.feel.tree import Ast
from runner.feel.types import YearsMonthsDuration
from runner.feel.vocabulary import ANY, BOOLEAN, CONTEXT, DATE, MOMENT, NUMBER, PARTS, STRING, Kind, Vocabulary

declare(
    {
        "feel.look.unknown": (N_("There is no variable called “{name}”."), N_("Check the spelling.")),
        "feel.look.meant": (N_("There is no variable called “{name}”; “{meant}” may be meant."), ""),
        "feel.look.function": (N_("There is no function called “{name}”."), N_("Check the spelling.")),
        "feel.look.function-meant": (N_("There is no function called “{name}”; “{meant}” may be meant."), ""),
        "feel.look.entry": (N_("There is no entry “{name}” in {source_kind}."), N_("Check the spelling.")),
        "feel.look.entry-meant": (N_("There is no entry “{name}”; “{meant}” may be meant."), ""),
        "feel.look.text": (
            N_("“{name}” is no variable: a text stands between double quotes."),
            N_("Write it between double quotes."),
        ),
        "feel.look.types": (
            N_("{left} is {left_kind} and {right} is {right_kind}: they can never be equal or ordered."),
            N_("Compare values of the same kind."),
        ),
        "feel.look.choice": (
            N_("“{name}” never has the value “{value}”."),
            N_("Use one of its choices."),
        ),
        "feel.look.null": (
            N_("“{operator}” between {left_kind} and {right_kind} never gives a value."),
            N_("Turn one side into the kind of the other."),
        ),
        "feel.look.argument": (
            N_("“{name}” never gives a value for {argument}, which is {argument_kind}."),
            N_("Give it what it takes."),
        ),
        "feel.look.arguments": (
            N_("“{name}” is not called with {count} values."),
            N_("Give it as many as it takes."),
        ),
        "feel.look.condition": (
            N_("This is {condition_kind} and neither true nor false, so it is never met."),
            N_("Compare it with something."),
        ),
        "feel.look.always": (N_("This is always true."), N_("Leave it out, or mend the comparison.")),
        "feel.look.never": (N_("This is never true."), N_("Mend the comparison.")),
    }
)

Code = Literal[
    "unknown", "meant", "function", "function-meant", "entry", "entry-meant", "text", "types", "choice", "null",
    "argument", "arguments", "condition", "always", "never",
]  # fmt: skip
KINDS: Mapping[str, str] = {
    "number": N_("a number"), "string": N_("a text"), "boolean": N_("yes or no"), "date": N_("a date"),
    "time": N_("a time of day"), "date and time": N_("a date and time"), "list": N_("a list"),
    "context": N_("a group of values"), "days and time duration": N_("a span of time"),
    "years and months duration": N_("a span of months"), "range": N_("a range"), "function": N_("a function"),
}  # fmt: skip
_DURATION, _MONTHS = Kind("days and time duration"), Kind("years and months duration")
_WITHOUT_ENTRIES = frozenset({"number", "string", "boolean"})
_COMPARED = frozenset({"=", "!=", "<", "<=", ">", ">="})


@dataclass(frozen=True)
class Remark:
    """What looks wrong: a code, the piece of text it is about (offsets from 0), and what may stand there
    instead; empty where nobody can tell."""

    code: Code
    at: int
    end: int
    params: Mapping[str, str] = field(default_factory=dict)
    instead: str = ""

    @property
    def message(self) -> str:
        """The sentence in the user's language: for the edge only."""
        shown = {key: tr(KINDS[value]) if key.endswith("_kind") else value for key, value in self.params.items()}
        return sentence(f"feel.look.{self.code}", shown)

    def mends(self, text: str) -> bool:
        """Whether `instead` can be written for its piece of the text; not where spaces stand behind a dot."""
        return bool(self.instead) and (self.code != "entry-meant" or text[self.at : self.end] == self.params["name"])


@dataclass(frozen=True)
class Look:
    """The kind of an expression and what looks wrong in it."""

    kind: Kind
    remarks: tuple[Remark, ...] = ()


def look_at(ast: Ast, words: Vocabulary, *, condition: bool = False) -> Look:
    """The kind of an expression and all remarks, in the order of the text; of a `condition`, also whether it is
    one."""
    looking = _Looking(words)
    kind = looking.kind(ast, dict(words.top))
    if condition and not looking.remarks:
        looking.expect_condition(ast, kind)
    if not looking.remarks:
        looking.judge(ast)
    return Look(kind, tuple(sorted(looking.remarks, key=lambda one: one.at)))


def kind_of_value(value: Any) -> Kind:
    """The kind of a value of FEEL."""
    for types, kind in (
        ((bool,), BOOLEAN), ((Decimal, int, float), NUMBER), ((str,), STRING), ((datetime,), MOMENT), ((date,), DATE),
        ((time,), Kind("time")), ((timedelta,), _DURATION), ((YearsMonthsDuration,), _MONTHS),
        ((list,), Kind("list")), ((dict,), CONTEXT),
    ):  # fmt: skip
        if isinstance(value, types):
            return kind
    return ANY


class _Looking:
    """One walk through an expression."""

    def __init__(self, words: Vocabulary) -> None:
        self.words = words
        self.remarks: list[Remark] = []
        self._ways: Mapping[type[Ast], Callable[[Any, dict[str, Kind]], Kind]] = {
            tree.Literal: lambda node, _scope: kind_of_value(node.value),
            tree.Name: self._name, tree.Path: self._path, tree.Binary: self._binary, tree.Negate: self._negate,
            tree.Filter: self._filter, tree.Call: self._call, tree.If: self._if, tree.For: self._for,
            tree.Quantified: self._quantified, tree.ContextNode: self._context, tree.FunctionNode: self._function,
            tree.ListNode: self._list, tree.In: self._in, tree.Between: self._between,
            tree.InstanceOf: self._instance,
        }  # fmt: skip

    def kind(self, node: Ast, scope: dict[str, Kind]) -> Kind:
        """The kind of a node; remarks are noted on the way."""
        way = self._ways.get(type(node))
        if way is not None:
            return way(node, scope)
        for child in tree.children(node):
            self.kind(child, scope)
        return ANY

    def judge(self, ast: Ast) -> None:
        """Whether the whole can be true and false."""
        domains = {one.name: [item.value for item in one.choices] for one in self.words if one.choices}
        names = [node for node in tree.walk(ast) if isinstance(node, tree.Name)]
        if not _is_condition(ast) or not names:
            return
        if may_hold([(ast, True)], domains) is False:
            self._note("never", ast, _start(ast))
        elif may_hold([(ast, False)], domains) is False:
            self._note("always", ast, _start(ast))

    def expect_condition(self, ast: Ast, kind: Kind) -> None:
        """That what decides something is true or false."""
        if kind.name not in ("any", "boolean"):
            self._note("condition", ast, _start(ast), condition_kind=kind.name)

    # names

    def _name(self, node: tree.Name, scope: dict[str, Kind]) -> Kind:
        if node.name in scope:
            return scope[node.name]
        if node.name in FUNCTIONS:
            return Kind("function")
        if self.words.closed:
            self._unknown(node, scope)
        return ANY

    def _unknown(self, node: tree.Name, scope: Mapping[str, Kind]) -> None:
        meant = get_close_matches(node.name, scope, 1, 0.75)
        if meant:
            self._note("meant", node, instead=meant[0], name=node.name, meant=meant[0])
        else:
            self._note("unknown", node, name=node.name)

    def _path(self, node: tree.Path, scope: dict[str, Kind]) -> Kind:
        source = self.kind(node.source, scope)
        whole = (source.item or ANY) if source.name == "list" else source
        entries = whole.entries if whole.name == "context" else PARTS.get(whole.name)
        if entries is None and whole.name in _WITHOUT_ENTRIES:
            entries = {}
        if entries is None:
            return ANY
        if node.name not in entries:
            if self.words.closed:
                self._unknown_entry(node, whole, entries)
            return ANY
        kind = entries[node.name]
        return Kind("list", kind) if source.name == "list" else kind

    def _unknown_entry(self, node: tree.Path, whole: Kind, entries: Mapping[str, Kind]) -> None:
        at, meant = node.at + 1, get_close_matches(node.name, entries, 1, 0.6)
        code: Code = "entry-meant" if meant else "entry"
        params = {"name": node.name, "source_kind": whole.name, "meant": "".join(meant)}
        self.remarks.append(Remark(code, at, at + len(node.name), params, "".join(meant)))

    # operators

    def _binary(self, node: tree.Binary, scope: dict[str, Kind]) -> Kind:
        if node.operator in _COMPARED:
            if self._bare_word(node.left, node.right, scope) or self._bare_word(node.right, node.left, scope):
                return BOOLEAN
            left, right = self.kind(node.left, scope), self.kind(node.right, scope)
            self._compare(node, node.left, left, node.right, right)
            return BOOLEAN
        left, right = self.kind(node.left, scope), self.kind(node.right, scope)
        if node.operator in ("and", "or"):
            return BOOLEAN
        result = _arithmetic(node.operator, left, right)
        if result is None:
            self._note("null", node, _start(node), operator=node.operator,
                       left_kind=left.name, right_kind=right.name)  # fmt: skip
            return ANY
        return result

    def _bare_word(self, word: Ast, other: Ast, scope: dict[str, Kind]) -> bool:
        """Whether one side is a word that should be a text: it stands beside a variable, and is like no other."""
        if not isinstance(word, tree.Name) or word.name in scope or word.name in FUNCTIONS:
            return False
        if isinstance(other, tree.Literal):
            return False
        before = len(self.remarks)
        kind = self.kind(other, scope)
        known = self.words.get(path_of(other) or "")
        is_choice = known is not None and any(item.value == word.name for item in known.choices)
        is_misspelt = self.words.closed and bool(get_close_matches(word.name, scope, 1, 0.75))
        if not is_choice and (is_misspelt or kind.name != "string" or not self.words.variables):
            del self.remarks[before:]
            return False
        self._note("text", word, instead=f'"{word.name}"', name=word.name)
        return True

    def _compare(self, node: Ast, left: Ast, kind: Kind, right: Ast, other: Kind) -> None:
        if not _comparable(kind, other):
            self._note("types", node, _start(node), left=written(left), left_kind=kind.name,
                       right=written(right), right_kind=other.name)  # fmt: skip
            return
        for subject, value in ((left, right), (right, left)):
            self._choice(subject, value)

    def _choice(self, subject: Ast, value: Ast) -> None:
        known = self.words.get(path_of(subject) or "")
        text = value.value if isinstance(value, tree.Literal) else None
        if known is None or not known.choices or not isinstance(text, str):
            return
        if text not in {item.value for item in known.choices}:
            by_caption = [item.value for item in known.choices if text in item.captions.values()]
            close = get_close_matches(text, [item.value for item in known.choices], 1, 0.75)
            instead = next(iter([*by_caption, *close]), "")
            self._note("choice", value, instead=f'"{instead}"' if instead else "", name=known.name, value=text)

    def _negate(self, node: tree.Negate, scope: dict[str, Kind]) -> Kind:
        return self.kind(node.operand, scope)

    def _between(self, node: tree.Between, scope: dict[str, Kind]) -> Kind:
        kind = self.kind(node.value, scope)
        for end in (node.low, node.high):
            self._compare(node, node.value, kind, end, self.kind(end, scope))
        return BOOLEAN

    def _in(self, node: tree.In, scope: dict[str, Kind]) -> Kind:
        kind = self.kind(node.value, scope)
        for test in node.tests:
            for part in test.items if isinstance(test, tree.ListNode) else (test,):
                if self._bare_word(part, node.value, scope):
                    continue
                if isinstance(part, tree.Literal):
                    self._compare(node, node.value, kind, part, self.kind(part, scope))
                else:
                    self.kind(part, {**scope, "?": kind})
        return BOOLEAN

    def _instance(self, node: tree.InstanceOf, scope: dict[str, Kind]) -> Kind:
        self.kind(node.value, scope)
        return BOOLEAN

    # the rest

    def _filter(self, node: tree.Filter, scope: dict[str, Kind]) -> Kind:
        source = self.kind(node.source, scope)
        item = source.item or (source if source.name == "context" else ANY)
        if item.entries is None:  # entries of the items may be named, and nobody knows which
            names = {name.name for name in tree.walk(node.condition) if isinstance(name, tree.Name)}
            inner = {**dict.fromkeys(names, ANY), **scope, "item": item}
        else:
            inner = {**scope, **item.entries, "item": item}
        self.kind(node.condition, inner)
        return item if tree.constant_number(node.condition) is not None else source

    def _call(self, node: tree.Call, scope: dict[str, Kind]) -> Kind:
        kinds = [self.kind(argument, scope) for argument in node.arguments]
        name = node.function.name if isinstance(node.function, tree.Name) else ""
        if not name or (name not in FUNCTIONS and name not in scope):
            if not name:
                self.kind(node.function, scope)
            elif self.words.closed:
                self._unknown_function(node.function)
            return ANY
        if name in scope:
            return ANY
        if not node.names:
            self._arguments(node, name, kinds)
        return result_of(name, kinds)

    def _arguments(self, node: tree.Call, name: str, kinds: Sequence[Kind]) -> None:
        """Whether a function of the language can be called with values of these kinds."""
        at = misfit(name, kinds)
        if at is None:
            return
        if at < 0:
            self._note("arguments", node.function, name=name, count=str(len(kinds)))
            return
        one = node.arguments[at]
        self._note("argument", one, _start(one), name=name, argument=written(one), argument_kind=kinds[at].name)

    def _unknown_function(self, node: Ast) -> None:
        assert isinstance(node, tree.Name)
        meant = function_meant(node.name)
        if meant:
            self._note("function-meant", node, instead=meant, name=node.name, meant=meant)
        else:
            self._note("function", node, name=node.name)

    def _if(self, node: tree.If, scope: dict[str, Kind]) -> Kind:
        self.kind(node.condition, scope)
        yes, no = self.kind(node.yes, scope), self.kind(node.no, scope)
        return yes if yes == no else ANY

    def _for(self, node: tree.For, scope: dict[str, Kind]) -> Kind:
        return Kind("list", self.kind(node.result, {**self._bound(node.iterations, scope), "partial": Kind("list")}))

    def _quantified(self, node: tree.Quantified, scope: dict[str, Kind]) -> Kind:
        self.kind(node.condition, self._bound(node.iterations, scope))
        return BOOLEAN

    def _bound(self, iterations: tuple[tree.Iteration, ...], scope: dict[str, Kind]) -> dict[str, Kind]:
        scope = dict(scope)
        for one in iterations:
            source = self.kind(one.source, scope)
            if one.until is not None:
                self.kind(one.until, scope)
            scope[one.name] = source.item or ANY
        return scope

    def _context(self, node: tree.ContextNode, scope: dict[str, Kind]) -> Kind:
        scope, entries = dict(scope), {}
        for key, value in zip(node.keys, node.values, strict=True):
            entries[key] = scope[key] = self.kind(value, scope)
        return Kind("context", entries=entries)

    def _function(self, node: tree.FunctionNode, scope: dict[str, Kind]) -> Kind:
        self.kind(node.body, {**scope, **dict.fromkeys(node.params, ANY)})
        return Kind("function")

    def _list(self, node: tree.ListNode, scope: dict[str, Kind]) -> Kind:
        kinds = [self.kind(item, scope) for item in node.items]
        return Kind("list", kinds[0] if kinds and all(kind == kinds[0] for kind in kinds) else ANY)

    def _note(self, code: Code, node: Ast, at: int | None = None, *, instead: str = "", **params: str) -> None:
        start = node.at if at is None else at
        length = len(node.name) if isinstance(node, tree.Name) else 1
        if isinstance(node, tree.Literal) and isinstance(node.value, str):
            length = len(node.value) + 2
        self.remarks.append(Remark(code, start, start + length, params, instead))


def written(node: Ast) -> str:
    """A short piece of an expression as people would write it; `…` for a longer one."""
    path = path_of(node)
    if path is not None:
        return path
    if isinstance(node, tree.Literal):
        value = node.value
        if isinstance(value, bool):
            return str(value).lower()
        if value is None or isinstance(value, str):
            return "null" if value is None else f'"{value}"'
        return str(value)
    if isinstance(node, tree.Call) and isinstance(node.function, tree.Name):
        return f"{node.function.name}({', '.join(map(written, node.arguments))})"
    if isinstance(node, tree.Binary):
        return f"{written(node.left)} {node.operator} {written(node.right)}"
    if isinstance(node, tree.In) and not any(isinstance(test, tree.RangeNode) for test in node.tests):
        return f"{written(node.value)} in ({', '.join(map(written, node.tests))})"
    if isinstance(node, tree.Between):
        return f"{written(node.value)} between {written(node.low)} and {written(node.high)}"
    return "…"


def _first_part(node: Ast) -> Ast | None:
    """What stands before the place of a node; None where nothing does."""
    if isinstance(node, tree.Binary):
        return node.left
    if isinstance(node, tree.Between | tree.In):
        return node.value
    if isinstance(node, tree.Path | tree.Filter):
        return node.source
    return node.function if isinstance(node, tree.Call) else None


def _start(node: Ast) -> int:
    """Where the text of a node begins: an operator stands behind its left side."""
    while (first := _first_part(node)) is not None:
        node = first
    return node.at


def _is_condition(node: Ast) -> bool:
    return isinstance(node, tree.Between | tree.In) or (
        isinstance(node, tree.Binary) and (node.operator in _COMPARED or node.operator in ("and", "or"))
    )


_MOMENTS = frozenset({"date", "date and time"})


def _comparable(left: Kind, right: Kind) -> bool:
    names = {left.name, right.name}
    if "any" in names or left.name == right.name:
        return True
    return "list" in names or "range" in names or names == _MOMENTS


def _arithmetic(operator: str, left: Kind, right: Kind) -> Kind | None:
    """The kind of a sum or the like; None where it has no value."""
    names = (left.name, right.name)
    if "any" in names:
        return ANY
    if names == ("number", "number"):
        return NUMBER
    if operator == "+" and names == ("string", "string"):
        return STRING
    durations = {"days and time duration", "years and months duration"}
    if operator in "+-" and (names[0] in (*_MOMENTS, "time") or names[1] in (*_MOMENTS, "time")):
        if operator == "-" and names[0] not in durations and names[1] not in durations:
            return _DURATION if "number" not in names and "string" not in names else None
        if names[0] in durations or names[1] in durations:
            return left if names[0] not in durations else right
        return None
    if durations & set(names):
        return ANY
    return ANY if set(names) & {"list", "context", "function", "range"} else None
