"""S3 and what speaks as it does as server: objects written under conditions, requests signed with an access key."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

import httpx

from modeler.publish.stores.shelf import Kept, ShelfConnection
from modeler.publish.target import TargetKind
from modeler.publish.wire.http import Http, unfit_address
from modeler.publish.wire.sigv4 import SignatureV4
from runner.core.errors import PublishError
from runner.core.i18n import N_
from runner.core.i18n import tr as _
from runner.core.messages import declare

declare(
    {
        "publish.bad-bucket": (
            N_("{address} does not name a bucket, an access key and its host."),
            N_("Write it like https://ACCESSKEY@s3.eu-west-1.amazonaws.com/bucket/folder, with #region at its end "
               "where the host does not say it."),
        ),
        "publish.no-bucket": (
            N_("There is no bucket {bucket} at {server}."),
            N_("Make it there first, or check the address."),
        ),
    }
)  # fmt: skip

_REGION = re.compile(r"s3[.-](?:dualstack\.)?([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?")
_ELSEWHERE = (409, 412)
"""Another state than the one asked for, or another request about it at the same moment."""


class S3Store:
    """A bucket, addressed by path, and the folder in it under which everything lies."""

    def __init__(self, http: Http, bucket: str, folder: str) -> None:
        self._http = http
        self._bucket = bucket
        self._folder = folder

    @property
    def server(self) -> str:
        """The address for receipts."""
        return f"s3:{'/'.join(one for one in (self._http.url, self._bucket, self._folder) if one)}"

    def greet(self) -> str:
        """List one object: without that right a missing object looks like a forbidden one."""
        query = {"list-type": "2", "max-keys": "1", "prefix": f"{self._folder}/" if self._folder else ""}
        reply = self._http.get(f"/{quote(self._bucket)}", query, accept=(404,))
        if reply.status == 404:
            raise PublishError("publish.no-bucket", bucket=self._bucket, server=self._http.url)
        return self.server

    def read(self, path: str) -> Kept | None:
        """An object with its ETag."""
        reply = self._http.get(self._path(path), accept=(404,))
        return None if reply.status == 404 else Kept(reply.data, reply.headers.get("etag", ""))

    def write(self, path: str, data: bytes, mark: str | None) -> bool:
        """PUT under the condition."""
        condition = {"If-None-Match": "*"} if mark is None else {"If-Match": mark}
        accept = _ELSEWHERE if mark is None else (404, *_ELSEWHERE)
        reply = self._http.send("PUT", self._path(path), content=data, headers=condition, accept=accept)
        return reply.status < 300

    def wait(self) -> None:
        """Its marks are strong; one that is not will not become so."""

    def _path(self, path: str) -> str:
        whole = "/".join(one for one in (self._bucket, self._folder, path) if one)
        return "/" + quote(whole, safe="/-_.~")


def connect(address: str) -> ShelfConnection:
    """The bucket of that address; nothing is asked of it yet. Raises `PublishError`."""
    place, _mark, region = address.partition("#")
    parts = urlsplit(place)
    bucket, _slash, folder = parts.path.strip("/").partition("/")
    named = _REGION.fullmatch(parts.hostname or "")
    region = region or (named[1] if named else "us-east-1")

    def login(key: str, secret: str) -> httpx.Auth:
        return SignatureV4(key, secret, region)

    http = Http(parts._replace(path="").geturl(), login=login)
    if not http.user or not bucket or not re.fullmatch(r"[a-z0-9][a-z0-9-]*", region):
        raise PublishError("publish.bad-bucket", address=address)
    return ShelfConnection(S3Store(http, bucket, folder))


def unfit_bucket(address: str) -> str:
    """Why an address without its key cannot be used, in the user's language; empty where it can."""
    place, _mark, _region = address.partition("#")
    problem = unfit_address(place)
    if not problem and not urlsplit(place).path.strip("/"):
        problem = _("The address does not name a bucket.")
    return problem


TARGET = TargetKind(
    "s3",
    N_("S3 bucket"),
    connect,
    example="https://s3.eu-west-1.amazonaws.com/bucket/processes",
    unfit=unfit_bucket,
    account=N_("Access key"),
    secret=N_("Secret key"),
    needs_account=True,
    signs=True,
)
