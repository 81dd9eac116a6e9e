"""WebDAV as server (RFC 4918): files are written under conditions (RFC 9110, section 13)."""

from __future__ import annotations

from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from urllib.parse import quote

from modeler.publish.stores.shelf import Kept, ShelfConnection
from modeler.publish.target import TargetKind
from modeler.publish.wire.http import Http
from runner.core.errors import PublishError
from runner.core.i18n import N_
from runner.core.messages import declare

declare(
    {
        "publish.no-webdav": (
            N_("{server} does not speak WebDAV (status {status})."),
            N_("Check the address: it must lead to a folder that WebDAV gives out."),
        ),
    }
)

_THERE = (301, 302, 405)
"""What servers answer that are asked to make a folder which is there."""


class WebDavStore:
    """A folder of a WebDAV server; it is made when the first package comes, in a folder that is there."""

    def __init__(self, http: Http) -> None:
        self._http = http

    @property
    def server(self) -> str:
        """The address for receipts."""
        return f"webdav:{self._http.url}"

    def greet(self) -> str:
        """Ask for the folder alone. One that is not there yet is as good."""
        reply = self._http.get("", method="PROPFIND", headers={"Depth": "0"}, accept=(400, 404, 405, 409, 501))
        if reply.status not in (207, 404, 409):
            raise PublishError("publish.no-webdav", server=self._http.url, status=reply.status)
        return self._http.url

    def read(self, path: str) -> Kept | None:
        """A file with its ETag: one of a file that was written in this very moment is called weak, since many servers
        make it of size and second, so that the next one may be the same."""
        reply = self._http.get(_quoted(path), accept=(404,))
        if reply.status == 404:
            return None
        mark = reply.headers.get("etag", "")
        return Kept(reply.data, f"W/{mark}" if mark.startswith('"') and _is_fresh(reply.headers) else mark)

    def write(self, path: str, data: bytes, mark: str | None) -> bool:
        """PUT under the condition; the folders first, where the file is new."""
        if mark is None:
            parts = path.split("/")[:-1]
            for depth in range(len(parts) + 1):
                folder = "/".join(parts[:depth])
                self._http.send("MKCOL", _quoted(folder) if folder else "", accept=_THERE)
        condition = {"If-None-Match": "*"} if mark is None else {"If-Match": mark}
        reply = self._http.send("PUT", _quoted(path), content=data, headers=condition, accept=(412,))
        return reply.status != 412

    def wait(self) -> None:
        """Until a file is older than the second in which it was written."""
        self._http.wait(1.1)


def _is_fresh(headers: Mapping[str, str]) -> bool:
    """Whether a file was written so lately, by the clock of the server, that it may be written again with the same
    time."""
    try:
        written, now = (parsedate_to_datetime(headers[name]) for name in ("last-modified", "date"))
    except (KeyError, ValueError):
        return False
    return (now - written).total_seconds() < 1


def _quoted(path: str) -> str:
    return "/" + quote(path, safe="/")


def connect(address: str) -> ShelfConnection:
    """The folder of that address; nothing is asked of it yet. Raises `PublishError`."""
    return ShelfConnection(WebDavStore(Http(address)))


TARGET = TargetKind("webdav", N_("WebDAV folder"), connect, example="https://files.example.com/dav/processes")
