"""Where fields stand: dropping one above, below or beside another, into a group or as a column of a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from modeler.forms.edit import find, move_field, set_row
from runner.forms.fields import FIELDS, kind_of
from runner.forms.fields.paper import COLUMNS as PAPER_COLUMNS
from runner.forms.schema import Component, Form, places

MOST_IN_A_ROW = 4
GRID_COLUMNS = 16
LEAST_WIDTH = 2


@dataclass(frozen=True)
class Spot:
    """A place for a field: `parent` is the group or table (None: the form), `before` the field that then
    follows it there (empty: it is the last), `beside` a field whose row it joins (empty: a row of its own)."""

    parent: str | None = None
    before: str = ""
    beside: str = ""


def children(form: Form, parent: str | None) -> Sequence[Component]:
    """What a group or table holds; with None, what the form holds. Raises `KeyError`."""
    return form.components if parent is None else find(form, parent).component.components or ()


def may_hold(form: Form, parent: str | None, kind: str) -> bool:
    """Whether a field of that kind may stand there: a table holds fields with a value, no further tables."""
    if parent is None or find(form, parent).component.type != "dynamiclist":
        return True
    known = FIELDS.get(kind)
    return known is not None and known.holds and known.type != "dynamiclist"


def place_field(form: Form, field_id: str, spot: Spot) -> Form:
    """The form with a field moved to a spot. Raises `KeyError` for what is not there, `ValueError` for a
    move into itself or for a field that a table cannot hold."""
    component = find(form, field_id).component
    if not may_hold(form, spot.parent, kind_of(component).id):
        raise ValueError(spot.parent)
    if field_id in (spot.before, spot.parent):
        if field_id == spot.parent:
            raise ValueError(field_id)
        return form
    others = [item for item in children(form, spot.parent) if item.id != field_id]
    index = next((number for number, item in enumerate(others) if item.id == spot.before), len(others))
    moved = move_field(form, field_id, parent=spot.parent, index=index)
    return _in_row(moved, field_id, spot)


def _in_row(form: Form, field_id: str, spot: Spot) -> Form:
    neighbours = children(form, spot.parent)
    mate = next((item for item in neighbours if item.id == spot.beside and item.id != field_id), None)
    if mate is None or kind_of(mate).id == "group" or kind_of(find(form, field_id).component).id == "group":
        return set_row(form, field_id, None) if row_of(find(form, field_id).component) else form
    row = row_of(mate)
    if row and row == row_of(find(form, field_id).component):
        return form
    row = row or free_row(form)
    for item in neighbours:  # all share the row equally again
        if item.id and (item.id in (field_id, mate.id) or row_of(item) == row):
            form = set_row(form, item.id, row)
    return form


def place_fields(form: Form, ids: Sequence[str], spot: Spot) -> Form:
    """The form with several fields moved to a spot, one behind the other in the order of the form; what lies inside
    another of them moves with it. Raises as `place_field` does."""
    moved = outermost(form, ids)
    if spot.before in moved:
        inside = [item.id for item in children(form, spot.parent)]
        rest = inside[inside.index(spot.before) :] if spot.before in inside else []
        spot = Spot(spot.parent, next((one for one in rest if one and one not in moved), ""), spot.beside)
    for field_id in moved:
        form = place_field(form, field_id, Spot(spot.parent, spot.before))
    return form


def outermost(form: Form, ids: Sequence[str]) -> list[str]:
    """Those of the fields that lie in no other of them, in the order of the form."""
    wanted = set(ids)
    return [
        place.component.id or ""
        for place in places(form.components)
        if place.component.id in wanted and not any(outer.id in wanted for outer in place.within)
    ]


def grid_of(form: Form, field_id: str) -> int:
    """How many columns the row of a field has: 24 in a ruled table, else form-js's 16. Raises `KeyError`."""
    within = find(form, field_id).within
    return PAPER_COLUMNS if within and kind_of(within[-1]).id == "paper" else GRID_COLUMNS


def set_width(form: Form, field_id: str, columns: int) -> Form:
    """The form with a field so many columns wide, at least 2; what shares its row keeps its width, and the row stays
    within the grid: a field without a width of its own needs 2. Raises `KeyError`."""
    place = find(form, field_id)
    component = place.component
    row = row_of(component)
    siblings = children(form, place.within[-1].id if place.within else None)
    mates = [one for one in siblings if row and row_of(one) == row and one.id != field_id]
    widths = [(one.layout or {}).get("columns") for one in mates]
    others = sum(width if isinstance(width, int) else LEAST_WIDTH for width in widths)
    most = max(grid_of(form, field_id) - others, LEAST_WIDTH)
    return set_row(form, field_id, row or None, max(LEAST_WIDTH, min(columns, most)))


def row_of(component: Component) -> str:
    """The row that a field names; empty where it stands alone."""
    return str((component.layout or {}).get("row") or "")


def free_row(form: Form) -> str:
    """The name of a row that no field names yet."""
    taken = {row_of(place.component) for place in places(form.components)}
    number = 1
    while f"Row_{number}" in taken:
        number += 1
    return f"Row_{number}"
