"""Field permissions, enforced: what is sent to a step, what it may write, and what is stored of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any

from runner.calendar import WorkCalendar
from runner.core.problem import Problem
from runner.data.dictionary import Dictionary
from runner.forms.defaults import new_row
from runner.forms.field import FormFacts, is_empty
from runner.forms.fields import kind_of
from runner.forms.fields.lookup import fills
from runner.forms.inherit import inherit
from runner.forms.masking import is_masked, masked, reads_whole
from runner.forms.schema import GIVEN, Component, Form, field_places, joined
from runner.forms.state import coerce_values, form_state
from runner.forms.values import at, drop, has, nested, put
from runner.organization.model import Organization
from runner.rights.fields import field_access, row_rights
from runner.rights.model import Access, FieldRight

OWNER = "_by"
"""The key in a row that names the person who added it. Keys with a leading underscore are ours: they are
never sent to a step and survive its writes."""

Row = Mapping[str, Any]


def access_of(form: Form, rights: Sequence[FieldRight]) -> dict[str, Access]:
    """The effective access of every field path: what the step may do, less what the form itself fixes
    (computed, read-only and disabled fields are read)."""
    answer: dict[str, Access] = {}
    for place in field_places(form):
        access = field_access(rights, place.path)
        if place.component.is_fixed and access in ("edit", "required"):
            access = "read"
        answer[place.path] = access
    return answer


@dataclass(frozen=True)
class _Reader:
    """Who reads, and what they may do."""

    rights: Sequence[FieldRight]
    user: str | None = None
    organization: Organization | None = None

    def sees(self, component: Component, value: Any, access: Access) -> Any:
        """A value as it is sent: masked where it may only be read, and not by everybody in full."""
        reads = access == "read" or component.is_fixed
        return masked(component, value) if reads and self.is_masked(component) else value

    def is_masked(self, component: Component) -> bool:
        """Whether this person reads the field masked, where they only read it."""
        return is_masked(component) and not reads_whole(component, self.user, self.organization)


def strip_hidden(
    form: Form,
    values: Mapping[str, Any],
    rights: Sequence[FieldRight],
    *,
    user: str | None = None,
    organization: Organization | None = None,
) -> dict[str, Any]:
    """What may be sent to the step: the fields of the form that are not hidden to it, and nothing else;
    masked where `user` may only read a value and is not among those who read it in full."""
    return _visible(form.components, nested(values), _Reader(rights, user, organization), "", "", {})


def _visible(
    components: Sequence[Component],
    data: Mapping[str, Any],
    reader: _Reader,
    inside: str,
    prefix: str,
    answer: dict[str, Any],
) -> dict[str, Any]:
    """`answer` with the visible values of one level added."""
    for component in components:
        if component.components and component.type != "dynamiclist":
            answer = _visible(
                component.components, data, reader, inside, joined(prefix, component.path or ""), answer
            )
            continue
        path = joined(prefix, component.name)
        if not component.name or not kind_of(component).holds or not has(data, path):
            continue
        full = joined(inside, path)
        access = field_access(reader.rights, full)
        if access == "hidden":
            continue
        value = reader.sees(component, at(data, path), access)
        if component.type == "dynamiclist":
            rows = value if isinstance(value, list | tuple) else ()
            columns = component.components or ()
            value = [_visible(columns, row, reader, full, "", {}) for row in rows if isinstance(row, Mapping)]
        answer = put(answer, path, value)
    return answer


def check_write(
    form: Form,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    rights: Sequence[FieldRight],
    *,
    user: str | None = None,
    dictionary: Dictionary | None = None,
    calendar: WorkCalendar | None = None,
    now: datetime | None = None,
    facts: FormFacts | None = None,
) -> list[Problem]:
    """The forbidden changes in `after`, each with its reason; empty: all may be written.

    `after` holds what was submitted, whole or in part; what it leaves out stays as it is. Repeating a
    value is no change. Computed fields are not looked at: `apply_write` computes them anew. `user` is
    needed for tables whose own rows only may be changed. `facts` stands for the three before it.
    """
    facts = facts or FormFacts(dictionary, None, calendar, now)
    return _write(form, before, after, rights, user, facts)[1]


def apply_write(
    form: Form,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    rights: Sequence[FieldRight],
    *,
    user: str | None = None,
    dictionary: Dictionary | None = None,
    calendar: WorkCalendar | None = None,
    now: datetime | None = None,
    facts: FormFacts | None = None,
) -> dict[str, Any]:
    """The data after a write: permitted changes taken over in stored form, forbidden ones left out, columns
    hidden to the step kept with their rows, computed fields computed, and fields that this step may edit
    but that are hidden by their condition dropped."""
    facts = facts or FormFacts(dictionary, None, calendar, now)
    data = _write(form, before, after, rights, user, facts)[0]
    form = inherit(form, facts.dictionary)
    data = _filled_in(form, data, facts)
    state = form_state(form, data, facts)
    for place in field_places(form):
        if place.table is not None:
            continue
        path, component = place.path, place.component
        if component.formula is not None and path not in state.hidden:
            value = state.computed.get(path)
            data = put(data, path, value) if value is not None else drop(data, path)
        elif field_access(rights, path) in ("edit", "required"):
            if path in state.hidden:
                data = drop(data, path)
            elif component.type == "dynamiclist" and has(data, path):
                data = put(data, path, _settled(component, at(data, path), at(state.values, path), rights, path))
    return data


def _filled_in(form: Form, data: dict[str, Any], facts: FormFacts) -> dict[str, Any]:
    """The data with the locked fields that a record of a data source fills."""
    locked = {place.path: place.component for place in field_places(form) if place.component.is_fixed}
    for place in field_places(form):
        if place.table is not None or kind_of(place.component).id != "lookup":
            continue
        record = at(data, place.path)
        for path, column in fills(place.component).items():
            if path in locked and locked[path].formula is None and locked[path].kind not in GIVEN:
                value = record.get(column) if isinstance(record, Mapping) else None
                data = put(data, path, value) if value is not None else drop(data, path)
    return data


def _settled(component: Component, rows: Any, settled: Any, rights: Sequence[FieldRight], path: str) -> Any:
    """The rows with computed columns filled in and columns dropped that their condition hides, as far as
    this step may edit them."""
    if not isinstance(rows, list) or not isinstance(settled, list) or len(rows) != len(settled):
        return rows
    answer = []
    for row, state in zip(rows, settled, strict=True):
        made = dict(row)
        for column in component.components or ():
            open_to_step = field_access(rights, joined(path, column.name)) in ("edit", "required")
            if column.name and "." not in column.name and (open_to_step or column.formula is not None):
                made.pop(column.name, None)
                if state.get(column.name) is not None:
                    made[column.name] = state[column.name]
        answer.append(made)
    return answer


def _write(
    form: Form,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    rights: Sequence[FieldRight],
    user: str | None,
    facts: FormFacts,
) -> tuple[dict[str, Any], list[Problem]]:
    form = inherit(form, facts.dictionary)
    old = nested(before)
    known = coerce_values(form, old, facts)
    new = coerce_values(form, after, facts)
    writer = _Writer(rights, user, facts)
    data = writer.level(form.components, old, known, new, "", "")
    covered = {place.path for place in field_places(form) if place.table is None}
    for path, value in _unknown(new, covered):
        if at(known, path) != value:
            writer.refuse("forms.write-unknown", path, path=path)
    return data, writer.problems


def _unknown(data: Mapping[str, Any], covered: set[str], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """The values that no field of the form covers."""
    for key, value in data.items():
        path = joined(prefix, key)
        if path in covered:
            continue
        if isinstance(value, Mapping) and any(item.startswith(f"{path}.") for item in covered):
            yield from _unknown(value, covered, path)
        else:
            yield path, value


class _Writer:
    """Takes over what may be changed, and notes what may not."""

    def __init__(self, rights: Sequence[FieldRight], user: str | None, facts: FormFacts) -> None:
        self.rights = rights
        self.reader = _Reader(rights, user, facts.organization)
        self.user = user
        self.facts = facts
        self.problems: list[Problem] = []

    def refuse(self, code: str, field: str, **params: str) -> None:
        """Note a forbidden change; each only once."""
        problem = Problem(code, params=params, field=field)
        if problem not in self.problems:
            self.problems.append(problem)

    def level(
        self,
        components: Sequence[Component],
        data: Mapping[str, Any],
        known: Mapping[str, Any],
        new: Mapping[str, Any],
        inside: str,
        prefix: str,
    ) -> dict[str, Any]:
        """The data of one level with its permitted changes. `data` is as stored, `known` the same in the
        form that `new` has, so that a number written in another way is no change."""
        answer = dict(data)
        for component in components:
            path = joined(prefix, component.name)
            if component.components and component.type != "dynamiclist":
                below = joined(prefix, component.path or "")
                answer = self.level(component.components, answer, known, new, inside, below)
            elif component.name and kind_of(component).holds and component.formula is None and has(new, path):
                old, value = at(known, path), at(new, path)
                full = joined(inside, path)
                if component.type == "dynamiclist":
                    answer = self.table(component, answer, path, old, value, full)
                elif not self.is_unchanged(component, old, value, full) and self.may_change(component, full, inside):
                    answer = put(answer, path, value)
        return answer

    def is_unchanged(self, component: Component, old: Any, value: Any, path: str) -> bool:
        """Whether a value says the same as before; what the person read of one they do not see in full does."""
        return same(old, value) or bool(value == self.reader.sees(component, old, field_access(self.rights, path)))

    def may_change(self, component: Component, path: str, table: str) -> bool:
        """Whether a changed value may be written; a refusal is noted with its reason."""
        access = field_access(self.rights, path)
        if access in ("edit", "required") and not component.is_fixed:
            return True
        code = "forms.write-fixed" if access in ("edit", "required") else f"forms.write-{access}"
        self.refuse(code, table or path, label=component.caption)
        return False

    def table(
        self, component: Component, data: dict[str, Any], path: str, old: Any, new: Any, full: str
    ) -> dict[str, Any]:
        """The data with the permitted changes of a table."""
        before = [row for row in old if isinstance(row, Mapping)] if isinstance(old, list) else []
        if not (new is None or (isinstance(new, list) and all(isinstance(row, Mapping) for row in new))):
            if self.may_change(component, full, ""):
                return put(data, path, new)  # not rows at all: validation says so
            return data
        after: list[Row] = list(new or ())
        rows = self.rows(component, before, after, full)
        return data if rows == before else put(data, path, rows)

    def rows(self, component: Component, before: list[Row], after: list[Row], path: str) -> list[Row]:
        """The rows with their permitted changes."""
        may_edit = field_access(self.rights, path) in ("edit", "required") and not component.is_fixed
        allowed = row_rights(self.rights, path)
        columns = component.components or ()
        answer: list[Row] = []
        for old, new in self.pairs(columns, before, after, path):
            own_only = "own" in allowed and old is not None and old.get(OWNER) != self.user
            if old is None and new is not None:
                if not may_edit or not allowed & {"add", "own"}:
                    self.refuse_row("add", component, path, may_edit)
                    continue
                begun = {
                    name: value for name, value in new_row(columns, self.facts).items() if not _emptied(new, name)
                }
                made = self.level(columns, begun, begun, _filled(new), path, "")
                answer.append({**made, OWNER: self.user} if "own" in allowed and self.user else made)
            elif old is not None and new is None:
                if may_edit and not own_only and allowed & {"delete", "own"}:
                    continue
                self.refuse_row("own" if own_only and may_edit else "delete", component, path, may_edit)
                answer.append(old)
            elif old is not None and new is not None:
                changed = self.level(columns, old, old, new, path, "")
                if own_only and changed != old:
                    self.refuse("forms.write-own-row", path, label=component.caption)
                    changed = dict(old)
                answer.append(changed)
        return answer

    def refuse_row(self, act: str, component: Component, path: str, may_edit: bool) -> None:
        """Note that a row may not be added or removed."""
        code = {"add": "forms.write-add-row", "delete": "forms.write-delete-row", "own": "forms.write-own-row"}[act]
        if not may_edit and field_access(self.rights, path) == "hidden":
            code = "forms.write-hidden"
        self.refuse(code, path, label=component.caption)

    def pairs(
        self, columns: Sequence[Component], before: list[Row], after: list[Row], path: str
    ) -> Iterator[tuple[Row | None, Row | None]]:
        """Which row became which: rows that look the same to the step first, then, between them, in order.
        A step sends rows as it sees them, without numbers."""

        def seen(row: Row) -> str:
            visible = _visible(columns, row, self.reader, path, "", {})
            return json.dumps(_filled(visible), sort_keys=True, default=str)

        old, new = [seen(row) for row in before], [seen(row) for row in after]
        for _tag, first, last, from_, to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            for place in range(max(last - first, to - from_)):
                yield (
                    before[first + place] if first + place < last else None,
                    after[from_ + place] if from_ + place < to else None,
                )


def _emptied(row: Mapping[str, Any], name: str) -> bool:
    return name in row and row[name] is None


def _filled(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if value is not None}


def same(old: Any, new: Any) -> bool:
    """Whether two stored values say the same; nothing, an empty text and an empty list do."""
    if isinstance(old, bool) is not isinstance(new, bool):
        return is_empty(old) and is_empty(new)
    return bool(old == new) or (is_empty(old) and is_empty(new))
