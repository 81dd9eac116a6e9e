"""The command palette: actions, places, elements, people, fields and settings by typed name or initials."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from modeler.ui.actions import ACTIONS
from modeler.ui.pinyin import score
from runner.connectors import hosts as _hosts  # noqa: F401  # its row of the table
from runner.core.i18n import pick
from runner.core.i18n import tr as _
from runner.core.settings import table
from runner.ui.kit.icons import icon
from runner.ui.kit.inputs import SearchField

if TYPE_CHECKING:
    from modeler.ui.window import MainWindow

LIMIT = 60
KINDS = {"@": "element", ">": "action", "#": "field"}


@dataclass(frozen=True)
class Find:
    """Something to find: `detail` stands behind the text, `more` is searched too but not shown."""

    kind: str
    text: str
    icon: str
    then: Callable[[], object]
    detail: str = ""
    more: str = ""


def everything(window: MainWindow) -> Iterator[Find]:
    """All that can be found now."""
    yield from _actions(window)
    if not window.context.looking:  # the others lead into places that are not there then
        yield from _elements(window)
        yield from _people(window)
        yield from _fields(window)
    yield from _settings(window)
    if not window.context.looking:
        yield from _files(window)


def _actions(window: MainWindow) -> Iterator[Find]:
    from modeler.ui.window import shortcut_text

    for key, action in window.commands.actions.items():
        spec = ACTIONS[key]
        if window.commands.is_possible(spec) and key != "view.palette":
            then = partial(window.commands.run, key)
            yield Find(
                "action",
                action.text().replace("&&", "&"),
                spec.icon or "arrow-right",
                then,
                shortcut_text(window.commands.keys(key)),
                spec.text,
            )


def _elements(window: MainWindow) -> Iterator[Find]:
    document = window.context.document
    if document is None:
        return
    from modeler.bpmn.elements import SPECS

    for node in document.index.nodes.values():
        kind = _(SPECS[node.spec].label) if node.spec in SPECS else node.tag
        then = partial(_show, window, node.id)
        yield Find(
            "element", node.name.replace("\n", " ") or kind, "element", then, kind if node.name else "", node.id
        )
    for flow in document.index.flows.values():
        if flow.name:
            then = partial(_show, window, flow.id)
            yield Find("element", flow.name, "arrow-right", then, flow.condition or "", flow.id)


def _show(window: MainWindow, element: str) -> None:
    place = window.place if window.place not in ("library", "improve", "publish") else "design"
    window.show_place(place, element)


def _people(window: MainWindow) -> Iterator[Find]:
    from modeler.ui.places import PLACES

    if window.context.workspace is None:
        return
    organization = window.context.organization
    departments = {one.id: pick(one.name) for one in organization.departments}
    place = "forms-rights" if "forms-rights" in PLACES else "library"
    for user in organization.users:
        work = user.primary
        detail = departments.get(work.department, "") if work is not None else ""
        then = partial(window.show_place, place, f"user:{user.id}")
        yield Find("person", pick(user.name) or user.id, "person", then, detail, f"{user.pinyin} {user.id}")


def _fields(window: MainWindow) -> Iterator[Find]:
    from modeler.ui.places import PLACES

    if window.context.workspace is None or "forms-rights" not in PLACES:
        return
    for element in window.context.dictionary.elements:
        then = partial(window.show_place, "forms-rights")
        more = " ".join([element.code, *element.synonyms])
        yield Find("field", pick(element.name) or element.code, "field", then, element.code, more)


def _settings(window: MainWindow) -> Iterator[Find]:
    for row in table().values():
        if row.label:
            yield Find(
                "setting", _(row.label), "settings", window.show_settings, _("Setting"), f"{row.label} {row.key}"
            )


def _files(window: MainWindow) -> Iterator[Find]:
    from pathlib import Path

    from modeler.ui.preferences import recent_files

    for path in recent_files(window.context.settings):
        then = partial(window.files.open_path, path)
        yield Find("file", Path(path).name, "file", then, str(Path(path).parent))


def matches(finds: list[Find], query: str) -> list[Find]:
    """The best first; `@` before the query asks for elements only, `>` for actions, `#` for fields."""
    wanted = KINDS.get(query[:1], "")
    query = query[1:] if wanted else query
    if not query and not wanted:
        return [one for one in finds if one.kind == "action"][:LIMIT]
    weight = {"action": 3, "element": 2, "person": 1}
    scored = [
        (score(query, one.text, one.more), weight.get(one.kind, 0), one)
        for one in finds
        if not wanted or one.kind == wanted
    ]
    fitting = sorted((item for item in scored if item[0]), key=lambda item: (-item[0], -item[1], len(item[2].text)))
    return [one for _points, _weight, one in fitting[:LIMIT]]


ROW, ROWS = 32, 11
"""Height of a row in pixels, and how many are shown at once."""


class Finder(QFrame):
    """A field and a list below it, above the window; Enter does what is marked, Escape and a click beside close."""

    def __init__(self, window: MainWindow, start: str = "") -> None:
        super().__init__(window)
        self.setProperty("role", "popup")
        self._before: QWidget | None = QApplication.focusWidget() or window
        self._finds = list(everything(window))
        self._shown: list[Find] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(8)
        self.search = SearchField(_("Command, step, person, field or setting"))
        self.search.textChanged.connect(self._find)
        self.search.moved.connect(self._move)
        self.search.installEventFilter(self)
        self.list = QListWidget()
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setIconSize(QSize(16, 16))
        self.list.setUniformItemSizes(True)
        self.list.setItemDelegate(_TwoSided(self.list))
        self.list.itemClicked.connect(lambda _item: self.take())
        column.addWidget(self.search)
        column.addWidget(self.list)
        self.setFixedWidth(600)
        self.move((window.width() - self.width()) // 2, 72)
        self._listen(True)
        self.search.setText(start)
        self._find(start)

    def _find(self, text: str) -> None:
        self._shown = matches(self._finds, text)
        self.list.clear()
        for one in self._shown:
            item = QListWidgetItem(icon(one.icon), one.text)
            item.setData(Qt.ItemDataRole.UserRole, one.detail)
            item.setSizeHint(QSize(100, ROW))
            self.list.addItem(item)
        if not self._shown:
            item = QListWidgetItem(_("Nothing of that name. Try the initials, or @ for steps only."))
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.setFixedHeight(min(self.list.count(), ROWS) * ROW + 2)  # no larger than what was found
        self.adjustSize()

    def _listen(self, on: bool) -> None:
        """Hear every click in the window while the list is open."""
        application = QApplication.instance()
        if application is not None and on:
            application.installEventFilter(self)
        elif application is not None:
            application.removeEventFilter(self)

    def _move(self, steps: int) -> None:
        count = max(len(self._shown), 1)
        self.list.setCurrentRow(max(0, min(count - 1, self.list.currentRow() + steps)))

    def take(self) -> None:
        """Do what is marked."""
        row = self.list.currentRow()
        chosen = self._shown[row] if 0 <= row < len(self._shown) else None
        self.end()
        if chosen is not None:
            chosen.then()

    def end(self) -> None:
        """Close, and give the focus back to where it was."""
        if self._before is None:
            return
        before, self._before = self._before, None
        self._listen(False)
        self.hide()
        self.deleteLater()
        if isValid(before):
            before.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self.search:
            pressed = watched if event.type() == QEvent.Type.MouseButtonPress else None
            if isinstance(pressed, QWidget) and pressed is not self and not self.isAncestorOf(pressed):
                self.end()
            return False
        if event.type() == QEvent.Type.FocusOut and not self.search.hasFocus():
            self.end()
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.take()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.end()
                return True
        return super().eventFilter(watched, event)


class _TwoSided(QStyledItemDelegate):
    """The text on the left, its detail in muted colour on the right."""

    def paint(self, painter, option, index):  # type: ignore[no-untyped-def]  # Qt's own signature
        super().paint(painter, option, index)
        detail = index.data(Qt.ItemDataRole.UserRole)
        if detail:
            from PySide6.QtGui import QColor

            from runner.ui.kit.style import current_theme

            painter.save()
            painter.setPen(QColor(current_theme().muted))
            room = option.rect.adjusted(option.rect.width() // 2, 0, -12, 0)
            text = option.fontMetrics.elidedText(str(detail), Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), text)
            painter.restore()


def show_finder(window: MainWindow, start: str = "") -> Finder:
    """Open the palette with a text in it."""
    for old in window.findChildren(Finder, options=Qt.FindChildOption.FindDirectChildrenOnly):
        old.end()
    finder = Finder(window, start)
    finder.show()
    finder.raise_()
    finder.search.setFocus()
    return finder
