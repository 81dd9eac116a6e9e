"""The fakes of the engines that are published to."""

from __future__ import annotations

from collections.abc import Callable

from tests.servers.fake_camunda8 import FakeCamunda8
from tests.servers.fake_engine import FakeEngine
from tests.servers.fake_flowable import FakeFlowable
from tests.servers.fake_operaton import FakeOperaton
from tests.servers.fake_yudao import FakeYudao

ENGINES: dict[str, tuple[Callable[[], FakeEngine], str]] = {
    "operaton": (FakeOperaton, "/engine-rest"),
    "flowable": (FakeFlowable, "/process-api"),
    "camunda8": (FakeCamunda8, "/cluster"),
}
"""Kind of target -> what makes a fresh fake of its engine, and the path of its interface; they let everybody in."""
GUARDED: dict[str, tuple[Callable[[], FakeEngine], str]] = {"yudao": (FakeYudao, "")}
"""The same of servers that ask who publishes, and for which tenant: number 1."""
