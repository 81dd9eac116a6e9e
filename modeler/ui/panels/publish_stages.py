"""Environments of the workspace as acts of the window: describing one, and promoting to the next."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from modeler.publish.environments import Environment, with_environment
from modeler.publish.mapping import addresses_with_names, roles_with_names
from modeler.publish.promoting import Promotion, promote, promoting
from modeler.publish.receipt import Receipt
from modeler.ui.context import Context
from modeler.ui.panels.promote_dialog import PromoteDialog
from modeler.ui.panels.publish_targets import PublishTargets
from modeler.ui.panels.server_dialog import ServerDialog
from runner.bundle.bundle import Bundle
from runner.core.errors import AppError
from runner.core.i18n import tr as _


class Stages(QWidget):
    """`described` carries the address of a place that was described, `promoted` an address and the receipt of what
    was put there; `changing`: the workspace is about to be changed. Never shown: its dialogs stand over the place."""

    changing = Signal()
    described = Signal(str)
    promoted = Signal(str, object)

    def __init__(self, context: Context, where: PublishTargets, place: QWidget) -> None:
        super().__init__(place)
        self.hide()
        self.context = context
        self.where = where
        self.place = place

    def describe(self, environment: Environment | None = None) -> None:
        """Ask what a place is, where, and what it is called."""
        bundle = self._needs()
        dialog = ServerDialog(
            self.context, self.place, environment,
            roles=roles_with_names(bundle), addresses=addresses_with_names(bundle),
        )  # fmt: skip
        dialog.accepted.connect(lambda: self._described(dialog, environment))
        dialog.open()

    def describe_chosen(self) -> None:
        """Describe the chosen place."""
        try:
            here = self.where.stage(self.where.target)
        except AppError as error:
            self.context.report(error)
            return
        self.describe(here or Environment(id="", target=self.where.target))

    def ask_promote(self, name: str, to: Environment) -> None:
        """Look at what promoting the package that is in force in the chosen environment would do, and ask."""
        here = self.where.environment(self.where.target)
        if here is None:
            return

        def ask(found: Promotion) -> None:
            dialog = PromoteDialog(found, self.place)
            dialog.accepted.connect(lambda: self._promote(found, dialog.note.text()))
            dialog.open()

        self.context.jobs.run(
            lambda _handle: promoting(name, here, to), owner=self, done=ask, failed=self.context.report,
            title=_("Looking"),
        )  # fmt: skip

    def _promote(self, found: Promotion, note: str) -> None:
        def done(receipt: Receipt) -> None:
            self.promoted.emit(found.to.address, receipt)

        self.context.jobs.run(
            lambda _handle: promote(found, note=note), owner=self, done=done, failed=self.context.report,
            title=_("Promoting"),
        )  # fmt: skip

    def _described(self, dialog: ServerDialog, before: Environment | None) -> None:
        workspace, made = self.context.workspace, dialog.environment
        if workspace is not None and made is not None:
            self.changing.emit()
            workspace.info_file.set(with_environment(workspace.info, made), _("Describe the environment"))
        if made is None:
            self.where.keep_way(dialog.target, dialog.way.told())
        if before is not None and before.address != dialog.target:
            self.where.drop(before.address)
        self.described.emit(dialog.target)

    def _needs(self) -> Bundle | None:
        """What is compiled of the process; None where it is not in order, which planning says."""
        if self.context.document is None:
            return None
        try:
            bundle: Bundle | None = self.context.compile().bundle
        except AppError:
            return None
        return bundle
