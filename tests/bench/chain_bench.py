"""The approval view: a step put in and taken back, two exchanged, one renamed, in the leave request and in 200 steps.

Times are of the processor, the median of several turns, from the edit to its picture; what the document itself needs
for the edit is in them. The screen is Qt's offscreen one.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING

from tests.bench.rows import Row, median, row

if TYPE_CHECKING:
    from modeler.document.document import Document

LEAVE = Path(__file__).resolve().parents[2] / "resources/samples-en/office/processes/leave.bpmn"
STEPS = 200
_TURNS = 7


def a_long_chain(steps: int = STEPS) -> Document:
    """A process of so many approvals, one after the other."""
    from modeler.document import commands
    from modeler.document.io import new_document
    from modeler.ui.panels.approval_fields import usual_approval

    made = new_document("Long", seed=1)
    handler = {"strategy": "starter"}
    commands.append_chain(made, [(f"Approval {number}", handler, usual_approval()) for number in range(steps)])
    return made


def rows() -> Iterator[Row]:
    """All rows."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from modeler.document.io import document_from_bytes

    yield from _rows(document_from_bytes(LEAVE.read_bytes(), LEAVE.name))
    yield from _rows(a_long_chain())


def _rows(document: Document) -> Iterator[Row]:
    from modeler.document import commands
    from modeler.ui.app import application
    from modeler.ui.chain.view import ChainView
    from modeler.ui.context import Context
    from runner.core.settings import Settings

    app = application()
    context = Context(Settings())
    view = ChainView(context, lambda: False)
    view.resize(1000, 800)
    context.show_document(document)

    def spent(act: Callable[[], object]) -> float:
        started = process_time()
        act()
        for _turn in range(3):  # the edit is told, the cards change, their room is dealt out, they are painted
            app.processEvents()
        return (process_time() - started) * 1000

    yield row("chain opened and painted", len(document.index.nodes), spent(view.show))
    tasks = [own for own in view.cards if document.index.nodes[own].tag == "userTask"]
    size, own = len(view.cards), tasks[len(tasks) // 2]
    into = document.index.nodes[own].incoming[0]
    times: dict[str, list[float]] = {}
    for turn in range(_TURNS):
        acts: tuple[tuple[str, Callable[[], object]], ...] = (
            ("a step put in, to picture", lambda: commands.insert_node(document, into, "user-task", "New")),
            ("taken back, to picture", document.undo),
            ("two steps exchanged, to picture", lambda: view.shift(own, down=False)),
            ("exchanged back, to picture", document.undo),
            ("a step renamed, to picture", partial(commands.rename, document, own, f"Name {turn}")),
        )
        for name, act in acts:
            times.setdefault(name, []).append(spent(act))
    for name, each in times.items():
        yield row(name, size, median(each))
    view.close()
    context.close_all()
    view.deleteLater()
    app.processEvents()
