"""A webhook as server: one signed POST of the package, and what the receiver tells of it.

The signature is that of Standard Webhooks: HMAC-SHA256 over id, timestamp and body, by the secret of both sides. The
id is the digest of the package, so that a receiver knows what it has taken already. A receiver may offer to be asked
what it holds; one that does not is believed, and the ledger of this machine stands for what it holds.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import time
import uuid
from collections.abc import Generator, Mapping
from typing import Any

import httpx

from modeler.publish import ledger
from modeler.publish.receipt import Receipt
from modeler.publish.stores.index import Index, latest_of, read_index, state_of
from modeler.publish.target import PublishRefused, ServerState, Shipment, TargetKind, unfit_names
from modeler.publish.wire import http
from modeler.publish.wire.http import Http, Reply, said
from runner.core.errors import FormatError, PublishError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.problem import Problem
from runner.data.model import dump_value, read_value

declare(
    {
        "publish.no-key-name": (
            N_("The address {address} does not say with which key to sign."),
            N_("Write the name of the key into it, like https://name@host/hook; its secret is kept in the keyring."),
        ),
        "publish.receiver-conflict": (
            N_("{server} holds something else as version {version} of {name}: {message}"),
            N_("Nothing was changed there. Look at the plan again, or raise the version of the workspace."),
        ),
        "publish.receiver-refuses": (
            N_("{server} does not take {name} (status {status}): {message}"),
            N_("Nothing was published. Whoever looks after the receiver can say what it expects."),
        ),
        "publish.not-told": (
            N_("{server} takes packages and gives none back."),
            N_("Ask whoever looks after the receiver for the package."),
        ),
    }
)

_SILENT = (404, 405, 501)
"""What a receiver answers that does not offer to be asked."""
_NOT_TAKEN = ("publish.unreachable", "publish.busy")


class Signature(httpx.Auth):
    """Signs a request; of one without a body the query is signed in its place."""

    requires_request_body = True

    def __init__(self, name: str, secret: str) -> None:
        self._name = name
        self._key = _key(secret)

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Once: another attempt is another request, with its own time."""
        own = request.headers.setdefault("webhook-id", f"ask-{uuid.uuid4().hex}")
        stamp = str(int(time.time()))
        request.headers["webhook-timestamp"] = stamp
        request.headers["webhook-signature"] = signature(self._key, own, stamp, request.content or request.url.query)
        request.headers["slipway-key"] = self._name
        yield request


def signature(key: bytes, own: str, stamp: str, body: bytes) -> str:
    """The value of `webhook-signature`: version 1 of Standard Webhooks. `stamp` is in seconds since 1970."""
    made = hmac.new(key, f"{own}.{stamp}.".encode() + body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(made).decode()}"


def _key(secret: str) -> bytes:
    """A secret as it is handed around (`whsec_` and Base64), or any text."""
    if secret.startswith("whsec_"):
        try:
            return base64.b64decode(secret.removeprefix("whsec_"), validate=True)
        except binascii.Error:
            pass
    return secret.encode()


class WebhookConnection:
    """`POST` takes a package; `GET ?package=ID` gives its index, with `&version=V` the bytes, with `&part=receipt`
    the receipt. An undoing is a signed message of its own."""

    def __init__(self, hook: Http, target: str) -> None:
        self._http = hook
        self._target = target

    @property
    def server(self) -> str:
        """The address for the receipt; the name of the key is not in it."""
        return f"webhook:{self._http.url}"

    def check(self, shipment: Shipment) -> list[Problem]:
        """Names alone; what else it does not take the receiver says itself."""
        return unfit_names(shipment)

    def greet(self) -> str:
        """Whether it is there and knows the key."""
        silent = self._http.get("", accept=(400, *_SILENT)).status in _SILENT
        return self._http.url if not silent else f"{self._http.url} (POST)"

    def state(self, name: str) -> ServerState:
        """What it says it holds; where it says nothing, what was sent from here."""
        index = self._index(name)
        if index is None:
            return self._sent(name)
        return state_of(index.versions, index.withdrawn, lambda version: self.fetch(name, version))

    def deploy(self, shipment: Shipment, expected: ServerState, receipt: Receipt) -> None:
        """One POST. It is sent again only where it was not taken: the line was never there, or it is busy."""
        name, version = shipment.name, shipment.version
        found = self.state(name)
        if found.versions.get(version, shipment.digest) != shipment.digest:
            raise PublishRefused("publish.version-taken", version=version, name=name)
        if dict(found.versions) != dict(expected.versions):
            raise PublishError("publish.conflict", name=name, server=self.server)
        headers = {
            "content-type": "application/octet-stream",
            "webhook-id": shipment.digest,
            "idempotency-key": shipment.digest,
            "slipway-event": "package.published",
            "slipway-receipt": base64.b64encode(dump_value(receipt)).decode(),
        }
        reply = self._post(shipment.data, headers, name, version)
        told = _object(reply).get("digest")
        if told is not None and told != shipment.digest:
            raise PublishError("publish.mismatch", server=self.server, version=version, name=name)

    def fetch(self, name: str, version: str) -> bytes:
        """The bytes that the receiver holds. Raises `PublishError`: `publish.not-told` where it gives none back."""
        reply = self._http.get("", {"package": name, "version": version}, accept=_SILENT)
        if reply.status < 300:
            return reply.data
        code = "publish.not-told" if self._index(name) is None else "publish.not-there"
        raise PublishError(code, name=name, version=version, server=self.server)

    def receipt(self, name: str, version: str) -> Receipt | None:
        """The receipt that came with a version; from the ledger where the receiver gives nothing back."""
        query = {"package": name, "version": version, "part": "receipt"}
        reply = self._http.get("", query, accept=_SILENT)
        if reply.status >= 300:
            own = [one for one in self._ledger(name) if one.version == version and one.state == "published"]
            return own[-1] if own and self._index(name) is None else None
        try:
            return read_value(Receipt, reply.data, "receipt.json")
        except FormatError:
            return None

    def running(self, name: str, version: str) -> int:
        """What a receiver runs it does not tell."""
        return 0

    def undo(self, name: str, version: str, back_to: str | None) -> None:
        """A signed message: the receiver makes the version before the latest again."""
        own = f"undo-{uuid.uuid4().hex}"
        told = {"type": "package.undone", "package": name, "version": version, "backTo": back_to}
        headers = {"content-type": "application/json", "webhook-id": own, "slipway-event": "package.undone"}
        self._post(json.dumps(told, ensure_ascii=False).encode(), headers, name, version)

    def _post(self, data: bytes, headers: Mapping[str, str], name: str, version: str) -> Reply:
        refusals = (400, 404, 405, 406, 409, 410, 415, 422)
        for pause in (*http.AGAIN, None):
            try:
                reply = self._http.send("POST", "", content=data, headers=headers, accept=refusals)
                break
            except PublishError as error:
                if pause is None or error.code not in _NOT_TAKEN or error.params.get("status") in ("502", "504"):
                    raise
                self._http.wait(pause)
        told: dict[str, Any] = {"server": self.server, "name": name, "version": version, "status": reply.status,
                "message": said(reply) or "–"}  # fmt: skip
        if reply.status == 409:
            raise PublishRefused("publish.receiver-conflict", **told)
        if reply.status >= 400:
            raise PublishRefused("publish.receiver-refuses", **told)
        return reply

    def _index(self, name: str) -> Index | None:
        """None where the receiver does not offer to be asked."""
        reply = self._http.get("", {"package": name}, accept=_SILENT)
        if reply.status in _SILENT:
            return None
        index = read_index(reply.data)
        if index is None:
            raise PublishError("publish.odd-answer", server=self._http.url, status=reply.status)
        return index

    def _ledger(self, name: str) -> list[Receipt]:
        return ledger.entries(self._target, name)

    def _sent(self, name: str) -> ServerState:
        versions: dict[str, str] = {}
        gone: set[str] = set()
        for one in self._ledger(name):
            if one.state == "undone":
                gone.add(one.previous or "")
            else:
                versions[one.version] = one.digest
                gone.discard(one.version)
        withdrawn = frozenset(gone) & set(versions)
        return ServerState(versions, latest_of(versions, withdrawn), withdrawn=withdrawn)


def _object(reply: Reply) -> Mapping[str, object]:
    try:
        found = json.loads(reply.data)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def connect(address: str) -> WebhookConnection:
    """The receiver of that address; nothing is asked of it yet. Raises `PublishError`."""
    hook = Http(address, login=Signature)
    if not hook.user:
        raise PublishError("publish.no-key-name", address=address)
    return WebhookConnection(hook, f"webhook:{address}")


TARGET = TargetKind(
    "webhook",
    N_("Webhook"),
    connect,
    example="https://bpm.example.com/hooks/slipway",
    account=N_("Name of the key"),
    secret=N_("Secret of the key"),
    needs_account=True,
    signs=True,
)
