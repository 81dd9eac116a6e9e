"""The base of every value that is read from or written to a JSON file."""

from __future__ import annotations

import json
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel

from runner.core.errors import FormatError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.data.json_faults import malformed, unfit

declare(
    {
        "json.version": (
            N_("{file} has format version {found}; this program reads {expected}."),
            N_("Open it with a newer version of the program."),
        ),
    }
)


class Value(BaseModel):
    """A frozen value; its JSON keys are camelCase, its Python names snake_case. What checks it is built when the
    first one is made: a start meets few of the kinds."""

    model_config = ConfigDict(
        frozen=True, alias_generator=to_camel, populate_by_name=True, extra="forbid", defer_build=True
    )


class OpenValue(Value):
    """A frozen value that keeps keys it does not know."""

    model_config = ConfigDict(
        frozen=True, alias_generator=to_camel, populate_by_name=True, extra="allow", defer_build=True
    )


V = TypeVar("V", bound=BaseModel)

FORMAT_VERSION = 1
MAX_JSON_BYTES = 64 * 1024 * 1024


def load_json(data: bytes, file: str) -> Any:
    """The JSON value in `data` (UTF-8, a BOM is accepted). Raises `FormatError`: where it is
    unreadable, and what was expected."""
    if len(data) > MAX_JSON_BYTES:
        raise FormatError("json.large", file=file, limit=MAX_JSON_BYTES // 1024**2)
    try:
        return json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise FormatError("json.text", file=file, line=data[: error.start].count(b"\n") + 1) from error
    except json.JSONDecodeError as error:
        raise malformed(error, file) from error
    except ValueError as error:  # of Python's own limit for whole numbers
        raise FormatError("json.digits", file=file) from error
    except RecursionError as error:
        raise FormatError("json.deep", file=file) from error


def read_value(kind: type[V], data: bytes | object, file: str) -> V:
    """The value of `kind` in JSON bytes, or in an already loaded JSON value.

    Raises `FormatError` naming the file, the path in the JSON, what was found and what was expected.
    """
    loaded = load_json(data, file) if isinstance(data, bytes) else data
    if isinstance(loaded, dict):
        version = loaded.get("formatVersion", FORMAT_VERSION)
        if version != FORMAT_VERSION:
            raise FormatError("json.version", file=file, found=version, expected=FORMAT_VERSION)
    try:
        return kind.model_validate(loaded)
    except ValidationError as error:
        raise unfit(error, file) from error


def dump_value(value: BaseModel) -> bytes:
    """UTF-8 JSON with two-space indent and a final newline; unset keys stay unwritten."""
    data = value.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()
