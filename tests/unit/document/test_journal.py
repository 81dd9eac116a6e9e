"""Transactions: together or not at all, one change each, and nobody writes at the wrong time."""

from __future__ import annotations

import pytest

from modeler.document.change import Change, Origin
from modeler.document.commands import append_node, remove, rename
from modeler.document.editable import GroupBlockedError, edit_together
from modeler.document.io import to_bytes
from modeler.document.journal import WrongTimeError
from tests.helpers.builders import an_approval
from tests.helpers.steady import steady


def test_a_primitive_outside_a_transaction_raises() -> None:
    doc = an_approval().document()
    element = doc.tree.ids["A"]
    for call in (
        lambda: doc.journal.set_attribute(element, "name", "x"),
        lambda: doc.journal.set_text(element, "x"),
        lambda: doc.journal.remove(element),
        lambda: doc.journal.insert(element, element),
        lambda: doc.set_part("forms/a.form", {}),
    ):
        with pytest.raises(WrongTimeError):
            call()


def test_each_outermost_transaction_tells_once() -> None:
    doc = an_approval().document()
    told: list[Change] = []
    doc.changed.connect(told.append)
    with doc.transaction("both"):
        rename(doc, "A", "one")
        rename(doc, "B", "two")
    assert [(item.label, item.origin, item.changed) for item in told] == [("both", Origin.EDIT, {"A", "B"})]
    doc.undo()
    doc.redo()
    assert [item.origin for item in told] == [Origin.EDIT, Origin.UNDO, Origin.REDO]
    assert [item.revision for item in told] == [1, 2, 3]
    assert told[1].changed == {"A", "B"}


def test_a_transaction_without_changes_tells_nothing() -> None:
    doc = an_approval().document()
    told: list[Change] = []
    doc.changed.connect(told.append)
    rename(doc, "A", "A")
    assert not told and not doc.can_undo and not doc.is_dirty


def test_added_removed_and_changed_ids_are_told() -> None:
    doc = an_approval().document()
    told: list[Change] = []
    doc.changed.connect(told.append)
    new = append_node(doc, "B", "user-task")
    assert new in told[0].added and len(told[0].added) == 2
    assert "B" in told[0].changed
    remove(doc, [new])
    assert told[1].removed == told[0].added
    doc.undo()
    assert told[2].added == told[1].removed


def test_the_index_is_right_when_observers_are_told() -> None:
    doc = an_approval().document()
    seen: list[str] = []
    doc.changed.connect(lambda _change: seen.append(doc.index.nodes["A"].name))
    rename(doc, "A", "new")
    doc.undo()
    assert seen == ["new", "A"]


def test_a_failing_transaction_leaves_everything_as_before() -> None:
    doc = an_approval().document()
    before = to_bytes(doc)
    told: list[Change] = []
    doc.changed.connect(told.append)
    with pytest.raises(ZeroDivisionError), doc.transaction("fails"):
        rename(doc, "A", "x")
        remove(doc, ["B"])
        raise ZeroDivisionError
    assert to_bytes(doc) == before and not told and not doc.can_undo
    assert doc.index.nodes["B"].name == "B"


def test_a_failing_inner_transaction_takes_back_only_its_own() -> None:
    doc = an_approval().document()
    with doc.transaction("outer"):
        rename(doc, "A", "kept")
        with pytest.raises(ZeroDivisionError), doc.transaction("inner"):
            rename(doc, "B", "lost")
            raise ZeroDivisionError
    assert (doc.index.nodes["A"].name, doc.index.nodes["B"].name) == ("kept", "B")


def test_observers_may_not_write_or_undo() -> None:
    doc = an_approval().document()
    errors: list[Exception] = []

    def write(_change: Change) -> None:
        for call in (lambda: rename(doc, "B", "x"), doc.undo):
            try:
                call()
            except WrongTimeError as error:
                errors.append(error)

    doc.changed.connect(write)
    rename(doc, "A", "x")
    assert len(errors) == 2
    assert doc.index.nodes["B"].name == "B"


def test_steps_with_one_key_become_one_until_the_focus_leaves() -> None:
    doc = an_approval().document()
    for text in ("n", "ne", "new"):
        rename(doc, "A", text, merge_key="name A")
    doc.seal()
    rename(doc, "A", "newer", merge_key="name A")
    assert len(doc.journal.done) == 2
    doc.undo()
    assert doc.index.nodes["A"].name == "new"
    doc.undo()
    assert doc.index.nodes["A"].name == "A"


def test_saving_ends_merging_and_the_clean_mark_follows() -> None:
    doc = an_approval().document()
    rename(doc, "A", "n", merge_key="k")
    doc.mark_saved(None, None)
    assert not doc.is_dirty
    rename(doc, "A", "ne", merge_key="k")
    assert doc.is_dirty
    doc.undo()
    assert not doc.is_dirty
    doc.undo()
    assert doc.is_dirty
    rename(doc, "B", "other way")
    assert doc.is_dirty and not doc.can_redo
    doc.undo()
    assert doc.is_dirty


def test_parts_are_replaced_whole_and_undone() -> None:
    doc = an_approval().document()
    told: list[Change] = []
    doc.changed.connect(told.append)
    with doc.transaction("form"):
        doc.set_part("forms/leave.form", {"type": "default"})
    assert told[0].parts == {"forms/leave.form"}
    doc.undo()
    assert "forms/leave.form" not in doc.parts
    doc.redo()
    assert doc.parts["forms/leave.form"] == {"type": "default"}


def test_labels_name_what_is_undone_and_redone() -> None:
    doc = an_approval().document()
    rename(doc, "A", "x")
    assert (doc.undo_label, doc.redo_label) == ("Rename", "")
    doc.undo()
    assert (doc.undo_label, doc.redo_label) == ("", "Rename")


def test_a_step_over_several_files_is_undone_in_all_of_them() -> None:
    one, two = an_approval().document(), an_approval().document()
    with edit_together("rename everywhere", [one, two]):
        rename(one, "A", "x")
        rename(two, "A", "x")
    two.undo()
    assert (one.index.nodes["A"].name, two.index.nodes["A"].name) == ("A", "A")
    one.redo()
    assert two.index.nodes["A"].name == "x"
    rename(one, "B", "later")
    with pytest.raises(GroupBlockedError) as caught:
        two.undo()
    assert "Rename" in caught.value.message
    assert two.index.nodes["A"].name == "x"


def test_removed_attributes_come_back_in_their_order() -> None:
    doc = an_approval().document()
    new = append_node(doc, "B", "user-task")
    element = doc.tree.ids[new]
    with doc.transaction("three"):
        for name in ("a", "b", "c"):
            doc.journal.set_attribute(element, name, "1")
    with steady(doc), doc.transaction("x"):
        doc.journal.set_attribute(element, "a", None)
