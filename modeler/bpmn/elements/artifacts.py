"""Artifacts: what explains the drawing and never runs."""

from __future__ import annotations

from modeler.bpmn.spec import ElementSpec
from runner.core.i18n import N_

SPECS = [
    ElementSpec(
        id="text-annotation",
        tag="textAnnotation",
        label=N_("Text annotation"),
        category="artifact",
        look="annotation",
        icon="tool-annotate",
        size=(100.0, 40.0),
        help="artifacts",
        resizable="width",
        minimum=(100.0, 40.0),
    ),
    ElementSpec(
        id="group",
        tag="group",
        label=N_("Group"),
        category="artifact",
        look="group",
        icon="look",
        size=(300.0, 300.0),
        label_place="below",
        help="artifacts",
        resizable="both",
        minimum=(140.0, 120.0),
    ),
]
