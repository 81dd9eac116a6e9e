"""A server that fails at any request of a publication: nothing is deployed twice, and the ledger tells the truth."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

import pytest

from modeler.publish import ledger
from modeler.publish.pipeline import plan, publish, resolve, undo, undoing
from modeler.publish.targets import camunda8
from modeler.publish.wire import http
from runner.core import atomic
from runner.core.errors import PublishError
from tests.servers.fake import Answer, Asked, Fake, Gone
from tests.servers.fake_receiver import FakeReceiver
from tests.servers.fake_store import FakeS3, FakeWebDav
from tests.unit.publish.engines import ENGINES, GUARDED
from tests.unit.publish.packages import a_package

MAKERS: dict[str, tuple[Callable[[], Fake], str]] = {
    "s3": (FakeS3, "/processes"),
    "webdav": (FakeWebDav, "/dav/new"),
    "webhook": (FakeReceiver, "/hook"),
    **ENGINES,
    **GUARDED,
}


def _gone(_asked: Asked) -> Answer:
    raise Gone


def _gone_after(_asked: Asked) -> Answer:
    raise Gone(after=True)


FAULTS: dict[str, Callable[[Asked], Answer]] = {
    "gone before": _gone,
    "gone after": _gone_after,
    "401": lambda _asked: Answer(401),
    "403": lambda _asked: Answer(403, {"type": "AuthorizationException", "message": "no right CREATE"}),
    "409": lambda _asked: Answer(409, {"message": "changed meanwhile"}),
    "413": lambda _asked: Answer(413),
    "500": lambda _asked: Answer(500, {"type": "ProcessEngineException", "message": "the disk is full"}),
    "503": lambda _asked: Answer(503),
    "rubbish": lambda _asked: Answer(200, data=b"<html>Welcome"),
    "other JSON": lambda _asked: Answer(200, json=["no", "idea"]),
}


# yudao tells the statuses alike; its own tests look at their sentences. git has a file of its own
ALIKE = {"yudao": ("gone before", "gone after", "500", "rubbish")}
TRIED = [(kind, name) for kind in sorted(MAKERS) for name in sorted(FAULTS) if name in ALIKE.get(kind, FAULTS)]


@dataclass
class Once:
    """Fails at the request of that number, and at all after it where the fault lasts."""

    number: int
    fault: Callable[[Asked], Answer]
    lasts: bool
    counts: Callable[[Asked], bool]
    seen: int = field(default=0)

    def __call__(self, asked: Asked) -> Answer | None:
        if not self.counts(asked):
            return self.fault(asked) if self.lasts and self.seen >= self.number else None
        self.seen += 1
        due = self.seen >= self.number if self.lasts else self.seen == self.number
        return self.fault(asked) if due else None


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "AGAIN", (0.0, 0.0))
    monkeypatch.setattr(camunda8, "PAUSES", (0.0,) * 5)


@contextmanager
def at_each_request(kind: str, fault: Callable[[Asked], Answer], *, lasts: bool) -> Iterator[Iterator[Trial]]:
    """One fresh server for each request that may fail, until the fault comes after the last one."""

    def trials() -> Iterator[Trial]:
        for number in range(1, 40):
            make, prefix = MAKERS[kind]
            fake = make()
            with fake.running(prefix) as url:
                whole = f"{kind}:{url}{'?tenant=1' if kind in GUARDED else ''}"
                trial = Trial(fake, whole, Once(number, fault, lasts, fake.counts))
                yield trial
                if trial.fault.seen < number:
                    return
        raise AssertionError("it asks too often")

    yield trials()


@dataclass
class Trial:
    """A server with version 1.0.0 on it, about to fail."""

    fake: Fake
    address: str
    fault: Once

    def __post_init__(self) -> None:
        ledger.ledger_path(self.address).unlink(missing_ok=True)  # of another one that had this port
        publish(a_package("1.0.0"), self.address)

    def undone(self) -> None:
        """The latest version goes."""
        undo(undoing(self.address, "office"))

    def fails(self, act: Callable[[], object]) -> bool:
        """Do it with the fault; whether it said so. What it says is a sentence."""
        self.fake.asked.clear()
        self.fake.fault = self.fault
        try:
            act()
        except PublishError as error:
            assert error.message
            assert "{" not in error.message
            return True
        finally:
            self.fake.fault = None
        return False

    def is_true(self) -> bool:
        """Every version of the ledger is on the server with the digest that the ledger says."""
        there = resolve(self.address).connection.state("office").versions
        return all(there.get(one.version) == one.digest for one in ledger.entries(self.address) if one.version)


@pytest.mark.parametrize("lasts", [False, True], ids=["once", "for good"])
@pytest.mark.parametrize(("kind", "name"), TRIED)
def test_a_fault_at_any_request_of_a_publication(kind: str, name: str, lasts: bool) -> None:
    data, told = a_package("1.1.0"), []
    with at_each_request(kind, FAULTS[name], lasts=lasts) as trials:
        for trial in trials:
            told.append(trial.fails(partial(publish, data, trial.address)))
            assert trial.is_true()
            receipt = publish(data, trial.address)  # goes on, or finds it done
            assert receipt.digest == atomic.digest(data)
            assert trial.is_true()
            state = resolve(trial.address).connection.state("office")
            assert state.latest == "1.1.0"
            assert set(state.versions) == {"1.0.0", "1.1.0"}
            assert plan(data, trial.address).unchanged
            assert [one.version for one in ledger.entries(trial.address)] == ["1.0.0", "1.1.0"]
            assert trial.fake.deployed() == 2
    # a receiver that is busy once is sent the same once more, whatever it was
    assert any(told) or (kind, name, lasts) == ("webhook", "503", False)
    assert not told[-1]


@pytest.mark.parametrize(("kind", "name"), TRIED)
def test_a_fault_at_any_request_of_undoing(kind: str, name: str) -> None:
    with at_each_request(kind, FAULTS[name], lasts=False) as trials:
        for trial in trials:
            publish(a_package("1.1.0"), trial.address)
            trial.fails(trial.undone)
            assert trial.is_true()
            if resolve(trial.address).connection.state("office").latest == "1.1.0":
                trial.undone()
            assert resolve(trial.address).connection.state("office").latest == "1.0.0"
            assert trial.is_true()
