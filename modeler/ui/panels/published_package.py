"""What can be done with the package of a receipt that is shown: read again and compared, written to a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from modeler.publish.environments import Environment
from modeler.publish.receipt import Receipt
from modeler.publish.resolving import resolve
from modeler.ui.context import Context
from modeler.ui.panels.publish_story import ReceiptCard
from runner.bundle.archive import verify_package
from runner.core.atomic import write_bytes
from runner.core.errors import AppError
from runner.core.i18n import tr as _


class PublishedPackage(QObject):
    """Serves the buttons of a receipt; `stage` gives the environment of an address, where it is one."""

    def __init__(self, context: Context, view: ReceiptCard, stage: Callable[[str], Environment | None]) -> None:
        super().__init__(view)
        self._context, self._view, self._stage = context, view, stage
        view.verify.clicked.connect(self.verify)
        view.save.clicked.connect(self.save)

    def verify(self) -> None:
        """Read the package from where it was published and compare it with the receipt."""
        receipt = self._view.receipt
        if receipt is None:
            return
        view, context, fetched = self._view, self._context, self._fetched

        def work(_handle: Any) -> str:
            report = verify_package(fetched(receipt), receipt.digest)
            return "" if report.ok else report.problems[0].message

        def done(problem: str) -> None:
            view.tell(problem or _("Intact: what is there has the digest of the receipt."), good=not problem)

        def failed(error: Exception) -> None:
            if isinstance(error, AppError):
                view.tell(error.message, good=False)
            else:
                context.report(error)

        context.jobs.run(work, owner=self, done=done, failed=failed, title=_("Verifying"))

    def save(self) -> None:
        """Write the package to a file."""
        receipt = self._view.receipt
        if receipt is not None:
            try:
                data = self._fetched(receipt)
            except AppError as error:
                self._context.report(error)
                return
            save_package(self._view, f"{receipt.package}-{receipt.version}.slip", data, self._context.report)

    def _fetched(self, receipt: Receipt) -> bytes:
        """The package that a receipt speaks of. Raises `PublishError`."""
        return resolve(receipt.target, self._stage(receipt.target)).connection.fetch(receipt.package, receipt.version)


def save_package(parent: QWidget, name: str, data: bytes, report: Callable[[Exception], None]) -> None:
    """Ask where to, and write a package there; a fault is told to `report`."""
    path, _filter = QFileDialog.getSaveFileName(parent, _("Save package"), name, "Slipway (*.slip)")
    if path:
        try:
            write_bytes(Path(path), data)
        except AppError as error:
            report(error)
