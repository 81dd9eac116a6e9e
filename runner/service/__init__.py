"""The one public facade of the runner."""

from __future__ import annotations

from runner.service.service import Service

__all__ = ["Service"]
