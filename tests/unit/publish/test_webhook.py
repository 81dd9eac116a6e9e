"""A webhook as server: what is signed, what is sent again, what a receiver says, and one that gives nothing back."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator

import pytest

from modeler.publish import ledger
from modeler.publish.pipeline import plan, publish, resolve, undo, undoing
from modeler.publish.target import PublishRefused
from modeler.publish.targets import webhook
from modeler.publish.wire import http
from runner.core import atomic
from runner.core.errors import PublishError
from runner.protocol.said_secrets import say
from tests.servers.fake import Answer, Asked, Gone
from tests.servers.fake_receiver import SECRET, FakeReceiver
from tests.unit.publish.packages import a_package


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "AGAIN", (0.0, 0.0))


@pytest.fixture(params=[False, True], ids=["asked", "silent"])
def receiver(request: pytest.FixtureRequest) -> Iterator[tuple[FakeReceiver, str]]:
    fake = FakeReceiver(silent=request.param)
    with fake.running("/hook") as url:
        ledger.ledger_path(f"webhook:{url}").unlink(missing_ok=True)
        yield fake, f"webhook:{url}"


def posts(fake: FakeReceiver) -> list[Asked]:
    return [one for one in fake.asked if one.method == "POST"]


def at_post(number: int, fault: Callable[[], Answer]) -> Callable[[Asked], Answer | None]:
    """Fails at the POST of that number."""
    turns = iter(range(1, 99))
    return lambda asked: fault() if asked.method == "POST" and next(turns) == number else None


def test_the_signature_is_that_of_the_standard() -> None:
    key = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    made = webhook.signature(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", b'{"test": 2432232314}')
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert webhook._key("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw") == key
    assert webhook._key("a plain text") == b"a plain text"


def test_one_post_carries_the_package_under_its_digest(receiver: tuple[FakeReceiver, str]) -> None:
    fake, address = receiver
    receipt = publish(a_package(), address, who="li")
    (sent,) = posts(fake)
    assert sent.body == a_package()
    assert {sent.headers["webhook-id"], sent.headers["idempotency-key"]} == {receipt.digest}
    assert receipt.server == f"webhook:{fake.url}"
    assert receipt.read_back is not fake.silent
    assert ledger.entries(address) == [receipt]


def test_the_same_bytes_again_are_not_sent(receiver: tuple[FakeReceiver, str]) -> None:
    fake, address = receiver
    first = publish(a_package(), address)
    again = publish(a_package(), address)
    assert (again.state, again.id) == ("unchanged", first.id)
    assert len(posts(fake)) == len(ledger.entries(address)) == 1


def test_undoing_and_publishing_again_is_told_to_the_receiver(receiver: tuple[FakeReceiver, str]) -> None:
    fake, address = receiver
    for version in ("1.0.0", "1.1.0"):
        publish(a_package(version), address)
    undo(undoing(address, "office"))
    assert fake.withdrawn == {("office", "1.1.0")}
    assert resolve(address).connection.state("office").latest == "1.0.0"
    publish(a_package("1.1.0"), address)
    assert fake.withdrawn == set()
    assert resolve(address).connection.state("office").latest == "1.1.0"


def test_another_secret_is_not_taken(receiver: tuple[FakeReceiver, str]) -> None:
    fake, address = receiver
    say("127.0.0.1", "office", SECRET + "x")
    with pytest.raises(PublishError) as caught:
        publish(a_package(), address)
    assert caught.value.code == "publish.unauthorized"
    assert fake.packages == {}


def test_without_a_secret_nothing_is_sent(receiver: tuple[FakeReceiver, str]) -> None:
    fake, address = receiver
    say("127.0.0.1", "office", "")
    with pytest.raises(PublishError) as caught:
        publish(a_package(), address)
    assert caught.value.code == "publish.no-password"
    assert fake.asked == []


def test_an_address_without_the_name_of_a_key_is_refused() -> None:
    with pytest.raises(PublishError) as caught:
        resolve("webhook:https://host/hook")
    assert caught.value.code == "publish.no-key-name"


def test_a_busy_receiver_is_sent_the_same_once_more(receiver: tuple[FakeReceiver, str]) -> None:
    fake, address = receiver
    fake.fault = at_post(1, lambda: Answer(503))
    publish(a_package(), address)
    first, second = posts(fake)
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert fake.taken == 1


@pytest.mark.parametrize("status", [500, 502, 504])
def test_what_may_have_been_taken_is_not_sent_again(receiver: tuple[FakeReceiver, str], status: int) -> None:
    fake, address = receiver
    fake.fault = at_post(1, lambda: Answer(status, {"message": "the disk is full"}))
    with pytest.raises(PublishError):
        publish(a_package(), address)
    assert len(posts(fake)) == 1


def test_a_line_cut_after_it_was_taken_is_taken_once(receiver: tuple[FakeReceiver, str]) -> None:
    fake, address = receiver

    def cut() -> Answer:
        raise Gone(after=True)

    fake.fault = at_post(1, cut)
    with pytest.raises(PublishError) as caught:
        publish(a_package(), address)
    assert caught.value.code == "publish.cut-off"
    fake.fault = None
    publish(a_package(), address)
    assert fake.taken == 1
    assert [one.version for one in ledger.entries(address)] == ["1.0.0"]


@pytest.mark.parametrize(
    ("status", "code"),
    [(400, "publish.receiver-refuses"), (409, "publish.receiver-conflict"), (422, "publish.receiver-refuses"),
     (410, "publish.receiver-refuses"), (403, "publish.forbidden"), (413, "publish.too-large-for-server"),
     (500, "publish.server-fault"), (302, "publish.odd-answer")],
)  # fmt: skip
def test_what_a_receiver_answers_is_told(receiver: tuple[FakeReceiver, str], status: int, code: str) -> None:
    fake, address = receiver
    fake.fault = at_post(1, lambda: Answer(status, {"message": "ask Wang"}))
    with pytest.raises(PublishError) as caught:
        publish(a_package(), address)
    assert caught.value.code == code
    assert "ask Wang" in caught.value.message or status in (302, 413)
    assert ledger.entries(address) == []


def test_an_answer_about_another_digest_is_a_mismatch(receiver: tuple[FakeReceiver, str]) -> None:
    fake, address = receiver
    fake.fault = at_post(1, lambda: Answer(200, {"digest": "0" * 64}))
    with pytest.raises(PublishError) as caught:
        publish(a_package(), address)
    assert caught.value.code == "publish.mismatch"


def test_a_silent_receiver_refuses_a_version_that_another_machine_sent() -> None:
    fake = FakeReceiver(silent=True)
    with fake.running("/hook") as url:
        fake.packages["office", "1.0.0"] = a_package(term="theirs")
        with pytest.raises(PublishRefused) as caught:
            publish(a_package(), f"webhook:{url}")
        assert caught.value.code == "publish.receiver-conflict"
        with pytest.raises(PublishError) as caught_too:
            resolve(f"webhook:{url}").connection.fetch("office", "1.0.0")
        assert caught_too.value.code == "publish.not-told"


def test_a_receiver_whose_copy_was_changed_is_noticed() -> None:
    fake = FakeReceiver()
    with fake.running("/hook") as url:
        publish(a_package(), f"webhook:{url}")
        fake.packages["office", "1.0.0"] = a_package(term="evil")
        found = plan(a_package("1.1.0"), f"webhook:{url}")
        assert [problem.code for problem in found.problems] == ["publish.drifted"]
        assert found.server.versions["1.0.0"] == atomic.digest(a_package(term="evil"))
