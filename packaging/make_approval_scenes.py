"""Scenes of what is done with an approval besides deciding it, and of decisions, for `make_screenshots.py`."""

from __future__ import annotations

from typing import Any

from make_scene_set import SceneSet, said

from runner.organization.resolver import expand_who

SCENES = SceneSet()
scene = SCENES.scene
_DECISION = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"
    id="approvers" name="approvers" namespace="urn:approvers">
  <inputData id="i1" name="amount"><variable name="amount" typeRef="number"/></inputData>
  <inputData id="i2" name="urgent"><variable name="urgent" typeRef="boolean"/></inputData>
  <decision id="approver" name="审批级别">
    <variable name="approver" typeRef="string"/>
    <informationRequirement><requiredInput href="#i1"/></informationRequirement>
    <informationRequirement><requiredInput href="#i2"/></informationRequirement>
    <decisionTable hitPolicy="FIRST">
      <input label="金额"><inputExpression typeRef="number"><text>amount</text></inputExpression></input>
      <input label="加急"><inputExpression typeRef="boolean"><text>urgent</text></inputExpression></input>
      <output label="审批人" typeRef="string"/>
      <rule><inputEntry><text>&lt; 5000</text></inputEntry><inputEntry><text>-</text></inputEntry>
        <outputEntry><text>"head"</text></outputEntry></rule>
      <rule><inputEntry><text>[5000..20000]</text></inputEntry><inputEntry><text>true</text></inputEntry>
        <outputEntry><text>"executive"</text></outputEntry></rule>
      <rule><inputEntry><text>-</text></inputEntry><inputEntry><text>-</text></inputEntry>
        <outputEntry><text>"board"</text></outputEntry></rule>
    </decisionTable>
  </decision>
</definitions>
"""


def _started(stage: Any) -> Any:
    """A request of somebody, at its first handler."""
    stage.on_leave()
    place = stage.place("rehearse")
    place.rehearsal.steer(lambda steer: steer.set_pace(stepping=False, breaks={}))
    place.play_as("zhang")
    stage.settle()
    place.rehearsal.show_case(None)
    stage.settle()
    period = {"from": "2026-03-04", "fromHalf": "am", "to": "2026-03-09", "toHalf": "pm"}
    place.rehearsal.start(
        {"type": "annual", "period": period, "reason": said("回家探亲", "Seeing my family"), "handover": "wu"}, None
    )
    stage.settle()
    handler = next(one.user for one in place.rehearsal.snapshot.open if one.user)
    place.play_as(handler)
    stage.settle()
    return place


def _dialog(stage: Any, place: Any, kind: type) -> Any:
    stage.settle()
    return next(one for one in place.findChildren(kind) if one.isVisible())


@scene("12-approve-return")
def returning(stage: Any) -> Any:
    from modeler.ui.places.rehearse.operating import ask_operation
    from modeler.ui.places.rehearse.place_dialog import PlaceDialog

    place = _started(stage)
    ask_operation(place, "return")
    return _dialog(stage, place, PlaceDialog)


@scene("12-approve-add-before")
def adding(stage: Any) -> Any:
    from modeler.ui.places.rehearse.operating import ask_operation
    from modeler.ui.places.rehearse.operation_dialog import OperationDialog

    place = _started(stage)
    ask_operation(place, "addBefore")
    return _dialog(stage, place, OperationDialog)


@scene("12-approve-migrate")
def migrating(stage: Any) -> Any:
    """The case goes over to a version in which a step has another name."""
    from modeler.document import commands
    from modeler.ui.places.rehearse.migration_dialog import MigrationDialog, ask_migration

    place = _started(stage)
    case = place.rehearsal.snapshot.case.case
    commands.rename(stage.context.document, "Task_hr", said("人事复核", "Personnel"))
    stage.place("design")
    stage.place("rehearse")
    stage.settle()
    place.rehearsal.show_case(case)
    stage.settle()
    ask_migration(place)
    dialog = _dialog(stage, place, MigrationDialog)
    dialog.destroyed.connect(stage.context.document.undo)
    return dialog


@scene("12-approve-phrases")
def phrases(stage: Any) -> None:
    """What is often written as an opinion, to be picked."""
    from runner.ui.phrases import PhraseButton

    place = _started(stage)
    place.task_panel.findChild(PhraseButton).click()
    stage.settle()


@scene("12-approve-phrases-change")
def changing_phrases(stage: Any) -> Any:
    from runner.ui.phrases import PhraseButton

    return _started(stage).task_panel.findChild(PhraseButton).change()


def _to_sign(stage: Any) -> Any:
    """The head's step asks for a signature, and a request is there."""
    from modeler.document import commands

    document = stage.context.document
    approval = document.index.record("Task_head").extension["approval"]
    commands.set_extension(document, "Task_head", "approval", {**approval, "signature": "always"})
    stage.place("design")
    return _started(stage)


@scene("12-approve-sign")
def signing(stage: Any) -> Any:
    """By hand: a few strokes of the mouse."""
    from PySide6.QtCore import QPoint, Qt
    from PySide6.QtTest import QTest

    from runner.ui.signing import SignDialog

    place = _to_sign(stage)
    place.task_panel.buttons["agree"].click()
    dialog = _dialog(stage, place, SignDialog)
    pad, left = dialog.drawing.pad, Qt.MouseButton.LeftButton
    for stroke in (((40, 40), (90, 34), (70, 80)), ((120, 30), (124, 90)), ((100, 60), (190, 52), (240, 70))):
        QTest.mousePress(pad, left, pos=QPoint(*stroke[0]))
        for x, y in stroke[1:]:
            QTest.mouseMove(pad, QPoint(x, y))
        QTest.mouseRelease(pad, left, pos=QPoint(*stroke[-1]))
    dialog.destroyed.connect(stage.context.document.undo)
    return dialog


@scene("12-approve-sign-line")
def signing_line(stage: Any) -> None:
    """The task says with which buttons it is signed."""
    _to_sign(stage)
    stage.context.document.undo()


@scene("12-approve-suspended")
def suspended(stage: Any) -> None:
    """The case stands still until who manages the process resumes it."""
    place = _started(stage)
    handler, rehearsal = place.rehearsal.user, place.rehearsal
    rule = next(one for one in rehearsal.bundle.rights.allow if one.action == "manage")
    place.play_as(next(iter(expand_who(rule.who, rehearsal.bundle.organization))))
    stage.settle()
    rehearsal.operate_case("suspend", reason=said("等待审计", "Waits for the audit"))
    stage.settle()
    place.play_as(handler)
    stage.settle()


@scene("05-design-approval")
def approval(stage: Any) -> None:
    """How a step is decided: the buttons, and which of them ask for an opinion."""
    from PySide6.QtWidgets import QScrollArea, QToolButton

    stage.on_leave()
    place = stage.place("design")
    stage.select("Task_head")
    stage.settle()
    place.properties.focus_field("property-approval")
    stage.settle()
    for area in place.properties.findChildren(QScrollArea):
        area.ensureWidgetVisible(place.properties.findChild(QToolButton, "verdict-opinion-return"), 0, 200)
    stage.settle()


@scene("05-design-decision")
def decision(stage: Any) -> Any:
    """A step that asks a decision of the workspace."""
    from modeler.document import commands

    stage.on_leave()
    place = stage.place("design")
    document = stage.context.document
    folder = stage.context.workspace.folder / "decisions"
    folder.mkdir(exist_ok=True)
    (folder / "approvers.dmn").write_text(_DECISION, "utf-8")
    with document.transaction("Decide"):
        own = commands.insert_node(
            document, document.index.nodes["Task_hr"].incoming[0], "business-rule-task", "定级"
        )
        commands.set_extension(document, own, "decision", {"ref": "approver", "result": "approver"})
    stage.select(own)
    stage.settle()
    place.properties.focus_field("property-decision")
    stage.settle()
    return document.undo


@scene("05-design-decision-table")
def decision_table(stage: Any) -> Any:
    from PySide6.QtWidgets import QPushButton

    from modeler.ui.panels.decision_view import DecisionView

    back = decision(stage)
    look = next(one for one in stage.window.findChildren(QPushButton, "decision-look") if not one.isHidden())
    look.click()
    view = _dialog(stage, stage.window, DecisionView)
    view.destroyed.connect(back)
    return view


@scene("05-design-decision-fault")
def decision_fault(stage: Any) -> Any:
    """A rule more, with a cell that cannot be read."""
    view = decision_table(stage)
    view.acts.run("below")
    view.acts.type(1, 0, "5000..20000]")
    view.table.setCurrentIndex(view.table.model().index(1, 0))
    stage.settle()
    view.ask = lambda: "drop"
    return view


@scene("05-design-decision-offers")
def decision_offers(stage: Any) -> Any:
    """Names offered while a cell is typed."""
    from PySide6.QtTest import QTest

    from modeler.ui.panels.decision_cell import CellEdit

    view = decision_table(stage)
    index = view.table.model().index(0, 1)
    view.table.setCurrentIndex(index)
    view.table.edit(index)
    stage.settle()
    editor = view.table.viewport().findChildren(CellEdit)[0]
    editor.clear()
    editor.setFocus()
    QTest.keyClicks(editor, "if d")
    stage.settle()
    view.ask = lambda: "drop"
    return view


@scene("05-design-decision-column")
def decision_column(stage: Any) -> Any:
    from modeler.ui.panels.decision_column import ColumnDialog

    view = decision_table(stage)
    view.acts.open_head(0)
    dialog = _dialog(stage, view, ColumnDialog)
    dialog.destroyed.connect(view.close)
    return dialog


@scene("12-approve-added")
def added(stage: Any) -> Any:
    """前加签: one more signer before the head, who waits until that one has said something."""
    place = _started(stage)
    own = place.rehearsal.snapshot.task.task
    place.rehearsal.operate("addBefore", own, to=["wang"], reason=said("请先核对余额", "Compare the balance first"))
    stage.settle()
    place.play_as("wang")
    stage.settle()


@scene("12-approve-returned")
def returned(stage: Any) -> Any:
    """退回: the starter has the form again, with the reason."""
    place = _started(stage)
    task = place.rehearsal.snapshot.task
    place.rehearsal.operate(
        "return",
        task.task,
        to=task.back[-1].to,
        reason=said("请补充交接安排", "Who takes over what?"),
        confirmed=True,
    )
    stage.settle()
    place.play_as("zhang")
    stage.settle()


@scene("12-case-time")
def time_travel(stage: Any) -> Any:
    """The clock was pushed to the next time limit; what it can be pushed by stands in its menu."""
    place = _started(stage)
    place.rehearsal.advance("next timer")
    stage.settle()
    place.time_line.time.forward.click()
    return place.time_line.time.menu.close


@scene("12-case-paper")
def case_paper(stage: Any) -> Any:
    """A finished case on paper."""
    from modeler.ui.places.rehearse.paper import PaperDialog, ask_paper

    place = _started(stage)
    for _time in range(6):
        shown = place.rehearsal.snapshot
        if not shown.open:
            break
        user = next((one.user for one in shown.open if one.user), None)
        if user is None:
            own = shown.open[0]
            place.rehearsal.answer(own.task, "answer", {})
        else:
            place.play_as(user)
            stage.settle()
            place.rehearsal.complete(place.rehearsal.snapshot.task.task, {}, "agree", said("同意", "Agreed"))
        stage.settle()
    place.rehearsal.advance("P1D")  # the service answers after a while
    place.play_as("zhang")
    stage.settle()
    ask_paper(place)
    return _dialog(stage, place, PaperDialog)
