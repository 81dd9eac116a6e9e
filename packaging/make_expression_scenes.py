"""Scenes of the expression editor and the condition builder, each in mid-use, for `make_screenshots.py`."""

from __future__ import annotations

from typing import Any

from make_scene_set import SceneSet

SCENES = SceneSet()
scene = SCENES.scene
FLOW = "Flow_hr"


class Writing:
    """The condition of a flow of the sample as text, emptied, with the cursor in it."""

    def __init__(self, stage: Any, element: str = FLOW, kind: str = "text") -> None:
        from modeler.ui.expressions.condition import ConditionEdit

        stage.on_leave()
        self.stage, self.document = stage, stage.context.document
        self.before = self.document.revision
        stage.place("design")
        stage.select(element)
        stage.turn(0.1)
        edits = stage.window.findChildren(ConditionEdit)
        self.condition = next(one for one in edits if one.isVisible())
        self.condition.choose(kind)
        stage.turn(0.1)
        self.edit = self.condition.text

    def type(self, text: str) -> None:
        """Write this in place of all."""
        from PySide6.QtTest import QTest

        self.edit.field.setFocus()
        self.edit.field.selectAll()
        self.edit.field.insertPlainText("")
        for sign in text:
            if sign.isascii():
                QTest.keyClick(self.edit.field, sign)
            else:
                self.edit.field.insertPlainText(sign)
        self.stage.turn(0.1)

    def check(self) -> None:
        """Without waiting for the pause in typing; no list lies over it."""
        self.edit.field.hide_list()
        self.edit.check()
        self.stage.turn(0.1)

    def set(self, text: str) -> None:
        """Another condition in the document."""
        from modeler.document import commands

        commands.set_property(self.document, FLOW, "condition", text)
        self.stage.turn(0.1)

    def back(self) -> None:
        """As the sample was."""
        self.edit.field.hide_list()
        self.condition.choose("text")
        while self.document.can_undo:
            self.document.undo()
        self.stage.select()


@scene("60-expression-function")
def function(stage: Any) -> Any:
    writing = Writing(stage)
    writing.type("round half")
    return writing.back


@scene("61-expression-variable")
def variable(stage: Any) -> Any:
    writing = Writing(stage)
    writing.type("period.")
    return writing.back


@scene("62-expression-faults")
def faults(stage: Any) -> Any:
    writing = Writing(stage)
    writing.type("dayz == 3 && type = “sick” and (reason != null")
    writing.check()
    return writing.back


@scene("63-expression-value")
def value(stage: Any) -> Any:
    from PySide6.QtWidgets import QPushButton

    writing = Writing(stage)
    writing.type('days > 3 and (type = "sick" or string length(reason) > 20)')
    writing.check()
    writing.edit.findChild(QPushButton, "expression-samples").click()
    stage.turn(0.1)

    def back() -> None:
        writing.edit.findChild(QPushButton, "expression-samples").click()
        writing.back()

    return back


@scene("64-condition-rows")
def rows(stage: Any) -> Any:
    writing = Writing(stage, kind="rows")
    writing.set('days > 3 and (type in ("sick", "annual") or period.from >= date("2026-10-01")) and reason != null')
    return writing.back


@scene("65-condition-misfit")
def misfit(stage: Any) -> Any:
    writing = Writing(stage, kind="rows")
    writing.set("days * 2 > 3 + count([1, 2])")
    return writing.back


@scene("65-condition-nested")
def nested(stage: Any) -> Any:
    writing = Writing(stage, kind="rows")
    writing.set(
        'days > 3 and (type = "sick" or (reason != null and contains(reason, "住院") and '
        '(period.from >= date("2026-10-01") or type in ("annual", "marriage", "maternity"))))'
    )
    return writing.back


@scene("66-script")
def script(stage: Any) -> Any:
    from modeler.document import commands
    from modeler.ui.expressions.edit import ExpressionEdit

    document = stage.context.document
    stage.place("design")
    own = str(commands.add_node(document, "script-task", (700, 700)))
    commands.set_property(
        document, own, "script", "total = days * 2\nlong = total > 10 && total\nsure = days => 3\nopen = (days + 1"
    )
    stage.select(own)
    stage.turn(0.2)
    edit = next(one for one in stage.window.findChildren(ExpressionEdit) if one.isVisible())
    edit.field.setFocus()
    edit.check()

    def back() -> None:
        while document.can_undo:
            document.undo()
        stage.select()

    return back
