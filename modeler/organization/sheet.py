"""One sheet of the organisation as a table in the window: its rows as people read them, and the organisation with the
rows changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from modeler.organization.building import Builder, key_of
from modeler.organization.rows import Line
from modeler.organization.texts import Cells, json_value, split_list, texts_of
from modeler.organization.workbook import BY_ID, Column
from runner.core.i18n import current_language, listed, pick
from runner.core.problem import Problem
from runner.organization.checks import table_of
from runner.organization.directory import Directory, directory_of
from runner.organization.matrix import approver_name
from runner.organization.model import Organization
from runner.organization.values import amount_of

WORDS: Mapping[str, Mapping[str, dict[str, str]]] = {
    "kind": {
        "administrative": {"zh": "行政", "en": "administrative"}, "functional": {"zh": "业务", "en": "functional"},
        "project": {"zh": "项目", "en": "project"},
    },
    "mode": {"replace": {"zh": "代办", "en": "replace"}, "copy": {"zh": "抄送", "en": "copy"}},
    "hit": {"first": {"zh": "首行", "en": "first"}, "specific": {"zh": "最具体", "en": "specific"}},
}  # fmt: skip
WORDS = {**WORDS, "line": WORDS["kind"]}
"""Words of the file that people read in their language, by column."""


def rows_of(organization: Organization, sheet_id: str) -> list[Cells]:
    """The rows of a sheet as people read them: names where they name one entry only, else ids."""
    directory = directory_of(organization)
    names = _Names(organization, directory)
    return [
        {
            column.id: row.get(column.id, "")
            if sheet_id == "departments" and column.id == "kind"
            else names.answer(column, row.get(column.id, ""))
            if sheet_id == "services" and column.ref
            else names.shown(column, row.get(column.id, ""))
            for column in BY_ID[sheet_id].columns
        }
        for row in texts_of(organization)[sheet_id]
    ]


class _Names:
    """Names that stand for one entry only."""

    def __init__(self, organization: Organization, directory: Directory) -> None:
        self.directory = directory
        self.names: dict[str, dict[str, str]] = {}
        for table in ("users", "departments", "positions", "companies", "costCentres"):
            count: dict[str, int] = {}
            shown = {item.id: pick(item.name) or item.id for item in table_of(organization, table)}
            for text in shown.values():
                count[text] = count.get(text, 0) + 1
            self.names[table] = {
                key: text if count[text] == 1 and split_list(text) == [text] else key for key, text in shown.items()
            }

    def shown(self, column: Column, text: str) -> str:
        """What a cell shows."""
        if not text:
            return ""
        if words := WORDS.get(column.id):
            return pick(words.get(text, text))
        if column.id in ("from", "below") and (amount := amount_of(text)) is not None and "-" not in text:
            return f"{amount:,f}"
        if column.ref == "approvers":
            return listed([self._approver(one) for one in split_list(text)])
        if column.ref == "places":
            return listed([self._place(one) for one in split_list(text)])
        if column.ref:
            known = self.names[column.ref]
            return listed([known.get(one, one) for one in split_list(text)])
        return text

    def answer(self, column: Column, text: str) -> str:
        """What a cell of a recorded answer shows: names of one, or of the people named; any other JSON as it is."""
        if column.id == "people" and isinstance(json_value(text), str):
            return self.shown(column, text)
        return self.names[column.ref].get(text, text)

    def _approver(self, text: str) -> str:
        name = pick(approver_name(text, self.directory))
        return name if split_list(name) == [name] else text

    def _place(self, text: str) -> str:
        if not text.endswith("/**"):
            return text
        key = text.partition(":")[2].removesuffix("/**")
        return self.names["departments"].get(key, text)


def with_rows(
    organization: Organization, sheet_id: str, rows: Sequence[Cells]
) -> tuple[Organization, list[list[Problem]]]:
    """The organisation with exactly these rows in a sheet, and what is wrong with each row (a row with problems is
    left out). What the sheet has no column for is kept."""
    sheet = BY_ID[sheet_id]
    lines = [
        Line(sheet, sheet.title(current_language()), number, {column.id: row.get(column.id, "").strip()
                                                              for column in sheet.columns})
        for number, row in enumerate(rows, start=1)
    ]  # fmt: skip
    for line in lines:
        for key, words in WORDS.items():
            if key in line.cells and not (sheet_id == "departments" and key == "kind"):
                text = line.cells[key]
                line.cells[key] = next((word for word, names in words.items() if text in names.values()), text)
    builder = Builder(organization, lines)
    builder.may_add_companies = False
    builder.kept = {
        key: dict(item.model_extra or {}) for key, item in builder.tables[sheet_id].items() if item.model_extra
    }
    builder.tables[sheet_id] = {}
    after = builder.run()
    before = {key_of(sheet_id, item): item for item in table_of(organization, sheet_id)}
    own = {"costCentres": "cost_centres", "defaultLines": "default_lines"}.get(sheet_id, sheet_id)
    items = [
        same if (same := before.get(key_of(sheet_id, item))) == item else item for item in table_of(after, sheet_id)
    ]
    changed = (
        organization.model_copy(update={own: items}) if items != table_of(organization, sheet_id) else organization
    )
    return changed, [line.problems for line in lines]
