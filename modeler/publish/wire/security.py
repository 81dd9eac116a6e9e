"""Which servers are believed, as whom somebody comes, and by which way: the authorities of this machine and one of
one's own, a client certificate, a proxy. What is wrong with a certificate is mended here and never waved through."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from runner.connectors.keyring import Keyring, NoSecret
from runner.core.errors import PublishError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.registry import load_object

if TYPE_CHECKING:
    from cryptography import x509

declare(
    {
        "publish.pem-unreadable": (
            N_("The file {file} cannot be read: {cause}."),
            N_("Name the right file in the environment, or on the command line. Nothing was sent."),
        ),
        "publish.no-pem": (
            N_("{file} holds no certificate in PEM."),
            N_("Such a file begins with -----BEGIN CERTIFICATE-----. Whoever gave it to you can write it so."),
        ),
        "publish.no-key": (
            N_("{file} holds no private key in PEM."),
            N_("Name the file of the key as well; such a file holds a line -----BEGIN PRIVATE KEY-----."),
        ),
        "publish.key-unfit": (
            N_("The key {file} does not belong to the certificate {certificate}."),
            N_("Name the key that was made with this certificate. Nothing was sent."),
        ),
        "publish.passphrase-wanted": (
            N_("The key {file} is locked, and nobody has said its passphrase."),
            N_("Say it in the environment of the window, or once: slipway keys --client-key {file}."),
        ),
        "publish.passphrase-wrong": (
            N_("The passphrase of the key {file} is wrong."),
            N_("Say the right one in the environment of the window, or: slipway keys --client-key {file}."),
        ),
        "publish.bad-proxy": (
            N_("{proxy} is not the address of a proxy."),
            N_("Write it like http://proxy.example.com:3128, with a name before the host where it asks for one (its "
               "password is kept in the keyring), or direct for none."),
        ),
    }
)  # fmt: skip

DIRECT = "direct"
"""Written in place of a proxy: none, whatever the system says."""
PASSPHRASES = "client key"
"""Stands for the host under which the keyring keeps passphrases; no host is called so."""
LARGEST = 1024 * 1024
"""Bytes of a PEM file that are read at most."""


@dataclass(frozen=True)
class Security:
    """`authority`: a file (PEM) of certificates that are believed besides those of this machine. `certificate` and
    `key`: files (PEM) of whoever comes; without `key` it lies in the file of the certificate. `proxy`: its address,
    `DIRECT`, or empty for what the system says."""

    authority: Path | None = None
    certificate: Path | None = None
    key: Path | None = None
    proxy: str = ""

    @property
    def key_file(self) -> Path | None:
        """Where the private key lies."""
        return self.key or self.certificate

    def context(self, keyring: Keyring) -> ssl.SSLContext:
        """What a connection is made with. Raises `PublishError` for files that are not what they should be."""
        if self.authority is None and self.certificate is None:
            return system_trust()
        context = _of_the_system()
        if self.authority is not None:
            context.load_verify_locations(cadata=authorities(self.authority))
            context.verify_flags |= (
                ssl.VERIFY_X509_PARTIAL_CHAIN
            )  # a certificate that is named is believed for itself
        if self.certificate is not None:
            secret = self.passphrase(keyring)
            try:
                context.load_cert_chain(self.certificate, self.key, password=lambda: secret)
            except (ssl.SSLError, ValueError, OSError) as error:
                raise PublishError("publish.key-unfit", file=self.key_file, certificate=self.certificate) from error
            context.post_handshake_auth = True  # servers may ask later, for a part of what they have
        return context

    def passphrase(self, keyring: Keyring) -> str:
        """That of the key, empty where it has none; the files are looked at. Raises `PublishError`."""
        assert self.certificate is not None
        assert self.key_file is not None
        (shown, *_others), key = certificates(self.certificate), _bytes(self.key_file)
        secret = ""
        if is_locked(self.key_file):
            try:
                secret = keyring.secret(PASSPHRASES, str(self.key_file))
            except NoSecret as error:
                raise PublishError("publish.passphrase-wanted", file=self.key_file) from error
        own = _private(key, secret, self.key_file)
        if _public_bytes(own.public_key()) != _public_bytes(shown.public_key()):
            raise PublishError("publish.key-unfit", file=self.key_file, certificate=self.certificate)
        return secret

    def proxy_login(self, keyring: Keyring) -> tuple[str, str] | None:
        """Name and password for the proxy, where its address has a name. Raises `PublishError`."""
        if not self.proxy or self.proxy == DIRECT:
            return None
        parts = checked_proxy(self.proxy)
        if not parts.username:
            return None
        user, host = unquote(parts.username), str(parts.hostname)
        try:
            return user, keyring.secret(host, user)
        except NoSecret as error:
            raise PublishError("publish.no-password", user=user, host=host) from error


def certificates(file: Path) -> list[x509.Certificate]:
    """Those of a PEM file, at least one. Raises `PublishError` (`publish.pem-unreadable`, `publish.no-pem`)."""
    from cryptography import x509

    try:
        found = x509.load_pem_x509_certificates(_bytes(file))
    except ValueError as error:
        raise PublishError("publish.no-pem", file=file) from error
    return found


def authorities(file: Path) -> str:
    """The certificates of a file, and nothing else that may stand in it. Raises as `certificates`."""
    from cryptography.hazmat.primitives.serialization import Encoding

    return "".join(one.public_bytes(Encoding.PEM).decode("ascii") for one in certificates(file))


def is_locked(file: Path) -> bool:
    """Whether a key asks for a passphrase. Raises `PublishError` (`publish.pem-unreadable`, `publish.no-key`)."""
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        load_pem_private_key(_bytes(file), None)
    except TypeError:
        return True
    except Exception as error:  # the library has errors of its own for each algorithm
        raise PublishError("publish.no-key", file=file) from error
    return False


def checked_proxy(address: str) -> Any:
    """The parts of the address of a proxy. Raises `PublishError` (`publish.bad-proxy`)."""
    try:
        parts = urlsplit(address)
        fine = parts.port is None or parts.port > 0
    except ValueError:
        fine = False
    if not fine or parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/"):
        raise PublishError("publish.bad-proxy", proxy=address)
    if parts.password is not None or parts.query or parts.fragment:
        raise PublishError("publish.bad-proxy", proxy=f"{parts.scheme}://…@{parts.hostname}")
    return parts


@cache
def system_trust() -> ssl.SSLContext:
    """The authorities of this machine. Reading all of them takes longer than a small request."""
    return _of_the_system()


def _of_the_system() -> ssl.SSLContext:
    """Where the package is there, the system itself decides (Windows, macOS); else the authorities that it lists."""
    try:
        made: Any = load_object("truststore:SSLContext")
    except ImportError:
        return ssl.create_default_context()
    context: ssl.SSLContext = made(ssl.PROTOCOL_TLS_CLIENT)
    return context


def _bytes(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(LARGEST)
    except OSError as error:
        raise PublishError("publish.pem-unreadable", file=file, cause=error.strerror or "?") from error


def _private(data: bytes, secret: str, file: Path) -> Any:
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        return load_pem_private_key(data, secret.encode() or None)
    except Exception as error:
        raise PublishError("publish.passphrase-wrong" if secret else "publish.no-key", file=file) from error


def _public_bytes(key: Any) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    made: bytes = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return made
