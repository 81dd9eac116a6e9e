"""A system behind HTTP: one request, one bounded answer in JSON.

Only http and https, only the host of the connection, no redirect is followed, no proxy of the environment is used.
Each call carries an `Idempotency-Key`: a system that knows it does the same thing once, however often it is asked.
"""

from __future__ import annotations

import base64
import json
import re
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, quote, urlencode

import httpx

from runner.connectors.connections import Authentication
from runner.connectors.contract import Call, failed
from runner.connectors.desk import Answer
from runner.connectors.exchange import Unfit, put
from runner.connectors.hosts import address
from runner.connectors.keyring import Keyring, NoSecret, Secrets

KEY_HEADER = "Idempotency-Key"
CHUNK = 64 * 1024
_PLACE = re.compile(r"\{([^{}]*)\}")
_BODILESS = ("GET", "DELETE")
_OWN = frozenset({"host", "content-length", "transfer-encoding", "connection", KEY_HEADER.lower()})


class _TooLarge(Exception):
    """The answer is above the limit."""


@dataclass
class HttpConnector:
    """See the module. `monotonic` gives seconds, for the time that a whole answer may take."""

    secrets: Secrets = field(default_factory=Keyring)
    monotonic: Callable[[], float] = time.monotonic
    id: str = "http"
    real: bool = True

    def call(self, call: Call) -> Answer | None:
        """Ask once."""
        base = address(call.connection.url)
        if base is None:
            return failed("connect.address")
        try:
            target, body = _request(base, call)
            headers = self._headers(base, call)
        except Unfit as error:
            return failed("connect.input", str(error))
        except NoSecret as error:
            return failed("connect.no-secret", str(error))
        try:
            status, data = self._send(base, call, target, body, headers)
        except (TimeoutError, httpx.TimeoutException):
            return failed("connect.timeout", again=True)
        except _TooLarge:
            return failed("connect.too-large")
        except (httpx.LocalProtocolError, httpx.InvalidURL, ValueError):
            return failed("connect.input")  # a header or path that HTTP cannot say
        except httpx.TransportError as error:
            return failed("connect.unreachable", type(error).__name__, again=True)
        return _answer(call, status, data)

    def _headers(self, base: SplitResult, call: Call) -> dict[str, str]:
        headers = {"Accept": "application/json", "Accept-Encoding": "identity", KEY_HEADER: call.key}
        if call.operation.method not in _BODILESS:
            headers["Content-Type"] = "application/json"
        headers |= {name: text for name, text in call.connection.headers.items() if name.lower() not in _OWN}
        for name, secret in call.connection.secrets.items():
            if name.lower() not in _OWN:
                headers[name] = self.secrets.secret(str(base.hostname), secret)
        return headers | self._credentials(str(base.hostname), call.connection.authentication)

    def _credentials(self, host: str, asked: Authentication | None) -> dict[str, str]:
        """The header that says who asks. Raises `NoSecret`, and `Unfit` for a header that is not for that."""
        if asked is None:
            return {}
        secret = self.secrets.secret(host, asked.secret)
        if asked.kind == "bearer":
            return {"Authorization": f"Bearer {secret}"}
        if asked.kind == "basic":
            return {"Authorization": f"Basic {base64.b64encode(f'{asked.user}:{secret}'.encode()).decode()}"}
        if not asked.header or asked.header.lower() in _OWN:
            raise Unfit(asked.header)
        return {asked.header: secret}

    def _send(
        self, base: SplitResult, call: Call, target: str, body: bytes | None, headers: Mapping[str, str]
    ) -> tuple[int, bytes]:
        """Status and body. Raises `TimeoutError`, `_TooLarge` and what httpx raises."""
        end = self.monotonic() + call.timeout
        trust = ssl.create_default_context() if base.scheme == "https" else False  # authorities of this machine
        asked = f"{base.scheme}://{base.netloc}{target}"
        with (
            httpx.Client(timeout=call.timeout, follow_redirects=False, trust_env=False, verify=trust) as client,
            client.stream(call.operation.method, asked, content=body, headers=dict(headers)) as answer,
        ):
            data = bytearray()
            for chunk in answer.iter_bytes(CHUNK):
                data += chunk
                if len(data) > call.connection.max_bytes:
                    raise _TooLarge
                if self.monotonic() > end:
                    raise TimeoutError
            return answer.status_code, bytes(data)


def _request(base: SplitResult, call: Call) -> tuple[str, bytes | None]:
    """Path with query, and body. Raises `Unfit` for a field that a path cannot hold."""
    rest = dict(call.values)

    def place(match: re.Match[str]) -> str:
        name = match[1]
        value = rest.pop(name, None)
        if value is None or isinstance(value, dict | list) or str(value) in ("", ".", ".."):
            raise Unfit(name)
        return quote(_text(value), safe="")

    path = _PLACE.sub(place, call.operation.path).lstrip("/")
    if any(part in (".", "..") for part in path.split("/")) or re.search(r"[\x00-\x20\x7f\\#]", path):
        raise Unfit(call.operation.path)
    target = f"{base.path.rstrip('/')}/{quote(path, safe='/%?&=:,;@+$!*()~-._')}"
    if call.operation.method in _BODILESS:
        query = urlencode([(name, _text(value)) for name, value in rest.items()])
        return (f"{target}{'&' if '?' in target else '?'}{query}" if query else target), None
    body: dict[str, Any] = {}
    for name, value in rest.items():
        put(body, name, value)
    return target, json.dumps(body, ensure_ascii=False, allow_nan=False).encode()


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _answer(call: Call, status: int, data: bytes) -> Answer:
    """What an answer means."""
    if 300 <= status < 400:
        return failed("connect.redirect", str(status))
    try:
        value = json.loads(data, parse_constant=_no_constant) if data.strip() else {}
    except (ValueError, RecursionError):
        value = None
    if 200 <= status < 300:
        return failed("connect.shape", "JSON") if value is None else Answer(value)
    said = value.get("code") if isinstance(value, dict) else None
    if isinstance(said, str) and said in call.operation.errors:
        return failed("connect.refused", said, code=said)
    if status >= 500 or status == 429:
        return failed("connect.server", str(status), again=True)
    return failed("connect.refused", str(status))


def _no_constant(text: str) -> Any:
    raise ValueError(text)


CONNECTOR = HttpConnector()
