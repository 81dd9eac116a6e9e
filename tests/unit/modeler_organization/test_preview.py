"""Who would approve each step, whoever starts; and the chart of the departments."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modeler.organization import edit
from modeler.organization.chart import HEIGHT, WIDTH, chart_of
from modeler.organization.preview import PreviewStep, answer_text, paths_of, preview, preview_book, starters_of
from runner.core.i18n import set_language
from runner.organization.directory import directory_of
from runner.organization.handler import read_handler
from runner.organization.model import Organization
from runner.organization.resolver import CaseFacts, resolve
from tests.unit.modeler_organization.test_exchange import office
from tests.unit.organization.office import an_office
from tests.unit.organization.random_office import organizations

NOW = datetime(2026, 3, 20, 9, tzinfo=UTC)


def steps(*rules: dict[str, str]) -> list[PreviewStep]:
    return [PreviewStep(f"s{at}", f"Step {at}", read_handler(rule)) for at, rule in enumerate(rules)]


def test_what_finds_nobody_comes_first() -> None:
    asked = steps({"strategy": "departmentHead"}, {"strategy": "role", "who": "role:hr"})
    groups = preview(asked, an_office(), NOW)
    # both head the top of their tree, and nobody in the role serves the company of zhou
    assert [([one.user for one in group.starters], group.empty) for group in groups[:2]] == [
        (["zhou"], (0, 1)),
        (["gm"], (0,)),
    ]
    assert [bool(group.empty) for group in groups] == sorted((bool(group.empty) for group in groups), reverse=True)
    assert sum(group.count for group in groups) == len(starters_of(an_office(), NOW))


def test_part_time_starters_are_asked_for_each_department() -> None:
    organization = office()
    groups = preview(steps({"strategy": "departmentHead"}), organization, NOW)
    lu = {(one.department, group.answers[0].people) for group in groups for one in group.starters if one.user == "lu"}
    assert lu == {("hr", ("sun",)), ("sales-south", ("luo",))}


def test_later_steps_know_who_did_the_earlier_ones_and_the_assumed_amount() -> None:
    organization = office()
    asked = steps(
        {"strategy": "matrix", "table": "expense"}, {"strategy": "handlerOf", "node": "s0"},
        {"strategy": "projectManager"}, {"strategy": "field", "path": "handover"},
    )  # fmt: skip
    assert paths_of(asked, organization) == ["amount", "project", "handover"]
    groups = preview(asked, organization, NOW, data={"amount": "6000", "project": "platform-3"})
    zhang = next(group for group in groups for one in group.starters if one.user == "zhang")
    assert [answer.people for answer in zhang.answers[:3]] == [("li", "chen"), ("li", "chen"), ("yang",)]
    assert zhang.empty == (3,)


def test_asking_can_be_stopped() -> None:
    class Stop(Exception):
        pass

    def tell(share: float) -> None:
        raise Stop

    with pytest.raises(Stop):
        preview(steps({"strategy": "starter"}), office(), NOW, tell=tell)


@settings(max_examples=25, deadline=None)
@given(organization=organizations())
def test_preview_says_what_the_resolver_says(organization: Organization) -> None:
    asked = steps({"strategy": "departmentHead", "empty": "pass"}, {"strategy": "role", "who": "role:r0"})
    groups = preview(asked, organization, NOW, data={"amount": 5000})
    for group in groups:
        for starter in group.starters:
            case = CaseFacts(starter.user, data={"amount": 5000}, department=starter.department, now=NOW)
            for step, answer in zip(asked, group.answers, strict=True):
                alone = resolve(step.handler, organization, case)
                assert (alone.rounds, alone.outcome) == (answer.rounds, answer.outcome)
    assert sum(group.count for group in groups) == len(starters_of(organization, NOW))


def test_table_goes_out_with_its_reasons() -> None:
    set_language("en")
    organization, asked = an_office(), steps({"strategy": "departmentHead"})
    groups = preview(asked, organization, NOW)
    book = openpyxl.load_workbook(io.BytesIO(preview_book(groups, asked, organization)))
    page, why = book["Who approves"], book["Why"]
    assert [cell.value for cell in page[1]] == ["Starter", "Step 0"]
    assert [cell.value for cell in page[2]] == ["Gm (Board)", "Nobody: the case stops"]
    assert any("Nobody can handle this step" in str(row[2].value) for row in why.iter_rows())
    assert answer_text(groups[-1].answers[0], organization) in [row[1].value for row in page.iter_rows()]


@settings(max_examples=60, deadline=None)
@given(organization=organizations(), folded=st.sets(st.sampled_from([f"d{at}" for at in range(5)])))
def test_boxes_of_the_chart_never_overlap_and_count_everyone(organization: Organization, folded: set[str]) -> None:
    directory = directory_of(organization)
    chart = chart_of(directory, folded)
    boxes = list(chart.boxes.values())
    for at, one in enumerate(boxes):
        assert 0 <= one.x <= chart.width - WIDTH and 0 <= one.y <= chart.height - HEIGHT
        assert one.parent is None or one.parent in chart.boxes
        for other in boxes[at + 1 :]:
            assert abs(one.x - other.x) >= WIDTH or abs(one.y - other.y) >= HEIGHT
        assert chart.at(one.centre, one.y + 1) == one
    if not folded:
        assert set(chart.boxes) == set(directory.departments)
    roots = [box for box in boxes if box.parent is None]
    for box in roots:  # who works in two departments is counted once above them
        assert box.people == len({user for key in directory.below(box.id) for user in directory.members(key)})


def test_what_hangs_from_a_circle_of_departments_is_no_root_of_its_own() -> None:
    pairs = (("d0", "d1"), ("d1", "d3"), ("d3", "d1"))
    organization = edit.read_organization({"departments": [{"id": own, "parent": above} for own, above in pairs]})
    boxes = chart_of(directory_of(organization)).boxes
    assert {own: box.parent for own, box in boxes.items()} == {"d1": None, "d0": "d1", "d3": "d1"}


def test_five_hundred_departments_unfold_without_meeting() -> None:
    made: dict[str, Any] = {"departments": [{"id": "d0"}]}
    made["departments"] += [{"id": f"d{at}", "parent": f"d{(at - 1) // 5}"} for at in range(1, 500)]
    organization = edit.read_organization(made)
    chart = chart_of(directory_of(organization))
    places = {(box.x, box.y) for box in chart.boxes.values()}
    assert len(places) == 500
    row = sorted(box.x for box in chart.boxes.values() if box.y == chart.boxes["d6"].y)
    assert all(right - left >= WIDTH for left, right in pairwise(row))
