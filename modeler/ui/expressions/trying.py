"""What comes out of an expression with the values of a filled form."""

from __future__ import annotations

import json
from typing import Any

from runner.core.errors import AppError
from runner.core.i18n import listed
from runner.core.i18n import tr as _
from runner.feel import Compiled, compile_expression, from_json, parse, to_json
from runner.feel.calls import FUNCTIONS
from runner.feel.compiler import compile_node
from runner.feel.infer import written
from runner.feel.tree import Ast, Binary, free_names
from runner.feel.vocabulary import Vocabulary

MOST = 4
MOST_PARTS = 6


def tried(text: str, words: Vocabulary) -> str:
    """A sentence with the value and the sample values that it comes from; empty without any."""
    try:
        compiled = compile_expression(text.strip())
        names = sorted(name for name in compiled.names if name in words.top)
        if any(name not in words.sample for name in names):
            return ""
        context = {name: from_json(words.sample[name], temporals=True) for name in names}
        result = compiled.evaluate(context)
    except AppError:
        return ""
    if not names and result.value is None:
        return ""
    said = shown(to_json(result.value))
    given = listed(f"{name} = {shown(words.sample[name])}" for name in names[:MOST])
    if given:
        return _("With {values}: {result}").format(values=given, result=said)
    return _("Gives {result}").format(result=said)


def shown(value: Any) -> str:
    """A JSON value in a few signs."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:59]}…"


def reasons(text: str, words: Vocabulary) -> list[str]:
    """Of a condition of several parts: what each part comes to, and from which values."""
    try:
        ast = parse(text.strip())
    except AppError:
        return []
    parts = _parts(ast)
    if len(parts) < 2:
        return []
    found = []
    for part in parts[:MOST_PARTS]:
        names = sorted(one for one in compiled_names(part) if one in words.sample)
        context = {name: from_json(words.sample[name], temporals=True) for name in names}
        try:
            value = Compiled("", part, compile_node(part)).evaluate(context).value
        except AppError:
            return []
        given = listed(f"{name} = {shown(words.sample[name])}" for name in names)
        said = shown(to_json(value))
        if given:
            line = _("{part} is {result} because {values}")
            found.append(line.format(part=written(part), result=said, values=given))
        else:
            found.append(f"{written(part)}: {said}")
    return found


def compiled_names(part: Ast) -> frozenset[str]:
    """The variables that a part takes."""
    return free_names(part, FUNCTIONS)[0]


def _parts(node: Ast) -> list[Ast]:
    """The parts of a condition between its and / or, from left to right."""
    if isinstance(node, Binary) and node.operator in ("and", "or"):
        return [*_parts(node.left), *_parts(node.right)]
    return [node]
