"""The story of a publication: the steps in order, what each found, the plan, and the receipt."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from modeler.publish.receipt import PlanItem, Receipt
from runner.core.i18n import tr as _
from runner.ui.kit import style
from runner.ui.kit.cards import Card
from runner.ui.kit.style import set_look
from runner.ui.kit.tables import TableView
from runner.ui.kit.texts import button, label, rule

STEPS = ("resolve", "convert", "lint", "plan", "deploy")


def step_texts(step: str) -> tuple[str, str]:
    """The name of a step and the line below it."""
    return {
        "resolve": (_("Resolve"), _("find the place to publish to")),
        "convert": (_("Convert"), _("pack the process with all it needs")),
        "lint": (_("Check"), _("problems of the model, and what that place would not take")),
        "plan": (_("Plan"), _("what will change there")),
        "deploy": (_("Deploy, verify, record"), _("whole or not at all, then read back")),
    }[step]


def state_words(state: str) -> tuple[str, str]:
    """The state of a resource in words, and the tone it is shown in (a name of the theme's colours)."""
    return {
        "new": (_("new"), "good"),
        "changed": (_("changed"), "accent"),
        "same": (_("same"), "muted"),
        "server-only": (_("only there"), "warning"),
        "drifted": (_("changed there by someone else"), "warning"),
    }[state]


class StoryStep(QWidget):
    """One step: its number, its name, what it does, and its outcome."""

    def __init__(self, number: int, step: str) -> None:
        super().__init__()
        title, text = step_texts(step)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 8, 0, 8)
        row.setSpacing(12)
        badge = label(str(number), "pill")
        badge.setAlignment(Qt.AlignmentFlag.AlignCenter)
        row.addWidget(badge, alignment=Qt.AlignmentFlag.AlignVCenter)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(label(title, "heading"))
        texts.addWidget(label(text, "caption", wrap=True))
        row.addLayout(texts, 1)
        self.outcome = label("", "muted")
        row.addWidget(self.outcome, alignment=Qt.AlignmentFlag.AlignVCenter)

    def tell(self, text: str, tone: str = "muted") -> None:
        """Show what came of it; `tone` is `muted`, `good`, `warning` or `bad`."""
        self.outcome.setText(text)
        set_look(self.outcome, role=tone)


class PlanTable(TableView):
    """The resources of the package beside those that are there."""

    def show_items(self, items: Sequence[PlanItem]) -> None:
        """Fill the table; changes come first."""
        model = QStandardItemModel(len(items), 2, self)
        model.setHorizontalHeaderLabels([_("What"), _("State")])
        order = {"drifted": 0, "changed": 1, "new": 2, "server-only": 3, "same": 4}
        for number, item in enumerate(sorted(items, key=lambda one: (order[one.state], one.resource))):
            words, tone = state_words(item.state)
            state = QStandardItem(words)
            state.setForeground(QColor(getattr(style.current_theme(), tone)))
            model.setItem(number, 0, QStandardItem(item.resource))
            model.setItem(number, 1, state)
        self.setModel(model)
        self.setColumnWidth(0, 420)
        rows = min(len(items), 10)
        self.setFixedHeight(
            self.verticalHeader().defaultSectionSize() * rows + self.horizontalHeader().sizeHint().height()
        )


class ReceiptCard(Card):
    """The proof of a publication, to copy and to verify."""

    def __init__(self) -> None:
        super().__init__(active=False, icon_name="good")
        self.facts = label("", selectable=True, wrap=True)
        self.body.addWidget(self.facts)
        self.verified = label("", "good")
        self.verify = button(_("Verify"))
        row = QHBoxLayout()
        row.addWidget(self.verify)
        row.addWidget(self.verified)
        row.addStretch(1)
        self.body.addLayout(row)

    def show_receipt(self, receipt: Receipt) -> None:
        """Show what was published, where, when and by whom."""
        unchanged = receipt.state == "unchanged"
        title = _("Nothing to do: this version is published already") if unchanged else _("Published")
        self.set_texts(title, _("Receipt {id}").format(id=receipt.id))
        facts = [
            (_("Version"), f"{receipt.package} {receipt.version}"),
            (_("Where"), receipt.server),
            (_("When"), receipt.when.replace("T", " ")),
            (_("Who"), receipt.who),
            ("SHA-256", receipt.digest),
        ]
        self.facts.setText("\n".join(f"{name}:  {value}" for name, value in facts))
        self.verified.setText("")


class PublishStory(QWidget):
    """The middle of the place."""

    def __init__(self) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(0)
        self.title = label("", "title")
        layout.addWidget(self.title)
        layout.addSpacing(8)
        self.steps: dict[str, StoryStep] = {}
        self.table = PlanTable()
        for number, step in enumerate(STEPS, 1):
            self.steps[step] = StoryStep(number, step)
            layout.addWidget(self.steps[step])
            layout.addWidget(rule())
            if step == "plan":
                layout.addWidget(self.table)
        self.problems = QLabel()
        self.problems.setWordWrap(True)
        self.problems.setProperty("role", "bad")
        layout.addSpacing(12)
        layout.addWidget(self.problems)
        self.receipt = ReceiptCard()
        layout.addWidget(self.receipt)
        layout.addStretch(1)
        self.clear()

    def clear(self) -> None:
        """Nothing is known yet."""
        for step in self.steps.values():
            step.tell("–")
        self.table.hide()
        self.problems.hide()
        self.receipt.hide()
