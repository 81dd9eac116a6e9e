"""Connections: flows and associations."""

from __future__ import annotations

from modeler.bpmn.spec import ElementSpec
from runner.core.i18n import N_


def _line(
    name: str, tag: str, label: str, family: str = "", drawable: bool = False, **attributes: str
) -> ElementSpec:
    rules = ("rules",) if tag == "sequenceFlow" else ()
    return ElementSpec(
        id=name,
        tag=tag,
        label=label,
        category="connection",
        look="line",
        icon="tool-connect",
        attributes=attributes,
        size=(0.0, 0.0),
        label_place="below",
        properties=("basics", *rules, "technical"),
        drawable=drawable,
        help="flows",
        family=family,
    )


SPECS = [
    _line("sequence-flow", "sequenceFlow", N_("Sequence flow"), "sequence-flow", drawable=True),
    _line("default-flow", "sequenceFlow", N_("Default flow"), "sequence-flow", drawable=True),
    _line("conditional-flow", "sequenceFlow", N_("Conditional flow"), "sequence-flow", drawable=True),
    _line("message-flow", "messageFlow", N_("Message flow"), "message-flow", drawable=True),
    _line("message-flow-initiating", "messageFlow", N_("Message flow with an envelope"), "message-flow",
          drawable=True, messageVisibleKind="initiating"),
    _line("message-flow-answering", "messageFlow", N_("Message flow with an answering envelope"), "message-flow",
          drawable=True, messageVisibleKind="non_initiating"),
    _line("association", "association", N_("Association"), "association", drawable=True),
    _line("association-one", "association", N_("Association (directed)"), "association", drawable=True,
          associationDirection="One"),
    _line("association-both", "association", N_("Association (both ways)"), "association", drawable=True,
          associationDirection="Both"),
    _line("data-input-association", "dataInputAssociation", N_("Data input association")),
    _line("data-output-association", "dataOutputAssociation", N_("Data output association")),
]  # fmt: skip
