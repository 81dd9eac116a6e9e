"""Qt's messages and the log."""

from __future__ import annotations

import logging

import pytest
from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler, qWarning

from modeler.ui import qt_messages


def test_qt_messages_go_to_the_log_and_known_ones_nowhere(caplog: pytest.LogCaptureFixture) -> None:
    context = QMessageLogContext()
    with caplog.at_level(logging.DEBUG, "modeler.ui.qt_messages"):
        qt_messages.tell(QtMsgType.QtWarningMsg, context, "This plugin does not support raise()")
        assert not caplog.records
        qt_messages.tell(QtMsgType.QtWarningMsg, context, "QPainter::begin: %s %d")
        qt_messages.tell(QtMsgType.QtDebugMsg, context, "hello")
    assert [(record.levelno, record.getMessage()) for record in caplog.records] == [
        (logging.WARNING, "QPainter::begin: %s %d"),
        (logging.DEBUG, "hello"),
    ]
    caplog.clear()


def test_who_listens_already_goes_on_listening(caplog: pytest.LogCaptureFixture) -> None:
    heard: list[str] = []
    before = qInstallMessageHandler(lambda _kind, _context, text: heard.append(text))
    try:
        qt_messages.install()
        qWarning("to whom?")
    finally:
        qInstallMessageHandler(before)
    assert heard == ["to whom?"]
    assert not caplog.records
