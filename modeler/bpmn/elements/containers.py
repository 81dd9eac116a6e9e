"""Containers: pools and lanes."""

from __future__ import annotations

from modeler.bpmn.spec import ElementSpec
from runner.core.i18n import N_

SPECS = [
    ElementSpec(
        id="pool",
        tag="participant",
        label=N_("Pool"),
        category="container",
        look="pool",
        icon="tool-pool",
        size=(600.0, 250.0),
        label_place="header",
        help="pools",
        family="pool",
        resizable="both",
        minimum=(300.0, 150.0),
    ),
    ElementSpec(
        id="pool-collapsed",
        tag="participant",
        label=N_("Pool (empty)"),
        category="container",
        look="pool",
        icon="tool-pool-empty",
        size=(400.0, 60.0),
        help="pools",
        expanded=False,
        family="pool",
        resizable="both",
        minimum=(100.0, 50.0),
    ),
    ElementSpec(
        id="lane",
        tag="lane",
        label=N_("Lane"),
        category="container",
        look="lane",
        icon="tool-lane",
        size=(400.0, 100.0),
        label_place="header",
        properties=("basics", "handler", "technical"),
        help="pools",
        family="lane",
        resizable="both",
        minimum=(300.0, 60.0),
    ),
]
