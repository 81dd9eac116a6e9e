"""Publish: where to, what changes, go, and the receipt."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from modeler.document.change import Change, Origin
from modeler.publish import ledger, pipeline
from modeler.publish.packing import extras_of
from modeler.publish.pipeline import Plan
from modeler.publish.receipt import Receipt
from modeler.ui.context import Context
from modeler.ui.panels.publish_story import PublishStory
from modeler.ui.place import Place
from runner.bundle.archive import package_bytes, verify_package
from runner.bundle.bundle import Bundle
from runner.core.atomic import write_bytes
from runner.core.errors import AppError
from runner.core.i18n import pick, trn
from runner.core.i18n import tr as _
from runner.core.problem import Severity
from runner.core.settings import Setting, register
from runner.ui.kit.cards import Card
from runner.ui.kit.panes import Panes
from runner.ui.kit.states import EmptyState
from runner.ui.kit.texts import button, label

register(Setting("publish.targets", "[]", ""))

MOST_TARGETS = 6


class Publish(Place):
    """Plans as soon as a target is chosen; publishes only what was planned."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._package = b""
        self._plan: Plan | None = None
        self._receipt: Receipt | None = None
        self._target = ""
        self.story = PublishStory()
        self.story.receipt.verify.clicked.connect(self.verify)
        self.empty = EmptyState(
            "publish", _("Choose where to publish"),
            _("A folder that others reach is enough, for example on a shared drive. Nothing there is overwritten."),
            _("Choose a folder…"),
        )  # fmt: skip
        self.empty.clicked.connect(self.choose_folder)
        middle = QWidget()
        stack = QVBoxLayout(middle)
        stack.setContentsMargins(0, 0, 0, 0)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(self.story)
        self._scroll = scroll
        stack.addWidget(scroll)
        stack.addWidget(self.empty)
        panes = Panes(middle)
        panes.add("left", self._side(), 240, minimum=200)
        panes.add("right", self._before(), 300, minimum=240)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(panes)
        context.documentChanged.connect(self._document_changed)
        context.workspaceChanged.connect(self._forget)
        targets = self.targets()
        self._choose(targets[0] if targets else "")

    # panels ------------------------------------------------------------------------------------

    def _raised(self) -> tuple[QWidget, QVBoxLayout]:
        side = QWidget()
        side.setProperty("role", "raised")
        side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(side)
        column.setContentsMargins(12, 16, 12, 12)
        column.setSpacing(8)
        return side, column

    def _side(self) -> QWidget:
        side, column = self._raised()
        column.addWidget(label(_("Where"), "caption"))
        self._cards = QVBoxLayout()
        self._cards.setSpacing(8)
        column.addLayout(self._cards)
        add = button(_("Choose a folder…"), icon_name="add")
        add.clicked.connect(self.choose_folder)
        column.addWidget(add)
        column.addSpacing(12)
        column.addWidget(label(_("History"), "caption"))
        self._history = label("", wrap=True, selectable=True)
        column.addWidget(self._history)
        column.addStretch(1)
        return side

    def _before(self) -> QWidget:
        side, column = self._raised()
        column.addWidget(label(_("Before you publish"), "heading"))
        self._facts = label("", "muted", wrap=True)
        column.addWidget(self._facts)
        row = QHBoxLayout()
        self.go = button(_("Publish"), "primary")
        self.go.clicked.connect(self.publish)
        self.save = button(_("Save as package…"))
        self.save.clicked.connect(self.save_package)
        row.addWidget(self.go)
        row.addWidget(self.save)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(
            label(
                _("Published versions stay. To go back, publish the older content as a new version."),
                "caption",
                wrap=True,
            )
        )
        column.addStretch(1)
        return side

    # targets -----------------------------------------------------------------------------------

    def targets(self) -> list[str]:
        """Addresses used lately, newest first, and those of the workspace's environments."""
        kept = json.loads(str(self.context.settings["publish.targets"]))
        named = [
            str(item.get("target")) for item in self._environments() if str(item.get("target")).startswith("folder:")
        ]
        return list(dict.fromkeys([*[str(one) for one in kept], *named]))[:MOST_TARGETS]

    def _environments(self) -> list[dict[str, object]]:
        workspace = self.context.workspace
        return list(workspace.info.environments) if workspace is not None else []

    def choose_folder(self) -> None:
        """Ask for a folder and plan for it."""
        folder = QFileDialog.getExistingDirectory(self, _("Folder to publish to"))
        if folder:
            self.use_target(f"folder:{folder}")

    def use_target(self, target: str) -> None:
        """Remember a target and plan for it."""
        kept = [target, *(one for one in self.targets() if one != target)][:MOST_TARGETS]
        self.context.settings.set("publish.targets", json.dumps(kept, ensure_ascii=False))
        self._choose(target)

    def _choose(self, target: str) -> None:
        self._target = target
        self._show_targets()
        self._scroll.setVisible(bool(target))
        self.empty.setVisible(not target)
        self._plan = None
        self.story.clear()
        if target:
            self.make_plan()
        self._show_state()

    def _show_targets(self) -> None:
        while self._cards.count():
            item = self._cards.takeAt(0)
            if item is not None and (widget := item.widget()) is not None:
                widget.deleteLater()
        for target in self.targets():
            kind, _colon, place = target.partition(":")
            card = Card(
                Path(place).name or place, _("Folder · {path}").format(path=place) if kind == "folder" else target
            )
            card.set_chosen(target == self._target)
            card.clicked.connect(lambda one=target: self._choose(one))
            self._cards.addWidget(card)
        lines = [f"{one.version} · {one.when[:10]} · {one.who}" for one in reversed(self._entries())]
        self._history.setText("\n".join(lines) or _("Nothing was published there yet."))

    def _entries(self) -> list[Receipt]:
        return ledger.entries(self._target) if self._target else []

    # the story ---------------------------------------------------------------------------------

    def make_plan(self) -> None:
        """Compile, pack and compare; nothing is changed anywhere."""
        bundle = self._compile()
        if bundle is None:
            return
        workspace, target = self.context.workspace, self._target
        document = self.context.document
        source = Path(document.path) if document is not None and document.path is not None else None
        folder = workspace.folder if workspace is not None else None

        def work(handle: Any) -> tuple[bytes, Plan]:
            inside = source is not None and folder is not None and source.resolve().is_relative_to(folder.resolve())
            extras = extras_of(folder, source) if inside and folder is not None and source is not None else {}
            data = package_bytes(bundle, extras)
            return data, pipeline.plan(data, target)

        self.context.jobs.run(work, done=self._planned, failed=self._plan_failed, title=_("Planning"))

    def _compile(self) -> Bundle | None:
        if self.context.document is None:
            return None
        compiled = self.context.compile()
        errors = [problem for problem in compiled.problems if problem.severity is Severity.ERROR]
        self.story.title.setText(self._title(compiled.bundle))
        if compiled.bundle is None or errors:
            self.story.steps["lint"].tell(trn("{count} error", "{count} errors", len(errors)), "bad")
            self._tell_problems([problem.message for problem in errors])
            return None
        warnings = len(compiled.problems)
        text = trn("{count} note", "{count} notes", warnings) if warnings else _("no problems")
        self.story.steps["lint"].tell(text, "warning" if warnings else "good")
        bundle: Bundle = compiled.bundle
        return bundle

    def _title(self, bundle: Bundle | None) -> str:
        if bundle is None:
            return _("Publish")
        name = pick(bundle.workspace.name) or bundle.workspace.id
        return _("Publish {name} {version}").format(name=name, version=bundle.workspace.version)

    def _tell_problems(self, lines: list[str]) -> None:
        self.story.problems.setText("\n".join(lines))
        self.story.problems.setVisible(bool(lines))

    def _planned(self, outcome: tuple[bytes, Plan]) -> None:
        self._package, self._plan = outcome
        plan = self._plan
        self.story.steps["resolve"].tell(plan.server.latest or _("ready"), "good")
        members = len(plan.shipment.package.manifest.members)
        self.story.steps["convert"].tell(trn("{count} member", "{count} members", members), "good")
        changed = sum(item.state in ("new", "changed", "drifted") for item in plan.items)
        same = sum(item.state == "same" for item in plan.items)
        text = (
            _("nothing to change")
            if plan.unchanged
            else _("{changed} changed, {same} same").format(changed=changed, same=same)
        )
        self.story.steps["plan"].tell(text, "good")
        self.story.table.show_items(plan.items)
        self.story.table.setVisible(bool(plan.items))
        self.story.steps["deploy"].tell(_("ready") if plan.ok else _("not possible"), "muted" if plan.ok else "bad")
        self._tell_problems([problem.message + " " + problem.hint for problem in plan.problems])
        self._show_state()

    def _plan_failed(self, error: Exception) -> None:
        if not isinstance(error, AppError):
            self.context.report(error)
            return
        self.story.steps["resolve"].tell(_("not reached"), "bad")
        self._tell_problems([error.message, error.hint])
        self._show_state()

    def _show_state(self) -> None:
        ready = self._plan is not None and self._plan.ok
        self.go.setEnabled(ready)
        self.save.setEnabled(self.context.document is not None)
        lines = []
        if self._plan is not None:
            latest = self._plan.server.latest
            lines.append(
                _("Latest version there: {version}").format(version=latest) if latest else _("Nothing is there yet.")
            )
            lines.append(_("Digest {digest}").format(digest=self._plan.shipment.digest[:16] + "…"))
        self._facts.setText("\n".join(lines) or _("Choose where to publish first."))

    def publish(self) -> None:
        """Publish what was planned; a place that moved on meanwhile refuses."""
        plan, package, target = self._plan, self._package, self._target
        if plan is None:
            return
        self.go.setEnabled(False)
        self.context.jobs.run(
            lambda handle: pipeline.publish(package, target, agreed=plan),
            done=self._published,
            failed=self._publish_failed,
            title=_("Publishing"),
        )

    def _published(self, receipt: Receipt) -> None:
        self._receipt = receipt
        self.story.steps["deploy"].tell(_("published and read back"), "good")
        self.story.receipt.show_receipt(receipt)
        self.story.receipt.show()
        self._show_targets()

    def _publish_failed(self, error: Exception) -> None:
        self.context.report(error)
        self.make_plan()

    def verify(self) -> None:
        """Read the published package again and compare it with the receipt."""
        receipt = self._receipt
        if receipt is None:
            return
        resolved = pipeline.resolve(receipt.target)
        report = verify_package(resolved.connection.fetch(receipt.package, receipt.version), receipt.digest)
        text = _("Intact: same digest as the receipt") if report.ok else report.problems[0].message
        self.story.receipt.verified.setText(text)

    def save_package(self) -> None:
        """Write the package to a file."""
        bundle = self._compile()
        if bundle is None:
            return
        name = f"{bundle.workspace.id}-{bundle.workspace.version}.slip"
        path, _filter = QFileDialog.getSaveFileName(self, _("Save package"), name, "Slipway (*.slip)")
        if path:
            try:
                write_bytes(Path(path), self._package or package_bytes(bundle))
            except AppError as error:
                self.context.report(error)

    # the window --------------------------------------------------------------------------------

    def entered(self) -> None:
        """Plan anew: the model may have changed since."""
        if self._target and self.context.document is not None and self._plan is None:
            self.make_plan()

    def _document_changed(self, change: Change) -> None:
        self._forget()
        if change.origin is Origin.LOAD and self.isVisible():
            self.entered()

    def _forget(self) -> None:
        self._plan = None
        self._package = b""
        self.story.clear()
        self._show_state()
        if self.isVisible() and self._target:
            self.make_plan()
