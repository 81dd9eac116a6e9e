"""A git repository as server: what lies there, two people at once, a run that is killed, and whom it obeys."""

from __future__ import annotations

import json
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import keyring
import pytest

from modeler.publish import ledger
from modeler.publish.pipeline import plan, publish, resolve, undo, undoing
from modeler.publish.stores import git
from modeler.publish.stores.git import Git, repository
from modeler.publish.target import PublishRefused
from runner.core.errors import PublishError
from tests.helpers.keyrings import Backend
from tests.servers.fake import Answer
from tests.servers.fake_git import FakeGit, ask, bare, plain
from tests.unit.publish.packages import a_package


@pytest.fixture
def server(tmp_path: Path) -> Path:
    return bare(tmp_path / "r.git")


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(git, "AGAIN", (0.0, 0.0))


def files(server: Path, ref: str = "main") -> set[str]:
    return set(ask(server, "ls-tree", "-r", "--name-only", ref).split())


def pushed(server: Path, aside: Path, name: str, text: str = "x") -> None:
    """Somebody pushes a file of their own."""
    work = aside / "work"
    if not work.exists():
        subprocess.run(
            ["git", "clone", "-q", "-b", "main", server, work], check=True, env=plain(), capture_output=True
        )
    subprocess.run(["git", "-C", work, "pull", "-q", "--ff-only"], check=True, env=plain(), capture_output=True)
    (work / name).parent.mkdir(parents=True, exist_ok=True)
    (work / name).write_text(text, "utf-8")
    who = ["-c", "user.name=Wang", "-c", "user.email=wang@example.com"]
    for words in (["add", "-A"], [*who, "commit", "-q", "-m", name], ["push", "-q", "origin", "HEAD:main"]):
        subprocess.run(["git", "-C", work, *words], check=True, env=plain(), capture_output=True)


def test_a_version_is_a_commit_opened_out_and_a_tag_that_says_the_digest(server: Path) -> None:
    receipt = publish(a_package(), f"git:{server}", who="li")
    assert receipt.server == f"git:{server}#main"
    assert {"office/index.json", "office/receipt.json", "office/office-1.0.0.slip", "office/files/manifest.json",
            "office/files/processes/p.bpmn", "office/files/dictionary.json"} <= files(server)  # fmt: skip
    assert ask(server, "cat-file", "-t", "model/office/v1.0.0") == "tag\n"
    assert f"Digest: {receipt.digest}" in ask(server, "cat-file", "tag", "model/office/v1.0.0")
    index = json.loads(ask(server, "show", "main:office/index.json"))
    assert (index["latest"], index["versions"][0]["tag"]) == ("1.0.0", "model/office/v1.0.0")


def test_what_a_version_changes_is_seen_as_lines(server: Path) -> None:
    publish(a_package("1.0.0"), f"git:{server}")
    publish(a_package("1.1.0", term="nights"), f"git:{server}")
    shown = ask(server, "diff", "main~1", "main", "--", "office/files/dictionary.json")
    assert '-      "code": "days"' in shown
    assert '+      "code": "nights"' in shown


def test_what_a_version_no_longer_holds_is_gone_from_the_branch(server: Path) -> None:
    publish(a_package("1.0.0", cases=2), f"git:{server}")
    publish(a_package("1.1.0", cases=1), f"git:{server}")
    assert "office/files/cases/1.json" in files(server, "model/office/v1.0.0")
    assert {one for one in files(server) if one.endswith(("1.json", ".slip"))} == {"office/office-1.1.0.slip"}


def test_the_same_bytes_again_make_no_commit(server: Path) -> None:
    publish(a_package(), f"git:{server}")
    before = ask(server, "rev-parse", "main")
    assert publish(a_package(), f"git:{server}").state == "unchanged"
    assert ask(server, "rev-parse", "main") == before


def test_undoing_is_one_more_commit_and_rewrites_nothing(server: Path) -> None:
    for version, term in (("1.0.0", "days"), ("1.1.0", "nights")):
        publish(a_package(version, term=term), f"git:{server}")
    before = ask(server, "rev-parse", "main").strip()
    undo(undoing(f"git:{server}", "office"))
    assert ask(server, "rev-parse", "main~1").strip() == before
    first, now = (ask(server, "rev-parse", f"{ref}:office/files") for ref in ("model/office/v1.0.0", "main"))
    assert first == now
    assert {"office/office-1.0.0.slip"} == {one for one in files(server) if one.endswith(".slip")}
    assert "model/office/v1.1.0" in ask(server, "tag")


def test_a_lower_version_is_tagged_beside_the_branch_where_the_latest_stays(server: Path) -> None:
    publish(a_package("2.0.0"), f"git:{server}")
    publish(a_package("1.5.0", term="nights"), f"git:{server}")
    assert {"office/office-2.0.0.slip"} == {one for one in files(server) if one.endswith(".slip")}
    assert "office/office-1.5.0.slip" in files(server, "model/office/v1.5.0")
    assert resolve(f"git:{server}").connection.fetch("office", "1.5.0") == a_package("1.5.0", term="nights")


def test_what_others_keep_on_the_branch_stays(server: Path, tmp_path: Path) -> None:
    publish(a_package(), f"git:{server}#main")
    pushed(server, tmp_path, "README.md", "ours")
    publish(a_package("1.1.0"), f"git:{server}#main")
    undo(undoing(f"git:{server}#main", "office"))
    assert ask(server, "show", "main:README.md") == "ours"


def test_a_file_changed_on_the_branch_by_hand_is_drift(server: Path, tmp_path: Path) -> None:
    publish(a_package(), f"git:{server}")
    pushed(server, tmp_path, "office/files/dictionary.json", "{}")
    found = plan(a_package("1.1.0"), f"git:{server}")
    assert [problem.code for problem in found.problems] == ["publish.drifted"]


def before_each_push(monkeypatch: pytest.MonkeyPatch, act: Callable[[int], None]) -> None:
    """Somebody else is quicker: `act` gets the number of the push."""
    push, turns = Git.push, iter(range(1, 99))

    def later(self: Git, folder: Path, *wanted: str) -> str:
        act(next(turns))
        return push(self, folder, *wanted)

    monkeypatch.setattr(Git, "push", later)


def test_who_pushed_something_else_meanwhile_is_no_conflict(
    server: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(a_package(), f"git:{server}")

    def other(turn: int) -> None:
        if turn == 1:
            pushed(server, tmp_path, "README.md")

    with monkeypatch.context() as patch:
        before_each_push(patch, other)
        publish(a_package("1.1.0"), f"git:{server}")
    assert {"README.md", "office/office-1.1.0.slip"} <= files(server)


@pytest.mark.parametrize("version", ["1.1.0", "1.2.0"], ids=["the same version", "another version"])
def test_who_published_the_same_package_meanwhile_is_a_conflict_and_nothing_is_lost(
    server: Path, version: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(a_package(), f"git:{server}")
    theirs = a_package(version, term="theirs")

    def other(turn: int) -> None:
        if turn == 1:
            with monkeypatch.context() as inner:
                inner.undo()
                publish(theirs, f"git:{server}#main")

    with monkeypatch.context() as patch:
        before_each_push(patch, other)
        with pytest.raises(PublishError) as caught:
            publish(a_package("1.1.0"), f"git:{server}")
    assert caught.value.code in ("publish.conflict", "publish.version-taken")
    assert resolve(f"git:{server}").connection.fetch("office", version) == theirs
    assert set(resolve(f"git:{server}").connection.state("office").versions) == {"1.0.0", version}


def test_of_some_who_publish_one_version_at_once_exactly_one_wins(server: Path) -> None:
    publish(a_package(), f"git:{server}")
    gate, won, lost = threading.Barrier(3), [], []

    def run(data: bytes) -> None:
        gate.wait()
        try:
            won.append(publish(data, f"git:{server}"))
        except PublishError as error:
            lost.append((error.code, error.message))

    threads = [threading.Thread(target=run, args=(a_package("1.1.0", term=f"t{one}"),)) for one in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1, lost
    assert {code for code, _said in lost} <= {"publish.conflict", "publish.version-taken"}, lost
    assert resolve(f"git:{server}").connection.state("office").versions["1.1.0"] == won[0].digest
    assert ask(server, "rev-list", "--count", "main") == "2\n"


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_run_killed_at_any_call_of_git_is_completed_by_the_next_one(
    after: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, data = bare(tmp_path / "first.git"), a_package("1.1.0")
    publish(a_package(), f"git:{first}")
    for number in range(1, 40):
        server = tmp_path / f"{number}.git"
        shutil.copytree(first, server)
        with monkeypatch.context() as patch:
            calls = killed_at(patch, number, after)
            try:
                publish(data, f"git:{server}")
            except KeyboardInterrupt:
                pass
            else:
                break
            finally:
                calls.close()
        tags, count = ask(server, "tag").split(), ask(server, "rev-list", "--count", "main")
        assert (len(tags), count) in ((1, "1\n"), (2, "2\n"))  # both or none
        assert publish(data, f"git:{server}").digest == plan(data, f"git:{server}").shipment.digest
        assert plan(data, f"git:{server}").unchanged
        assert ask(server, "rev-list", "--count", "main") == "2\n"
        assert [one.version for one in ledger.entries(f"git:{server}")] == ["1.1.0"]
    assert number > 5


def killed_at(patch: pytest.MonkeyPatch, number: int, after: bool) -> Iterator[int]:
    """Of the calls that reach the server or make a commit, the one of that number is the last."""
    run, turns = Git._run, iter(range(1, 99))

    def call(self: Git, words: list[str], **more: object) -> git.Said:
        due = words[0] in ("ls-remote", "fetch", "push", "fast-import") and next(turns) == number
        if due and not after:
            raise KeyboardInterrupt
        said = run(self, words, **more)  # type: ignore[arg-type]
        if due:
            raise KeyboardInterrupt
        return said

    patch.setattr(Git, "_run", call)
    return (one for one in turns)


def test_a_copy_on_this_disk_that_is_broken_is_made_anew(server: Path, own_home: Path) -> None:
    publish(a_package(), f"git:{server}")
    copy = next((own_home / "data" / "git").glob("*.git"))
    shutil.rmtree(copy / "refs")
    for path in (copy / "objects").rglob("*.pack"):
        path.unlink()
    for path in (copy / "objects").glob("??/*"):
        path.unlink()
    (copy / "packed-refs.lock").touch()
    assert resolve(f"git:{server}").connection.fetch("office", "1.0.0") == a_package()


def test_hooks_that_lie_in_a_repository_on_disk_do_not_run_here(server: Path, tmp_path: Path) -> None:
    for name in ("pre-receive", "update", "post-receive", "post-update", "reference-transaction"):
        hook = server / "hooks" / name
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f"#!/bin/sh\ntouch {tmp_path / 'ran'}\nexit 1\n", "utf-8")
        hook.chmod(0o755)
    publish(a_package(), f"git:{server}")
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    "address",
    ["", "x", "ext::sh -c id", "relative/path", "-u/x", "https://", "https://name:secret@host/x", "ssh://-oProxy=x/y",
     "-oProxyCommand=x@host:y", "git@-host:y", "host:-x", "file:///x", "/srv/r.git#..", "/srv/r.git#-f",
     "/srv/r.git#a.lock", "/srv/r.git#a b", "https://host/r.git?x=1"],
)  # fmt: skip
def test_what_is_no_address_of_a_repository_is_refused(address: str) -> None:
    with pytest.raises(PublishError) as caught:
        resolve(f"git:{address}")
    assert caught.value.code == "publish.bad-repository"
    assert "secret" not in caught.value.message


@pytest.mark.parametrize(
    ("address", "server", "user"),
    [
        ("/srv/r.git", "git:/srv/r.git#main", ""),
        ("/srv/r.git#env/prod", "git:/srv/r.git#env/prod", ""),
        ("https://li%40hq@git.example.com:8443/r.git#prod", "git:https://git.example.com:8443/r.git#prod", "li@hq"),
        ("ssh://git@host/r.git", "git:ssh://git@host/r.git#main", ""),
        ("git@host:team/r.git", "git:git@host:team/r.git#main", ""),
    ],
)
def test_an_address_says_place_branch_and_name(address: str, server: str, user: str) -> None:
    found = repository(address)
    assert (found.server, found.user) == (server, user)


def test_a_place_without_a_repository_is_named(tmp_path: Path) -> None:
    with pytest.raises(PublishError) as caught:
        plan(a_package(), f"git:{tmp_path / 'nowhere'}")
    assert caught.value.code == "publish.no-repository"


def test_a_machine_without_git_is_told_so(server: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(server))
    with pytest.raises(PublishError) as caught:
        plan(a_package(), f"git:{server}")
    assert caught.value.code == "publish.no-git"


@pytest.mark.parametrize(
    ("name", "version", "code"),
    [("a..b", "1.0.0", "publish.unfit-tag"), ("a.lock", "1.0.0", "publish.unfit-tag"),
     ("a", "1.0.0-x.lock", "publish.unfit-tag"), ("a", "1.0.0+build.7", "")],
)  # fmt: skip
def test_a_name_that_no_tag_can_have_is_told_in_the_plan(server: Path, name: str, version: str, code: str) -> None:
    found = plan(a_package(version, name=name), f"git:{server}")
    assert [problem.code for problem in found.problems] == ([code] if code else [])
    if not code:
        publish(a_package(version, name=name), f"git:{server}")
        assert f"model/{name}/v{version}" in ask(server, "tag")


@pytest.fixture
def ring() -> Iterator[Backend]:
    before, made = keyring.get_keyring(), Backend()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


def test_over_http_the_password_comes_from_the_keyring(ring: Backend) -> None:
    fake = FakeGit(login="li:s3cret")
    with fake.running("/r.git") as url:
        address = f"git:{url.replace('://', '://li@')}#main"
        with pytest.raises(PublishError) as caught:
            publish(a_package(), address)
        assert caught.value.code == "publish.no-password"
        ring.set_password("Slipway 127.0.0.1", "li", "wrong")
        with pytest.raises(PublishError) as caught:
            publish(a_package(), address)
        assert caught.value.code == "publish.unauthorized"
        ring.set_password("Slipway 127.0.0.1", "li", "s3cret")
        receipt = publish(a_package(), address)
        assert receipt.server == f"git:{url}#main"
        assert resolve(address).connection.fetch("office", "1.0.0") == a_package()
        assert "s3cret" not in "".join(path.read_text("utf-8", "replace") for path in fake.folder.rglob("config"))


def test_what_a_server_says_when_it_refuses_a_push_is_told() -> None:
    fake = FakeGit()
    with fake.running("/r.git") as url:
        hook = fake.folder / "hooks" / "pre-receive"
        hook.parent.mkdir(exist_ok=True)
        hook.write_text("#!/bin/sh\necho the branch is protected >&2\nexit 1\n", "utf-8")
        hook.chmod(0o755)
        with pytest.raises(PublishError) as caught:
            publish(a_package(), f"git:{url}")
        assert caught.value.code == "publish.git-refuses"
        assert "the branch is protected" in caught.value.message
        assert fake.deployed() == 0


@pytest.mark.parametrize(
    ("status", "code"),
    [(403, "publish.forbidden"), (404, "publish.no-repository"), (503, "publish.unreachable"), (302, None)],
)
def test_a_status_has_its_sentence(status: int, code: str | None) -> None:
    fake = FakeGit()
    with fake.running("/r.git") as url:
        fake.fault = lambda _asked: Answer(status, headers={"Location": f"{url}/elsewhere"} if status == 302 else {})
        with pytest.raises(PublishError) as caught:
            plan(a_package(), f"git:{url}")
        assert code is None or caught.value.code == code
        assert not any("elsewhere" in asked.path for asked in fake.asked)


def test_an_id_that_is_no_name_holds_nothing(server: Path) -> None:
    publish(a_package(), f"git:{server}")
    with pytest.raises(PublishRefused) as caught:
        undoing(f"git:{server}", "office\nHEAD")
    assert caught.value.code == "publish.nothing-to-undo"
