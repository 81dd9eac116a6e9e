"""What a timer written in the model says about how long it takes and how often it comes."""

from __future__ import annotations

import re

from runner.bundle.graph import TimerText
from runner.simulate.durations import parse_duration

_CYCLE = re.compile(r"R(?P<count>\d*)/(?P<every>P[^/]+)", re.I)
ENDLESS = -1


def timer_length(timer: TimerText | None) -> tuple[int, int] | None:
    """Length in microseconds and how often it comes (`ENDLESS`: as long as it may); None: the model does not
    say, since it names a moment of the calendar or an expression."""
    if timer is None or timer.kind == "date":
        return None
    text, times = timer.text.strip().lstrip("=").strip().strip('"'), 1
    cycle = _CYCLE.fullmatch(text)
    if cycle is not None:
        text, times = cycle["every"], int(cycle["count"]) if cycle["count"] else ENDLESS
    try:
        length = parse_duration(text)
    except ValueError:
        return None
    return None if cycle is not None and length <= 0 else (length, times)
