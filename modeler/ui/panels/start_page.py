"""The start page: the ways in, recent files, and the tour."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from modeler.ui import looking, preferences
from modeler.ui.context import Context
from modeler.ui.tour import STEPS
from runner.core.i18n import tr as _
from runner.ui.kit.cards import Card
from runner.ui.kit.layouts import clear_layout
from runner.ui.kit.texts import button, label


class StartPage(QScrollArea):
    """Cards on the left, recent files and the tour on the right."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.setWidgetResizable(True)
        page = QWidget()
        page.setProperty("role", "page")
        self.setWidget(page)
        outer = QHBoxLayout(page)
        outer.setContentsMargins(32, 32, 32, 24)
        column = QVBoxLayout()
        column.setSpacing(24)
        head = QVBoxLayout()
        head.setSpacing(4)
        head.addWidget(label(_("What do you want to do?"), "display"))
        head.addWidget(
            label(_("Draw a process, give it forms and people, try it out here, and publish it."), "muted", wrap=True)
        )
        column.addLayout(head)
        column.addLayout(self._ways())
        below = QHBoxLayout()
        below.setSpacing(32)
        below.addWidget(self._recent_box(), 1)
        self._tour_part = self._tour_box()
        below.addWidget(self._tour_part, 1)
        column.addLayout(below)
        column.addStretch(1)
        holder = QWidget()
        holder.setLayout(column)
        holder.setMaximumWidth(1040)
        outer.addWidget(holder, 1)
        outer.addStretch(0)
        outer.setAlignment(holder, Qt.AlignmentFlag.AlignTop)
        self.refresh()

    def _ways(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(12)
        ways = (
            ("sample", _("Leave request"), _("A finished sample to look at, change and rehearse."), "open_sample"),
            ("new", _("Blank process"), _("A start event and an empty canvas."), "new"),
            ("link", _("Approval chain"), _("Type who approves after whom; the steps are drawn."), "new_chain"),
            ("template", _("From a template"), _("A process of your own, begun from a sample."), "template"),
            ("open", _("Open a file"), _("A process (.bpmn) or a package (.slip)."), "ask_open"),
            ("folder", _("Open a workspace"), _("A folder with processes, forms and people."), "ask_workspace"),
        )
        offered = [way for way in ways if not self._context.looking or way[3] in looking.CARDS]
        for index, (icon_name, title, text, verb) in enumerate(offered):
            card = Card(title, text, icon_name=icon_name)
            card.clicked.connect(lambda verb=verb: self._go(verb))
            grid.addWidget(card, index // 3, index % 3)
        for index in range(3):
            grid.setColumnStretch(index, 1)
        return grid

    def _recent_box(self) -> QWidget:
        holder = QWidget()
        box = QVBoxLayout(holder)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addWidget(label(_("Recent"), "heading"))
        self._recent = QVBoxLayout()
        self._recent.setSpacing(0)
        box.addLayout(self._recent)
        box.addStretch(1)
        return holder

    def _tour_box(self) -> QWidget:
        holder = QWidget()
        box = QVBoxLayout(holder)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addWidget(label(_("Five steps to know Slipway"), "heading"))
        for number, step in enumerate(STEPS, 1):
            one = button(f"{number}  {_(step.title)}", "link")
            one.setToolTip(_(step.text))
            one.clicked.connect(lambda _on=False, at=number - 1: self._tour(at))
            box.addWidget(one)
        start = button(_("Start the tour"), icon_name="play")
        start.clicked.connect(lambda: self._tour(0))
        box.addSpacing(4)
        box.addWidget(start, alignment=Qt.AlignmentFlag.AlignLeft)
        box.addStretch(1)
        return holder

    def refresh(self) -> None:
        """Read the recent files again."""
        self._tour_part.setVisible(self._context.settings["window.tour"] and not self._context.looking)
        clear_layout(self._recent)
        paths = [Path(one) for one in preferences.recent_files(self._context.settings)]
        paths = [one for one in paths if one.exists()][:8]
        for path in paths:
            shown = button(path.name, "link", "folder" if path.is_dir() else "file")
            shown.setToolTip(str(path))
            shown.clicked.connect(lambda _on=False, path=path: self._window().files.open_path(path))
            self._recent.addWidget(shown)
        if not paths:
            self._recent.addWidget(
                label(_("Files and workspaces that you open are listed here."), "caption", wrap=True)
            )

    def _window(self) -> Any:
        return self.window()

    def _go(self, verb: str) -> None:
        if verb == "template":
            from modeler.ui.panels.copy_dialog import ask_template

            made = ask_template(self, self._context)
            if made is not None:
                self._window().files.open_path(made)
            return
        getattr(self._window().files, verb)()

    def _tour(self, at: int) -> None:
        from modeler.ui.tour import start_tour

        start_tour(self._window(), at)
