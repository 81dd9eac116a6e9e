"""Verbs around what is published: undoing, the ledger, pulling, and passwords."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest

from modeler.publish.open_package import ORIGIN
from tests.helpers.keyrings import Backend
from tests.helpers.lines import CommandLine
from tests.unit.publish.engines import ENGINES
from tests.unit.publish.packages import SOURCE, a_package


@pytest.fixture(params=sorted(ENGINES))
def engine(request: pytest.FixtureRequest) -> Iterator[str]:
    make, prefix = ENGINES[request.param]
    with make().running(prefix) as url:
        yield f"{request.param}:{url}"


@pytest.fixture
def packages(tmp_path: Path) -> dict[str, Path]:
    made = {}
    for version in ("1.0.0", "1.1.0"):
        made[version] = tmp_path / f"{version}.slip"
        made[version].write_bytes(a_package(version))
    return made


def test_what_was_published_is_undone_once_it_is_said(
    line: CommandLine, engine: str, packages: dict[str, Path]
) -> None:
    for package in packages.values():
        assert line.json("publish", package, "--target", engine).code == 0
    asked = line.json("undo", "office", "--target", engine)
    assert (asked.data["version"], asked.data["backTo"], asked.data["receipt"]) == ("1.1.0", "1.0.0", None)
    assert line.json("plan", packages["1.1.0"], "--target", engine).data["items"][0]["state"] == "same"
    done = line.json("undo", "office", "--target", engine, "--yes")
    assert done.data["receipt"]["state"] == "undone"
    told = [(one["version"], one["state"]) for one in line.json("ledger", "--target", engine).data["entries"]]
    assert told == [("1.0.0", "published"), ("1.1.0", "published"), ("1.0.0", "undone")]
    assert line.json("undo", "nobody", "--target", engine).code == 1


def test_a_workspace_comes_out_of_what_is_published(
    line: CommandLine, engine: str, packages: dict[str, Path], tmp_path: Path
) -> None:
    line.json("publish", packages["1.0.0"], "--target", engine)
    folder = tmp_path / "pulled"
    said = line.json("pull", "office", "--target", engine, "--output", folder)
    assert (said.code, said.data["version"]) == (0, "1.0.0")
    assert (folder / ORIGIN).is_file()
    assert (folder / "processes" / "p.bpmn").read_bytes() == SOURCE
    assert line.json("pull", "office", "--target", engine, "--output", folder).code == 3
    assert line.json("pull", "office", "--version", "9.0.0", "--target", engine, "--output", tmp_path / "n").code == 3


def test_a_password_goes_from_the_prompt_to_the_keyring_and_is_never_shown(
    line: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    ring = Backend()
    monkeypatch.setattr(keyring, "get_keyring", lambda: ring)
    monkeypatch.setattr(keyring, "get_password", ring.get_password)
    monkeypatch.setattr(keyring, "set_password", ring.set_password)
    monkeypatch.setattr(keyring, "delete_password", ring.delete_password)
    monkeypatch.setattr("typer.prompt", lambda *_given, **_options: "s3cret")
    said = line.json("keys", "--server", "bpm.example.com", "--user", "li")
    assert said.code == 0
    assert ring.kept == {("Slipway bpm.example.com", "li"): "s3cret"}
    assert "s3cret" not in str(said.data)
    line.json("keys", "--server", "bpm.example.com", "--user", "li", "--forget")
    assert ring.kept == {}


def test_an_account_without_a_password_is_told_how_to_say_it(
    line: CommandLine, engine: str, packages: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyring, "get_password", lambda *_given: None)
    address = engine.replace("http://", "http://li@")
    said = line("publish", packages["1.0.0"], "--target", address)
    assert said.code == 3
    assert "slipway keys --server 127.0.0.1 --user li" in said.err
