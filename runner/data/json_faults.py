"""What is wrong with a JSON text or value, in words of our own: the libraries that find it speak English alone."""

from __future__ import annotations

import json
from typing import Any, Final, NamedTuple

from pydantic import ValidationError

from runner.core.errors import FormatError
from runner.core.i18n import N_
from runner.core.messages import declare, declare_words, word

declare(
    {
        "json.malformed": (
            N_("{file} is not readable as JSON, line {line}, character {column}: {cause}."),
            N_("Mend that place."),
        ),
        "json.text": (
            N_("{file} is no text in UTF-8, from line {line} on."),
            N_("Save it in that encoding."),
        ),
        "json.large": (
            N_("{file} holds more than {limit} MB of JSON."),
            N_("Split it, or leave out what is not needed."),
        ),
        "json.digits": (
            N_("{file} holds a whole number of more digits than can be read."),
            N_("Write it as a text, or with fewer digits."),
        ),
        "json.deep": (
            N_("{file} nests its values too deep."),
            N_("Write it with fewer levels."),
        ),
        "json.unfit": (
            N_("{file} does not fit at {path}: {cause}. Found: {found}."),
            N_("Mend that place; nothing was overwritten."),
        ),
        "json.bound": (
            N_("{file} does not fit at {path}: a number {limit} is expected. Found: {found}."),
            N_("Mend that place; nothing was overwritten."),
        ),
        "json.choice": (
            N_("{file} does not fit at {path}: one of {limit} is expected. Found: {found}."),
            N_("Mend that place; nothing was overwritten."),
        ),
    }
)

declare_words(
    "cause",
    {
        # of the library that reads
        "Expecting value": N_("a value is expected"),
        "Expecting property name enclosed in double quotes": N_("a name in double quotes is expected"),
        "Expecting ':' delimiter": N_("a colon is expected"),
        "Expecting ',' delimiter": N_("a comma or the closing bracket is expected"),
        "Illegal trailing comma before end of object": N_("nothing follows the comma"),
        "Illegal trailing comma before end of array": N_("nothing follows the comma"),
        "Unterminated string starting at": N_("the text that begins there has no closing quote"),
        "Invalid control character at": N_("a line break or another control character stands inside a text"),
        "Invalid \\escape": N_("the backslash is followed by a sign that has no meaning there"),
        "Invalid \\uXXXX escape": N_("four digits are expected after the backslash and the u"),
        "Extra data": N_("something follows after the end"),
        # of the library that checks
        "missing": N_("an entry is missing"),
        "extra_forbidden": N_("an entry of that name is not known"),
        "string_type": N_("a text is expected"),
        "int_type": N_("a whole number is expected"),
        "int_parsing": N_("a whole number is expected"),
        "int_from_float": N_("a whole number is expected"),
        "float_type": N_("a number is expected"),
        "float_parsing": N_("a number is expected"),
        "decimal_type": N_("a number is expected"),
        "decimal_parsing": N_("a number is expected"),
        "finite_number": N_("a number is expected"),
        "bool_type": N_("true or false is expected"),
        "bool_parsing": N_("true or false is expected"),
        "list_type": N_("a list is expected"),
        "tuple_type": N_("a list is expected"),
        "set_type": N_("a list is expected"),
        "frozen_set_type": N_("a list is expected"),
        "dict_type": N_("a group of entries is expected"),
        "mapping_type": N_("a group of entries is expected"),
        "model_type": N_("a group of entries is expected"),
        "model_attributes_type": N_("a group of entries is expected"),
        "date_type": N_("a date is expected"),
        "date_parsing": N_("a date is expected"),
        "date_from_datetime_parsing": N_("a date is expected"),
        "time_type": N_("a time is expected"),
        "time_parsing": N_("a time is expected"),
        "datetime_type": N_("a date and time is expected"),
        "datetime_parsing": N_("a date and time is expected"),
        "datetime_from_date_parsing": N_("a date and time is expected"),
        "string_too_short": N_("the text is too short"),
        "string_too_long": N_("the text is too long"),
        "string_pattern_mismatch": N_("the text does not follow its pattern"),
        "too_short": N_("the list is too short"),
        "too_long": N_("the list is too long"),
        "union_tag_invalid": N_("the kind is not known"),
        "union_tag_not_found": N_("the kind is missing"),
    },
)
_BOUNDS: Final = {
    "greater_than": (">", "gt"), "greater_than_equal": ("≥", "ge"),
    "less_than": ("<", "lt"), "less_than_equal": ("≤", "le"),
}  # fmt: skip


class JsonFault(NamedTuple):
    """Where a JSON text cannot be read on, counted from 1, and why: a code that `messages.word` tells as `cause`."""

    line: int
    column: int
    cause: str

    @property
    def told(self) -> str:
        """The cause in the user's language: for the edge only."""
        return word("cause", self.cause)


def fault_of(error: json.JSONDecodeError) -> JsonFault:
    """What is wrong with a JSON text."""
    return JsonFault(error.lineno, error.colno, error.msg.rstrip(": "))


def malformed(error: json.JSONDecodeError, file: str) -> FormatError:
    """The failure to raise for a text that is no JSON."""
    line, column, cause = fault_of(error)
    return FormatError("json.malformed", file=file, line=line, column=column, cause=cause)


def unfit(error: ValidationError, file: str) -> FormatError:
    """The failure to raise for a value that is not of the expected shape: the first thing that is wrong with it."""
    first = error.errors(include_url=False)[0]
    path = "/".join(str(part) for part in first["loc"]) or "/"
    found = json.dumps(first.get("input"), ensure_ascii=False, default=str)[:80]
    kind, context = first["type"], first.get("ctx", {})
    told: dict[str, Any] = {"file": file, "path": path, "found": found}
    if kind in _BOUNDS:
        sign, name = _BOUNDS[kind]
        return FormatError("json.bound", limit=f"{sign} {context[name]}", **told)
    if kind in ("literal_error", "enum"):
        return FormatError("json.choice", limit=context["expected"].replace(" or ", ", "), **told)
    own = context.get("error")  # of a check of our own, which says what is wrong
    known = word("cause", kind) != kind
    return FormatError("json.unfit", cause=kind if known else str(own or first["msg"]), **told)
