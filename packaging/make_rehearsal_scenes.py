"""Scenes of a rehearsal: one case with its people, and one that is steered: stepping, going back, an incident,
messages, tests."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from make_scene_set import SceneSet, said

SCENES = SceneSet()
scene = SCENES.scene
CLOCK = "2026-03-02T09:00:00+08:00"


@scene("12-rehearse-start")
def rehearse(stage: Any) -> None:
    stage.place("rehearse").play_as("zhang")


@scene("12-rehearse-path")
def rehearse_path(stage: Any) -> Any:
    """Who will have a request of three weeks, before it is sent."""
    from modeler.ui.places.rehearse.foreseeing import PathDialog

    place = stage.place("rehearse")
    place.play_as("zhang")
    stage.settle()
    period = {"from": "2026-03-04", "fromHalf": "am", "to": "2026-03-20", "toHalf": "pm"}
    place.task_panel.player.put_in(
        {"type": "annual", "period": period, "reason": said("回家探亲", "Seeing my family"), "handover": "wu"}
    )
    place.task_panel.path.click()
    stage.settle()
    return next(one for one in place.findChildren(PathDialog))


@scene("12-rehearse-verdicts")
def rehearse_verdicts(stage: Any) -> None:
    place = stage.place("rehearse")
    place.play_as("zhang")
    stage.settle()
    period = {"from": "2026-03-04", "fromHalf": "am", "to": "2026-03-09", "toHalf": "pm"}
    data = {"type": "annual", "period": period, "reason": said("回家探亲", "Seeing my family"), "handover": "wu"}
    place.rehearsal.start(data, None)
    stage.settle()
    handler = next(one.user for one in place.rehearsal.snapshot.open if one.user)
    place.play_as(handler)


@scene("12-rehearse-hand-over")
def rehearse_hand_over(stage: Any) -> Any:
    return stage.place("rehearse").ask_handing()


@scene("12-rehearse-whole-case")
def rehearse_whole_case(stage: Any) -> Any:
    from modeler.ui.places.rehearse.keeping import ask_export

    return ask_export(stage.place("rehearse"))


@scene("12-rehearse-refused")
def rehearse_refused(stage: Any) -> None:
    panel = stage.place("rehearse").task_panel
    panel.buttons["reject"].click()


@scene("12-rehearse-rights")
def rehearse_rights(stage: Any) -> None:
    stage.place("rehearse").middle.terminate.trigger()


@scene("12-rehearse-remark")
def rehearse_remark(stage: Any) -> None:
    place = stage.place("rehearse")
    place.task_panel.banner.hide()
    place.middle.remark.click()
    place.middle.remark_bar.text.setPlainText(said("请在这里显示剩余的年假天数", "Show here how many days are left"))


@scene("12-remark-in-design")
def remark_in_design(stage: Any) -> None:
    stage.place("rehearse").middle.remark_bar.leave.click()
    stage.settle()
    place = stage.place("design")
    place.show_problems()
    place.below._tabs.setCurrentIndex(1)


@scene("12-rehearsed-elsewhere")
def rehearsed_elsewhere(stage: Any) -> None:
    place = stage.place("rehearse")
    other = Path(tempfile.mkdtemp(prefix="slipway-other-"))
    results = elsewhere(place.rehearsal.bundle, other)
    place.middle.notice.hide()
    from modeler.ui.places.rehearse.keeping import import_from

    import_from(place, results)
    stage.settle()
    shutil.rmtree(other)


def elsewhere(bundle: Any, folder: Path) -> Path:
    """A case of the sample, begun on a machine of its own: its file of results."""
    from runner.service import Service

    service = Service(f"sqlite:///{(folder / 'cases.sqlite').as_posix()}", clock="2026-03-02T09:00:00+08:00")
    period = {"from": "2026-03-04", "fromHalf": "am", "to": "2026-03-04", "toHalf": "pm"}
    data = {"type": "annual", "period": period, "reason": said("搬家", "Moving house"), "handover": "wu"}
    service.start(service.deploy(bundle), "zhang", data)
    path = folder / "from-wang.slipresult"
    path.write_bytes(service.export_results())
    service.close()
    return path


def begun(stage: Any) -> Any:
    """A new case of the leave request, as its starter."""
    stage.on_leave()
    place = stage.place("rehearse")
    place.middle.notice.hide()
    place.rehearsal.steer(lambda steer: steer.set_pace(stepping=False, breaks={}))
    place.rehearsal.show_case(None)
    stage.settle()
    place.play_as("zhang")
    stage.settle()
    period = {"from": "2026-03-04", "fromHalf": "am", "to": "2026-03-09", "toHalf": "pm"}
    data = {"type": "annual", "period": period, "reason": said("回家探亲", "Seeing my family"), "handover": "wu"}
    place.rehearsal.start(data, None)
    stage.settle()
    return place


def agreed(stage: Any, place: Any) -> None:
    """Whoever has the step at hand agrees."""
    user = next(one.user for one in place.rehearsal.snapshot.open if one.user)
    place.play_as(user)
    stage.settle()
    place.rehearsal.complete(place.rehearsal.snapshot.task.task, {}, "agree", "")
    stage.settle(0.8)


@scene("12-steps-stepping")
def stepping(stage: Any) -> Any:
    place = begun(stage)
    for _time in range(2):
        agreed(stage, place)
    place.steering.toggle_break("Task_hr")
    place.steering.set_stepping(True)
    stage.settle()
    user = next((one.user for one in place.rehearsal.snapshot.open if one.user), None)
    if user:
        agreed(stage, place)
    stage.settle(1.6)


@scene("12-steps-break-menu")
def break_menu(stage: Any) -> Any:
    from PySide6.QtCore import QPoint

    place = stage.place("rehearse")
    at = place.canvas.mapToGlobal(QPoint(420, 60))
    place.steering.open_menu("Task_hr", at)
    return place.steering.menu.close


@scene("12-steps-back")
def back(stage: Any) -> Any:
    place = stage.place("rehearse")
    place.steering.set_stepping(False)
    stage.settle()
    for _time in range(2):
        place.steering.back()
        stage.settle()
    stage.settle(1.6)


@scene("12-steps-way-left")
def way_left(stage: Any) -> Any:
    place = stage.place("rehearse")
    place.middle.notice.hide()
    left = [card for card in place.time_line.cards if card.act is not None]
    place.play_as("zhang")
    stage.settle()
    place.rehearsal.look_at(left[0].act)
    stage.settle()


@scene("12-steps-reassign")
def reassign(stage: Any) -> Any:
    place = begun(stage)
    user = next(one.user for one in place.rehearsal.snapshot.open if one.user)
    place.play_as(user)
    stage.settle()
    place.handling.ask_mend()
    return place.middle.mend_bar.hide


@scene("12-steps-incident")
def incident(stage: Any) -> Any:
    from modeler.document.commands import set_extension

    stage.place("design")
    document = stage.context.document
    set_extension(document, "Task_record", "mock", {"result": "{ok: true}", "failureRate": "1"})
    stage.settle()
    place = begun(stage)
    for _time in range(3):
        agreed(stage, place)
    place.play_as("zhang")
    stage.settle(1.6)

    def tidy() -> None:
        document.undo()
        stage.settle()

    return tidy


@scene("12-steps-history")
def history(stage: Any) -> Any:
    """A case with people, timers and trouble along the clock."""
    from modeler.document.commands import set_extension

    stage.place("design")
    document = stage.context.document
    set_extension(document, "Task_record", "mock", {"result": "{ok: true}", "failureRate": "1"})
    stage.settle()
    place = begun(stage)
    place.rehearsal.advance("P2D")
    stage.settle()
    agreed(stage, place)
    place.rehearsal.advance("PT20H")
    stage.settle()
    for _time in range(2):
        agreed(stage, place)
    place.rehearsal.advance("PT3H")
    stage.settle()
    place.middle.history.click()
    stage.settle()
    page = place.middle.history_page
    page.view.choose(next(bar for bar in page.view.axis.bars if bar.way == "people" and bar.end != bar.begin))

    def tidy() -> None:
        place.middle.history.click()
        document.undo()
        stage.settle()

    return tidy


@scene("12-steps-inbox")
def inbox(stage: Any) -> Any:
    for _time in range(2):
        place = begun(stage)
    place.rehearsal.advance("PT4H")
    stage.settle()
    place.middle.inbox.everyone.click()
    stage.settle()
    place.middle.inbox.all.click()

    def tidy() -> None:
        place.middle.inbox.everyone.click()
        stage.settle()

    return tidy


@scene("12-steps-inbox-together")
def together(stage: Any) -> Any:
    from modeler.compile import compile_process
    from modeler.ui.places.rehearse.bulk_dialog import BulkDialog

    place = stage.place("rehearse")
    context = stage.context
    workspace, runner = context.workspace, context.worker()
    process = workspace.open_process(workspace.folder / "processes" / "seal.bpmn")
    given = json.loads((workspace.folder / "cases" / "seal-usual.json").read_bytes())["given"]
    model, start = runner.deploy(compile_process(process, workspace).bundle), given["start"]
    for _time in range(2):
        case = runner.start(model, start["as"], start["data"], start["at"])
        for step in given["steps"][:-1]:
            user = step["as"].removeprefix("user:")
            own = [one for one in runner.open_tasks(case) if one.user == user and one.element == step["complete"]]
            runner.complete(own[0].task, user, {}, step.get("verdict"))
    inbox = place.middle.inbox
    inbox.everyone.click()
    stage.settle()
    inbox.all.setChecked(False)
    inbox.all.click()
    inbox.bulk.click()
    stage.settle()
    dialog = next(one for one in place.findChildren(BulkDialog) if one.isVisible())
    dialog.finished.connect(lambda _how: inbox.everyone.click())
    return dialog


@scene("12-steps-messages")
def messages(stage: Any) -> Any:
    place = stage.place("rehearse")
    page = place.middle.post_page
    place.middle.post.click()
    stage.settle()
    page.sent.emit("message", said("假期额度已更新", "The balance was updated"), {"employee": "zhang"}, {"days": 3})
    stage.settle()
    place.middle.notice.hide()
    if page.queued:
        page.fill(place.rehearsal.snapshot.post.queued[0])

    def tidy() -> None:
        place.middle.post.click()
        stage.settle()

    return tidy


@scene("12-steps-tests")
def tests(stage: Any) -> Any:
    place = stage.place("rehearse")
    place.people.tests.run.click()
    stage.settle(1.0)


@scene("12-steps-tests-otherwise")
def tests_otherwise(stage: Any) -> Any:
    from modeler.document.commands import set_property

    document = stage.context.document
    stage.place("rehearse")
    with document.transaction("Otherwise"):
        set_property(document, "Flow_two", "condition", "days > 100")
    stage.settle(0.5)
    place = stage.place("rehearse")
    place.testing.run()
    stage.settle(1.5)

    def tidy() -> None:
        document.undo()
        place.middle.tests_page.close_.click()
        stage.settle()

    return tidy


@scene("12-steps-report")
def report(stage: Any) -> Any:
    place = stage.place("rehearse")
    place.middle.report.trigger()
    return place.middle.notice.hide
