"""Scenes of a rehearsal that is steered: stepping, going back, an incident, messages, tests."""

from __future__ import annotations

from typing import Any

from make_scene_set import SceneSet

SCENES = SceneSet()
scene = SCENES.scene
CLOCK = "2026-03-02T09:00:00+08:00"


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
    data = {"type": "annual", "period": period, "reason": "回家探亲", "handover": "wu"}
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
    place.ask_mend()
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


@scene("12-steps-messages")
def messages(stage: Any) -> Any:
    place = stage.place("rehearse")
    page = place.middle.post_page
    place.middle.post.click()
    stage.settle()
    page.sent.emit("message", "假期额度已更新", {"employee": "zhang"}, {"days": 3})
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
