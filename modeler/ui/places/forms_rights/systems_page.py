"""The register of systems: who runs them, what they own, what can be asked of them, and how each is reached here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from modeler.systems import edit
from modeler.systems.asking import Asking, asked_systems
from modeler.ui.context import Context
from modeler.ui.panels.who_picker import candidates
from modeler.ui.places.forms_rights.connection_fields import USES
from modeler.ui.places.forms_rights.environment_box import EnvironmentBox
from modeler.ui.places.forms_rights.lookup_editors import read_sources
from modeler.ui.places.forms_rights.parts import Parts
from modeler.ui.places.forms_rights.register_table import KEY, Cell, RegisterTable
from modeler.ui.places.forms_rights.system_copies import SystemCopies
from modeler.ui.places.forms_rights.system_operations import SystemOperations, choices_of, named
from modeler.ui.places.forms_rights.uses import Uses
from runner.core.errors import AppError
from runner.core.i18n import N_, listed, pick, trn
from runner.core.i18n import tr as _
from runner.data.systems import System, Systems
from runner.protocol.rehearsing import SyncView
from runner.ui.kit.cards import SegmentedBar
from runner.ui.kit.states import EmptyState
from runner.ui.kit.texts import button, label

INTERFACES = {
    "http": "HTTP", "message": N_("messages"), "file": N_("files"), "database": N_("database"),
    "manual": N_("by hand"),
}  # fmt: skip


class SystemsPage(QWidget):
    """`chosen` goes out with the code of the system that is selected; empty for none.
    `copies`: how the copies of systems' records stand in the rehearsed cases."""

    chosen = Signal(str)

    def __init__(self, context: Context, parts: Parts, uses: Uses) -> None:
        super().__init__()
        self.context, self.parts, self.uses = context, parts, uses
        self.code = ""
        self.asked: dict[str, list[Asking]] = {}
        self.copies: list[SyncView] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(8)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(label(_("Systems"), "title"))
        top.addStretch(1)
        self.environment = EnvironmentBox(parts)
        top.addWidget(self.environment)
        top.addSpacing(8)
        self.remove = button(_("Remove"))
        self.remove.clicked.connect(self.remove_system)
        self.add = button(_("New system"), "primary", "add")
        self.add.clicked.connect(self.add_system)
        for widget in (self.remove, self.add):
            top.addWidget(widget)
        layout.addLayout(top)
        self.told = label(
            _("Steps ask a system for one of its operations. How each is reached is said for this machine alone; "
              "the model stays the same. Double-click a cell to change it."),
            "caption", wrap=True,
        )  # fmt: skip
        layout.addWidget(self.told)
        self.table = RegisterTable(self._typed)
        self.table.offer(2, self._owners, lambda code, value: self._choose(code, owner=value or None), typed=True)
        self.table.offer(3, lambda: choices_of(INTERFACES), lambda code, value: self._choose(code, interface=value))
        self.table.offer(4, lambda: choices_of(USES), self._reach_by)
        self.asking = SystemOperations(context, parts.systems, self._write_now)
        self.copying = SystemCopies(context, parts.systems, self._write_now)
        self.copying.syncAsked.connect(self.bring_up_to_date)
        self.view = SegmentedBar([("asking", _("What can be asked")), ("copying", _("Copies of its records"))])
        self.view.changed.connect(self._show_view)
        self.below = QStackedWidget()
        self.below.addWidget(self.asking)
        self.below.addWidget(self.copying)
        under = QWidget()
        lower = QVBoxLayout(under)
        lower.setContentsMargins(0, 8, 0, 0)
        lower.setSpacing(4)
        lower.addWidget(self.view)
        lower.addWidget(self.below, 1)
        self.split = QSplitter(Qt.Orientation.Vertical)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(self.table)
        self.split.addWidget(under)
        self.split.setSizes([160, 520])
        layout.addWidget(self.split, 1)
        self.empty = EmptyState(
            "service", _("No systems yet"),
            _("Finance, personnel, a warehouse: whatever a step asks for data or hands something to. A stand-in "
              "answers until it is said how a system is reached."),
            _("New system"),
        )  # fmt: skip
        self.empty.clicked.connect(self.add_system)
        layout.addWidget(self.empty, 1)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self.refresh)
        self.environment.changed.connect(self._later.start)

    # showing -----------------------------------------------------------------------------------

    @property
    def register(self) -> Systems:
        """The register as it stands."""
        return self.parts.systems()

    def system(self) -> System | None:
        """The selected system."""
        return self.register.system(self.code)

    def refresh(self) -> None:
        """Show the register as it stands, and look who asks."""
        register, reached = self.register, self.parts.connections()
        services = self.context.organization.services
        self.asked = asked_systems(self.uses.sources().documents.values(), services)
        something = bool(register.systems)
        for widget in (self.split, self.told, self.environment, self.remove, self.add):
            widget.setVisible(something)
        self.empty.setVisible(not something)
        self.environment.refresh()
        owners = dict(self._owners())
        rows: list[tuple[object, list[Cell]]] = []
        for one in register.systems:
            use = reached.of(one.code).use
            steps = self.asked.get(one.code, [])
            rows.append((one.code, [
                (pick(one.name), None), (one.code, None),
                (owners.get(one.owner or "", one.owner or "–"), one.owner or ""),
                (_(INTERFACES[one.interface]), one.interface), (_(USES[use]) if use in USES else use, use),
                (trn("{count} step", "{count} steps", len(steps)) if steps else "–", ""),
            ]))  # fmt: skip
        heads = [_("Name"), _("Code"), _("In charge"), _("Interface"), _("Reached by"), _("Asked by")]
        self.table.fill(heads, rows, (160, 100, 130, 90, 190), fixed=(5,))
        codes = [one.code for one in register.systems]
        self.code = self.code if self.code in codes else next(iter(codes), "")
        self.table.selectionModel().currentRowChanged.connect(self._row_chosen)
        if self.code:
            self.table.setCurrentIndex(self.table.model().index(codes.index(self.code), 0))
        self._show_system()
        self._look_at_copies()

    def _look_at_copies(self) -> None:
        """Ask beside the window how copies stand; nobody is asked where nothing was rehearsed yet."""
        if any(one.syncs for one in self.register.systems) and self.context.has_store():
            kept = self._kept()
            self._ask(lambda runner: runner.rehearsing().keep_copies(*kept))

    def bring_up_to_date(self, system: str, code: str) -> None:
        """Ask a system for its records now."""
        kept = self._kept()

        def act(runner: Any) -> list[SyncView]:
            runner.rehearsing().keep_copies(*kept)
            found: list[SyncView] = runner.rehearsing().sync(system, code)
            return found

        self._ask(act)

    def _kept(self) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
        """The register with the tables that it has copies of, as the runner takes them: a copy need not be looked up
        by a form to be kept up to date."""
        names = [sync.source for one in self.register.systems for sync in one.syncs]
        tables = read_sources(self.context.workspace, names)
        data = {name: one.model_dump(mode="json", by_alias=True) for name, one in tables.items()}
        terms = self.context.dictionary.model_dump(mode="json", by_alias=True)
        return self.register.model_dump(mode="json", by_alias=True), data, terms

    def show_copies(self, copies: list[SyncView]) -> None:
        """Tell how copies stand."""
        self.copies = copies
        self.chosen.emit(self.code)
        self.copying.show_system(self.code, copies)

    def _show_view(self, name: str) -> None:
        self.below.setCurrentWidget(self.asking if name == "asking" else self.copying)

    def _ask(self, act: Callable[[Any], Any]) -> None:
        self.context.jobs.run(lambda _handle: act(self.context.worker()), owner=self, done=self.show_copies)

    def _row_chosen(self, index: QModelIndex, _before: QModelIndex | None = None) -> None:
        code = str(index.data(KEY) or "")
        if index.isValid() and code != self.code:
            self.code = code
            self._show_system()

    def _show_system(self) -> None:
        system = self.system()
        self.remove.setEnabled(system is not None)
        self.chosen.emit(self.code)
        self.asking.show_system(self.code, self.asked.get(self.code, []))
        self.copying.show_system(self.code, self.copies)

    # choices -----------------------------------------------------------------------------------

    def _owners(self) -> Sequence[tuple[str, str]]:
        people = candidates(self.context.organization, ("department", "user"))
        return [("", "–"), *((one.who, one.name) for one in people if not one.who.endswith("/**"))]

    # changing ----------------------------------------------------------------------------------

    def write(self, register: Systems, what: str) -> None:
        """Put a changed register into the workspace."""
        self.parts.set_systems(register, what)
        self._later.start()

    def _write_now(self, register: Systems, what: str) -> None:
        self.parts.set_systems(register, what)
        self.refresh()

    def change(self, **changes: Any) -> None:
        """Change attributes of the selected system."""
        if self.system() is not None:
            self.write(edit.set_system(self.register, self.code, **changes), _("Change system"))

    def reach(self, changes: dict[str, Any]) -> None:
        """Change how the selected system is reached from this machine."""
        if self.system() is not None:
            self.parts.set_connection(self.code, _("Change how a system is reached"), **changes)
            self._later.start()

    def take_recordings(self, code: str) -> None:
        """Make what was recorded of a system its recorded answers."""
        self.parts.take_recordings(code, _("Take over recordings"))
        self._later.start()

    def _choose(self, code: str, **changes: Any) -> None:
        self.code = code
        self.change(**changes)

    def _reach_by(self, code: str, value: str) -> None:
        self.code = code
        self.reach({"use": value})

    def _typed(self, code: str, column: int, text: str) -> None:
        self.code = code
        system = self.system()
        if system is None or column > 1:
            return
        if column == 0:
            self.change(name=named(system.name, text))
        elif text != code:
            self.rename_system(code, text)

    def rename_system(self, code: str, new: str) -> None:
        """Give a system another code, in the code lists and the connections too; one that is asked keeps it."""
        self._later.start()
        steps = self.asked.get(code, [])
        if steps:
            self.context.report(AppError("systems.asked", kept=code, steps=listed([one.name for one in steps[:5]])))
            return
        try:
            register = edit.set_system(self.register, code, code=new)
        except ValueError:
            self.context.report(AppError("systems.code-refused", text=new or "–"))
            return
        self.code = new
        self.parts.rename_system(code, new, register, _("Rename system"))

    def add_system(self) -> None:
        """Add a system with a free code, ready to be named."""
        register = self.register
        self.code = edit.free_code("system", (one.code for one in register.systems))
        name = {"zh": "新系统", "en": "New system"}
        self.parts.set_systems(edit.add_system(register, self.code, name), _("New system"))
        self.refresh()
        self.table.edit_cell(0)

    def remove_system(self) -> None:
        """Remove the selected system; steps that ask it are problems from then on."""
        if self.system() is not None:
            self.write(edit.remove_system(self.register, self.code), _("Remove system"))
