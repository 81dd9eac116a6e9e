"""Small models, each construct at least once, with what is given in a case: for our own runner and for engines.

A model is a package in the making. `given` is what a process test gives (docs/formats.md, section 4): the start data,
the answers of services by node, and the steps. The path that is expected is the one our own runner takes (`run`).
`told` are the losses (`export.…` without `export.`) that a writer may tell of it beside those of its elements.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any

from modeler.compile import compile_process
from modeler.document.io import document_from_bytes
from modeler.publish.packing import pack
from runner.bundle.archive import Package, read_package
from runner.bundle.bundle import Bundle, WorkspaceInfo
from runner.forms.schema import Form
from runner.organization.model import Organization
from runner.pilot.case_file import ProcessTest
from runner.pilot.replay import run_answers
from runner.pilot.result import RunResult

PEOPLE = Organization.model_validate(
    {
        "companies": [{"id": "hq", "name": "Head office"}],
        "departments": [{"id": "fin", "company": "hq", "name": "Finance", "head": "li"}],
        "positions": [{"id": "clerk", "name": "Clerk"}],
        "roles": [{"id": "hr", "name": "HR", "scope": "global", "members": [{"who": "user:wang"}]}],
        "groups": [{"id": "sales", "name": "Sales", "members": [{"who": "user:li"}]}],
        "users": [
            {"id": own, "name": own, "assignments": [{"department": "fin", "position": "clerk"}]}
            for own in ("li", "wang", "zhang")
        ],
    }
)
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:slip="urn:slipway:bpmn:1"'
    ' xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"'
    ' xmlns:flowable="http://flowable.org/bpmn"'
    ' expressionLanguage="https://www.omg.org/spec/DMN/20191111/FEEL/" id="Definitions" targetNamespace="urn:test">'
)
_DMN = (
    '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="Decisions" name="Decisions"'
    ' namespace="urn:test:decisions">{}</definitions>'
)


@dataclass(frozen=True)
class DialectModel:
    """One model. `bodies` are the processes of its file by id (the first is the one to start), `roots` what stands
    beside them."""

    id: str
    bodies: Mapping[str, str]
    roots: str = ""
    start: Mapping[str, Any] = field(default_factory=dict)
    steps: tuple[Mapping[str, Any], ...] = ()
    services: Mapping[str, list[dict[str, Any]]] = field(default_factory=dict)
    forms: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    decisions: Mapping[str, str] = field(default_factory=dict)
    who: str = "user:zhang"

    @property
    def text(self) -> str:
        """The BPMN file."""
        processes = (
            f'<bpmn:process id="{own}" name="{own}" isExecutable="true">{body}</bpmn:process>'
            for own, body in self.bodies.items()
        )
        return f"{_HEAD}{self.roots}{''.join(processes)}</bpmn:definitions>\n"

    @property
    def process(self) -> str:
        """The id of the process to start."""
        return next(iter(self.bodies))

    @cached_property
    def bundle(self) -> Bundle:
        """The compiled model."""
        name = f"processes/{self.id}.bpmn"
        compiled = compile_process(document_from_bytes(self.text.encode(), name), None, self.process)
        assert compiled.bundle is not None, (self.id, [problem.message for problem in compiled.problems])
        bundle = compiled.bundle
        return Bundle(
            entry=bundle.entry,
            sources={name: self.text.encode()},
            graphs={own: graph.model_copy(update={"source": name}) for own, graph in bundle.graphs.items()},
            forms={own: Form.model_validate(value) for own, value in self.forms.items()},
            decisions={own: _DMN.format(text).encode() for own, text in self.decisions.items()},
            workspace=WorkspaceInfo(id=self.id, version="1.2.0"),
            organization=PEOPLE,
        )

    @cached_property
    def package(self) -> Package:
        """The model as a package that was read."""
        return read_package(pack(self.bundle, whole_organization=True), file=f"{self.id}.slip")

    @property
    def given(self) -> dict[str, Any]:
        """What a process test of it gives."""
        return {
            "clock": "2026-03-02T09:00:00+08:00",
            "start": {"as": self.who, "data": dict(self.start)},
            "services": dict(self.services),
            "steps": [dict(step) for step in self.steps],
        }

    def run(self) -> RunResult:
        """The case in our own runner."""
        return run_answers(self.bundle, ProcessTest.model_validate({"given": self.given}), process=self.process)

    @cached_property
    def path(self) -> tuple[str, ...]:
        """The nodes that our own runner enters, in order."""
        result = self.run()
        assert not result.differences, (self.id, [str(one) for one in result.differences])
        return tuple(visit.element for visit in result.path)


def node(tag: str, own: str, inside: str = "", **attributes: str) -> str:
    """One element; `__` in the name of an attribute is a colon."""
    said = "".join(f' {key.replace("__", ":")}="{value}"' for key, value in attributes.items())
    return f'<bpmn:{tag} id="{own}" name="{own}"{said}>{inside}</bpmn:{tag}>'


def passed(own: str) -> str:
    """A node that every engine passes through by itself."""
    return node("intermediateThrowEvent", own)


def ext(*blocks: str) -> str:
    """Extension elements."""
    return f"<bpmn:extensionElements>{''.join(blocks)}</bpmn:extensionElements>"


def flow(source: str, target: str, condition: str = "", own: str = "") -> str:
    """A sequence flow, called `SOURCE_TARGET`."""
    text = condition.replace("&", "&amp;").replace("<", "&lt;")
    inside = f"<bpmn:conditionExpression>{text}</bpmn:conditionExpression>" if text else ""
    name = own or f"{source}_{target}"
    return f'<bpmn:sequenceFlow id="{name}" sourceRef="{source}" targetRef="{target}">{inside}</bpmn:sequenceFlow>'


def chain(*names: str) -> str:
    """Flows from each to the next."""
    return "".join(flow(one, other) for one, other in pairwise(names))


S, E = node("startEvent", "S"), node("endEvent", "E")


def timer(kind: str, text: str) -> str:
    """A timer definition: `timeDate`, `timeDuration` or `timeCycle`."""
    inner = f'<bpmn:{kind} xsi:type="bpmn:tFormalExpression">{text}</bpmn:{kind}>'
    return f"<bpmn:timerEventDefinition>{inner}</bpmn:timerEventDefinition>"


def refers(kind: str, own: str = "") -> str:
    """A definition of another event, with what it refers to."""
    key = "activity" if kind == "compensate" else kind
    return f"<bpmn:{kind}EventDefinition{f' {key}Ref={chr(34)}{own}{chr(34)}' if own else ''}/>"


def either(condition: str, **start: Any) -> dict[str, Any]:
    """Start, gateway, task A where the condition holds, else B."""
    body = S + node("exclusiveGateway", "G", default="G_B") + passed("A") + passed("B") + E
    body += flow("S", "G") + flow("G", "A", condition) + flow("G", "B") + chain("A", "E") + chain("B", "E")
    return {"bodies": {"P": body}, "start": start}


def after(script: str, condition: str, **start: Any) -> dict[str, Any]:
    """A script, then A where the condition holds, else B."""
    inside = f"<bpmn:script>{script.replace('&', '&amp;').replace('<', '&lt;')}</bpmn:script>"
    body = S + node("scriptTask", "X", inside, scriptFormat="feel") + node("exclusiveGateway", "G", default="G_B")
    body += passed("A") + passed("B") + E + chain("S", "X", "G") + flow("G", "A", condition)
    body += flow("G", "B") + chain("A", "E") + chain("B", "E")
    return {"bodies": {"P": body}, "start": start}


def table(
    own: str, policy: str, inputs: Mapping[str, str], outputs: Mapping[str, str], *rules: tuple[str, ...]
) -> str:
    """A decision table; columns are names with their types."""
    heads = "".join(
        f'<input id="{own}_{name}"><inputExpression id="{own}_{name}_x" typeRef="{kind}"><text>{name}</text>'
        "</inputExpression></input>"
        for name, kind in inputs.items()
    )
    heads += "".join(f'<output id="{own}_{name}" name="{name}" typeRef="{kind}"/>' for name, kind in outputs.items())
    rows = ""
    for number, cells in enumerate(rules):
        rows += f'<rule id="{own}_r{number}">'
        for place, text in enumerate(cells):
            kind = "inputEntry" if place < len(inputs) else "outputEntry"
            plain = text.replace("&", "&amp;").replace("<", "&lt;")
            rows += f'<{kind} id="{own}_r{number}_{place}"><text>{plain}</text></{kind}>'
        rows += "</rule>"
    whole = f'<decisionTable id="{own}_table" hitPolicy="{policy}">{heads}{rows}</decisionTable>'
    return f'<decision id="{own}" name="{own}"><variable name="{own}"/>{whole}</decision>'


def done(step: str, **data: Any) -> dict[str, Any]:
    """A step that somebody does."""
    return {"complete": step, "as": "user:zhang", "data": data}
