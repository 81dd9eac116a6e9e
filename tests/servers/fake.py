"""A loopback server for the fakes: routes, multipart forms as the real ones read them, and faults on demand."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from runner.protocol.said_secrets import say

Part = tuple[str | None, bytes]
"""The file name, where the part is a file, and its bytes."""


@dataclass(frozen=True)
class Asked:
    """A request: `parts` are those of a multipart form, the last of each name, as a map keeps them."""

    method: str
    path: str
    query: Mapping[str, str]
    body: bytes
    headers: Mapping[str, str]

    @property
    def json(self) -> Any:
        """The body as JSON; an empty one is an empty object."""
        return json.loads(self.body or b"{}")

    @property
    def parts(self) -> dict[str, Part]:
        """By name: of two with one name only the last is kept."""
        return dict(self.all_parts)

    @property
    def all_parts(self) -> list[tuple[str, Part]]:
        """In their order, also several of one name."""
        head = f"Content-Type: {self.headers['content-type']}\r\n\r\n".encode()
        return [
            (
                str(part.get_param("name", header="content-disposition")),
                (part.get_filename(), bytes(part.get_payload(decode=True))),
            )
            for part in BytesParser(policy=HTTP).parsebytes(head + self.body).iter_parts()
        ]


@dataclass(frozen=True)
class Answer:
    """What goes back: JSON, bytes, or nothing."""

    status: int = 200
    json: Any = None
    data: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


Fault = Callable[[Asked], Answer | None]
"""Looks at a request before the server does: an answer stands for the server's, `Gone` cuts the line."""


class Gone(Exception):
    """The connection ends without an answer. `after`: what was asked has been done."""

    def __init__(self, *, after: bool = False) -> None:
        super().__init__()
        self.after = after


class Fake:
    """A fake answers requests by `answer`; `fault` may answer before it; `asked` keeps all of them. `account`: name
    and secret that whoever asks must know; the address that `running` gives has the name, this session the secret."""

    account: tuple[str, str] | None = None
    tls: ssl.SSLContext | None = None
    """With it the server is spoken to in https."""
    host = "127.0.0.1"
    """How the address that `running` gives calls it."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.fault: Fault | None = None
        self.asked: list[Asked] = []
        self.url = ""
        self.lines = 0
        """Connections that were opened to it."""

    def answer(self, asked: Asked) -> Answer:
        """What the server says."""
        raise NotImplementedError

    def deployed(self) -> int:
        """How many deployments there are."""
        raise NotImplementedError

    def counts(self, asked: Asked) -> bool:
        """Whether a fault is tried at a request; a server that is slow leaves out those that are like others."""
        return True

    def respond(self, asked: Asked) -> Answer | None:
        """The answer, or None where the line is cut."""
        with self.lock:
            self.asked.append(asked)
            try:
                found = self.fault(asked) if self.fault is not None else None
            except Gone as gone:
                if gone.after:
                    self.answer(asked)
                return None
            return found or self.answer(asked)

    @contextmanager
    def running(self, prefix: str) -> Iterator[str]:
        """Serve on a free port of loopback; gives the address, `prefix` included."""
        server = _Server(("127.0.0.1", 0), _handler(self, prefix))
        if self.tls is not None:  # the handshake belongs to whoever serves the connection
            server.socket = self.tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        scheme = "http" if self.tls is None else "https"
        self.url = f"{scheme}://{self.host}:{server.server_address[1]}{prefix}"
        host, name, secret = self.host, *(self.account or ("", ""))
        say(host, name, secret)
        try:
            yield self.url.replace("://", f"://{name}@") if name else self.url
        finally:
            say(host, name, "")
            server.shutdown()
            server.server_close()
            thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A handshake that fails is told to whoever asked."""


def _handler(fake: Fake, prefix: str) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # head and body go out by themselves; connections are kept

        def setup(self) -> None:
            fake.lines += 1
            super().setup()

        def _serve(self) -> None:
            address = urlsplit(self.path)
            asked = Asked(
                self.command,
                unquote(address.path.removeprefix(prefix)),
                {name: values[-1] for name, values in parse_qs(address.query, keep_blank_values=True).items()},
                self.rfile.read(int(self.headers.get("content-length") or 0)),
                {name.lower(): value for name, value in self.headers.items()},
            )
            answer = fake.respond(asked)
            if answer is None:
                self.close_connection = True
                self.connection.close()
                return
            body = answer.data if answer.data is not None else b""
            kind = "application/octet-stream"
            if answer.json is not None:
                body, kind = json.dumps(answer.json).encode(), "application/json"
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if body and "Content-Type" not in answer.headers:
                self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_DELETE = _serve  # noqa: N815
        do_MKCOL = do_PROPFIND = _serve  # noqa: N815

        def log_message(self, *_given: object) -> None:
            """Says nothing."""

    return Handler
