"""What a form takes out of a data source, and the finished cases that it links, hold in the runner too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from runner.bundle.graph import FormUse
from runner.core.errors import RunError
from runner.rights.model import FieldRight
from runner.service import Service
from tests.helpers.graphs import A
from tests.helpers.office import CLOCK, office
from tests.unit.forms.forms import SUPPLIERS, a_form, field

FORM = a_form(
    field("lookup", "supplier", own={"source": "suppliers", "fill": "phone=phone"}),
    field("phone", "phone", readonly=True),
    field("relatedCase", "before"),
    field("identityCard", "card"),
    field("starter", "who"),
)
CARD = "11010519491231002X"


@pytest.fixture
def service() -> Iterator[Service]:
    made = Service(clock=CLOCK)
    yield made
    made.close()


def deployed(service: Service, *, ends: bool) -> str:
    """A process whose case ends at once, or waits for li, who only reads."""
    graph = A("p").start("S", form=FormUse(ref="f", fields=[FieldRight(path="*", access="edit")])).end()
    if ends:
        graph.chain("S", "E")
    else:
        graph.user("T", "user:li", "f", fields={"*": "read"}).chain("S", "T", "E")
    return service.deploy(graph.bundle(organization=office(), forms={"f": FORM}, data={"suppliers": SUPPLIERS}))


def refusal(service: Service, model: str, data: dict[str, Any], user: str = "zhang") -> str:
    with pytest.raises(RunError) as caught:
        service.start(model, user, data)
    return caught.value.code


def test_a_record_fills_what_is_locked_and_one_that_is_not_there_is_refused(service: Service) -> None:
    model = deployed(service, ends=False)
    case = service.start(model, "zhang", {"supplier": "S1"})
    found = service.variables(case)
    assert found["supplier"]["name"] == "北方钢铁" and found["phone"] == "13800138000"
    assert found["who"] == {"id": "zhang", "name": "zhang"}
    assert refusal(service, model, {"supplier": "S9"}) == "task.invalid"
    assert refusal(service, model, {"supplier": "S1", "phone": "13900139000"}) == "task.forbidden-write"
    assert refusal(service, model, {"who": {"id": "chen", "name": "chen"}}) == "task.forbidden-write"


def test_only_finished_cases_that_the_person_may_see_are_linked(service: Service) -> None:
    ended, waiting = deployed(service, ends=True), deployed(service, ends=False)
    own, open_case = service.start(ended, "zhang", {}), service.start(waiting, "zhang", {})
    others = service.start(ended, "sun", {})
    assert set(service.related("zhang")) == {own}
    linked = service.start(waiting, "zhang", {"before": own})
    assert service.variables(linked)["before"] == {"id": own, "title": service.related("zhang")[own]}
    for case in (open_case, others, "nowhere"):
        assert refusal(service, waiting, {"before": case}) == "task.invalid"


def test_a_number_is_masked_for_who_only_reads_it(service: Service) -> None:
    model = deployed(service, ends=False)
    case = service.start(model, "zhang", {"card": CARD})
    task = service.open_tasks(case)[0]
    assert service.task(task.task, "li").values["card"] == "110***********002X"
    service.complete(task.task, "li", {})
    assert service.variables(case)["card"] == CARD
