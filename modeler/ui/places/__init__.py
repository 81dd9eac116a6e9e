"""The places of the window, one row each; a place is made when it is first shown."""

from __future__ import annotations

from runner.core.i18n import N_
from runner.core.values import dataclass


@dataclass(frozen=True)
class PlaceSpec:
    """`target` is `module:Class`, made with the context; `help` the page that F1 opens there;
    `needs_document` says that without an open document an invitation is shown instead."""

    id: str
    label: str
    icon: str
    target: str
    help: str
    needs_document: bool = True


_ROWS = (
    PlaceSpec("library", N_("Library"), "library", "modeler.ui.places.library:Library", "library", False),
    PlaceSpec("design", N_("Design"), "design", "modeler.ui.places.design:Design", "design"),
    PlaceSpec(
        "forms-rights", N_("Forms & rights"), "forms-rights", "modeler.ui.places.forms_rights:FormsRights",
        "forms-rights",
    ),
    PlaceSpec("rehearse", N_("Rehearse"), "rehearse", "modeler.ui.places.rehearse:Rehearse", "rehearse"),
    PlaceSpec("simulate", N_("Simulate"), "simulate", "modeler.ui.places.simulate:Simulate", "simulate"),
    PlaceSpec("publish", N_("Publish"), "publish", "modeler.ui.places.publish:Publish", "publish"),
    PlaceSpec("improve", N_("Improve"), "improve", "modeler.ui.places.improve:Improve", "improve", False),
)  # fmt: skip

PLACES: dict[str, PlaceSpec] = {row.id: row for row in _ROWS}
"""Places by id, in the order of the work."""
