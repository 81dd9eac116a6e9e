"""Real time that a case may take before it has to rest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from runner.core.i18n import N_
from runner.core.messages import declare

declare(
    {
        "run.time": (
            N_("The case took automatic steps for {seconds} seconds without a pause and was stopped."),
            N_("A loop may have no way out. Look at its conditions."),
        ),
        "run.memory": (
            N_("The case needed more memory than it may take. It is as it was before that act."),
            N_("A step may make ever larger values. Look at what it writes, then try again."),
        ),
        "run.too-long": (
            N_("The case did not come to rest in time and was stopped. It is as it was before that act."),
            N_("A step may not come to an end. Look at what it reckons, then try again."),
        ),
        "run.ended": (
            N_("What ran the case was ended from outside. It is as it was before that act."),
            N_("The machine may have run out of memory. Try again; should it happen again, look at its steps."),
        ),
    }
)

OVERRUN = ("run.memory", "run.too-long", "run.ended")
"""The troubles of a case whose command was lost with the process that ran it, or took too much."""
RUNAWAY = ("run.budget", "run.time", *OVERRUN)
"""The troubles of a case that does not come to rest; it goes on with the next command."""


@dataclass(frozen=True)
class TimeLimit:
    """Real time that automatic steps may take: `end` on the clock `now` (both in seconds), `seconds` in all."""

    seconds: float
    end: float
    now: Callable[[], float]

    @property
    def is_over(self) -> bool:
        """Whether it has passed."""
        return self.now() > self.end
