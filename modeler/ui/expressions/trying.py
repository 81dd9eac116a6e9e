"""What comes out of an expression with the values of a filled form."""

from __future__ import annotations

import json
from typing import Any

from runner.core.errors import AppError
from runner.core.i18n import listed
from runner.core.i18n import tr as _
from runner.feel import compile_expression, from_json, to_json
from runner.feel.vocabulary import Vocabulary

MOST = 4


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
