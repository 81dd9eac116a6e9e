"""The command line: one file a verb in `verbs`."""

from __future__ import annotations

from modeler.cli.app import main

__all__ = ["main"]
