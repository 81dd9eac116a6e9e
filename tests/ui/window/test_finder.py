"""The command palette and what it searches by."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from modeler.document.commands import rename
from modeler.ui.finder import everything, matches, show_finder
from modeler.ui.pinyin import initials, score
from tests.ui.window_builder import a_window, turn


@pytest.mark.parametrize(
    ("text", "letters"),
    [("请假", "qj"), ("主管审批", "zgsp"), ("人事", "rs"), ("流程库", "lck"), ("ABC", "abc"), ("财务部", "cwb")],
)
def test_initials_follow_the_pinyin(text: str, letters: str) -> None:
    assert initials(text) == letters


def test_a_better_match_scores_higher() -> None:
    assert score("请", "请假") > score("假", "请假") > 0
    assert score("xyz", "请假") == 0
    assert score("zs", "张三", "zhang san") > 0
    assert score("zhangsan", "张三", "zhang san") > 0


def test_elements_people_actions_and_settings_are_found() -> None:
    with a_window(sample=True) as window:
        rename(window.context.document, "Task_hr", "人事审核")  # type: ignore[arg-type]
        finds = list(everything(window))
        assert matches(finds, "rssh")[0].text == "人事审核"
        assert matches(finds, "zhou mingyuan")[0].kind == "person"
        assert matches(finds, "save")[0].kind == "action"
        assert any(one.kind == "setting" for one in matches(finds, "theme"))


def test_a_sign_in_front_narrows_the_kind() -> None:
    with a_window(sample=True) as window:
        finds = list(everything(window))
        assert {one.kind for one in matches(finds, "@")} == {"element"}
        assert {one.kind for one in matches(finds, ">s")} == {"action"}


def test_taking_an_element_selects_it() -> None:
    with a_window(sample=True) as window:
        rename(window.context.document, "Task_hr", "人事审核")  # type: ignore[arg-type]
        finder = show_finder(window, "@人事审核")
        finder.take()
        turn()
        assert window.context.selection.ids == ("Task_hr",)


def test_a_click_beside_the_list_closes_it_and_does_what_it_does() -> None:
    with a_window(sample=True) as window:
        finder = show_finder(window, "zhang")
        turn()
        place = next(one for one in window.header.findChildren(QPushButton) if one.text() == "Improve")
        QTest.mouseClick(place, Qt.MouseButton.LeftButton)
        assert not finder.isVisible()
        assert window.place == "improve"
        turn()


def test_the_list_is_as_high_as_what_was_found() -> None:
    with a_window(sample=True) as window:
        finder = show_finder(window)
        turn()
        full = finder.height()
        finder.search.setText("zhang san")
        turn()
        assert finder.height() < full
        finder.end()
        turn()
