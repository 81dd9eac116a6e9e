"""The panel shows how several people decide, and what each vote needs to know; each change is a step of undo."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QPushButton, QWidget

from modeler.document.commands import set_extension
from modeler.document.io import to_bytes
from modeler.ui.panels.vote_fields import VOTES
from modeler.ui.panels.who_picker import WhoPicker
from modeler.ui.window import MainWindow
from tests.ui.window_builder import a_window, turn

STEP = "Task_head"
NEEDS = {
    "any": set(), "all": {"all-heard"}, "sequence": set(), "claim": set(), "random": set(),
    "percent": {"threshold", "abstain", "veto", "all-heard"},
    "count": {"threshold", "abstain", "veto", "all-heard"},
    "weight": {"threshold", "abstain", "veto", "all-heard", "add-weight"},
}  # fmt: skip


@pytest.fixture
def window() -> Iterator[MainWindow]:
    with a_window(sample=True) as made:
        document = made.context.document
        assert document is not None
        set_extension(document, STEP, "approval", {"vote": "any"})
        made.context.selection.set([STEP])
        turn()
        yield made


def field(window: MainWindow, name: str) -> QWidget:
    found = window.findChild(QWidget, f"approval-{name}")
    assert found is not None, name
    return found


def approval(window: MainWindow) -> dict[str, object]:
    document = window.context.document
    assert document is not None
    found = document.index.nodes[STEP].extension["approval"]
    assert isinstance(found, Mapping)
    return dict(found)


def choose(window: MainWindow, name: str, value: str) -> None:
    box = field(window, name)
    assert isinstance(box, QComboBox)
    at = box.findData(value)
    assert at >= 0
    box.setCurrentIndex(at)
    box.activated.emit(at)
    turn()


def write(window: MainWindow, name: str, text: str) -> None:
    line = field(window, name)
    assert isinstance(line, QLineEdit)
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, text)
    turn()


@pytest.mark.parametrize("vote", [key for key, _text in VOTES])
def test_each_vote_shows_what_it_needs_to_know(window: MainWindow, vote: str) -> None:
    choose(window, "vote", vote)
    assert approval(window)["vote"] == vote
    panel = window.place_widget("design").properties  # type: ignore[union-attr]
    shown = {name for name in NEEDS["weight"] if field(window, name).isVisibleTo(panel)}
    assert shown == NEEDS[vote]


def test_a_share_is_typed_and_undone(window: MainWindow) -> None:
    document = window.context.document
    assert document is not None
    choose(window, "vote", "percent")
    before = to_bytes(document)
    write(window, "threshold", "2/3")
    choose(window, "abstain", "left-out")
    heard = field(window, "all-heard")
    assert isinstance(heard, QCheckBox)
    QTest.mouseClick(heard, Qt.MouseButton.LeftButton, pos=heard.rect().center() - heard.rect().center() / 1.2)
    turn()
    assert {key: approval(window).get(key) for key in ("threshold", "abstain", "hearsAll")} == {
        "threshold": "2/3", "abstain": "left-out", "hearsAll": "true",
    }  # fmt: skip
    for _step in range(3):
        document.undo()
    assert to_bytes(document) == before


def test_weights_are_given_to_people_and_their_sum_is_shown(window: MainWindow) -> None:
    choose(window, "vote", "weight")
    add = field(window, "add-weight")
    assert isinstance(add, QPushButton)
    for row, (who, share) in enumerate((("user:chen", "40"), ("user:li", "60"))):
        QTest.mouseClick(add, Qt.MouseButton.LeftButton)
        turn()
        picker = field(window, f"voter-{row}")
        assert isinstance(picker, WhoPicker)
        picker.changed.emit([who])
        write(window, f"share-{row}", share)
        said = field(window, "sum")
        assert isinstance(said, QLabel)
        assert ("100 of 100" in said.text()) == (row == 1)
    assert approval(window)["weights"] == [{"who": "user:chen", "share": "40"}, {"who": "user:li", "share": "60"}]


def test_who_may_veto_is_chosen(window: MainWindow) -> None:
    choose(window, "vote", "count")
    picker = field(window, "veto")
    assert isinstance(picker, WhoPicker)
    picker.changed.emit(["user:chen", "role:finance"])
    turn()
    assert approval(window)["veto"] == "user:chen role:finance"


def test_what_is_sensitive_is_typed_as_names_and_undone(window: MainWindow) -> None:
    document = window.context.document
    assert document is not None
    before = to_bytes(document)
    choose(window, "resubmit", "direct")
    line = field(window, "sensitive")
    assert isinstance(line, QLineEdit)
    QTest.keyClicks(line, "days period.from")
    assert approval(window)["sensitive"] == ["days", "period.from"]
    assert approval(window)["resubmit"] == "direct"
    line.editingFinished.emit()
    document.undo()
    document.undo()
    assert to_bytes(document) == before


def test_to_whom_a_late_step_is_handed_over_is_asked_where_it_is_handed_over(window: MainWindow) -> None:
    document = window.context.document
    assert document is not None
    set_extension(document, STEP, "deadline", {"steps": [{"after": "PT8H", "do": "remind"}]})
    turn()
    heirs = window.findChild(WhoPicker, "deadline-who-0")
    assert heirs is not None and heirs.isHidden()
    late = {"after": "PT8H", "do": "hand-over", "who": "user:zhaomin"}
    set_extension(document, STEP, "deadline", {"steps": [late]})
    turn()
    heirs = window.findChild(WhoPicker, "deadline-who-0")
    assert heirs is not None and not heirs.isHidden()
    assert list(heirs.chosen) == ["user:zhaomin"]


def test_whether_a_step_is_signed_is_chosen_and_taken_back(window: MainWindow) -> None:
    signature = field(window, "signature")
    assert isinstance(signature, QComboBox)
    assert signature.currentText() == "not required"
    for text, written in (("when agreeing", "agree"), ("always", "always"), ("not required", None)):
        signature.setCurrentIndex(signature.findText(text))
        signature.activated.emit(signature.currentIndex())
        turn()
        assert approval(window).get("signature") == written
    document = window.context.document
    assert document is not None
    document.undo()
    turn()
    assert approval(window).get("signature") == "always" and signature.currentText() == "always"


def test_whether_who_was_added_after_is_asked_after_a_rejection_is_chosen(window: MainWindow) -> None:
    after = field(window, "addedAfter")
    assert isinstance(after, QComboBox)
    assert after.currentText() == "when whoever added them agrees"
    for text, written in (("also when they disagree", "always"), ("when whoever added them agrees", None)):
        after.setCurrentIndex(after.findText(text))
        after.activated.emit(after.currentIndex())
        turn()
        assert approval(window).get("addedAfter") == written
