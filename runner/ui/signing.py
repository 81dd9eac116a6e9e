"""Signing a decision: a line beside the verdicts that says whether it is signed, and a dialog to sign by hand or by
name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from runner.core.errors import FileError
from runner.core.i18n import tr as _
from runner.data.files import FileStore
from runner.forms.fields.signature import NAME
from runner.forms.schema import Component
from runner.ui.control import FormSurroundings
from runner.ui.controls.signature import SignatureControl
from runner.ui.kit.composition import guard_composition
from runner.ui.kit.dialogs import asking_foot
from runner.ui.kit.layouts import show_if
from runner.ui.kit.texts import button, label

SHOWN = QSize(140, 36)
WIDTH = 500
"""Room for the pad, and the button beside it in either language."""

Signature = Mapping[str, Any]
"""`{"text": name}`, or a drawing like that of a form."""


def signed_text(signature: Signature | None) -> str:
    """A signature in words; empty for none."""
    if not signature:
        return ""
    name = str(signature.get("text") or "")
    return _("signed as {name}").format(name=name) if name else _("signed by hand")


def drawn_picture(signature: Signature | None, files: FileStore | None) -> QImage | None:
    """What was drawn; None for a name, and for a drawing that is not on this machine."""
    sha256 = str((signature or {}).get("sha256") or "")
    if not sha256 or files is None or not files.has(sha256):
        return None
    image = QImage()
    try:
        is_read = image.loadFromData(files.get(sha256, NAME), "PNG")
    except FileError:
        return None
    return image if is_read else None


class SignDialog(QDialog):
    """By hand, or by the name of whoever signs; `done_with` is called with the signature."""

    def __init__(
        self, parent: QWidget, who: str, files: FileStore | None, done_with: Callable[[Signature], None]
    ) -> None:
        super().__init__(parent)
        self._done_with = done_with
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("sign-dialog")
        self.setWindowTitle(_("Sign"))
        self.setMinimumWidth(WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        column.addWidget(label(_("{name} signs").format(name=who) if who else _("Sign"), "title"))
        column.addWidget(label(_("The signature goes with the decision, and stands in the history and on paper."),
                               "muted", wrap=True))  # fmt: skip
        self.by_hand, self.by_name = QRadioButton(_("By hand")), QRadioButton(_("By name"))
        ways, group = QHBoxLayout(), QButtonGroup(self)
        for one in (self.by_hand, self.by_name):
            group.addButton(one)
            ways.addWidget(one)
        ways.addStretch(1)
        column.addLayout(ways)
        self.drawing = SignatureControl(
            Component(type="filepicker", key="signature", label=_("Signature")), FormSurroundings(files=files)
        )
        self.drawing.edited.connect(self._show_ready)
        column.addWidget(self.drawing)
        self.name = QLineEdit(who)
        guard_composition(self.name)
        self.name.setAccessibleName(_("Name of whoever signs"))
        self.name.textChanged.connect(lambda _text: self._show_ready())
        column.addWidget(self.name)
        column.addStretch(1)
        foot, self.go = asking_foot(self, _("Sign"))
        column.addLayout(foot)
        self.by_hand.setChecked(True)
        self.by_hand.toggled.connect(lambda _on: self._show_way())
        self._show_way()

    def _show_way(self) -> None:
        is_drawn = self.by_hand.isChecked()
        show_if(self.drawing, is_drawn)
        show_if(self.name, not is_drawn)
        (self.drawing if is_drawn else self.name).setFocus()
        self._show_ready()

    @property
    def signature(self) -> Signature | None:
        """The signature as it stands now; None where there is none."""
        if self.by_hand.isChecked():
            value = self.drawing.value()
            return value if isinstance(value, Mapping) else None
        text = self.name.text().strip()
        return {"text": text} if text else None

    def _show_ready(self) -> None:
        self.go.setEnabled(self.signature is not None)

    def accept(self) -> None:
        """Hand over the signature."""
        found = self.signature
        if found is not None:
            super().accept()
            self._done_with(found)


class SignatureLine(QWidget):
    """Says whether a decision is signed already; `asks`: with which buttons it has to be, in words (empty: with
    each)."""

    signed = Signal()

    def __init__(self, who: str, asks: str, files: FileStore | None) -> None:
        super().__init__()
        self._who, self._asks, self._files = who, asks, files
        self.signature: Signature | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.picture = QLabel()
        self.text = label("", "muted")
        self.sign = button("", "link")
        self.sign.setObjectName("task-sign")
        self.sign.clicked.connect(lambda: self.ask())
        for widget in (self.picture, self.text, self.sign):
            row.addWidget(widget)
        row.addStretch(1)
        self._show()

    def ask(self, then: Callable[[], None] | None = None) -> None:
        """Ask for the signature, then do what was wanted."""

        def came(signature: Signature) -> None:
            self.signature = signature
            self._show()
            self.signed.emit()
            if then is not None:
                then()

        SignDialog(self, self._who, self._files, came).open()

    def _show(self) -> None:
        found = drawn_picture(self.signature, self._files)
        show_if(self.picture, found is not None)
        if found is not None:
            ratio, mode = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            self.picture.setPixmap(QPixmap.fromImage(found).scaled(SHOWN, ratio, mode))
        told = signed_text(self.signature)
        asks = _("To be signed with: {buttons}").format(buttons=self._asks) if self._asks else _("To be signed")
        self.text.setText(told or asks)
        self.sign.setText(_("Sign again") if told else _("Sign…"))
