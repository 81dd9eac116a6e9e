"""Rehearse: three people bring the leave request to its end, by real clicks and keys."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel, QLayout

from modeler.ui.places.improve import Improve
from modeler.ui.places.rehearse import keeping
from modeler.ui.places.rehearse.handing import HandOpenDialog
from modeler.ui.places.rehearse.paper import PaperDialog, pages_of, pictures_of, show_papers
from modeler.ui.places.rehearse.place import Rehearse
from modeler.ui.print_pages import Pages
from runner.connectors.connections import Connection, Connections, Reach
from runner.data.files import FileStore
from runner.forms.field import FormFacts
from runner.forms.schema import Form
from runner.organization.who import expand_who
from runner.pilot.case_file import read_test
from runner.pilot.replay import run_answers
from runner.protocol import values as out
from tests.helpers.pdf_text import pdf_pages
from tests.ui.rehearse.hand import Hand, a_rehearsal
from tests.ui.window_builder import a_window, turn, until
from tests.unit.forms.forms import a_form, field


def to_the_end(hand: Hand) -> None:
    """Heads and HR agree, and the attendance is recorded."""
    for user in ("li", "chen", "wang"):
        hand.play(user)
        hand.press("agree")
    while hand.place.rehearsal.snapshot.next_due():
        hand.click(hand.place.time_line.next)


def test_three_people_bring_the_leave_request_to_its_end(tmp_path: Path) -> None:
    with a_rehearsal(tmp_path) as hand:
        assert hand.place.rehearsal.user == "zhang"
        hand.apply()
        assert hand.open == [("Task_head", "li")]
        to_the_end(hand)
        snapshot = hand.place.rehearsal.snapshot
        assert snapshot.case is not None and snapshot.case.status == "completed"
        assert snapshot.case.variables["handover"] == "zhao"
        assert snapshot.case.variables["days"] == 4
        assert hand.place.middle.empty.title.text() == "The case is completed"
        hand.play("zhao")
        copies = hand.place.middle.inbox.copies
        assert len(copies) == 1
        hand.click(next(iter(copies.values())))
        assert all(copy.is_read for copy in hand.place.rehearsal.snapshot.copies)


def test_open_steps_are_handed_over_by_whoever_manages_the_process(tmp_path: Path) -> None:
    with a_rehearsal(tmp_path) as hand:
        hand.apply()
        assert hand.open == [("Task_head", "li")]

        def ask(who: str, heir: str) -> HandOpenDialog:
            QTest.mouseClick(hand.place.people.handing, Qt.MouseButton.LeftButton)
            dialog = next(one for one in hand.place.findChildren(HandOpenDialog) if one.isVisible())
            assert not dialog.ok.isEnabled()
            for field, one in ((dialog.who, who), (dialog.heir, heir)):
                field.set_value(one)
                field.edited.emit()
            hand.click(dialog.ok)
            return dialog

        hand.play("he")  # manages nothing: refused with the reason, and nothing moves
        ask("li", "zhao").reject()
        assert hand.open == [("Task_head", "li")]
        assert [error.code for error in hand.refused] == ["workbench.nothing-to-hand"]
        hand.play(manager_of(hand))
        dialog = ask("li", "zhao")
        assert hand.open == [("Task_head", "zhao")]
        assert any("Zhao Min" in text for text in texts_of(dialog.steps.lines))
        dialog.reject()


def manager_of(hand: Hand) -> str:
    """Somebody who manages the process."""
    bundle = hand.place.rehearsal.bundle
    assert bundle is not None
    rule = next(one for one in bundle.rights.allow if one.action == "manage")
    return next(iter(expand_who(rule.who, bundle.organization)))


def test_a_file_of_results_says_that_it_is_whole_before_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def chosen(*_given: object) -> tuple[str, str]:
        asked.append("file")
        return str(tmp_path / "out"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", chosen)
    with a_rehearsal(tmp_path) as hand:
        hand.apply()
        dialog = keeping.ask_export(hand.place)
        assert "hidden" in dialog.told.text() and asked == []
        hand.click(dialog.cancel)
        assert asked == []
        hand.click(keeping.ask_export(hand.place).save)
        assert asked == ["file"] and (tmp_path / "out.slipresult").exists()


def texts_of(layout: QLayout) -> list[str]:
    """The texts of the labels in a layout."""
    widgets = [item.widget() for place in range(layout.count()) if (item := layout.itemAt(place)) is not None]
    return [one.text() for one in widgets if isinstance(one, QLabel)]


def test_facts_are_those_of_the_person_played_until_asked_for_as_the_designer(tmp_path: Path) -> None:
    with a_rehearsal(tmp_path) as hand:
        hand.apply()
        facts = hand.place.facts
        assert "family" in texts_of(facts.variables) and facts.eyes.text() == "As Zhang San sees it"
        hand.play("he")  # has nothing to do with the case
        assert not texts_of(facts.variables) and hand.told == []
        assert any("is not shown to the person played" in text for text in texts_of(facts.last))
        hand.click(facts.everything)
        assert "family" in texts_of(facts.variables) and hand.told and "designer" in facts.eyes.text()
        hand.click(facts.everything)
        assert not texts_of(facts.variables) and hand.told == []
        hand.play("zhang")
        assert "family" in texts_of(facts.variables) and hand.told


def test_the_clock_fires_the_reminder_and_the_history_says_so(tmp_path: Path) -> None:
    with a_rehearsal(tmp_path) as hand:
        hand.apply()
        for _time in range(3):
            if not any("24" in text for text in hand.told):
                hand.click(hand.place.time_line.next)
        assert any(text.startswith("24 hours") for text in hand.told)
        assert ("Task_head", "li") in hand.open


def test_a_returned_request_is_submitted_again_with_what_was_written_before(tmp_path: Path) -> None:
    with a_rehearsal(tmp_path) as hand:
        hand.apply()
        hand.play("li")
        hand.press("return")
        panel = hand.place.task_panel
        assert panel.opinion_wrong is not None and panel.opinion_wrong.isVisible() and panel.opinion is not None
        assert "opinion" in panel.opinion_wrong.text()
        QTest.keyClicks(panel.opinion, "other days")
        hand.press("return")
        assert hand.open == [("StartEvent_1", "zhang")]
        assert any("other days" in text for text in hand.told)
        hand.play("zhang")
        assert hand.control("reason").value() == "family"
        hand.press("")
        assert hand.open == [("Task_head", "li")]


def test_missing_values_are_told_at_their_fields_and_nothing_starts(tmp_path: Path) -> None:
    with a_rehearsal(tmp_path) as hand:
        hand.press("")
        player = hand.place.task_panel.player
        assert player is not None
        assert player.fields["type"].wrong.isVisible()
        assert hand.control("type").editor.property("state") == "bad"
        assert player.fields["type"].caption.text().endswith("*")
        assert not hand.place.rehearsal.snapshot.cases


def test_the_first_field_has_the_focus_and_enter_sends_nothing(tmp_path: Path) -> None:
    with a_rehearsal(tmp_path) as hand:
        focus = hand.window.focusWidget()
        assert focus is not None and focus is hand.control("type").editor
        QTest.keyClick(focus, Qt.Key.Key_Return)
        hand.wait()
        assert not hand.place.rehearsal.snapshot.cases


def test_a_remark_lands_at_its_step_in_design_and_is_answered_there(tmp_path: Path) -> None:
    with a_rehearsal(tmp_path) as hand:
        hand.apply()
        hand.play("li")
        bar = hand.place.middle.remark_bar
        hand.click(hand.place.middle.remark)
        QTest.keyClicks(bar.text, "show the days left")
        hand.click(bar.leave)
        assert hand.place.canvas.badges.remarks == {"Task_head": 1}
        hand.window.show_place("design")
        hand.wait()
        design = hand.window.place_widget("design")
        assert design is not None
        remarks = design.remarks  # type: ignore[attr-defined]
        assert remarks.by_element == {"Task_head": 1}
        line = remarks.lines[0]
        hand.click(line.settle)
        QTest.keyClicks(line.answer, "done with version 2")
        QTest.keyClick(line.answer, Qt.Key.Key_Return)
        hand.wait()
        assert remarks.count == 0
        hand.window.show_place("improve")
        hand.wait()
        improve = hand.window.place_widget("improve")
        assert isinstance(improve, Improve)
        assert improve._remark_model.item(0, 5).text() == "Done: done with version 2"


def test_improve_opens_a_case_in_rehearse(tmp_path: Path) -> None:
    with a_rehearsal(tmp_path) as hand:
        hand.apply()
        case = hand.place.rehearsal.case
        hand.click(hand.place.middle.new_case)
        assert hand.place.rehearsal.case is None
        hand.window.show_place("improve")
        hand.wait()
        improve = hand.window.place_widget("improve")
        assert isinstance(improve, Improve)
        improve.case_table.opened.emit(0)
        hand.wait()
        assert hand.window.place == "rehearse" and hand.place.rehearsal.case == case


def test_who_may_not_terminate_a_case_is_told_why(tmp_path: Path) -> None:
    with a_rehearsal(tmp_path) as hand:
        hand.apply()
        hand.play("li")
        hand.place.middle.terminate.trigger()
        hand.wait()
        assert hand.refused
        banner = hand.place.task_panel.banner
        assert banner.isVisible() and banner._what.text() == "Li Jing may not do this."
        assert "Li Jing" in banner._means.text(), "the rule that says so"
        assert hand.open == [("Task_head", "li")]


def test_a_forbidden_write_is_refused_with_its_reason(tmp_path: Path) -> None:
    with a_rehearsal(tmp_path) as hand:
        hand.apply()
        hand.play("li")
        task = hand.place.rehearsal.snapshot.task
        assert task is not None
        hand.place.rehearsal.complete(task.task, {"reason": "mine"}, "agree", "")
        hand.wait()
        banner = hand.place.task_panel.banner
        assert banner.isVisible() and "may not be written" in banner._what.text()


def test_a_rehearsal_kept_as_a_process_test_passes(tmp_path: Path) -> None:
    with a_rehearsal(tmp_path) as hand:
        hand.apply()
        to_the_end(hand)
        tests = hand.place.people.tests
        hand.click(tests.ask)
        QTest.keyClicks(tests.name, "Four days")
        hand.click(tests.save)
        workspace = hand.window.context.workspace
        assert workspace is not None
        path = workspace.folder / "cases" / "leave-rehearsed-1.json"
        value = json.loads(path.read_text("utf-8"))
        assert value["process"] == "processes/leave.bpmn" and value["name"] == "Four days"
        bundle = hand.place.rehearsal.bundle
        assert bundle is not None
        assert run_answers(bundle, read_test(value, path.name)).differences == ()


@pytest.mark.parametrize("seed", [1, 4])
def test_the_tester_goes_on_by_itself_to_an_end(tmp_path: Path, seed: int) -> None:
    with a_rehearsal(tmp_path) as hand:
        hand.place.rehearsal.play_alone(seed)
        hand.wait()
        snapshot = hand.place.rehearsal.snapshot
        assert snapshot.case is not None and snapshot.case.status == "completed", hand.refused
        assert hand.place.middle.notice.isVisible()


def test_the_case_is_printed_as_the_person_played_may_see_it(tmp_path: Path) -> None:
    with a_rehearsal(tmp_path) as hand:
        hand.apply()
        hand.play("li")
        hand.press("agree")
        hand.click(hand.place.middle.paper)
        (dialog,) = hand.window.findChildren(PaperDialog)
        assert dialog.isVisible() and dialog.pages is not None
        dialog.save_to(tmp_path / "leave.pdf")
        text = "".join(pdf_pages((tmp_path / "leave.pdf").read_bytes()))
        assert "family" in text and "Page1of" in text
        assert hand.place.names.person("li").replace(" ", "") in text, "who agreed stands on it"
        dialog.close()
        turn()
        hand.play("he")  # has nothing to do with the case: the runner refuses
        hand.click(hand.place.middle.paper)
        assert len(hand.refused) == 1 and not hand.window.findChildren(PaperDialog)


def png(colour: int) -> bytes:
    image = QImage(40, 20, QImage.Format.Format_RGB32)
    image.fill(colour)
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def colours_of(pages: Pages) -> set[int]:
    picture = pages.picture(0, 640).toImage()
    return {picture.pixel(x, y) & 0xFFFFFF for x in range(0, 640, 2) for y in range(0, 300, 2)}


def test_a_signature_is_printed_as_its_picture(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    sha256 = store.put(png(0x123456))
    form = a_form(field("signature", "sign"), field("textfield", "what"))
    given = {"sign": {"name": "signature.png", "size": 9, "sha256": sha256}, "what": "x"}
    paper = out.PaperView(case="1", ref="f", process="P", form=form, values=given)
    with a_rehearsal(tmp_path) as hand:
        pages = pages_of(paper, hand.place.names, FormFacts(), store)
        assert 0x123456 in colours_of(pages)
        bare = pages_of(paper, hand.place.names, FormFacts(), None)
        assert "Signed" in bare.text.toPlainText()


def test_pictures_in_rows_are_printed_each_in_its_own_cell(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    digests = [store.put(png(colour)) for colour in (0x123456, 0x654321)]
    files = [{"name": f"{digest}.png", "size": 9, "sha256": digest} for digest in digests]
    columns = [field("textfield", "what"), field("picture", "photo"), field("signature", "sign")]
    form = a_form(field("table", "rows", components=columns))
    rows = [{"what": "one", "photo": [files[0]]}, "torn", {"what": "two", "sign": files[1]}, {"what": "three"}]
    paper = out.PaperView(case="1", ref="f", process="P", form=form, values={"rows": rows})
    with a_rehearsal(tmp_path) as hand:
        found = {path: list(own) for path, own in pictures_of(paper, store)}
        assert found == {"rows[0].photo": [files[0]["sha256"]], "rows[1].sign": [files[1]["sha256"]]}
        pages = pages_of(paper, hand.place.names, FormFacts(), store)
        assert {0x123456, 0x654321} <= colours_of(pages)
        bare = pages_of(paper, hand.place.names, FormFacts(), None)
        assert not {0x123456, 0x654321} & colours_of(bare) and "Signed" in bare.text.toPlainText()


def test_all_forms_of_a_case_are_printed_one_after_the_other(tmp_path: Path) -> None:
    def paper(ref: str, process: str, run: int, **more: object) -> out.PaperView:
        form = a_form({"type": "text", "text": f"# {ref}"}, field("textfield", "what"))
        given = {**form.model_dump(by_alias=True, exclude_unset=True), **more}
        return out.PaperView(
            case="7", ref=ref, process=process, name=f"Name of {process}", run=run, values={"what": f"{ref}{run}"},
            form=Form.model_validate(given),
        )  # fmt: skip

    sideways = {"slip:print": {"orientation": "landscape", "qr": True}}
    papers = [paper("Trip", "P", 1), paper("Ticket", "Q", 1), paper("Ticket", "Q", 2, **sideways)]
    with a_rehearsal(tmp_path) as hand:
        dialog = show_papers(hand.place, papers)
        assert dialog is not None
        turn()
        choice = dialog.choice
        names = ["All forms", "Trip", "Ticket · Name of Q", "Ticket · Name of Q, run 2"]
        assert [choice.itemText(at) for at in range(choice.count())] == names
        dialog.save_to(tmp_path / "one.pdf")
        assert len(pdf_pages((tmp_path / "one.pdf").read_bytes())) == 1
        choice.setFocus()
        QTest.keyClick(choice, Qt.Key.Key_Home)
        choice.activated.emit(choice.currentIndex())
        dialog.save_to(tmp_path / "all.pdf")
        texts = pdf_pages((tmp_path / "all.pdf").read_bytes())
        assert [word in text for word, text in zip(("Trip1", "Ticket1", "Ticket2"), texts, strict=True)] == [True] * 3
        dialog.close()
        turn()


def test_results_go_out_and_come_back_known(tmp_path: Path) -> None:
    with a_rehearsal(tmp_path) as hand:
        hand.apply()
        path = tmp_path / "结果.slipresult"
        keeping.export_to(hand.place, path)
        hand.wait()
        assert path.stat().st_size > 0
        keeping.import_from(hand.place, path)
        hand.wait()
        assert "1 was here already" in hand.place.middle.notice._means.text()
        path.write_bytes(b"not a zip")
        keeping.import_from(hand.place, path)
        hand.wait()
        assert hand.refused


def test_another_language_keeps_the_case(tmp_path: Path) -> None:
    with a_rehearsal(tmp_path) as hand:
        hand.apply()
        case = hand.place.rehearsal.case
        hand.window.switch_language()
        turn()
        place = hand.window.place_widget("rehearse")
        assert isinstance(place, Rehearse)
        until(lambda: not hand.window.context.jobs.busy)
        turn()
        assert place.rehearsal.snapshot.case is not None and place.rehearsal.case == case
        hand.place = place


def test_a_killed_worker_loses_nothing_that_was_done() -> None:
    with a_window(sample=True) as window:
        window.show_place("rehearse")
        hand = Hand(window)
        assert hand.place.middle.empty.title.text() == "Starting…"
        hand.wait()
        hand.apply()
        assert hand.open == [("Task_head", "li")]
        worker = window.context.worker()
        first = worker.pid
        worker.kill()
        hand.play("li")
        assert worker.pid not in (None, first)
        assert hand.open == [("Task_head", "li")] and not hand.refused
    assert worker.pid is None


def test_real_calls_are_off_and_can_be_turned_on_where_the_case_is_seen(tmp_path: Path) -> None:
    with a_rehearsal(tmp_path) as hand:
        place, real = hand.place, hand.place.middle.real
        assert not real.isEnabled()  # nobody is reached over HTTP from here
        reached = Connections(systems={"finance": Connection(use="http", url="http://ledger/")})
        hand.window.context.worker()._service.reach = Reach(reached, frozenset({"ledger"}))
        place.rehearsal.look()
        hand.wait()
        assert real.isEnabled()
        assert not real.isChecked()
        assert "nobody" in place.time_line.reach.text()
        real.trigger()
        hand.wait()
        assert real.isChecked()
        assert "finance" in place.time_line.reach.text()
        real.trigger()
        hand.wait()
        assert "nobody" in place.time_line.reach.text()
