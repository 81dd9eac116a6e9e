"""Stepping, break points, going back and what each act changed, in the window: real clicks."""

from __future__ import annotations

import json
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from modeler.document.io import to_bytes
from modeler.ui.places.rehearse import keeping
from modeler.ui.places.rehearse.bulk_dialog import BulkDialog
from modeler.ui.places.rehearse.middle import LEGIBLE
from modeler.ui.places.rehearse.walking import along
from tests.ui.rehearse.hand import Hand, a_rehearsal
from tests.ui.window_builder import turn, until

RIGHT = Qt.MouseButton.RightButton


def cells(hand: Hand) -> list[str]:
    """The texts of what changed."""
    grid = hand.place.facts.changes
    found = [item.widget() for place in range(grid.count()) if (item := grid.itemAt(place)) is not None]
    return [one.text() for one in found if isinstance(one, QLabel)]


def click_canvas(hand: Hand, element: str, button: Qt.MouseButton = RIGHT) -> None:
    canvas = hand.place.canvas
    bounds = canvas.scene.bounds_of(element)
    assert bounds is not None
    at = canvas.camera.to_view(bounds.centre).toPoint()
    QTest.mouseClick(canvas, button, Qt.KeyboardModifier.NoModifier, QPoint(at.x(), at.y()))


def test_a_case_goes_back_and_another_way_and_returns_to_the_way_it_left(tmp_path: Path) -> None:
    with a_rehearsal(tmp_path) as hand:
        steps = hand.place.time_line.steps
        assert not steps.back.isEnabled()
        hand.apply()
        for user in ("li", "chen"):
            hand.play(user)
            hand.press("agree")
        there = hand.open
        assert there and there[0][0] != "Task_head"
        assert "Task_head" in hand.place.steering.overlay.played
        hand.click(steps.back)
        assert hand.open == [("Task_head", "chen")]
        assert "Task_head" not in hand.place.steering.overlay.played
        assert hand.told[-1] == "The tester went back 1 act."
        assert "went back 1 act" in hand.place.middle.notice._what.text()
        left = next(card for card in hand.place.time_line.cards if card.act == 3)
        hand.click(left)
        assert hand.place.facts.change_title.text().startswith("What changed then")
        hand.click(hand.place.facts.go_back)
        assert hand.open == there and not hand.place.facts.go_back.isVisible()
        assert not hand.refused


def test_what_an_act_changed_stands_beside_the_canvas(tmp_path: Path) -> None:
    with a_rehearsal(tmp_path) as hand:
        hand.apply()
        hand.click(hand.place.facts.everything)
        texts = cells(hand)
        assert hand.place.facts.change_title.text() == "What changed last"
        assert "family" not in texts  # new values are marked among the variables
        marks = [one.text() for one in hand.place.facts.findChildren(QLabel)]
        assert "family" in marks and any("opened for" in text for text in texts)
        hand.click(hand.place.facts.everything)
        hand.play("he")  # sees none of the case
        assert "family" not in cells(hand)


def test_a_break_point_is_set_on_the_canvas_stops_the_case_and_stays_out_of_the_model(tmp_path: Path) -> None:
    with a_rehearsal(tmp_path) as hand:
        document = hand.place.context.document
        assert document is not None
        before = to_bytes(document)
        click_canvas(hand, "Task_head")
        menu = hand.place.steering.menu
        assert menu.isVisible() and menu.actions()[0].text() == "Stop before this step"
        menu.actions()[0].trigger()
        menu.close()
        hand.wait()
        assert set(hand.place.steering.overlay.breaks) == {"Task_head"}
        hand.apply()
        snapshot = hand.place.rehearsal.snapshot
        assert snapshot.case is not None and snapshot.case.stopped == ["Task_head"] and not hand.open
        assert hand.place.middle.status.text().startswith("stopped before")
        hand.click(hand.place.time_line.steps.run)
        assert hand.open == [("Task_head", "li")]
        assert to_bytes(document) == before


def test_step_by_step_the_case_waits_before_each_step(tmp_path: Path) -> None:
    with a_rehearsal(tmp_path) as hand:
        steps = hand.place.time_line.steps
        hand.click(steps.stepping)
        hand.apply()
        seen = []
        while steps.step.isEnabled():
            snapshot = hand.place.rehearsal.snapshot
            assert snapshot.case is not None
            seen.append(snapshot.case.stopped[0])
            hand.click(steps.step)
        assert seen and seen[-1] == "Task_head" and hand.open == [("Task_head", "li")]
        hand.click(steps.back)
        assert steps.step.isEnabled() and not hand.open


def test_a_step_is_given_to_someone_else_as_the_tester_with_a_reason(tmp_path: Path) -> None:
    with a_rehearsal(tmp_path) as hand:
        hand.apply()
        hand.play("li")
        middle = hand.place.middle
        middle.mend.trigger()
        bar = middle.mend_bar
        assert bar.isVisible() and bar.person is not None
        bar.person.set_value("yu")
        QTest.keyClicks(bar.reason, "on leave")
        hand.click(bar.go)
        assert hand.open == [("Task_head", "yu")] and not bar.isVisible()
        hand.play("yu")
        assert any("reassigned" in text and "on leave" in text for text in hand.told)


def test_a_token_runs_along_what_was_taken_unless_motion_is_off(tmp_path: Path) -> None:
    with a_rehearsal(tmp_path) as hand:
        settings, walk = hand.place.context.settings, hand.place.steering.walk
        hand.apply()
        assert walk.is_walking
        pictures = 0
        while walk.is_walking:
            walk.tick()
            pictures += 1
        assert pictures > 2 and hand.place.steering.overlay.moving is None
        settings.set("rehearse.motion", False)
        hand.play("li")
        hand.press("agree")
        assert not walk.is_walking


def test_a_point_along_a_bent_line_is_measured_by_its_length() -> None:
    line = [(0.0, 0.0), (10.0, 0.0), (10.0, 30.0)]
    assert along(line, 0) == (0, 0) and along(line, 1) == (10, 30)
    assert along(line, 0.25) == (10, 0) and along(line, 0.5) == (10, 10)


def test_time_runs_by_itself_until_an_instant_or_until_somebody_looks_elsewhere(tmp_path: Path) -> None:
    with a_rehearsal(tmp_path) as hand:
        hand.apply()
        clock = hand.place.time_line.time
        clock.speed_actions["PT1H"].trigger()
        assert clock.timer.isActive()
        clock.timer.stop()  # the seconds are the test's
        for _second in range(2):
            clock.tick()
            hand.wait()
        assert hand.place.rehearsal.snapshot.clock == "2026-03-02T11:00:00+08:00"
        clock.menu.actions()[-1].trigger()
        assert clock.until.isVisible()
        clock.until.lineEdit().setText("2026-03-03 08:00")
        hand.click(clock.go)
        assert hand.place.rehearsal.snapshot.clock == "2026-03-03T08:00:00+08:00"
        clock.run_at("PT1M")
        hand.window.show_place("design")
        hand.wait()
        assert not clock.timer.isActive() and clock.speed == ""


def test_a_case_is_saved_as_a_bug_report_with_or_without_contents_and_played_again(tmp_path: Path) -> None:
    with a_rehearsal(tmp_path) as hand:
        hand.apply()
        place = hand.place
        place.middle.report.trigger()
        notice = place.middle.notice
        assert "Without contents" in notice._means.text() and notice.choices[1].text() == "Save with contents…"
        bare, whole = tmp_path / "bare.slipreport", tmp_path / "whole.slipreport"
        keeping.report_to(place, bare, contents=False)
        hand.wait()
        assert "no contents" in notice._means.text() and b"family" not in bare.read_bytes()
        keeping.report_to(place, whole, contents=True)
        hand.wait()
        keeping.replay_from(place, whole)
        hand.wait()
        assert notice._what.text() == "whole.slipreport came out the same, to the byte." and not hand.refused
        keeping.replay_from(place, bare)
        hand.wait()
        assert "without contents" in str(hand.refused[-1])


def test_a_message_is_sent_by_hand_kept_and_dropped(tmp_path: Path) -> None:
    with a_rehearsal(tmp_path) as hand:
        hand.apply()
        middle = hand.place.middle
        hand.click(middle.post)
        page = middle.post_page
        assert page.isVisible() and not page.waiting and not page.queued
        page.name.setEditText("news")
        page.data.add_row("word", "hello")
        hand.click(page.send)
        assert "is kept" in middle.notice._means.text() and len(page.queued) == 1
        (message,) = hand.place.rehearsal.snapshot.post.queued
        assert (message.name, message.data) == ("news", {"word": "hello"})
        page.fill(message)
        page.dropped.emit(message.id)
        hand.wait()
        assert not page.queued
        page.kind.setCurrentIndex(page.kind.findData("signal"))
        assert not page.correlation.isVisible()
        hand.click(page.send)
        assert "is not kept" in middle.notice._means.text()
        hand.click(page.close_)
        assert not page.isVisible() and not hand.refused


def test_the_tasks_of_all_people_are_seen_at_once_and_completed_together(tmp_path: Path) -> None:
    with a_rehearsal(tmp_path) as hand:
        for _case in range(2):
            hand.place.rehearsal.show_case(None)
            hand.play("zhang")
            hand.apply()
        inbox = hand.place.middle.inbox
        hand.place.middle.inbox.show()
        hand.click(inbox.everyone)
        assert len(inbox.tasks) == 2 and {one.user for one in inbox._shown} == {"li"}
        inbox.all.click()
        hand.click(inbox.bulk)
        dialog = next(one for one in hand.place.findChildren(BulkDialog) if one.isVisible())
        hand.click(dialog.go)
        assert dialog.title.text() == "2 tasks were completed."
        hand.click(dialog.cancel)
        assert {one.user for one in inbox._shown} == {"chen"} and not hand.refused


def test_the_tests_of_the_process_run_in_the_window_and_what_none_touches_is_shaded(tmp_path: Path) -> None:
    with a_rehearsal(tmp_path) as hand:
        place = hand.place
        page, overlay = place.middle.tests_page, place.steering.overlay
        hand.click(place.people.tests.run)
        assert page.isVisible() and place.testing.view is not None
        assert place.testing.view.ok and "all as expected" in page.title.text()
        coverage = place.testing.view.coverage
        assert page.figures["nodes"].value() == coverage.nodes.reached
        assert set(overlay.untouched) == set(coverage.missing)
        page.shade.click()
        assert not overlay.untouched
        page.shade.click()
        hand.click(page.close_)
        assert not overlay.untouched and not page.isVisible() and not hand.refused


def test_a_test_that_comes_out_otherwise_stands_first_with_what_differs(tmp_path: Path) -> None:
    with a_rehearsal(tmp_path) as hand:
        workspace = hand.place.context.workspace
        assert workspace is not None
        paths = [one for one in workspace.cases() if json.loads(one.read_bytes())["process"].endswith("leave.bpmn")]
        test = json.loads(paths[-1].read_bytes())
        test["name"] = "Broken"
        test["expect"] = {**test["expect"], "status": "running"}
        for path in paths[1:]:
            path.unlink()
        paths[0].write_text(json.dumps(test), "utf-8")
        hand.click(hand.place.people.tests.run)
        page = hand.place.middle.tests_page
        assert page.told[0] == "Broken" and "expected was running" in page.told[1]
        assert hand.place.steering.overlay.untouched, "one test alone does not reach every branch"


def test_where_little_room_is_left_the_diagram_shows_the_step_at_hand(tmp_path: Path) -> None:
    with a_rehearsal(tmp_path) as hand:
        hand.apply()
        hand.play("li")
        canvas = hand.place.middle.canvas
        canvas.setFixedHeight(90)
        until(lambda: canvas.height() == 90)
        turn()
        token = canvas.scene.bounds_of(hand.open[0][0])
        assert token is not None and canvas.is_fitted
        assert canvas.camera.scale >= LEGIBLE
        assert canvas.rect().toRectF().intersects(canvas.camera.rect(token))
