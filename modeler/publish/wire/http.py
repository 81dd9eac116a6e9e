"""A server behind HTTP, as publishing speaks to it: every failure is a sentence, and nothing is sent twice.

What only asks is asked again after a pause; what changes something is sent once, whatever comes of it: whether it was
done is read from the server afterwards.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

import httpx

from modeler.publish.wire.line import Line, current_line
from modeler.publish.wire.tls_faults import page_fault
from runner.connectors.keyring import Keyring, NoSecret
from runner.core.errors import PublishError
from runner.core.i18n import N_
from runner.core.messages import declare

declare(
    {
        "publish.bad-address": (
            N_("{address} is not the address of a server."),
            N_("Write it like https://name@host/engine-rest; the password is kept in the keyring, never here."),
        ),
        "publish.unreachable": (
            N_("{server} does not answer: {cause}."),
            N_("Check the address and the network. Nothing is sent twice; publish again when it answers."),
        ),
        "publish.cut-off": (
            N_("{server} was gone before it said whether it had done what was asked."),
            N_("Look at the plan again: it says what is there. Publishing again does nothing twice."),
        ),
        "publish.no-password": (
            N_("The keyring holds no password of {user} for {host}."),
            N_("Say it once: slipway keys --server {host} --user {user}."),
        ),
        "publish.unauthorized": (
            N_("{server} does not know {user}, or the password is wrong."),
            N_("Check the name in the address and the password in the keyring."),
        ),
        "publish.forbidden": (
            N_("{server} knows {user}, who may not do this there: {message}"),
            N_("Ask who manages the server for the right to deploy."),
        ),
        "publish.proxy-unauthorized": (
            N_("The proxy {proxy} before {server} wants to know who asks."),
            N_("Write the name into the address of the proxy in the environment, and keep its password in the "
               "keyring: slipway keys --server HOST --user NAME."),
        ),
        "publish.too-large-for-server": (
            N_("{server} takes no upload of this size."),
            N_("Whoever manages the server can raise the limit."),
        ),
        "publish.busy": (
            N_("{server} is too busy to answer (status {status})."),
            N_("Wait a moment and publish again."),
        ),
        "publish.odd-answer": (
            N_("{server} answers what such a server does not say (status {status})."),
            N_("Check that the address leads to the interface of the server and not to a page or a proxy before it."),
        ),
        "publish.server-fault": (
            N_("{server} refuses (status {status}): {message}"),
            N_("The server's log says more."),
        ),
    }
)  # fmt: skip

LARGEST = 512 * 1024 * 1024
"""Bytes of an answer that are read at most: as many as a package may have."""
AGAIN = (0.5, 2.0)
"""Seconds before what only asks is asked again."""
_XML_MESSAGE = re.compile(rb"<(?:\w+:)?[Mm]essage[^<>]*>([^<]+)<")
"""As stores and WebDAV tell of a failure: only a sentence to be shown, so it is looked for and nothing is parsed."""
_BUSY = (429, 502, 503, 504)

File = tuple[str, str, bytes]
"""The name of the part, that of the file, and its bytes."""


@dataclass(frozen=True)
class Reply:
    """What a server answered."""

    server: str
    status: int
    data: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in lower case."""

    def json(self) -> Any:
        """The body as JSON. Raises `PublishError` (`publish.odd-answer`)."""
        try:
            return json.loads(self.data)
        except ValueError as error:
            raise self.odd() from error

    def rows(self, within: str | None = None) -> list[dict[str, Any]]:
        """A list of things with ids, the whole body or what stands under a name in it. Raises `PublishError`."""
        found = self.json() if within is None else self.value(within)
        if not isinstance(found, list) or not all(isinstance(one, dict) and "id" in one for one in found):
            raise self.odd()
        return found

    def value(self, name: str) -> Any:
        """What stands under a name in the body. Raises `PublishError` where nothing does."""
        found = mapping(self.json()).get(name)
        if found is None:
            raise self.odd()
        return found

    def count(self, name: str) -> int:
        """A whole number under a name in the body. Raises `PublishError` where there is none."""
        found = self.value(name)
        if not isinstance(found, int):
            raise self.odd()
        return found

    def odd(self) -> PublishError:
        """That such a server does not answer like this."""
        return PublishError("publish.odd-answer", server=self.server, status=self.status)


class Http:
    """One server. `address` is `http(s)://[user@]host[:port]/path`; the password of `user` lies in the keyring, and
    `login` makes of both what a request is sent with. `beside`: another address that `login` asks; the password is
    kept under both hosts then (`keyring_host`). It goes over `line`, or over that of the run in which this is made;
    `transport` stands for the network."""

    def __init__(
        self,
        address: str,
        *,
        login: Callable[[str, str], httpx.Auth] = httpx.BasicAuth,
        beside: str = "",
        keyring: Keyring | None = None,
        pause: Callable[[float], None] = time.sleep,
        transport: httpx.BaseTransport | None = None,
        line: Line | None = None,
    ) -> None:
        parts = _parts(address)
        self.user = unquote(parts.username or "")
        self.url = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path.rstrip('/')}"
        self._host = keyring_host(str(parts.hostname), beside)
        self._login = login
        self._keyring = keyring or Keyring()
        self._pause = pause
        self._line = Line(transport=transport) if transport is not None else line or current_line()
        self._auth: httpx.Auth | None = None

    def get(
        self,
        path: str,
        query: Mapping[str, str] | None = None,
        *,
        method: str = "GET",
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        accept: Sequence[int] = (),
    ) -> Reply:
        """Ask; again after a pause where the server is gone or busy. Statuses of `accept` are given back, too. Raises
        `PublishError`."""

        def once() -> Reply:
            reply = self._send(method, path, body=body, query=query, headers=headers, changes=False)
            return reply if reply.status in accept else self._checked(reply)

        for seconds in AGAIN:
            try:
                return once()
            except PublishError as error:
                if error.code not in ("publish.unreachable", "publish.busy"):
                    raise
            self._pause(seconds)
        return once()

    def send(
        self,
        method: str,
        path: str,
        *,
        body: Any = None,
        fields: Mapping[str, str] | None = None,
        files: Sequence[File] = (),
        content: bytes | None = None,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        accept: Sequence[int] = (),
    ) -> Reply:
        """Change something, once. Statuses of `accept` are given back, too. Raises `PublishError`."""
        reply = self._send(
            method, path, body=body, fields=fields, files=files, content=content, query=query, headers=headers
        )
        return reply if reply.status in accept else self._checked(reply)

    def wait(self, seconds: float) -> None:
        """Before something is sent once more that was not taken."""
        self._pause(seconds)

    def _send(
        self,
        method: str,
        path: str,
        *,
        body: Any = None,
        fields: Mapping[str, str] | None = None,
        files: Sequence[File] = (),
        content: bytes | None = None,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        changes: bool = True,
    ) -> Reply:
        parts = [(part, (name, data, "application/octet-stream")) for part, name, data in files]
        more: dict[str, Any] = {"params": dict(query)} if query else {}
        if headers:
            more["headers"] = dict(headers)
        if body is not None:
            more["json"] = body
        if content is not None:
            more["content"] = content
        if parts or fields:
            more |= {"data": dict(fields or {}), "files": parts}
        with (
            self._told(changes=changes),
            self._line.client() as client,
            client.stream(method, self.url + path, auth=self._login_once(), **more) as answer,
        ):
            data = bytearray()
            for chunk in answer.iter_bytes():
                data += chunk
                if len(data) > LARGEST:
                    raise PublishError("publish.odd-answer", server=self.url, status=answer.status_code)
            found = {name.lower(): value for name, value in answer.headers.items()}
            return Reply(self.url, answer.status_code, bytes(data), found)

    def _login_once(self) -> httpx.Auth | None:
        """The keyring is asked once for all that is sent."""
        if self.user and self._auth is None:
            try:
                self._auth = self._login(self.user, self._keyring.secret(self._host, self.user))
            except NoSecret as error:
                raise PublishError("publish.no-password", user=self.user, host=self._host) from error
        return self._auth

    @contextmanager
    def _told(self, *, changes: bool) -> Iterator[None]:
        try:
            yield
        except httpx.HTTPError as error:
            server = self._asked(error)
            if fault := self._line.fault(error, server):
                raise fault from error
            was_sent = not isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.ProxyError)
            code = "publish.cut-off" if changes and was_sent and server == self.url else "publish.unreachable"
            raise PublishError(code, server=server, cause=self._line.told(_cause(error), server)) from error

    def _asked(self, error: httpx.HTTPError) -> str:
        """The server, or whoever was asked for a token."""
        try:
            asked = str(error.request.url)
        except RuntimeError:
            return self.url
        return self.url if asked.startswith(self.url) else asked

    def _checked(self, reply: Reply) -> Reply:
        if reply.status < 300:
            return reply
        told = {"server": self.url, "user": self.user or "?", "status": reply.status, "message": said(reply),
                "proxy": self._line.proxy_for(self.url) or "?"}  # fmt: skip
        if reply.status in _BUSY:
            raise PublishError("publish.busy", **told)
        if fault := page_fault(reply.status, reply.data, self.url):
            raise fault
        codes = {
            401: "publish.unauthorized",
            403: "publish.forbidden",
            407: "publish.proxy-unauthorized",
            413: "publish.too-large-for-server",
        }
        # sent elsewhere, or a page that is not there: the address leads past the interface
        astray = reply.status < 400 or (reply.status == 404 and not told["message"])
        raise PublishError(
            codes.get(reply.status, "publish.odd-answer" if astray else "publish.server-fault"), **told
        )


def keyring_host(host: str, beside: str) -> str:
    """Under which host a password is kept: that of the server, with that of another one that is given it."""
    return f"{host}+{urlsplit(beside).hostname}" if beside else host


def mapping(found: object) -> Mapping[str, Any]:
    """An object of JSON; empty where it is something else."""
    return found if isinstance(found, dict) else {}


def said(reply: Reply) -> str:
    """What a server said about a failure, in one line: its own words, never a page."""
    try:
        found = json.loads(reply.data)
    except ValueError:
        match = _XML_MESSAGE.search(reply.data[:65536])
        return " ".join(match[1].decode(errors="replace").split())[:500] if match else ""
    if not isinstance(found, dict):
        return ""
    told = next((found[name] for name in ("exception", "detail", "message") if found.get(name)), "")
    return " ".join(str(told).split())[:500]


def unfit_address(address: str) -> str:
    """Why an address cannot be used, in the user's language; empty where it can."""
    try:
        _parts(address)
    except PublishError as error:
        return error.message
    return ""


def _parts(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        fine = parts.port is None or parts.port > 0
    except ValueError:
        fine = False
    if not fine or parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise PublishError("publish.bad-address", address=address)
    if parts.password is not None:
        raise PublishError("publish.bad-address", address=parts._replace(netloc=f"…@{parts.hostname}").geturl())
    return parts


def _cause(error: Exception) -> str:
    return str(error) or type(error).__name__
