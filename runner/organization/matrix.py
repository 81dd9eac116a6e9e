"""Approval matrices (权限表): which row fits a case.

An amount lies in a band from its lower edge, included, to its upper edge, not included. An empty condition fits
everything; a condition on the amount does not fit a case without one: null is not 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from runner.core.i18n import LANGUAGES, N_, LocalText, listed, pick
from runner.core.messages import declare
from runner.organization.directory import Directory
from runner.organization.model import ApprovalMatrix, MatrixRow
from runner.organization.values import amount_of
from runner.organization.who import name_of, parse_who

declare(
    {
        "organization.unknown-matrix": (N_("There is no approval matrix called {matrix}."), ""),
        "organization.no-amount": (N_("The field {path} holds no amount: rows with a band do not fit."), ""),
        "organization.no-row": (N_("No row of the approval matrix {matrix} fits."), ""),
        "organization.row": (N_("Approval matrix {matrix}, row {row}: {conditions} → {approvers}."), ""),
    }
)

APPROVERS: dict[str, dict[str, str]] = {
    "departmentHead": {"en": "department head", "zh": "部门主管"},
    "superior": {"en": "direct superior", "zh": "直属上级"},
    "executive": {"en": "executive in charge", "zh": "分管领导"},
    "costCentreOwner": {"en": "owner of the cost centre", "zh": "成本中心负责人"},
    "projectManager": {"en": "project manager", "zh": "项目经理"},
}
"""The approvers of a matrix that depend on the case, with what people call them."""
ANY: LocalText = {"en": "any case", "zh": "任何情况"}


@dataclass(frozen=True)
class Point:
    """What a matrix is asked about: process code, amount, the starter's department and company."""

    process: str
    amount: Decimal | None
    department: str | None
    company: str | None


def band_of(row: MatrixRow) -> tuple[Decimal | None, Decimal | None]:
    """The edges of the band; None for an open side, and for a text that is no amount."""
    return amount_of(row.from_), amount_of(row.below)


def fits(row: MatrixRow, point: Point, directory: Directory) -> bool:
    """Whether a row holds for a case."""
    if row.processes and point.process not in row.processes:
        return False
    low, high = band_of(row)
    if row.from_ or row.below:
        if point.amount is None or (row.from_ and low is None) or (row.below and high is None):
            return False
        if (low is not None and point.amount < low) or (high is not None and point.amount >= high):
            return False
    return fits_place(row, point.department, point.company, directory)


def fits_place(row: MatrixRow, department: str | None, company: str | None, directory: Directory) -> bool:
    """Whether a row holds for a department of a company."""
    above = {company, *(item.id for item in directory.company_chain(company))}
    if row.companies and not above & set(row.companies):
        return False
    return not row.departments or any(is_of_type(text, department, directory) for text in row.departments)


def is_of_type(text: str, department: str | None, directory: Directory) -> bool:
    """Whether a department is the one that a condition names, or of the type that it names; a department without
    a type has that of the nearest one above."""
    who = parse_who(text) if ":" in text else None
    if who is not None:
        chain = [item.id for item in directory.chain(department)]
        return who.kind == "department" and (who.id in chain if who.deep else chain[:1] == [who.id])
    return text == next((item.kind for item in directory.chain(department) if item.kind), None)


def weight(row: MatrixRow) -> tuple[int, int, Decimal]:
    """How particular a row is: the number of its conditions, whether its band is closed, and how narrow it is."""
    low, high = band_of(row)
    count = sum(bool(item) for item in (row.processes, row.departments, row.companies, low is not None or high))
    width = high - (low or 0) if high is not None else Decimal(0)
    return count, int(high is not None), -width


def choose(matrix: ApprovalMatrix, point: Point, directory: Directory) -> int | None:
    """The place of the row that holds: the uppermost that fits, or under `specific` the most particular one; None
    where none fits."""
    fitting = [place for place, row in enumerate(matrix.rows) if fits(row, point, directory)]
    if matrix.hit == "specific":
        fitting.sort(key=lambda place: weight(matrix.rows[place]), reverse=True)
    return fitting[0] if fitting else None


def band_text(row: MatrixRow) -> str:
    """The band as people write it: `5,000–20,000`, `≥ 5,000`, `< 20,000`; empty for any amount."""
    low, high = (f"{edge:,}" if edge is not None else "" for edge in band_of(row))
    if low and high:
        return f"{low}–{high}"
    return f"≥ {low}" if low else f"< {high}" if high else ""


def describe(row: MatrixRow, directory: Directory) -> tuple[LocalText, LocalText]:
    """The conditions and the approvers of a row, in words of each language."""
    conditions: list[LocalText] = [*row.processes]
    if band := band_text(row):
        conditions.append(band)
    for text in row.departments:
        who = parse_who(text) if ":" in text else None
        conditions.append(directory.department_name(who.id) if who is not None else text)
    conditions += [directory.company_name(item) for item in row.companies]
    return _listed(conditions or [ANY]), _listed([approver_name(item, directory) for item in row.approvers])


def approver_name(text: str, directory: Directory) -> LocalText:
    """What an approver of a matrix is called."""
    word, _colon, more = text.partition(":")
    if word in APPROVERS:
        return {key: f"{name} {more}".strip() for key, name in APPROVERS[word].items()}
    who = parse_who(text)
    return (name_of(who, directory) if who is not None else "") or text


def _listed(texts: list[LocalText]) -> LocalText:
    return {language: listed([pick(text, language) for text in texts], language) for language in LANGUAGES}
