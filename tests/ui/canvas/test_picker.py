"""The lists of elements: create, append, change type, with the keyboard and the switches above."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton

from modeler.bpmn.elements import SPECS
from modeler.document import commands
from modeler.document.io import to_bytes
from modeler.ui.canvas.describing import description
from modeler.ui.canvas.palette import PaletteWidget
from modeler.ui.canvas.picker import ElementPicker
from runner.core import i18n
from tests.ui.canvas.conftest import Hand
from tests.ui.window_builder import turn


def open_with(hand: Hand, key: Qt.Key) -> ElementPicker:
    turn()
    hand.key(key)
    picker = hand.view.findChild(ElementPicker)
    assert isinstance(picker, ElementPicker)
    return picker


def shown(picker: ElementPicker) -> list[str]:
    rows = [picker.list.item(row) for row in range(picker.list.count())]
    return [row.text() for row in rows if not row.isHidden()]


def test_the_palette_has_the_order_that_hands_know(hand: Hand) -> None:
    palette = PaletteWidget(hand.view)
    hand.bot.addWidget(palette)
    names = [button.objectName().removeprefix("palette-") for button in palette.findChildren(QToolButton)]
    assert [name for name in names if name] == [
        "hand", "lasso", "space", "connect", "start-event", "intermediate-throw-event", "end-event",
        "exclusive-gateway", "user-task", "sub-process", "data-object", "data-store", "pool", "group",
    ]  # fmt: skip


def test_every_kind_that_can_be_drawn_says_what_it_is_for() -> None:
    silent = [spec.id for spec in SPECS.values() if spec.drawable and not description(spec.id)]
    assert silent == []


def test_create_lists_categories_with_a_count_that_follows_the_search(hand: Hand) -> None:
    picker = open_with(hand, Qt.Key.Key_N)
    heads = ["Activities", "Events", "Gateways", "Data", "Pools and lanes", "Notes and groups"]
    assert [text for text in shown(picker) if text in heads] == heads
    hand.bot.keyClicks(picker.search, "timer catch")
    assert shown(picker) == ["Events", "Timer intermediate catch event"]
    assert picker.count.text() == "1 result"
    hand.bot.keyClicks(picker.search, "zzz")
    assert picker.count.text() == "Nothing of that name."
    hand.bot.keyClick(picker.search, Qt.Key.Key_Return)
    assert picker.isVisible()
    hand.bot.keyClick(picker.search, Qt.Key.Key_Escape)
    assert not picker.isVisible()


def test_arrows_pass_over_the_headings(hand: Hand) -> None:
    picker = open_with(hand, Qt.Key.Key_N)
    for _step in range(40):
        hand.bot.keyClick(picker.search, Qt.Key.Key_Down)
        assert picker.list.currentItem().flags() & Qt.ItemFlag.ItemIsSelectable
    picker.close()


def test_chinese_names_are_found_by_their_initials(hand: Hand) -> None:
    i18n.set_language("zh")
    try:
        picker = open_with(hand, Qt.Key.Key_N)
        hand.bot.keyClicks(picker.search, "rgrw")
        assert SPECS["user-task"].label not in shown(picker)
        assert "人工任务" in shown(picker)
        picker.close()
    finally:
        i18n.set_language("en")


def test_the_menu_of_types_is_300_pixels_wide_and_opens_under_the_pad(hand: Hand, task: str) -> None:
    hand.click(hand.centre(task))
    picker = open_with(hand, Qt.Key.Key_R)
    assert picker.width() == 300
    bounds = hand.doc.index.nodes[task].bounds
    assert bounds is not None
    assert hand.view.mapFromGlobal(picker.pos()).x() >= hand.at((bounds.right, bounds.bottom)).x()
    picker.close()


@pytest.mark.parametrize("spec_id", [spec.id for spec in SPECS.values() if spec.drawable and spec.family])
def test_whatever_the_menu_offers_can_be_taken(hand: Hand, spec_id: str) -> None:
    spec = SPECS[spec_id]
    if spec.category in ("connection", "container", "artifact") or spec.family == "boundary-event":
        return
    from modeler.document.edits import RefusedError

    try:
        made = commands.add_node(hand.doc, spec_id, (600, 400), name="Kept")
    except RefusedError:
        return
    commands.set_colour(hand.doc, [made], "#ffeecc", "#112233")
    hand.view.selection.set([made])
    told: list[str] = []
    hand.view.refused.connect(told.append)
    for choice in hand.view.morph_choices():
        before = to_bytes(hand.doc)
        commands.replace(hand.doc, made, choice)
        record = hand.doc.index.nodes[made]
        assert (record.spec, record.name, record.fill) == (choice, "Kept", "#ffeecc"), choice
        hand.doc.undo()
        assert to_bytes(hand.doc) == before
    assert told == []


def switch(hand: Hand, sign: str) -> bytes:
    """Open the menu and click a switch above the list; the bytes from before."""
    before = to_bytes(hand.doc)
    picker = open_with(hand, Qt.Key.Key_R)
    button = picker.findChild(QToolButton, f"toggle-{sign}")
    assert button is not None
    hand.bot.mouseClick(button, Qt.MouseButton.LeftButton)
    turn()
    return before


def test_switches_make_a_step_repeat(hand: Hand, task: str) -> None:
    hand.view.selection.set([task])
    for sign in ("parallel", "sequential", "loop"):
        before = switch(hand, sign)
        assert sign in hand.doc.index.nodes[task].markers
        hand.undo_gives(before)
    switch(hand, "loop")
    assert not hand.doc.index.nodes[task].markers


def test_a_switch_makes_a_pool_stand_for_several_partners(hand: Hand) -> None:
    pool = commands.add_node(hand.doc, "pool", (400, 250), name="Supplier")
    hand.view.selection.set([pool])
    before = switch(hand, "parallel")
    assert "multiple" in hand.doc.index.nodes[pool].markers
    hand.undo_gives(before)
    switch(hand, "parallel")
    assert "multiple" not in hand.doc.index.nodes[pool].markers


def test_a_switch_makes_a_data_object_a_collection_and_keeps_its_id(hand: Hand) -> None:
    data = commands.add_node(hand.doc, "data-object", (600, 400), name="Receipts")
    hand.view.selection.set([data])
    before = switch(hand, "parallel")
    assert (hand.doc.index.nodes[data].spec, hand.doc.index.nodes[data].name) == (
        "data-object-collection", "Receipts",
    )  # fmt: skip
    hand.undo_gives(before)


def test_a_switch_lets_a_boundary_event_not_interrupt(hand: Hand, task: str) -> None:
    event = commands.add_node(hand.doc, "boundary-event-timer", hand.centre(task), attach_to=task)
    commands.set_property(hand.doc, event, "timer", "PT1H")
    hand.view.selection.set([event])
    before = switch(hand, "gentle")
    record = hand.doc.index.nodes[event]
    assert not record.interrupting and record.attached_to == task
    assert commands.get_property(hand.doc, event, "timer") == {"kind": "duration", "text": "PT1H"}
    hand.undo_gives(before)


def test_the_start_of_a_process_has_no_such_switch(hand: Hand) -> None:
    start = commands.add_node(hand.doc, "start-event-message", (600, 400))
    hand.view.selection.set([start])
    picker = open_with(hand, Qt.Key.Key_R)
    assert picker.findChild(QToolButton, "toggle-gentle") is None
    picker.close()


def test_the_create_list_asks_for_a_chain_too(hand: Hand) -> None:
    asked: list[bool] = []
    hand.view.chainAsked.connect(lambda: asked.append(True))
    picker = open_with(hand, Qt.Key.Key_N)
    hand.bot.keyClicks(picker.search, "approval chain")
    hand.bot.keyClick(picker.search, Qt.Key.Key_Return)
    assert asked == [True]
