"""One file per lint rule."""

from __future__ import annotations

from modeler.lint.rule import Rule
from runner.core.registry import Registry

RULES: Registry[Rule] = Registry("modeler.lint.rules", "RULE")
"""All rules by their ids."""
