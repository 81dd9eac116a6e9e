"""The approval view that follows a process shows what one that is built anew shows, and keeps what it can."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QToolButton, QWidget

from modeler.document import commands
from modeler.document.document import Document
from modeler.ui.chain.cards import Chip, ForkBox, StepCard
from modeler.ui.chain.lines import Line, Plus
from modeler.ui.chain.menus import new_way, put_fork
from modeler.ui.chain.view import ChainView
from modeler.ui.window import MainWindow
from runner.core.errors import AppError
from tests.ui.window_builder import a_window, turn


@pytest.fixture
def window() -> Iterator[MainWindow]:
    """The leave request in Design, as cards."""
    with a_window(sample=True) as made:
        made.show_place("design")
        made.place_widget("design").show_chain(True)  # type: ignore[union-attr]
        turn()
        yield made


def the_view(window: MainWindow) -> ChainView:
    (view,) = window.findChildren(ChainView)
    return view


def told(view: ChainView) -> list[object]:
    """All that is seen and read in the view: kinds, texts, names, marks, badges, and the order of cards and of
    what the tabulator goes through."""
    turn()
    if view._built is None:
        return []
    ground = view._built.ground
    found: list[object] = []
    for one in ground.findChildren(QWidget):
        if one.isVisible() and isinstance(one, StepCard | Chip | Line | ForkBox | QLabel | QAbstractButton):
            text = (
                one.text() if isinstance(one, QLabel | QAbstractButton) and not isinstance(one, QToolButton) else ""
            )
            badges = one.badges.said if isinstance(one, StepCard | Chip) else None
            flow = one.flow if isinstance(one, Plus) else ""
            names = (one.objectName(), one.accessibleName(), one.accessibleDescription(), one.toolTip())
            look = (one.property("role"), one.property("chosen") or "false")
            found.append((type(one).__name__, text, flow, names, look, badges))
    found.sort(key=repr)
    return [*found, ("tabs", tabs(view)), ("cards", view.cards), list(view._built.shown)]


def tabs(view: ChainView) -> list[tuple[str, str]]:
    """What takes the keys, in the order of the tabulator."""
    start: QWidget = view
    one, met = start.nextInFocusChain(), []
    while one is not start:
        if one.isVisible() and view.area.isAncestorOf(one) and one.focusPolicy() & Qt.FocusPolicy.TabFocus:
            met.append((type(one).__name__, one.accessibleName()))
        one = one.nextInFocusChain()
    return met


def anew(view: ChainView) -> None:
    view._load()
    view.refresh()


def _nth(of: list[str], number: int) -> str:
    return of[number % len(of)]


def _edit(doc: Document, view: ChainView, kind: str, number: int) -> object:
    index = doc.index
    flows, nodes = list(index.flows), [own for own in view.cards if own in index.nodes]
    forks = [own for own, node in index.nodes.items() if node.tag.endswith("Gateway") and len(node.outgoing) > 1]
    acts: dict[str, Callable[[], object]] = {
        "insert": lambda: commands.insert_node(doc, _nth(flows, number), "user-task", f"New {number}"),
        "fork": lambda: put_fork(doc, _nth(flows, number), ("exclusive-gateway", "parallel-gateway")[number % 2]),
        "way": lambda: new_way(doc, _nth(forks, number), None),
        "order": lambda: view.order_way(
            _nth(list(index.nodes[_nth(forks, number)].outgoing), number), bool(number % 2)
        ),
        "drop way": lambda: view.remove_way(_nth(list(index.nodes[_nth(forks, number)].outgoing), number)),
        "shift": lambda: view.shift(_nth(nodes, number), bool(number % 2)),
        "remove": lambda: view.remove(_nth(nodes, number)),
        "connect": lambda: commands.connect(doc, _nth(nodes, number), _nth(nodes, number // 7)),
        "rename": lambda: commands.rename(doc, _nth(list(index.nodes), number), f"Name {number}"),
        "handler": lambda: commands.set_extension(doc, _nth(nodes, number), "approval", {"vote": "all"}),
        "undo": doc.undo,
        "redo": doc.redo,
    }
    return acts[kind]()


KINDS = (
    "insert", "fork", "way", "order", "drop way", "shift", "remove", "connect", "rename", "handler", "undo", "redo",
)  # fmt: skip


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 500), st.booleans()), min_size=3, max_size=8))
def test_after_any_edits_it_shows_what_one_built_anew_shows(
    window: MainWindow, edits: list[tuple[str, int, bool]]
) -> None:
    doc, view = window.context.document, the_view(window)
    assert doc is not None
    view.set_badges = lambda *_said: None  # type: ignore[method-assign]  # checks in the background come when they come
    ChainView.set_badges(view, [], {"Task_hr": 2})
    view.refresh()
    while doc.undo_label:
        doc.undo()
    for kind, number, at_once in edits:
        try:
            _edit(doc, view, kind, number)
        except (AppError, ZeroDivisionError, KeyError):
            continue  # refused, or there is nothing of that kind
        if at_once:
            view.refresh()
    view.refresh()
    followed = told(view)
    anew(view)
    assert followed == told(view)


def test_a_step_put_in_leaves_all_other_cards_and_the_place_as_they_are(window: MainWindow) -> None:
    doc, view = window.context.document, the_view(window)
    assert doc is not None
    before = {own: view.card(own) for own in view.cards}
    view.area.verticalScrollBar().setValue(60)
    view.card("Task_hr").setFocus()
    made = commands.insert_node(doc, doc.index.nodes["Task_hr"].incoming[0], "user-task", "New")
    turn()
    assert made in view.cards
    assert all(view.card(own) is card for own, card in before.items())
    assert view.area.verticalScrollBar().value() == 60 and view.card("Task_hr").hasFocus()
    doc.undo()
    turn()
    assert {own: view.card(own) for own in view.cards} == before
    assert not [one for one in view.findChildren(StepCard) if one.id == made]


def test_a_way_added_leaves_the_cards_of_the_others(window: MainWindow) -> None:
    doc, view = window.context.document, the_view(window)
    assert doc is not None
    inside = put_fork(doc, doc.index.nodes["Task_hr"].incoming[0], "parallel-gateway")
    turn()
    before = {own: view.card(own) for own in view.cards}
    fork = doc.index.flows[doc.index.nodes[inside].incoming[0]].source
    assert view._built is not None
    view.add_way(fork, view._built.ways[doc.index.nodes[inside].incoming[0]][0].meet)
    turn()
    assert len(view.cards) == len(before) + 1
    assert all(view.card(own) is card for own, card in before.items())


def test_where_a_step_leads_back_to_has_the_name_that_it_has_now(window: MainWindow) -> None:
    doc, view = window.context.document, the_view(window)
    assert doc is not None
    inside = put_fork(doc, doc.index.nodes["Task_hr"].incoming[0], "exclusive-gateway")
    fork = doc.index.flows[doc.index.nodes[inside].incoming[0]].source
    commands.connect(doc, fork, "Task_head1")
    turn()
    assert any(one.button.accessibleName().startswith("Back to") for one in view.findChildren(Chip))
    commands.rename(doc, "Task_head1", "Head of all")
    turn()
    assert any("Head of all" in one.button.accessibleName() for one in view.findChildren(Chip))
