"""The property panel: six plain groups of the thing that is selected, built only where they say something."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import cast

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from modeler.bpmn.elements import SPECS, flow_spec_of
from modeler.document.change import Change, Origin
from modeler.document.records import FlowRecord, NodeRecord, ProcessRecord
from modeler.ui import preferences
from modeler.ui.context import Context
from modeler.ui.panels.editing import Editing, Record
from modeler.ui.panels.shared_editing import SAYS, SharedEditing, groups_for
from runner.core.i18n import N_, trn
from runner.core.i18n import tr as _
from runner.core.registry import load_object
from runner.ui.kit.groups import PropertyGroup
from runner.ui.kit.layouts import show_if
from runner.ui.kit.texts import ElidedLabel, label, rule

GROUPS: dict[str, tuple[str, str]] = {
    "basics": (N_("Basics"), "modeler.ui.panels.group_basics:build"),
    "handler": (N_("Handler"), "modeler.ui.panels.group_handler:build"),
    "form": (N_("Form"), "modeler.ui.panels.group_form:build"),
    "rules": (N_("Rules"), "modeler.ui.panels.group_rules:build"),
    "time-limit": (N_("Time limit"), "modeler.ui.panels.group_time:build"),
    "technical": (N_("Technical"), "modeler.ui.panels.group_technical:build"),
}
"""Group id of `ElementSpec.properties` -> its title and what fills it."""

_SHARED = {
    "basics": "modeler.ui.panels.shared_groups:basics",
    "technical": "modeler.ui.panels.shared_groups:technical",
}
"""Groups that say something else of several elements."""

Builder = Callable[[PropertyGroup, Editing], list[Callable[[], None]]]


def groups_of(record: Record) -> tuple[str, ...]:
    """The groups that a record shows, in order."""
    if isinstance(record, ProcessRecord):
        return ("basics", "technical")
    spec = SPECS.get(_spec_id(record))
    return spec.properties if spec is not None else ("basics", "technical")


def kind_of(record: Record) -> str:
    """What the thing is called, in the user's language."""
    if isinstance(record, ProcessRecord):
        return _("Process")
    spec = SPECS.get(_spec_id(record))
    return _(spec.label) if spec is not None else getattr(record, "tag", "")


def help_of(record: Record) -> str:
    """The part of the help that F1 opens."""
    spec = None if isinstance(record, ProcessRecord) else SPECS.get(_spec_id(record))
    return f"elements#{spec.help}" if spec is not None else "design"


def _spec_id(record: NodeRecord | FlowRecord) -> str:
    if isinstance(record, NodeRecord):
        return record.spec
    return flow_spec_of(
        record.kind,
        default=record.is_default,
        conditional=record.condition is not None,
        direction=record.direction,
        envelope=record.message_mark,
    )


class PropertiesPanel(QWidget):
    """Follows the selection; with nothing selected it shows what the diagram in sight belongs to. `ground` names the
    sub-process or process whose inside is in sight; None: the process of the file."""

    def __init__(self, context: Context, ground: Callable[[], str | None] = lambda: None) -> None:
        super().__init__()
        self._context = context
        self._ground = ground
        self._editing: Editing | None = None
        self._shared: SharedEditing | None = None
        self._refreshers: list[Callable[[], None]] = []
        self._signature: tuple[object, ...] = ()
        self.setProperty("role", "raised")
        self.setProperty("help", "elements")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(12, 12, 12, 12)
        head.setSpacing(8)
        self._title = ElidedLabel("", "title")
        self._kind = label("", "pill")
        head.addWidget(self._title, 1)
        head.addWidget(self._kind)
        column.addLayout(head)
        column.addWidget(rule())
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._host = QWidget()  # pages come and go in it: a page that left the scroll area would be styled again
        self._host.setProperty("role", "page")
        self._host.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._pages = QVBoxLayout(self._host)
        self._pages.setContentsMargins(0, 0, 0, 0)
        self._page: QWidget | None = None
        self._scroll.setWidget(self._host)
        column.addWidget(self._scroll, 1)
        self._soon = QTimer(self)  # the selection is painted first, and a rubber band builds one panel only
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self.rebuild)
        context.selection.changed.connect(self._select)
        context.documentChanged.connect(self._changed)
        context.workspaceChanged.connect(self.rebuild)
        self.rebuild()

    def _select(self, _ids: tuple[str, ...]) -> None:
        self._soon.start()

    def follow_ground(self) -> None:
        """Another diagram came into sight."""
        self._soon.start()

    @property
    def editing(self) -> Editing | None:
        """What is being edited."""
        return self._editing

    def _target(self) -> str | None:
        document = self._context.document
        if document is None:
            return None
        ids = [one for one in self._context.selection.ids if document.index.record(one) is not None]
        if len(ids) == 1:
            return ids[0]
        if ids:
            return None
        processes = document.index.processes
        ground = self._ground()
        if ground is not None and (ground in document.index.nodes or ground in processes):
            return ground
        main = next((key for key, one in processes.items() if one.executable), None)
        return main or next(iter(processes), None)

    def rebuild(self, *_news: object) -> None:
        """Show the selection with new widgets."""
        self._soon.stop()
        target = self._target()
        document = self._context.document
        if self._editing is None or self._editing.element != target:
            self._scroll.verticalScrollBar().setValue(0)  # another element is read from its top
        self._refreshers, self._shared = [], None
        page = QWidget(self._host)
        page.hide()
        page.setProperty("role", "page")
        column = QVBoxLayout(page)
        column.setContentsMargins(12, 4, 12, 12)
        column.setSpacing(0)
        if document is None or target is None:
            self._editing = None
            self._signature = ()
            count = len(self._context.selection.ids)
            self._title.setText(trn("{count} selected", "{count} selected", count) if count else "")
            self._kind.hide()
            if count:
                self._show_shared(column)
            column.addStretch(1)
            self._put(page)
            return
        self._editing = Editing(self._context, document, target)
        self._signature = self._sign()
        record = cast(Record, self._editing.record)
        self.setProperty("help", help_of(record))
        folded = preferences.read_json(self._context.settings, "window.folded", ["technical"])
        for number, key in enumerate(groups_of(record)):
            title, builder = GROUPS[key]
            if number:
                column.addWidget(rule())
            group = PropertyGroup(_(title), open_=key not in folded, parent=page)
            column.addWidget(group)
            group.folded.connect(lambda open_, key=key: self._remember_fold(key, open_))
            self._refreshers += cast(Builder, load_object(builder))(group, self._editing)
        column.addStretch(1)
        self._put(page)
        self._show_head(record)

    def _show_shared(self, column: QVBoxLayout) -> None:
        """What several selected have in common, to be set in all of them as one step of undo."""
        document = self._context.document
        ids = self._context.selection.ids
        records = [document.index.record(one) for one in ids] if document is not None else []
        groups = groups_for(records, groups_of)
        if document is None or not groups:
            column.addWidget(label(_("Choose one to see its properties."), "caption", wrap=True))
            return
        self._shared = editing = SharedEditing(self._context, document, ids)
        self._signature = editing.kinds()
        column.addWidget(label(_("What is set here is set in all that are selected."), "caption", wrap=True))
        folded = preferences.read_json(self._context.settings, "window.folded", ["technical"])
        for key in groups:
            title, builder = GROUPS[key]
            group = PropertyGroup(_(title), open_=key not in folded, parent=column.parentWidget())
            column.addWidget(group)
            group.folded.connect(lambda open_, key=key: self._remember_fold(key, open_))
            note = label(_("Several values: they differ in what is selected."), "caption", wrap=True)
            note.setObjectName(f"differs-{key}")
            group.add_widget(note)
            self._refreshers += cast(Builder, load_object(_SHARED.get(key, builder)))(group, editing)
            self._refreshers.append(partial(_tell_differences, note, editing, SAYS[key]))
            self._refreshers[-1]()

    def _put(self, page: QWidget) -> None:
        page.setMinimumWidth(0)
        page.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        old, self._page = self._page, page
        if old is not None:
            old.hide()
            self._pages.removeWidget(old)
            for field in old.findChildren(QWidget):
                field.setObjectName("")  # nobody who looks for a field may find one that is on its way out
            old.deleteLater()  # later: one of its buttons may have asked for the change
        self._pages.addWidget(page)
        page.show()

    def _sign(self) -> tuple[object, ...]:
        """What asks for other widgets when it changes."""
        record = self._editing.record if self._editing is not None else None
        if isinstance(record, NodeRecord):
            return record.id, record.spec, record.outgoing
        return (getattr(record, "id", None),)

    def _show_head(self, record: Record) -> None:
        kind = kind_of(record)
        self._title.setText(record.name.replace("\n", " ") or kind)
        self._kind.setText(kind)
        self._kind.setVisible(bool(record.name))

    def _changed(self, change: Change) -> None:
        if self._shared is not None and change.origin != Origin.LOAD and self._is_still(self._shared):
            for refresh in self._refreshers:
                refresh()
            return
        if change.origin == Origin.LOAD or self._editing is None or self._target() != self._editing.element:
            self.rebuild()
            return
        record = self._editing.record
        if record is None or self._sign() != self._signature:
            self.rebuild()
            return
        self._show_head(record)
        for refresh in self._refreshers:
            refresh()

    def _is_still(self, shared: SharedEditing) -> bool:
        """Whether the same ones are selected, and each is of the kind that it was."""
        same = shared.document is self._context.document and shared.elements == self._context.selection.ids
        return same and shared.kinds() == self._signature

    def _remember_fold(self, key: str, open_: bool) -> None:
        folded = set(preferences.read_json(self._context.settings, "window.folded", ["technical"]))
        folded = folded - {key} if open_ else folded | {key}
        self._context.settings.set("window.folded", json.dumps(sorted(folded)))

    def focus_field(self, name: str) -> None:
        """Put the focus on a field named by a problem (`name`, `strategy`, `form`, `condition` ...)."""
        if self._soon.isActive():
            self.rebuild()
        widget = self.findChild(QWidget, f"property-{name}")
        if widget is not None:
            widget.setFocus()
            self._scroll.ensureWidgetVisible(widget)


def _tell_differences(note: QWidget, editing: SharedEditing, names: tuple[str, ...]) -> None:
    """Show the note where one of the blocks or properties differs."""
    show_if(note, any(editing.differs(name) for name in names))
