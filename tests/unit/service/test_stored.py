"""Who looks at the data stores of a rehearsal finds what they hold, searched and page by page, and where each record
came from; and nothing that they may not see."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.bundle.bundle import Bundle
from runner.core.errors import RunError
from runner.data.source import DataSource
from runner.protocol.rehearsing import StorePage
from runner.rights.model import FieldRight, ProcessRights, Rule
from runner.service import Service
from runner.service.origins import Origin, followed, origins_of, parts
from runner.service.rehearsing import Rehearsing
from tests.helpers.graphs import A
from tests.helpers.office import CLOCK, leave_form, office

ADD: dict[str, Any] = {"item": "L", "value": {"text": "append(if Orders = null then [] else Orders, order)"}}


def process(
    name: str = "p", manager: str = "user:wang", readers: list[FieldRight] | None = None, **more: Any
) -> Bundle:
    """A step that writes an order."""
    builder = A(name).store("L", name="Orders", **more).start().user("T", "user:li", form="leave", writes=[ADD]).end()
    builder.rights = ProcessRights(allow=[Rule(action="manage", who=manager)])
    if readers is not None:
        builder.more["readers"] = {"view": readers}
    return builder.chain("S", "T", "E").bundle(organization=office(), forms={"leave": leave_form()})


def put(service: Service, model: str, **order: Any) -> str:
    case = service.start(model, "zhang", {"order": order})
    service.complete(service.open_tasks(case)[0].task, "li", {"days": 1})
    return case


def said(page: StorePage) -> list[tuple[int, Any, str]]:
    return [(row.number, row.value, row.case) for row in page.rows]


@pytest.fixture(params=["memory", "file"])
def service(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    made = Service("sqlite://" if request.param == "memory" else str(tmp_path / "store.sqlite"), clock=CLOCK)
    yield made
    made.close()


def test_each_record_tells_the_case_and_the_step_that_put_it_there(service: Service) -> None:
    model, look = service.deploy(process()), service.rehearsing()
    assert look.list_stores() == []  # no case uses it yet
    (empty,) = look.list_stores(model=model)
    assert (empty.name, empty.kind, empty.count, empty.last is not None and empty.last.is_known) == (
        "Orders", "empty", 0, False,
    )  # fmt: skip
    first = put(service, model, item="chairs", count=4)
    service.advance("PT1H")
    second = put(service, model, item="desks")
    (store,) = look.list_stores()
    assert (store.kind, store.count, store.changed[11:16]) == ("records", 2, "10:00")
    assert store.last is not None and (store.last.case, store.last.ordinal) == (second, 2)
    page = look.read_store("Orders")
    assert (page.kind, page.columns, page.total, page.found) == ("records", ["item", "count"], 2, 2)
    assert said(page) == [(1, {"item": "chairs", "count": 4}, first), (2, {"item": "desks"}, second)]
    row = page.rows[0]
    assert (row.entry, row.ordinal, row.element, row.step, row.at) == ("p", 1, "T", "T", CLOCK)


def test_what_is_put_there_by_hand_says_so_and_leaves_the_rest_where_it_came_from(service: Service) -> None:
    model, look = service.deploy(process()), service.rehearsing()
    case = put(service, model, item="chairs")
    look.set_store("Orders", [{"item": "lamps"}, {"item": "chairs"}])
    page = look.read_store("Orders")
    assert [(row.value["item"], row.case, row.is_known) for row in page.rows] == [
        ("lamps", "", True), ("chairs", case, True),
    ]  # fmt: skip
    look.set_store("Rate", {"euro": 7.8, "yen": 0.05})
    assert [(row.key, row.value) for row in look.read_store("Rate").rows] == [("euro", 7.8), ("yen", 0.05)]
    look.set_store("Note", "closed")
    assert [row.value for row in look.read_store("Note").rows] == ["closed"]


def test_a_case_that_goes_back_leaves_what_others_put_there_where_it_came_from(tmp_path: Path) -> None:
    service = Service(str(tmp_path / "store.sqlite"), clock=CLOCK, keeps_moments=True)
    model, look = service.deploy(process()), service.rehearsing()
    first, second = put(service, model, item="chairs"), put(service, model, item="desks")
    look.back(second, 1)
    assert said(look.read_store("Orders")) == [(1, {"item": "chairs"}, first)]
    service.close()


def test_records_are_searched_and_come_page_by_page(service: Service) -> None:
    look = service.rehearsing()
    look.set_store("Orders", [{"item": f"no {n}", "of": {"person": "Li" if n % 2 else "Zhang"}} for n in range(100)])
    page = look.read_store("Orders", search="li NO", limit=3)
    assert (page.total, page.found, [row.number for row in page.rows]) == (100, 50, [2, 4, 6])
    page = look.read_store("Orders", search="li no", after=6, limit=2)
    assert [row.number for row in page.rows] == [8, 10]
    assert look.read_store("Orders", search="99 zhang").found == 0
    with pytest.raises(RunError) as refused:
        look.read_store("Others")
    assert refused.value.code == "store.unknown"


def sees(look: Rehearsing, user: str, **more: Any) -> bool:
    (store,) = look.list_stores(user, **more)
    if not store.is_hidden:
        return look.read_store("Orders", user, **more).total == store.count
    assert (store.kind, store.count, store.changed, store.last) == ("empty", 0, "", None)
    with pytest.raises(RunError) as refused:
        look.read_store("Orders", user, **more)
    assert refused.value.code == "store.hidden"
    return False


def test_only_who_manages_every_process_that_draws_a_store_sees_what_it_holds(service: Service) -> None:
    look = service.rehearsing()
    put(service, service.deploy(process()), item="chairs")
    assert [name for name in ("chen", "li", "wang", "zhang") if sees(look, name)] == ["wang"]
    other = service.deploy(process("q", "user:chen"))
    assert sees(look, "wang") and not sees(look, "wang", model=other)
    put(service, other, item="desks")
    assert not any(sees(look, name) for name in ("chen", "li", "wang", "zhang"))
    assert look.read_store("Orders").total == 2


def test_a_manager_from_whom_a_field_is_hidden_does_not_see_it(service: Service) -> None:
    look = service.rehearsing()
    put(service, service.deploy(process(readers=[FieldRight(path="salary", access="hidden")])), item="chairs")
    assert not sees(look, "wang")


def test_a_store_that_no_process_draws_any_more_is_the_testers(service: Service) -> None:
    look = service.rehearsing()
    look.set_store("Orders", [1])
    assert not sees(look, "wang") and look.read_store("Orders").total == 1


def test_the_records_of_a_data_source_are_listed_as_those_of_its_system(service: Service) -> None:
    source = DataSource.model_validate({"columns": [{"key": "no"}], "rows": [{"no": "S-1"}]})
    drawn = A().store("L", name="Orders", source="suppliers").start().user("T", "user:li").end().chain("S", "T", "E")
    model = service.deploy(replace(drawn.bundle(organization=office()), data={"suppliers": source}))
    (store,) = service.rehearsing().list_stores(model=model)
    assert (store.source, store.kind, store.count) == ("suppliers", "records", 1)
    (row,) = service.rehearsing().read_store("Orders", model=model).rows
    assert (row.value, row.is_known) == ({"no": "S-1"}, False)


VALUES = st.lists(st.one_of(st.integers(0, 3), st.text("ab", max_size=2), st.none(), st.booleans()), max_size=8)
CONTENTS = st.one_of(VALUES, st.dictionaries(st.sampled_from("abc"), st.integers(0, 2)), st.integers(), st.none())


@given(st.lists(CONTENTS, min_size=1, max_size=6))
def test_what_stays_keeps_its_origin_and_what_is_new_has_that_of_who_put_it_there(contents: list[Any]) -> None:
    before: Any = None
    text = ""
    for number, content in enumerate(contents):
        had = list(zip(map(repr, parts(before)), origins_of(text, before), strict=True))
        is_same_kind = type(before) is type(content) and isinstance(content, list | dict)
        own = Origin("c", "T", str(number))
        text = followed(before, text, content, own)
        found = origins_of(text, content)
        assert len(found) == len(parts(content))
        for part, origin in zip(map(repr, parts(content)), found, strict=True):
            known = next((one for one in had if one == (part, origin)), None)
            if known is not None and is_same_kind:
                had.remove(known)  # each stands for one record only
            else:
                assert origin == own and (not is_same_kind or part not in [one for one, _origin in had])
        before = content
