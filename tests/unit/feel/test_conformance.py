"""The DMN conformance kit, where it lies beside the checkout: the share of literal expressions may only rise."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

from runner.core.xml import read_xml
from runner.feel import FeelBudgetError, FeelSyntaxError, evaluate
from runner.feel.temporal import parse_date, parse_date_time, parse_duration, parse_time

_READERS: dict[str, Any] = {
    "decimal": Decimal, "double": Decimal, "string": str, "date": parse_date, "time": parse_time,
    "dateTime": parse_date_time, "duration": parse_duration,
}  # fmt: skip


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _expected(element: Any) -> Any:
    """The expected value; `NotImplemented` for kinds this test leaves to the full harness."""
    inner = list(element)
    if not inner:
        return None
    first = inner[0]
    if _local(first) == "list":
        return [_expected(item) for item in first]
    if _local(first) != "value":
        return NotImplemented
    kinds = [value for key, value in first.attrib.items() if key.endswith("}type")]
    if any(key.endswith("}nil") and value == "true" for key, value in first.attrib.items()):
        return None
    kind = kinds[0].rpartition(":")[2] if kinds else "string"
    text = first.text or ""
    if kind == "boolean":
        return text == "true"
    reader = _READERS.get(kind)
    return NotImplemented if reader is None else reader(text)


def _same(got: Any, wanted: Any) -> bool:
    if isinstance(wanted, Decimal) and isinstance(got, Decimal):
        return abs(got - wanted) <= max(Decimal("1e-8"), abs(wanted) * Decimal("1e-12"))
    if isinstance(wanted, list) and isinstance(got, list):
        return len(got) == len(wanted) and all(map(_same, got, wanted))
    return type(got) is type(wanted) and bool(got == wanted)


def test_literal_expressions_of_the_conformance_kit(corpus: Path) -> None:
    passed = total = 0
    for cases in sorted((corpus / "dmn-tck" / "TestCases").glob("*/*/*.xml")):
        tests = read_xml(cases.read_bytes(), cases.name).getroot()
        if _local(tests) != "testCases":
            continue
        model = read_xml((cases.parent / tests[0].text.strip()).read_bytes(), cases.name).getroot()
        literals = {
            decision.get("name"): "".join(decision.itertext("{*}text")).strip()
            for decision in model.iterchildren("{*}decision")
            if decision.find("{*}literalExpression") is not None
            and decision.find("{*}informationRequirement") is None
            and decision.find("{*}knowledgeRequirement") is None
        }
        for node in tests.iter("{*}resultNode"):
            expected = node.find("{*}expected")
            wanted = NotImplemented if expected is None else _expected(expected)
            if node.get("name") not in literals or wanted is NotImplemented:
                continue
            total += 1
            with suppress(FeelSyntaxError, FeelBudgetError):
                passed += _same(evaluate(literals[node.get("name")], {}).value, wanted)
    assert total > 800
    assert passed / total > 0.95, f"{passed} of {total}"
