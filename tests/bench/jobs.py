"""What both sides are asked to do: the same file, elements, steps and viewport."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.bench.models import bpmn_of

WIDTH, HEIGHT = 1600, 900
CYCLE = 20
"""Half of the steps of a pan or zoom go there, half go back."""
_BUDGET_MS = 6000
_TASK = re.compile(rb'<(?:\w*[tT]ask) id="([^"]+)"')


@dataclass(frozen=True)
class Job:
    """A file of `size` flow nodes, and the elements in its middle that are worked on."""

    size: int
    data: bytes
    middle: str
    hundred: tuple[str, ...]
    sources: tuple[str, ...]

    def for_peer(self, file: str, parts: tuple[str, ...]) -> dict[str, object]:
        """What the driver reads, without the places of node and browser.

        A peer that takes seconds for a step does fewer of them; no turn begins once the budget is spent.
        """
        return {
            "file": file, "size": self.size, "parts": parts, "width": WIDTH, "height": HEIGHT,
            "steps": 100 if self.size <= 100 else 40 if self.size <= 1000 else 20,
            "turns": 5 if self.size <= 1000 else 3, "repeats": 7, "budget": _BUDGET_MS,
            "middle": self.middle, "hundred": self.hundred, "sources": self.sources,
        }  # fmt: skip


def job_of(size: int) -> Job:
    """The job for a size; a file of 100 nodes has some 60 tasks round its middle to move, a larger one 100."""
    data = bpmn_of(size)
    tasks = [found.decode() for found in _TASK.findall(data)]
    middle = len(tasks) // 2
    hundred = tasks[max(0, middle - 30) : middle + 30] if len(tasks) < 200 else tasks[middle : middle + 100]
    return Job(size, data, tasks[middle], tuple(hundred), tuple(tasks[middle : middle + 20 : 2]))
