"""A long day at the window: languages, themes and places are switched while work goes on, and nothing breaks."""

from __future__ import annotations

import pytest

from modeler.document.commands import append_node, remove, rename
from modeler.document.document import Document
from modeler.ui.canvas.scene import Scene
from modeler.ui.canvas.view import CanvasView
from modeler.ui.places import PLACES
from tests.helpers.living import Living
from tests.ui.window_builder import a_window, turn


@pytest.mark.parametrize("place", list(PLACES))
def test_work_goes_on_after_language_and_theme_were_switched(place: str) -> None:
    with a_window(sample=True) as window:
        document = window.context.document
        assert document is not None
        window.show_place(place)
        turn()
        window.switch_language()
        window.switch_theme()
        turn()
        window.context.selection.set(["Task_head1"])
        rename(document, "Task_head1", "Other")
        made = append_node(document, "Task_record", "user-task")
        window.context.selection.set([made])
        turn()
        remove(document, [made])
        window.undo()
        window.redo()
        turn()
        window.show_place("design" if place != "design" else "library")
        turn()
        window.switch_language()
        turn()
        window.undo()
        turn()
        assert window.context.document is document
        assert not window.banner.isVisible()


def test_what_was_closed_leaves_nothing_behind() -> None:
    with a_window(sample=True) as window:
        window.files.ask = lambda _question, _text: "drop"  # type: ignore[method-assign]
        turn()
        living = Living(Document, CanvasView, Scene)
        for _time in range(5):
            window.files.new()
            turn()
            document = window.context.document
            assert document is not None
            made = append_node(document, next(iter(document.index.nodes)), "user-task")
            window.context.selection.set([made])
            turn()
            del document
            window.files.close_current()
            turn()
        assert living.born_since() == []
