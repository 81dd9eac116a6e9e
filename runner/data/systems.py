"""The register of systems (`systems.json`): who runs them, what data they own, and what can be asked of them.

It holds neither addresses nor secrets: those belong to a machine, not to a model (`runner.connectors.connections`).
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from runner.core.i18n import LocalText
from runner.data.model import OpenValue

FieldType = Literal["any", "text", "number", "money", "boolean", "date", "dateTime", "choice"]
Interface = Literal["http", "message", "file", "database", "manual"]


class OperationField(OpenValue):
    """A field of the system's own: `name` as it says it (dots lead into records), its kind, whether it must be
    there, and the code list whose external values stand in it. `format`: how it writes a day or moment
    (`yyyyMMdd`; empty: as ISO does); `length`: the most characters that it takes."""

    name: str
    label: LocalText = ""
    type: FieldType = "any"
    required: bool = False
    choices: str | None = None
    format: str = ""
    length: int | None = Field(default=None, ge=1)


class Operation(OpenValue):
    """What can be asked. `path` follows the system's address, `{name}` in it is a field of `input`; without a field
    list anything goes. `errors` are the codes in its answers that mean a refusal a process may catch."""

    code: str
    name: LocalText = ""
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"] = "POST"
    path: str = ""
    input: list[OperationField] = []
    output: list[OperationField] = []
    errors: list[str] = []


class Paging(OpenValue):
    """A list that comes page by page: `by` number, by how many records to leave out (`offset`), or by what the answer
    says comes next (`next`: where the link or mark stands in it). `page` and `size` are the fields of the call that
    name the page and its length (an empty `size` is not sent), `first` the value of the first page, `rows` how many
    records a full page has, `most` how many pages are asked for at most."""

    by: Literal["number", "offset", "next"] = "number"
    page: str = "page"
    size: str = "size"
    first: int = 1
    rows: int = Field(default=100, ge=1, le=10_000)
    next: str = "next"
    most: int = Field(default=100, ge=1, le=1000)


class Sync(OpenValue):
    """A copy of the system's records that is kept up to date: the data source `source` gets what `operation` lists
    (`rows` leads to the list in the answer; without it the answer is the list). `every`: an ISO duration of the clock
    of the cases; `on`: names of messages and signals that announce a change. `fields`: our column -> the system's
    field; a column that is not named is called the same there. `key`: our column that tells records apart; empty: as
    the data source says. `paging`: the list comes page by page."""

    code: str
    name: LocalText = ""
    source: str
    operation: str
    rows: str = ""
    every: str | None = None
    on: list[str] = []
    fields: dict[str, str] = {}
    key: str = ""
    paging: Paging | None = None


class System(OpenValue):
    """A system. `owner` is a department or person in charge (`department:ID`), `owns` the codes of the terms whose
    values it is the one to keep; external values of code lists name it by `code`."""

    code: str
    name: LocalText = ""
    owner: str | None = None
    interface: Interface = "http"
    owns: list[str] = []
    operations: list[Operation] = []
    syncs: list[Sync] = []

    def operation(self, code: str) -> Operation | None:
        """The operation of that code, or None."""
        return next((one for one in self.operations if one.code == code), None)


class Systems(OpenValue):
    """All systems of a workspace, in the order they are shown."""

    format_version: Literal[1] = 1
    systems: list[System] = []

    def system(self, code: str) -> System | None:
        """The system of that code, or None."""
        return next((one for one in self.systems if one.code == code), None)
