"""Qt's own messages go to the log instead of the user's terminal."""

from __future__ import annotations

import logging

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

_log = logging.getLogger(__name__)
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
KNOWN = ("This plugin does not support ",)
"""Beginnings of messages that say nothing: what the offscreen platform cannot do, and nobody needs there."""


def install() -> None:
    """From now on Qt's messages go to the log, unless somebody listens already."""
    before = qInstallMessageHandler(tell)
    if before is not None:
        qInstallMessageHandler(before)


def tell(kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
    """Log one message of Qt."""
    if not text.startswith(KNOWN):
        _log.log(_LEVELS.get(kind, logging.WARNING), "%s", text)
