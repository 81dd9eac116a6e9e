"""The models: one file a construct, each with `MODELS`."""

from __future__ import annotations

from runner.core.registry import Registry
from tests.unit.engine_coverage.play import Model

MODELS: Registry[Model] = Registry("tests.unit.engine_coverage.models", "MODELS")
