"""A repository behind HTTP that fails at any request of a publication: each request, each fault, once and for good.

The whole product takes long: `make soak` walks it, here each request meets one of the faults in turn.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import product

import pytest

from modeler.publish.pipeline import plan, publish, resolve
from modeler.publish.stores import git
from runner.core import atomic
from tests.servers.fake import Answer, Asked, Gone
from tests.servers.fake_git import FakeGit
from tests.unit.publish.packages import a_package
from tests.unit.publish.test_faults import FAULTS, Once, Trial

MOST = 16
"""Requests of a publication, and of an undoing, at the most."""
SLOW = 2.5


def _slow(_asked: Asked) -> Answer:
    time.sleep(SLOW)
    raise Gone


GIT_FAULTS = {name: fault for name, fault in FAULTS.items() if name != "other JSON"} | {
    "404": lambda _asked: Answer(404),
    "rubbish": lambda _asked: Answer(200, data=b"<html>\n<body>Welcome</body>\n"),
    "slow": _slow,
}
ALL = list(product(range(1, MOST + 1), sorted(GIT_FAULTS), (False, True)))
NAMES = sorted(GIT_FAULTS)


def _in_turn() -> Iterator[object]:
    """One fault for each request, in turn one that comes once and one that stays, so that all come by."""
    for number, name, lasts in ALL:
        due = name == NAMES[number % len(NAMES)] and lasts == bool(number % 2)
        yield pytest.param(number, name, lasts, marks=[] if due else pytest.mark.soak)


class Whole(FakeGit):
    """Counts every request."""

    def counts(self, asked: Asked) -> bool:
        return True


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(git, "AGAIN", (0.0, 0.0))
    monkeypatch.setitem(git._SETTINGS, "http.lowSpeedTime", "1")


@contextmanager
def a_trial(number: int, name: str, lasts: bool) -> Iterator[Trial]:
    fake = Whole()
    with fake.running("/r.git") as url:
        yield Trial(fake, f"git:{url}", Once(number, GIT_FAULTS[name], lasts, fake.counts))


@pytest.mark.parametrize(("number", "name", "lasts"), list(_in_turn()))
def test_a_fault_at_each_request_of_a_publication(number: int, name: str, lasts: bool) -> None:
    data = a_package("1.1.0")
    with a_trial(number, name, lasts) as trial:
        failed = trial.fails(partial(publish, data, trial.address))
        assert failed or not lasts or trial.fault.seen < number  # what only asks is asked again
        assert trial.is_true()
        assert publish(data, trial.address).digest == atomic.digest(data)  # goes on, or finds it done
        assert trial.is_true()
        assert set(resolve(trial.address).connection.state("office").versions) == {"1.0.0", "1.1.0"}
        assert plan(data, trial.address).unchanged
        assert trial.fake.deployed() == 2


@pytest.mark.parametrize(
    ("number", "name"),
    [
        pytest.param(number, name, marks=[] if number % 2 and name == NAMES[number // 2] else pytest.mark.soak)
        for number, name in product(range(1, MOST + 1), NAMES)
    ],
)
def test_a_fault_at_each_request_of_undoing(number: int, name: str) -> None:
    with a_trial(number, name, lasts=False) as trial:
        publish(a_package("1.1.0"), trial.address)
        trial.fails(trial.undone)
        assert trial.is_true()
        if resolve(trial.address).connection.state("office").latest == "1.1.0":
            trial.undone()
        assert resolve(trial.address).connection.state("office").latest == "1.0.0"
        assert trial.is_true()


def test_no_publication_asks_more_often_than_is_tried() -> None:
    with a_trial(99, "500", lasts=False) as trial:
        for act in (partial(publish, a_package("1.1.0"), trial.address), trial.undone):
            assert not trial.fails(act)
            assert 3 < len(trial.fake.asked) <= MOST, [one.path for one in trial.fake.asked]


@pytest.mark.parametrize(
    ("name", "reading", "pushing"),
    [
        ("401", "publish.unauthorized", "publish.unauthorized"),
        ("403", "publish.forbidden", "publish.forbidden"),
        ("404", "publish.no-repository", "publish.no-repository"),
        ("413", "publish.too-large-for-server", "publish.too-large-for-server"),
        ("500", "publish.unreachable", "publish.cut-off"),
        ("503", "publish.unreachable", "publish.cut-off"),
        ("gone before", "publish.unreachable", "publish.cut-off"),
        ("slow", "publish.unreachable", "publish.cut-off"),
        ("rubbish", "publish.no-repository", None),
    ],
)
def test_each_fault_has_its_sentence(name: str, reading: str, pushing: str | None) -> None:
    with a_trial(1, name, lasts=True) as trial:
        codes = []
        for at in ("git-upload-pack", "git-receive-pack"):
            trial.fake.fault = lambda asked, at=at: (  # type: ignore[misc]
                GIT_FAULTS[name](asked) if at in asked.path or at in asked.query.get("service", "") else None
            )
            with pytest.raises(git.PublishError) as caught:
                publish(a_package("1.1.0"), trial.address)
            codes.append(caught.value.code)
        assert codes[0] == reading
        assert pushing is None or codes[1] == pushing
