"""What end and throw events send out, and who catches errors and escalations."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from runner.bundle.graph import EventDefinition
from runner.core.errors import RunError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.engine.messages import Message

if TYPE_CHECKING:
    from runner.engine.instance import Instance
    from runner.engine.tokens import Scope, Token, Tokens

declare({"run.link": (N_("No link event “{name}” to go on at."), N_("Give both link events the same name."))})

ENDING = ("terminate", "error", "cancel")
"""Events that take other tokens away when they are thrown."""


class Throws:
    """The throwing events of one case."""

    def __init__(self, case: Instance) -> None:
        self.case = case
        self._ways: dict[str, Callable[[Token, EventDefinition], bool]] = {
            "message": self._send,
            "signal": self._send,
            "link": self._link,
            "terminate": self._terminate,
            "error": self._error,
            "escalation": self._escalate,
            "compensation": case.compensation.throw,
            "cancel": lambda token, _event: case.compensation.cancel(token),
        }

    def throw(self, token: Token) -> bool:
        """Throw the event of a token's node; of a multiple one each in the order drawn, those last that end
        something. False: it waits, or nothing is left of it."""
        event = token.task_spec.node.event
        if event is None:
            return True
        order = sorted(event.each, key=lambda part: part.kind in ENDING)
        for number, part in enumerate(order):
            if number < token.internal_data.get("thrown", 0):
                continue
            token.internal_data["thrown"] = number + 1
            way = self._ways.get(part.kind)
            if way is not None and not way(token, part):
                return False
        return True

    def send(self, token: Token, event: EventDefinition) -> None:
        """Put a message or signal into the case's outbox: only what is mapped goes with it."""
        case, node = self.case, token.task_spec.node
        inputs = node.service.inputs if node.service else []
        correlation = {name: case.data.value(token, text) for name, text in event.correlation.items()}
        data = {item.name: case.data.value(token, item.value) for item in inputs}
        message = Message(event.kind, event.name or event.ref or "", correlation, data)
        case.outbox.append(message)
        case.record("sent", node.id, token.key, name=message.name, kind=message.kind)

    def _send(self, token: Token, event: EventDefinition) -> bool:
        self.send(token, event)
        return True

    def _link(self, token: Token, event: EventDefinition) -> bool:
        program = token.task_spec.program
        name = event.name or event.ref
        for node in program.inside(program.scope_key(token.task_spec.node)):
            other = node.event if node.kind == "intermediateCatchEvent" else None
            if other is not None and other.kind == "link" and (other.name or other.ref) == name:
                token.internal_data["jump"] = node.id
                return True
        raise RunError("run.link", name=name or "")

    def _terminate(self, token: Token, _event: EventDefinition) -> bool:
        for other in token.workflow.live():
            if other is not token:
                other.cancel()
        return True

    def _error(self, token: Token, event: EventDefinition) -> bool:
        if self.raise_error(token, event.code or event.name, own=False):
            return True
        node = token.task_spec.node
        self.case.record("uncaught", node.id, token.key, code=event.code or event.name or "")
        self.case.outcome = "error"
        if self.case.workflow is not token.workflow:
            self.case.ends.append(node.id)
            self.case.terminate("error")
            return False
        return self._terminate(token, event)

    def _escalate(self, token: Token, event: EventDefinition) -> bool:
        self._catch(token, "escalation", event.code or event.name, own=False)
        return True

    def raise_error(self, token: Token, code: str | None, *, own: bool) -> bool:
        """Find who catches an error that happens at a token, from the inside out; with `own` also on the
        border of its node. False: nobody does."""
        return self._catch(token, "error", code, own=own)

    def cancelled(self, host: Token) -> bool:
        """A transaction was cancelled and all of it undone; False: no cancel event stands on its border."""
        return self._fire_at(self._bearer(host), "cancel", None)

    def _catch(self, token: Token, kind: str, code: str | None, *, own: bool) -> bool:
        if own and self._fire_at(self._bearer(token), kind, code):
            return True
        scope: Tokens = token.workflow
        while True:
            if self._fire_at(scope.task_tree, kind, code):
                return True
            if scope is self.case.workflow:
                return False
            inner: Scope = scope  # type: ignore[assignment]  # only the outermost is not one
            if self._fire_at(self._bearer(inner.host), kind, code):
                return True
            scope = inner.host.workflow

    def _bearer(self, token: Token) -> Token:
        """The token that carries the border events: of one run in a loop, the loop's."""
        host = token.internal_data.get("host")
        return self.case.find(host) if host else token

    def _fire_at(self, token: Token, kind: str, code: str | None) -> bool:
        slots: dict[str, Any] = token.internal_data.get("slots", {})
        best: str | None = None
        for event_id, slot in slots.items():
            if slot["kind"] != kind:
                continue
            event = self.case.waiting.definition(token, event_id)
            wanted = event.code or event.name
            if wanted and wanted == code:
                best = event_id
                break
            if not wanted and best is None:
                best = event_id
        if best is None:
            return False
        self.case.waiting.fire(token, best, {"errorCode": code} if kind == "error" and code else {})
        return True
