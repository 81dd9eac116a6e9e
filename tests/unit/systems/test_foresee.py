"""What will not convert is seen ahead: whatever is not foreseen as impossible can be sent, and what is cannot."""

from __future__ import annotations

from typing import Any

import pytest

from modeler.systems.foresee import ENDLESS, Foreseen, foresee_in, foresee_out
from runner.connectors.exchange import Unfit, converted
from runner.core.problem import Severity
from runner.data.dictionary import Dictionary
from runner.data.systems import OperationField, System
from runner.feel.vocabulary import (
    ANY,
    BOOLEAN,
    CONTEXT,
    DATE,
    MOMENT,
    NUMBER,
    STRING,
    Choice,
    Kind,
    Variable,
    Vocabulary,
)

SYSTEM = System(code="ledger")
WORDS = Vocabulary(
    (
        Variable("reason", STRING), Variable("total", NUMBER), Variable("day", DATE), Variable("at", MOMENT),
        Variable("urgent", BOOLEAN), Variable("rows", Kind("list", CONTEXT)), Variable("answer", ANY),
        Variable("grade", STRING, choices=(Choice("1"), Choice("2"))),
        Variable("kind", STRING, choices=(Choice("travel"), Choice("gift"))),
    )
)  # fmt: skip
DICTIONARY = Dictionary.model_validate(
    {"choices": [{"code": "kinds", "items": [{"value": "travel", "external": {"ledger": "TRAVEL-EXPENSE"}},
                                             {"value": "office", "external": {"ledger": "O"}}]}]}
)  # fmt: skip
SAMPLES: dict[str, list[Any]] = {
    "reason": ["words", "7", "2026-03-02"], "total": [7, 7.5], "day": ["2026-03-02"],
    "at": ["2026-03-02T09:00:00+08:00"], "urgent": [True], "rows": [[{"a": 1}]], "grade": ["1", "2"],
}  # fmt: skip


def seen(text: str, **item: Any) -> list[Foreseen]:
    field = OperationField.model_validate({"name": "f", **item})
    return list(foresee_in(SYSTEM, field, text, WORDS, DICTIONARY, {"reason": 200, "long": ENDLESS}.get))


def codes(found: list[Foreseen]) -> list[str]:
    return [one.code.removeprefix("system-conversion.") for one in found]


@pytest.mark.parametrize("kind", ["any", "text", "number", "money", "boolean", "date", "dateTime"])
@pytest.mark.parametrize("name", SAMPLES)
def test_what_is_foreseen_is_what_happens(name: str, kind: str) -> None:
    found = seen(name, type=kind)
    item = OperationField.model_validate({"name": "f", "type": kind})
    sent = []
    for value in SAMPLES[name]:
        try:
            converted(value, item, exact=True)
            sent.append(True)
        except Unfit:
            sent.append(False)
    if any(one.severity is Severity.ERROR for one in found):
        assert not any(sent)
    elif found:
        assert not all(sent)
    else:
        assert all(sent)


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [('"twelve"', "number", ["never"]), ('"12.5"', "number", []), ("12", "text", []), ("true", "number", ["never"]),
     ('"2026-02-30"', "date", ["never"]), ('"2026-02-28"', "date", []), ("total", "date", ["never"]),
     ("day", "dateTime", ["never"]), ("at", "date", ["never"]), ("reason", "money", ["maybe"]),
     ("kind", "number", ["values"]), ("grade", "number", []), ("rows", "text", ["never"]), ("answer", "date", []),
     ("unknown", "date", []), ("total * 2", "number", []), ('if urgent then "a" else "b"', "number", ["never"]),
     ('if urgent then "1" else 2', "number", []), ("1 +", "number", []), ("= total", "boolean", ["never"])],
)  # fmt: skip
def test_kinds_are_compared_before_anything_runs(text: str, kind: str, expected: list[str]) -> None:
    assert codes(seen(text, type=kind)) == expected


def test_codes_that_the_list_does_not_cover_are_named() -> None:
    [found] = seen("kind", type="choice", choices="kinds")
    assert (found.code, found.params["codes"]) == ("system-conversion.codes", "gift")
    assert codes(seen('"gift"', type="choice", choices="kinds")) == ["codes"]
    assert seen('"office"', type="choice", choices="kinds") == []
    assert seen("reason", type="choice", choices="kinds") == []


@pytest.mark.parametrize(
    ("text", "item", "expected"),
    [('"abcd"', {"type": "text", "length": 3}, ["long"]), ('"abc"', {"type": "text", "length": 3}, []),
     ("reason", {"type": "text", "length": 100}, ["long"]), ("reason", {"type": "text", "length": 200}, []),
     ('"travel"', {"type": "choice", "choices": "kinds", "length": 8}, ["long"]),
     ('"office"', {"type": "choice", "choices": "kinds", "length": 8}, [])],
)  # fmt: skip
def test_what_is_too_long_is_foreseen(text: str, item: dict[str, Any], expected: list[str]) -> None:
    assert codes(seen(text, **item)) == expected


@pytest.mark.parametrize(
    ("kind", "format_", "is_right"),
    [("date", "yyyyMMdd", True), ("date", "dd.MM.yyyy", True), ("date", "yyyyMMddHHmmss", False),
     ("dateTime", "yyyy-MM-dd HH:mm", True), ("date", "DD/MM/YYYY", False), ("date", "yyyy-MM", False),
     ("date", "yyyy-MM-dd dd", False), ("text", "yyyyMMdd", False)],
)  # fmt: skip
def test_a_format_that_is_none_is_a_problem(kind: str, format_: str, is_right: bool) -> None:
    assert codes(seen("answer", type=kind, format=format_)) == ([] if is_right else ["format"])


@pytest.mark.parametrize(
    ("kind", "target", "expected"),
    [("text", "total", ["back"]), ("number", "total", []), ("money", "total", []), ("number", "reason", ["back"]),
     ("date", "day", []), ("dateTime", "day", ["back"]), ("any", "total", []), ("text", "new", []),
     ("boolean", "urgent", [])],
)  # fmt: skip
def test_what_comes_back_fits_its_variable(kind: str, target: str, expected: list[str]) -> None:
    item = OperationField.model_validate({"name": "f", "type": kind})
    assert codes(list(foresee_out(SYSTEM, item, target, WORDS, DICTIONARY))) == expected


def test_codes_that_come_back_and_that_the_form_does_not_offer_are_named() -> None:
    item = OperationField.model_validate({"name": "f", "type": "choice", "choices": "kinds"})
    [found] = foresee_out(SYSTEM, item, "kind", WORDS, DICTIONARY)
    assert (found.code, found.params["codes"]) == ("system-conversion.back-codes", "office")
    assert "“Ask”" in found.told("Ask")
