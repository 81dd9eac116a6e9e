"""Keys that sign packages: the private part lies in the keyring of the system or in an encrypted PEM file, the public
part with its name in a file of this account."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from modeler.publish.target import PublishRefused
from runner.bundle.signature import KEY_BYTES, fingerprint, public_bytes, short
from runner.connectors.keyring import Keyring, NoKeyring, NoSecret
from runner.core import atomic
from runner.core.errors import PublishError
from runner.core.folders import data_folder
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.data.model import OpenValue, dump_value, read_value

declare(
    {
        "sign.name": (
            N_("{name} cannot be the name of a key."),
            N_("Use at most sixty letters, digits, spaces, dots, hyphens and underscores."),
        ),
        "sign.taken": (
            N_("There is a key called {name} already."),
            N_("Choose another name, or remove that key first."),
        ),
        "sign.unknown": (
            N_("There is no key called {name} here."),
            N_("List the keys of this account with: slipway keys list."),
        ),
        "sign.no-keyring": (
            N_("This machine has no keyring that keeps a private key."),
            N_("Keep the key in an encrypted file instead: slipway keys make NAME -o FILE.pem."),
        ),
        "sign.no-private": (
            N_("The keyring holds no private part of the key {name}."),
            N_("Import the key again from its file; its public part alone cannot sign."),
        ),
        "sign.pem": (
            N_("{file} is not an encrypted private key of Ed25519."),
            N_("Give a PEM file that begins with ENCRYPTED PRIVATE KEY, of a key of that kind."),
        ),
        "sign.public": (
            N_("{file} is not a public key of Ed25519."),
            N_("Give a PEM file that begins with PUBLIC KEY, or the key as base64."),
        ),
        "sign.password": (N_("The password does not open {file}."), N_("Type it once more.")),
        "sign.short-password": (
            N_("A private key in a file wants a password of at least eight characters."),
            "",
        ),
    }
)

_HOST = "signing"  # the service in the keyring is called `Slipway signing`, the account by the fingerprint
_NAME = re.compile(r"\w(?:[\w .-]{0,58}\w)?")
_SHORTEST = 8


class KnownKey(OpenValue):
    """The public part of a key: `key` as base64 of 32 bytes, under the name that people know its owner by."""

    name: str
    key: str

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the key; empty where it is no key."""
        try:
            return fingerprint(public_bytes(self.key))
        except ValueError:
            return ""

    @property
    def mark(self) -> str:
        """The fingerprint as people compare it."""
        return short(self.fingerprint)


class KeyBook(OpenValue):
    """The keys of this account, by their public parts."""

    format_version: Literal[1] = 1
    keys: list[KnownKey] = []


@dataclass(frozen=True)
class SigningKey:
    """A key that can sign, for as long as somebody holds it: never written anywhere."""

    name: str
    private: bytes

    def __repr__(self) -> str:
        return f"SigningKey({self.name!r})"

    @property
    def public(self) -> KnownKey:
        """Its public part."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        raw = Ed25519PrivateKey.from_private_bytes(self.private).public_key().public_bytes_raw()
        return KnownKey(name=self.name, key=base64.b64encode(raw).decode())


def book_path() -> Path:
    """Where the public parts lie."""
    return data_folder() / "signing-keys.json"


def known_keys() -> list[KnownKey]:
    """The keys of this account. Raises `FormatError` and `FileError`."""
    path = book_path()
    return read_value(KeyBook, atomic.read_bytes(path), path.name).keys if path.exists() else []


def known_key(name: str) -> KnownKey:
    """A key of this account by its name or fingerprint. Raises `PublishRefused` (`sign.unknown`)."""
    for one in known_keys():
        if name == one.name or name.replace(" ", "").lower() == one.fingerprint:
            return one
    raise PublishRefused("sign.unknown", name=name)


def new_key(name: str) -> SigningKey:
    """A fresh key, kept nowhere yet. Raises `PublishRefused` (`sign.name`, `sign.taken`)."""
    check_name(name)
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return SigningKey(name, Ed25519PrivateKey.generate().private_bytes_raw())


def check_name(name: str) -> None:
    """Raises `PublishRefused` for a name that is none, or is taken."""
    if not _NAME.fullmatch(name):
        raise PublishRefused("sign.name", name=name)
    if any(one.name == name for one in known_keys()):
        raise PublishRefused("sign.taken", name=name)


def keep(key: SigningKey) -> KnownKey:
    """Keep a key: its private part in the keyring, its public part in the book. Raises `PublishRefused` for a name
    that is taken, `PublishError` (`sign.no-keyring`)."""
    check_name(key.name)
    ring, public = Keyring(), key.public
    try:
        if not ring.is_there():
            raise NoKeyring
        ring.keep(_HOST, public.fingerprint, base64.b64encode(key.private).decode())
    except NoKeyring as error:
        raise PublishError("sign.no-keyring") from error
    _write([*(one for one in known_keys() if one.key != public.key), public])
    return public


def forget(name: str) -> KnownKey:
    """Remove a key of this account, both parts. Raises `PublishRefused` (`sign.unknown`)."""
    found = known_key(name)
    try:
        Keyring().keep(_HOST, found.fingerprint, "")
    except NoKeyring as error:
        raise PublishError("sign.no-keyring") from error
    _write([one for one in known_keys() if one.key != found.key])
    return found


def signing_key(name: str) -> SigningKey:
    """A key of this account that can sign. Raises `PublishRefused` (`sign.unknown`, `sign.no-private`)."""
    found = known_key(name)
    try:
        private = base64.b64decode(Keyring().secret(_HOST, found.fingerprint), validate=True)
    except (NoSecret, binascii.Error) as error:
        raise PublishRefused("sign.no-private", name=found.name) from error
    key = SigningKey(found.name, private)
    if len(private) != KEY_BYTES or key.public.key != found.key:
        raise PublishRefused("sign.no-private", name=found.name)
    return key


def from_pem(file: Path, password: str, name: str = "") -> SigningKey:
    """The key of an encrypted PEM file (PKCS 8); its name is that of the file where none is given. Raises
    `PublishRefused` (`sign.pem`, `sign.password`) and `FileError`."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    data = atomic.read_bytes(file)
    if b"ENCRYPTED PRIVATE KEY" not in data:
        raise PublishRefused("sign.pem", file=file)
    try:
        found = load_pem_private_key(data, password.encode())
    except ValueError as error:
        # the library has one kind of failure for a wrong password and for what is no key at all
        wrong = "password" in str(error).lower() or "decrypt" in str(error).lower()
        raise PublishRefused("sign.password" if wrong else "sign.pem", file=file) from error
    except Exception as error:  # of algorithms that are not supported, each a kind of its own
        raise PublishRefused("sign.pem", file=file) from error
    if not isinstance(found, Ed25519PrivateKey):
        raise PublishRefused("sign.pem", file=file)
    return SigningKey(name or file.stem, found.private_bytes_raw())


def to_pem(key: SigningKey, password: str) -> bytes:
    """The key as an encrypted PEM file (PKCS 8). Raises `PublishRefused` (`sign.short-password`)."""
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    if len(password) < _SHORTEST:
        raise PublishRefused("sign.short-password")
    secret = form.BestAvailableEncryption(password.encode())
    made = Ed25519PrivateKey.from_private_bytes(key.private)
    return made.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, secret)


def public_pem(key: KnownKey) -> str:
    """The public part as PEM (SubjectPublicKeyInfo)."""
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    made = Ed25519PublicKey.from_public_bytes(public_bytes(key.key))
    return made.public_bytes(form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo).decode()


def read_public(text: str, name: str, *, file: str = "") -> KnownKey:
    """A public key out of PEM or base64. Raises `PublishRefused` (`sign.public`)."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    told = text.strip()
    try:
        if told.startswith("-----"):
            found = load_pem_public_key(told.encode())
            if not isinstance(found, Ed25519PublicKey):
                raise ValueError(name)
            return KnownKey(name=name, key=base64.b64encode(found.public_bytes_raw()).decode())
        public_bytes(told)
    except Exception as error:  # of what cannot be read as PEM, each a kind of its own
        raise PublishRefused("sign.public", file=file or name) from error
    return KnownKey(name=name, key=told)


def _write(keys: list[KnownKey]) -> None:
    atomic.write_bytes(book_path(), dump_value(KeyBook(format_version=1, keys=keys)))
