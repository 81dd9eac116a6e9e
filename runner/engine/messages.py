"""Messages and signals: a message goes to exactly one receiver and waits for one, a signal to all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from runner.engine.instance import Instance


@dataclass(frozen=True)
class Message:
    """A message or signal on its way. `correlation` tells receivers of one name apart."""

    kind: str
    name: str
    correlation: Mapping[str, Any] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)


def receive(case: Instance, message: Message) -> bool:
    """Hand a message to the oldest fitting receiver of a case, or a signal to all; False: nobody waits."""
    receivers = case.waiting.receivers(message)
    for token, event in receivers if message.kind == "signal" else receivers[:1]:
        case.waiting.fire(token, event, message.data)
    return bool(receivers)


class Bus:
    """Messages among some cases; what nobody waits for is kept (`queue`) until somebody does."""

    def __init__(self) -> None:
        self.queue: list[Message] = []

    def collect(self, cases: list[Instance]) -> bool:
        """Deliver what the cases sent and what is queued; True when anything was delivered."""
        moved = False
        for case in cases:
            sent, case.outbox = case.outbox, []
            self.queue.extend(sent)
        waiting, self.queue = self.queue, []
        for message in waiting:
            targets = [case for case in cases if not case.workflow.completed]
            got = [receive(case, message) for case in targets] if message.kind == "signal" else []
            if message.kind == "signal":
                moved = moved or any(got)
            elif any(receive(case, message) for case in targets):
                moved = True
            else:
                self.queue.append(message)
        return moved

    def settle(self, cases: list[Instance]) -> None:
        """Run the cases and carry messages among them until all rest."""
        for case in cases:
            case.run()
        while self.collect(cases):
            for case in cases:
                case.run()
