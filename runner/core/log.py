"""Logging, configured once. Never form contents, tokens or passwords."""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler

from runner.core.folders import state_folder

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def configure(level: int = logging.INFO) -> None:
    """Log to a rotating file in the user's state folder (1 MB, three old ones kept)."""
    root = logging.getLogger()
    if any(isinstance(handler, RotatingFileHandler) for handler in root.handlers):
        return
    handler = RotatingFileHandler(
        state_folder() / "slipway.log", maxBytes=1_000_000, backupCount=3, encoding="utf-8", delay=True
    )
    handler.setFormatter(logging.Formatter(_FORMAT))
    root.addHandler(handler)
    root.setLevel(level)
