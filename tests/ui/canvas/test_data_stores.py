"""Data stores between pools: drawn outside of all, shared by whoever reads and writes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from modeler.document import commands
from modeler.document.io import to_bytes
from modeler.geometry.shapes import Bounds
from tests.helpers.lawful import faults
from tests.ui.canvas.conftest import Hand
from tests.ui.window_builder import turn


def box(hand: Hand, own: str) -> Bounds:
    found = hand.doc.index.nodes[own].bounds
    assert found is not None
    return found


@pytest.fixture
def pools(hand: Hand, task: str) -> tuple[str, str]:
    """Two pools with a process each, one below the other."""
    first = commands.add_node(hand.doc, "pool", hand.centre(task))
    area = box(hand, first)
    second = commands.add_node(hand.doc, "pool", (area.centre[0], area.bottom + 300))
    turn()
    hand.view.camera.top = -20
    return first, second


def between(hand: Hand, pools: tuple[str, str]) -> tuple[float, float]:
    above, below = box(hand, pools[0]), box(hand, pools[1])
    return above.centre[0], float((above.bottom + below.y) // 2)


@pytest.fixture
def store(hand: Hand, pools: tuple[str, str]) -> str:
    """A data store put down between them."""
    hand.view.start_create("data-store")
    hand.click(between(hand, pools))
    (own,) = [node.id for node in hand.doc.index.nodes.values() if node.tag == "dataStoreReference"]
    hand.view.selection.clear()
    return own


def test_a_data_store_is_drawn_between_the_pools(hand: Hand, pools: tuple[str, str], store: str) -> None:
    assert box(hand, store).centre == between(hand, pools)
    assert hand.doc.index.nodes[store].process is not None
    assert not faults(hand.doc)
    after = to_bytes(hand.doc)
    hand.doc.undo()
    assert store not in hand.doc.index.nodes
    hand.doc.redo()
    assert to_bytes(hand.doc) == after


def test_steps_of_both_pools_are_joined_with_it(hand: Hand, pools: tuple[str, str], store: str, task: str) -> None:
    area = box(hand, pools[1])
    other = commands.add_node(hand.doc, "user-task", area.centre, home=pools[1])
    for step in (task, other):
        commands.connect(hand.doc, step, store)
    assert sorted(flow.kind for flow in hand.doc.index.flows_of(store)) == ["dataOutputAssociation"] * 2
    assert not faults(hand.doc)


def test_it_is_dragged_out_of_its_pool_and_stretches_none(hand: Hand, pools: tuple[str, str]) -> None:
    area = box(hand, pools[0])
    own = commands.add_node(hand.doc, "data-store", (area.right - 80, area.centre[1]))
    turn()
    before = to_bytes(hand.doc)
    hand.drag(hand.centre(own), between(hand, pools))
    assert not box(hand, own).meets(area)
    assert box(hand, pools[0]) == area
    assert not faults(hand.doc)
    hand.undo_gives(before)


def test_it_stays_when_a_pool_is_moved_or_pulled(hand: Hand, pools: tuple[str, str], store: str) -> None:
    before, place, area = to_bytes(hand.doc), box(hand, store), box(hand, pools[0])
    hand.drag((area.x + 15, area.centre[1]), (area.x + 75, area.centre[1]), let_go=False)
    assert store not in {item.id for item in hand.view.ghost.nodes}
    hand.view.interaction.cancel()
    hand.drag((area.x + 15, area.centre[1]), (area.x + 75, area.centre[1]))
    assert box(hand, pools[0]) != area
    assert box(hand, store) == place
    hand.undo_gives(before)
    hand.doc.undo()
    commands.resize(hand.doc, pools[0], Bounds(area.x, area.y, area.width + 40, area.height))
    assert box(hand, pools[0]).height == area.height
    assert box(hand, store) == place


def test_it_stays_with_the_other_pool_when_its_own_goes(hand: Hand, pools: tuple[str, str], store: str) -> None:
    before, place = to_bytes(hand.doc), box(hand, store)
    owner = next(own for own in pools if hand.doc.index.nodes[own].process == hand.doc.index.nodes[store].process)
    hand.view.selection.set([owner])
    hand.key(Qt.Key.Key_Delete)
    (other,) = set(pools) - {owner}
    assert hand.doc.index.nodes[store].process == hand.doc.index.nodes[other].process
    assert box(hand, store) == place
    assert not faults(hand.doc)
    hand.undo_gives(before)


def test_a_copied_pool_leaves_it_where_it_is(hand: Hand, pools: tuple[str, str], store: str) -> None:
    made = commands.paste(hand.doc, commands.copy(hand.doc, pools), (400, 1400))
    assert [hand.doc.index.nodes[own].tag for own in made] == ["participant", "participant"]
    stores = [node for node in hand.doc.index.nodes.values() if node.tag == "dataStoreReference"]
    assert [node.id for node in stores] == [store]
    assert not faults(hand.doc)


def test_a_note_dragged_out_of_its_pool_belongs_beside_the_pools(hand: Hand, pools: tuple[str, str]) -> None:
    area = box(hand, pools[0])
    note = commands.add_node(hand.doc, "text-annotation", (area.right - 100, area.y + 40))
    turn()
    before = to_bytes(hand.doc)
    hand.drag(hand.centre(note), between(hand, pools))
    assert hand.doc.index.nodes[note].home is None
    hand.undo_gives(before)
    place = box(hand, note)
    hand.drag((area.x + 15, area.centre[1]), (area.x + 75, area.centre[1]))
    assert box(hand, note) == place
