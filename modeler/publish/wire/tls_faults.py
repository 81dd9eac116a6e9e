"""Why there is no safe connection to a server, each reason as its sentence."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from runner.core.errors import PublishError
from runner.core.i18n import N_
from runner.core.messages import declare

if TYPE_CHECKING:
    from cryptography import x509

declare(
    {
        "publish.untrusted-certificate": (
            N_("The certificate of {server} comes from an authority that this machine does not know: {issuer} "
               "(SHA-256 of the certificate: {fingerprint})."),
            N_("Ask whoever manages the server for the certificate of that authority (PEM), compare the SHA-256 with "
               "them, and name the file in the environment or with --authority."),
        ),
        "publish.self-signed": (
            N_("{server} shows a certificate that no authority vouches for: {issuer} signed it itself "
               "(SHA-256: {fingerprint})."),
            N_("Compare the SHA-256 with whoever manages the server. If it is theirs, ask for the certificate (PEM) "
               "and name the file as own authority in the environment or with --authority."),
        ),
        "publish.other-host": (
            N_("The certificate of {server} is for {names}, not for {host}."),
            N_("Write the address with the name that stands in the certificate, or ask for one with this name."),
        ),
        "publish.certificate-expired": (
            N_("The certificate of {server} is valid until {until} only."),
            N_("Whoever manages the server has to renew it. Look at the clock of this machine, too: {now}."),
        ),
        "publish.certificate-early": (
            N_("The certificate of {server} is valid from {since} only."),
            N_("Look at the clock of this machine: {now}. If it is right, the server has a certificate too early."),
        ),
        "publish.certificate-wanted": (
            N_("{server} lets in only whoever shows a client certificate."),
            N_("Name yours and its key in the environment, or with --certificate and --key."),
        ),
        "publish.certificate-refused": (
            N_("{server} does not take the client certificate: {cause}."),
            N_("Ask whoever manages the server which authority it must come from, and whether it is still valid."),
        ),
        "publish.no-tls": (
            N_("{server} does not answer encrypted: at this port it speaks plain http."),
            N_("Check the port in the address. Nothing was sent."),
        ),
        "publish.wants-tls": (
            N_("{server} wants to be spoken to encrypted."),
            N_("Write https:// in the address."),
        ),
        "publish.tls-failed": (
            N_("{server} and this machine find no safe way to speak to each other: {cause}."),
            N_("The server may want a client certificate, or be too old for what is safe today. Its log says more."),
        ),
    }
)  # fmt: skip

Look = Callable[[], "x509.Certificate | None"]
"""Fetches the certificate that a server shows."""

_SELF_SIGNED, _EARLY, _EXPIRED, _OTHER_HOST = (18,), (9,), (10,), (62, 64)
"""What OpenSSL says of a certificate that it does not believe (`X509_V_ERR_…`)."""
_WANTED = ("CERTIFICATE_REQUIRED",)
_REFUSED = ("ALERT_UNKNOWN_CA", "ALERT_BAD_CERTIFICATE", "ALERT_CERTIFICATE_EXPIRED", "ALERT_CERTIFICATE_REVOKED",
            "ALERT_CERTIFICATE_UNKNOWN", "ALERT_UNSUPPORTED_CERTIFICATE", "ALERT_ACCESS_DENIED",
            "ALERT_DECRYPT_ERROR")  # fmt: skip
_PLAIN = ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "PACKET_LENGTH_TOO_LONG", "RECORD_LAYER_FAILURE")
_PAGES = {
    b"No required SSL certificate was sent": "publish.certificate-wanted",
    b"The SSL certificate error": "publish.certificate-refused",
    b"plain HTTP request was sent to HTTPS port": "publish.wants-tls",
    b"speaking plain HTTP to an SSL-enabled server port": "publish.wants-tls",
    b"Client sent an HTTP request to an HTTPS server": "publish.wants-tls",
    b"combination of host and port requires TLS": "publish.wants-tls",
}
"""As common servers say it in a page, with status 400."""


def tls_fault(error: BaseException, url: str, look: Look) -> PublishError | None:
    """The sentence for a connection that did not come about; None where that was about something else."""
    found: BaseException | None = error
    while found is not None and not isinstance(found, ssl.SSLError):
        found = found.__cause__ or found.__context__
    if found is None:
        return None
    if isinstance(found, ssl.SSLCertVerificationError):
        return _unbelieved(found, url, look())
    reason = found.reason or ""
    told = {"server": url, "cause": _words(reason) or str(found)}
    if any(one in reason for one in _WANTED):
        return PublishError("publish.certificate-wanted", **told)
    if any(one in reason for one in _REFUSED):
        return PublishError("publish.certificate-refused", **told)
    if reason in _PLAIN:
        return PublishError("publish.no-tls", **told)
    if isinstance(found, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return None  # gone in the middle: that is no question of trust
    return PublishError("publish.tls-failed", **told)


def page_fault(status: int, page: bytes, url: str) -> PublishError | None:
    """The same where a server says it in a page."""
    head = page[:65536] if status == 400 else b""
    code = next((code for words, code in _PAGES.items() if words in head), "")
    return PublishError(code, server=url, cause="400") if code else None


def _unbelieved(error: ssl.SSLCertVerificationError, url: str, shown: x509.Certificate | None) -> PublishError:
    code = error.verify_code
    host = urlsplit(url).hostname or ""
    issuer = fingerprint = until = since = "?"
    if shown is not None:
        issuer, fingerprint = name_of(shown.issuer), fingerprint_of(shown)
        until, since = _moment(shown.not_valid_after_utc), _moment(shown.not_valid_before_utc)
    told = {
        "server": url, "issuer": issuer, "fingerprint": fingerprint, "until": until, "since": since, "host": host,
        "now": _moment(datetime.now(UTC)), "names": names_of(shown) or "?", "cause": error.verify_message,
    }  # fmt: skip
    if code in _EXPIRED:
        return PublishError("publish.certificate-expired", **told)
    if code in _EARLY:
        return PublishError("publish.certificate-early", **told)
    if code in _OTHER_HOST:
        return PublishError("publish.other-host", **told)
    return PublishError("publish.self-signed" if code in _SELF_SIGNED else "publish.untrusted-certificate", **told)


def name_of(name: x509.Name) -> str:
    """A name as it stands in a certificate, in one line."""
    return _line(name.rfc4514_string())


def fingerprint_of(shown: x509.Certificate) -> str:
    """SHA-256 of a certificate, in pairs of digits."""
    from cryptography.hazmat.primitives.hashes import SHA256

    return shown.fingerprint(SHA256()).hex(":").upper()


def names_of(shown: x509.Certificate | None) -> str:
    """For which hosts a certificate is, the first of them."""
    if shown is None:
        return ""
    from cryptography import x509

    try:
        found = shown.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        names = [*found.get_values_for_type(x509.DNSName), *map(str, found.get_values_for_type(x509.IPAddress))]
    except (x509.ExtensionNotFound, ValueError):
        names = [shown.subject.rfc4514_string()]
    return _line(", ".join(names[:5]))


def _moment(when: datetime) -> str:
    return f"{when:%Y-%m-%d %H:%M} UTC"


def _line(text: str) -> str:
    """What a stranger wrote, fit for a sentence."""
    return "".join(letter if letter.isprintable() else " " for letter in text)[:200]


def _words(reason: str) -> str:
    """`TLSV1_ALERT_UNKNOWN_CA` as `unknown ca`."""
    return reason.rpartition("ALERT_")[2].replace("_", " ").lower()
