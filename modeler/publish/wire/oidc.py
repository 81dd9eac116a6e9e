"""Who asks a server shows a token that another one gave for client id and secret (OpenID Connect, client credentials:
RFC 6749, section 4.4).

The secret is kept under both hosts together (`modeler.publish.wire.http.keyring_host`): whoever changes the address
of either in a workspace is given neither the secret nor a token for it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Generator
from urllib.parse import urlsplit

import httpx

from modeler.publish.wire.http import mapping, unfit_address
from runner.core.errors import PublishError
from runner.core.i18n import N_
from runner.core.messages import declare

declare(
    {
        "publish.no-token": (
            N_("{server} gives {user} no token: {message}"),
            N_("Check the client id, its secret in the keyring, the audience and the scope."),
        ),
        "publish.odd-token": (
            N_("{server} answers what no place for tokens says (status {status})."),
            N_("Check the address of the tokens; it often ends in /token."),
        ),
    }
)

_LARGEST = 1024 * 1024
_EARLY = 30.0
"""Seconds before its end at which a token is asked for anew."""
_USUAL = 60.0
"""Seconds that a token holds of which nobody says how long it does."""


def unfit_token_url(url: str) -> str:
    """Why tokens cannot be got at an address, in the user's language; empty where they can."""
    return unfit_address(url.partition("?")[0])


class Tokens:
    """Gets tokens at an address and keeps the last one as long as it holds. Raises `PublishError`
    (`publish.bad-address`) for an address that is none."""

    def __init__(
        self, url: str, audience: str = "", scope: str = "", *, now: Callable[[], float] = time.monotonic
    ) -> None:
        if unfit_token_url(url):
            raise PublishError("publish.bad-address", address=url)
        self.url = url
        self._more = {name: text for name, text in (("audience", audience), ("scope", scope)) if text}
        self._now = now
        self._token, self._until = "", 0.0

    def __call__(self, client: str, secret: str) -> httpx.Auth:
        """What a request of that client is sent with."""
        return _Bearer(self, client, secret)

    def token(self) -> str:
        """The one that is kept; empty where it does not hold any more."""
        return self._token if self._now() < self._until else ""

    def question(self, client: str, secret: str) -> httpx.Request:
        """Asks for a token."""
        told = {"grant_type": "client_credentials", "client_id": client, "client_secret": secret, **self._more}
        return httpx.Request("POST", self.url, data=told, headers={"accept": "application/json"})

    def take(self, reply: httpx.Response, client: str) -> str:
        """The token in an answer, kept from now on. Raises `PublishError`."""
        host, status = urlsplit(self.url).hostname or self.url, reply.status_code
        told = mapping(_read(reply))
        if status >= 400 and (said := told.get("error_description") or told.get("error")):
            message = " ".join(str(said).split())[:500]
            raise PublishError("publish.no-token", server=host, user=client, message=message)
        token = told.get("access_token")
        if status != 200 or not isinstance(token, str) or not token.isascii() or not token.isprintable():
            raise PublishError("publish.odd-token", server=host, status=status)
        lasts = told.get("expires_in")
        seconds = float(lasts) if isinstance(lasts, int | float) and lasts > 0 else _USUAL
        self._token, self._until = token, self._now() + max(seconds - _EARLY, seconds / 2)
        return token


def _read(reply: httpx.Response) -> object:
    length = reply.headers.get("content-length", "")
    try:
        return json.loads(reply.read()) if not length.isdigit() or int(length) <= _LARGEST else None
    except ValueError:
        return None


class _Bearer(httpx.Auth):
    """One request, with the token that is kept; where it is not taken any more, once more with a new one."""

    def __init__(self, tokens: Tokens, client: str, secret: str) -> None:
        self._tokens, self._client, self._secret = tokens, client, secret

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Ask for a token first where none is kept; a request that is refused with 401 was not done."""
        kept = self._tokens.token()
        token = kept or (yield from self._asked())
        request.headers["authorization"] = f"Bearer {token}"
        reply = yield request
        if kept and reply.status_code == 401:
            request.headers["authorization"] = f"Bearer {yield from self._asked()}"
            yield request

    def _asked(self) -> Generator[httpx.Request, httpx.Response, str]:
        reply = yield self._tokens.question(self._client, self._secret)
        return self._tokens.take(reply, self._client)
