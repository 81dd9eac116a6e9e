"""What comes out of an expression with the values of a filled form, and why."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from runner.core.errors import AppError
from runner.core.i18n import listed
from runner.core.i18n import tr as _
from runner.feel import compile_expression, from_json, to_json
from runner.feel.explain import Step, explain
from runner.feel.logic import path_of
from runner.feel.tree import Ast, Name, Path, children
from runner.feel.vocabulary import ANY, Variable, Vocabulary

MOST = 4
MOST_PARTS = 8


@dataclass(frozen=True)
class Used:
    """A variable that an expression takes, with the JSON value that it was tried with."""

    variable: Variable
    value: Any


@dataclass(frozen=True)
class Trial:
    """What came out: a sentence with the value (empty where a variable has no value to try with), for each part how
    deep it stands and a sentence, and the variables with their values."""

    said: str
    parts: tuple[tuple[int, str], ...] = ()
    used: tuple[Used, ...] = ()


def tried(text: str, words: Vocabulary) -> Trial | None:
    """The value of an expression with the sample values; None where it cannot be read."""
    try:
        compiled = compile_expression(text.strip())
        used = tuple(_used(compiled.ast, compiled.names, words))
        names = sorted(compiled.names)
        if not any(name in words.sample for name in names) and names:
            return Trial("", used=used)
        context = {name: from_json(words.sample.get(name), temporals=True) for name in names}
        now = datetime.now().astimezone()
        result = compiled.evaluate(context, now=now)
        steps = explain(compiled.ast, context, now=now).steps
    except AppError:
        return None
    if not names and result.value is None:
        return None
    said = shown(to_json(result.value))
    given = listed(f"{one.variable.name} = {shown(one.value)}" for one in used[:MOST])
    if given:
        said = _("With {values}: {result}").format(values=given, result=said)
    else:
        said = _("Gives {result}").format(result=said)
    why = [(0, warning.message) for warning in result.warnings[:2]] if result.value is None else []
    return Trial(said, (*_told(steps), *why), used)


def shown(value: Any) -> str:
    """A JSON value in a few signs."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:59]}…"


def _told(steps: tuple[Step, ...]) -> list[tuple[int, str]]:
    """A sentence for each part that comes from others; a whole that is one comparison is told by its value. What
    comes from parts that are told below it needs no reasons of its own."""
    told = [one for one in steps if one.because]
    if len(told) < 2:
        return []
    parts, below = [one for one in told if one.depth][:MOST_PARTS], {one.text for one in told}
    top = min((one.depth for one in parts), default=0)
    return [
        (
            one.depth - top,
            replace(one, because=()).sentence
            if isinstance(one.value, bool) and all(part in below for part, _value in one.because)
            else one.sentence,
        )
        for one in parts
    ]


def _used(ast: Ast, names: frozenset[str], words: Vocabulary) -> Iterator[Used]:
    """The variables of an expression in the order of the text, each once; a path that is known as a whole."""
    seen: set[str] = set()
    for path in _paths(ast):
        head = path.partition(".")[0]
        known = words.get(path)
        whole = known or words.get(head) or Variable(head, words.top.get(head, ANY))
        if head not in names or whole.name in seen:
            continue
        seen.add(whole.name)
        yield Used(whole, _value(words, whole.name))


def _paths(node: Ast) -> Iterator[str]:
    path = path_of(node) if isinstance(node, Name | Path) else None
    if path is not None:
        yield path
        return
    for child in children(node):
        yield from _paths(child)


def _value(words: Vocabulary, path: str) -> Any:
    value: Any = words.sample
    for name in path.split("."):
        value = value.get(name) if hasattr(value, "get") else None
    return value
