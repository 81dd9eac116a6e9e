"""Help: pages in Markdown from `resources/help`, in the user's language, opened by F1."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QListWidgetItem, QTextBrowser, QVBoxLayout

from runner.core.i18n import current_language
from runner.core.i18n import tr as _
from runner.core.resources import resource_folder
from runner.ui.kit.inputs import SearchField

if TYPE_CHECKING:
    from modeler.ui.window import MainWindow

ORDER = ("library", "design", "elements", "problems", "forms-rights", "fields", "rehearse", "simulate", "publish",
         "improve", "shortcuts", "settings", "command-line")  # fmt: skip


def page_path(page: str, language: str | None = None) -> Path | None:
    """The file of a page in the language, else in English; None where there is none."""
    for code in (language or current_language(), "en"):
        path = resource_folder() / "help" / code / f"{page.partition('#')[0]}.md"
        if path.is_file():
            return path
    return None


def title_of(path: Path) -> str:
    """The first heading of a page."""
    first = path.read_text("utf-8").partition("\n")[0]
    return first.lstrip("# ").strip()


def heading_of(path: Path, anchor: str) -> str:
    """The heading that stands behind the mark `<!-- anchor -->`, the same in all languages; empty without one."""
    _before, _mark, rest = path.read_text("utf-8").partition(f"<!-- {anchor} -->\n")
    return rest.partition("\n")[0].lstrip("# ").strip()


class HelpDialog(QDialog):
    """Pages on the left, the page on the right; links lead from page to page."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Help"))
        self.resize(860, 620)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        left = QVBoxLayout()
        left.setContentsMargins(12, 12, 12, 12)
        self._search = SearchField(_("Search the help"))
        self._search.searched.connect(self._filter)
        self._list = QListWidget()
        self._list.setFixedWidth(200)
        self._search.setFixedWidth(200)
        left.addWidget(self._search)
        left.addWidget(self._list, 1)
        self.browser = QTextBrowser()
        self.browser.setOpenLinks(False)
        self.browser.anchorClicked.connect(self._follow)
        self.browser.document().setDocumentMargin(24)
        row.addLayout(left)
        row.addWidget(self.browser, 1)
        for key in ORDER:
            path = page_path(key)
            if path is not None:
                item = QListWidgetItem(title_of(path))
                item.setData(Qt.ItemDataRole.UserRole, key)
                self._list.addItem(item)
        self._list.currentItemChanged.connect(lambda item, _old: self._show(item))

    def show_page(self, page: str) -> None:
        """Show a page by its name, or a part of it (`elements#events`); an unknown one shows the first."""
        name, _hash, anchor = page.partition("#")
        rows = range(self._list.count())
        row = next((at for at in rows if self._list.item(at).data(Qt.ItemDataRole.UserRole) == name), 0)
        self._list.setCurrentRow(row)
        path = page_path(name)
        if anchor and path is not None:
            self._scroll_to(heading_of(path, anchor))

    def _scroll_to(self, heading: str) -> None:
        document = self.browser.document()
        block = document.begin()
        while block.isValid():
            if block.blockFormat().headingLevel() and block.text() == heading:
                top = document.documentLayout().blockBoundingRect(block).top()
                self.browser.verticalScrollBar().setValue(round(top))
                return
            block = block.next()

    def _show(self, item: QListWidgetItem | None) -> None:
        path = page_path(str(item.data(Qt.ItemDataRole.UserRole))) if item is not None else None
        if path is not None:
            text = re.sub(r"<!-- [\w-]+ -->\n", "", path.read_text("utf-8"))
            self.browser.setMarkdown(text)
            self.browser.verticalScrollBar().setValue(0)

    def _follow(self, url: QUrl) -> None:
        self.show_page(url.path().removesuffix(".md"))

    def _filter(self, text: str) -> None:
        words = text.casefold().split()
        for at in range(self._list.count()):
            item = self._list.item(at)
            path = page_path(str(item.data(Qt.ItemDataRole.UserRole)))
            content = path.read_text("utf-8").casefold() if path is not None else ""
            item.setHidden(not all(word in content for word in words))


def show_help(window: MainWindow, page: str) -> HelpDialog:
    """Open help at a page; an open help window is used again."""
    for dialog in window.findChildren(HelpDialog):
        dialog.show_page(page)
        dialog.raise_()
        return dialog
    dialog = HelpDialog(window)
    dialog.show()  # laid out first, so that a part of the page can be scrolled to
    dialog.show_page(page)
    return dialog
