"""Two states of a file are told apart by elements and fields, never by lines."""

from __future__ import annotations

from modeler.compare.differences import Aspect, Difference, compare_documents, compare_json
from modeler.document.commands import append_node, connect, move, remove, rename, set_extension, set_property
from modeler.document.document import Document
from modeler.document.io import document_from_bytes
from tests.helpers.builders import an_approval


def two() -> tuple[Document, Document]:
    data = an_approval().bytes()
    return document_from_bytes(data, "a"), document_from_bytes(data, "b", seed=1)


def only(differences: tuple[Difference, ...]) -> Difference:
    (one,) = differences
    return one


def test_the_same_file_written_another_way_has_no_difference() -> None:
    before, _after = two()
    other = document_from_bytes(an_approval().bytes().replace(b'"', b"'"), "b")
    assert compare_documents(before, other) == ()


def test_a_name_a_place_and_a_condition_are_told_with_before_and_after() -> None:
    before, after = two()
    rename(after, "A", "审批")
    assert only(compare_documents(before, after)) == Difference(
        "changed", "A", before.index.nodes["A"].spec, "审批", (Aspect("name", "A", "审批"),)
    )
    after.undo()
    move(after, ["A"], 30, 0)
    told = {one.id: {aspect.what for aspect in one.aspects} for one in compare_documents(before, after)}
    assert told["A"] == {"place"} and all(
        "route" in told[own] for own in told if own != "A" and own in after.index.flows
    )


def test_what_came_and_what_went_is_named_with_its_type() -> None:
    before, after = two()
    new = append_node(after, "A", "service-task")
    remove(after, ["B"])
    told = {(one.kind, one.id): one.type for one in compare_documents(before, after)}
    assert told["added", new] == "service-task" and told["removed", "B"] == before.index.nodes["B"].spec
    assert all(kind != "changed" or own not in ("B", new) for kind, own in told)


def test_a_flow_that_leads_elsewhere_and_our_own_blocks_are_told() -> None:
    before, after = two()
    new = append_node(after, "A", "user-task")
    connect(after, new, "B")
    set_extension(after, "A", "handler", {"strategy": "role", "who": "role:hr"})
    set_property(after, "B", "documentation", "text")
    told = {one.id: {aspect.what for aspect in one.aspects} for one in compare_documents(before, after)}
    assert "handler" in told["A"] and "documentation" in told["B"]


def test_a_vendors_attribute_is_told_as_other_details() -> None:
    before, _after = two()
    data = an_approval().bytes().replace(b'id="A"', b'id="A" isForCompensation="true"')
    told = compare_documents(before, document_from_bytes(data, "b"))
    assert [one.id for one in told] == ["A"]


def test_records_of_a_json_file_are_told_by_their_code_and_fields_by_their_path() -> None:
    before = {
        "elements": [{"code": "days", "name": {"zh": "天数"}, "unit": "day"}, {"code": "type"}],
        "formatVersion": 1,
    }
    after = {
        "elements": [{"code": "new"}, {"code": "days", "name": {"zh": "天数"}, "unit": "hour"}],
        "formatVersion": 2,
    }
    assert compare_json(before, after) == (
        Difference("removed", "type", "elements", "type"),
        Difference("added", "new", "elements", "new"),
        Difference("changed", "days", "elements", "天数", (Aspect("unit", "day", "hour"),)),
        Difference("changed", "formatVersion", "", "formatVersion", (Aspect("", "1", "2"),)),
    )
    swapped = {**before, "elements": before["elements"][::-1]}  # type: ignore[index]
    assert only(compare_json(before, swapped)).aspects == (Aspect("order"),)
