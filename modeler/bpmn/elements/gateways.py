"""Gateways: where paths split and join."""

from __future__ import annotations

from modeler.bpmn.spec import ElementSpec
from runner.core.i18n import N_


def _gateway(
    name: str, tag: str, label: str, sign: str, look: str = "gateway", drawable: bool = True, **attributes: str
) -> ElementSpec:
    return ElementSpec(
        id=name,
        tag=tag,
        label=label,
        category="gateway",
        look=look,
        icon="look",
        attributes=attributes,
        marker=sign,
        size=(50.0, 50.0),
        label_place="below",
        properties=("basics", "rules", "technical"),
        executable=tag,
        drawable=drawable,
        help="gateways",
        family="gateway",
    )


SPECS = [
    _gateway("exclusive-gateway", "exclusiveGateway", N_("Exclusive gateway"), "x"),
    _gateway("parallel-gateway", "parallelGateway", N_("Parallel gateway"), "plus"),
    _gateway("inclusive-gateway", "inclusiveGateway", N_("Inclusive gateway"), "circle"),
    _gateway("event-based-gateway", "eventBasedGateway", N_("Event-based gateway"), "pentagon", "event-gateway"),
    _gateway("complex-gateway", "complexGateway", N_("Complex gateway"), "asterisk"),
    _gateway(
        "event-based-gateway-instantiating", "eventBasedGateway", N_("Event-based gateway that starts the process"),
        "pentagon", "event-gateway-start", drawable=False, instantiate="true",
    ),
    _gateway(
        "event-based-gateway-parallel", "eventBasedGateway",
        N_("Parallel event-based gateway that starts the process"),
        "plus-outline", "event-gateway-start", drawable=False, instantiate="true", eventGatewayType="Parallel",
    ),
]  # fmt: skip
