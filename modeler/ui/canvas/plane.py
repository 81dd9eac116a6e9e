"""Where one is: the diagram, and the folded sub-processes down to the one whose inside is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QToolButton

from modeler.document.diagrams import Diagram, diagrams_of, has_several
from runner.core.i18n import tr as _

if TYPE_CHECKING:
    from modeler.ui.canvas.view import CanvasView


class Fixed(Protocol):
    """Something that stands in a corner of the canvas."""

    def settle(self) -> None:
        """Go back there: the paper was shifted, or the canvas has another size."""


class PlaneBar(QFrame):
    """In the upper left corner: the whole way to the plane that is shown, each part a button. Hidden on the only
    diagram of a file; where there are several, the first part opens the list of them."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self.setObjectName("plane-bar")
        self._view = view
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(6, 2, 6, 2)
        self._row.setSpacing(2)
        self._shown: object = None
        view.themeChanged.connect(lambda: self.show_for(view.scene.root))
        self.hide()

    def show_for(self, identity: str | None) -> None:
        """Name the way to a plane."""
        doc, index = self._view.document, self._view.index
        if doc is None or index is None:
            self.hide()
            return
        steps: list[tuple[str | None, str]] = []
        at = identity
        while at is not None and (record := index.nodes.get(at)) is not None:
            steps.append((at, record.name or _("Sub-process")))
            at = record.plane
        diagrams = diagrams_of(doc) if at is not None or steps or has_several(doc) else ()
        if not steps and len(diagrams) < 2:
            self._shown = None
            self.hide()
            return
        steps.append((at, next((name_of(one) for one in diagrams if one.plane == at), _("Process"))))
        wanted = (steps, diagrams, self._view.theme.name, _("Process"))
        if wanted != self._shown:
            self._shown = wanted
            self._fill(list(reversed(steps)), diagrams)
        self.adjustSize()
        self.settle()
        self.show()
        self.raise_()

    def _fill(self, steps: list[tuple[str | None, str]], diagrams: tuple[Diagram, ...]) -> None:
        while (item := self._row.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        theme = self._view.theme
        self.setStyleSheet(
            f"#plane-bar {{ background: {theme.raised}; border: 1px solid {theme.line}; border-radius: 6px; }}"
            f"#plane-bar QToolButton {{ border: none; border-radius: 4px; padding: 3px 6px; color: {theme.accent};"
            f" background: transparent; }}"
            f"#plane-bar QToolButton:hover {{ background: {theme.accent_soft}; }}"
            f"#plane-bar QToolButton:disabled {{ color: {theme.text}; }}"
            f"#plane-bar QToolButton::menu-indicator {{ image: none; }}"
            f"#plane-bar QLabel {{ color: {theme.muted}; }}"
        )
        for place, (plane, name) in enumerate(steps):
            if place:
                self._row.addWidget(QLabel("›", self))
            button = QToolButton(self)
            button.setObjectName(f"plane-{place}")
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setText(name.replace("&", "&&"))
            if not place and len(diagrams) > 1:
                button.setText(button.text() + " ▾")
                button.setToolTip(_("Diagrams of this file"))
                button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
                button.setMenu(self._menu(button, plane, diagrams))
            else:
                button.setEnabled(place < len(steps) - 1)
                button.clicked.connect(lambda _on=False, to=plane: self._view.open_plane(to))
            self._row.addWidget(button)
            button.show()

    def _menu(self, parent: QToolButton, shown: str | None, diagrams: tuple[Diagram, ...]) -> QMenu:
        from modeler.ui.canvas import containers  # with all commands, which no start needs

        view = self._view
        menu = QMenu(parent)
        for diagram in diagrams:
            action = QAction(name_of(diagram), menu)
            action.setCheckable(True)
            action.setChecked(diagram.plane == shown)
            action.triggered.connect(lambda _on=False, to=diagram.plane: view.open_plane(to))
            menu.addAction(action)
        if not view.read_only:
            menu.addSeparator()
            menu.addAction(_("Rename this diagram…"), lambda: self._ask_name(shown, diagrams))
            if shown is not None:
                menu.addAction(_("Remove this diagram"), lambda: containers.remove_diagram(view, shown))
        return menu

    def _ask_name(self, plane: str | None, diagrams: tuple[Diagram, ...]) -> None:
        from PySide6.QtWidgets import QInputDialog

        from modeler.ui.canvas import containers

        dialog = QInputDialog(self._view)
        dialog.setObjectName("diagram-name")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(_("Rename this diagram…").rstrip("…"))
        dialog.setLabelText(_("Name"))
        dialog.setTextValue(next((one.name for one in diagrams if one.plane == plane), ""))
        dialog.textValueSelected.connect(lambda text: containers.rename_diagram(self._view, plane, text.strip()))
        dialog.open()

    def settle(self) -> None:
        """Stand in the corner, whatever the paper did."""
        self.move(12, 12)


def name_of(diagram: Diagram) -> str:
    """What a diagram is called where people choose one."""
    return diagram.name or (_("Process") if diagram.plane is None else _("Diagram"))
