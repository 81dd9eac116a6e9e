"""Tidying up by menu and keys: the whole process, what is selected, the flows alone, and files without a drawing."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest

from modeler.document import commands
from modeler.document.io import to_bytes
from modeler.ui.actions import ACTIONS
from modeler.ui.canvas import tidying
from modeler.ui.canvas.acts import ACTS
from modeler.ui.canvas.undrawn import Undrawn
from runner.ui.kit.jobs import Jobs
from tests.helpers.builders import a_process
from tests.helpers.neatness import Drawing
from tests.ui.canvas.conftest import Hand
from tests.ui.window_builder import a_window, turn

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def chain(hand: Hand, task: str) -> list[str]:
    """Three more steps behind the first, dragged out of line."""
    ids = [task]
    for _ in range(3):
        ids.append(commands.append_node(hand.doc, ids[-1], "user-task"))
    for own, (dx, dy) in zip(ids[1:], ((-40, 160), (30, -90), (-200, 260)), strict=True):
        commands.move(hand.doc, [own], dx, dy)
    return ids


def drawing(hand: Hand) -> Drawing:
    return Drawing(dict(hand.doc.index.nodes), dict(hand.doc.index.flows))


def heights(hand: Hand, ids: list[str]) -> set[float]:
    return {hand.centre(own)[1] for own in ids}


def test_nothing_selected_tidies_all_in_one_step_and_the_paper_stays(
    hand: Hand, start: str, chain: list[str]
) -> None:
    hand.click((900, 650))
    before, camera = to_bytes(hand.doc), (hand.view.camera.left, hand.view.camera.top, hand.view.camera.scale)
    ACTS["tidy-up"].run(hand.view)
    assert len(heights(hand, [start, *chain])) == 1
    assert drawing(hand).overlaps() == []
    assert (hand.view.camera.left, hand.view.camera.top, hand.view.camera.scale) == camera
    assert hand.doc.undo_label == "Tidy up"
    hand.undo_gives(before)


def test_a_selection_is_tidied_and_nothing_else_moves(hand: Hand, start: str, chain: list[str]) -> None:
    away = commands.add_node(hand.doc, "service-task", (820, 600))
    for own in chain:
        hand.click(hand.centre(own), CTRL)
    assert set(hand.view.selection.ids) == set(chain)
    before, places = to_bytes(hand.doc), (hand.centre(start), hand.centre(away))
    ACTS["tidy-up"].run(hand.view)
    assert len(heights(hand, chain)) == 1
    assert (hand.centre(start), hand.centre(away)) == places
    assert set(hand.view.selection.ids) == set(chain)
    hand.undo_gives(before)


def test_the_pad_of_several_offers_to_tidy_them(hand: Hand, chain: list[str]) -> None:
    for own in chain:
        hand.click(hand.centre(own), CTRL)
    hand.pad("tool-arrange")
    menu = hand.view.findChild(object, "arrange-menu")
    assert menu is not None
    action = menu.findChild(QAction, "tidy")
    hand.bot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
    assert len(heights(hand, chain)) == 1


def test_flows_are_led_anew_and_no_shape_moves(hand: Hand, start: str, chain: list[str]) -> None:
    blocker = commands.add_node(hand.doc, "service-task", (0, 0))
    first, last = hand.centre(chain[0]), hand.centre(chain[1])
    commands.move(hand.doc, [blocker], (first[0] + last[0]) / 2, (first[1] + last[1]) / 2)
    flow = hand.doc.index.nodes[chain[1]].incoming[0]
    commands.set_waypoints(hand.doc, flow, (first, last))
    hand.view.selection.set([])
    places = {own: node.bounds for own, node in hand.doc.index.nodes.items()}
    before = to_bytes(hand.doc)
    ACTS["lead-again"].run(hand.view)
    assert {own: node.bounds for own, node in hand.doc.index.nodes.items()} == places
    assert drawing(hand).through_shapes() == []
    hand.undo_gives(before)


def test_only_the_selected_flow_is_led_anew(hand: Hand, chain: list[str]) -> None:
    one, other = (hand.doc.index.nodes[own].incoming[0] for own in chain[1:3])
    for flow in (one, other):
        ends = hand.doc.index.flows[flow]
        points = (hand.centre(ends.source), (500.0, 20.0), hand.centre(ends.target))
        commands.set_waypoints(hand.doc, flow, points)
    kept = hand.doc.index.flows[other].waypoints
    was = hand.doc.index.flows[one].waypoints
    hand.view.selection.set([one])
    ACTS["lead-again"].run(hand.view)
    assert hand.doc.index.flows[other].waypoints == kept
    assert hand.doc.index.flows[one].waypoints != was


def test_while_only_looking_nothing_is_tidied(hand: Hand, chain: list[str]) -> None:
    before = to_bytes(hand.doc)
    hand.view.set_read_only(True)
    ACTS["tidy-up"].run(hand.view)
    ACTS["lead-again"].run(hand.view)
    assert to_bytes(hand.doc) == before


def test_a_large_one_is_reckoned_beside_the_window_and_can_be_stopped(
    hand: Hand, chain: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tidying, "AT_ONCE", 0)
    hand.view.jobs = jobs = Jobs(hand.view)
    before, started = to_bytes(hand.doc), []
    jobs.started.connect(started.append)
    hand.view.selection.set([])
    ACTS["tidy-up"].run(hand.view)
    started[0].cancel()
    hand.bot.waitUntil(lambda: not jobs.busy)
    assert to_bytes(hand.doc) == before
    ACTS["tidy-up"].run(hand.view)
    hand.bot.waitUntil(lambda: not jobs.busy)
    assert len(heights(hand, chain)) == 1
    hand.undo_gives(before)
    hand.doc.undo()
    ACTS["tidy-up"].run(hand.view)
    with hand.bot.waitSignal(hand.view.refused):  # what was changed meanwhile counts more
        commands.move(hand.doc, [chain[0]], 5, 0)
    assert len(heights(hand, chain)) > 1


def test_a_file_without_a_drawing_gets_one_by_a_click_and_by_keys(tmp_path: Path) -> None:
    file = a_process().with_start().with_task("A").with_task("B").with_end().without_interchange()
    with a_window() as window:
        window.files.open_path(file.file(tmp_path / "bare.bpmn"))
        window.show_place("design")
        turn()
        offer = window.findChild(Undrawn, "undrawn")
        assert offer is not None and offer.isVisible()
        QTest.mouseClick(offer.button, Qt.MouseButton.LeftButton)
        assert not offer.isVisible()
        doc = window.context.document
        assert doc is not None and all(node.bounds is not None for node in doc.index.nodes.values())
        doc.undo()
        turn()
        assert offer.isVisible()
        window.activateWindow()
        QTest.qWaitForWindowActive(window)
        keys = QKeySequence(ACTIONS["arrange.tidy"].keys[0])[0]
        QTest.keyClick(window, keys.key(), keys.keyboardModifiers())
        turn()
        assert all(node.bounds is not None for node in doc.index.nodes.values())


def test_both_stand_in_the_menu() -> None:
    verbs = {spec.verb for spec in ACTIONS.values() if spec.menu == "arrange"}
    assert {"place.tidy-up", "place.lead-again"} <= verbs
