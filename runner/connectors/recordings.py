"""What real systems answered, kept beside the store (`.slipway/recordings.json`) until somebody takes it over as
recorded answers. Only the agreed fields of an answer are kept, in the system's own codes."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from runner.connectors.connections import Recorded
from runner.connectors.exchange import MISSING, Unfit, put, taken
from runner.core.atomic import read_bytes, write_bytes
from runner.core.errors import AppError
from runner.data.model import Value, dump_value, read_value
from runner.data.systems import Operation

MOST = 200
"""So many are kept of a system; the oldest go first."""

log = logging.getLogger(__name__)


class Recordings(Value):
    """Recordings by the code of their system, the oldest first."""

    format_version: int = 1
    systems: dict[str, list[Recorded]] = {}


@dataclass(frozen=True)
class Recorder:
    """Keeps answers in a file."""

    path: Path

    def keep(self, system: str, operation: Operation, values: Mapping[str, Any], answer: Recorded) -> None:
        """Keep an answer to a call with these fields; it takes the place of an earlier one to the same. A file that
        cannot be written costs the recording, never the case."""
        try:
            kept = read_recordings(self.path)
            made = answer.model_copy(update={"operation": operation.code, "when": dict(values)})
            others = [one for one in kept.systems.get(system, []) if not same_call(one, made)]
            systems = {**kept.systems, system: [*others, made][-MOST:]}
            write_bytes(self.path, dump_value(kept.model_copy(update={"systems": systems})))
        except AppError as error:
            log.info("an answer could not be recorded: %s", error.code)


def same_call(one: Recorded, other: Recorded) -> bool:
    """Whether two recordings answer the same call."""
    return one.operation == other.operation and one.when == other.when


def read_recordings(path: Path) -> Recordings:
    """The recordings in a file; none where there is no file. Raises `FileError` and `FormatError`."""
    return read_value(Recordings, read_bytes(path), str(path)) if path.is_file() else Recordings()


def drop_recordings(path: Path, system: str) -> None:
    """Forget the recordings of a system. Raises `FileError` and `FormatError`."""
    kept = read_recordings(path)
    if system in kept.systems:
        systems = {code: answers for code, answers in kept.systems.items() if code != system}
        write_bytes(path, dump_value(kept.model_copy(update={"systems": systems})))


def merged(answers: list[Recorded], more: list[Recorded]) -> list[Recorded]:
    """Recorded answers with more of them, which take the place of those to the same calls and are looked at first."""
    return [*more, *(one for one in answers if not any(same_call(one, other) for other in more))]


def agreed(operation: Operation, result: Any) -> Any:
    """Of a raw answer what the operation agrees on; all of it where nothing is agreed."""
    if not operation.output or not isinstance(result, Mapping):
        return result
    found: dict[str, Any] = {}
    for item in operation.output:
        value = taken(result, item.name)
        if value is not MISSING:
            try:
                put(found, item.name, value)
            except Unfit:
                continue
    return found
