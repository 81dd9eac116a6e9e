"""A task at hand by keys: drafts, problems one after the other, submitting."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from modeler.ui.app import application
from runner.bundle.graph import Verdict
from runner.core.errors import AppError
from runner.core.i18n import pick
from runner.core.problem import Problem
from runner.data.drafts import DraftStore
from runner.forms.field import FormFacts
from runner.forms.schema import Form
from runner.organization.model import Assignment
from runner.ui.controls.given import GivenControl
from runner.ui.next_people import ChoiceAtHand
from runner.ui.task_at_hand import TaskAtHand
from runner.ui.task_panel import TaskPanel
from tests.helpers.office import office
from tests.ui.window_builder import turn
from tests.unit.forms.forms import a_form, field

KEY = Qt.Key
FORM = Form.model_validate(
    {
        "components": [
            {"type": "textfield", "key": "title", "label": "Title", "validate": {"required": True}},
            {"type": "number", "key": "count", "label": "Count"},
            {"type": "textfield", "key": "card", "label": "Card", "properties": {"slip:kind": "identityCard"}},
            {"type": "textfield", "key": "why", "label": "Why", "conditional": {"hide": "=count > 5"}},
        ]
    }
)


def a_panel(bot: QtBot, folder: Path, draft: str = "case/1/zhang", **more: Any) -> TaskPanel:
    """A panel with a task, as after the start of the program."""
    application()
    panel = TaskPanel()
    bot.addWidget(panel)
    panel.drafts = DraftStore(folder)
    panel.show_task(TaskAtHand("Apply", form=FORM, submit="Submit", draft=draft, **more), FormFacts())
    panel.show()
    bot.waitExposed(panel)
    panel.activateWindow()
    panel.focus_first()
    return panel


def editor(panel: TaskPanel, path: str) -> Any:
    assert panel.player is not None
    control: Any = panel.player.fields[path].control
    return control.editor


def test_a_form_without_an_opinion_is_refused_after_a_task_that_had_one(qtbot: QtBot, tmp_path: Path) -> None:
    panel = a_panel(qtbot, tmp_path, opinion="always")
    assert panel.opinion is not None
    panel.show_task(TaskAtHand("Apply", form=FORM, submit="Submit", draft="other"), FormFacts())
    turn()
    panel.refuse(AppError("task.invalid", reasons=""))
    assert panel.opinion is None and panel.banner.isVisible()


def test_what_was_typed_is_there_again_after_an_accident(qtbot: QtBot, tmp_path: Path) -> None:
    first = a_panel(qtbot, tmp_path)
    QTest.keyClicks(editor(first, "title"), "Half a title")
    qtbot.waitUntil(lambda: any(tmp_path.glob("*.json")))
    second = a_panel(qtbot, tmp_path)  # the first one never had a chance to close
    assert editor(second, "title").text() == "Half a title"
    assert editor(a_panel(qtbot, tmp_path, "case/2/zhang"), "title").text() == ""
    QTest.mouseClick(second.anew, Qt.MouseButton.LeftButton)
    assert editor(second, "title").text() == ""
    assert not any(tmp_path.glob("*.json"))


def test_a_draft_goes_when_the_form_was_sent_and_stays_when_it_was_refused(qtbot: QtBot, tmp_path: Path) -> None:
    panel = a_panel(qtbot, tmp_path)
    QTest.keyClicks(editor(panel, "title"), "x")
    QTest.keyClick(editor(panel, "title"), KEY.Key_Return, Qt.KeyboardModifier.ControlModifier)
    panel.refuse(AppError("task.invalid", reasons=""))
    panel.show_task(TaskAtHand("Other", draft="other"), FormFacts())
    assert any(tmp_path.glob("*.json"))
    panel = a_panel(qtbot, tmp_path)
    panel.submit()
    panel.show_task(TaskAtHand("Next", draft="next"), FormFacts())
    assert not any(tmp_path.glob("*.json"))


def test_a_damaged_draft_is_none(tmp_path: Path) -> None:
    store = DraftStore(tmp_path)
    store.keep("a", {"values": {"x": 1}})
    assert store.find("a") == {"values": {"x": 1}} and store.find("b") is None
    next(tmp_path.glob("*.json")).write_text("{")
    assert store.find("a") is None


def test_control_enter_submits_or_goes_to_the_verdicts(qtbot: QtBot, tmp_path: Path) -> None:
    panel = a_panel(qtbot, tmp_path)
    sent: list[Any] = []
    panel.completed.connect(lambda values, verdict, opinion: sent.append((values, verdict)))
    QTest.keyClicks(editor(panel, "title"), "x")
    QTest.keyClick(editor(panel, "title"), KEY.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert sent[0][0]["title"] == "x"
    verdicts = [Verdict(id="yes", label="同意", result="agree"), Verdict(id="no", label="不同意", result="reject")]
    panel = a_panel(qtbot, tmp_path, "other", verdicts=verdicts)
    QTest.keyClick(editor(panel, "title"), KEY.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert panel.focusWidget() is panel.buttons["yes"] and len(sent) == 1


def test_enter_goes_on_and_f8_goes_from_problem_to_problem(qtbot: QtBot, tmp_path: Path) -> None:
    panel = a_panel(qtbot, tmp_path)
    assert panel.player is not None
    editor(panel, "title").setFocus()
    QTest.keyClick(editor(panel, "title"), KEY.Key_Return)
    assert panel.focusWidget() is editor(panel, "count")
    problems = [
        Problem("forms.required", params={"label": "Title"}, field="title"),
        Problem("forms.identity-digit", params={"label": "Card"}, field="card"),
    ]
    panel.refuse(AppError("task.invalid", reasons=""), problems)
    turn()
    assert panel.focusWidget() is editor(panel, "title")
    for path in ("card", "title", "card"):
        QTest.keyClick(panel.focusWidget(), KEY.Key_F8)
        assert panel.focusWidget() is editor(panel, path), path
    QTest.keyClicks(editor(panel, "card"), "1")
    assert [one.field for one in panel.player.problems.problems] == ["title"]
    QTest.keyClicks(editor(panel, "title"), "t")
    assert panel.player.problems.isHidden()


@pytest.mark.parametrize(("count", "sent"), [("3", True), ("9", False)])
def test_a_field_that_is_hidden_by_its_condition_is_not_sent(
    qtbot: QtBot, tmp_path: Path, count: str, sent: bool
) -> None:
    panel = a_panel(qtbot, tmp_path)
    assert panel.player is not None
    QTest.keyClicks(editor(panel, "why"), "because")
    QTest.keyClicks(editor(panel, "count"), count)
    assert ("why" in panel.player.editable_values()) is sent


def test_next_people_are_chosen_by_keys_out_of_those_offered_and_kept_in_the_draft(
    qtbot: QtBot, tmp_path: Path
) -> None:
    asked = ChoiceAtHand("T", "Check", people=("wang", "sun"), least=1, most=2)
    panel = a_panel(qtbot, tmp_path, choices=[asked])
    panel.show_task(with_choices(asked), FormFacts(organization=office()))
    field = panel.next_people["T"].editor
    field.setFocus()
    QTest.keyClicks(field, "li")  # works here, but is not offered
    QTest.keyClick(field, KEY.Key_Return)
    assert panel.choices == {"T": []}
    for name in ("sun", "wang"):
        field.clear()
        QTest.keyClicks(field, name)
        popup = panel.next_people["T"].completer.popup()
        assert popup is not None
        popup.hide()
        QTest.keyClick(field, KEY.Key_Return)
    assert panel.choices == {"T": ["sun", "wang"]}
    field.clear()
    QTest.keyClick(field, KEY.Key_Backspace)
    assert panel.choices == {"T": ["sun"]}
    panel.keep_draft()
    again = a_panel(qtbot, tmp_path, choices=[asked])
    assert again.choices == {"T": ["sun"]}


def with_choices(*choices: ChoiceAtHand) -> TaskAtHand:
    return TaskAtHand("Apply", form=FORM, submit="Submit", draft="case/1/zhang", choices=choices)


def test_department_is_asked_only_of_who_works_in_several(qtbot: QtBot, tmp_path: Path) -> None:
    assert a_panel(qtbot, tmp_path, departments=[("fin", "Finance")]).department == ""
    panel = a_panel(qtbot, tmp_path, departments=[("fin", "Finance"), ("hr", "People")])
    assert panel.department == "fin" and panel.departments is not None
    QTest.keyClick(panel.departments, KEY.Key_Down)
    assert panel.department == "hr"


def test_the_form_shows_the_department_that_is_started_for(qtbot: QtBot, tmp_path: Path) -> None:
    plain = office()
    works = [Assignment(department="fin"), Assignment(department="hr", primary=False)]
    users = [one.model_copy(update={"assignments": works}) if one.id == "zhang" else one for one in plain.users]
    organization = plain.model_copy(update={"users": users})
    panel = a_panel(qtbot, tmp_path)
    task = replace(
        with_choices(), form=a_form(field("starterDepartment", "from")),
        departments=[("fin", "Finance"), ("hr", "People")], draft="",
    )  # fmt: skip
    panel.show_task(task, FormFacts(organization=organization, user="zhang"))
    assert panel.player is not None and panel.departments is not None
    names = {one.id: pick(one.name) for one in organization.departments}
    shown = panel.player.fields["from"].control
    assert isinstance(shown, GivenControl) and names["fin"] in shown.label.text()
    QTest.keyClick(panel.departments, KEY.Key_Down)
    assert names["hr"] in shown.label.text()
