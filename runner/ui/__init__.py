"""Widgets of the run time.

PySide puts a function of its own in the place of `__import__`, for `from __feature__ import snake_case` and the like.
It reads the source of each module that is imported from then on: a start of the window reads some hundred, and each
import inside a function goes through it for as long as the program runs. Nothing here asks for such a feature, so
what stood there before comes back, and stays when further modules of PySide set it up again.
"""

from __future__ import annotations

import builtins

import PySide6.QtCore  # noqa: F401  # what puts it there

if hasattr(builtins, "__orig_import__") and hasattr(builtins, "__feature_import__"):  # names of PySide 6
    setattr(builtins, "__feature_import__", builtins.__orig_import__)  # noqa: B010  # no stub knows it
    builtins.__import__ = builtins.__orig_import__
