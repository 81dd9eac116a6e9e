"""Colours of elements."""

from __future__ import annotations

from PySide6.QtGui import QColor
from PySide6.QtWidgets import QMenu

from modeler.document import commands
from modeler.document.io import document_from_bytes, to_bytes
from modeler.ui.canvas.colours import COLOURS
from runner.core.tokens import DARK, LIGHT
from tests.ui.canvas.conftest import Hand
from tests.ui.window_builder import turn


def choose(hand: Hand, name: str) -> None:
    """The drop in the pad, then a colour."""
    turn()
    hand.pad("tool-colour")
    menu = hand.view.findChild(QMenu, "colour-menu")
    assert isinstance(menu, QMenu)
    action = next(one for one in menu.actions() if one.objectName() == f"colour-{name}")
    action.trigger()
    menu.close()
    turn()


def test_a_colour_is_chosen_in_the_pad_and_written_as_other_tools_read_it(hand: Hand, task: str) -> None:
    before = to_bytes(hand.doc)
    hand.click(hand.centre(task))
    choose(hand, "green")
    text = to_bytes(hand.doc).decode()
    for part in ('bioc:fill="#c8e6c9"', 'bioc:stroke="#205022"', 'color:background-color="#c8e6c9"',
                 'color:border-color="#205022"'):  # fmt: skip
        assert part in text
    hand.undo_gives(before)
    again = document_from_bytes(to_bytes(hand.doc), "again")
    assert (again.index.nodes[task].fill, again.index.nodes[task].stroke) == COLOURS["green"][1:]
    choose(hand, "plain")
    assert "bioc" not in to_bytes(hand.doc).decode()


def test_several_and_their_lines_are_coloured_in_one_step(hand: Hand, start: str, task: str) -> None:
    before = to_bytes(hand.doc)
    flow = hand.doc.index.nodes[task].incoming[0]
    hand.view.selection.set([start, task, flow])
    choose(hand, "red")
    assert {hand.doc.index.nodes[one].stroke for one in (start, task)} == {"#831311"}
    assert hand.doc.index.flows[flow].stroke == "#831311"
    hand.undo_gives(before)


def test_a_name_on_its_colour_can_be_read_in_both_themes(hand: Hand, task: str) -> None:
    for name, (_text, fill, stroke) in COLOURS.items():
        if fill is None:
            continue
        commands.set_colour(hand.doc, [task], fill, stroke)
        for theme in (LIGHT, DARK):
            hand.view.set_theme(theme)
            label = hand.view.scene.nodes[task].label
            assert label is not None
            ink = QColor(label.colour or theme.ink)
            assert abs(ink.lightnessF() - QColor(fill).lightnessF()) > 0.4, (name, theme.name)
