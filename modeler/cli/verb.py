"""What a verb of the command line declares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Verb:
    """One verb: its name, the function behind it, its help (English source text) and whether it draws.

    Only verbs that draw may load the window's libraries.
    """

    id: str
    run: Callable[..., None]
    help: str
    draws: bool = False
    hidden: bool = False
