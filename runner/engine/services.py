"""Service, send and business rule tasks: inputs out, answers in, failures to whoever catches them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.util.task import TaskState

from runner.connectors.desk import Answer, Asking, Request
from runner.core.errors import RunError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.engine.waiting import ANSWER

if TYPE_CHECKING:
    from runner.engine.instance import Instance
    from runner.engine.tokens import Token

declare(
    {
        "run.call-unsure": (
            N_("“{name}” was asking {system} when the program ended: it is not known whether the call was made."),
            N_("Look there. Try again (the call carries the same key), answer by hand, or leave it out."),
        ),
        "run.service-failed": (
            N_("The service of “{name}” failed: {cause}."),
            N_("Try again, answer by hand, or leave it out."),
        ),
        "run.service-failed-at": (
            N_("The service of “{name}” failed: {cause} ({detail})."),
            N_("Try again, answer by hand, or leave it out."),
        ),
    }
)


class Services:
    """The services of one case."""

    def __init__(self, case: Instance) -> None:
        self.case = case

    def ask(self, token: Token) -> bool:
        """Ask the desk, or take its answer. True: done. Raises `RunError` (`run.service-failed`, or with more said
        `run.service-failed-at`)."""
        data, node = token.internal_data, token.task_spec.node
        if data.pop("answered", False):
            return self._take(token, Answer.from_json(data.pop("answer")))
        if (asked := self.case.model.decisions.find(node.decision)) is not None:
            return self.case.decisions.ask(token, asked)
        if node.kind == "sendTask" and node.event is not None and node.event.kind in ("message", "signal"):
            if "attempt" not in data:  # whoever asks the system once more sends no second message
                self.case.throws.send(token, node.event)
            if node.service is None or (node.service.mock is None and not node.service.params.get("system")):
                return True
        service = node.service
        inputs = {item.name: self.case.data.value(token, item.value) for item in service.inputs} if service else {}
        attempt = data["attempt"] = data.get("attempt", 0) + 1
        answer = self.case.desk.answer(
            Request(
                node=node,
                inputs=inputs,
                attempt=attempt,
                visit=self._visit(token),
                chance=f"{self.case.key}:{token.seq}:{attempt}",
                work_out=lambda text: self.case.data.value(token, text, [inputs]),
                token=token.key,
            )
        )
        if answer is None:
            data["open"] = "service"
            data["request"] = {"inputs": inputs}
            return False
        if isinstance(answer, Asking):
            data["asking"] = True
            self.case.calling.append(answer)
            return False
        return self._came(token, answer)

    def answered(self, token: Token, answer: Answer | None) -> None:
        """The answer to a call that the case waited for; None: a person has to give it."""
        token.internal_data.pop("asking", None)
        if answer is None:
            token.internal_data["open"] = "service"
            token.internal_data["request"] = {}
            return
        try:
            done = self._came(token, answer)
        except RunError as error:
            self.case.trip(token, error)
            return
        if done:
            token.internal_data["done"] = True
            token._set_state(TaskState.READY)

    def unsure(self, token: Token, system: str) -> None:
        """Nobody knows whether a call was made: the tester decides whether it is made again."""
        token.internal_data.pop("asking", None)
        node = token.task_spec.node
        self.case.trip(token, RunError("run.call-unsure", name=node.name or node.id, system=system))

    def _came(self, token: Token, answer: Answer) -> bool:
        """An answer has come: it is taken now, or after its delay. True: done. Raises like `ask`."""
        data, node = token.internal_data, token.task_spec.node
        service = node.service
        if answer.by and service is not None:
            told = {"system": service.params.get("system", ""), "by": answer.by, "instead": answer.instead}
            self.case.record("asked", node.id, token.key, **told)
        if answer.delay > timedelta():
            data["answer"] = answer.to_json()
            due = (self.case.now + answer.delay).isoformat()
            data.setdefault("slots", {})[ANSWER] = {"kind": "timer", "due": due}
            return False
        return self._take(token, answer)

    def by_hand(self, token: Token, result: Any) -> None:
        """The tester gives the answer."""
        token.internal_data.pop("incident", None)
        self.write(token, result)

    def _visit(self, token: Token) -> int:
        counts = self.case.visits
        node = token.task_spec.node.id
        if "visit" not in token.internal_data:
            counts[node] = counts.get(node, 0) + 1
            token.internal_data["visit"] = counts[node]
        return int(token.internal_data["visit"])

    def _take(self, token: Token, answer: Answer) -> bool:
        node = token.task_spec.node
        if answer.failure is None:
            self.write(token, answer.result)
            return True
        more = {"detail": answer.detail} if answer.detail else {}
        self.case.record("failed", node.id, token.key, cause=answer.failure, **more)
        retries = max(node.service.retry, answer.tries) if node.service and answer.again else 0
        if token.internal_data.get("attempt", 1) <= retries:
            return self.ask(token)
        if self.case.throws.raise_error(token, answer.code, own=True):
            return False
        if answer.detail:
            cause, detail = answer.failure, answer.detail
            raise RunError("run.service-failed-at", name=node.name or node.id, cause=cause, detail=detail)
        raise RunError("run.service-failed", name=node.name or node.id, cause=answer.failure)

    def write(self, token: Token, result: Any) -> None:
        """An answer, as the variables that the step takes out of it."""
        service = token.task_spec.node.service
        if service is not None and service.outputs:
            given = result if isinstance(result, dict) else {}
            named = {"result": result}
            if (use := token.task_spec.node.decision) is not None and use.result:
                named[use.result] = result
            values = {item.name: self.case.data.value(token, item.value, [named, given]) for item in service.outputs}
            self.case.data.write(token, values)
        elif token.task_spec.node.decision is not None:
            self.case.decisions.write(token, result)
        elif isinstance(result, dict):
            self.case.data.write(token, result)
        elif result is not None:
            self.case.data.write(token, {f"{token.task_spec.node.id}_result": result})
