"""The property panel edits the document, and everything it does can be undone."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QToolButton, QWidget

from modeler.bpmn.elements import SPECS
from modeler.document import commands
from modeler.document.io import to_bytes
from modeler.ui.expressions.faults import pairs_faults
from modeler.ui.panels.fields import duration_seconds, duration_text
from modeler.ui.panels.properties import GROUPS, PropertiesPanel
from modeler.ui.window import MainWindow
from runner.feel.vocabulary import NOTHING
from tests.ui.window_builder import a_window, turn, until


def panel_of(window: MainWindow, *selected: str) -> PropertiesPanel:
    window.context.selection.set(selected)
    turn()
    design = window.place_widget("design")
    return design.properties  # type: ignore[union-attr,no-any-return]


def child(panel: PropertiesPanel, kind: type, name: str) -> QWidget:
    found = panel.findChild(kind, f"property-{name}")
    assert found is not None
    return found  # type: ignore[no-any-return]


def test_every_group_that_a_spec_names_can_be_built() -> None:
    assert {group for spec in SPECS.values() for group in spec.properties} <= set(GROUPS)
    with a_window(sample=True) as window:
        index = window.context.document.index  # type: ignore[union-attr]
        for element in (*index.nodes, *index.flows):
            panel = panel_of(window, element)
            assert panel.editing is not None and panel.editing.element == element


def test_with_nothing_selected_the_process_is_shown() -> None:
    with a_window(sample=True) as window:
        panel = panel_of(window)
        assert panel.editing is not None and panel.editing.element == "Process_leave"


def test_with_nothing_selected_inside_a_sub_process_that_one_is_shown() -> None:
    with a_window(sample=True) as window:
        document = window.context.document
        assert document is not None
        panel = panel_of(window)
        own = commands.add_node(document, "sub-process-collapsed", (700, 300), name="Check")
        canvas = window.place_widget("design").canvas  # type: ignore[union-attr]
        canvas.open_plane(own)
        turn()
        assert panel.editing is not None and panel.editing.element == own
        field = child(panel, QLineEdit, "name")
        field.selectAll()  # type: ignore[attr-defined]
        QTest.keyClicks(field, "Compare")
        assert document.index.nodes[own].name == "Compare"
        canvas.open_plane(None)
        turn()
        assert panel.editing is not None and panel.editing.element == "Process_leave"


def test_typing_a_name_is_one_step_of_undo_and_bytes_come_back() -> None:
    with a_window(sample=True) as window:
        document = window.context.document
        assert document is not None
        before = to_bytes(document)
        panel = panel_of(window, "Task_head")
        field = child(panel, QLineEdit, "name")
        field.selectAll()  # type: ignore[attr-defined]
        QTest.keyClicks(field, "Head approves")
        assert document.index.nodes["Task_head"].name == "Head approves"
        document.undo()
        assert to_bytes(document) == before
        assert field.text() == document.index.nodes["Task_head"].name  # type: ignore[attr-defined]
        document.redo()
        assert document.index.nodes["Task_head"].name == "Head approves"


def test_another_strategy_drops_the_parameters_of_the_old_one() -> None:
    with a_window(sample=True) as window:
        document = window.context.document
        assert document is not None
        panel = panel_of(window, "Task_head")
        box = child(panel, QComboBox, "strategy")
        box.setCurrentIndex(box.findData("departmentHead"))  # type: ignore[attr-defined]
        box.activated.emit(box.currentIndex())  # type: ignore[attr-defined]
        block = document.index.nodes["Task_head"].extension["handler"]
        assert block == {
            "strategy": "departmentHead", "level": "1", "empty": "admin", "same": "superior", "distinct": "off"
        }  # fmt: skip
        document.undo()
        assert document.index.nodes["Task_head"].extension["handler"]["strategy"] == "consecutiveHeads"  # type: ignore[index]


def test_the_preview_says_who_it_would_be_and_why() -> None:
    from modeler.ui.panels.handler_preview import HandlerPreview

    with a_window(sample=True) as window:
        panel = panel_of(window, "Task_head1")
        preview = panel.findChild(HandlerPreview)
        assert preview is not None
        assert preview._names.text()
        assert preview._trail.text().startswith("1. ")


def test_verdict_buttons_switch_on_and_off() -> None:
    with a_window(sample=True) as window:
        document = window.context.document
        assert document is not None
        panel = panel_of(window, "Task_head")
        check = child(panel, QCheckBox, "approval")
        check.click()  # type: ignore[attr-defined]
        assert "approval" not in document.index.nodes["Task_head"].extension
        check.click()  # type: ignore[attr-defined]
        approval = document.index.nodes["Task_head"].extension["approval"]
        assert [one["result"] for one in approval["verdicts"]] == ["agree", "reject", "return"]  # type: ignore[index]


def test_each_button_says_whether_it_asks_for_an_opinion() -> None:
    with a_window(sample=True) as window:
        document = window.context.document
        assert document is not None
        panel = panel_of(window, "Task_head")

        def asked() -> dict[str, tuple[bool, str | None]]:
            block = document.index.nodes["Task_head"].extension["approval"]
            assert isinstance(block, dict)
            said = {one["id"]: one.get("opinion") for one in block["verdicts"]}
            return {name: (button_of(name).isChecked(), own) for name, own in said.items()}

        def button_of(name: str) -> QToolButton:
            found = panel.findChild(QToolButton, f"verdict-opinion-{name}")
            assert found is not None
            return found

        assert asked() == {"agree": (False, None), "reject": (True, None), "return": (True, None)}
        before = to_bytes(document)
        QTest.mouseClick(button_of("agree"), Qt.MouseButton.LeftButton)
        QTest.mouseClick(button_of("return"), Qt.MouseButton.LeftButton)
        assert asked() == {"agree": (True, "always"), "reject": (True, None), "return": (False, "none")}
        QTest.mouseClick(button_of("return"), Qt.MouseButton.LeftButton)
        assert asked()["return"] == (True, None), "what the step says already is not said again"
        for _ in range(3):
            document.undo()
        assert to_bytes(document) == before
        assert asked()["agree"] == (False, None)


def test_each_button_says_whether_it_is_signed() -> None:
    with a_window(sample=True) as window:
        document = window.context.document
        assert document is not None
        panel = panel_of(window, "Task_head")
        before = to_bytes(document)

        def said(name: str) -> tuple[bool, str | None]:
            block = document.index.nodes["Task_head"].extension["approval"]
            assert isinstance(block, dict)
            own = next(one for one in block["verdicts"] if one["id"] == name)
            return button_of(name).isChecked(), own.get("signature")

        def button_of(name: str) -> QToolButton:
            found = panel.findChild(QToolButton, f"verdict-signature-{name}")
            assert found is not None
            return found

        assert said("agree") == (False, None)
        QTest.mouseClick(button_of("reject"), Qt.MouseButton.LeftButton)
        assert said("reject") == (True, "always")
        QTest.mouseClick(button_of("reject"), Qt.MouseButton.LeftButton)
        assert said("reject") == (False, None)
        for _ in range(2):
            document.undo()
        assert to_bytes(document) == before


def test_a_condition_is_checked_while_it_is_typed() -> None:
    from modeler.ui.expressions.edit import ExpressionEdit

    with a_window(sample=True) as window:
        document = window.context.document
        assert document is not None
        panel = panel_of(window, "Flow_hr")
        field = panel.findChild(ExpressionEdit)
        text = child(panel, QPlainTextEdit, "condition")
        assert field is not None
        text.setPlainText("days > ")  # type: ignore[attr-defined]
        field.check()
        assert field.fault
        text.setPlainText("days > 5")  # type: ignore[attr-defined]
        field.check()
        assert not field.fault
        assert document.index.flows["Flow_hr"].condition == "days > 5"


def test_a_timer_is_written_as_a_duration() -> None:
    from modeler.ui.panels.group_time import timer_of, write_timer

    with a_window(sample=True) as window:
        panel = panel_of(window, "Timer_head")
        assert panel.editing is not None
        assert timer_of(panel.editing) == ("duration", "PT24H")
        write_timer(panel.editing, "duration", "PT2H")
        assert timer_of(panel.editing) == ("duration", "PT2H")


def test_durations_are_read_and_written_as_iso_8601() -> None:
    assert duration_seconds("PT8H") == 8 * 3600
    assert duration_seconds("P1DT30M") == 86400 + 1800
    assert duration_seconds("P1M") is None
    assert duration_text(2, "D") == "P2D"
    assert duration_text(8, "H") == "PT8H"
    assert duration_text(0, "H") == ""


def test_scripts_are_checked_line_by_line() -> None:
    assert pairs_faults("total = 1 + 2\nname = if total > 2\n  then 1 else 0", NOTHING) == []
    assert "2" in pairs_faults("a = 1\nno assignment", NOTHING)[0].message


def test_undo_and_redo_are_actions_with_the_state_of_the_file() -> None:
    with a_window(sample=True) as window:
        actions = window.commands.actions
        assert not actions["edit.undo"].isEnabled()
        panel = panel_of(window, "Task_head")
        QTest.keyClicks(child(panel, QLineEdit, "name"), "x")
        turn()
        assert actions["edit.undo"].isEnabled()
        window.commands.run("edit.undo")
        assert not actions["edit.undo"].isEnabled()
        assert actions["edit.redo"].isEnabled()


def test_problems_arrive_after_an_edit_and_a_click_selects() -> None:
    from modeler.document.commands import set_extension

    with a_window(sample=True) as window:
        document = window.context.document
        assert document is not None
        set_extension(document, "Task_hr", "handler", None)
        until(lambda: any(one.element == "Task_hr" for one in window.context.problems))
        design = window.place_widget("design")
        problem = next(one for one in window.context.problems if one.element == "Task_hr")
        design.problems.choose(problem)  # type: ignore[union-attr]
        assert window.context.selection.ids == ("Task_hr",)
        assert "problem" in window.status._problems.text()


def test_the_panel_survives_the_removal_of_what_it_shows() -> None:
    from modeler.document.commands import remove

    with a_window(sample=True) as window:
        panel = panel_of(window, "Task_hr")
        remove(window.context.document, ["Task_hr"])  # type: ignore[arg-type]
        turn()
        assert window.context.selection.ids == ()
        assert panel.editing is not None and panel.editing.element == "Process_leave"


def test_the_state_of_data_is_typed_in_the_properties() -> None:
    from modeler.document.commands import add_node

    with a_window(sample=True) as window:
        document = window.context.document
        assert document is not None
        own = add_node(document, "data-object", (700, 700))
        before = to_bytes(document)
        panel = panel_of(window, own)
        field = child(panel, QLineEdit, "state")
        QTest.keyClicks(field, "signed")
        assert document.index.nodes[own].state == "signed"
        document.undo()
        assert to_bytes(document) == before
        document.redo()
        assert document.index.nodes[own].state == "signed"
        assert panel_of(window, "Task_head").findChild(QLineEdit, "property-state") is None
