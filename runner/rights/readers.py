"""What those see of a form who read a case without handling a step of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from runner.rights.fields import EVERYTHING, field_access
from runner.rights.model import FieldRight


def reader_rights(
    lines: Sequence[FieldRight], steps: Iterable[Sequence[FieldRight]], paths: Iterable[str]
) -> list[FieldRight]:
    """What a reader may do with each path: read it or not.

    `lines` are those written for the reader. Without any, what some step hides (`steps`: the lines of each
    step that shows the form, its default included) is hidden from the reader, too.
    """
    given = [*lines, FieldRight(path=EVERYTHING, access="read")] if lines else []
    every = [list(step) for step in steps]

    def is_hidden(path: str) -> bool:
        if given:
            return field_access(given, path) == "hidden"
        return any(field_access(step, path) == "hidden" for step in every)

    return [FieldRight(path=path, access="hidden" if is_hidden(path) else "read") for path in paths]
