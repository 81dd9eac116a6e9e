"""The minimap in the corner."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from modeler.document import commands
from modeler.ui.canvas.minimap import Minimap
from tests.helpers.gestures import Hands
from tests.ui.canvas.conftest import Hand
from tests.ui.window_builder import a_window, turn, until


def opened(hand: Hand) -> Minimap:
    for number in range(4):
        commands.add_node(hand.doc, "user-task", (900 + 900 * number, 600 * number + 300))
    minimap = Minimap(hand.view)
    minimap.show()
    hand.bot.mouseClick(minimap.button, Qt.MouseButton.LeftButton)
    assert minimap.is_open
    return minimap


def seen(hand: Hand) -> tuple[float, float]:
    area = hand.view.camera.area(hand.view.rect())
    return area.centre


def test_a_click_beside_the_frame_brings_the_view_there(hand: Hand) -> None:
    minimap = opened(hand)
    before = seen(hand)
    spot = QPoint(minimap.width() - 20, minimap.height() - 20)
    assert not minimap.frame().contains(QPointF(spot))
    hand.bot.mouseClick(minimap, Qt.MouseButton.LeftButton, pos=spot)
    after = seen(hand)
    assert after[0] > before[0] and after[1] > before[1]
    assert abs(minimap.frame().center().x() - spot.x()) < 2


def test_the_frame_is_dragged_and_the_canvas_follows(hand: Hand) -> None:
    minimap = opened(hand)
    start = minimap.frame().center().toPoint()
    hand.bot.mousePress(minimap, Qt.MouseButton.LeftButton, pos=start)
    hand.bot.mouseMove(minimap, start + QPoint(20, 10))
    hand.bot.mouseRelease(minimap, Qt.MouseButton.LeftButton, pos=start + QPoint(20, 10))
    moved = minimap.frame().center() - QPointF(start)
    assert abs(moved.x() - 20) < 2 and abs(moved.y() - 10) < 2
    assert minimap.geometry().topRight().x() == hand.view.width() - 9, "it stays in its corner"


def test_the_wheel_zooms_the_canvas(hand: Hand) -> None:
    minimap = opened(hand)
    middle = seen(hand)
    event = QWheelEvent(
        QPointF(50, 50), QPointF(50, 50), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(minimap, event)
    assert hand.view.camera.scale > 1.1
    assert abs(seen(hand)[0] - middle[0]) < 2


def test_the_picture_is_not_drawn_while_the_canvas_moves(hand: Hand) -> None:
    minimap = opened(hand)
    drawn = minimap.drawn
    for _step in range(20):
        hand.view.pan(-7, -3)
        turn(1)
    hand.view.zoom_in()
    turn()
    assert minimap.drawn == drawn
    commands.add_node(hand.doc, "user-task", (2000, 300))
    commands.add_node(hand.doc, "user-task", (2000, 500))
    assert minimap.drawn == drawn
    until(lambda: minimap.drawn == drawn + 1)


def test_it_is_remembered_whether_it_was_open() -> None:
    with a_window(sample=True) as window:
        hands = Hands(window)
        hands.key("Ctrl+Shift+M")
        assert window.context.settings["design.minimap"] is True
        window.context.settings.set("language", "zh")
        until(lambda: window.findChild(Minimap) is not None)  # it comes after the drawing
        minimap = window.findChild(Minimap)
        assert isinstance(minimap, Minimap) and minimap.is_open
