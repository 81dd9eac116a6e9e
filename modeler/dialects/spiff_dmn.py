"""Files of decisions for SpiffWorkflow, whose tables hold Python: `?` is the value of the column."""

from __future__ import annotations

from lxml import etree

from modeler.bpmn import names
from modeler.dialects.dmn import without_newer
from modeler.dialects.losses import Losses
from modeler.dialects.python_slots import Python
from modeler.dialects.typed import Typed
from runner.core.xml import read_xml, write_xml
from runner.feel.translate import Variable

_TYPES = {"string": "string", "boolean": "boolean", "number": "number", "integer": "number", "long": "number",
          "double": "number"}  # fmt: skip
_VALUE = "dmninputexpr"


def spiff_dmn(data: bytes, file: str, losses: Losses) -> bytes:
    """The file as SpiffWorkflow reads it; a cell that cannot be said is refused with its decision."""
    root = without_newer(read_xml(data, file).getroot())
    number = 0
    for element in root.iter():
        if isinstance(element.tag, str) and names.split(element.tag)[1] == "decision":
            for table in _kids(element, "decisionTable"):
                _table(element, table, losses)
        if isinstance(element.tag, str) and not element.get("id") and names.split(element.tag)[1] in _WITH_ID:
            number += 1
            element.set("id", f"{names.split(element.tag)[1]}_{number}")
    return write_xml(root)


_WITH_ID = frozenset({"input", "output", "rule", "inputEntry", "outputEntry", "decisionTable", "inputExpression"})


def _table(decision: etree._Element, table: etree._Element, losses: Losses) -> None:
    own, name = decision.get("id") or "", decision.get("name") or decision.get("id") or ""
    kinds = []
    for column in _kids(table, "input"):
        expression = next(iter(_kids(column, "inputExpression")), None)
        kinds.append(_TYPES.get(expression.get("typeRef") or "", "any") if expression is not None else "any")
    for rule in _kids(table, "rule"):
        for kind, cell in zip(kinds, _kids(rule, "inputEntry"), strict=False):
            place, text = _text(cell)
            if place is None or text in ("", "-"):
                if place is not None:
                    place.text = ""
                continue
            negated = text.startswith("not(") and text.endswith(")")
            whole = f"{_VALUE} in ({text[4:-1] if negated else text})"
            python = Python(Typed({_VALUE: Variable(kind)}), losses)
            said = python.condition(f"not({whole})" if negated else whole, own, name, "decision-cell")
            place.text = (said or "").replace(_VALUE, "?")
        for cell in _kids(rule, "outputEntry"):
            place, text = _text(cell)
            if place is not None and text:
                said = Python(Typed(), losses).value(text, own, name, "decision-cell")
                place.text = said or ""


def _text(cell: etree._Element) -> tuple[etree._Element | None, str]:
    place = next(iter(_kids(cell, "text")), None)
    return place, ((place.text or "").strip() if place is not None else "")


def _kids(element: etree._Element, local: str) -> list[etree._Element]:
    return [one for one in element if isinstance(one.tag, str) and names.split(one.tag)[1] == local]
