"""How several people decide a step together: who has to agree, how votes are counted, and who may veto."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from modeler.ui.panels.editing import Editing
from modeler.ui.panels.fields import CheckField, ChoiceField, TextField
from modeler.ui.panels.who_picker import WhoPicker, candidates
from runner.core.i18n import N_
from runner.core.i18n import tr as _
from runner.ui.kit.layouts import clear_layout
from runner.ui.kit.style import set_look
from runner.ui.kit.texts import button, label, tool_button

VOTES = (
    ("any", N_("One of them decides")), ("all", N_("All must agree")), ("percent", N_("A share of them must agree")),
    ("count", N_("A number of them must agree")), ("weight", N_("Their votes have weights")),
    ("sequence", N_("All, one after the other")), ("claim", N_("Whoever takes it")),
    ("random", N_("One of them by chance")),
)  # fmt: skip
_SHARED = ("percent", "count", "weight")
_VOTERS = ("user", "role", "position", "group", "department")


def vote_words(vote: str, threshold: str = "") -> str:
    """How several people decide, with how many of them have to agree; empty where one decides."""
    if not vote or vote == "any":
        return ""
    if vote == "percent" and threshold:
        share = threshold if "/" in threshold else f"{threshold} %"
        return _("{share} of them must agree").format(share=share)
    if vote == "count" and threshold:
        return _("{number} of them must agree").format(number=threshold)
    return next((_(text) for key, text in VOTES if key == vote), vote)


class VoteFields(QWidget):
    """The vote, and below it what this vote needs to know."""

    def __init__(self, editing: Editing) -> None:
        super().__init__()
        self._editing = editing
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self._vote = ChoiceField(
            [(key, _(text)) for key, text in VOTES],
            lambda: self._value("vote", "any"),
            lambda value: editing.update_block("approval", vote=value),
        )
        self._threshold = TextField(
            lambda: self._value("threshold", ""),
            lambda text: editing.update_block("approval", merge="threshold", threshold=text.strip()),
            editing.seal,
        )
        self._threshold_caption = label("", "caption")
        self._abstain = ChoiceField(
            [("counted", _("does not agree")), ("left-out", _("is as if not asked"))],
            lambda: self._value("abstain", "counted"),
            lambda value: editing.update_block("approval", abstain=value),
        )
        self._veto = WhoPicker(lambda: candidates(editing.context.organization, _VOTERS), self._vetoes())
        self._veto.changed.connect(lambda whom: editing.update_block("approval", veto=" ".join(whom)))
        self._all_heard = CheckField(
            _("Everybody is heard before it is decided"),
            lambda: self._value("hearsAll", "") == "true",
            lambda on: editing.update_block("approval", hearsAll="true" if on else ""),
        )
        for name, field in (("vote", self._vote), ("threshold", self._threshold), ("abstain", self._abstain),
                            ("veto", self._veto), ("all-heard", self._all_heard)):  # fmt: skip
            field.setObjectName(f"approval-{name}")
        _captioned(column, label(_("When there are several people"), "caption"), self._vote)
        self._enough = _captioned(column, self._threshold_caption, self._threshold)
        self._weights = self._make_weights(column)
        self._silence = _captioned(column, label(_("Who abstains"), "caption"), self._abstain)
        self._vetoing = _captioned(column, label(_("Whose disagreement alone decides"), "caption"), self._veto)
        column.addWidget(self._all_heard)
        self._shown = -1
        self.refresh()

    def _make_weights(self, column: QVBoxLayout) -> QWidget:
        self._rows = QGridLayout()
        self._rows.setSpacing(6)
        self._rows.setColumnStretch(0, 1)
        self._shares: list[TextField] = []
        self._voters: list[WhoPicker] = []
        self._sum = label("", "caption")
        self._sum.setObjectName("approval-sum")
        add = button(_("Add a weight"), "link", "add")
        add.setObjectName("approval-add-weight")
        add.clicked.connect(lambda: self._write([*self._list(), {"who": "", "share": ""}]))
        inside = QWidget()
        box = QVBoxLayout(inside)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addLayout(self._rows)
        box.addWidget(self._sum)
        box.addWidget(add, alignment=Qt.AlignmentFlag.AlignLeft)
        return _captioned(column, label(_("What the votes weigh"), "caption"), inside)

    def refresh(self) -> None:
        """Show the values of the document."""
        vote = self._value("vote", "any")
        self._threshold_caption.setText(
            _("So many must agree") if vote == "count" else _("So much must agree: 60 is 60 %, 2/3 two thirds")
        )
        self._threshold.setAccessibleName(self._threshold_caption.text())
        for part, votes in (
            (self._enough, _SHARED), (self._weights, ("weight",)), (self._silence, _SHARED),
            (self._vetoing, _SHARED), (self._all_heard, ("all", *_SHARED)),
        ):  # fmt: skip
            part.setVisible(vote in votes)
        for field in (self._vote, self._threshold, self._abstain, self._all_heard):
            field.refresh()
        self._veto.show_chosen(self._vetoes())
        rows = self._list()
        if len(rows) != self._shown:
            self._shown = len(rows)
            self._build(len(rows))
        for picker, row in zip(self._voters, rows, strict=True):
            picker.show_chosen(str(row.get("who", "")).split())
        for share in self._shares:
            share.refresh()
        self._show_sum(rows)

    def _build(self, count: int) -> None:
        clear_layout(self._rows)
        self._voters, self._shares = [], []
        for row in range(count):
            who = WhoPicker(lambda: candidates(self._editing.context.organization, _VOTERS), self._voters_of(row))
            who.changed.connect(partial(self._write_who, row))
            share = TextField(partial(self._share_of, row), partial(self._write_share, row), self._editing.seal)
            share.setMaximumWidth(64)
            share.setAccessibleName(_("Weight"))
            share.setObjectName(f"approval-share-{row}")
            who.setObjectName(f"approval-voter-{row}")
            remove = tool_button("close", _("Remove"), size=12)
            remove.clicked.connect(partial(self._remove, row))
            top = Qt.AlignmentFlag.AlignTop
            self._rows.addWidget(who, row, 0)
            self._rows.addWidget(share, row, 1, alignment=top)
            self._rows.addWidget(remove, row, 2, alignment=top)
            self._voters.append(who)
            self._shares.append(share)

    def _show_sum(self, rows: list[dict[str, Any]]) -> None:
        try:
            total = sum((Fraction(str(row.get("share") or "0")) for row in rows), Fraction())
        except (ValueError, ZeroDivisionError):
            self._sum.setText(_("A weight is a number, for example 40."))
            set_look(self._sum, role="bad")
            return
        whole = total.numerator if total.denominator == 1 else round(float(total), 2)
        self._sum.setText(_("Together {sum} of 100").format(sum=whole))
        set_look(self._sum, role="caption" if total == 100 else "bad")
        self._sum.setVisible(bool(rows))

    # reading and writing -----------------------------------------------------------------------

    def _value(self, name: str, otherwise: str) -> str:
        return str(self._editing.block("approval").get(name, otherwise))

    def _vetoes(self) -> list[str]:
        return self._value("veto", "").split()

    def _list(self) -> list[dict[str, Any]]:
        return [dict(one) for one in self._editing.block("approval").get("weights") or []]

    def _voters_of(self, row: int) -> list[str]:
        rows = self._list()
        return str(rows[row].get("who", "")).split() if row < len(rows) else []

    def _share_of(self, row: int) -> str:
        rows = self._list()
        return str(rows[row].get("share", "")) if row < len(rows) else ""

    def _write(self, rows: list[dict[str, Any]], merge: str = "") -> None:
        self._editing.update_block("approval", merge=merge, weights=rows)

    def _write_who(self, row: int, whom: list[str]) -> None:
        rows = self._list()
        rows[row]["who"] = " ".join(whom)
        self._write(rows)

    def _write_share(self, row: int, text: str) -> None:
        rows = self._list()
        rows[row]["share"] = text.strip()
        self._write(rows, f"share-{row}")

    def _remove(self, row: int) -> None:
        rows = self._list()
        del rows[row]
        self._write(rows)


def _captioned(column: QVBoxLayout, caption: QWidget, field: QWidget) -> QWidget:
    part = QWidget()
    box = QVBoxLayout(part)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(4)
    box.addWidget(caption)
    box.addWidget(field)
    if not field.accessibleName():
        field.setAccessibleName(getattr(caption, "text", str)())
    column.addWidget(part)
    return part
