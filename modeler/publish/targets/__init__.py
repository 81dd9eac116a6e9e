"""One file per publish target."""

from __future__ import annotations

from modeler.publish.target import TargetKind
from runner.core.registry import Registry

TARGETS: Registry[TargetKind] = Registry("modeler.publish.targets", "TARGET")
"""All kinds of servers by the word before the colon of an address."""
