"""Filling in forms: a form of 300 fields with 60 computed ones and a table of 2,000 rows.

Times are of the processor, the best of several turns: what the window does between a key and its picture. The
screen is Qt's offscreen one.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from time import process_time
from typing import Any

from runner.forms.field import FormFacts
from runner.forms.schema import Form
from runner.forms.validate import validate_form
from tests.bench.rows import Row, row

FIELDS, ROWS = 300, 2_000
CHOICES = [{"value": f"c{code}", "label": f"Choice {code}"} for code in range(20)]
_TURNS = 5


def a_long_form(fields: int = FIELDS, *, table: bool = True) -> Form:
    """Texts, numbers, choices and days in turn, every fifth one computed, one in ten under a condition; and a
    table of six columns, one computed, two added up."""
    made: list[dict[str, Any]] = []
    for number in range(fields):
        base: dict[str, Any] = {"id": f"F{number}", "key": f"f{number}", "label": f"Field {number}"}
        base["layout"] = {"row": f"R{number // 3}"}
        if number % 5 == 4:
            own = {"slip:formula": f"=f{number - 3} * 2 + 1"}
            base |= {"type": "number", "readonly": True, "properties": own}
        elif number % 5 == 1:
            base |= {"type": "number", "validate": {"min": 0, "max": 1000}}
        elif number % 5 == 2:
            base |= {
                "type": "select",
                "values": CHOICES,
            }
        elif number % 5 == 3:
            base |= {"type": "datetime", "subtype": "date"}
        else:
            base |= {"type": "textfield", "validate": {"required": True, "maxLength": 100}}
        if number % 10 == 0 and number:
            base["conditional"] = {"hide": f"=f{number - 9} > 100"}
        made.append(base)
    if table:
        made.append({
            "type": "dynamiclist", "id": "T", "path": "rows", "label": "Rows",
            "properties": {"slip:kind": "table", "slip:sum": "amount,total"},
            "components": [
                {"type": "datetime", "key": "day", "label": "Day", "subtype": "date"},
                {"type": "textfield", "key": "what", "label": "What", "validate": {"required": True}},
                {"type": "select", "key": "kind", "label": "Kind", "values": [{"value": "t", "label": "Train"}]},
                {"type": "number", "key": "amount", "label": "Amount", "properties": {"slip:kind": "money"}},
                {"type": "number", "key": "count", "label": "Count", "decimalDigits": 0},
                {"type": "number", "key": "total", "label": "Total",
                 "properties": {"slip:formula": "=amount * count"}},
            ],
        })  # fmt: skip
        own = {"slip:formula": "=sum(rows.total)"}
        made.append({"type": "number", "id": "S", "key": "sum", "label": "Sum", "readonly": True, "properties": own})
    return Form.model_validate({"components": made})


def a_filled(fields: int = FIELDS, rows: int = ROWS) -> dict[str, Any]:
    """Values for it."""
    plain: dict[int, Any] = {0: "text", 1: 7, 2: "c3", 3: "2026-03-02"}
    values = {f"f{number}": plain[number % 5] for number in range(fields) if number % 5 != 4}
    line = {"day": "2026-03-02", "what": "taxi", "kind": "t", "amount": 12.5, "count": 2}
    return {**values, "rows": [dict(line) for _ in range(rows)]} if rows else values


def best(act: Callable[[], object], turns: int = _TURNS) -> float:
    """Milliseconds of processor time, the best of some turns."""
    times = []
    for _turn in range(turns):
        started = process_time()
        act()
        times.append((process_time() - started) * 1000)
    return min(times)


def rows() -> Iterator[Row]:
    """All rows."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QEventLoop
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QScrollArea

    from modeler.ui.app import application
    from runner.ui.form_player import FormPlayer

    app = application()

    class Stretches:
        """Work done in slices: processor time in all, and the longest time for which the window is deaf (ms)."""

        def __init__(self) -> None:
            self.total = self.longest = 0.0

        def take(self, act: Callable[[], object]) -> None:
            started = process_time()
            act()
            spent = (process_time() - started) * 1000
            self.total, self.longest = self.total + spent, max(self.longest, spent)

        def until(self, is_done: Callable[[], bool]) -> None:
            while not is_done():
                self.take(lambda: app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 1))
            self.take(app.processEvents)

    def opened(form: Form, values: dict[str, Any]) -> tuple[QScrollArea, FormPlayer]:
        area = QScrollArea()
        area.setWidgetResizable(True)
        player = FormPlayer(form, values, [], FormFacts())
        area.setWidget(player)
        area.resize(1000, 800)
        area.show()
        app.processEvents()
        return area, player

    def close(area: QScrollArea) -> None:
        area.close()
        area.deleteLater()
        app.processEvents()

    form, plain = a_long_form(), a_long_form(table=False)
    yield row("form opened and painted", FIELDS, best(lambda: close(opened(plain, {})[0]), 3))
    yield row("form with a table opened and painted", ROWS, best(lambda: close(opened(form, a_filled())[0]), 3))
    stretches = Stretches()
    area, player = opened(plain, {})
    stretches.until(lambda: player.maker.is_complete)
    yield row("the rest of its fields, in all", FIELDS, stretches.total)
    yield row("the rest of its fields, longest stretch", FIELDS, stretches.longest)
    close(area)
    area, player = opened(form, a_filled())
    first = player.fields["f1"].control.editor  # type: ignore[attr-defined]
    first.setFocus()

    def key() -> None:
        QTest.keyClicks(first, "1")
        app.processEvents()
        first.clear()

    yield row("key to picture, a number that others depend on", FIELDS, best(key, 20))
    table: Any = player.fields["rows"].control
    table.view.setFocus()

    def cell() -> None:
        table._set_cell(1000, "amount", table.rows()[1000]["amount"] + 1)
        app.processEvents()

    yield row("cell to picture, with sums below and outside", ROWS, best(cell, 20))
    lines = [["2026-03-02", "taxi", "Train", "12.50", "2"] for _ in range(ROWS)]

    pasted = []
    for _turn in range(3):
        stretches = Stretches()
        stretches.take(lambda: table.paste(0, 0, lines))
        stretches.until(lambda: not table.is_busy)
        pasted.append(stretches)
    yield row("rows pasted and shown, in all", ROWS, min(one.total for one in pasted))
    yield row("rows pasted and shown, longest stretch", ROWS, min(one.longest for one in pasted))
    values = player.values()
    yield row("a further row, to picture", ROWS, best(lambda: (table.add_row(), app.processEvents()), 3))
    yield row("checked beside the window before it is sent", ROWS, best(lambda: validate_form(form, values), 3))
    close(area)
