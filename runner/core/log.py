"""Logging, configured once. Never form contents, tokens or passwords."""

from __future__ import annotations

import logging
from logging import LogRecord

from runner.core.folders import state_folder

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class _FileHandler(logging.Handler):
    """Opens the rotating file with the first record: what it stands on loads sockets and more, which a start
    with nothing to tell need not pay."""

    def __init__(self) -> None:
        super().__init__()
        self._file: logging.Handler | None = None

    def emit(self, record: LogRecord) -> None:
        if self._file is None:
            from logging.handlers import RotatingFileHandler

            self._file = RotatingFileHandler(
                state_folder() / "slipway.log", maxBytes=1_000_000, backupCount=3, encoding="utf-8", delay=True
            )
            self._file.setFormatter(logging.Formatter(_FORMAT))
        self._file.emit(record)

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
        super().close()


def configure(level: int = logging.INFO) -> None:
    """Log to a rotating file in the user's state folder (1 MB, three old ones kept)."""
    root = logging.getLogger()
    if any(isinstance(handler, _FileHandler) for handler in root.handlers):
        return
    root.addHandler(_FileHandler())
    root.setLevel(level)
