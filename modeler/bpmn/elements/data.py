"""Data: objects, stores, inputs and outputs."""

from __future__ import annotations

from modeler.bpmn.spec import ElementSpec
from runner.core.i18n import N_

_COLLECTION = frozenset({"collection"})


def _data(
    name: str, tag: str, label: str, *, sign: str | None = None, drawable: bool = True, many: bool = False
) -> ElementSpec:
    return ElementSpec(
        id=name,
        tag=tag,
        label=label,
        category="data",
        look="data",
        icon="look",
        marker=sign,
        size=(36.0, 50.0),
        label_place="below",
        drawable=drawable,
        help="data",
        family="data",
        markers=_COLLECTION if many else frozenset(),
    )


SPECS = [
    _data("data-object", "dataObjectReference", N_("Data object")),
    _data("data-object-collection", "dataObjectReference", N_("Data object (collection)"), many=True),
    _data("data-input", "dataInput", N_("Data input"), sign="link", drawable=False),
    _data(
        "data-input-collection", "dataInput", N_("Data input (collection)"), sign="link", drawable=False, many=True
    ),
    _data("data-output", "dataOutput", N_("Data output"), sign="link-filled", drawable=False),
    _data(
        "data-output-collection",
        "dataOutput",
        N_("Data output (collection)"),
        sign="link-filled",
        drawable=False,
        many=True,
    ),
    ElementSpec(
        id="data-store",
        tag="dataStoreReference",
        label=N_("Data store"),
        category="data",
        look="data-store",
        icon="look",
        size=(50.0, 50.0),
        label_place="below",
        help="data",
        family="data",
    ),
]
