"""A group of 5,000 people: read, found by pinyin, resolved, previewed for everyone, drawn as a chart.

Times are of the processor, on one core, the best of several rounds.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import process_time
from typing import Any

from modeler.organization import edit
from modeler.organization.chart import chart_of
from modeler.organization.importing import plan_import
from modeler.organization.preview import PreviewStep, preview
from modeler.organization.workbook import template
from runner.core.resources import resource_folder
from runner.organization.checks import check_organization
from runner.organization.directory import Directory, directory_of
from runner.organization.handler import read_handler
from runner.organization.model import Organization
from runner.organization.resolver import CaseFacts, resolve
from runner.organization.search import find_people
from tests.bench.rows import Row, row

PEOPLE = 5000
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
FAMILY = ("张 zhang", "王 wang", "李 li", "赵 zhao", "陈 chen", "林 lin", "周 zhou", "吴 wu", "徐 xu", "孙 sun")
GIVEN = ("伟 wei", "芳 fang", "静 jing", "磊 lei", "洋 yang", "敏 min", "强 qiang", "军 jun", "杰 jie", "娟 juan")
RULES: tuple[dict[str, str], ...] = (
    {"strategy": "departmentHead"}, {"strategy": "consecutiveHeads", "upTo": "3"},
    {"strategy": "role", "who": "role:hr"}, {"strategy": "matrix", "table": "pay"},
    {"strategy": "superior", "same": "superior"}, {"strategy": "executive", "empty": "admin"},
)  # fmt: skip


def a_group(count: int = PEOPLE) -> dict[str, Any]:
    """The JSON of a group of that many people: departments of ten in a tree of eight a level, two companies."""
    departments: list[dict[str, Any]] = []
    for number in range(count // 10):
        parent = f"d{(number - 1) // 8}" if number else None
        departments.append(
            {"id": f"d{number}", "parent": parent, "name": f"部门{number}", "head": f"u{number * 10}",
             "company": {0: "hq", 2: "east"}.get(number), "executive": None if number else "u0",
             "kind": ("business" if number % 3 else "admin")}
        )  # fmt: skip
    users = []
    for number in range(count):
        family, given = FAMILY[number % 10].split(), GIVEN[number // 10 % 10].split()
        name, pinyin = f"{family[0]}{given[0]}{number}", f"{family[1]} {given[1]}"
        superior = f"u{number // 10 * 10}" if number % 10 else None
        works = [
            {"department": f"d{number // 10}", "position": f"p{number % 20}", "superior": superior, "primary": True}
        ]
        users.append({"id": f"u{number}", "name": name, "pinyin": pinyin, "active": True, "assignments": works})
    rows = [{"below": "5000", "approvers": ["departmentHead"]},
            {"from": "5000", "below": "50000", "departments": ["business"],
             "approvers": ["departmentHead", "role:hr"]},
            {"from": "5000", "below": "50000", "approvers": ["departmentHead", "executive"]},
            {"from": "50000", "approvers": ["departmentHead", "executive", "user:u0"]}]  # fmt: skip
    return {
        "formatVersion": 1,
        "companies": [{"id": "hq", "name": "总部"}, {"id": "east", "name": "华东", "parent": "hq"}],
        "departments": departments,
        "positions": [{"id": f"p{number}", "name": f"岗位{number}"} for number in range(20)],
        "roles": [{"id": "hr", "scope": "company", "members": [{"who": f"user:u{at}"} for at in range(0, 400, 7)]}],
        "users": users,
        "absences": [{"who": "user:u20", "from": "2026-03-01", "to": "2026-03-09", "agent": "user:u21"}],
        "matrices": [{"id": "pay", "rows": rows}],
    }


def best(act: Callable[[], object], rounds: int = 5) -> float:
    """Milliseconds of the processor, the least of several rounds."""
    times = []
    for _ in range(rounds):
        started = process_time()
        act()
        times.append((process_time() - started) * 1000)
    return min(times)


def rows() -> Iterator[Row]:
    """Read, index, check, search, resolve, preview, chart, export and import."""
    data = json.dumps(a_group(), ensure_ascii=False).encode()
    organization = edit.read_organization(data)
    size = len(organization.users)
    yield row("organisation: read", size, best(lambda: edit.read_organization(data)))
    yield row("organisation: index", size, best(lambda: Directory(organization)))
    yield row("organisation: check", size, best(lambda: check_organization(organization)))
    yield row("organisation: find by initials", size, best(lambda: find_people(organization, "zw")))
    yield row("organisation: find by pinyin", size, best(lambda: find_people(organization, "wangfang")))
    directory_of(organization)
    handlers = [read_handler(rule) for rule in RULES]
    data_of_case = {"amount": "12000"}
    cases = [CaseFacts(f"u{number}", data=data_of_case, now=NOW) for number in range(0, PEOPLE, 11)]

    def all_of_them() -> None:
        for case in cases:
            for handler in handlers:
                resolve(handler, organization, case)

    yield row(
        "organisation: questions answered", size, len(cases) * len(handlers) / best(all_of_them, 3) * 1000, "/s"
    )
    steps = [PreviewStep(f"s{at}", f"Step {at}", handler) for at, handler in enumerate(handlers)]
    asked = best(lambda: preview(steps, organization, NOW, data=data_of_case), 1)
    yield row(f"organisation: preview of {len(steps)} steps", size, asked)
    yield row("organisation: chart laid out", len(organization.departments), best(lambda: _chart(organization)))
    book = template(organization, "zh")
    yield row("organisation: workbook written", size, best(lambda: template(organization, "zh"), 1))
    yield row("organisation: workbook read and checked", size, best(lambda: plan_import(book, organization), 1))
    yield from _people_page(data, size)


def _people_page(data: bytes, size: int) -> Iterator[Row]:
    """The page of people: opened, scrolled, searched, one name changed; every act is painted."""
    import os

    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from tests.ui.window_builder import a_window, turn

    with tempfile.TemporaryDirectory() as folder, a_window() as window:
        window.resize(1440, 900)
        office = Path(folder) / "office"
        shutil.copytree(resource_folder() / "samples" / "office", office)
        (office / "organization.json").write_bytes(data)
        window.context.open_document(office / "processes" / "leave.bpmn")
        window.show_place("forms-rights")
        place: Any = window.place_widget("forms-rights")

        def opened() -> None:
            place.show_page("dictionary", "")
            place.show_page("organization", "")
            turn()

        pane = place.organization.people
        yield row("people page: open", size, best(opened, 3))
        places = iter(range(0, size, size // 40))

        def scrolled() -> None:
            pane.table.scrollTo(pane.table.model().index(next(places), 0))
            turn()

        yield row("people page: scroll", size, best(scrolled, 20))
        texts = iter(("zw", "wangfang", "u4", "张", ""))

        def searched() -> None:
            pane.wanted = next(texts)
            pane.show_people()
            turn()

        yield row("people page: search", size, best(searched, 5))
        names = iter(f"n{one}" for one in range(9))

        def changed() -> None:
            model = pane.table.model()
            model.setData(model.index(7, 1), next(names))
            turn()
            turn()

        yield row("people page: change one person", size, best(changed, 5))
        window.show_place("library")


def _chart(organization: Organization) -> object:
    return chart_of(directory_of(organization))
