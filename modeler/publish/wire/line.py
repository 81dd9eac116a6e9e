"""The line to servers: one client for a whole run, with the safety and by the way that its environment names.

A run is what happens between `kept` and its end; outside of one each request has a client of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx

from modeler.publish.wire.security import DIRECT, Security, checked_proxy
from modeler.publish.wire.tls_faults import tls_fault
from runner.connectors.keyring import Keyring
from runner.core.errors import PublishError

if TYPE_CHECKING:
    from cryptography import x509

_SECONDS = 30.0
_IDLE = 2.0
"""Seconds for which a connection is kept that nobody uses: shorter than any server waits, so that none is gone just
when something is sent that may be sent only once."""


_LOOKS = 3
"""How often a server is looked at that may hang up before it says why."""


class _Seen(Exception):
    """The certificate was shown: no more is wanted of the connection."""


class Line:
    """`security`: whom to believe, as whom to come, which way to go. `transport` stands for the network."""

    def __init__(
        self,
        security: Security | None = None,
        *,
        keyring: Keyring | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.security = security or Security()
        self._keyring = keyring or Keyring()
        self._transport = transport
        self._keeping = False
        self._kept: httpx.Client | None = None

    @contextmanager
    def kept(self) -> Iterator[None]:
        """One client for all that is asked within, closed at the end."""
        if self._keeping:
            yield
            return
        self._keeping = True
        try:
            yield
        finally:
            self._keeping = False
            kept, self._kept = self._kept, None
            if kept is not None:
                kept.close()

    @contextmanager
    def used(self) -> Iterator[None]:
        """What is made within speaks over this line."""
        before = _current.set(self)
        try:
            yield
        finally:
            _current.reset(before)

    @contextmanager
    def client(self) -> Iterator[httpx.Client]:
        """Whatever sends. Raises `PublishError` where files or proxy of the safety are not what they should be."""
        if self._kept is not None:
            yield self._kept
            return
        made = self._made()
        if self._keeping:
            self._kept = made
            yield made
        else:
            with made:
                yield made

    def fault(self, error: BaseException, url: str) -> PublishError | None:
        """The sentence where there was no safe connection, or the proxy did not make one; None where it failed for
        another reason."""
        if isinstance(error, httpx.ProxyError) and str(error).startswith("407"):
            return PublishError("publish.proxy-unauthorized", server=url, proxy=self.proxy_for(url) or "?")
        return tls_fault(error, url, lambda: self.shown(url))

    def told(self, cause: str, url: str) -> str:
        """A cause, with the proxy that stood between."""
        proxy = self.proxy_for(url)
        return f"{cause} (proxy {proxy})" if proxy else cause

    def proxy_for(self, url: str) -> str:
        """The proxy by which an address is reached, without name and password; empty where there is none."""
        found, parts = self.security.proxy, urlsplit(url)
        if not found:
            known = getproxies()
            found = known.get(parts.scheme) or known.get("all") or ""
            if not found or proxy_bypass(parts.hostname or ""):
                return ""
        return "" if found == DIRECT else found.rpartition("://")[2].rpartition("@")[2]

    def look(self, url: str) -> None:
        """Whether a safe connection comes about and is not cut at once. Raises `PublishError` with the reason
        why not, and none where the server is not there at all."""
        parts = urlsplit(url)
        for _turn in range(_LOOKS):
            try:
                with self.client() as client:
                    client.head(f"{parts.scheme}://{parts.netloc}/")
            except httpx.HTTPError as error:
                if fault := self.fault(error, url):
                    raise fault from error
                continue
            return

    def shown(self, url: str) -> x509.Certificate | None:
        """The certificate that a server shows, whatever it is worth: to be told, and nothing is sent over that
        connection. None where there is none."""
        from cryptography import x509

        context = httpx.create_ssl_context(verify=False)  # it is fetched because it was not believed
        try:
            with httpx.Client(timeout=_SECONDS, verify=context, **self._way()) as client:
                data = self._handshake(client, url)
            return x509.load_der_x509_certificate(data) if data else None
        except (httpx.HTTPError, ValueError, PublishError):
            return None

    def _handshake(self, client: httpx.Client, url: str) -> bytes:
        found = b""

        def trace(event: str, told: dict[str, Any]) -> None:
            nonlocal found
            if event.endswith("start_tls.complete"):
                found = told["return_value"].get_extra_info("ssl_object").getpeercert(True) or b""
                told["return_value"].close()
                raise _Seen

        parts = urlsplit(url)
        with suppress(_Seen):
            client.request("HEAD", f"https://{parts.netloc}/", extensions={"trace": trace})
        return found

    def _made(self) -> httpx.Client:
        if self._transport is not None:
            return httpx.Client(transport=self._transport, timeout=_SECONDS, follow_redirects=False)
        return httpx.Client(
            timeout=_SECONDS,
            verify=self.security.context(self._keyring),
            follow_redirects=False,
            limits=httpx.Limits(keepalive_expiry=_IDLE),
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),  # each request says anew who asks
            **self._way(),
        )

    def _way(self) -> dict[str, Any]:
        """The proxy that is named, none, or the one that the user of this machine set."""
        if not self.security.proxy:
            return {}
        if self.security.proxy == DIRECT:
            return {"trust_env": False}
        parts = checked_proxy(self.security.proxy)
        bare = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
        return {"proxy": httpx.Proxy(bare, auth=self.security.proxy_login(self._keyring)), "trust_env": False}


_current: ContextVar[Line | None] = ContextVar("line", default=None)


def current_line() -> Line:
    """The line of the run in which something is made; a plain one outside of any."""
    return _current.get() or Line()
