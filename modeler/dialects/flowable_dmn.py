"""Files of decisions for Flowable, whose tables hold JUEL: every cell of an input is a whole expression."""

from __future__ import annotations

from lxml import etree

from modeler.bpmn import names
from modeler.dialects.dmn import DecisionFiles, without_newer
from modeler.dialects.losses import Losses
from modeler.dialects.typed import Typed
from runner.core.errors import AppError
from runner.core.xml import read_xml, write_xml
from runner.feel import parse, tree
from runner.feel.translate import Variable, to_juel

_TYPES = {"string": "string", "boolean": "boolean", "number": "number", "integer": "number", "long": "number",
          "double": "number", "date": "date"}  # fmt: skip


def flowable_dmn(data: bytes, file: str, losses: Losses) -> bytes:
    """The file as Flowable reads it; a cell that cannot be said is refused with its decision."""
    root = without_newer(read_xml(data, file).getroot())
    for decision in root.iter():
        if isinstance(decision.tag, str) and names.split(decision.tag)[1] == "decision":
            for table in _kids(decision, "decisionTable"):
                _table(decision, table, losses, file)
    return write_xml(root)


def inputs_of(files: DecisionFiles, asked: str) -> tuple[str, ...]:
    """The variables that the tables of a decision look at."""
    node = files.library.find(asked)
    logic = getattr(node.element, "logic", None) if node is not None else None
    texts = [one.expression.text for one in getattr(logic, "inputs", ()) if getattr(one, "expression", None)]
    return tuple(dict.fromkeys(text for text in texts if text.isidentifier()))


def _table(decision: etree._Element, table: etree._Element, losses: Losses, file: str) -> None:
    own, name = decision.get("id"), decision.get("name") or decision.get("id") or ""
    columns = [_column(one) for one in _kids(table, "input")]
    for rule in _kids(table, "rule"):
        for (text, kind), cell in zip(columns, _kids(rule, "inputEntry"), strict=False):
            place = next(iter(_kids(cell, "text")), None)
            written = (place.text or "").strip() if place is not None else ""
            if place is None or written in ("", "-"):
                continue
            said, cause = _cell(text, kind, written)
            if said is None:
                losses.add("decision-cell", own, name, file=file, text=written, cause=cause)
            else:
                place.text = said
        for cell in _kids(rule, "outputEntry"):
            place = next(iter(_kids(cell, "text")), None)
            written = (place.text or "").strip() if place is not None else ""
            if place is not None and written and not _is_constant(written):
                losses.add("decision-cell", own, name, file=file, text=written, cause="≠ “…”, 1, true")


def _column(column: etree._Element) -> tuple[str, str]:
    expression = next(iter(_kids(column, "inputExpression")), None)
    text = next(iter(_kids(expression, "text")), None) if expression is not None else None
    kind = (expression.get("typeRef") or "") if expression is not None else ""
    return (text.text or "").strip() if text is not None else "", _TYPES.get(kind, "any")


def _cell(column: str, kind: str, text: str) -> tuple[str | None, str]:
    """A test of an input as a whole condition, or the reason why there is none."""
    negated = text.startswith("not(") and text.endswith(")")
    tests = text[4:-1] if negated else text
    whole = f"{column} in ({tests})"
    variables = Typed({column: Variable(kind, nullable=True, absent=False)})
    try:
        node = parse(f"not({whole})" if negated else whole)
    except AppError as error:
        return None, error.message
    made = to_juel(node, variables, target="plain", condition=True)
    return made.text, made.refusal.message if made.refusal is not None else ""


def _is_constant(text: str) -> bool:
    try:
        node = parse(text)
    except AppError:
        return False
    return isinstance(node, tree.Literal) or (
        isinstance(node, tree.Negate) and isinstance(node.operand, tree.Literal)
    )


def _kids(element: etree._Element, local: str) -> list[etree._Element]:
    return [one for one in element if isinstance(one.tag, str) and names.split(one.tag)[1] == local]
