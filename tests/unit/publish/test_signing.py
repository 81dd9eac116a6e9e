"""Keys that sign, whom an environment trusts, and the command line for both."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import keyring
import keyring.backends.fail
import pytest
import typer

from modeler.publish import ledger, signing
from modeler.publish.environments import Environment, environments_of, with_environment, without_environment
from modeler.publish.packing import pack_workspace
from modeler.publish.pipeline import plan, publish
from modeler.publish.pulling import pull
from modeler.publish.signing import KnownKey, SigningKey
from modeler.publish.target import PublishRefused
from runner.bundle.archive import read_package, signed
from runner.bundle.bundle import WorkspaceInfo
from runner.core.errors import FormatError, PublishError
from runner.core.resources import resource_folder
from tests.helpers.keyrings import Backend
from tests.helpers.lines import CommandLine
from tests.unit.publish.packages import a_package

OFFICE = resource_folder() / "samples" / "office"
LI, ZHOU = SigningKey("Li", bytes(range(32))), SigningKey("Zhou", bytes(range(1, 33)))


@pytest.fixture
def ring() -> Iterator[Backend]:
    before, made = keyring.get_keyring(), Backend()
    keyring.set_keyring(made)
    signing.book_path().unlink(missing_ok=True)
    yield made
    keyring.set_keyring(before)
    signing.book_path().unlink(missing_ok=True)


@pytest.fixture
def line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    monkeypatch.setenv("COLUMNS", "300")
    monkeypatch.setenv("LANGUAGE", "en")
    return CommandLine(capsys)


def refused(code: str) -> pytest.RaisesExc[PublishError]:
    return pytest.RaisesExc(PublishError, check=lambda error: error.code == code and "{" not in error.message)


@pytest.mark.usefixtures("ring")
def test_a_key_is_kept_by_name_and_signs_as_it_did_before() -> None:
    made = signing.new_key("Li Fang")
    public = signing.keep(made)
    assert [one.name for one in signing.known_keys()] == ["Li Fang"]
    for name in ("Li Fang", public.fingerprint):
        again = signing.signing_key(name)
        assert signed(a_package(), again.private) == signed(a_package(), made.private)
    assert str(made.private) not in repr(made)
    assert made.private.hex() not in signing.book_path().read_text("utf-8")
    signing.forget("Li Fang")
    assert signing.known_keys() == []
    with refused("sign.unknown"):
        signing.signing_key("Li Fang")


@pytest.mark.usefixtures("ring")
def test_names_are_names_and_are_taken_once() -> None:
    signing.keep(signing.new_key("release"))
    with refused("sign.taken"):
        signing.new_key("release")
    for name in ("", "../x", "a\nb", "x" * 80, " x"):
        with refused("sign.name"):
            signing.new_key(name)


def test_a_private_part_that_is_gone_or_of_another_key_does_not_sign(ring: Backend) -> None:
    public = signing.keep(LI)
    ring.set_password("Slipway signing", public.fingerprint, "AAAA")
    with refused("sign.no-private"):
        signing.signing_key("Li")
    ring.delete_password("Slipway signing", public.fingerprint)
    with refused("sign.no-private"):
        signing.signing_key("Li")


@pytest.mark.usefixtures("ring")
def test_without_a_keyring_no_key_is_kept() -> None:
    keyring.set_keyring(keyring.backends.fail.Keyring())
    with refused("sign.no-keyring"):
        signing.keep(LI)
    assert signing.known_keys() == []


@pytest.mark.usefixtures("ring")
def test_a_key_goes_through_an_encrypted_file(tmp_path: Path) -> None:
    file = tmp_path / "release.pem"
    file.write_bytes(signing.to_pem(LI, "a long word"))
    assert b"ENCRYPTED" in file.read_bytes()
    assert signing.from_pem(file, "a long word").private == LI.private
    assert signing.from_pem(file, "a long word").name == "release"
    with refused("sign.password"):
        signing.from_pem(file, "another word")
    with refused("sign.short-password"):
        signing.to_pem(LI, "short")


def test_files_that_hold_no_such_key_are_refused(tmp_path: Path) -> None:
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    pem, plain = form.Encoding.PEM, form.NoEncryption()
    open_key = Ed25519PrivateKey.generate().private_bytes(pem, form.PrivateFormat.PKCS8, plain)
    other = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        pem, form.PrivateFormat.PKCS8, form.BestAvailableEncryption(b"a long word")
    )
    file = tmp_path / "k.pem"
    for data in (open_key, other, b"", b"-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END"):
        file.write_bytes(data)
        with refused("sign.pem"):
            signing.from_pem(file, "a long word")


def test_a_public_key_is_read_as_pem_and_as_base64() -> None:
    public = LI.public
    assert signing.read_public(signing.public_pem(public), "Li") == public
    assert signing.read_public(f" {public.key}\n", "Li") == public
    for text in ("", "AAAA", "-----BEGIN PUBLIC KEY-----", "x" * 44):
        with refused("sign.public"):
            signing.read_public(text, "Li")


# -- whom an environment trusts ------------------------------------------------------------------------


@pytest.fixture
def server(tmp_path: Path) -> Path:
    return tmp_path / "server"


def prod(server: Path, *trusted: KnownKey) -> Environment:
    return Environment(id="prod", name="Production", target=f"folder:{server}", trusted=list(trusted))


def test_what_a_trusted_key_signed_is_published_and_the_receipt_says_who(server: Path) -> None:
    stage = prod(server, LI.public)
    receipt = publish(signed(a_package(), LI.private), stage.address, stage)
    assert (receipt.state, receipt.signer) == ("published", "Li")
    assert receipt.signed_by == LI.public.fingerprint
    assert ledger.entries(stage.address) == [receipt]


@pytest.mark.parametrize(
    ("data", "code"),
    [(a_package(), "publish.unsigned"), (signed(a_package(), ZHOU.private), "publish.untrusted")],
    ids=["unsigned", "of another"],
)
def test_what_nobody_trusted_signed_is_refused_and_nothing_is_written(server: Path, data: bytes, code: str) -> None:
    stage = prod(server, LI.public)
    found = plan(data, stage.address, stage)
    assert not found.ok
    assert [problem.code for problem in found.problems] == [code]
    assert "Production" in found.problems[0].message
    assert "Li" in found.problems[0].message
    with refused(code):
        publish(data, stage.address, stage)
    assert not server.exists()
    assert ledger.entries(stage.address) == []


def test_what_was_changed_since_it_was_signed_is_refused_before_anything(server: Path) -> None:
    stage = prod(server, LI.public)
    data = bytearray(signed(a_package(), LI.private))
    data[len(data) // 2] ^= 1
    with pytest.raises(FormatError):
        publish(bytes(data), stage.address, stage)
    assert not server.exists()


def test_without_a_list_anybody_may_and_the_receipt_names_the_key_as_far_as_it_is_known(server: Path) -> None:
    stage = prod(server)
    assert publish(a_package(), stage.address, stage).signed_by == ""
    receipt = publish(signed(a_package("1.1.0"), ZHOU.private), stage.address, stage)
    assert (receipt.signed_by, receipt.signer) == (ZHOU.public.fingerprint, "")


def test_a_key_on_the_list_that_is_none_trusts_nobody(server: Path) -> None:
    stage = prod(server, KnownKey(name="Li", key="AAAA"))
    assert [one.code for one in plan(signed(a_package(), LI.private), stage.address, stage).problems] == [
        "publish.untrusted"
    ]


def test_what_is_not_trusted_is_not_opened_either(server: Path, tmp_path: Path) -> None:
    stage = prod(server)
    publish(a_package(), stage.address, stage)
    with refused("publish.unsigned"):
        pull(stage.address, "office", None, tmp_path / "w", prod(server, LI.public))
    assert not (tmp_path / "w").exists()
    publish(signed(a_package("1.1.0"), LI.private), stage.address, stage)
    assert pull(stage.address, "office", None, tmp_path / "w", prod(server, LI.public)).version == "1.1.0"


def test_environments_are_read_replaced_and_kept_with_what_is_not_known_of_them() -> None:
    told = {"id": "test", "target": "operaton", "url": "https://x/engine-rest", "more": 1}
    info = WorkspaceInfo(environments=[told, {"id": "prod", "target": "folder:/p"}])
    first, second = environments_of(info)
    assert (first.address, second.address) == ("operaton:https://x/engine-rest", "folder:/p")
    assert with_environment(info, first).environments == info.environments
    made = with_environment(info, prod(Path("/p"), LI.public))
    assert [one["id"] for one in made.environments] == ["test", "prod"]
    assert environments_of(made)[1].trusted == [LI.public]
    assert [one["id"] for one in without_environment(made, "test").environments] == ["prod"]
    with pytest.raises(FormatError) as caught:
        environments_of(WorkspaceInfo(environments=[{"id": "x", "trusted": "everybody"}]))
    assert "environments[0]" in caught.value.message


# -- the command line -----------------------------------------------------------------------------------


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typer, "prompt", lambda *_given, **_more: "a long word")


@pytest.mark.usefixtures("ring", "typed")
def test_keys_are_made_listed_exported_imported_and_removed(line: CommandLine, tmp_path: Path) -> None:
    made = line.json("keys", "make", "Li").data
    assert line.json("keys").data["keys"] == [{name: made[name] for name in ("name", "key", "fingerprint")}]
    assert "BEGIN PUBLIC KEY" in line("keys", "export", "Li").out
    assert line("keys", "export", "Li", "-o", tmp_path / "li.pub").code == 0
    assert signing.read_public((tmp_path / "li.pub").read_text("utf-8"), "x").key == made["key"]
    file = tmp_path / "release.pem"
    kept = line.json("keys", "make", "release", "-o", file).data
    assert [one["name"] for one in line.json("keys", "list").data["keys"]] == ["Li"]
    assert file.stat().st_mode & 0o077 == 0
    assert line("keys", "make", "release", "-o", file).code == 2
    assert line.json("keys", "import", file).data["fingerprint"] == kept["fingerprint"]
    assert line("keys", "remove", "Li").code == 0
    assert [one["name"] for one in line.json("keys").data["keys"]] == ["release"]
    assert line("keys", "make").code == 2
    assert line("keys", "--server", "x").code == 2
    assert line("keys", "export", "nobody").code == 1


@pytest.mark.usefixtures("ring", "typed")
def test_a_package_is_signed_and_goes_only_where_its_key_is_trusted(line: CommandLine, tmp_path: Path) -> None:
    mine, space = tmp_path / "p.slip", tmp_path / "w"
    pack_workspace(OFFICE, mine)
    key = line.json("keys", "make", "Li").data
    space.mkdir()
    stage = prod(tmp_path / "server", KnownKey(name="Li Fang", key=key["key"]))
    info = with_environment(WorkspaceInfo(id="office"), stage)
    (space / "workspace.json").write_text(json.dumps(info.model_dump(mode="json", by_alias=True)), "utf-8")
    where = ("--environment", "prod", "--workspace", space)
    assert line("plan", mine, *where).code == 1
    said = line("publish", mine, *where)
    assert said.code == 1
    assert "not signed" in said.err
    assert line("publish", mine, "--target", stage.address, "--workspace", space).code == 1, "by its address, too"
    assert line("verify", mine, *where).code == 1
    assert line.json("sign", mine, "--key", "Li").data["signed_by"] == key["fingerprint"]
    assert line("verify", mine, *where).code == 0
    found = line.json("publish", mine, *where)
    assert found.code == 0
    assert (found.data["receipt"]["signer"], found.data["environment"]) == ("Li Fang", "prod")
    assert line("publish", mine, "--environment", "staging", "--workspace", space).code == 1
    other = line("publish", mine, "--target", f"folder:{tmp_path / 'x'}", *where)
    assert other.code == 1
    assert "Production" in other.err
    assert line("publish", mine).code == 2


@pytest.mark.usefixtures("ring", "typed")
def test_a_key_file_signs_as_the_keyring_does(line: CommandLine, tmp_path: Path) -> None:
    file, mine = tmp_path / "li.pem", tmp_path / "p.slip"
    file.write_bytes(signing.to_pem(LI, "a long word"))
    mine.write_bytes(a_package())
    assert line("sign", mine, "--key", file, "-o", tmp_path / "s.slip").code == 0
    assert (tmp_path / "s.slip").read_bytes() == signed(a_package(), LI.private)
    assert mine.read_bytes() == a_package()
    assert read_package((tmp_path / "s.slip").read_bytes()).signed_by == LI.public.key


def test_refusals_end_with_1() -> None:
    assert PublishRefused("publish.unsigned").exit_code == 1
