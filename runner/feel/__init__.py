"""FEEL, the expression language of DMN: parse, compile to closures, evaluate within limits.

Source: DMN 1.5 (OMG), section 10.3. Anything wrong in a value gives null and a warning, never an exception.
"""

from __future__ import annotations

from runner.feel.builtins import Entry, catalog, entry_of
from runner.feel.conforms import ItemType, coerce
from runner.feel.errors import FeelBudgetError, FeelSyntaxError, FeelWarning
from runner.feel.expression import (
    Compiled,
    CompiledTests,
    Result,
    Step,
    compile_expression,
    compile_unary_tests,
    evaluate,
    item_type,
)
from runner.feel.json_values import from_json, to_json
from runner.feel.parser import parse, parse_type, parse_unary_tests
from runner.feel.tolerant import Reading, read
from runner.feel.types import type_name

__all__ = [
    "Compiled",
    "CompiledTests",
    "Entry",
    "FeelBudgetError",
    "FeelSyntaxError",
    "FeelWarning",
    "ItemType",
    "Reading",
    "Result",
    "Step",
    "catalog",
    "coerce",
    "compile_expression",
    "compile_unary_tests",
    "entry_of",
    "evaluate",
    "from_json",
    "item_type",
    "parse",
    "parse_type",
    "parse_unary_tests",
    "read",
    "to_json",
    "type_name",
]
