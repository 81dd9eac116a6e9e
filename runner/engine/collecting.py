"""Python's search for unreachable objects, while a case takes its automatic steps.

A long run writes down what it does, and a search through all objects would look at that again and again: a loop of
10,000 passes became a third slower than one of 1,000. What dies young is still found at once.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

NEVER = 1_000_000


@contextmanager
def young_only() -> Iterator[None]:
    """Let only young objects be searched, until the end."""
    first, second, third = gc.get_threshold()
    gc.set_threshold(first, second, NEVER)
    try:
        yield
    finally:
        gc.set_threshold(first, second, third)
