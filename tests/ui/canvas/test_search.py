"""Ctrl+F over the canvas, as a person uses it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from modeler.document import commands
from modeler.ui.canvas.acts import ACTS
from modeler.ui.canvas.search import NameIndex, SearchBar
from tests.ui.canvas.conftest import Hand


def search_for(hand: Hand, text: str) -> SearchBar:
    """Open the search and type."""
    hand.view.activateWindow()
    ACTS["find"].run(hand.view)
    bar = hand.view.findChild(SearchBar)
    assert isinstance(bar, SearchBar)
    if text.isascii():
        hand.bot.keyClicks(bar.search, text)
    else:
        bar.search.setText(text)
    return bar


def camera(hand: Hand) -> tuple[float, int, int]:
    at = hand.view.camera
    return at.scale, at.left, at.top


def far_away(hand: Hand) -> list[str]:
    names = ("Check budget", "Check travel", "财务复核")
    return [
        commands.add_node(hand.doc, "user-task", (4000 + 900 * number, 3000), name=name)
        for number, name in enumerate(names)
    ]


def test_arrows_show_what_is_found_and_enter_selects_it(hand: Hand) -> None:
    budget, travel, _money = far_away(hand)
    before = camera(hand)
    bar = search_for(hand, "check")
    assert bar.count.text() == "2 found"
    assert camera(hand) != before and hand.view.frames.marked == (budget,)
    hand.bot.keyClick(bar.search, Qt.Key.Key_Down)
    assert hand.view.frames.marked == (travel,)
    assert hand.view.rect().contains(hand.at(hand.centre(travel)))
    assert hand.view.selection.ids == ()
    hand.bot.keyClick(bar.search, Qt.Key.Key_Return)
    assert hand.view.selection.ids == (travel,)
    assert not bar.isVisible() and hand.view.frames.marked == ()


def test_escape_brings_the_old_view_back(hand: Hand, task: str) -> None:
    far_away(hand)
    hand.view.selection.set([task])
    before = camera(hand)
    bar = search_for(hand, "check")
    assert camera(hand) != before
    hand.bot.keyClick(bar.search, Qt.Key.Key_Escape)
    assert camera(hand) == before and hand.view.selection.ids == (task,)


def test_ids_and_initials_of_chinese_names_are_found(hand: Hand) -> None:
    budget, _travel, money = far_away(hand)
    bar = search_for(hand, "cwfh")
    assert hand.view.frames.marked == (money,)
    bar.search.setText(budget)
    assert hand.view.frames.marked == (budget,)
    bar.search.setText("财务")
    assert hand.view.frames.marked == (money,)


def test_lines_are_found_by_their_names(hand: Hand, task: str) -> None:
    end = commands.append_node(hand.doc, task, "end-event")
    flow = hand.doc.index.nodes[end].incoming[0]
    commands.rename(hand.doc, flow, "too expensive")
    bar = search_for(hand, "expens")
    hand.bot.keyClick(bar.search, Qt.Key.Key_Return)
    assert hand.view.selection.ids == (flow,)


def test_what_lies_in_a_folded_sub_process_is_shown_there_and_escape_comes_back(hand: Hand) -> None:
    folded = commands.add_node(hand.doc, "sub-process-collapsed", (600, 300), name="Check")
    inner = commands.add_node(hand.doc, "user-task", (200, 200), home=folded, name="Deep inside")
    before = camera(hand)
    bar = search_for(hand, "deep")
    assert hand.view.scene.root == folded and hand.view.frames.marked == (inner,)
    hand.bot.keyClick(bar.search, Qt.Key.Key_Escape)
    assert hand.view.scene.root is None and camera(hand) == before


def test_nothing_found_is_said_and_enter_then_does_nothing(hand: Hand) -> None:
    bar = search_for(hand, "zzzz")
    assert bar.count.text() == "Nothing of that name."
    hand.bot.keyClick(bar.search, Qt.Key.Key_Return)
    assert hand.view.selection.ids == ()


def test_typing_in_the_search_is_no_shortcut(hand: Hand, task: str) -> None:
    hand.view.selection.set([task])
    search_for(hand, "nahcler")
    QApplication.processEvents()
    assert hand.view.findChild(object, "element-picker") is None
    assert hand.view.findChild(object, "label-editor") is None
    assert task in hand.doc.index.nodes


def test_names_are_read_once_and_then_only_what_changed(hand: Hand, task: str) -> None:
    names = NameIndex(hand.doc)
    stop = hand.doc.changed.connect(names.follow)
    read: list[str] = []
    put = names._put
    names._put = lambda record: (read.append(record.id), put(record))[1]  # type: ignore[method-assign]
    commands.rename(hand.doc, task, "Ask")
    assert read == [task] and names.find("ask") == [task] and names.find("apply") == []
    hand.doc.undo()
    assert names.find("apply") == [task]
    commands.remove(hand.doc, [task])
    assert names.find("apply") == []
    stop()


def test_what_is_shown_keeps_its_name_and_picture(hand: Hand, task: str) -> None:
    hand.view.selection.set([task])
    budget, *_others = far_away(hand)
    search_for(hand, "budget")
    bounds = hand.doc.index.nodes[budget].bounds
    assert bounds is not None
    area = hand.view.camera.rect(bounds).toRect().adjusted(6, 6, -6, -6)
    with_mark = hand.view.grab(area).toImage()
    hand.view.mark(())
    assert hand.view.grab(area).toImage() == with_mark
