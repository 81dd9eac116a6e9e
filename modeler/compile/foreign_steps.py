"""What another tool says of a step's data, in our words: what is passed on, how long it may take, its form."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from modeler.compile.expressions import ExpressionReader
from modeler.dialects.passing import FieldFact, Pair, Passed
from modeler.document.semantics import Written
from runner.bundle.graph import DeadlineStep, Mapping, Service
from runner.forms.schema import Form
from runner.rights.model import FieldRight

DURATION = re.compile(r"P(?=\d|T\d)(?:\d+W)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:Z|[+-]\d{2}:\d{2})?)?")
_NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_KINDS: dict[str, dict[str, object]] = {
    "long": {"type": "number", "decimalDigits": 0}, "integer": {"type": "number", "decimalDigits": 0},
    "int": {"type": "number", "decimalDigits": 0}, "double": {"type": "number"}, "float": {"type": "number"},
    "boolean": {"type": "checkbox"}, "date": {"type": "datetime", "subtype": "date"}, "enum": {"type": "select"},
}  # fmt: skip


class StepReader:
    """Reads the steps of one file."""

    def __init__(self, expressions: ExpressionReader) -> None:
        self._expressions = expressions

    def time_limit(self, due: str | None, element: str, name: str) -> DeadlineStep | None:
        """A reminder when a step is due: after a span, at a day or moment, or when an expression says; None for
        whatever is none of these."""
        text = (due or "").strip()
        if DURATION.fullmatch(text):
            return DeadlineStep(after=text, do="remind")
        if _DAY.fullmatch(text):
            with suppress(ValueError):
                datetime.fromisoformat(text)
                return DeadlineStep(after="PT0S", at=json.dumps(text), do="remind")
        elif text.startswith("=") or "{" in text:
            read = self._expressions.read(Written(text), element, name, "deadline")
            if read is not None and read.language == "feel":
                return DeadlineStep(after="PT0S", at=read.text, do="remind")
        return None

    def service(
        self,
        inputs: Passed,
        outputs: Passed,
        result: str | None,
        element: str,
        name: str,
        *,
        calls: bool,
        asks: bool = True,
    ) -> tuple[Service | None, frozenset[str]]:
        """What is passed on as far as all of it is understood, and the words that are settled by it. What a call
        passes on besides everything else cannot be said here. Without `asks` a person does it: there is no answer,
        and what goes out are its variables."""
        taken_in = self._mappings(inputs, element, name) if not (calls and inputs.whole) else None
        taken_out = self._mappings(outputs, element, name) if not (calls and outputs.whole) else None
        if taken_out is not None and not calls and asks:
            known = {one.name: one.value for one in taken_in or ()}
            taken_out = [_of_result(one, known) for one in taken_out]
            taken_out += [Mapping(name=result, value="result")] if result and _NAME.fullmatch(result) else []
        is_in, is_out = taken_in is not None or _is_all(inputs), taken_out is not None or _is_all(outputs)
        settled = {
            word
            for word in inputs.words | outputs.words
            if (is_in or word not in inputs.words) and (is_out or word not in outputs.words)
        }
        if not (inputs.pairs or outputs.pairs or inputs.whole or outputs.whole):
            settled = set()  # it is there and says nothing
        made = Service(kind="mock", inputs=taken_in or [], outputs=taken_out or []) if taken_in or taken_out else None
        return made, frozenset(settled)

    def _mappings(self, passed: Passed, element: str, name: str) -> list[Mapping] | None:
        """None where something is not understood: half of what is passed on is worse than none."""
        if passed.unsure:
            return None
        found = [self._mapping(pair, element, name) for pair in passed.pairs]
        whole = [one for one in found if one is not None]
        return whole if len(whole) == len(found) else None

    def _mapping(self, pair: Pair, element: str, name: str) -> Mapping | None:
        if not _NAME.fullmatch(pair.target):
            return None
        text = pair.text.strip()
        if pair.plain:
            return Mapping(name=pair.target, value=text) if _NAME.fullmatch(text) else None
        if not text.startswith("=") and "{" not in text:
            return Mapping(name=pair.target, value=json.dumps(text, ensure_ascii=False))
        read = self._expressions.read(Written(text), element, name, "service")
        return Mapping(name=pair.target, value=read.text) if read is not None and read.language == "feel" else None


def _is_all(passed: Passed) -> bool:
    """Whether all data is passed on and nothing else is said: so it is here, too."""
    return passed.whole and not passed.pairs and not passed.unsure


def _of_result(mapping: Mapping, known: dict[str, str]) -> Mapping:
    """A plain name that goes out of a service is an entry of its answer, or what went in under that name."""
    if not _NAME.fullmatch(mapping.value):
        return mapping
    return Mapping(name=mapping.name, value=known.get(mapping.value, f"result.{mapping.value}"))


def form_of(ref: str, fields: Sequence[FieldFact]) -> tuple[Form, list[FieldRight]]:
    """A form of fields that another tool listed, and what the step may do with each."""
    components = []
    for one in fields:
        made: dict[str, object] = {"id": f"Field_{one.key}", "key": one.key, "label": one.label}
        made |= _KINDS.get(one.kind, {"type": "textfield"})
        if one.kind == "enum":
            made["values"] = [{"label": label, "value": value} for value, label in one.values]
        if one.required:
            made["validate"] = {"required": True}
        if one.default and "{" not in one.default and not one.default.startswith("="):
            made["defaultValue"] = one.default
        components.append(made)
    rights = [
        FieldRight.model_validate(
            {"path": one.key, "access": "hidden" if not one.readable else "edit" if one.writable else "read"}
        )
        for one in fields
    ]
    return Form.model_validate({"type": "default", "id": ref, "components": components}), rights
