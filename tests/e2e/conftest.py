"""Rails for everything that has a window."""

from __future__ import annotations

from tests.helpers.flashes import no_flashing_windows

__all__ = ["no_flashing_windows"]
