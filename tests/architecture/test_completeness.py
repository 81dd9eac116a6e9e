"""Registries are complete: what is declared in one place has everything that other places owe it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

import modeler.ui.places.publish
import modeler.ui.preferences  # noqa: F401  # their rows of the settings table
from modeler.bpmn.elements import SPECS
from modeler.bpmn.glyphs import GLYPHS
from modeler.bpmn.looks import LOOKS
from modeler.bpmn.spec import ElementSpec
from modeler.cli.app import VERBS
from modeler.lint.rules import RULES
from modeler.ui.actions import ACTIONS
from modeler.ui.canvas.acts import ACTS
from modeler.ui.help import ORDER, heading_of, page_path, title_of
from modeler.ui.panels.properties import GROUPS
from modeler.ui.places import PLACES
from runner.bundle.capability import CAPABILITIES
from runner.bundle.graph import NodeKind
from runner.core import i18n, settings
from runner.core.messages import declared
from runner.core.resources import resource_folder
from runner.forms.fields import FIELDS, kind_of
from runner.forms.schema import Component, Form, field_places
from runner.ui.control import CONTROLS
from runner.ui.kit.icons import icon_names
from tests.unit.forms.forms import whole_form
from tests.unit.lint.examples import EXAMPLES

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("en", "zh")
SAME_IN_BOTH = {"HTML"}


def in_chinese(text: str) -> str:
    """The Chinese of a text; the text itself fails."""
    i18n.set_language("zh")
    translated = i18n.tr(text)
    i18n.set_language("en")
    assert text in SAME_IN_BOTH or re.search("[\u4e00-\u9fff]", translated), f"no Chinese for “{text}”"
    return translated


def page(name: str, language: str) -> str:
    """A help page."""
    return (resource_folder() / "help" / language / f"{name}.md").read_text("utf-8")


# elements ------------------------------------------------------------------------------------


@pytest.mark.parametrize("spec", SPECS.values(), ids=lambda spec: spec.id)
def test_an_element_has_look_icon_words_groups_and_help(spec: ElementSpec) -> None:
    assert spec.category == "connection" or spec.look in LOOKS
    assert spec.icon == "look" or spec.icon in GLYPHS
    assert spec.marker is None or spec.marker in GLYPHS
    assert in_chinese(spec.label) != spec.label
    assert set(spec.properties) <= set(GROUPS)
    assert spec.properties[0] == "basics"
    for language in LANGUAGES:
        path = page_path("elements", language)
        assert path is not None
        assert heading_of(path, spec.help), f"elements.md ({language}) has no part “{spec.help}”"


def test_no_two_elements_are_called_the_same() -> None:
    for category in {spec.category for spec in SPECS.values()}:
        named = Counter(spec.label for spec in SPECS.values() if spec.category == category)
        assert [name for name, count in named.items() if count > 1] == []


def test_what_an_element_compiles_to_is_known_to_the_runner() -> None:
    kinds = {spec.executable for spec in SPECS.values() if spec.executable}
    assert kinds <= set(get_args(NodeKind))
    assert {row.kind for row in CAPABILITIES} <= kinds


# rules ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(RULES))
def test_a_rule_has_good_and_bad_examples_words_and_a_line_of_help(name: str) -> None:
    rule = RULES[name]
    good, bad = EXAMPLES[name]
    assert good
    assert bad
    codes = [code for code in declared() if code.partition(".")[0] == name]
    assert codes
    for code in codes:
        assert in_chinese(declared()[code].text)
        assert declared()[code].hint, f"{code} says what is wrong and not what to do"
        assert in_chinese(declared()[code].hint)
    assert f"**{rule.title}" in page("problems", "en")
    assert f"**{in_chinese(rule.title)}" in page("problems", "zh")


# forms ---------------------------------------------------------------------------------------


def _components(form: Form) -> Iterator[Component]:
    def inside(components: list[Component] | None) -> Iterator[Component]:
        for component in components or []:
            yield component
            yield from inside(component.components)

    yield from inside(form.components)


@pytest.mark.parametrize("name", sorted(FIELDS))
def test_a_field_kind_has_a_control_and_words(name: str) -> None:
    kind = FIELDS[name]
    assert kind.control in CONTROLS
    assert in_chinese(kind.label)


def test_every_control_is_asked_for_by_a_field_kind() -> None:
    assert set(CONTROLS) == {kind.control for kind in FIELDS.values()}


def test_every_field_kind_that_holds_a_value_is_filled_in_by_a_test() -> None:
    form = whole_form()
    tried = {kind_of(component).id for component in _components(form)}
    assert field_places(form)
    assert {kind.id for kind in FIELDS.values() if kind.offered} - tried == set()


# verbs, actions, settings, places ------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(VERBS))
def test_a_verb_has_help_and_stands_in_the_manual(name: str) -> None:
    verb = VERBS[name]
    assert verb.help.endswith(".")
    assert in_chinese(verb.help)
    if verb.hidden:
        return
    for language in LANGUAGES:
        assert f"`{name}" in page("command-line", language)
    for readme in ("README.md", "README.zh.md"):
        assert f"main.py {name}" in (ROOT / readme).read_text("utf-8")


def test_no_two_actions_share_a_shortcut() -> None:
    keys = Counter(key for spec in (*ACTIONS.values(), *ACTS.values()) for key in spec.keys)
    assert [key for key, count in keys.items() if count > 1] == []


def test_a_plain_key_of_the_canvas_says_what_it_does() -> None:
    assert all(bool(act.keys) <= bool(act.text) for act in ACTS.values())
    assert all(in_chinese(act.text) for act in ACTS.values() if act.text)


@pytest.mark.parametrize("name", sorted(ACTIONS))
def test_an_action_has_words_and_an_icon_that_ships(name: str) -> None:
    spec = ACTIONS[name]
    assert spec.icon == "" or spec.icon in icon_names()
    assert in_chinese(spec.text)


_SETTINGS = """
import modeler, runner
from importlib import import_module
from pkgutil import walk_packages
import modeler.ui.app, modeler.ui.finder, modeler.ui.settings_dialog
from runner.core.settings import table
def shown():
    return {row.key for row in table().values() if row.label}
before = shown()
for room in (modeler, runner):
    for one in walk_packages(room.__path__, f"{room.__name__}."):
        if not one.name.endswith("__main__") and ".migrations" not in one.name:
            import_module(one.name)
print(*(shown() - before))
"""


def test_the_window_knows_the_settings_of_every_room() -> None:
    """In a process of its own: in this one other tests may have loaded the rooms that bring settings along."""
    done = subprocess.run([sys.executable, "-c", _SETTINGS], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.split() == []


@pytest.mark.parametrize("key", sorted(row.key for row in settings.table().values() if row.label))
def test_a_setting_that_is_shown_stands_in_the_manual(key: str) -> None:
    row = settings.table()[key]
    assert f"| {row.label} |" in page("settings", "en")
    assert f"| {in_chinese(row.label)} |" in page("settings", "zh")
    if row.help:
        assert in_chinese(row.help)


@pytest.mark.parametrize("name", sorted(PLACES))
def test_a_place_has_help_an_action_and_an_icon(name: str) -> None:
    spec = PLACES[name]
    for language in LANGUAGES:
        assert page_path(spec.help or name, language) is not None
    assert any(action.verb == f"window.show_place:{name}" for action in ACTIONS.values())
    assert name in icon_names()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_help_page_is_listed_and_written_in_its_language(language: str) -> None:
    folder = resource_folder() / "help" / language
    assert {path.stem for path in folder.glob("*.md")} == set(ORDER)
    for name in ORDER:
        path = folder / f"{name}.md"
        assert title_of(path)
        assert bool(re.search("[\u4e00-\u9fff]", title_of(path))) is (language == "zh")


def test_both_languages_of_the_help_have_the_same_parts() -> None:
    for name in ORDER:
        parts = [re.findall("<!-- ([\\w-]+) -->|^(#+) ", page(name, language), re.M) for language in LANGUAGES]
        assert parts[0] == parts[1], name


def test_links_of_the_help_lead_somewhere() -> None:
    for language in LANGUAGES:
        for name in ORDER:
            for target in re.findall(r"\]\(([\w-]+)\.md", page(name, language)):
                assert target in ORDER, f"{name} ({language}) leads to {target}"
