"""Before what is in force in one environment is put into the next: which bytes, what they change there, and why."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget

from modeler.publish.promoting import Promotion
from modeler.ui.panels.publish_plan import state_words
from runner.bundle.signature import fingerprint, public_bytes, short
from runner.core.i18n import tr as _
from runner.core.problem import Severity
from runner.ui.kit.dialogs import asking_foot
from runner.ui.kit.groups import captioned
from runner.ui.kit.texts import Role, label

MOST_PROBLEMS = 6
_TONES: dict[Severity, Role] = {Severity.ERROR: "bad", Severity.WARNING: "warning", Severity.INFO: "muted"}


class PromoteDialog(QDialog):
    """Says what would be done; nothing is done before it is accepted."""

    def __init__(self, found: Promotion, parent: QWidget) -> None:
        super().__init__(parent)
        self.found = found
        name = f"{found.plan.shipment.name} {found.version}"
        title = _("Promote {name} to {environment}?").format(name=name, environment=found.to.title)
        self.setWindowTitle(title)
        self.setMinimumWidth(480)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        column.addWidget(label(title, "title", wrap=True))
        told = _("The very bytes that are in force in {environment} go on; nothing is packed or signed anew.")
        column.addWidget(label(told.format(environment=found.source.title), "muted", wrap=True))
        for line in self._facts():
            column.addWidget(label(line, wrap=True, selectable=True))
        for problem in found.plan.problems[:MOST_PROBLEMS]:
            column.addWidget(label(problem.message, _TONES[problem.severity], wrap=True))
            if problem.severity is Severity.ERROR and problem.hint:
                column.addWidget(label(problem.hint, "caption", wrap=True))
        self.note = QLineEdit()
        caption = _("Note (asked for here)") if found.to.note else _("Note")
        column.addWidget(captioned(caption, self.note))
        self.note.textChanged.connect(lambda _text: self._check())
        column.addSpacing(4)
        foot, self.go = asking_foot(self, _("Promote"))
        column.addLayout(foot)
        self._check()

    def _facts(self) -> list[str]:
        plan = self.found.plan
        counts: dict[str, int] = {}
        for item in plan.items:
            counts[item.state] = counts.get(item.state, 0) + 1
        changes = " · ".join(f"{state_words(state)[0]} {count}" for state, count in counts.items())
        if plan.unchanged:
            changes = _("nothing to change")
        key = plan.shipment.package.signed_by
        mark = short(fingerprint(public_bytes(key))) if key is not None else ""
        signer = f"{self.found.receipt.signer} {mark}".strip() or _("not signed")
        when = self.found.receipt.when[:16].replace("T", " ")
        return [
            _("There: {changes}").format(changes=changes or "–"),
            _("Signature: {signer}").format(signer=signer),
            _("Published to {environment}: {when}").format(environment=self.found.source.title, when=when),
            _("Digest: {digest}").format(digest=plan.shipment.digest[:12] + "…"),
        ]

    def _check(self) -> None:
        said = bool(self.note.text().strip()) or not self.found.to.note
        self.go.setEnabled(self.found.plan.ok and said)
