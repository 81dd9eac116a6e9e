"""A file of decisions as frozen values. Source: DMN 1.1 to 1.5 (OMG), the XML schemas."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from lxml import etree

from runner.core.errors import FormatError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.xml import Limits, read_xml
from runner.decisions.model import (
    Aggregation,
    Boxed,
    BoxedContext,
    BoxedList,
    Conditional,
    Decision,
    DecisionTable,
    Definitions,
    Element,
    Entry,
    Filter,
    FunctionDefinition,
    HitPolicy,
    Import,
    InputData,
    Invocation,
    ItemDefinition,
    Iteration,
    Knowledge,
    LiteralExpression,
    Parameter,
    Reference,
    Relation,
    Rule,
    Service,
    TableInput,
    TableOutput,
)

declare(
    {
        "dmn.namespace": (
            N_("{file} is no file of decisions: its first element is {found}."),
            N_("Choose a file of DMN 1.1 to 1.5."),
        ),
        "dmn.policy": (
            N_("{file}, line {line}: {found} is no hit policy of decision tables."),
            N_("Choose one of the seven policies in the program that drew the table."),
        ),
        "dmn.cells": (
            N_("{file}, line {line}: the rule has {found} cells, the table {expected} columns."),
            N_("Add or remove cells, so that each column has one."),
        ),
        "dmn.reference": (
            N_("{file}, line {line}: a requirement does not say what is required."),
            N_("Draw the requirement anew."),
        ),
    }
)

VERSIONS: Mapping[str, str] = {
    "http://www.omg.org/spec/DMN/20130901": "1.0",
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd": "1.1",
    "http://www.omg.org/spec/DMN/20151101/dmn11.xsd": "1.1",
    "http://www.omg.org/spec/DMN/20180521/MODEL/": "1.2",
    "https://www.omg.org/spec/DMN/20180521/MODEL/": "1.2",
    "https://www.omg.org/spec/DMN/20191111/MODEL/": "1.3",
    "http://www.omg.org/spec/DMN/20191111/MODEL/": "1.3",
    "https://www.omg.org/spec/DMN/20211108/MODEL/": "1.4",
    "https://www.omg.org/spec/DMN/20230324/MODEL/": "1.5",
    "https://www.omg.org/spec/DMN/20240513/MODEL/": "1.6",
}
"""The namespaces of the standard's versions."""

LIMITS = Limits(max_bytes=16 * 1024 * 1024, max_depth=300, max_nodes=200_000)
"""What a file of decisions may hold; boxed expressions nest a handful of levels, each some three elements."""


def read_decisions(data: bytes, file: str) -> Definitions:
    """The decisions of a file; `file` is its name in errors.

    Raises `FormatError`: not XML, not DMN, or a table whose rules do not fit its columns. What only one decision
    cannot do is no error here; the decision says so when it is compiled.
    """
    root = read_xml(data, file, LIMITS).getroot()
    name = etree.QName(root)
    if name.localname != "definitions" or name.namespace not in VERSIONS:
        raise FormatError("dmn.namespace", file=file, found=f"{{{name.namespace or ''}}}{name.localname}")
    return _File(root, file, name.namespace).definitions()


class _File:
    """One file while it is read."""

    def __init__(self, root: etree._Element, file: str, namespace: str) -> None:
        self.root = root
        self.file = file
        self.namespace = namespace
        self.kinds: dict[str, Callable[[etree._Element], Boxed]] = {
            "literalExpression": self.literal, "decisionTable": self.table, "context": self.context,
            "list": self.list, "relation": self.relation, "functionDefinition": self.function,
            "invocation": self.invocation, "conditional": self.conditional, "for": self.iteration,
            "some": self.iteration, "every": self.iteration, "filter": self.filter,
        }  # fmt: skip

    def definitions(self) -> Definitions:
        root = self.root
        return Definitions(
            self.file, root.get("id", ""), root.get("name", ""), root.get("namespace", ""), VERSIONS[self.namespace],
            tuple(self.item(one) for one in self.kids(root, "itemDefinition")),
            tuple(self.elements()),
            tuple(
                Import(one.get("namespace", ""), one.get("name", "").strip())
                for one in self.kids(root, "import")
                if one.get("importType") in VERSIONS or not one.get("importType")
            ),
            root.get("expressionLanguage", ""),
            tuple(sorted((key, uri) for key, uri in root.nsmap.items() if key)), root.get("exporter", ""),
        )  # fmt: skip

    def elements(self) -> Iterator[Element]:
        makers: dict[str, Callable[[etree._Element], Element]] = {
            "inputData": self.input_data, "decision": self.decision, "businessKnowledgeModel": self.knowledge,
            "decisionService": self.service,
        }  # fmt: skip
        for one in self.root:
            if (tag := self.local(one)) in makers:
                yield makers[tag](one)

    # ---- the tree

    def local(self, element: etree._Element) -> str:
        """The name of an element of the standard; empty for what others added."""
        if not isinstance(element.tag, str):
            return ""
        name = etree.QName(element)
        return name.localname if name.namespace == self.namespace else ""

    def kids(self, element: etree._Element | None, name: str) -> list[etree._Element]:
        return [] if element is None else [one for one in element if self.local(one) == name]

    def kid(self, element: etree._Element | None, name: str) -> etree._Element | None:
        return next(iter(self.kids(element, name)), None)

    def text(self, element: etree._Element | None, name: str = "text") -> str:
        found = self.kid(element, name)
        return "" if found is None else (found.text or "").strip()

    def boxed(self, element: etree._Element | None) -> Boxed | None:
        """The expression in an element."""
        if element is None:
            return None
        return next((self.kinds[tag](one) for one in element if (tag := self.local(one)) in self.kinds), None)

    def variable_type(self, element: etree._Element) -> str:
        found = self.kid(element, "variable")
        return "" if found is None else found.get("typeRef", "").strip()

    def variable_name(self, element: etree._Element) -> str:
        found = self.kid(element, "variable")
        return "" if found is None else found.get("name", "")

    # ---- what can be required

    def input_data(self, element: etree._Element) -> InputData:
        return InputData(element.get("id", ""), element.get("name", ""), self.variable_type(element))

    def decision(self, element: etree._Element) -> Decision:
        return Decision(
            element.get("id", ""), element.get("name", ""), self.variable_type(element), self.boxed(element),
            self.needs(element), self.text(element, "question"), element.sourceline, self.variable_name(element),
        )  # fmt: skip

    def knowledge(self, element: etree._Element) -> Knowledge:
        logic = self.kid(element, "encapsulatedLogic")
        return Knowledge(
            element.get("id", ""), element.get("name", ""), self.variable_type(element),
            None if logic is None else self.function(logic), self.needs(element), element.sourceline,
        )  # fmt: skip

    def service(self, element: etree._Element) -> Service:
        refs = {
            tag: tuple(self.reference(one) for one in self.kids(element, tag))
            for tag in ("outputDecision", "inputDecision", "inputData")
        }
        return Service(
            element.get("id", ""), element.get("name", ""), self.variable_type(element),
            refs["outputDecision"], refs["inputDecision"], refs["inputData"], element.sourceline,
        )  # fmt: skip

    def needs(self, element: etree._Element) -> tuple[Reference, ...]:
        found = []
        for one in element:
            if self.local(one) in ("informationRequirement", "knowledgeRequirement"):
                found += [self.reference(part) for part in one if isinstance(part.tag, str) and part.get("href")]
        return tuple(found)

    def reference(self, element: etree._Element) -> Reference:
        namespace, sign, key = element.get("href", "").strip().rpartition("#")
        if not key:
            raise FormatError("dmn.reference", file=self.file, line=element.sourceline)
        own = self.root.get("namespace", "")
        return Reference("" if not sign or namespace == own else namespace, key)

    def item(self, element: etree._Element) -> ItemDefinition:
        made = self.kid(element, "functionItem")
        return ItemDefinition(
            element.get("name", ""), self.text(element, "typeRef"),
            tuple(self.item(one) for one in self.kids(element, "itemComponent")),
            element.get("isCollection") == "true",
            self.text(self.kid(element, "allowedValues")), self.text(self.kid(element, "typeConstraint")),
            made is not None, "" if made is None else made.get("outputTypeRef", "").strip(),
        )  # fmt: skip

    # ---- expressions

    def literal(self, element: etree._Element | None) -> LiteralExpression:
        if element is None:
            return LiteralExpression("")
        return LiteralExpression(
            self.text(element), element.get("typeRef", "").strip(), element.get("expressionLanguage", "").strip()
        )

    def context(self, element: etree._Element) -> BoxedContext:
        entries = []
        for one in self.kids(element, "contextEntry"):
            variable = self.kid(one, "variable")
            name = "" if variable is None else variable.get("name", "")
            kind = "" if variable is None else variable.get("typeRef", "").strip()
            entries.append(Entry(name, kind, self.boxed(one)))
        return BoxedContext(tuple(entries), self.type(element))

    def list(self, element: etree._Element) -> BoxedList:
        return BoxedList(self.row(element), self.type(element))

    def relation(self, element: etree._Element) -> Relation:
        columns = tuple(one.get("name", "") for one in self.kids(element, "column"))
        return Relation(columns, tuple(self.row(one) for one in self.kids(element, "row")), self.type(element))

    def row(self, element: etree._Element) -> tuple[Boxed, ...]:
        return tuple(self.kinds[tag](one) for one in element if (tag := self.local(one)) in self.kinds)

    def function(self, element: etree._Element) -> FunctionDefinition:
        parameters = tuple(
            Parameter(one.get("name", ""), one.get("typeRef", "").strip())
            for one in self.kids(element, "formalParameter")
        )
        return FunctionDefinition(parameters, self.boxed(element), self.type(element), element.get("kind", "FEEL"))

    def invocation(self, element: etree._Element) -> Invocation:
        bindings = []
        for one in self.kids(element, "binding"):
            parameter = self.kid(one, "parameter")
            bindings.append(Entry("" if parameter is None else parameter.get("name", ""), "", self.boxed(one)))
        return Invocation(self.boxed(element), tuple(bindings), self.type(element))

    def conditional(self, element: etree._Element) -> Conditional:
        condition, yes, no = (self.boxed(self.kid(element, name)) for name in ("if", "then", "else"))
        return Conditional(condition, yes, no, self.type(element))

    def iteration(self, element: etree._Element) -> Iteration:
        kind = self.local(element)
        body = self.kid(element, "return" if kind == "for" else "satisfies")
        source, variable = self.boxed(self.kid(element, "in")), element.get("iteratorVariable", "")
        return Iteration(kind, variable, source, self.boxed(body), self.type(element))

    def filter(self, element: etree._Element) -> Filter:
        source, match = self.boxed(self.kid(element, "in")), self.boxed(self.kid(element, "match"))
        return Filter(source, match, self.type(element))

    def type(self, element: etree._Element) -> str:
        return str(element.get("typeRef", "")).strip()

    # ---- tables

    def table(self, element: etree._Element) -> DecisionTable:
        inputs = tuple(self.table_input(one) for one in self.kids(element, "input"))
        outputs = tuple(self.table_output(one) for one in self.kids(element, "output"))
        written = element.get("hitPolicy", "UNIQUE").strip()
        collected = element.get("aggregation", "").strip()
        try:
            policy, aggregation = HitPolicy(written), Aggregation(collected)
        except ValueError as error:
            found = f"{written} {collected}".strip()
            raise FormatError("dmn.policy", file=self.file, line=element.sourceline, found=found) from error
        remarks = tuple(one.get("name", "") for one in self.kids(element, "annotation"))
        rules = tuple(self.rule(one, len(inputs), len(outputs)) for one in self.kids(element, "rule"))
        return DecisionTable(inputs, outputs, rules, policy, aggregation, remarks, self.type(element))

    def table_input(self, element: etree._Element) -> TableInput:
        expression = self.literal(self.kid(element, "inputExpression"))
        allowed = self.text(self.kid(element, "inputValues"))
        return TableInput(element.get("id", ""), element.get("label", ""), expression, allowed)

    def table_output(self, element: etree._Element) -> TableOutput:
        return TableOutput(
            element.get("id", ""), element.get("name", ""), element.get("label", ""), self.type(element),
            self.text(self.kid(element, "outputValues")), self.text(self.kid(element, "defaultOutputEntry")),
        )  # fmt: skip

    def rule(self, element: etree._Element, inputs: int, outputs: int) -> Rule:
        tests = tuple(self.literal(one) for one in self.kids(element, "inputEntry"))
        answers = tuple(self.literal(one) for one in self.kids(element, "outputEntry"))
        if (len(tests), len(answers)) != (inputs, outputs):
            found, expected = len(tests) + len(answers), inputs + outputs
            raise FormatError("dmn.cells", file=self.file, line=element.sourceline, found=found, expected=expected)
        remarks = tuple(self.text(one) for one in self.kids(element, "annotationEntry"))
        return Rule(element.get("id", ""), tests, answers, remarks, self.text(element, "description"))
