"""Recorded answers: what a system answered once is answered again, with nothing outside being asked."""

from __future__ import annotations

from runner.connectors.contract import Call, failed
from runner.connectors.desk import Answer


class RecordedConnector:
    """See the module."""

    id = "recorded"
    real = False

    def call(self, call: Call) -> Answer | None:
        """The first recorded answer that agrees with the call."""
        for item in call.connection.answers:
            if item.operation == call.operation.code and all(
                call.values.get(name) == value for name, value in item.when.items()
            ):
                again = item.failure is None  # it will not say otherwise when it is asked once more
                return Answer(item.result, failure=item.failure, code=item.code, again=again)
        return failed("connect.no-recording", call.operation.code)


CONNECTOR = RecordedConnector()
