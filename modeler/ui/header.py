"""The top of the window: places in the order of the work, search, language, and the strip of the six steps."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSizePolicy, QWidget

from modeler.ui.places import PLACES
from runner.core.i18n import tr as _
from runner.ui.kit.icons import icon
from runner.ui.kit.texts import ElidedLabel, button, label


class PlaceButton(QPushButton):
    """As wide as its text in bold, so that nothing moves when it is chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("place")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def sizeHint(self) -> QSize:
        font = self.font()
        font.setBold(True)
        return QSize(
            QFontMetrics(font).horizontalAdvance(self.text().replace("&&", "&")) + 28, super().sizeHint().height()
        )

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class Header(QWidget):
    """Program menu, places, search and language."""

    placeChosen = Signal(str)
    searchAsked = Signal()
    languageAsked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("header")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 0, 12, 0)
        row.setSpacing(0)
        self.brand = QPushButton("Slipway 船台")
        self.brand.setProperty("kind", "brand")
        self.brand.setIcon(icon("chevron-down"))
        self.brand.setIconSize(QSize(12, 12))
        self.brand.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.brand.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.menu = QMenu(self.brand)
        self.menu.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # the button alone has its arrow behind the text
        self.brand.clicked.connect(self._drop)
        row.addWidget(self.brand)
        row.addSpacing(4)
        self._places: dict[str, QPushButton] = {}
        for spec in PLACES.values():
            one = PlaceButton()
            one.clicked.connect(lambda _on=False, key=spec.id: self.placeChosen.emit(key))
            row.addWidget(one)
            self._places[spec.id] = one
        row.addStretch(1)
        self._search = button("", "search")
        self._search.clicked.connect(self.searchAsked)
        self._search.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        row.addWidget(self._search)
        row.addSpacing(12)
        self._language = button("中 / EN")
        self._language.clicked.connect(self.languageAsked)
        self._language.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        row.addWidget(self._language)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything again in the current language."""
        for number, (key, one) in enumerate(self._places.items(), 1):
            one.setText(_(PLACES[key].label).replace("&", "&&"))
            one.setToolTip(f"Alt+{list(PLACES).index(key) + 1}" if number else "")
        self._search.setText(_("Ctrl+K  Find anything"))
        self._language.setToolTip(_("Switch language: 中文 / English"))
        self.brand.setAccessibleName(_("Program menu"))

    def show_places(self, places: Collection[str]) -> None:
        """Offer these places alone."""
        for key, one in self._places.items():
            one.setVisible(key in places)

    def set_place(self, place: str) -> None:
        """Mark the place that is shown."""
        for key, one in self._places.items():
            one.setChecked(key == place)

    def _drop(self) -> None:
        self.menu.popup(self.brand.mapToGlobal(self.brand.rect().bottomLeft()))


class StageStrip(QWidget):
    """Where this process stands on the six steps, each with what is missing; a click goes there."""

    stageChosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("strip")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 4, 12, 4)
        self._row.setSpacing(6)
        self._name = ElidedLabel("", "heading")
        self._name.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._row.addWidget(self._name)
        self._row.addSpacing(24)
        self._stages: list[QWidget] = []
        self._row.addStretch(1)
        self._put(self._stage(""))  # room for the steps, so that nothing moves when they come

    def show_process(self, name: str, stages: Sequence[tuple[str, str, str, str]]) -> None:
        """Name of the process, and id, text, tone and tip of each stage."""
        from runner.ui.kit.cards import Dot

        self._name.setText(name)
        self._name.setMinimumWidth(min(self._name.fontMetrics().horizontalAdvance(name) + 12, 420))
        for widget in self._stages:
            self._row.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._stages = []
        for index, (key, text, tone, tip) in enumerate(stages):
            if index:
                dash = label("—", "caption")
                dash.setContentsMargins(4, 0, 4, 0)
                self._put(dash)
            self._put(Dot(tone))
            one = self._stage(text)
            one.setToolTip(tip)
            one.setCursor(Qt.CursorShape.PointingHandCursor)
            one.clicked.connect(lambda _on=False, key=key: self.stageChosen.emit(key))
            self._put(one)

    @staticmethod
    def _stage(text: str) -> QPushButton:
        made = QPushButton(text)
        made.setObjectName("stage")
        made.setEnabled(bool(text))
        return made

    def _put(self, widget: QWidget) -> None:
        self._row.insertWidget(self._row.count() - 1, widget)
        self._stages.append(widget)
