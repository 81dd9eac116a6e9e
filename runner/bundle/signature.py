"""Signatures of packages: Ed25519 (RFC 8032) over the bytes of the manifest, in a member of their own.

The manifest holds the SHA-256 of every other member, so the signature stands for all of them. It says which key made
it and nothing of when or by whom: one key and the same contents give the same bytes.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import Literal

from runner.core.errors import FormatError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.data.model import Value, dump_value, read_value

_AGAIN = N_("Ask whoever sent it for the package once more; nothing was opened.")

declare(
    {
        "package.signature": (
            N_("The signature of {file} is not one of these contents: it was changed after it was signed."),
            _AGAIN,
        ),
        "package.signature-form": (N_("The signature of {file} is not written as signatures are."), _AGAIN),
    }
)

KEY_BYTES = 32
"""Bytes of a key, public or private."""


class Signature(Value):
    """`manifest.sig`. `key`: the public key, `signature`: its 64 bytes, both as base64; `fingerprint`: the SHA-256 of
    the key as 64 hexadecimal digits."""

    format_version: Literal[1] = 1
    algorithm: Literal["ed25519"] = "ed25519"
    fingerprint: str
    key: str
    signature: str


def fingerprint(public: bytes) -> str:
    """SHA-256 of a public key, as 64 hexadecimal digits."""
    return hashlib.sha256(public).hexdigest()


def short(mark: str) -> str:
    """A fingerprint as people compare it: its first sixteen digits in fours."""
    return " ".join(mark[at : at + 4] for at in range(0, 16, 4))


def public_bytes(key: str) -> bytes:
    """The bytes of a public key in base64. Raises `ValueError` for a text that is none."""
    try:
        found = base64.b64decode(key, validate=True)
    except binascii.Error as error:
        raise ValueError(key) from error
    if len(found) != KEY_BYTES:
        raise ValueError(key)
    return found


def made_signature(manifest: bytes, private: bytes) -> bytes:
    """The member `manifest.sig` for a manifest, by a private key of 32 bytes."""
    # loaded by whoever signs: a start needs none of it
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.from_private_bytes(private)
    public = key.public_key().public_bytes_raw()
    return dump_value(
        Signature(
            format_version=1,
            algorithm="ed25519",
            fingerprint=fingerprint(public),
            key=base64.b64encode(public).decode(),
            signature=base64.b64encode(key.sign(manifest)).decode(),
        )
    )


def signer_of(manifest: bytes, member: bytes, file: str) -> str:
    """The public key (base64) that signed these bytes. Raises `FormatError` (`package.signature…`)."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    told = read_value(Signature, member, f"{file}: manifest.sig")
    try:
        public = public_bytes(told.key)
        signature = base64.b64decode(told.signature, validate=True)
    except ValueError as error:  # of base64, too
        raise FormatError("package.signature-form", file=file) from error
    if dump_value(told) != member or told.fingerprint != fingerprint(public):
        raise FormatError("package.signature-form", file=file)
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, manifest)
    except InvalidSignature as error:
        raise FormatError("package.signature", file=file) from error
    return told.key
