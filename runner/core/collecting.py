"""A pause for the collector while thousands of objects are made that all stay."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused() -> Iterator[None]:
    """No collection inside: looking through everything that lives again and again costs a third of the time in
    which thousands of records are made, and finds nothing."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def resume() -> None:
    """After a start without the collector: what lives now stays, and is not looked through again."""
    gc.freeze()
    gc.enable()
