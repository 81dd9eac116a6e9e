"""Somebody who never saw the program draws a process with three approvers, a form and rights, by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QCheckBox, QFileDialog, QLineEdit

from modeler.compile import compile_process
from modeler.lint.engine import check
from modeler.ui.panels.who_picker import WhoPicker
from modeler.ui.places.forms_rights.palette import KindButton
from modeler.ui.places.forms_rights.rights_grid import GridView
from runner.core.problem import Severity
from runner.pilot.tester import random_tester
from tests.helpers.gestures import Hands
from tests.ui.window_builder import a_window, turn, until

BOUND = 65


class FirstTimer(Hands):
    """Knows the words on the screen and nothing else."""

    def add_field(self, kind: str, caption: str = "", *, must: bool = False) -> None:
        """Click a kind of field, and say what it is called."""
        offered = self.see(KindButton, lambda one: one.accessibleName() == kind, kind)
        self.scroll_to(offered)
        self.click(offered)
        if caption:
            self.click(self.see(QLineEdit, lambda one: one.accessibleName() == "Caption · English", "the caption"))
            self.key("Ctrl+A")
            self.type(caption)
        if must:
            self.click(self.see(QCheckBox, lambda one: one.text() == "Must be filled in", "must be filled in"))

    def find(self, text: str) -> None:
        """Search somebody and take the first."""
        self.click(self.see(QLineEdit, lambda one: isinstance(one.parent(), WhoPicker), "the search for people"))
        self.type(text)
        self.key("Return")

    def append_approver(self, name: str, rule: str, who: str = "") -> None:
        """A step behind the selected one, who does it, and that it is an approval."""
        self.click(self.named("append-user-task"))
        self.type(name)
        self.key("Return")
        self.choose(self.named("property-strategy"), rule)
        if who:
            self.find(who)
        box = self.see(QCheckBox, lambda one: one.text() == "Is an approval with verdict buttons", "approval")
        self.scroll_to(box)
        self.click(box)

    def mend_all(self, code: str, fix: str) -> None:
        """Click the offered fix of every problem of a kind."""
        while (count := self.count(code)) > 0:
            self.click(self.button(fix))
            until(lambda before=count: self.count(code) < before)  # type: ignore[misc]

    def count(self, code: str) -> int:
        """How many problems of a kind the window shows."""
        return sum(problem.code == code for problem in self.window.context.problems)


def test_a_first_timer_draws_three_approvers_a_form_and_rights_from_the_blank_page(
    monkeypatch: pytest.MonkeyPatch, record_property: Callable[[str, object], None]
) -> None:
    with a_window() as window:
        context = window.context
        me = FirstTimer(window)
        me.click(me.card("Blank process"))
        assert context.workspace is not None, "the blank page has people and a place for forms"

        me.click_element("StartEvent_1")
        me.click(me.button("New form"))
        me.add_field("Multi-line text", "Reason", must=True)
        me.add_field("Money", "Amount")
        me.add_field("Attachment")

        me.click(me.button("Design"))
        me.append_approver("Head", "Head of the starter's department")
        me.append_approver("HR", "Everyone in a role", "hr")
        me.append_approver("Director", "Certain people", "chenliqun")
        me.click(me.named("append-end-event"))
        me.key("Return")
        until(lambda: me.count("missing-form") == 3 and me.count("no-end") == 0)
        me.mend_all("missing-form", "Use the form of the process")
        me.mend_all("handler-nobody", "Let the process admins take over then")

        me.click(me.button("Forms & rights"))
        me.click(me.card("Field rights"))
        table = me.see(GridView, lambda one: True, "the table of field rights")
        model = table.model()
        first, last = (table.visualRect(model.index(*at)).center() for at in ((0, 2), (2, 4)))
        me.drag(table.viewport(), first, last)
        me.key("R")
        me.click(me.card("Process rights"))
        me.find("Finance centre")
        me.click(me.button("Add row"))
        me.key("A")

        target = context.workspace.folder / "processes" / "purchase.bpmn"
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_all: (str(target), ""))
        me.key("Ctrl+S")
        me.answered("type the file's name", "press Return")
        turn()

        document = context.document
        assert document is not None
        assert document.path == target
        assert not context.unsaved()
        assert "technical" in context.settings["window.folded"], "nobody opened Technical"

        errors = [one.message for one in check(document, context.workspace) if one.severity is Severity.ERROR]
        assert errors == []
        compiled = compile_process(document, context.workspace)
        assert compiled.bundle is not None
        users = [node for node in compiled.bundle.graph.nodes if node.kind == "userTask"]
        assert [node.name for node in users] == ["Head", "HR", "Director"]
        assert all(node.approval is not None and node.handler is not None and node.form is not None for node in users)
        rights = {field.path: field.access for node in users if node.form for field in node.form.fields}
        assert rights == {"multiLineText": "read", "money": "read", "attachment": "read", "*": "edit"}
        assert [rule.who.partition(":")[0] for rule in compiled.bundle.graph.rights.allow] == ["department"]
        result = random_tester(compiled.bundle, 1)
        assert result.status == "completed", result
        assert result.path[0].element == "StartEvent_1"

        record_property("gestures", len(me))
        print(f"\ngestures from the blank page: {len(me)}")
        assert len(me) <= BOUND, "\n".join(me.made)
