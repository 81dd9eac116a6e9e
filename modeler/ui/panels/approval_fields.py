"""How a step of several people is decided: the vote, the buttons and the opinion."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from modeler.ui.panels.editing import Editing
from modeler.ui.panels.fields import CheckField, ChoiceField, TextField
from modeler.ui.panels.vote_fields import VoteFields
from runner.approvals.signature import needs_signature
from runner.approvals.verdicts import needs_opinion
from runner.bundle.graph import Verdict
from runner.core.i18n import N_
from runner.core.i18n import tr as _
from runner.ui.kit.layouts import clear_layout
from runner.ui.kit.texts import button, label, tool_button

RESULTS = (("agree", N_("Agrees")), ("reject", N_("Rejects")), ("return", N_("Returns")),
           ("abstain", N_("Abstains")))  # fmt: skip
USUAL: tuple[dict[str, Any], ...] = (
    {"id": "agree", "label": N_("Agree"), "result": "agree"},
    {"id": "reject", "label": N_("Disagree"), "result": "reject"},
    {"id": "return", "label": N_("Return"), "result": "return", "action": "starter", "validate": "false"},
)
OFFERED: tuple[dict[str, Any], ...] = (*USUAL, {"id": "abstain", "label": N_("Abstain"), "result": "abstain"})
"""What can be added as a button; an approval begins with the usual ones."""


def _result(verdict: Mapping[str, Any]) -> Any:
    given = str(verdict.get("result", "agree"))
    return given if given in ("agree", "reject", "return", "abstain") else "custom"


def usual_approval() -> dict[str, Any]:
    """The approval block that a new approval begins with, its buttons in the user's language."""
    verdicts = [{**row, "label": _(str(row["label"]))} for row in USUAL]
    return {"vote": "any", "opinion": "reject", "verdicts": verdicts}


class ApprovalFields(QWidget):
    """Off: the step is just done. On: vote, buttons and opinion."""

    def __init__(self, editing: Editing) -> None:
        super().__init__()
        self._editing = editing
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self._on = CheckField(_("Is an approval with verdict buttons"), self._is_approval, self._switch)
        self._on.setObjectName("property-approval")
        column.addWidget(self._on)
        self._inside = QWidget()
        inside = QVBoxLayout(self._inside)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(12)
        self._votes = VoteFields(editing)
        self._opinion = ChoiceField(
            [("none", _("not required")), ("reject", _("when disagreeing or returning")), ("always", _("always"))],
            lambda: self._value("opinion", "none"),
            lambda value: editing.update_block("approval", opinion=value),
        )
        self._signature = ChoiceField(
            [("none", _("not required")), ("agree", _("when agreeing")), ("always", _("always"))],
            lambda: self._value("signature", "none"),
            lambda value: editing.update_block("approval", signature="" if value == "none" else value),
        )
        self._signature.setObjectName("approval-signature")
        self._added_after = ChoiceField(
            [("agree", _("when whoever added them agrees")), ("always", _("also when they disagree"))],
            lambda: self._value("addedAfter", "agree"),
            lambda value: editing.update_block("approval", addedAfter="" if value == "agree" else value),
        )
        self._added_after.setObjectName("approval-addedAfter")
        self._resubmit = ChoiceField(
            [("replay", _("goes through all steps again")), ("direct", _("comes straight back here"))],
            lambda: self._value("resubmit", "replay"),
            lambda value: editing.update_block("approval", resubmit=value),
        )
        self._resubmit.setObjectName("approval-resubmit")
        self._sensitive = TextField(
            lambda: " ".join(str(one) for one in self._editing.block("approval").get("sensitive") or ()),
            lambda text: editing.update_block("approval", merge="sensitive", sensitive=text.split()),
            editing.seal,
        )
        self._sensitive.setObjectName("approval-sensitive")
        self._sensitive.setPlaceholderText("amount lines.amount")
        inside.addWidget(self._votes)
        inside.addWidget(label(_("Buttons"), "caption"))
        self._verdicts = QGridLayout()
        self._verdicts.setSpacing(6)
        inside.addLayout(self._verdicts)
        add = button(_("Add a button"), "link", "add")
        self._menu = QMenu(add)
        for key, text in RESULTS:
            self._menu.addAction(_(text)).triggered.connect(lambda _on=False, key=key: self._add_verdict(key))
        add.clicked.connect(lambda: self._menu.popup(add.mapToGlobal(add.rect().bottomLeft())))
        inside.addWidget(add, alignment=Qt.AlignmentFlag.AlignLeft)
        self._add(inside, _("An opinion is required"), self._opinion)
        self._add(inside, _("A signature is required"), self._signature)
        self._add(inside, _("Signers added after are asked"), self._added_after)
        self._add(inside, _("After a return, the case"), self._resubmit)
        self._add(inside, _("Who agreed is asked again when one of these fields changed"), self._sensitive)
        column.addWidget(self._inside)
        self._shown: list[str] = []
        self._labels: list[TextField] = []
        self._asking: list[tuple[QToolButton, QToolButton]] = []
        self.refresh()

    @staticmethod
    def _add(column: QVBoxLayout, caption: str, field: QWidget) -> None:
        box = QVBoxLayout()
        box.setSpacing(4)
        box.addWidget(label(caption, "caption", wrap=True))
        box.addWidget(field)
        field.setAccessibleName(caption)
        column.addLayout(box)

    def refresh(self) -> None:
        """Show the values of the document."""
        self._on.refresh()
        self._inside.setVisible(self._is_approval())
        self._votes.refresh()
        for field in (self._opinion, self._signature, self._added_after, self._resubmit, self._sensitive):
            field.refresh()
        keys = [f"{one.get('id')}:{one.get('result')}" for one in self._list()]
        if keys != self._shown:
            self._shown = keys
            self._build_verdicts()
        for field_ in self._labels:
            field_.refresh()
        for (asks, signs), verdict in zip(self._asking, self._list(), strict=True):
            asks.setChecked(self._needs("opinion", verdict))
            signs.setChecked(self._needs("signature", verdict))

    def _build_verdicts(self) -> None:
        clear_layout(self._verdicts)
        self._labels, self._asking = [], []
        results = dict(RESULTS)
        for row, verdict in enumerate(self._list()):
            field = TextField(
                partial(self._label, row),
                partial(self._write_label, row),
                self._editing.seal,
            )
            result = str(verdict.get("result", "agree"))
            remove = tool_button("close", _("Remove"), size=12)
            remove.clicked.connect(lambda _on=False, row=row: self._remove(row))
            field.setAccessibleName(_(results.get(result, result)))
            asks = tool_button("remark", _("An opinion is required with this button"), checkable=True, size=14)
            signs = tool_button("edit", _("A signature is required with this button"), checkable=True, size=14)
            for own, name in ((asks, "opinion"), (signs, "signature")):
                own.setObjectName(f"verdict-{name}-{verdict.get('id')}")
                own.clicked.connect(lambda on, row=row, name=name: self._write_asks(name, row, on))
            self._labels.append(field)
            self._asking.append((asks, signs))
            said = label(_(results.get(result, result)), "caption")
            for column, widget in enumerate((field, said, asks, signs, remove)):
                self._verdicts.addWidget(widget, row, column)

    # reading and writing -----------------------------------------------------------------------

    def _is_approval(self) -> bool:
        return bool(self._editing.block("approval"))

    def _value(self, name: str, otherwise: str) -> str:
        return str(self._editing.block("approval").get(name, otherwise))

    def _list(self) -> list[dict[str, Any]]:
        return [dict(one) for one in self._editing.block("approval").get("verdicts") or []]

    def _label(self, row: int) -> str:
        verdicts = self._list()
        return str(verdicts[row].get("label", "")) if row < len(verdicts) else ""

    def _switch(self, on: bool) -> None:
        if not on:
            self._editing.set_block("approval", None)
            return
        verdicts = [{**one, "label": _(str(one["label"]))} for one in USUAL]
        self._editing.set_block("approval", {"vote": "any", "opinion": "reject", "verdicts": verdicts})

    def _write_label(self, row: int, text: str) -> None:
        verdicts = self._list()
        verdicts[row]["label"] = text
        self._editing.update_block("approval", merge=f"verdict-{row}", verdicts=verdicts)

    def _needs(self, name: str, verdict: Mapping[str, Any]) -> bool:
        """Whether a button asks for an `opinion` or a `signature`."""
        own = str(verdict.get(name) or "")
        said = {name: own} if own in ("none", "always") else {}
        given = Verdict.model_validate({"id": "", "result": _result(verdict), **said})
        asks = {"opinion": needs_opinion, "signature": needs_signature}[name]
        return asks(self._value(name, "none"), given)

    def _write_asks(self, name: str, row: int, on: bool) -> None:
        """A button says for itself what the rule of the step does not say of it."""
        verdicts = self._list()
        verdicts[row].pop(name, None)
        if self._needs(name, verdicts[row]) != on:
            verdicts[row][name] = "always" if on else "none"
        self._editing.update_block("approval", verdicts=verdicts)

    def _remove(self, row: int) -> None:
        verdicts = self._list()
        del verdicts[row]
        self._editing.update_block("approval", verdicts=verdicts)

    def _add_verdict(self, result: str) -> None:
        verdicts = self._list()
        used = {str(one.get("id")) for one in verdicts}
        name = next(
            name for number in range(1, 99) if (name := result if number == 1 else f"{result}{number}") not in used
        )
        usual = next(dict(one) for one in OFFERED if one["result"] == result)
        self._editing.update_block(
            "approval", verdicts=[*verdicts, {**usual, "id": name, "label": _(str(usual["label"]))}]
        )
