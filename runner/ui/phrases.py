"""常用语 beside an opinion: one is picked into it, what is written is kept as one, and all of them are changed."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from runner.core.i18n import tr as _
from runner.data.phrases import LONGEST, Phrases
from runner.ui.kit.composition import guard_composition
from runner.ui.kit.dialogs import asking_foot
from runner.ui.kit.icons import icon
from runner.ui.kit.texts import button, label

SHOWN = 48
"""Characters of a phrase that a menu shows."""


class PhraseButton(QPushButton):
    """A menu of phrases for the opinion beside it."""

    def __init__(self, phrases: Phrases, opinion: QPlainTextEdit) -> None:
        super().__init__(icon("chevron-down"), _("Phrases"))
        self.setObjectName("task-phrases")
        self.setToolTip(_("What you often write as an opinion"))
        self._phrases, self._opinion = phrases, opinion
        self.menu_of_phrases = QMenu(self)
        self.menu_of_phrases.setToolTipsVisible(True)
        self.clicked.connect(self._open)

    def _open(self) -> None:
        """Upwards: the opinion stands at the lower edge."""
        menu = self.menu_of_phrases
        menu.clear()
        for phrase in self._phrases.own:
            self._offer(phrase)
        if self._phrases.shared:
            menu.addSeparator()
            for phrase in self._phrases.shared:
                self._offer(phrase)
        menu.addSeparator()
        keep = menu.addAction(icon("add"), _("Keep what is written as a phrase"))
        keep.setObjectName("phrase-keep")
        written = self._opinion.toPlainText().strip()
        keep.setEnabled(bool(written))
        keep.triggered.connect(lambda: self._phrases.add(written))
        change = menu.addAction(icon("edit"), _("Change phrases…"))
        change.setObjectName("phrase-change")
        change.triggered.connect(self.change)
        menu.popup(self.mapToGlobal(QPoint(0, -menu.sizeHint().height() - 2)))

    def _offer(self, phrase: str) -> None:
        text = phrase if len(phrase) <= SHOWN else phrase[: SHOWN - 1] + "…"
        act = self.menu_of_phrases.addAction(text.replace("&", "&&"))
        act.setToolTip(phrase)
        act.triggered.connect(partial(self._pick, phrase))

    def _pick(self, phrase: str, _checked: bool = False) -> None:
        """Put a phrase where the cursor stands, in place of what is selected."""
        cursor = self._opinion.textCursor()
        start = QTextCursor(cursor)
        start.setPosition(cursor.selectionStart())
        start.movePosition(QTextCursor.MoveOperation.PreviousCharacter, QTextCursor.MoveMode.KeepAnchor)
        before = start.selectedText()
        is_latin = before.isascii() and not before.isspace() and phrase[:1].isascii()
        cursor.insertText((" " if before and is_latin else "") + phrase)
        self._opinion.setTextCursor(cursor)
        self._opinion.setFocus(Qt.FocusReason.OtherFocusReason)

    def change(self) -> PhraseDialog:
        """Ask which phrases there are to be."""
        dialog = PhraseDialog(self.window(), self._phrases)
        dialog.open()
        return dialog


class PhraseDialog(QDialog):
    """The phrases of a person and those of the workspace, in lists to be changed."""

    def __init__(self, parent: QWidget, phrases: Phrases) -> None:
        super().__init__(parent)
        self._phrases = phrases
        self.setWindowTitle(_("Phrases"))
        self.setObjectName("phrase-dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(520, 420)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        column.addWidget(label(_("Phrases"), "title"))
        told = _("They are picked into the opinion of a task. Your own stay with your settings on this machine.")
        column.addWidget(label(told, "muted", wrap=True))
        self.own = PhraseList(phrases.own)
        self.shared: PhraseList | None = None
        self.tabs = QTabWidget()
        self.tabs.addTab(self.own, _("Mine"))
        if phrases.can_share:
            self.shared = PhraseList(phrases.shared)
            self.tabs.addTab(self.shared, _("The workspace's"))
        column.addWidget(self.tabs, 1)
        foot, self.go = asking_foot(self, _("Keep"))
        self.go.setDefault(False)  # Enter ends the editing of a line
        self.go.setAutoDefault(False)
        column.addLayout(foot)

    def accept(self) -> None:
        """Keep what the lists say."""
        self.setFocus()  # ends the editing of a line
        super().accept()
        if self.own.phrases != self._phrases.own:
            self._phrases.set_own(self.own.phrases)
        if self.shared is not None and self.shared.phrases != self._phrases.shared:
            self._phrases.set_shared(self.shared.phrases)


class PhraseList(QWidget):
    """Phrases, a line each; edited where they stand."""

    def __init__(self, phrases: list[str]) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(8)
        self.list = QListWidget()
        self.list.setAccessibleName(_("Phrases"))
        self.list.setItemDelegate(_Lines(self.list))
        self.list.setWordWrap(True)
        for phrase in phrases:
            self._put(phrase)
        column.addWidget(self.list, 1)
        row = QHBoxLayout()
        self.add = button(_("Add"), icon_name="add")
        self.add.clicked.connect(self.add_one)
        self.edit = button(_("Edit"), icon_name="edit")
        self.edit.clicked.connect(self._edit_one)
        self.remove = button(_("Remove"), icon_name="delete")
        self.remove.clicked.connect(self._remove_one)
        for one in (self.add, self.edit, self.remove):
            one.setAutoDefault(False)
            row.addWidget(one)
        row.addStretch(1)
        column.addLayout(row)
        self.list.currentRowChanged.connect(lambda _row: self._show_acts())
        self._show_acts()

    @property
    def phrases(self) -> list[str]:
        """What the list says; empty lines are none."""
        texts = [self.list.item(row).text() for row in range(self.list.count())]
        return [" ".join(text.split()) for text in texts if text.strip()]

    def _put(self, phrase: str) -> QListWidgetItem:
        item = QListWidgetItem(phrase)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
        self.list.addItem(item)
        return item

    def add_one(self) -> None:
        """A new line, to be written."""
        item = self._put("")
        self.list.setCurrentItem(item)
        self.list.editItem(item)

    def _edit_one(self) -> None:
        if self.list.currentItem() is not None:
            self.list.editItem(self.list.currentItem())

    def _remove_one(self) -> None:
        self.list.takeItem(self.list.currentRow())
        self._show_acts()

    def _show_acts(self) -> None:
        for one in (self.edit, self.remove):
            one.setEnabled(self.list.currentRow() >= 0)


class _Lines(QStyledItemDelegate):
    """Edits a phrase: no longer than one may be."""

    def createEditor(
        self, parent: QWidget, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QWidget:
        line = QLineEdit(parent)
        line.setMaxLength(LONGEST)
        guard_composition(line)
        return line
