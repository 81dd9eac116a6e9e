"""Every rule: silent on its good model, loud on its bad ones, and its fix mends what it can."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from modeler.dictionary.consistency import Binding
from modeler.dictionary.renaming import NewName, apply, rename_field, sources_of
from modeler.document.document import Document
from modeler.document.io import to_bytes
from modeler.document.workspace import Workspace
from modeler.forms.edit import bind
from modeler.lint.engine import check, fix_of
from modeler.lint.rules import RULES
from runner.core.messages import declared
from runner.core.problem import Problem
from tests.unit.lint.examples import EXAMPLES, approved, decided, fields, ruled
from tests.unit.lint.models import document, flow, problems, workspace

BAD = [(rule, number) for rule, (_, bad) in EXAMPLES.items() for number in range(len(bad))]


def of(rule: str, found: list[Problem]) -> list[Problem]:
    return [item for item in found if item.code.partition(".")[0] == rule]


def test_every_rule_has_its_examples_and_is_called_like_its_file() -> None:
    assert set(EXAMPLES) == set(RULES)
    folder = Path(__file__).parents[3] / "modeler" / "lint" / "rules"
    files = {path.stem.replace("_", "-") for path in folder.glob("*.py") if path.stem != "__init__"}
    assert set(RULES) == files


@pytest.mark.parametrize("rule", sorted(EXAMPLES))
def test_a_good_model_is_left_in_peace(rule: str, tmp_path: Path) -> None:
    assert of(rule, problems(EXAMPLES[rule][0], workspace(tmp_path / "w"))) == []


@pytest.mark.parametrize(("rule", "number"), BAD)
def test_a_bad_model_is_named_with_its_element_and_a_full_sentence(rule: str, number: int, tmp_path: Path) -> None:
    text, element = list(EXAMPLES[rule][1].items())[number]
    found = of(rule, problems(text, workspace(tmp_path / "w")))
    assert [item.element for item in found][:1] == [element]
    for item in found:
        assert item.code in declared()
        assert "{" not in item.message, "every place in the sentence is filled"
        assert "{" not in item.hint
        assert item.message.endswith(".")
        assert item.line is not None


def mend_name(space: Workspace, doc: Document, fix: NewName) -> None:
    """Another name for a field goes through form and model alike, and comes back with both."""
    form = space.forms.new(fix.form)
    before, stood = to_bytes(doc), form.to_bytes()
    sources = sources_of(space, {}, [doc])
    apply(space, sources, rename_field(sources, fix))
    assert of("runner-variable", check(doc, space)) == []
    written = form.to_bytes().decode()
    assert fix.name in written
    assert f'"{fix.path.rpartition(".")[2]}"' not in written
    if fix.path == "verdict":
        assert f"=string length({fix.name})" in written, "expressions of the form follow"
        assert f'path="{fix.name}"' in to_bytes(doc).decode(), "rights follow"
    form.undo()
    assert form.to_bytes() == stood
    assert to_bytes(doc) == before, "one step of undo over both"
    doc.close()


@pytest.mark.parametrize(("rule", "number"), BAD)
def test_a_fix_mends_its_problem_and_can_be_undone(rule: str, number: int, tmp_path: Path) -> None:
    space = workspace(tmp_path / "w")
    doc = document(list(EXAMPLES[rule][1])[number])
    before = to_bytes(doc)
    found = of(rule, check(doc, space))
    fix = fix_of(found[0])
    if fix is None:
        return  # left to the author
    form = space.forms.new(fix.form.form) if fix.form is not None else None
    stood = form.to_bytes() if form is not None else b""
    if form is not None and isinstance(fix.form, Binding):  # the form is mended, the model stays
        form.set(bind(form.value, fix.form.field, fix.form.element, space.dictionary.value))
    elif isinstance(fix.form, NewName):
        mend_name(space, doc, fix.form)
        return
    fix.apply(doc)
    after = of(rule, check(doc, space))
    assert found[0] not in after
    assert len(after) < len(found)
    if form is not None:
        assert to_bytes(doc) == before
        form.undo()
        assert form.to_bytes() == stood
    else:
        doc.undo()
    assert to_bytes(doc) == before, "one step of undo"
    doc.close()


def test_most_rules_offer_a_fix() -> None:
    without = {rule.id for rule in RULES.values() if rule.fix.__name__ == "no_fix"}
    assert without == {
        "unreachable-node", "unknown-form", "missing-name", "bad-expression",
        "missing-called", "different-kinds", "always-empty", "always-same", "unreachable-branch", "not-portable",
        "form-extras", "handler-service", "vote-counts", "system-conversion",
    }  # fmt: skip


def test_a_way_back_to_the_decision_or_the_approval_makes_a_late_change_good(tmp_path: Path) -> None:
    open_, late = fields(("*", "edit")), fields(("amount", "edit"), ("*", "read"))
    space = workspace(tmp_path / "w")
    assert of("condition-field-late", problems(decided(open_, late, flow("A", "G")), space)) == []
    assert of("amount-after-approval", problems(approved(fields(("*", "read")), late, flow("B", "A")), space)) == []


def test_an_approval_that_did_not_see_the_amount_has_not_approved_it(tmp_path: Path) -> None:
    hidden, late = fields(("amount", "hidden"), ("*", "read")), fields(("amount", "edit"), ("*", "read"))
    assert of("amount-after-approval", problems(approved(hidden, late), workspace(tmp_path / "w"))) == []


def test_rules_of_the_category_and_the_workspace_are_looked_at_too(tmp_path: Path) -> None:
    office = workspace(tmp_path)
    shared = {
        "formatVersion": 1,
        "allow": [{"action": "see", "who": "role:gone"}, {"action": "see", "who": "user:li"}],
        "categories": [
            {"category": "hr", "deny": [{"action": "start", "who": "user:left"}]},
            {"category": "it", "allow": [{"action": "start", "who": "user:other"}]},
        ],
    }
    (tmp_path / "rights.json").write_text(json.dumps(shared), "utf-8")
    text = ruled().replace("<slip:rights>", '<slip:process category="hr"/><slip:rights>')
    found = [one for one in problems(text, office) if one.code.startswith("unknown-who")]
    assert [(one.code, one.params["who"]) for one in found] == [
        ("unknown-who.category", "user:left"), ("unknown-who.workspace", "role:gone"),
    ]  # fmt: skip
    assert "of the category “hr”" in found[0].message and all(fix_of(one) is None for one in found)
