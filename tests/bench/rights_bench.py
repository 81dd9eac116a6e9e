"""Tables of rights: 40 fields against 30 steps, and 50 roles, opened, edited, filled and filtered. Processor time, so
that other work on the machine does not count; every edit is painted."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from time import process_time
from typing import Any

from tests.bench.rows import Row, median, row

FIELDS, STEPS, ROLES = 40, 30, 50
_TURNS = 15


def rows() -> Iterator[Row]:
    """Milliseconds of processor time for each act."""
    import os

    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    from tests.ui.window_builder import a_window, turn

    with tempfile.TemporaryDirectory() as folder, a_window() as window:
        window.resize(1440, 900)
        for size, steps in ((FIELDS * STEPS, STEPS), (FIELDS * STEPS * 4, STEPS * 4)):
            office = _workspace(Path(folder) / str(size), steps)
            window.context.open_document(office / "processes" / "many.bpmn")
            window.show_place("forms-rights")
            place: Any = window.place_widget("forms-rights")
            place.show_page("organization", "")
            turn()
            yield row("rights: open the fields", size, _took(partial(_shown, place, "rights", turn), 3))
            page = place.field_rights
            table = page.table
            keys = iter([Qt.Key.Key_H, Qt.Key.Key_E] * _TURNS * 2)

            def edit(table: Any = table, keys: Any = keys) -> None:
                QTest.keyClick(table, next(keys))
                turn()

            table.setCurrentIndex(table.model().index(0, 3))
            yield row("rights: edit one cell", size, _took(edit, _TURNS))
            tops = iter(["hidden", "edit"] * _TURNS)

            def fill(page: Any = page, table: Any = table, tops: Any = tops) -> None:
                page.source.write({(0, 4): next(tops)})
                table.clearSelection()
                model, selection = table.model(), table.selectionModel()
                for number in range(FIELDS):
                    selection.select(model.index(number, 5), selection.SelectionFlag.Select)
                table.fill(down=True)
                turn()

            yield row("rights: fill a column", size, _took(fill, 5))
            words = iter(["field 1", "", "field 2", "1", ""] * _TURNS)

            def narrow(table: Any = table, words: Any = words) -> None:
                table.grid.filter(next(words))
                turn()

            yield row("rights: filter", size, _took(narrow, _TURNS))
            yield row("rights: undo", size, _took(partial(window.commands.run, "edit.undo"), 4))
        yield row("rights: open the roles", ROLES * 5, _took(lambda: _shown(place, "process", turn), 3))
        rules = place.process_rights
        rules.table.setCurrentIndex(rules.table.model().index(3, 2))
        letters = iter([Qt.Key.Key_A, Qt.Key.Key_D] * _TURNS)

        def rule() -> None:
            QTest.keyClick(rules.table, next(letters))
            turn()

        yield row("rights: edit one rule", ROLES * 5, _took(rule, _TURNS))
        window.show_place("library")


def _shown(place: Any, kind: str, turn: Callable[[], None]) -> None:
    place.show_page("organization", "")
    place.show_page(kind, "many")
    turn()


def _took(act: Callable[[], object], count: int) -> float:
    times = []
    for _ in range(count):
        began = process_time()
        act()
        times.append((process_time() - began) * 1000)
    return median(times)


def _workspace(folder: Path, steps: int) -> Path:
    """The sample office with a process of that many steps, a form of 40 fields, and 50 roles in its rules."""
    import json

    from runner.core.resources import resource_folder

    shutil.copytree(resource_folder() / "samples" / "office", folder)
    components = [{"type": "textfield", "key": f"f{one}", "label": f"Field {one}"} for one in range(FIELDS)]
    form = {"type": "default", "id": "many", "schemaVersion": 19, "components": components}
    (folder / "forms" / "many.form").write_text(json.dumps(form), "utf-8")
    organization = json.loads((folder / "organization.json").read_text("utf-8"))
    organization["roles"] += [{"id": f"r{one}", "name": f"Role {one}", "members": []} for one in range(ROLES)]
    (folder / "organization.json").write_text(json.dumps(organization), "utf-8")
    rules = "".join(f'<slip:allow action="see" who="role:r{one}"/>' for one in range(ROLES))
    lines = "".join(f'<slip:field path="f{one}" access="read"/>' for one in range(FIELDS))
    tasks = "".join(
        f'<bpmn:userTask id="T{one}" name="Step {one}"><bpmn:extensionElements><slip:form ref="many"/>'
        f"<slip:fields>{lines}</slip:fields></bpmn:extensionElements></bpmn:userTask>\n"
        for one in range(steps)
    )
    (folder / "processes" / "many.bpmn").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<bpmn:definitions'
        ' xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:slip="urn:slipway:bpmn:1" id="D"'
        ' targetNamespace="t">\n<bpmn:process id="P" isExecutable="true"><bpmn:extensionElements>'
        f"<slip:rights>{rules}</slip:rights></bpmn:extensionElements>\n{tasks}</bpmn:process></bpmn:definitions>\n",
        "utf-8",
    )
    return folder
