"""Is an approval matrix in order? Gaps and overlaps of its bands, rows that no case reaches, unknown names.

Only departments that exist are looked at: cases of a process, department and company fall into the same rows for
every amount between two edges, so it is enough to ask once for each such stretch.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from decimal import Decimal

from runner.core.i18n import N_, LocalText, pick
from runner.core.messages import declare
from runner.core.problem import Problem, Severity
from runner.organization.directory import Directory
from runner.organization.matrix import APPROVERS, band_of, band_text, fits_place, is_of_type, weight
from runner.organization.model import ApprovalMatrix, MatrixRow
from runner.organization.values import amount_of
from runner.organization.who import parse_who

declare(
    {
        "organization.matrix-empty": (N_("The approval matrix {matrix} has no rows."), ""),
        "organization.matrix-gap": (
            N_("Approval matrix {matrix}: {band} of {process} in {department} is in no row."),
            N_("Add a row for it, or one without conditions at the end."),
        ),
        "organization.matrix-gap-any": (
            N_("Approval matrix {matrix}: {band} in {department} is in no row."),
            N_("Add a row for it, or one without conditions at the end."),
        ),
        "organization.matrix-overlap": (
            N_("Approval matrix {matrix}: rows {row} and {other} both hold for {band} in {department}."),
            N_("Mend the edges of the bands: the upper row decides."),
        ),
        "organization.matrix-unreachable": (
            N_("Approval matrix {matrix}: no case reaches row {row}."),
            N_("Rows above it take everything, or no department fits it."),
        ),
        "organization.matrix-unknown": (
            N_("Approval matrix {matrix}, row {row}: {id} does not exist."),
            N_("Choose an existing one."),
        ),
        "organization.matrix-amount": (
            N_("Approval matrix {matrix}, row {row}: {text} is not an amount."),
            N_("Write digits, for example 20000 or 20000.50."),
        ),
        "organization.matrix-band": (
            N_("Approval matrix {matrix}, row {row}: the band ends before it begins."),
            N_("The lower edge counts in, the upper one does not."),
        ),
        "organization.matrix-nobody": (
            N_("Approval matrix {matrix}, row {row} names no approver."),
            N_("Name at least one."),
        ),
    }
)

_TOP = Decimal("Infinity")
_MOST = 20_000
"""Combinations of process and place that are looked at; a matrix that has more is checked for names only."""


def check_matrix(matrix: ApprovalMatrix, directory: Directory) -> Iterator[Problem]:
    """What is wrong with an approval matrix; `element` of a problem is `ID` or `ID#ROW` (rows count from 1)."""
    if not matrix.rows:
        yield _problem("empty", matrix, None, Severity.WARNING)
    good = True
    for number, row in enumerate(matrix.rows, start=1):
        for problem in _row(matrix, number, row, directory):
            good = good and problem.severity is not Severity.ERROR
            yield problem
    if good and matrix.rows:
        yield from _coverage(matrix, directory)


def _problem(code: str, matrix: ApprovalMatrix, row: int | None, severity: Severity, **params: LocalText) -> Problem:
    element = matrix.id if row is None else f"{matrix.id}#{row}"
    shown = {key: pick(value) for key, value in params.items()}
    shown |= {"matrix": pick(matrix.name) or matrix.id} | ({"row": str(row)} if row is not None else {})
    return Problem(f"organization.matrix-{code}", severity, element, shown, "organization.json")


def _row(matrix: ApprovalMatrix, number: int, row: MatrixRow, directory: Directory) -> Iterator[Problem]:
    low, high = band_of(row)
    for text, edge in ((row.from_, low), (row.below, high)):
        if text and edge is None:
            yield _problem("amount", matrix, number, Severity.ERROR, text=text)
    if low is not None and high is not None and high <= low:
        yield _problem("band", matrix, number, Severity.ERROR)
    if not row.approvers:
        yield _problem("nobody", matrix, number, Severity.ERROR)
    kinds = {item.kind for item in directory.departments.values() if item.kind}
    for text in row.departments:
        who = parse_who(text) if ":" in text else None
        known = (who.kind == "department" and who.id in directory.departments) if who is not None else text in kinds
        if not known:
            yield _problem("unknown", matrix, number, Severity.ERROR, id=text)
    for text in row.companies:
        if text not in directory.companies:
            yield _problem("unknown", matrix, number, Severity.ERROR, id=text)
    for text in row.approvers:
        if not _is_approver(text, directory):
            yield _problem("unknown", matrix, number, Severity.ERROR, id=text)


def _is_approver(text: str, directory: Directory) -> bool:
    word, _colon, more = text.partition(":")
    if word == "departmentHead":
        return not more or more == "top" or (more.isascii() and more.isdigit() and int(more) > 0)
    if word in APPROVERS:
        return word == "superior" or not more
    tables: Mapping[str, Container[str]] = {
        "user": directory.users, "role": directory.roles, "group": directory.groups,
        "position": directory.positions, "department": directory.departments,
    }  # fmt: skip
    who = parse_who(text)
    return who is not None and who.id in tables.get(who.kind, {})


def _coverage(matrix: ApprovalMatrix, directory: Directory) -> Iterator[Problem]:
    """Gaps, overlaps and rows that are never reached."""
    processes = list(dict.fromkeys(text for row in matrix.rows for text in row.processes))
    if any(not row.processes for row in matrix.rows):
        processes.append("")  # any other process
    places = _places(matrix, directory)
    if len(processes) * len(places) > _MOST:
        return
    edges = sorted({edge for row in matrix.rows for edge in band_of(row) if edge is not None and edge > 0})
    starts = [Decimal(0), *edges]
    reached: set[int] = set()
    overlaps: dict[tuple[int, int], tuple[Decimal, Decimal, str]] = {}
    gaps: dict[tuple[Decimal, Decimal, str], str] = {}
    for department, company in places:
        standing = [at for at, row in enumerate(matrix.rows) if fits_place(row, department, company, directory)]
        for process in processes:
            rows = [at for at in standing if not matrix.rows[at].processes or process in matrix.rows[at].processes]
            open_from: Decimal | None = None
            for place, start in enumerate(starts):
                end = starts[place + 1] if place + 1 < len(starts) else _TOP
                fitting = [at for at in rows if _holds(matrix.rows[at], start)]
                if matrix.hit == "specific":
                    fitting.sort(key=lambda at: weight(matrix.rows[at]), reverse=True)
                reached.update(fitting[:1])
                for first, second in _clashes(matrix, fitting):
                    overlaps.setdefault((first, second), (start, end, department))
                if not fitting and open_from is None:
                    open_from = start
                if open_from is not None and (fitting or end is _TOP):
                    gaps.setdefault((open_from, start if fitting else _TOP, process), department)
                    open_from = None
    for (low, high, process), department in gaps.items():
        band = band_text(MatrixRow(from_=_edge(low), below=_edge(high)))
        yield _problem(
            "gap" if process else "gap-any", matrix, None, Severity.WARNING, band=band or "≥ 0", process=process,
            department=directory.department_name(department) or "–",
        )  # fmt: skip
    for (first, second), (low, high, department) in overlaps.items():
        band = band_text(MatrixRow(from_=_edge(low), below=_edge(high)))
        yield _problem(
            "overlap", matrix, first + 1, Severity.WARNING, other=str(second + 1), band=band or "≥ 0",
            department=directory.department_name(department) or "–",
        )  # fmt: skip
    for at in range(len(matrix.rows)):
        if at not in reached:
            yield _problem("unreachable", matrix, at + 1, Severity.WARNING)


def _edge(edge: Decimal) -> str:
    return "" if edge in (_TOP, Decimal(0)) else str(edge)


def _holds(row: MatrixRow, amount: Decimal) -> bool:
    low, high = band_of(row)
    return (low is None or amount >= low) and (high is None or amount < high)


def _clashes(matrix: ApprovalMatrix, fitting: list[int]) -> Iterator[tuple[int, int]]:
    """Pairs of rows that hold at once though both have a band and neither is the more particular one by its other
    conditions: their edges overlap by mistake."""
    with_band = [at for at in fitting if matrix.rows[at].from_ or matrix.rows[at].below]
    for place, first in enumerate(with_band):
        for second in with_band[place + 1 :]:
            one, other = matrix.rows[first], matrix.rows[second]
            if all(
                set(getattr(one, name)) == set(getattr(other, name))
                for name in ("processes", "departments", "companies")
            ):
                yield min(first, second), max(first, second)


def _places(matrix: ApprovalMatrix, directory: Directory) -> list[tuple[str, str | None]]:
    """A department and its company for each way in which the conditions of place can come out."""
    texts = list(dict.fromkeys(text for row in matrix.rows for text in row.departments))
    companies = list(dict.fromkeys(text for row in matrix.rows for text in row.companies))
    found: dict[tuple[object, ...], tuple[str, str | None]] = {}
    for department in directory.departments:
        company = directory.company_of_department(department)
        above = {company, *(item.id for item in directory.company_chain(company))}
        sign = (*(is_of_type(text, department, directory) for text in texts), *(text in above for text in companies))
        found.setdefault(sign, (department, company))
    return list(found.values()) or [("", None)]


def amounts_of(matrix: ApprovalMatrix) -> list[Decimal]:
    """An amount in each band of a matrix, smallest first: 0 and all edges."""
    edges = {amount for row in matrix.rows for text in (row.from_, row.below) if (amount := amount_of(text))}
    return [Decimal(0), *sorted(edges)]
