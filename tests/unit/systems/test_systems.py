"""Verbs on the register of systems."""

from __future__ import annotations

import pytest

from modeler.document.commands import add_node, set_extension
from modeler.document.io import new_document
from modeler.systems import edit
from modeler.systems.asking import Asking, asked_systems
from runner.data.dictionary import Dictionary
from runner.organization.model import DirectoryService
from tests.helpers.finance import SYSTEMS

REGISTER = SYSTEMS.model_validate({**SYSTEMS.model_dump(exclude_unset=True), "ours": 1})


def test_what_is_not_touched_stays_as_it_was() -> None:
    changed = edit.set_field(REGISTER, "finance", "check", "input", "amount", {"required": False})
    [system] = changed.systems
    check, pay = system.operations
    assert check.input[1].required is False
    assert check.input[0] == REGISTER.systems[0].operations[0].input[0]
    assert (check.output, pay) == (REGISTER.systems[0].operations[0].output, REGISTER.systems[0].operations[1])
    assert changed.model_extra == {"ours": 1}


def test_what_is_added_is_gone_when_removed() -> None:
    one = edit.add_system(REGISTER, "erp")
    two = edit.add_operation(one, "erp", "order")
    three = edit.add_field(two, "erp", "order", "output", "number.of")
    assert edit.remove_field(three, "erp", "order", "output", "number.of") == two
    assert edit.remove_operation(two, "erp", "order") == one
    assert edit.remove_system(one, "erp") == REGISTER


@pytest.mark.parametrize("code", ["", "1st", "two words", "finance", "账"])
def test_a_bad_or_taken_code_is_refused(code: str) -> None:
    with pytest.raises(ValueError):
        edit.add_system(REGISTER, code)
    with pytest.raises(ValueError):
        edit.set_system(edit.add_system(REGISTER, "erp"), "erp", code=code)


@pytest.mark.parametrize("name", ["", "a..b", ".a", "amount"])
def test_a_bad_or_taken_name_of_a_field_is_refused(name: str) -> None:
    with pytest.raises(ValueError):
        edit.add_field(REGISTER, "finance", "check", "input", name)
    with pytest.raises(ValueError):
        edit.set_field(REGISTER, "finance", "check", "input", "department", {"name": name})


def test_a_free_code_is_free() -> None:
    assert edit.free_code("a", []) == "a"
    assert edit.free_code("a", ["a", "a-2", "b"]) == "a-3"


def test_code_lists_call_a_system_by_its_new_code() -> None:
    item = {"value": "x", "external": {"finance": "1", "other": "2"}}
    before = Dictionary.model_validate({"choices": [{"code": "c", "items": [item]}]})
    after = edit.renamed_in_lists(before, "finance", "ledger")
    assert after.choices[0].items[0].external == {"ledger": "1", "other": "2"}
    assert edit.renamed_in_lists(after, "ledger", "finance") == before


def test_steps_that_ask_are_found() -> None:
    document = new_document("claims", seed=1)
    step = add_node(document, "service-task", (200, 200))
    set_extension(document, step, "service", {"system": "finance", "operation": "pay"})
    assert asked_systems([document]) == {"finance": [Asking(document.name, step, step, "pay")]}
    approval = add_node(document, "user-task", (400, 200))
    set_extension(document, approval, "handler", {"strategy": "service", "service": "desk"})
    services = [DirectoryService(id="desk", system="hr", operation="who"), DirectoryService(id="other")]
    assert asked_systems([document], services)["hr"] == [Asking(document.name, approval, approval, "who")]
