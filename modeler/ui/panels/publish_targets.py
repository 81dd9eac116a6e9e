"""Where to publish: the places used lately, and what was published from here to the chosen one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from modeler.publish import ledger
from modeler.publish.environments import Environment, environment_at, environments_of, without_environment
from modeler.publish.receipt import Receipt
from modeler.publish.target import details_of
from modeler.publish.targets import TARGETS
from modeler.ui.context import Context
from runner.core.errors import AppError
from runner.core.i18n import tr as _
from runner.core.settings import Setting, register
from runner.ui.kit.cards import Card
from runner.ui.kit.layouts import clear_layout
from runner.ui.kit.texts import button, label

register(Setting("publish.targets", "[]", ""))
register(Setting("publish.ways", "{}", ""))
WAY = ("authority", "certificate", "certificate_key", "proxy")

MOST_TARGETS = 6
MOST_HISTORY = 12


class PublishTargets(QWidget):
    """`chosen` carries an address (empty: none is left), `asked` the receipt of an earlier publication;
    `added` asks for another folder, `served` for a server, `edited` to describe the chosen place;
    `changing`: the workspace is about to be changed."""

    chosen = Signal(str)
    added = Signal()
    served = Signal()
    edited = Signal()
    changing = Signal()
    asked = Signal(object)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self._target = ""
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        side, column = side_panel()
        outer.addWidget(side)
        column.addWidget(label(_("Where"), "caption"))
        self._cards = QVBoxLayout()
        self._cards.setSpacing(8)
        column.addLayout(self._cards)
        add = button(_("Choose a folder…"), icon_name="add")
        add.clicked.connect(self.added)
        column.addWidget(add)
        self.serve = button(_("A server…"), icon_name="publish")
        self.serve.clicked.connect(self.served)
        column.addWidget(self.serve)
        self.edit = button(_("Environment…"), "link")
        self.edit.setToolTip(_("Its name, what roles and addresses are called there, and whose packages it takes"))
        self.edit.clicked.connect(self.edited)
        column.addWidget(self.edit)
        self.forget = button(_("Take out of this list"), "link")
        self.forget.clicked.connect(self.forget_target)
        column.addWidget(self.forget)
        column.addSpacing(8)
        self._title = label(_("History"), "caption")
        column.addWidget(self._title)
        self._history = QVBoxLayout()
        self._history.setSpacing(6)
        column.addLayout(self._history)
        column.addStretch(1)
        self.entries: list[Card] = []

    def _kept(self) -> list[str]:
        try:
            kept = json.loads(str(self.context.settings["publish.targets"]))
        except ValueError:
            return []
        return [str(one) for one in kept] if isinstance(kept, list) else []

    def _keep(self, targets: list[str]) -> None:
        self.context.settings.set("publish.targets", json.dumps(targets[:MOST_TARGETS], ensure_ascii=False))

    def targets(self) -> list[str]:
        """Addresses used lately, newest first, and those of the workspace's environments."""
        return list(dict.fromkeys([*self._kept(), *self._environments()]))[:MOST_TARGETS]

    def environments(self) -> list[Environment]:
        """Those of the workspace that can be published to. Raises `FormatError` where the file does not say it as it
        should: nothing may go where it is not known what is asked for."""
        workspace = self.context.workspace
        found = environments_of(workspace.info, workspace.folder) if workspace is not None else []
        return [one for one in found if one.address.partition(":")[0] in TARGETS]

    def _environments(self) -> dict[str, str]:
        """Address -> name of the environments."""
        try:
            return {one.address: one.title for one in reversed(self.environments())}
        except AppError:  # planning says it
            return {}

    @property
    def target(self) -> str:
        """The chosen address; empty where none is."""
        return self._target

    def environment(self, target: str) -> Environment | None:
        """The environment of that address. Raises `FormatError` as `environments` does."""
        return environment_at(self.environments(), target)

    def stage(self, target: str) -> Environment | None:
        """The environment of that address; of an address alone, what is kept here of the way to it. Raises
        `FormatError` as `environments` does."""
        if (known := self.environment(target)) is not None:
            return known
        way = self._ways().get(target)
        return Environment(id="", target=target, **way) if way else None

    def keep_way(self, target: str, way: Mapping[str, str]) -> None:
        """Keep how an address is reached that is no environment of the workspace."""
        told = {name: text for name, text in way.items() if text}
        kept = {one: known for one, known in self._ways().items() if one != target and one in self._kept()}
        text = json.dumps({**kept, target: told} if told else kept, ensure_ascii=False)
        self.context.settings.set("publish.ways", text)

    def _ways(self) -> dict[str, dict[str, str]]:
        try:
            kept = json.loads(str(self.context.settings["publish.ways"]))
        except ValueError:
            return {}
        if not isinstance(kept, dict):
            return {}
        return {
            str(target): {str(name): str(text) for name, text in way.items() if name in WAY}
            for target, way in kept.items()
            if isinstance(way, dict)
        }

    def _chosen_environment(self) -> Environment | None:
        try:
            return self.environment(self._target)
        except AppError:  # planning says it
            return None

    def remember(self, target: str) -> None:
        """Put a target on top of the list."""
        self._keep([target, *(one for one in self._kept() if one != target)])

    def drop(self, target: str) -> None:
        """A target is no longer among those used lately."""
        self._keep([one for one in self._kept() if one != target])

    def forget_target(self) -> None:
        """Take the chosen target out of the list, and out of the workspace; what is published there stays."""
        workspace, here = self.context.workspace, self._chosen_environment()
        if workspace is not None and here is not None:
            self.changing.emit()
            workspace.info_file.set(without_environment(workspace.info, here.id), _("Remove the environment"))
        self.drop(self._target)
        self.chosen.emit(next(iter(self.targets()), ""))

    def show_targets(self, target: str) -> None:
        """Show the places with this one chosen, and what was published there."""
        self._target = target
        clear_layout(self._cards)
        names = self._environments()
        for one in self.targets():
            kind, _colon, place = one.partition(":")
            place, details = details_of(place)
            tenant = details.get("tenant")
            where = f"{_(TARGETS[kind].label)} · {place}" if kind in TARGETS else one
            where = f"{where} · {tenant}" if tenant else where
            name = urlsplit(place).hostname or Path(place).name
            card = Card(names.get(one) or name or place, where)
            card.set_chosen(one == target)
            card.clicked.connect(lambda one=one: self.chosen.emit(one))
            self._cards.addWidget(card)
        self.forget.setVisible(target in self._kept() or target in names)
        self.edit.setVisible(bool(target))
        self._show_history()

    def _show_history(self) -> None:
        clear_layout(self._history)
        receipts = self.history()
        self._title.setVisible(bool(self._target))
        if self._target and not receipts:
            self._history.addWidget(label(_("Nothing was published from here yet."), "muted", wrap=True))
        self.entries = []
        for receipt in receipts[:MOST_HISTORY]:
            when = receipt.when[:16].replace("T", " ")
            what = f"{receipt.package} {receipt.version}"
            more = (when, receipt.who, receipt.signer, receipt.note)
            if receipt.state == "undone":
                what = _("{version} undone").format(version=f"{receipt.package} {receipt.previous}")
            card = Card(what, " · ".join(one for one in more if one))
            card.clicked.connect(lambda one=receipt: self.asked.emit(one))
            self.entries.append(card)
            self._history.addWidget(card)

    def history(self) -> list[Receipt]:
        """What was published from here to the chosen place, the newest first."""
        try:
            return list(reversed(ledger.entries(self._target))) if self._target else []
        except AppError as error:
            self.context.report(error)
            return []


def side_panel() -> tuple[QWidget, QVBoxLayout]:
    """A panel beside the middle that scrolls, and the column to fill."""
    side = QWidget()
    side.setProperty("role", "raised")
    side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    outer = QVBoxLayout(side)
    outer.setContentsMargins(0, 0, 0, 0)
    inner = QWidget()
    inner.setProperty("role", "page")
    column = QVBoxLayout(inner)
    column.setContentsMargins(12, 16, 12, 12)
    column.setSpacing(8)
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setWidget(inner)
    outer.addWidget(scroll)
    return side, column
