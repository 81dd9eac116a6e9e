"""The panel has a control for each parameter that a handler rule understands, and each is one step of undo."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QPushButton, QWidget

from modeler.document.commands import set_extension
from modeler.document.io import to_bytes
from modeler.ui.panels.fields import DurationField, NumberField
from modeler.ui.panels.handler_fields import CONTROLS
from modeler.ui.panels.properties import PropertiesPanel
from modeler.ui.panels.who_picker import WhoPicker
from modeler.ui.window import MainWindow
from runner.organization.handler import GENERAL, PARAMETERS
from runner.ui.kit.inputs import NumberBox
from tests.ui.window_builder import a_window, turn

STEP = "Task_head"


def ruled(window: MainWindow, **rule: str) -> PropertiesPanel:
    """The panel of a step with this rule."""
    document = window.context.document
    assert document is not None
    set_extension(document, STEP, "handler", rule)
    window.context.selection.set([STEP])
    turn()
    design = window.place_widget("design")
    return design.properties  # type: ignore[union-attr,no-any-return]


def control(panel: PropertiesPanel, name: str) -> QWidget:
    found = [one for one in panel.findChildren(QWidget, f"handler-{name}") if one.isVisibleTo(panel)]
    assert len(found) == 1, f"{name}: {len(found)} controls"
    return found[0]


def rule_of(window: MainWindow) -> dict[str, Any]:
    assert window.context.document is not None
    return dict(window.context.document.index.nodes[STEP].extension["handler"])  # type: ignore[call-overload]


def pick_in(box: QWidget, value: str) -> None:
    """Choose by keys, as somebody does who tabbed there."""
    assert isinstance(box, QComboBox)
    row = box.findData(value)
    assert row >= 0, value
    while box.currentIndex() != row:
        QTest.keyClick(box, Qt.Key.Key_Down if box.currentIndex() < row else Qt.Key.Key_Up)
    turn()


def test_every_parameter_has_a_control_and_no_other_has() -> None:
    known = {name for names in PARAMETERS.values() for name in names} | set(GENERAL)
    assert known == set(CONTROLS)


@pytest.mark.parametrize("strategies", [list(PARAMETERS)[:11], list(PARAMETERS)[11:]])
def test_each_strategy_shows_exactly_what_it_understands(strategies: list[str]) -> None:
    with a_window(sample=True) as window:
        for strategy in strategies:
            panel = ruled(window, strategy=strategy, min="1", empty="user")
            shown = {name for name in CONTROLS if panel.findChildren(QWidget, f"handler-{name}")}
            assert shown == {*PARAMETERS[strategy], *GENERAL}, strategy
            for name in shown:
                assert control(panel, name).accessibleName(), (strategy, name)


@pytest.mark.parametrize(
    ("strategy", "name", "value"),
    [
        ("superior", "line", "functional"),
        ("departmentHead", "short", "empty"),
        ("role", "scope", "global"),
        ("position", "scope", "department"),
        ("notHandlerOf", "node", "Task_hr"),
        ("handlerOf", "node", "Task_hr"),
        ("departmentHead", "level-way", "top"),
    ],
)
def test_choice_is_written_and_undone(strategy: str, name: str, value: str) -> None:
    with a_window(sample=True) as window:
        panel = ruled(window, strategy=strategy)
        document = window.context.document
        assert document is not None
        before = to_bytes(document)
        pick_in(control(panel, name), value)
        assert rule_of(window)[name.removesuffix("-way")] == value
        while to_bytes(document) != before:
            assert document.can_undo
            document.undo()
        assert rule_of(window) == {"strategy": strategy}
        turn()
        box = control(panel, name)
        assert isinstance(box, QComboBox) and box.currentData() != value


def test_limits_unfold_and_say_out_of_whom_and_how_many() -> None:
    with a_window(sample=True) as window:
        panel = ruled(window, strategy="role", who="role:hr")
        fold = control(panel, "limits")
        assert isinstance(fold, QPushButton)
        assert not [one for one in panel.findChildren(NumberField, "handler-max") if one.isVisibleTo(panel)]
        QTest.mouseClick(fold, Qt.MouseButton.LeftButton)
        most = control(panel, "max")
        assert isinstance(most, NumberField)
        QTest.keyClick(most, Qt.Key.Key_Up)
        assert rule_of(window)["max"] == "1"
        QTest.keyClick(most, Qt.Key.Key_Down)
        assert "max" not in rule_of(window)
        pick_in(control(panel, "within-way"), "named")
        picker = next(one for one in control(panel, "within").findChildren(WhoPicker) if one.isVisibleTo(panel))
        picker.changed.emit(["department:hr/**", "user:li"])
        turn()
        assert rule_of(window)["within"] == "department:hr/** user:li"
        pick_in(control(panel, "within-way"), "company")
        assert rule_of(window)["within"] == "company"
        assert picker.isHidden()


def test_another_strategy_keeps_the_limits_and_drops_the_rest() -> None:
    with a_window(sample=True) as window:
        panel = ruled(window, strategy="superior", line="project", max="2", within="company")
        box = panel.findChild(QComboBox, "property-strategy")
        assert box is not None
        pick_in(box, "role")
        assert rule_of(window) == {"strategy": "role", "max": "2", "within": "company"}


def test_matrix_is_picked_and_gone_to() -> None:
    with a_window(sample=True) as window:
        matrix = window.context.organization.matrices[0].id
        panel = ruled(window, strategy="matrix")
        box = next(one for one in control(panel, "table").findChildren(QComboBox))
        pick_in(box, matrix)
        assert rule_of(window)["table"] == matrix
        QTest.mouseClick(control(panel, "open-matrix"), Qt.MouseButton.LeftButton)
        turn()
        place: Any = window.place_widget("forms-rights")
        assert place.isVisibleTo(window) and place.page[0] == "organization"
        assert place.organization.view.current == "matrices"


def test_who_gets_a_copy_is_picked_and_taken_back() -> None:
    with a_window(sample=True) as window:
        document = window.context.document
        assert document is not None
        panel = ruled(window, strategy="starter")
        before = to_bytes(document)
        (picker,) = (one for one in panel.findChildren(WhoPicker) if one.objectName() == "property-copy")
        assert picker.accessibleName()
        assert [one.who for one in picker.offers("hand-over")][:1] == ["field:handover"]
        picker.changed.emit(["starter", "field:handover"])
        turn()
        assert [row["who"] for row in document.index.nodes[STEP].extension["copy"]] == ["starter", "field:handover"]  # type: ignore[attr-defined]
        assert picker.chosen == ["starter", "field:handover"]
        document.undo()
        assert to_bytes(document) == before


def test_hours_of_work_stay_hours_and_a_new_limit_begins_with_them() -> None:
    with a_window(sample=True) as window:
        document = window.context.document
        assert document is not None
        set_extension(document, STEP, "deadline", {"work": "PT24H"})
        panel = ruled(window, strategy="starter")
        field = panel.findChild(DurationField, "property-deadline")
        assert isinstance(field, DurationField)
        box, amount = field.findChild(QComboBox), field.findChild(NumberBox)
        assert isinstance(box, QComboBox) and isinstance(amount, NumberBox)
        assert (amount.value(), box.currentData()) == (24, "H")
        set_extension(document, STEP, "deadline", None)
        turn()
        amount.setValue(3)
        turn()
        assert document.index.nodes[STEP].extension["deadline"] == {"work": "PT3H"}
