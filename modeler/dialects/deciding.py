"""The decisions that other tools let a step ask."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from modeler.document.semantics import Foreign

CAMUNDA = "http://camunda.org/schema/1.0/bpmn"
ZEEBE = "http://camunda.org/schema/zeebe/1.0"
SPIFF = "http://spiffworkflow.org/bpmn/schema/1.0/core"
FLOWABLE = frozenset({"http://flowable.org/bpmn", "http://activiti.org/bpmn"})

_SHAPES: Mapping[str, str] = {
    "singleEntry": "entry", "singleResult": "record", "collectEntries": "entries", "resultList": "records",
}  # fmt: skip
_TABLES = frozenset({"decisionTableReferenceKey", "decisionServiceReferenceKey"})


@dataclass(frozen=True)
class CalledDecision:
    """The decision that a step asks: `ref` as written, the variable that takes the result (empty: each result is one
    of its own), what is made of it, and the words that said so, without the stroke of a child."""

    ref: str
    result: str = ""
    shape: str = ""
    words: frozenset[str] = frozenset()
    on: str = "businessRuleTask"
    """The kind of step that may say so."""

    @property
    def is_worked_out(self) -> bool:
        """Whether the name of the decision is an expression, which is only known in a case."""
        return "{" in self.ref or self.ref.startswith("=")


def decision_of(found: Iterable[Foreign]) -> CalledDecision | None:
    """What is said of a decision; None where nothing is."""
    found = tuple(found)
    return _camunda(found) or _zeebe(found) or _flowable(found) or _spiff(found)


def _camunda(found: tuple[Foreign, ...]) -> CalledDecision | None:
    said = {one.word: one.text for one in found if one.uri == CAMUNDA and not one.word.endswith("/")}
    if not said.get("decisionRef"):
        return None
    words = {word for word in said if word.startswith("decisionRef")} | {"mapDecisionResult", "resultVariable"}
    shape = _SHAPES.get(said.get("mapDecisionResult", "resultList"), "")
    return CalledDecision(said["decisionRef"], said.get("resultVariable", "decisionResult"), shape, frozenset(words))


def _zeebe(found: tuple[Foreign, ...]) -> CalledDecision | None:
    for one in found:
        if one.uri == ZEEBE and one.word == "calledDecision/" and one.attributes.get("decisionId"):
            said = one.attributes
            return CalledDecision(
                said["decisionId"], said.get("resultVariable", ""), "", frozenset({"calledDecision"})
            )
    return None


def _spiff(found: tuple[Foreign, ...]) -> CalledDecision | None:
    """The id of a decision, as text; each of its results is a variable."""
    ref = next((one.text for one in found if one.uri == SPIFF and one.word == "calledDecisionId/"), "")
    return CalledDecision(ref, words=frozenset({"calledDecisionId"})) if ref else None


def _flowable(found: tuple[Foreign, ...]) -> CalledDecision | None:
    """A service task of the type `dmn`: the decision is named in a field, and its results are variables."""
    own = [one for one in found if one.uri in FLOWABLE]
    if not any(one.word == "type" and one.text == "dmn" for one in own):
        return None
    for one in own:
        if one.word == "field/" and one.attributes.get("name") in _TABLES:
            texts = [one.attributes.get("stringValue", ""), *(child.text for child in one.children)]
            ref = next((text.strip() for text in texts if text.strip()), "")
            if ref:
                return CalledDecision(ref, words=frozenset({"type", "field"}), on="serviceTask")
    return None
