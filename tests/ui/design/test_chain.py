"""People who think in chains type one and get a process."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QPushButton

from modeler.document.io import to_bytes
from modeler.organization.chain import rule_for, steps_of
from modeler.ui.panels.chain_dialog import ChainDialog
from modeler.ui.window import MainWindow
from runner.organization.model import Organization
from tests.helpers.gestures import Hands
from tests.ui.window_builder import a_window, turn


@pytest.mark.parametrize(
    "text",
    [
        "head -> executive -> finance", "head → executive→finance", "head, executive, finance",
        "head\nexecutive\n\nfinance", " head=>executive => finance ", "head，executive、finance",
    ],
)  # fmt: skip
def test_arrows_commas_and_lines_stand_between_steps(text: str) -> None:
    assert steps_of(text) == ["head", "executive", "finance"]


def test_names_of_roles_positions_people_and_heads_become_rules() -> None:
    organization = Organization.model_validate(
        {
            "roles": [{"id": "legal", "name": {"zh": "法务", "en": "Legal counsel"}}],
            "positions": [{"id": "gm", "name": {"zh": "总经理", "en": "General manager"}}],
            "departments": [
                {"id": "centre", "name": {"zh": "财务中心", "en": "Finance centre"}},
                {"id": "fin", "name": {"zh": "财务部", "en": "Accounting"}},
            ],
            "users": [{"id": "li", "name": "李静"}],
        }
    )
    found = {
        name: rule_for(name, organization).get("who") or rule_for(name, organization).get("strategy")
        for name in (
            "法务",
            "legal counsel",
            "General manager",
            "总经理审批",
            "财务",
            "finance",
            "李静",
            "部门主管",
            "head",
            "Nobody",
        )
    }
    assert found == {
        "法务": "role:legal", "legal counsel": "role:legal", "General manager": "position:gm",
        "总经理审批": "position:gm", "财务": "department:fin", "finance": "department:centre", "李静": "user:li",
        "部门主管": "departmentHead",
        "head": "departmentHead", "Nobody": None,
    }  # fmt: skip


def dialog_of(window: MainWindow) -> ChainDialog:
    turn()
    found = window.findChild(ChainDialog)
    assert isinstance(found, ChainDialog) and found.isVisible()
    return found


def type_into(dialog: ChainDialog, text: str) -> None:
    field = dialog.findChild(QPlainTextEdit, "chain-text")
    assert isinstance(field, QPlainTextEdit)
    if text.isascii():
        QTest.keyClicks(field, text)
    else:
        field.insertPlainText(text)


def go(dialog: ChainDialog) -> None:
    button = dialog.findChild(QPushButton, "chain-go")
    assert isinstance(button, QPushButton)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    turn()


def walked(window: MainWindow) -> list[tuple[str, str]]:
    """Names and rules from the start event on."""
    document = window.context.document
    assert document is not None
    index = document.index
    at = next(node for node in index.nodes.values() if node.tag == "startEvent")
    found = []
    while at.outgoing:
        at = index.nodes[index.flows[at.outgoing[0]].target]
        rule = at.extension.get("handler") or {}
        assert isinstance(rule, dict)
        found.append((at.name or at.tag, str(rule.get("who") or rule.get("strategy", ""))))
    return found


def test_the_start_page_asks_for_a_chain_and_draws_it() -> None:
    with a_window() as window:
        Hands(window).click(Hands(window).card("Approval chain"))
        dialog = dialog_of(window)
        type_into(dialog, "head -> Somebody -> starter")
        go(dialog)
        assert walked(window) == [
            ("head", "departmentHead"), ("Somebody", ""), ("starter", "starter"), ("endEvent", ""),
        ]  # fmt: skip
        document = window.context.document
        assert document is not None
        step = next(node for node in document.index.nodes.values() if node.name == "head")
        approval = step.extension["approval"]
        assert isinstance(approval, dict) and [one["id"] for one in approval["verdicts"]] == [
            "agree", "reject", "return",
        ]  # fmt: skip
        after = to_bytes(document)
        document.undo()
        assert [node.tag for node in document.index.nodes.values()] == ["startEvent"], "it was one step of undo"
        document.redo()
        assert to_bytes(document) == after


def test_a_chinese_chain_with_picked_roles_becomes_rules_of_the_organisation() -> None:
    with a_window(sample=True, language="zh") as window:
        window.files.new()
        window.commands.run("edit.chain")
        dialog = dialog_of(window)
        type_into(dialog, "部门主管→总经理")
        people = dialog.findChild(QComboBox, "chain-people")
        assert isinstance(people, QComboBox)
        QTest.keyClick(people, Qt.Key.Key_Down)
        assert dialog.names == ["部门主管", "总经理", "人事专员"]
        go(dialog)
        names = walked(window)
        assert [name for name, _rule in names] == ["部门主管", "总经理", "人事专员", "endEvent"]
        assert names[0][1] == "departmentHead" and names[1][1].startswith("position:")
        assert names[2][1] == "role:hr"


def test_a_chain_goes_on_behind_the_selected_step_and_cancel_draws_nothing() -> None:
    with a_window() as window:
        window.files.new()
        document = window.context.document
        assert document is not None
        window.commands.run("edit.chain")
        dialog = dialog_of(window)
        type_into(dialog, "Ask")
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        turn()
        assert len(document.index.nodes) == 1
        window.commands.run("edit.chain")
        type_into(dialog_of(window), "Ask")
        go(dialog_of(window))
        before = to_bytes(document)
        window.commands.run("edit.chain")
        type_into(dialog_of(window), "Second, Third")
        window.context.selection.set([next(node.id for node in document.index.nodes.values() if node.name == "Ask")])
        go(dialog_of(window))
        names = {node.name for node in document.index.nodes.values()}
        assert {"Ask", "Second", "Third"} <= names and to_bytes(document) != before


@pytest.mark.parametrize("language", ["en", "zh"])
def test_all_of_the_dialog_has_room(language: str) -> None:
    with a_window(language=language, sample=True) as window:
        place = window.place_widget("design")
        window.show_place("design")
        place.do_chain()  # type: ignore[union-attr]
        dialog = dialog_of(window)
        type_into(dialog, "head -> executive -> finance -> starter -> Somebody")
        turn()
        layout = dialog.layout()
        assert layout is not None
        assert dialog.height() >= layout.totalHeightForWidth(dialog.width())
        field = dialog.findChild(QPlainTextEdit, "chain-text")
        people = dialog.findChild(QComboBox, "chain-people")
        assert isinstance(field, QPlainTextEdit) and isinstance(people, QComboBox)
        assert field.geometry().bottom() < people.geometry().top()
