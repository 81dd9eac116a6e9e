"""The study of one process: its scenarios, which one is chosen, and the results they came to. No widgets."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject

from runner.bundle.bundle import Bundle
from runner.core.atomic import write_bytes
from runner.core.errors import AppError
from runner.core.i18n import pick
from runner.core.i18n import tr as _
from runner.core.signal import Signal
from runner.simulate.defaults import default_scenario
from runner.simulate.result import SimulationResult
from runner.simulate.scenario import Scenario, own_part, read_scenario

FOLDER = "scenarios"


@dataclass
class Entry:
    """One scenario. `stem` is its file's name without ending, or a name kept free for it; `stored` says
    that a file exists; `result` is what it came to, `is_stale` that its assumptions changed since."""

    stem: str
    scenario: Scenario
    stored: bool = False
    is_changed: bool = False
    result: SimulationResult | None = None
    is_stale: bool = False

    @property
    def title(self) -> str:
        """Its name in the user's language."""
        return pick(self.scenario.name) or self.stem


class Study:
    """Scenarios and results of the process at `process` (a path inside the workspace, or a file name)."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.current: Entry | None = None
        self.other: Entry | None = None
        self.folder: Path | None = None
        self.process = ""
        self.failures: list[AppError] = []
        self.changed: Signal[str] = Signal()

    # ---- files

    def open(self, folder: Path | None, process: str) -> None:
        """Read the scenarios of a process out of the workspace folder; without one there are none yet."""
        if (folder, process) == (self.folder, self.process) and self.entries:
            return
        self.folder, self.process = folder, process
        self.entries, self.failures, self.current, self.other = [], [], None, None
        files = sorted((folder / FOLDER).glob("*.json")) if folder is not None else []
        contents = {path.stem: path.read_bytes() for path in files}
        for stem, data in contents.items():
            try:
                scenario = read_scenario(data, f"{stem}.json", contents)
            except AppError as error:
                self.failures.append(error)
                continue
            if _same_process(scenario.process, process):
                self.entries.append(Entry(stem, scenario, stored=True))
        self.entries.sort(key=lambda entry: (bool(entry.scenario.extends), entry.stem))
        self.current = self.entries[0] if self.entries else None
        self.changed.emit("scenarios")

    def save(self, entry: Entry) -> None:
        """Write a scenario into the workspace; what it shares with the one it extends is not repeated.

        Does nothing without a workspace. Raises `FileError`.
        """
        if self.folder is None:
            return
        whole = entry.scenario.model_dump(mode="json", by_alias=True, exclude_unset=True)
        whole.setdefault("formatVersion", 1)
        base = next((item for item in self.entries if item.stem == entry.scenario.extends), None)
        if base is not None and base is not entry:
            if not base.stored:
                self.save(base)
            whole = own_part(base.scenario.model_dump(mode="json", by_alias=True, exclude_unset=True), whole)
        folder = self.folder / FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(whole, ensure_ascii=False, indent=2) + "\n"
        write_bytes(folder / f"{entry.stem}.json", text.encode())
        entry.stored, entry.is_changed = True, False
        self.changed.emit("scenarios")

    # ---- making

    def first_guess(self, bundle: Bundle) -> Entry:
        """A new scenario out of the process alone."""
        scenario = default_scenario(bundle.graph, process=self.process, bundle=bundle)
        return self._add(Entry(self._free(_stem(self.process) + "-first"), scenario, is_changed=True))

    def duplicate(self, entry: Entry) -> Entry:
        """A copy that builds on the original: what is not changed follows it."""
        name = _("{name}, changed").replace("{name}", entry.title)
        extends = entry.stem
        scenario = entry.scenario.model_copy(update={"name": name, "extends": extends})
        scenario.model_fields_set.update({"name", "extends"})
        return self._add(Entry(self._free(f"{entry.stem}-2"), scenario, is_changed=True))

    def _add(self, entry: Entry) -> Entry:
        self.entries.append(entry)
        self.current = entry
        self.changed.emit("scenarios")
        return entry

    def _free(self, stem: str) -> str:
        taken = {entry.stem for entry in self.entries}
        if self.folder is not None:
            taken |= {path.stem for path in (self.folder / FOLDER).glob("*.json")}
        count, found = 2, stem
        while found in taken:
            found = f"{stem.rstrip('0123456789').rstrip('-')}-{count}"
            count += 1
        return found

    def remove(self, entry: Entry) -> None:
        """Forget a scenario that others do not build on, its file included."""
        if self.folder is not None and entry.stored:
            (self.folder / FOLDER / f"{entry.stem}.json").unlink(missing_ok=True)
        self.entries.remove(entry)
        if self.current is entry:
            self.current = self.entries[0] if self.entries else None
        if self.other is entry:
            self.other = None
        self.changed.emit("scenarios")

    # ---- choosing and changing

    def choose(self, entry: Entry) -> None:
        """Make a scenario the current one."""
        if entry is not self.current:
            self.current = entry
            self.changed.emit("current")

    def compare_with(self, entry: Entry | None) -> None:
        """The scenario whose result stands beside the current one's."""
        self.other = entry
        self.changed.emit("result")

    def change(self, **parts: Any) -> None:
        """Change parts of the current scenario."""
        entry = self.current
        if entry is None:
            return
        entry.scenario = entry.scenario.model_copy(update=parts)
        entry.scenario.model_fields_set.update(parts)
        entry.is_changed = True
        entry.is_stale = entry.result is not None
        self.changed.emit("inputs")

    def take_result(self, entry: Entry, result: SimulationResult) -> None:
        """Keep what a scenario came to."""
        entry.result, entry.is_stale = result, False
        others = [item for item in self.entries if item.result is not None and item is not entry]
        if self.other is None or self.other is entry:
            base = next((item for item in others if item.stem == entry.scenario.extends), None)
            self.other = base or (others[0] if others else None)
        self.changed.emit("result")


_studies: WeakKeyDictionary[QObject, Study] = WeakKeyDictionary()


def study_of(context: QObject) -> Study:
    """The study of a window; it outlives the place, which is made anew when the language changes."""
    if context not in _studies:
        _studies[context] = Study()
    return _studies[context]


def _stem(process: str) -> str:
    return Path(process).stem or "process"


def _same_process(given: str, process: str) -> bool:
    return not given or given == process or Path(given).name == Path(process).name
