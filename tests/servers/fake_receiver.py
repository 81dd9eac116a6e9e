"""A receiver of webhooks, as strict as one should be: signature, time, one id for one body, a version once."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from collections.abc import Callable
from urllib.parse import urlencode

from runner.bundle.archive import read_package
from tests.servers.fake import Answer, Asked, Fake

KEY, SECRET = "office", "whsec_" + base64.b64encode(b"twenty-four bytes of key").decode()
TOLERANCE = 300


class FakeReceiver(Fake):
    """Keeps what it takes and can be asked for it; a silent one only takes."""

    account = KEY, SECRET

    def __init__(self, *, silent: bool = False, clock: Callable[[], float] = time.time) -> None:
        super().__init__()
        self.silent, self._clock = silent, clock
        self.packages: dict[tuple[str, str], bytes] = {}
        self.receipts: dict[tuple[str, str], bytes] = {}
        self.withdrawn: set[tuple[str, str]] = set()
        self.bodies: dict[str, bytes] = {}
        self.taken = 0

    def deployed(self) -> int:
        """How often a package was taken for new."""
        return self.taken

    def answer(self, asked: Asked) -> Answer:
        """What is not signed is not looked at."""
        if (fault := self._unsigned(asked)) is not None:
            return fault
        if asked.method == "GET":
            return self._told(asked)
        if asked.method != "POST":
            return Answer(405)
        own = asked.headers["webhook-id"]
        if self.bodies.setdefault(own, asked.body) != asked.body:
            return Answer(422, {"message": "one id for two bodies"})
        return self._undone(asked) if asked.headers["slipway-event"] == "package.undone" else self._taken(asked)

    def _unsigned(self, asked: Asked) -> Answer | None:
        own, stamp = asked.headers.get("webhook-id", ""), asked.headers.get("webhook-timestamp", "0")
        body = asked.body if asked.method == "POST" else urlencode(asked.query).encode()
        key = base64.b64decode(SECRET.removeprefix("whsec_"))
        word = base64.b64encode(hmac.new(key, f"{own}.{stamp}.".encode() + body, hashlib.sha256).digest()).decode()
        if asked.headers.get("slipway-key") != KEY or asked.headers.get("webhook-signature") != f"v1,{word}":
            return Answer(401, {"message": "not signed by a key of ours"})
        if abs(self._clock() - int(stamp)) > TOLERANCE:
            return Answer(400, {"message": "too old"})
        return None

    def _taken(self, asked: Asked) -> Answer:
        package = read_package(asked.body)
        place = package.manifest.id, package.manifest.version
        if asked.headers["webhook-id"] != package.digest or asked.headers["idempotency-key"] != package.digest:
            return Answer(400, {"message": "the id is not the digest"})
        if self.packages.get(place, asked.body) != asked.body:
            return Answer(409, {"message": "other contents"})
        if place not in self.packages:
            self.taken += 1
            self.packages[place] = asked.body
            self.receipts[place] = base64.b64decode(asked.headers["slipway-receipt"])
        self.withdrawn.discard(place)
        return Answer(202, {"digest": package.digest})

    def _undone(self, asked: Asked) -> Answer:
        told = asked.json
        place = told["package"], told["version"]
        if place not in self.packages:
            return Answer(409, {"message": "not here"})
        self.withdrawn.add(place)
        return Answer(204)

    def _told(self, asked: Asked) -> Answer:
        if self.silent:
            return Answer(405)
        place = asked.query.get("package", ""), asked.query.get("version", "")
        if not place[1]:
            own = {version: data for (name, version), data in self.packages.items() if name == place[0]}
            versions = [{"version": one, "digest": hashlib.sha256(data).hexdigest()} for one, data in own.items()]
            gone = [version for name, version in self.withdrawn if name == place[0]]
            return Answer(json={"id": place[0], "versions": versions, "withdrawn": gone})
        found = self.receipts if asked.query.get("part") == "receipt" else self.packages
        return Answer(data=found[place]) if place in found else Answer(404, {"message": "not here"})
