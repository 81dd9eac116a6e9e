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
    }
)

RUNAWAY = ("run.budget", "run.time")
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
