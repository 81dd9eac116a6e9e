"""The Bundle: the one thing that runner, simulator and publisher take."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from runner.bundle.graph import Graph
from runner.core.i18n import LocalText
from runner.data.dictionary import Dictionary
from runner.data.model import OpenValue
from runner.data.source import DataSource
from runner.data.systems import Systems
from runner.forms.schema import Form
from runner.organization.model import Organization
from runner.rights.model import WorkspaceRights


class WorkspaceInfo(OpenValue):
    """`workspace.json`; environments hold no secrets. `phrases`: what its people often write as an opinion."""

    format_version: int = 1
    id: str = "workspace"
    version: str = "0.1.0"
    name: LocalText = ""
    languages: list[str] = ["zh", "en"]
    default: str | None = None
    currency: str = "CNY"
    time_zone: str = "Asia/Shanghai"
    calendar: str | None = None
    calendars: dict[str, dict[str, object]] = {}
    environments: list[dict[str, object]] = []
    phrases: list[LocalText] = []


@dataclass(frozen=True)
class Bundle:
    """Source bytes, compiled graphs and all that a process needs at run time.

    `sources` maps the member path (`processes/leave.bpmn`) to the bytes of the file; `graphs` the
    process id to its graph; `entry` names the process to start; `forms` maps the file stem to the form;
    `decisions` the file stem to DMN bytes; `data` the name of a data source to its records.
    """

    entry: str
    sources: Mapping[str, bytes]
    graphs: Mapping[str, Graph]
    forms: Mapping[str, Form] = field(default_factory=dict)
    decisions: Mapping[str, bytes] = field(default_factory=dict)
    workspace: WorkspaceInfo = field(default_factory=WorkspaceInfo)
    organization: Organization = field(default_factory=Organization)
    dictionary: Dictionary = field(default_factory=Dictionary)
    rights: WorkspaceRights = field(default_factory=WorkspaceRights)
    data: Mapping[str, DataSource] = field(default_factory=dict)
    systems: Systems = field(default_factory=Systems)
    packed: bytes | None = field(default=None, init=False, repr=False, compare=False)
    """As it lies in a store, once that was asked for (`transfer.packed`)."""

    @property
    def graph(self) -> Graph:
        """The graph of the entry process."""
        return self.graphs[self.entry]

    def local(self, now: datetime) -> datetime:
        """An instant in the time zone of the workspace."""
        return now.astimezone(ZoneInfo(self.workspace.time_zone))

    def day(self, now: datetime) -> date:
        """The day on which an instant lies, in the time zone of the workspace: on it the organisation is asked."""
        return self.local(now).date()

    @cached_property
    def hash(self) -> str:
        """SHA-256 over everything, as 64 hexadecimal digits; equal contents give equal hashes."""
        total = hashlib.sha256()

        def add(name: str, data: bytes) -> None:
            for part in (name.encode(), data):
                total.update(len(part).to_bytes(8, "big"))
                total.update(part)

        add("entry", self.entry.encode())
        for name in sorted(self.sources):
            add(name, self.sources[name])
        for name in sorted(self.graphs):
            add(f"graph/{name}", canonical(self.graphs[name]))
        for name in sorted(self.forms):
            add(f"forms/{name}", canonical(self.forms[name]))
        for name in sorted(self.decisions):
            add(f"decisions/{name}", self.decisions[name])
        for name in sorted(self.data):
            add(f"data/{name}", canonical(self.data[name]))
        add("organization", canonical(self.organization))
        add("dictionary", canonical(self.dictionary))
        add("rights", canonical(self.rights))
        if self.systems.systems:  # whoever asks no system is what it was before there was a register
            add("systems", canonical(self.systems))
        add("workspace", canonical(self.workspace.model_copy(update={"environments": []})))
        return total.hexdigest()


def canonical(value: BaseModel) -> bytes:
    """JSON bytes with sorted keys and no spaces: equal values give equal bytes."""
    data = value.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
