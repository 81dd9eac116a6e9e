"""Approvals are drawn in plain BPMN before a package is written for an engine; steps keep all they have besides."""

from __future__ import annotations

import json

import pytest

from modeler.dialects.losses import Losses
from modeler.dialects.writing import Settings
from modeler.publish.expanding import expanded
from modeler.publish.exporting import export
from tests.helpers.dialect_catalog import MODELS
from tests.helpers.dialect_models import DialectModel, E, S, chain, ext, node
from tests.unit.dialects.test_writing import unpacked

FORM = {
    "type": "default", "id": "leave", "schemaVersion": 19,
    "components": [{"type": "number", "id": "F1", "key": "days", "label": "Days"}],
}  # fmt: skip


def approval(vote: str, who: str, *more: str) -> DialectModel:
    """One approval, with a form."""
    blocks = (f"<slip:handler {who}/>", '<slip:form ref="leave"/>', f'<slip:approval vote="{vote}"/>', *more)
    body = S + node("userTask", "A", ext(*blocks)) + E + chain("S", "A", "E")
    return DialectModel("asks", {"P": body}, forms={"leave": FORM})


ONE = approval("any", 'strategy="role" who="role:hr" empty="admin"')
ALL = approval("all", 'strategy="user" who="user:li user:wang"')


@pytest.mark.parametrize("dialect", ["camunda", "flowable", "zeebe", "spiffworkflow"])
def test_an_approval_of_one_is_written_for_every_engine(dialect: str) -> None:
    found = export(ONE.package, dialect)
    assert found.ok, [loss.message for loss in found.losses]
    assert found.files


def test_the_buttons_are_a_choice_in_the_form_and_the_handler_is_kept() -> None:
    found = export(ONE.package, "camunda", Settings(groups={"role:hr": "hr-team"}))
    text = found.files["asks.bpmn"].decode()
    assert 'camunda:candidateGroups="hr-team"' in text
    assert "potentialOwner" not in text
    form = next(data for name, data in found.files.items() if name.endswith(".form"))
    fields = json.loads(form)["components"]
    assert [one["key"] for one in fields] == ["days", "A_verdict"]
    assert [one["value"] for one in fields[1]["values"]] == ["agree", "reject", "return"]


SHARED = approval("weight", 'strategy="role" who="role:hr"').bodies["P"].replace(
    '<slip:approval vote="weight"/>',
    '<slip:approval vote="weight" veto="user:li"><slip:weight who="user:li" share="60"/>'
    '<slip:weight who="user:wang" share="40"/></slip:approval>',
)  # fmt: skip


@pytest.mark.parametrize("dialect", ["camunda", "flowable", "zeebe"])
def test_votes_of_several_are_counted_in_whole_numbers_on_engines_without_lists(dialect: str) -> None:
    found = export(DialectModel("asks", {"P": SHARED}, forms={"leave": FORM}).package, dialect)
    assert found.ok, [loss.message for loss in found.losses]
    assert not [loss for loss in found.losses if loss.code.endswith("unsure") and loss.element != "A_E"]


def test_a_list_that_the_file_knows_is_a_list_of_the_engine_and_refused_where_there_is_none() -> None:
    assert export(ALL.package, "zeebe").ok
    text = export(ALL.package, "camunda").files["asks.bpmn"].decode()
    assert "<camunda:value>wang</camunda:value>" in text
    refused = export(ALL.package, "flowable")
    assert not refused.files
    assert ("export.script", "S_lists") in [(loss.code, loss.element) for loss in refused.losses]


def test_on_flowable_people_are_taken_from_their_list_by_number() -> None:
    found = export(DialectModel("asks", {"P": SHARED}, forms={"leave": FORM}).package, "flowable")
    text = unpacked(found)["asks.bpmn20.xml"].decode()
    assert "<bpmn:loopCardinality>${A_people.size()}</bpmn:loopCardinality>" in text
    assert "setVariableLocal('A_person', A_people[loopCounter])" in text
    assert "variables:contains(A_people, 'wang')" in text


def test_what_the_expansion_loses_stands_among_the_losses() -> None:
    limit = '<slip:deadline work="PT8H"><slip:step after="PT4H" do="remind"/></slip:deadline>'
    late = approval("any", 'strategy="role" who="role:hr"', limit)
    codes = {loss.code for loss in export(late.package, "zeebe").losses}
    assert {"export.approval", "export.approval-gone", "export.working-time"} <= codes
    assert "export.verdict" not in codes
    assert "export.reminder" not in codes


def test_a_package_without_approvals_stays_as_it_is() -> None:
    losses = Losses("x")
    package = MODELS["service"].package
    assert expanded(package, losses).bundle.sources == package.bundle.sources
    assert losses.all == ()
    before = dict(ONE.package.bundle.sources)
    expanded(ONE.package, losses)
    assert dict(ONE.package.bundle.sources) == before
