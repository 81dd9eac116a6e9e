"""A case on paper: masked as on the screen, with the forms of what it calls, each run with its own opinions."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from runner.bundle.graph import FormUse
from runner.forms.schema import Form
from runner.protocol import values as out
from runner.rights.model import FieldRight, ProcessRights, Rule
from runner.service import Service
from tests.helpers.graphs import A
from tests.helpers.office import CLOCK, office
from tests.unit.forms.forms import a_form, field

CARD = "11010519491231002X"
STARS = "110***********002X"
OUTER = a_form({"type": "text", "text": "# Trip"}, field("identityCard", "card"), field("number", "total"))
INNER = a_form(
    {"type": "text", "text": "# Ticket"}, field("textfield", "town"), field("number", "price"),
    field("identityCard", "card"), field("textfield", "secret"),
)  # fmt: skip
EDIT = [FieldRight(path="*", access="edit")]


@pytest.fixture(params=[False, True])
def service(request: pytest.FixtureRequest) -> Iterator[Service]:
    made = Service(clock=CLOCK)
    made.fresh = request.param  # type: ignore[attr-defined]  # as after a restart, between all acts
    yield made
    made.close()


def deployed(service: Service, form: Form = OUTER, *, looks: str = "chen") -> str:
    """zhang starts; li fills in two tickets, one after the other, and says something; wang ends the trip.

    `looks` may see it by a rule; empty: there is no rule, and who starts it sees it.
    """
    outer = A("p").start("S", form=FormUse(ref="trip", fields=EDIT))
    outer.rights = ProcessRights(allow=[Rule(action="see", who=f"user:{looks}")] if looks else [])
    for number in (1, 2):
        given = {"town": f'["Rome", "Oslo"][{number}]', "card": "card", "secret": '"Sphinx"'}
        inputs = [{"name": name, "value": value} for name, value in given.items()]
        outputs = [{"name": f"price{number}", "value": "price"}]
        outer.node("callActivity", f"K{number}", called="q", service={"inputs": inputs, "outputs": outputs})
    outer.user("T", "user:wang", "trip", fields={"*": "read"}).end().chain("S", "K1", "K2", "T", "E")
    inner = A("q").start("S2")
    inner.approve("B", "user:li", form="ticket", fields={"price": "edit", "secret": "hidden", "*": "read"})
    inner.end("E2").chain("S2", "B", "E2")
    forms = {"trip": form, "ticket": INNER}
    return service.deploy(outer.bundle(others=[inner.graph()], organization=office(), forms=forms))


def started(service: Service, model: str) -> str:
    return service.start(model, "zhang", {"card": CARD, "total": 3})


def papers(service: Service, case: str, user: str) -> list[out.PaperView]:
    if service.fresh:  # type: ignore[attr-defined]
        service.live.clear()
    return service.workbench(user).papers(case)


def agree(service: Service, case: str, price: int, said: str) -> None:
    task = service.open_tasks(case)[0]
    service.complete(task.task, "li", {"price": price}, "agree", said)


def test_what_is_masked_on_the_screen_is_masked_on_paper(service: Service) -> None:
    for user in ("zhang", "chen"):  # the one filled it in, the other looks it up
        case = started(service, deployed(service, looks="" if user == "zhang" else user))
        assert papers(service, case, user)[0].values == {"card": STARS, "total": 3}
    assert service.variables(case)["card"] == CARD


def test_who_may_read_it_in_full_reads_it_in_full_on_paper(service: Service) -> None:
    form = a_form(field("identityCard", "card", own={"fullFor": "user:chen"}), field("number", "total"))
    for user, read in (("chen", CARD), ("sun", STARS)):
        case = started(service, deployed(service, form, looks=user))
        assert papers(service, case, user)[0].values["card"] == read


def test_a_text_with_stars_of_its_own_is_printed_as_it_is(service: Service) -> None:
    form = a_form(field("identityCard", "card"), field("textfield", "note"), field("number", "total"))
    model = deployed(service, form)
    case = service.start(model, "zhang", {"card": CARD, "total": 3, "note": "5 * 3"})
    assert papers(service, case, "chen")[0].values["note"] == "5 * 3"


def test_each_run_of_a_called_process_has_its_own_values_and_opinions(service: Service) -> None:
    case = started(service, deployed(service))
    agree(service, case, 40, "by train")
    found = papers(service, case, "chen")
    assert [(one.process, one.run, one.ref) for one in found] == [
        ("p", 1, "trip"),
        ("q", 1, "ticket"),
        ("q", 2, "ticket"),
    ]
    assert [one.values for one in found[1:]] == [
        {"town": "Rome", "price": 40, "card": STARS}, {"town": "Oslo", "card": STARS},
    ]  # fmt: skip
    assert [[(one.opinion, one.user) for one in paper.said] for paper in found] == [
        [], [("by train", "li")], [("", None)],
    ]  # fmt: skip
    agree(service, case, 50, "by plane")
    found = papers(service, case, "chen")[1:]
    assert [(one.process, one.values.get("price")) for one in found] == [("q", 40), ("q", 50)]
    assert [[one.opinion for one in paper.said] for paper in found] == [["by train"], ["by plane"]]


@pytest.mark.parametrize("user", ["zhang", "chen", "li"])
def test_what_the_called_process_hides_reaches_neither_paper_nor_history(service: Service, user: str) -> None:
    case = started(service, deployed(service, looks="chen" if user == "chen" else ""))
    agree(service, case, 40, "by train")
    assert any(line.kind == "called" for line in service.history(case))
    told = "".join(line.model_dump_json() for line in service.workbench(user).history(case))
    told += "".join(one.model_dump_json() for one in papers(service, case, user))
    assert "Sphinx" not in told
    if user == "zhang":  # handles no step of what is called, and looks nothing up
        assert [one.process for one in papers(service, case, user)] == ["p"]
        assert "Rome" not in told
