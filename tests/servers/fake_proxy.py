"""A proxy on loopback: tunnels (CONNECT), and requests of plain http that name the whole address."""

from __future__ import annotations

import base64
import select
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit


class FakeProxy:
    """Leads every host to this machine; `asked` keeps what it was asked for; `login` is `name:password`."""

    def __init__(self, login: str = "") -> None:
        self.login = login
        self.asked: list[str] = []

    def refuses(self, said: str | None) -> bool:
        """Whether it does not know who asks."""
        return bool(self.login) and said != f"Basic {base64.b64encode(self.login.encode()).decode()}"

    @contextmanager
    def running(self) -> Iterator[str]:
        """Serve; gives `host:port`."""
        server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield f"127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


def _handler(proxy: FakeProxy) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_CONNECT(self) -> None:
            """A tunnel, until one end closes it."""
            proxy.asked.append(f"CONNECT {self.path}")
            if proxy.refuses(self.headers.get("proxy-authorization")):
                self._refuse()
                return
            self.close_connection = True
            with socket.create_connection(("127.0.0.1", int(self.path.rpartition(":")[2]))) as there:
                self.send_response(200)
                self.end_headers()
                here = self.connection
                while True:
                    for one in select.select([here, there], [], [])[0]:
                        data = one.recv(65536)
                        if not data:
                            return
                        (there if one is here else here).sendall(data)

        def _refuse(self) -> None:
            self.send_response(407)
            self.send_header("Proxy-Authenticate", 'Basic realm="p"')
            self.send_header("Content-Length", "0")
            self.end_headers()

        def _pass_on(self) -> None:
            """A request of plain http, asked anew."""
            proxy.asked.append(f"{self.command} {self.path}")
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            if proxy.refuses(self.headers.get("proxy-authorization")):
                self._refuse()
                return
            parts = urlsplit(self.path)
            there = HTTPConnection("127.0.0.1", parts.port or 80, timeout=10)
            query = f"?{parts.query}" if parts.query else ""
            kept = {name: text for name, text in self.headers.items() if not name.lower().startswith("proxy-")}
            there.request(self.command, f"{parts.path}{query}", body, kept)
            answer = there.getresponse()
            data = answer.read()
            there.close()
            self.send_response(answer.status)
            for name, text in answer.getheaders():
                if name.lower() not in ("content-length", "server", "date", "connection"):
                    self.send_header(name, text)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PUT = do_DELETE = do_MKCOL = do_PROPFIND = _pass_on  # noqa: N815

        def log_message(self, *_given: object) -> None:
            """Says nothing."""

    return Handler
