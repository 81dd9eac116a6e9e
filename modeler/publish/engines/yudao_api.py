"""The interface of a yudao server (RuoYi-Vue-Pro): everything is answered as `{code, data, msg}`, failures with
status 200; whoever asks signs in and gets a token, and says with each request which tenant is meant.

Source: the public source of the server; nothing of it was run.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping
from typing import Any

import httpx

from modeler.publish.wire.http import Http, Reply, mapping
from runner.core.errors import PublishError
from runner.core.i18n import N_
from runner.core.messages import declare

declare(
    {
        "publish.yudao-refuses": (N_("{server} refuses: {message} (number {number})"), ""),
        "publish.yudao-tenant": (
            N_("{server} keeps tenants: {message}"),
            N_("Write the tenant into the environment, or behind the address: ?tenant=1. A name will do, too."),
        ),
        "publish.yudao-no-tenant": (
            N_("{server} has no tenant called {name}."),
            N_("Write it as it is called at sign-in there, or its number."),
        ),
        "publish.yudao-code": (
            N_("{server} asks for a picture puzzle at sign-in, which no program can solve."),
            N_(
                "Keep a token of this account in the keyring instead of its password, or let the server ask for none."
            ),
        ),
        "publish.yudao-manager": (
            N_("{user} does not manage a process at {server}: {message}"),
            N_("Whoever manages it there can add this account to those who do."),
        ),
        "publish.yudao-rights": (
            N_("{server} knows {user}, who may not do there: {rights}"),
            N_("Ask who manages the server for a role with these permissions."),
        ),
    }
)

BASE = "/admin-api"
OK, UNAUTHORIZED, FORBIDDEN, TENANTLESS = 0, 401, 403, 400
BAD_PASSWORD, DISABLED, PUZZLE = 1_002_000_000, 1_002_000_001, 1_002_000_004
THERE, NOT_MANAGER, MODEL_GONE = 1_009_002_000, 1_009_002_007, 1_009_002_001
REFUSED = frozenset((*range(1_009_002_002, 1_009_002_007), 1_009_002_008, 1_009_003_000, 1_009_003_001))
"""What the server says of a process that it does not deploy; others of its numbers are of the request."""
_LONGEST_PASSWORD = 16
"""What is longer is a token: the server takes no longer password."""
_TENANT = re.compile("租户")


class Refusal(PublishError):
    """The server's own number and words for what it does not do."""

    def __init__(self, code: str, number: int, message: str, **params: object) -> None:
        super().__init__(code, number=number, message=message, **params)
        self.number, self.said = number, message


class Api:
    """One server, signed in to when it is first asked. `tenant` is a name or a number (empty: it keeps none)."""

    def __init__(self, address: str, tenant: str = "") -> None:
        self._session = _Session()
        self.http = Http(address, login=self._session.login)
        self._session.url = f"{self.http.url}{BASE}"
        self._tenant = tenant
        self._number = tenant if tenant.isdigit() else ""

    def get(self, path: str, query: Mapping[str, str] | None = None) -> Any:
        """What stands under `data`. Raises `PublishError`."""
        return self._data(self.http.get(BASE + path, query, headers=self._headers()))

    def send(self, method: str, path: str, *, body: Any = None, query: Mapping[str, str] | None = None) -> Any:
        """Change something; what stands under `data`. Raises `PublishError`."""
        return self._data(self.http.send(method, BASE + path, body=body, query=query, headers=self._headers()))

    def rows(self, path: str, query: Mapping[str, str] | None = None) -> list[dict[str, Any]]:
        """A list of things with ids. Raises `PublishError`."""
        found = self.get(path, query)
        if not isinstance(found, list) or not all(isinstance(one, dict) and "id" in one for one in found):
            raise self._odd()
        return found

    def pages(self, path: str, query: Mapping[str, str]) -> list[dict[str, Any]]:
        """A list that is given page by page, a hundred at once: the server gives no more."""
        found: list[dict[str, Any]] = []
        while True:
            number = {"pageNo": str(len(found) // 100 + 1), "pageSize": "100"}
            page = mapping(self.get(path, {**query, **number}))
            rows, total = page.get("list"), page.get("total")
            if not isinstance(rows, list) or not isinstance(total, int):
                raise self._odd()
            found += [one for one in rows if isinstance(one, dict)]
            if len(rows) < 100 or len(found) >= total:
                return found

    def _headers(self) -> dict[str, str]:
        if self._tenant and not self._number:
            query = {"name": self._tenant}
            told = self._data(self.http.get(f"{BASE}/system/tenant/get-id-by-name", query))
            if told is None:
                raise PublishError("publish.yudao-no-tenant", server=self.http.url, name=self._tenant)
            self._number = str(told)
        self._session.tenant = self._number
        return {"tenant-id": self._number} if self._number else {}

    def _data(self, reply: Reply) -> Any:
        told = reply.json()
        if not isinstance(told, dict) or not isinstance(told.get("code"), int):
            raise reply.odd()
        if told["code"] == OK:
            return told.get("data")
        raise refusal(told, self.http.url, self.http.user)

    def _odd(self) -> PublishError:
        return PublishError("publish.odd-answer", server=self.http.url, status=200)


def refusal(told: Mapping[str, Any], server: str, user: str) -> Refusal:
    """What an answer with a number other than 0 means."""
    number, message = int(told["code"]), " ".join(str(told.get("msg") or "").split())[:500]
    codes = {
        UNAUTHORIZED: "publish.unauthorized", BAD_PASSWORD: "publish.unauthorized", DISABLED: "publish.unauthorized",
        FORBIDDEN: "publish.forbidden", PUZZLE: "publish.yudao-code", NOT_MANAGER: "publish.yudao-manager",
        429: "publish.busy", 423: "publish.busy",
    }  # fmt: skip
    code = codes.get(number, "publish.yudao-refuses")
    if number == TENANTLESS and _TENANT.search(message):
        code = "publish.yudao-tenant"
    return Refusal(code, number, message, server=server, user=user or "?", status=number)


class _Session:
    """The token of one account, fetched once."""

    def __init__(self) -> None:
        self.url = self.tenant = self.token = ""

    def login(self, user: str, secret: str) -> httpx.Auth:
        """What a request is sent with."""
        return _Bearer(self, user, secret)


class _Bearer(httpx.Auth):
    """`Authorization: Bearer`, with a token that the server gives for a name and a password, or that is the secret
    itself."""

    def __init__(self, session: _Session, user: str, secret: str) -> None:
        self._session, self._user, self._secret = session, user, secret

    def sync_auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Sign in first, where nobody has."""
        session = self._session
        if request.url.path.endswith("/system/tenant/get-id-by-name"):
            yield request
            return
        if len(self._secret) > _LONGEST_PASSWORD:
            session.token = self._secret.removeprefix("Bearer ")
        if not session.token:
            headers = {"tenant-id": session.tenant} if session.tenant else {}
            body = {"username": self._user, "password": self._secret}
            answer = yield httpx.Request("POST", f"{session.url}/system/auth/login", json=body, headers=headers)
            answer.read()
            session.token = self._token(answer)
        request.headers["Authorization"] = f"Bearer {session.token}"
        yield request

    def _token(self, answer: httpx.Response) -> str:
        reply = Reply(self._session.url.removesuffix(BASE), answer.status_code, answer.content)
        if reply.status in (429, 502, 503, 504):
            raise PublishError("publish.busy", server=reply.server, status=reply.status)
        told = reply.json()
        if not isinstance(told, dict) or not isinstance(told.get("code"), int):
            raise reply.odd()
        if told["code"] != OK:
            raise refusal(told, reply.server, self._user)
        token = mapping(told.get("data")).get("accessToken")
        if not isinstance(token, str):
            raise reply.odd()
        return token
