"""Names of fields in the settings of a component, when those fields are called otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from runner.core.errors import AppError
from runner.feel import compile_expression
from runner.feel.lexer import tokenize
from runner.forms.schema import joined

_FEEL = frozenset({"hide", "slip:formula", "expression", "valuesExpression"})
_FILL = "slip:fill"
"""On a lookup: `field=column` parts."""


def renamed(data: Mapping[str, Any], names: Mapping[str, str], among: str = "") -> dict[str, Any]:
    """The settings with the expressions that follow the names (old -> new); no name is replaced one after the other,
    so that two may change places. `among` is the path that what is called so lies under now."""
    return {key: _setting(key, value, names, among) for key, value in data.items()}


def _setting(key: str, value: Any, names: Mapping[str, str], among: str) -> Any:
    if key == _FILL and isinstance(value, Mapping):
        return {_path(str(path), names, among): column for path, column in value.items()}
    if isinstance(value, Mapping):
        return renamed(value, names, among)
    if not isinstance(value, str):
        return value
    if key == _FILL:
        parts = [part.partition("=") for part in value.replace("，", ",").split(",")]
        return ",".join(f"{_path(path.strip(), names, among)}{sign}{column}" for path, sign, column in parts)
    if key in _FEEL or value.lstrip().startswith("="):
        return respelled(value, names)
    return value


def _path(path: str, names: Mapping[str, str], among: str) -> str:
    """A dotted path whose first word is called otherwise; one that names nothing of this stays."""
    first, dot, rest = path.partition(".")
    return joined(among, f"{names[first]}{dot}{rest}") if first in names else path


def respelled(text: str, names: Mapping[str, str]) -> str:
    """A FEEL text (a leading `=` is kept) with its variables called otherwise; one that cannot be read stays."""
    body = text.lstrip().removeprefix("=")
    lead = text[: len(text) - len(body)]
    try:
        compiled = compile_expression(body.strip())
        tokens = tokenize(body)
    except AppError:
        return text
    free = compiled.names | compiled.possible_names
    answer, done, before = "", 0, ""
    for token, following in zip(tokens, [*tokens[1:], tokens[-1]], strict=True):
        word = body[token.start : token.end]
        is_entry = before == "." or body[following.start : following.end] == ":"  # of a record, not a variable
        if token.kind == "name" and word in names and word in free and not is_entry:
            answer += body[done : token.start] + names[word]
            done = token.end
        before = word
    return lead + answer + body[done:]
