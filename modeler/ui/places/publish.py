"""Publish: where to, what changes, go, and the receipt."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from modeler.document.change import Change, Origin
from modeler.publish import pipeline
from modeler.publish.environments import Environment
from modeler.publish.packing import extras_of, pack
from modeler.publish.pipeline import Plan, Undoing
from modeler.publish.receipt import Receipt, State
from modeler.publish.target import PublishRefused
from modeler.publish.version import is_version, next_versions
from modeler.ui.context import Context
from modeler.ui.history import EditHistory
from modeler.ui.panels.plain_question import PlainQuestion
from modeler.ui.panels.publish_before import PublishBefore
from modeler.ui.panels.publish_plan import state_words
from modeler.ui.panels.publish_rights import outcome as rights_outcome
from modeler.ui.panels.publish_stages import Stages
from modeler.ui.panels.publish_story import PublishStory, published_words, said_by, when_called_off
from modeler.ui.panels.publish_targets import PublishTargets
from modeler.ui.panels.publish_undo_dialog import UndoDialog
from modeler.ui.panels.published_package import PublishedPackage, save_package
from modeler.ui.place import Place
from runner.bundle.archive import signed
from runner.bundle.bundle import Bundle
from runner.core.errors import AppError
from runner.core.i18n import pick, trn
from runner.core.i18n import tr as _
from runner.core.problem import Problem, Severity
from runner.core.registry import load_object
from runner.ui.kit.panes import Panes
from runner.ui.kit.states import EmptyState

STATES: tuple[State, ...] = ("new", "changed", "drifted", "server-only", "same")


@dataclass(frozen=True)
class Prepared:
    """What planning came to: the package, the plan, and what the checks of the model found."""

    package: bytes
    plan: Plan
    findings: tuple[Problem, ...]


class Publish(Place):
    """Plans as soon as a target is chosen; publishes only what was planned."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._prepared: Prepared | None = None
        self._published_now: Prepared | None = None
        self._target = ""
        self._asked = 0  # answers to earlier questions are dropped
        self.story = PublishStory()
        self.story.opened.connect(lambda element: context.go("design", element))
        self.story.raised.connect(self.set_version)
        self.empty = EmptyState(
            "publish", _("Choose where to publish"),
            _("A folder that others reach is enough, for example on a shared drive. Nothing there is overwritten."),
            _("Choose a folder…"),
        )  # fmt: skip
        self.empty.clicked.connect(self.choose_folder)
        middle = QWidget()
        stack = QVBoxLayout(middle)
        stack.setContentsMargins(0, 0, 0, 0)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setWidget(self.story)
        stack.addWidget(self._scroll)
        stack.addWidget(self.empty)
        panes = Panes(middle)
        self.where = PublishTargets(context)
        self.where.chosen.connect(self._choose)
        self.where.added.connect(self.choose_folder)
        self.stages = Stages(context, self.where, self)
        self.where.served.connect(lambda: self.stages.describe())
        self.where.edited.connect(self.stages.describe_chosen)
        self.stages.described.connect(self.use_target)
        self.stages.promoted.connect(self._promoted)
        self.stages.changing.connect(self._follow)
        self.where.changing.connect(self._follow)
        self.published = PublishedPackage(context, self.story.receipt, self.where.stage)
        self.where.asked.connect(lambda receipt: self.show_receipt(receipt, old=True))
        panes.add("left", self.where, 240, minimum=200)
        self.before = PublishBefore(context)
        self.go, self.save, self.back = self.before.go, self.before.save, self.before.back
        self.go.clicked.connect(self.publish)
        self.save.clicked.connect(self.save_package)
        self.before.anew.clicked.connect(self._look_again)
        self.plain = PlainQuestion(self)
        self.back.clicked.connect(self.ask_undo)
        self.before.signing.changed.connect(self._forget)
        self.before.promoted.connect(self._ask_promote)
        panes.add("right", self.before, 300, minimum=250)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(panes)
        context.documentChanged.connect(self._document_changed)
        context.workspaceChanged.connect(self._workspace_changed)
        self.history = EditHistory(self)
        self.history.changed.connect(self._version_changed)
        self._choose(next(iter(self.where.targets()), ""))

    # targets -----------------------------------------------------------------------------------

    def choose_folder(self) -> None:
        """Ask for a folder and plan for it."""
        folder = QFileDialog.getExistingDirectory(self, _("Folder to publish to"))
        if folder:
            self.use_target(f"folder:{folder}")

    def use_target(self, target: str) -> None:
        """Remember a target and plan for it."""
        self.where.remember(target)
        self._choose(target)

    def _ask_promote(self, to: Environment) -> None:
        if self._prepared is not None:
            self.stages.ask_promote(self._prepared.plan.shipment.name, to)

    def _promoted(self, target: str, receipt: Receipt) -> None:
        self._choose(target)
        self.show_receipt(receipt)

    def _choose(self, target: str) -> None:
        self._target = target
        self.before.note.clear()
        self._scroll.setVisible(bool(target))
        self.empty.setVisible(not target)
        self._forget()
        self.where.show_targets(target)

    # the plan ----------------------------------------------------------------------------------

    def make_plan(self) -> None:
        """Compile, pack and compare; nothing is changed anywhere."""
        self._prepared = None
        self._asked += 1
        self.story.clear()
        self._show_state()
        bundle = self._compile()
        if bundle is None or not self._target:
            return
        target, asked = self._target, self._asked
        try:
            stage = self.where.stage(self._target)
        except AppError as error:
            self._plan_failed(error)
            return
        signing, key = self.before.signing, self.before.signing.chosen()
        extras, snapshot = self._extras(), self._snapshot()
        self.story.steps["plan"].tell(_("comparing…"))

        def work(_handle: Any) -> Prepared:
            package = pack(bundle, extras() if extras is not None else None)
            package = package if key is None else signed(package, signing.private_of(key))
            check: Any = load_object("modeler.lint.engine:check_model")
            return Prepared(
                package, pipeline.plan(package, target, stage), tuple(check(snapshot)) if snapshot else ()
            )

        def done(prepared: Prepared) -> None:
            if asked == self._asked:
                self._planned(prepared)

        def failed(error: Exception) -> None:
            if asked == self._asked:
                self._plan_failed(error)

        self.context.jobs.run(work, owner=self, done=done, failed=failed, title=_("Planning"))

    def _extras(self) -> Any:
        """What reads the process tests and scenarios that go along; None for a process outside a workspace."""
        workspace, document = self.context.workspace, self.context.document
        if workspace is None or document is None or document.path is None:
            return None
        folder, source = workspace.folder, Path(document.path).resolve()
        return (lambda: extras_of(folder, source)) if source.is_relative_to(folder) else None

    def _snapshot(self) -> Any:
        """What the checks of the model look at, taken here and read in another thread."""
        snapshot: Any = load_object("modeler.lint.watch:snapshot")
        return snapshot(self.context.document, self.context.workspace)

    def _compile(self) -> Bundle | None:
        if self.context.document is None:
            return None
        try:
            compiled = self.context.compile()
        except AppError as error:
            self._tell_error(error)
            return None
        errors = [problem for problem in compiled.problems if problem.severity is Severity.ERROR]
        self.story.title.setText(self._title(compiled.bundle))
        if compiled.bundle is None or errors:
            self.story.steps["lint"].tell(trn("{count} error", "{count} errors", len(errors)), "bad")
            self.story.steps["deploy"].tell(_("not possible"), "bad")
            self._tell_problems(errors)
            return None
        bundle: Bundle = compiled.bundle
        return bundle

    def _title(self, bundle: Bundle | None) -> str:
        if bundle is None:
            return _("Publish")
        name = pick(bundle.workspace.name) or bundle.workspace.id
        return _("Publish {name} {version}").format(name=name, version=bundle.workspace.version)

    def _tell_problems(self, problems: list[Problem]) -> None:
        index = self.context.document.index if self.context.document is not None else None
        told = []
        for problem in problems:
            record = index.record(problem.element) if index is not None and problem.element else None
            where = getattr(record, "name", "") or (problem.element if record is not None else "")
            told.append((problem, str(where or "").replace("\n", " ")))
        self.story.tell_problems(told)

    def _tell_error(self, error: AppError) -> None:
        """A failure as a problem: what happened and what to do, where the eyes are."""
        self.story.tell_problems([(Problem(error.code, params=error.params), "")])

    def _planned(self, prepared: Prepared) -> None:
        self._prepared = prepared
        plan, steps = prepared.plan, self.story.steps
        latest = plan.server.latest
        steps["resolve"].tell(
            _("holds {version}").format(version=latest) if latest else _("ready, still empty"), "good"
        )
        members = len(plan.shipment.package.manifest.members)
        steps["convert"].tell(trn("{count} file", "{count} files", members), "good")
        grave = sum(one.severity is Severity.ERROR for one in prepared.findings)
        if grave:
            steps["lint"].tell(trn("{count} error", "{count} errors", grave), "bad")
        elif prepared.findings:
            steps["lint"].tell(trn("{count} note", "{count} notes", len(prepared.findings)), "warning")
        else:
            steps["lint"].tell(_("no problems"), "good")
        self._tell_plan(plan)
        self.story.steps["authorize"].tell(*rights_outcome(plan.rights))
        self.story.rights.show_rights(plan.rights, plan.shipment.package.bundle.organization)
        self.story.table.show_items(plan.items, plan.changes)
        self.story.table.setVisible(bool(plan.items) and not plan.unchanged)
        taken = any(one.code == "publish.version-taken" for one in plan.problems)
        others = [one for one in plan.problems if one.code != "publish.version-taken"]
        self._tell_problems([*others, *prepared.findings])
        if taken:
            self._offer_versions(plan)
        self._show_state()

    def _tell_plan(self, plan: Plan) -> None:
        step = self.story.steps["plan"]
        counts = {state: sum(item.state == state for item in plan.items) for state in STATES}
        if plan.unchanged:
            step.tell(_("nothing to change"), "good")
        elif plan.remapped:
            step.tell(_("roles or addresses are called otherwise now"), "warning")
        else:
            told = [f"{state_words(state)[0]} {count}" for state, count in counts.items() if count]
            step.tell(" · ".join(told), "good" if plan.ok else "warning")
        deploy = self.story.steps["deploy"]
        if not plan.ok:
            deploy.tell(_("not possible"), "bad")
        else:
            deploy.tell(
                _("published already") if plan.unchanged else _("ready"), "good" if plan.unchanged else "muted"
            )

    def _plan_failed(self, error: Exception) -> None:
        if not isinstance(error, AppError):
            self.context.report(error)
            return
        self.story.steps["resolve"].tell(_("not reached"), "bad")
        self.story.steps["plan"].tell("–")
        self._tell_error(error)
        self._show_state()
        self.plain.ask(error, self._target, self.make_plan)

    def _look_again(self) -> None:
        self.plain.forget(self._target)
        self.make_plan()

    def _show_state(self) -> None:
        plan = self._prepared.plan if self._prepared is not None else None
        is_done = self._prepared is not None and self._prepared is self._published_now
        try:
            self.before.show_environments(self.where.environment(self._target), self.where.environments())
        except AppError:  # planning says it
            self.before.show_environments(None, ())
        self.before.show_plan(plan, target=self._target, done=is_done)

    # versions ----------------------------------------------------------------------------------

    def _offer_versions(self, plan: Plan) -> None:
        problem = next(one for one in plan.problems if one.code == "publish.version-taken")
        patch, minor, major = next_versions(plan.shipment.version, plan.server.latest)
        self.story.offer_versions(problem.message, _("What was published stays. Choose the next version:"), [
            (patch, _("{version}, a small mend").format(version=patch)),
            (minor, _("{version}, something new").format(version=minor)),
            (major, _("{version}, works differently").format(version=major)),
        ])  # fmt: skip

    def set_version(self, version: str) -> None:
        """Give the workspace a version and plan anew. It is saved when it is published, and can be undone."""
        workspace = self.context.workspace
        if workspace is None or not is_version(version):
            return
        self._follow()
        info = workspace.info.model_copy(update={"version": version})
        workspace.info_file.set(info, _("Raise the version"))

    def _follow(self) -> None:
        """What is changed in the workspace here can be taken back here."""
        if self.context.workspace is not None:
            self.history.follow(self.context.workspace.info_file)

    def _version_changed(self, _change: Change) -> None:
        self.context.stateChanged.emit()
        self.make_plan()

    def undo_target(self) -> EditHistory | None:
        """The version is what is changed here."""
        return self.history if self.history.can_undo or self.history.can_redo else None

    # publishing --------------------------------------------------------------------------------

    def publish(self) -> None:
        """Publish what was planned; a place that moved on meanwhile refuses."""
        prepared, target, stage = self._prepared, self._target, self.where.stage(self._target)
        if prepared is None:
            return
        note = self.before.note.text().strip()
        self.go.setEnabled(False)
        self.story.steps["deploy"].tell(_("publishing…"))

        def work(handle: Any) -> Receipt:
            return pipeline.publish(
                prepared.package, target, stage, note=note, agreed=prepared.plan, progress=said_by(handle)
            )

        job = self.context.jobs.run(
            work, owner=self, done=self._published, failed=self._publish_failed, title=_("Publishing")
        )
        when_called_off(job, self, self.make_plan)

    def _published(self, receipt: Receipt) -> None:
        workspace = self.context.workspace
        if workspace is not None and workspace.info_file.is_dirty:
            try:
                workspace.info_file.save()  # what was published under this version is this version from now on
            except AppError as error:
                self.context.report(error)
        self.context.stateChanged.emit()
        self.story.steps["deploy"].tell(published_words(receipt), "good")
        self._published_now = self._prepared
        self._show_state()
        self.show_receipt(receipt)
        if receipt.smoke is not None and receipt.smoke.problems:
            self._tell_problems([one.problem for one in receipt.smoke.problems])  # each leads to its element
        self.where.show_targets(self._target)

    def show_receipt(self, receipt: Receipt, *, old: bool = False) -> None:
        """Show a receipt above the story."""
        self.story.receipt.show_receipt(receipt, old=old)
        self.story.receipt.show()
        self._scroll.verticalScrollBar().setValue(0)

    def _publish_failed(self, error: Exception) -> None:
        if isinstance(error, PublishRefused) and any(problem.element for problem in error.problems):
            self.story.steps["deploy"].tell(_("the server refuses"), "bad")
            self._tell_problems(list(error.problems))  # each leads to its element
            self._show_state()
            return
        self.context.report(error)
        self.make_plan()

    # undoing -----------------------------------------------------------------------------------

    def ask_undo(self) -> None:
        """Look at what undoing would do, and ask."""
        if self._prepared is None:
            return
        target, name, stage = self._target, self._prepared.plan.shipment.name, self.where.stage(self._target)

        def ask(found: Undoing) -> None:
            dialog = UndoDialog(found, self)
            dialog.accepted.connect(lambda: self._undo_it(found))
            dialog.open()

        self.context.jobs.run(
            lambda _handle: pipeline.undoing(target, name, stage), owner=self, done=ask, failed=self.context.report,
            title=_("Looking"),
        )  # fmt: skip

    def _undo_it(self, found: Undoing) -> None:
        self.context.jobs.run(
            lambda _handle: pipeline.undo(found), owner=self, done=self._undone, failed=self._publish_failed,
            title=_("Undoing"),
        )  # fmt: skip

    def _undone(self, receipt: Receipt) -> None:
        self.make_plan()
        self.show_receipt(receipt)
        self.where.show_targets(self._target)

    # packages ----------------------------------------------------------------------------------

    def save_package(self) -> None:
        """Write the package of the process as it stands to a file."""
        bundle = self._compile()
        if bundle is not None:
            extras = self._extras()
            data = pack(bundle, extras() if extras is not None else None)
            key = self.before.signing.chosen()
            try:
                data = data if key is None else signed(data, self.before.signing.private_of(key))
            except AppError as error:
                self.context.report(error)
                return
            save_package(self, f"{bundle.workspace.id}-{bundle.workspace.version}.slip", data, self.context.report)

    # the window --------------------------------------------------------------------------------

    def entered(self) -> None:
        """Plan anew if the model changed since."""
        if self._target and self.context.document is not None and self._prepared is None:
            self.make_plan()
        self._show_state()

    def _document_changed(self, change: Change) -> None:
        self._forget()
        if change.origin is Origin.LOAD:
            self.where.show_targets(self._target)

    def _workspace_changed(self) -> None:
        self.history.forget()
        self.where.show_targets(self._target)
        self._forget()

    def _forget(self) -> None:
        self._prepared = None
        self._asked += 1
        self.story.clear()
        self._show_state()
        if self.isVisible() and self._target:
            self.make_plan()
