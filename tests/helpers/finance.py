"""A finance system on 127.0.0.1 that checks budgets and pays, and the process of an expense claim that asks it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from runner.bundle.graph import Graph, Mapping, Mock, Service
from runner.connectors.connected import ConnectedDesk
from runner.connectors.connections import Connection, Connections
from runner.data.dictionary import Dictionary
from runner.data.systems import Systems
from tests.helpers.graphs import A, error

SYSTEMS = Systems.model_validate(
    {
        "systems": [
            {
                "code": "finance",
                "name": {"zh": "财务系统", "en": "Finance"},
                "owner": "department:finance",
                "owns": ["budget"],
                "operations": [
                    {
                        "code": "check",
                        "method": "GET",
                        "path": "budgets/{department}",
                        "input": [
                            {"name": "department", "type": "choice", "choices": "departments", "required": True},
                            {"name": "amount", "type": "money", "required": True},
                        ],
                        "output": [
                            {"name": "left", "type": "money", "required": True},
                            {"name": "account.kind", "type": "choice", "choices": "kinds"},
                        ],
                        "errors": ["BUDGET_SHORT"],
                    },
                    {
                        "code": "pay",
                        "path": "payments",
                        "input": [
                            {"name": "payee.account", "type": "text", "required": True},
                            {"name": "amount", "type": "money", "required": True},
                            {"name": "day", "type": "date"},
                        ],
                        "output": [{"name": "number", "type": "text", "required": True}],
                    },
                ],
            }
        ]
    }
)
DICTIONARY = Dictionary.model_validate(
    {
        "choices": [
            {
                "code": "departments",
                "items": [{"value": "sales", "external": {"finance": "D 10/A"}}, {"value": "lab"}],
            },
            {"code": "kinds", "items": [{"value": "running", "external": {"finance": "R"}}]},
        ]
    }
)


def claim(*, retry: int = 2, mocked: bool = True) -> Graph:
    """Check the budget, then pay; a short budget goes to its own end."""
    check = Service(
        kind="system",
        params={"system": "finance", "operation": "check"},
        inputs=[Mapping(name="department", value="department"), Mapping(name="amount", value="total")],
        outputs=[Mapping(name="left", value="result.left"), Mapping(name="kind", value="result.account.kind")],
        retry=retry,
        mock=Mock(result='{left: 500, account: {kind: "R"}}') if mocked else None,
    )
    pay = Service(
        kind="system",
        params={"system": "finance", "operation": "pay"},
        inputs=[
            Mapping(name="payee.account", value="account"),
            Mapping(name="amount", value="total"),
            Mapping(name="day", value='"2026-03-02"'),
        ],
        outputs=[Mapping(name="number", value="result.number")],
        retry=retry,
        mock=Mock(result='{number: "P1"}') if mocked else None,
    )
    made = A("claim").start("S").node("serviceTask", "Check", service=check).node("serviceTask", "Pay", service=pay)
    made.end("Paid").end("Short").chain("S", "Check", "Pay", "Paid")
    made.node("boundaryEvent", "OverBudget", attached_to="Check", event=error("BUDGET_SHORT"))
    return made.chain("OverBudget", "Short").graph()


@dataclass
class Finance:
    """What the system was asked, and how it is to answer: `odd` maps a path's beginning to (status, body)."""

    port: int = 0
    asked: list[tuple[str, str, dict[str, str], Any]] = field(default_factory=list)
    paid: dict[str, dict[str, Any]] = field(default_factory=dict)
    odd: dict[str, list[tuple[int, bytes]]] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    """Numbers of invoices that were claimed before."""
    silent: threading.Event | None = None
    """Answers wait for it."""
    forgetful: int = 0
    """So many payments are made, but the answer is a fault."""

    def connections(self, **more: Any) -> Connections:
        """The connection to it."""
        url = f"http://127.0.0.1:{self.port}/api"
        return Connections(systems={"finance": Connection(**{"use": "http", "url": url, **more})})

    def desk(self, case: str = "c-1", **more: Any) -> ConnectedDesk:
        """A desk that asks it."""
        return ConnectedDesk(case, SYSTEMS, DICTIONARY, self.connections(**more), frozenset({"127.0.0.1"}))

    def answer(self, method: str, path: str, headers: dict[str, str], body: Any) -> tuple[int, bytes]:
        """What it answers."""
        self.asked.append((method, path, headers, body))
        for begin, answers in self.odd.items():
            if path.startswith(begin) and answers:
                return answers.pop(0)
        if path.startswith("/api/budgets/"):
            amount = float(path.partition("amount=")[2] or 0)
            if amount > 1000:
                return 409, json.dumps({"code": "BUDGET_SHORT", "left": 1000}).encode()
            return 200, json.dumps({"left": str(1000 - amount), "account": {"kind": "R"}, "secretly": 1}).encode()
        if path.startswith("/api/suppliers"):
            return 404, b"{}"
        if path.startswith("/api/invoices/"):
            numbers = body["numbers"]
            if self.used & set(numbers):
                return 409, json.dumps({"code": "INVOICE_USED"}).encode()
            return 200, json.dumps({"checked": len(numbers)}).encode()
        key = headers["idempotency-key"]
        made = self.paid.setdefault(key, {"number": f"P{len(self.paid) + 1}"})
        if self.forgetful > 0:
            self.forgetful -= 1
            return 500, b"oops"
        return 201, json.dumps(made).encode()


@contextmanager
def finance() -> Iterator[Finance]:
    """The system, running."""
    state = Finance()

    class Handler(BaseHTTPRequestHandler):
        def _serve(self) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(size)) if size else None
            headers = {key.lower(): value for key, value in self.headers.items()}
            status, data = state.answer(self.command, self.path, headers, body)
            if state.silent is not None:
                state.silent.wait(30)
                return
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", data.decode())
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = _serve  # noqa: N815  # as the library names them

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield state
    finally:
        if state.silent is not None:
            state.silent.set()
        server.shutdown()
        server.server_close()
        thread.join()
