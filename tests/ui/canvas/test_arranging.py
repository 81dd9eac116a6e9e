"""Putting several elements in line, and giving them the same space between."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from modeler.document import commands
from modeler.document.io import to_bytes
from modeler.geometry.shapes import Bounds
from modeler.ui.actions import ACTIONS
from modeler.ui.canvas.acts import ACTS
from modeler.ui.canvas.arranging import WAYS
from modeler.ui.canvas.buttons import DragButton
from tests.ui.canvas.conftest import Hand
from tests.ui.window_builder import until

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def three(hand: Hand) -> list[str]:
    """Three steps and gateways here and there, selected by clicks."""
    places = {"user-task": (300, 420), "exclusive-gateway": (480, 560), "service-task": (700, 480)}
    ids = [commands.add_node(hand.doc, spec, place) for spec, place in places.items()]
    for own in ids:
        hand.click(hand.centre(own), CTRL)
    assert hand.view.selection.ids == tuple(ids)
    return ids


def boxes(hand: Hand, ids: list[str]) -> list[Bounds]:
    found = [hand.doc.index.nodes[own].bounds for own in ids]
    return [box for box in found if box is not None]


@pytest.mark.parametrize(
    ("way", "where"),
    [
        ("align-left", lambda box: box.x),
        ("align-centre", lambda box: box.centre[0]),
        ("align-right", lambda box: box.right),
        ("align-top", lambda box: box.y),
        ("align-middle", lambda box: box.centre[1]),
        ("align-bottom", lambda box: box.bottom),
    ],
)
def test_the_pad_of_several_puts_them_in_line(hand: Hand, three: list[str], way: str, where) -> None:  # type: ignore[no-untyped-def]
    before, places = to_bytes(hand.doc), [where(box) for box in boxes(hand, three)]
    hand.pad("tool-arrange")
    menu = hand.view.findChild(QMenu, "arrange-menu")
    assert isinstance(menu, QMenu)
    until(menu.isVisible)
    rows = [action.objectName() for action in menu.actions() if not action.isSeparator()]
    for _step in range(rows.index(way) + 1):
        hand.bot.keyClick(menu, Qt.Key.Key_Down)
    hand.bot.keyClick(menu, Qt.Key.Key_Return)
    until(lambda: not menu.isVisible())
    now = [where(box) for box in boxes(hand, three)]
    assert max(now) - min(now) <= 0.5
    assert min(places) <= now[0] <= max(places)
    hand.undo_gives(before)


def test_distributing_gives_the_same_space_between(hand: Hand, three: list[str]) -> None:
    before = to_bytes(hand.doc)
    ACTS["distribute-x"].run(hand.view)
    first, second, third = boxes(hand, three)
    assert abs((second.x - first.right) - (third.x - second.right)) <= 1
    hand.undo_gives(before)
    ACTS["distribute-y"].run(hand.view)
    top, low, between = boxes(hand, three)
    assert low.y > between.y > top.y


def test_a_container_takes_its_content_along_and_lanes_stay(hand: Hand, start: str, task: str) -> None:
    sub = commands.add_node(hand.doc, "sub-process", (500, 520))
    inner = commands.add_node(hand.doc, "user-task", (560, 540), home=sub)
    box, inside = boxes(hand, [sub, inner])
    hand.view.selection.set([sub, inner, task])
    ACTS["align-left"].run(hand.view)
    now, within = boxes(hand, [sub, inner])
    assert (within.x - now.x, within.y - now.y) == (inside.x - box.x, inside.y - box.y)
    assert now.x == boxes(hand, [task])[0].x
    pool = commands.add_node(hand.doc, "pool", (400, 300))
    lanes = [commands.add_lane(hand.doc, pool), commands.add_lane(hand.doc, pool)]
    before = to_bytes(hand.doc)
    hand.view.selection.set(lanes)
    assert not [b for b in hand.view.pad.findChildren(DragButton, "tool-arrange") if b.isVisible()]
    with hand.bot.waitSignal(hand.view.refused):
        ACTS["align-left"].run(hand.view)
    assert to_bytes(hand.doc) == before


def test_flows_between_them_become_straight(hand: Hand, start: str, task: str) -> None:
    flow = hand.doc.index.nodes[task].incoming[0]
    commands.move(hand.doc, [task], 0, 40)
    assert len(hand.doc.index.flows[flow].waypoints) > 2
    hand.view.selection.set([start, task])
    ACTS["align-middle"].run(hand.view)
    (_, y0), *others = hand.doc.index.flows[flow].waypoints
    assert [y for _x, y in others] == [y0]


def test_too_few_are_told_so(hand: Hand, start: str, task: str) -> None:
    hand.view.selection.set([task])
    with hand.bot.waitSignal(hand.view.refused):
        ACTS["align-left"].run(hand.view)
    hand.view.selection.set([start, task])
    with hand.bot.waitSignal(hand.view.refused):
        ACTS["distribute-x"].run(hand.view)


def test_each_way_has_its_place_in_the_menu() -> None:
    verbs = {spec.verb for spec in ACTIONS.values() if spec.menu == "arrange"}
    assert {f"place.{way.id}" for way in WAYS} <= verbs
