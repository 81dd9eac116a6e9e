"""One file per engine."""

from __future__ import annotations

from modeler.dialects.dialect import Dialect
from runner.core.registry import Registry

DIALECTS: Registry[Dialect] = Registry("modeler.dialects.engines", "DIALECT")
"""All dialects by their ids."""
