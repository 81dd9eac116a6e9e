"""Our own `slip:` blocks as the policies of a step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from modeler.compile.expressions import ExpressionReader
from runner.bundle.graph import Approval, CasePolicy, Deadline, DecisionUse, FormUse, Mock, Service
from runner.core.problem import Problem, Severity
from runner.organization.handler import STRATEGIES, Handler, read_handler
from runner.rights.fields import with_default
from runner.rights.model import READER_BLOCKS, FieldRight, ProcessRights, Reader

V = TypeVar("V", bound=BaseModel)

_SERVICE_WORDS = {"kind", "in", "out", "retry", "timeout"}
_DECISION_WORDS = {"ref", "result", "shape"}


class BlockReader:
    """Reads the blocks of one element. What is not known becomes a problem, and its block is left out."""

    def __init__(self, element: str, name: str, extension: Mapping[str, Any], expressions: ExpressionReader) -> None:
        self._element = element
        self._name = name
        self._extension = extension
        self._expressions = expressions

    def _problem(self, code: str, field: str, **params: str) -> None:
        params["name"] = self._name
        self._expressions.problems.append(Problem(code, Severity.ERROR, self._element, params, field=field))

    def _fit(self, kind: type[V], block: str, value: object) -> V | None:
        try:
            return kind.model_validate(value)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            place = "/".join(str(part) for part in first["loc"])
            self._problem("compile.block", block, block=block, place=place, found=str(first.get("input"))[:60])
            return None

    def form(self, *, is_start: bool) -> FormUse | None:
        """The form of the step with the rights on its fields, the default of the step included."""
        block = self._extension.get("form")
        ref = block.get("ref") if isinstance(block, Mapping) else None
        if not ref:
            return None
        fields = [self._fit(FieldRight, "fields", item) for item in self._extension.get("fields") or ()]
        known = [item for item in fields if item is not None]
        return FormUse(ref=str(ref), fields=with_default(known, is_start=is_start))

    def handler(self) -> Handler | None:
        """Who handles the step."""
        block = self._extension.get("handler")
        if not isinstance(block, Mapping):
            return None
        handler = read_handler(block)
        if handler.strategy not in STRATEGIES:
            self._problem("compile.strategy", "handler", strategy=handler.strategy or "?")
            return None
        return handler

    def approval(self) -> Approval | None:
        """How the step is decided."""
        block = self._extension.get("approval")
        if not isinstance(block, Mapping):
            return None
        value = dict(block)
        verdicts = []
        for item in value.pop("verdicts", ()):
            verdict = dict(item)
            if "validate" in verdict:
                verdict["validateForm"] = verdict.pop("validate")
            verdicts.append(verdict)
        if verdicts:
            value["verdicts"] = verdicts
        return self._fit(Approval, "approval", value)

    def deadline(self) -> Deadline | None:
        """The time limit of the step."""
        block = self._extension.get("deadline")
        return self._fit(Deadline, "deadline", block) if isinstance(block, Mapping) else None

    def decision(self) -> DecisionUse | None:
        """The decision that the step asks."""
        block = self._extension.get("decision")
        if not isinstance(block, Mapping) or not block.get("ref"):
            return None
        value = {key: text for key, text in block.items() if key in _DECISION_WORDS and text}
        return self._fit(DecisionUse, "decision", value)

    def service(self) -> Service | None:
        """What a service or send task asks for, and the mock that answers in a rehearsal."""
        block, mock = self._extension.get("service"), self._extension.get("mock")
        if not isinstance(block, Mapping) and not isinstance(mock, Mapping):
            return None
        block = block if isinstance(block, Mapping) else {}
        read = self._expressions.mapping
        value: dict[str, Any] = {
            "params": {str(key): str(text) for key, text in block.items() if key not in _SERVICE_WORDS},
            "inputs": read(block.get("in"), self._element, self._name, "service"),
            "outputs": read(block.get("out"), self._element, self._name, "service"),
        }
        value.update({key: block[key] for key in ("kind", "retry", "timeout") if block.get(key)})
        if isinstance(mock, Mapping):
            value["mock"] = self._mock(mock)
        return self._fit(Service, "service", value)

    def _mock(self, block: Mapping[str, Any]) -> Mock | None:
        value = {key: text for key, text in block.items() if text != ""}
        result = str(value.get("result", "")).strip().removeprefix("=").strip()
        if result:
            value["result"] = result
            self._expressions.check(result, self._element, self._name, "mock")
        return self._fit(Mock, "mock", value)

    def copy_to(self) -> list[str]:
        """Who gets a copy when the step is done."""
        blocks = self._extension.get("copy") or ()
        return [str(item["who"]) for item in blocks if isinstance(item, Mapping) and item.get("who")]

    def rights(self) -> ProcessRights:
        """Who may do what to the process."""
        block = self._extension.get("rights")
        found = self._fit(ProcessRights, "rights", block) if isinstance(block, Mapping) else None
        return found or ProcessRights()

    def policy(self) -> CasePolicy:
        """What may be done with the cases of the process as a whole."""
        block = self._extension.get("process")
        names = ("withdraw", "takeBack", "urgeEvery", "comments")
        said = {name: block[name] for name in names if block.get(name)} if isinstance(block, Mapping) else {}
        return self._fit(CasePolicy, "process", said) or CasePolicy()

    def readers(self) -> dict[Reader, list[FieldRight]]:
        """What those see of the fields who read a case without handling a step of it."""
        found: dict[Reader, list[FieldRight]] = {}
        for reader, block in READER_BLOCKS.items():
            lines = [self._fit(FieldRight, block, item) for item in self._extension.get(block) or ()]
            if lines:
                found[reader] = [item for item in lines if item is not None]
        return found
