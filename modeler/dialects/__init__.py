"""Dialects of execution engines, one file an engine: what their tools wrote into a file, as facts of ours."""

from __future__ import annotations

from modeler.dialects.reading import Facts, read_facts

__all__ = ["Facts", "read_facts"]
