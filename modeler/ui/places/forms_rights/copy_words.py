"""How a copy of a system's records stands, in words."""

from __future__ import annotations

from modeler.ui.panels.fields import duration_seconds
from runner.core.i18n import listed, trn
from runner.core.i18n import tr as _
from runner.core.messages import word
from runner.data.systems import Sync
from runner.protocol import causes as causes  # the words for what a failure names
from runner.protocol.rehearsing import Difference, SyncView

LINES = 8
"""So many differences are told."""


def when_asked(sync: Sync) -> str:
    """When a copy is brought up to date, in words."""
    seconds = duration_seconds(sync.every) if sync.every else None
    parts = [_("every {span}").format(span=span_text(seconds))] if seconds else []
    parts += [_("at “{event}”").format(event=event) for event in sync.on]
    return listed(parts) if parts else _("only by hand")


def how_it_stands(state: SyncView | None) -> str:
    """How far behind a copy is."""
    if state is None or (state.at is None and not state.failure):
        return _("Not asked for yet in a rehearsal.")
    if state.failure:
        cause = word("cause", state.failure)
        return _("Not up to date: {cause}.").format(cause=f"{cause} ({state.detail})" if state.detail else cause)
    told = _("{lag} behind at the clock of the cases; {count} differences the last time.")
    return told.format(lag=span_text(state.lag or 0), count=len(state.differences))


def span_text(seconds: float) -> str:
    """A span of time, by its largest unit."""
    for size, unit in ((86400, _("{count} d")), (3600, _("{count} h")), (60, _("{count} min"))):
        if seconds >= size:
            return unit.format(count=f"{seconds / size:.1f}".removesuffix(".0"))
    return _("{count} s").format(count=round(seconds))


def differing(state: SyncView) -> list[str]:
    """What differed, a line each."""
    lines = [_line_of(one) for one in state.differences[:LINES]]
    rest = len(state.differences) - LINES
    return [*lines, trn("and {count} more", "and {count} more", rest).format(count=rest)] if rest > 0 else lines


def _line_of(one: Difference) -> str:
    if one.how == "new":
        return _("{key}: new").format(key=one.key)
    if one.how == "gone":
        return _("{key}: gone").format(key=one.key)
    return f"{one.key} · {one.column}: {one.before} → {one.after}"


def every_text(span: str | None) -> str:
    """How often a copy is brought up to date by itself."""
    seconds = duration_seconds(span) if span else None
    return span_text(seconds) if seconds else (span or _("not by itself"))


def difference_cells(one: Difference) -> tuple[str, str, str, str]:
    """A difference as cells: record, column, before, now."""
    if one.how == "changed":
        return one.key, one.column, _shown(one.before), _shown(one.after)
    return one.key, "", *(("", _("new")) if one.how == "new" else ("", _("gone")))


def _shown(value: object) -> str:
    return "–" if value in (None, "") else str(value)
