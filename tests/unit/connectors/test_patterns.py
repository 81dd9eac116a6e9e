"""Days and moments as systems write them go there and back."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.connectors.exchange import Unfit, incoming, outgoing
from runner.connectors.patterns import is_pattern, read, written
from runner.data.dictionary import Dictionary
from runner.data.systems import Operation, System

DAYS = ("yyyyMMdd", "dd.MM.yyyy", "yyyy/MM/dd", "MM-dd-yyyy", "yyyy MM dd")
MOMENTS = ("yyyyMMddHHmmss", "yyyy-MM-dd HH:mm:ss", "dd/MM/yyyy ss.mm.HH")


@given(st.dates(), st.sampled_from(DAYS))
def test_a_day_goes_there_and_back(day: date, pattern: str) -> None:
    assert is_pattern(pattern, of_moment=False)
    assert read(written(day, pattern), pattern, of_moment=False) == day.isoformat()


@given(st.datetimes().map(lambda one: one.replace(microsecond=0)), st.sampled_from(MOMENTS))
def test_a_moment_goes_there_and_back(moment: datetime, pattern: str) -> None:
    assert is_pattern(pattern, of_moment=True)
    assert not is_pattern(pattern, of_moment=False)
    assert read(written(moment, pattern), pattern, of_moment=True) == moment.isoformat()


@pytest.mark.parametrize("text", ["20260230", "2026-03-02", "2026030", "202603021", "２０２６０３０２", ""])
def test_what_is_not_written_so_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # of the calendar or of the pattern
        read(text, "yyyyMMdd", of_moment=False)


def test_a_call_writes_and_reads_as_the_system_does_and_sends_nothing_too_long() -> None:
    fields = [{"name": "day", "type": "date", "format": "dd.MM.yyyy"}, {"name": "note", "type": "text", "length": 3}]
    operation = Operation.model_validate({"code": "o", "input": fields, "output": fields})
    sent = outgoing(System(code="s"), operation, {"day": "2026-03-02", "note": "abc"}, Dictionary())
    assert sent == {"day": "02.03.2026", "note": "abc"}
    assert incoming(System(code="s"), operation, sent, Dictionary()) == {"day": "2026-03-02", "note": "abc"}
    with pytest.raises(Unfit):
        outgoing(System(code="s"), operation, {"note": "abcd"}, Dictionary())
    with pytest.raises(Unfit):
        incoming(System(code="s"), operation, {"day": "2026-03-02"}, Dictionary())
