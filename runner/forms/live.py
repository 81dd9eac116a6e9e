"""A form while it is filled in: after each act only what depends on it is worked out anew.

The result is that of `runner.forms.state.form_state`, which works everything out; forms whose expressions
depend on each other in a circle are left to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from runner.core.errors import AppError
from runner.feel import compile_expression
from runner.forms.field import FormFacts, MisfitError, Scope
from runner.forms.fields import kind_of
from runner.forms.schema import Component, Form, joined
from runner.forms.state import coerce_rows, coerce_values, form_state
from runner.forms.values import at, drop, has, nested, put

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Touched:
    """What an act changed: paths whose value is another one now (a table as a whole), paths that were shown
    or hidden, and by table the rows (from 0) that were worked out anew; None: all of them."""

    values: frozenset[str] = frozenset()
    shown: frozenset[str] = frozenset()
    rows: Mapping[str, frozenset[int] | None] = field(default_factory=dict)


@dataclass(frozen=True)
class _Item:
    """A field or table outside of tables, with the conditions around it and what they and it depend on."""

    path: str
    component: Component
    hides: tuple[str, ...]
    needs: frozenset[str]
    columns_need: frozenset[str] = frozenset()
    order: tuple[Component, ...] = ()
    counts_rows: bool = False

    @property
    def root(self) -> str:
        return self.path.partition(".")[0]

    @property
    def is_table(self) -> bool:
        return self.component.type == "dynamiclist"

    @property
    def moves(self) -> bool:
        """Whether its value can change by that of others."""
        return bool(self.hides) or self.component.formula is not None or bool(self.order)


def names_of(text: str) -> frozenset[str]:
    """The names that an expression may take from the data; one that cannot be read takes none."""
    try:
        compiled = compile_expression(text)
    except AppError:
        return frozenset()
    return compiled.names | compiled.possible_names


class LiveForm:
    """`values` are settled: computed fields filled in, hidden ones dropped; `entered` is what was entered, in
    stored form; `hidden` the paths of hidden fields. The form is given inherited."""

    def __init__(self, form: Form, values: Mapping[str, Any], facts: FormFacts) -> None:
        self.form = form
        self.facts = facts
        items = list(_items(form.components, "", ()))
        self._items = _sorted(items)
        self.is_simple = self._items is not None
        """Whether only what depends on an act is worked out; else everything is."""
        self._by_path = {item.path: item for item in items}
        self.entered: dict[str, Any] = {}
        self.values: dict[str, Any] = {}
        self.hidden: frozenset[str] = frozenset()
        self.turn = 0
        """Counts what was entered: what was worked out at one turn need not hold at the next."""
        self._given: dict[str, dict[int, tuple[Row, Row]]] = {}
        self.reset(values)

    def reset(self, values: Mapping[str, Any]) -> None:
        """Begin anew with other data."""
        self.turn += 1
        self._given.clear()
        self.entered = coerce_values(self.form, nested(values), self.facts)
        if self._items is None:
            state = form_state(self.form, self.entered, self.facts)
            self.values, self.hidden = dict(state.values), state.hidden
            return
        self.values, self.hidden = dict(self.entered), frozenset()
        for item in self._items:  # each after what it needs: once is enough
            if item.moves:
                self._settle(item, None)

    def enter(self, path: str, value: Any) -> Touched:
        """Enter a value of a field outside of tables, or all rows of a table."""
        item = self._by_path.get(path)
        if item is None:
            return Touched()
        if item.is_table:
            rows = [row for row in value if isinstance(row, Mapping)] if isinstance(value, list | tuple) else []
            return self.enter_rows(path, rows)
        self.entered = put(self.entered, path, _stored(item.component, value, self.facts))
        return self._follow({item.root}, path, None)

    def enter_rows(self, path: str, rows: Sequence[Row]) -> Touched:
        """Enter all rows of a table; those that are the very rows of before are not worked out again."""
        item = self._by_path[path]
        known, kept = self._known_rows(path), self._settled_rows(path)
        stored = iter(coerce_rows(item.component, [row for row in rows if id(row) not in known], self.facts))
        made = [known[id(row)] if id(row) in known else next(stored) for row in rows]
        changed = None if item.counts_rows else frozenset(n for n, row in enumerate(made) if id(row) not in kept)
        self._put_rows(path, rows, made)
        if has(self.values, path):
            self.values = put(self.values, path, [kept.get(id(row), row) for row in made] or None)
        return self._follow({item.root}, path, changed)

    def entering(self, path: str, rows: Sequence[Row]) -> RowsEntry | None:
        """All rows of a table, to be worked out piece by piece and then taken with `take`; None where that cannot be
        done row by row."""
        return RowsEntry(self, self._by_path[path], rows) if self.is_simple else None

    def take(self, entry: RowsEntry) -> Touched:
        """Enter rows that are worked out. Where what they look at has changed since, that is done once more."""
        path = entry.path
        if not entry.holds:
            return self.enter_rows(path, entry.rows)
        self._put_rows(path, entry.rows, entry.made)
        self.values = put(self.values, path, entry.settled or None)
        return self._follow({self._by_path[path].root}, path, frozenset())

    def _put_rows(self, path: str, rows: Sequence[Row], made: Sequence[Row]) -> None:
        self.entered = put(self.entered, path, list(made) or None)  # no rows are nothing, as everywhere
        self._given[path] = {id(row): (row, own) for row, own in zip(rows, made, strict=True)}

    def _known_rows(self, path: str) -> dict[int, Row]:
        """Rows whose stored form is known, by their identity: as they were given, and as they are kept."""
        known = {key: own for key, (_row, own) in self._given.get(path, {}).items()}
        return known | {id(row): row for row in self.rows(path)}

    def _settled_rows(self, path: str) -> dict[int, Row]:
        """Stored row -> settled row, by the identity of the stored one."""
        before, settled = at(self.entered, path), at(self.values, path)
        if not isinstance(before, list) or not isinstance(settled, list) or len(before) != len(settled):
            return {}
        return {id(row): old for row, old in zip(before, settled, strict=True)}

    def enter_cell(self, path: str, number: int, column: str, value: Any) -> Touched:
        """Enter one cell of a table; rows count from 0."""
        item = self._by_path[path]
        rows = list(at(self.entered, path) or ())
        component = next(one for one in item.component.components or () if one.name == column)
        rows[number] = {**rows[number], column: _stored(component, value, self.facts)}
        self.entered = put(self.entered, path, rows)
        return self._follow({item.root}, path, frozenset({number}))

    def rows(self, path: str) -> list[Row]:
        """The entered rows of a table, the very ones."""
        rows = at(self.entered, path)
        return rows if isinstance(rows, list) else []

    # following ---------------------------------------------------------------------------------

    def _follow(self, dirty: set[str], changed: str, rows: frozenset[int] | None) -> Touched:
        self.turn += 1
        if self._items is None:
            return self._all_anew(changed)
        values, shown, touched = set[str](), set[str](), dict[str, frozenset[int] | None]()
        for item in self._items:
            is_source = item.path == changed
            if not is_source and not dirty & (item.needs | item.columns_need):
                continue
            before = at(self.values, item.path)
            was_hidden = item.path in self.hidden
            which = rows if is_source and not dirty & (item.columns_need - {item.root}) else None
            if not is_source and was_hidden == self._is_hidden(item) and not dirty & item.columns_need:
                which = frozenset()
            self._settle(item, which)
            if (item.path in self.hidden) != was_hidden:
                shown.add(item.path)
            after = at(self.values, item.path)
            if is_source or (after is not before and after != before):
                values.add(item.path)
                dirty.add(item.root)
                if item.is_table:
                    touched[item.path] = which
        return Touched(frozenset(values), frozenset(shown), touched)

    def _all_anew(self, changed: str) -> Touched:
        before, hidden = self.values, self.hidden
        state = form_state(self.form, self.entered, self.facts)
        self.values, self.hidden = dict(state.values), state.hidden
        values = {path for path in self._by_path if at(before, path) != at(self.values, path)} | {changed}
        tables = {path: None for path in values if self._by_path[path].is_table}
        return Touched(frozenset(values), hidden ^ self.hidden, tables)

    def _is_hidden(self, item: _Item) -> bool:
        scope = Scope(self.facts, self.values)
        return any(scope.evaluate(text) is True for text in item.hides)

    def _settle(self, item: _Item, rows: frozenset[int] | None) -> None:
        """Work one field out: hidden, computed, or as entered; of a table the rows of these numbers (None: all)."""
        path, component = item.path, item.component
        columns = {joined(path, column.name) for column in component.components or () if column.name}
        if self._is_hidden(item):
            self.hidden |= {path} | columns
            self.values = drop(self.values, path)
            return
        was_hidden = path in self.hidden
        self.hidden -= {path}
        if item.is_table:
            self._settle_rows(item, None if was_hidden else rows)
        elif component.formula is not None:
            value = _stored(component, Scope(self.facts, self.values).evaluate(component.formula), self.facts)
            self.values = put(self.values, path, value) if value is not None else drop(self.values, path)
        elif has(self.entered, path):
            self.values = put(self.values, path, at(self.entered, path))
        else:
            self.values = drop(self.values, path)

    def _settle_rows(self, item: _Item, numbers: frozenset[int] | None) -> None:
        path = item.path
        columns = [column for column in item.component.components or () if column.name]
        entered = at(self.entered, path)
        if not isinstance(entered, list) or not all(isinstance(row, Mapping) for row in entered):
            self.hidden -= {joined(path, column.name) for column in columns}
            if has(self.entered, path):
                self.values = put(self.values, path, entered)
            else:
                self.values = drop(self.values, path)
            return
        before = at(self.values, path)
        settled = list(before) if isinstance(before, list) and len(before) == len(entered) else list(entered)
        if len(settled) != len(before if isinstance(before, list) else ()):
            numbers = None
        scope = Scope(self.facts, self.values)
        for number in range(len(entered)) if numbers is None else sorted(numbers):
            settled[number] = self._settled_row(item, entered[number], scope, number)
        self.values = put(self.values, path, settled)
        for column in columns:
            if column.hide:
                is_gone = (self._column_hidden(column, row, scope, n) for n, row in enumerate(settled))
                gone = bool(settled) and all(is_gone)
                name = joined(path, column.name)
                self.hidden = self.hidden | {name} if gone else self.hidden - {name}
            else:
                self.hidden -= {joined(path, column.name)}

    @staticmethod
    def _column_hidden(column: Component, row: Row, scope: Scope, number: int) -> bool:
        return scope.row(row, number + 1).evaluate(column.hide or "") is True

    def _settled_row(self, item: _Item, row: Row, scope: Scope, number: int) -> Row:
        if not item.order:
            return row
        made = dict(row)
        for column in item.order:  # only those with a condition or formula, each after what it needs
            inner = scope.row(made, number + 1)
            if column.hide and inner.evaluate(column.hide) is True:
                made = drop(made, column.name)
            elif column.formula is not None:
                value = _stored(column, inner.evaluate(column.formula), self.facts)
                made = put(made, column.name, value) if value is not None else drop(made, column.name)
        return made


class RowsEntry:
    """All rows of a table on their way into a form, read piece by piece between the acts of whoever fills it in."""

    def __init__(self, live: LiveForm, item: _Item, rows: Sequence[Row]) -> None:
        self.path, self.rows = item.path, list(rows)
        self.made: list[Row] = []
        self.settled: list[Row] = []
        self._live, self._item = live, item
        self._begin()

    def _begin(self) -> None:
        live, path = self._live, self.path
        self.made, self.settled, self._turn = [], [], live.turn
        self._known = live._known_rows(path)
        self._kept = {} if self._item.counts_rows else live._settled_rows(path)

    @property
    def holds(self) -> bool:
        """Whether all are worked out, and what they look at is still so."""
        return len(self.made) == len(self.rows) and self._turn == self._live.turn

    @property
    def share(self) -> float:
        """How much is worked out, 0..1."""
        return len(self.made) / len(self.rows) if self.rows else 1.0

    def read(self, count: int) -> bool:
        """Work so many rows more out; whether any are left. After another act it begins anew."""
        live, item = self._live, self._item
        if self._turn != live.turn:
            self._begin()
        first = len(self.made)
        part = self.rows[first : first + count]
        stored = iter(coerce_rows(item.component, [row for row in part if id(row) not in self._known], live.facts))
        scope = Scope(live.facts, live.values)
        for number, row in enumerate(part, start=first):
            made = self._known[id(row)] if id(row) in self._known else next(stored)
            self.made.append(made)
            self.settled.append(self._kept.get(id(made)) or live._settled_row(item, made, scope, number))
        return len(self.made) < len(self.rows)


def _stored(component: Component, value: Any, facts: FormFacts) -> Any:
    try:
        return kind_of(component).coerce(component, value, facts)
    except MisfitError:
        return value


def _items(components: Sequence[Component], prefix: str, hides: tuple[str, ...]) -> Iterator[_Item]:
    for component in components:
        around = (*hides, component.hide) if component.hide else hides
        if component.components and component.type != "dynamiclist":
            yield from _items(component.components, joined(prefix, component.path or ""), around)
        elif component.name:
            needs = {name for text in (*around, component.formula or "") if text for name in names_of(text)}
            path = joined(prefix, component.name)
            if component.type == "dynamiclist":
                yield _table(component, path, around, frozenset(needs))
            elif kind_of(component).holds:
                yield _Item(path, component, around, frozenset(needs))


def _table(component: Component, path: str, hides: tuple[str, ...], needs: frozenset[str]) -> _Item:
    columns = [one for one in component.components or () if one.name]
    own = {one.name for one in columns}
    wanted = {
        one.name: {name for text in (one.hide, one.formula) if text for name in names_of(text)} for one in columns
    }
    flat = [one for one in columns if one.hide or one.formula is not None]
    order: list[Component] = []
    left = list(flat)
    while left:
        free = [one for one in left if not any(other.name in wanted[one.name] for other in left if other is not one)]
        free = [one for one in free if one.name not in wanted[one.name]]
        if not free:
            return _Item(path, component, hides, needs | {path.partition(".")[0], "parent"})  # a circle
        order.append(free[0])
        left.remove(free[0])
    outside = frozenset(name for names in wanted.values() for name in names) - own - {"this", "i"}
    nested_inside = any(one.components for one in component.components or ())
    if nested_inside or any("." in name for name in own):
        outside |= {"parent"}
    counts = any("i" in names for names in wanted.values())
    return _Item(path, component, hides, needs, outside, tuple(order), counts)


def _sorted(items: list[_Item]) -> list[_Item] | None:
    """The items, each after those it needs; None where they need each other in a circle, or a row looks at
    the whole form, so that there is no such order."""
    made: list[_Item] = []
    left = list(items)
    while left:
        open_roots = {item.root for item in left if item.moves}
        ready = [
            item
            for item in left
            if "parent" not in item.columns_need | item.needs
            and not ((item.needs | item.columns_need) & open_roots) - {item.root}
            and item.root not in item.needs | item.columns_need
        ]
        if not ready:
            return None
        made += ready
        gone = {item.path for item in ready}
        left = [item for item in left if item.path not in gone]
    return made
