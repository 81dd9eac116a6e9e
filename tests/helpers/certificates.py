"""An authority for tests, and the certificates that it issues: made anew, valid for an hour."""

from __future__ import annotations

import ipaddress
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

HOUR = timedelta(hours=1)


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


@dataclass(frozen=True)
class Made:
    """A certificate and its key."""

    certificate: x509.Certificate
    key: EllipticCurvePrivateKey

    @property
    def fingerprint(self) -> str:
        """SHA-256, in pairs."""
        return self.certificate.fingerprint(SHA256()).hex(":").upper()

    def pem(self) -> bytes:
        """The certificate."""
        return self.certificate.public_bytes(Encoding.PEM)

    def key_pem(self, passphrase: str = "") -> bytes:
        """The key, locked where there is a passphrase."""
        lock: KeySerializationEncryption = NoEncryption()
        if passphrase:
            lock = BestAvailableEncryption(passphrase.encode())
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock)

    def write(self, folder: Path, name: str, passphrase: str = "") -> tuple[Path, Path]:
        """Both as files."""
        certificate, key = folder / f"{name}.pem", folder / f"{name}.key"
        certificate.write_bytes(self.pem())
        key.write_bytes(self.key_pem(passphrase))
        return certificate, key


class Authority:
    """Vouches for whom it is asked to."""

    def __init__(self, name: str = "Test Authority") -> None:
        self.name = _named(name)
        self._key = generate_private_key(SECP256R1())
        self.own = self._issue(self.name, self._key, ca=True)

    def issue(
        self, *names: str, since: timedelta = -HOUR, until: timedelta = HOUR, self_signed: bool = False
    ) -> Made:
        """For these hosts (names or addresses), from and until a time from now; for none: of a person."""
        key = generate_private_key(SECP256R1())
        return self._issue(
            _named(names[0] if names else "Li Fang"), key, names, since, until, self_signed=self_signed
        )

    def _issue(
        self,
        subject: x509.Name,
        key: EllipticCurvePrivateKey,
        names: tuple[str, ...] = (),
        since: timedelta = -HOUR,
        until: timedelta = HOUR,
        *,
        ca: bool = False,
        self_signed: bool = False,
    ) -> Made:
        now, signer = datetime.now(UTC), key if ca or self_signed else self._key
        usage = ExtendedKeyUsageOID.SERVER_AUTH if names else ExtendedKeyUsageOID.CLIENT_AUTH
        made = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(subject if self_signed else self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now + since)
            .not_valid_after(now + until)
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
        )
        if not ca:
            made = made.add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
        if names:
            made = made.add_extension(x509.SubjectAlternativeName([_host(one) for one in names]), critical=False)
        return Made(made.sign(signer, SHA256()), key)


def _host(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def serving(folder: Path, made: Made, *, clients: Authority | None = None) -> ssl.SSLContext:
    """What a server shows that certificate with; with `clients` it lets in only whom that authority vouches for."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*made.write(folder, "server"))
    if clients is not None:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(cadata=clients.own.pem().decode())
    return context
