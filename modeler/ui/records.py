"""What rehearsals left behind, asked from the worker: remarks and the history of cases."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from runner.core.errors import AppError
from runner.core.i18n import pick

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from modeler.ui.context import Context
    from runner.data.numbering import NumberFacts, NumberRule

_log = logging.getLogger(__name__)

DESIGNER = "designer"
"""Who answers remarks: nobody of the organisation."""


@dataclass(frozen=True)
class RemarkRow:
    """One remark; `where` is the step's name, `process` the process id, `created` ISO text."""

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
    process: str = ""
    case: str = ""


@dataclass(frozen=True)
class CaseRow:
    """One case of a rehearsal; `started` and `ended` are instants of virtual time (ISO text); `outcome` says
    how it ended where that is not the usual way; `origin` the file it was brought in from."""

    id: str
    process: str
    status: str
    starter: str = ""
    started: str = ""
    ended: str = ""
    steps: int = 0
    name: str = ""
    outcome: str = ""
    origin: str = ""


@dataclass
class Session:
    """What is looked at in Rehearse, kept while the place is made anew. `wanted`: another place asks for it;
    `sees_all`: facts are shown as the designer sees them, not as the person played does."""

    case: str | None = None
    user: str = ""
    sees_all: bool = False
    wanted: bool = False


_SESSIONS: WeakKeyDictionary[Context, Session] = WeakKeyDictionary()


def session_of(context: Context) -> Session:
    """The one session of a window."""
    return _SESSIONS.setdefault(context, Session())


def holds_process(context: Context, process: str) -> bool:
    """Whether a process is open, or lies in the workspace."""
    document = context.document
    return (document is not None and process in document.index.processes) or file_of(context, process) is not None


def open_case(context: Context, case: str, process: str) -> None:
    """Open a case in Rehearse, with the process it belongs to. What cannot be opened is reported."""
    document, session = context.document, session_of(context)
    if document is None or process not in document.index.processes:
        path = file_of(context, process)
        if path is not None:
            before, session.case = session.case, case  # whoever hears of the other process looks at this case
            try:
                context.open_document(path)
            except AppError as error:
                session.case = before
                context.report(error)
                return
    session.case, session.wanted = case, True
    context.go("rehearse")


def file_of(context: Context, process: str) -> Path | None:
    """The file of the workspace that holds a process; None where none does."""
    mark = f'id="{process}"'.encode()
    for path in context.workspace.processes() if context.workspace is not None else ():
        if mark in path.read_bytes():
            return path
    return None


def read_remarks(
    context: Context, owner: QObject, done: Callable[[list[RemarkRow]], None], *, everything: bool = False
) -> None:
    """Ask for the remarks on the open process (`everything`, or without one: on all); `done` is called in
    the window's thread, with [] where nothing was rehearsed yet or the store cannot be asked."""
    if not context.has_store():
        done([])
        return
    document = None if everything else context.document
    processes = set(document.index.processes) if document is not None else None
    names = _node_names(context)
    people = _people(context)

    def work() -> list[RemarkRow]:
        runner = context.worker()
        return [
            RemarkRow(
                one.id, one.text, people.get(one.person, one.person), one.element or "",
                names.get(one.element or "", ""), one.field or "", one.version, one.made, one.done is not None,
                one.answer or "", one.process, one.case or "",
            )
            for one in runner.remarks()
            if processes is None or one.process in processes or not one.process
        ]  # fmt: skip

    _quietly(context, owner, work, done, [])


def settle_remark(context: Context, owner: QObject, remark: RemarkRow, answer: str, done: Callable[[], None]) -> None:
    """Set a remark to done with an answer, then call `done`. What is refused is reported."""
    context.jobs.run(
        lambda _handle: context.worker().resolve_remark(remark.id, DESIGNER, answer),
        owner=owner,
        done=lambda _remark: done(),
    )


def read_cases(context: Context, owner: QObject, done: Callable[[list[CaseRow]], None]) -> None:
    """Ask for the cases rehearsed in this workspace, the oldest first; `done` is called in the window's
    thread."""
    if not context.has_store():
        done([])
        return
    people = _people(context)

    def work() -> list[CaseRow]:
        runner = context.worker()
        return [
            CaseRow(
                one.case, one.process, one.status, people.get(one.starter, one.starter), one.started,
                one.ended or "", name=one.name, outcome=one.outcome or "", origin=one.origin or "",
            )
            for one in runner.cases()
        ]  # fmt: skip

    _quietly(context, owner, work, done, [])


def read_numbers(
    context: Context, owner: QObject, rule: NumberRule, facts: NumberFacts, done: Callable[[list[str]], None]
) -> None:
    """Ask for the serial numbers that a rule would give next in the store of this workspace; none is taken. `done` is
    called in the window's thread, with [] where nothing was rehearsed yet or there is no number."""
    if not context.has_store():
        done([])
        return
    zone = context.workspace.info.time_zone if context.workspace is not None else "UTC"
    record = rule.model_dump(mode="json", by_alias=True)

    def work() -> list[str]:
        found: list[str] = context.worker().next_numbers(
            record, company=facts.company, department=facts.department, fields=facts.fields, zone=zone
        )
        return found

    _quietly(context, owner, work, done, [])


def _node_names(context: Context) -> dict[str, str]:
    if context.document is None:
        return {}
    return {key: record.name or key for key, record in context.document.index.nodes.items()}


def _people(context: Context) -> dict[str, str]:
    return {user.id: pick(user.name) for user in context.organization.users}


def _quietly(
    context: Context, owner: QObject, work: Callable[[], Any], done: Callable[[Any], None], otherwise: Any
) -> None:
    """Run beside the window; a store that cannot be asked is logged, not shown: nothing was asked for."""

    def failed(error: Exception) -> None:
        if not isinstance(error, AppError):
            _log.info("the worker did not answer: %s", error)
        done(otherwise)

    context.jobs.run(lambda _handle: work(), owner=owner, done=done, failed=failed)
