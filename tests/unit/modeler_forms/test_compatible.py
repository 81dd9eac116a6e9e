"""Form-js files go in and out without loss, and what form-js lacks is told."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modeler.forms.edit import form_part, read_form, set_field, with_ids
from modeler.forms.extras import extras, setting_names
from runner.core.resources import resource_folder
from runner.forms.fields import FIELDS
from runner.forms.schema import places
from tests.unit.forms.forms import a_form, field, whole_form

ROOT = Path(__file__).resolve().parents[3]
REAL = sorted((resource_folder() / "samples").rglob("*.form"))
TYPES = ("textfield", "textarea", "number", "datetime", "checkbox", "expression", "filepicker", "radio", "select",
         "checklist", "taglist", "text", "html", "image", "table", "documentPreview", "iframe", "separator", "spacer",
         "button", "group", "dynamiclist", "fromTheFuture")  # fmt: skip

TEXTS = ("id", "key", "label", "description", "text", "path")
RECORDS = ("validate", "conditional", "layout", "properties")


def anything(rng: Random, depth: int = 2) -> Any:
    """Any JSON value."""
    made = rng.randrange(8 if depth else 6)
    if made < 6:
        return (None, True, rng.randrange(-9, 10**9), rng.random(), "", rng.choice(("测", "=a > 1", "{{x}}")))[made]
    if made == 6:
        return [anything(rng, depth - 1) for _one in range(rng.randrange(3))]
    return {rng.choice("abc测"): anything(rng, depth - 1) for _one in range(rng.randrange(3))}


def shuffled(rng: Random, data: dict[str, Any]) -> dict[str, Any]:
    return {name: data[name] for name in rng.sample(list(data), len(data))}


def a_component(rng: Random, depth: int = 2) -> dict[str, Any]:
    """A component as any version of form-js may write it, its keys in any order."""
    data: dict[str, Any] = {"type": rng.choice(TYPES)}
    for name in (*TEXTS, *RECORDS, "values", "defaultValue", "readonly", "xNew", "unknown:key"):
        if rng.random() < 0.4:
            continue
        if name in TEXTS:
            data[name] = rng.choice(("a", "b_1", "测试", "x.y"))
        elif name in RECORDS:
            data[name] = {rng.choice(("a", "required", "hide", "row", "slip:zh")): anything(rng) for _one in range(2)}
        elif name == "values":
            data[name] = [{"label": "L", "value": anything(rng, 0), "x": 1} for _one in range(rng.randrange(3))]
        else:
            data[name] = anything(rng)
    if depth and rng.random() < 0.5:
        data["components"] = [a_component(rng, depth - 1) for _one in range(rng.randrange(3))]
    return shuffled(rng, data)


def a_file(seed: int) -> dict[str, Any]:
    """A form file of a version from 1 to 19."""
    rng = Random(seed)
    data = {
        "components": [a_component(rng) for _one in range(rng.randrange(4))], "type": "default",
        "schemaVersion": rng.randrange(1, 20), "id": "Form_1", "exporter": {"name": "any", "version": "1"},
        "xOther": anything(rng),
    }  # fmt: skip
    return shuffled(rng, data)


@given(st.integers(0, 10**6).map(a_file))
@settings(max_examples=100, deadline=None)
def test_what_is_read_is_written_to_the_letter(data: dict[str, Any]) -> None:
    form = read_form(data, "any.form")
    assert json.dumps(form_part(form, data), ensure_ascii=False) == json.dumps(data, ensure_ascii=False)


@given(st.integers(0, 10**6).map(a_file))
@settings(max_examples=60, deadline=None)
def test_ids_are_added_where_there_are_none_and_nothing_else_changes(data: dict[str, Any]) -> None:
    form = read_form(data, "any.form")
    known = [place.component.id for place in places(form.components) if place.component.id]
    made = with_ids(form)
    found = [place.component.id for place in places(made.components)]
    assert all(found) and len(set(found)) - len(set(known)) == len(found) - len(known)

    def bare(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{key: bare(it) if key == "components" and it else it for key, it in item.items() if key != "id"}
                for item in items]  # fmt: skip

    assert bare(form_part(made, data)["components"]) == bare(data["components"])


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.stem)
def test_real_forms_stay_as_they_are(path: Path) -> None:
    data = json.loads(path.read_bytes())
    assert json.dumps(form_part(read_form(data, path.name), data)) == json.dumps(data)


def test_one_setting_changes_one_place_of_the_file() -> None:
    data = json.loads(REAL[0].read_bytes())
    form = read_form(data, "f")
    first = next(place.component for place in places(form.components) if place.component.key)
    after = form_part(set_field(form, first.id or "", "required", True), data)
    before_lines = json.dumps(data, indent=1).splitlines()
    changed = [line for line in json.dumps(after, indent=1).splitlines() if line not in before_lines]
    assert len(changed) <= 3


def test_everything_of_ours_is_told() -> None:
    told = {one.id: one.told for one in extras(whole_form())}
    for place in places(whole_form().components):
        own = place.component.properties or {}
        if any(name in setting_names() or name == "slip:kind" for name in own):
            assert told[place.component.id or ""]


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.stem)
def test_what_is_lost_is_told_in_words(path: Path) -> None:
    told = [one.told for one in extras(read_form(json.loads(path.read_text("utf-8")), path.name))]
    assert told and not [text for text in told if "slip:" in text]


def test_a_form_of_form_js_alone_loses_nothing() -> None:
    assert extras(a_form(field("textfield", "a"), {"type": "group", "components": [field("select", "b")]})) == []


def test_every_kind_of_ours_stands_in_the_page() -> None:
    page = (ROOT / "docs" / "forms.md").read_text(encoding="utf-8")
    for kind in FIELDS.values():
        if kind.id not in (kind.type, "dataTable", "unknown"):
            assert f"`{kind.id}`" in page, kind.id
    for name in setting_names():
        assert f"`{name}`" in page, name
    maker = ROOT / "packaging" / "make_form_page.py"
    assert subprocess.run([sys.executable, str(maker), "--check"], check=False).returncode == 0
