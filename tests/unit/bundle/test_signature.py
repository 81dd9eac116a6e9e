"""Signed packages: the same bytes from the same key, and every tampering refused."""

from __future__ import annotations

import base64
import io
import json
import stat
import warnings
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.bundle import container
from runner.bundle.archive import MANIFEST, SIGNATURE, package_bytes, read_package, signed, verify_package
from runner.bundle.signature import fingerprint, made_signature, public_bytes, short
from runner.core import atomic
from runner.core.errors import FormatError
from tests.unit.bundle.test_archive import EXTRAS, PACKAGE, a_bundle

PRIVATE, OTHER = bytes(range(32)), bytes(range(1, 33))
SIGNED = signed(PACKAGE, PRIVATE)
MEMBERS = container.take(SIGNED, "p")


def refusal(data: bytes) -> str:
    with pytest.raises(FormatError) as caught:
        read_package(data, file="p.slip")
    assert "p.slip" in caught.value.message
    assert "{" not in caught.value.message
    assert not verify_package(data, file="p.slip").ok
    return caught.value.code


def changed(**members: bytes | None) -> bytes:
    """The signed package with other members, in a container that is right in itself; None takes one out."""
    told = {name.replace("__", "/").replace("_", "."): data for name, data in members.items()}
    left = {**MEMBERS, **told}
    return container.build({name: data for name, data in left.items() if data is not None})


def with_manifest(change: Callable[[dict[str, bytes]], None], *, private: bytes | None = None) -> bytes:
    """Other contents under a manifest that is true to them: only the signature can tell."""
    members = dict(MEMBERS)
    change(members)
    manifest = json.loads(members[MANIFEST])
    manifest["members"] = {
        name: {"sha256": atomic.digest(data), "size": len(data)}
        for name, data in sorted(members.items())
        if name not in (MANIFEST, SIGNATURE)
    }
    members[MANIFEST] = json.dumps(manifest).encode()
    if private is not None:
        members[SIGNATURE] = made_signature(members[MANIFEST], private)
    return container.build(members)


def test_a_signed_package_says_whose_key_it_was() -> None:
    package, report = read_package(SIGNED), verify_package(SIGNED)
    assert package.signed_by is not None
    assert report.signed_by == fingerprint(public_bytes(package.signed_by))
    assert report.signed_by == json.loads(MEMBERS[SIGNATURE])["fingerprint"]
    assert report.ok
    assert len(short(report.signed_by).replace(" ", "")) == 16
    assert read_package(PACKAGE).signed_by is None
    assert package.manifest == read_package(PACKAGE).manifest, "the signature is not in what is signed"


def test_the_signature_is_that_of_rfc_8032() -> None:
    """Test 1 of section 7.1: an empty message."""
    private = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    told = json.loads(made_signature(b"", private))
    assert base64.b64decode(told["key"]).hex() == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    assert base64.b64decode(told["signature"]).hex() == (
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
    )


def test_one_key_gives_the_same_bytes_and_another_one_others() -> None:
    assert signed(package_bytes(a_bundle(), dict(reversed(EXTRAS.items()))), PRIVATE) == SIGNED
    assert signed(SIGNED, PRIVATE) == SIGNED, "a signature that is there gives way"
    assert signed(SIGNED, OTHER) == signed(PACKAGE, OTHER) != SIGNED


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(SIGNED) - 1), st.integers(1, 255))
def test_any_flipped_byte_is_refused(position: int, mask: int) -> None:
    data = bytearray(SIGNED)
    data[position] ^= mask
    with pytest.raises(FormatError):
        read_package(bytes(data))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, len(SIGNED) - 1))
def test_any_cut_off_package_is_refused(length: int) -> None:
    with pytest.raises(FormatError):
        read_package(SIGNED[:length])


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(set(MEMBERS) - {MANIFEST, SIGNATURE})), st.data())
def test_a_member_changed_together_with_the_manifest_is_told_by_the_signature(name: str, data: st.DataObject) -> None:
    content = bytearray(MEMBERS[name] or b"x")
    position = data.draw(st.integers(0, len(content) - 1))
    content[position] ^= data.draw(st.integers(1, 255))
    assert refusal(with_manifest(lambda members: members.update({name: bytes(content)}))) == "package.signature"


def test_what_is_added_or_taken_away_with_the_manifest_is_told_by_the_signature() -> None:
    for change in (
        lambda members: members.update({"cases/b.json": b"{}"}),
        lambda members: members.pop("cases/a.json") and None,
    ):
        assert refusal(with_manifest(change)) == "package.signature"


def test_whoever_changes_it_can_only_sign_with_a_key_of_their_own() -> None:
    forged = with_manifest(lambda members: members.update({"decisions/level.dmn": b"<evil/>"}), private=OTHER)
    found = verify_package(forged)
    assert found.ok
    assert found.signed_by != verify_package(SIGNED).signed_by


def edited(**more: object) -> bytes:
    told = {**json.loads(MEMBERS[SIGNATURE]), **more}
    return changed(manifest_sig=(json.dumps(told, indent=2) + "\n").encode())


def test_a_signature_that_is_none_is_refused() -> None:
    own = json.loads(MEMBERS[SIGNATURE])
    strange = made_signature(MEMBERS[MANIFEST], OTHER)
    assert refusal(edited(signature=json.loads(strange)["signature"])) == "package.signature"
    assert refusal(edited(key=json.loads(strange)["key"])) == "package.signature-form"
    assert refusal(edited(fingerprint="0" * 64)) == "package.signature-form"
    assert refusal(edited(key="AAAA")) == "package.signature-form"
    assert refusal(edited(signature="not base64!")) == "package.signature-form"
    assert refusal(edited(signature=own["signature"][:-8])) in ("package.signature", "package.signature-form")
    assert refusal(edited(formatVersion=2)) == "json.version"
    assert refusal(edited(signer="Li")).startswith("json."), "what is not signed is not said"
    assert refusal(edited(algorithm="none")).startswith("json.")
    assert refusal(changed(manifest_sig=b"")).startswith("json.")
    assert refusal(changed(manifest_sig=MEMBERS[SIGNATURE] + b"\n")) == "package.signature-form"


def test_a_signature_of_another_package_is_refused() -> None:
    other = container.take(signed(package_bytes(a_bundle()), PRIVATE), "o")
    assert refusal(changed(manifest_sig=other[SIGNATURE])) == "package.signature"


def test_a_signature_in_a_broken_container_does_not_help() -> None:
    """Signed members, zipped by hand: under a tricky path, twice, as a link, compressed, or too many."""

    def zipped(*more: tuple[zipfile.ZipInfo | str, bytes], how: int = zipfile.ZIP_STORED) -> bytes:
        target = io.BytesIO()
        with warnings.catch_warnings(), zipfile.ZipFile(target, "w", how) as archive:
            warnings.simplefilter("ignore")
            for name, data in [*MEMBERS.items(), *more]:
                archive.writestr(name, data)
        return target.getvalue()

    link = zipfile.ZipInfo("forms/b.form")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    assert refusal(zipped(("../evil", b"x"))) == "package.path"
    assert refusal(zipped((SIGNATURE, MEMBERS[SIGNATURE]))) == "package.duplicate"
    assert refusal(zipped(("MANIFEST.json", b"{}"))) == "package.duplicate"
    assert refusal(zipped((link, b"/etc/passwd"))) == "package.link"
    assert refusal(zipped(how=zipfile.ZIP_DEFLATED)) == "package.compressed"
    assert refusal(zipped()) == "package.altered"


def test_too_large_is_refused_before_anything_is_verified(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "MAX_BYTES", 100)
    assert refusal(SIGNED) == "package.too-large"
    monkeypatch.undo()
    monkeypatch.setattr(container, "MAX_MEMBERS", 3)
    assert refusal(SIGNED) == "package.too-many"
