"""常用语: a person's own phrases are kept with their settings, those of the workspace with the workspace."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.core.i18n import LocalText, set_language
from runner.core.settings import Settings
from runner.data.phrases import KEY, LONGEST, Phrases, tidy


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "settings.json")


def test_whoever_changed_nothing_has_the_usual_ones_in_the_language_of_the_window(settings: Settings) -> None:
    before = Phrases(settings).own
    assert before[0] == "Agreed."
    set_language("zh")
    try:
        assert Phrases(settings).own[0] == "同意。"
        assert len(Phrases(settings).own) == len(before)
    finally:
        set_language("en")


def test_own_phrases_are_added_changed_and_removed_and_are_there_again(settings: Settings) -> None:
    phrases = Phrases(settings)
    phrases.add("  Seen and\nagreed. ")
    assert phrases.own[:2] == ["Seen and agreed.", "Agreed."]
    phrases.add("Agreed.")
    assert phrases.own[:2] == ["Agreed.", "Seen and agreed."], "one that is there already comes to the front"
    phrases.set_own(["Only this.", "", "Only this."])
    again = Phrases(Settings(settings.path))
    assert again.own == ["Only this."]
    again.set_own([])
    assert Phrases(Settings(settings.path)).own == [], "who wants none has none"


def test_what_stands_in_the_settings_and_is_no_list_counts_as_nothing(settings: Settings) -> None:
    for text in ("{", '"text"', "{}"):
        settings.set(KEY, text)
        assert Phrases(settings).own[0] == "Agreed."
    settings.set(KEY, json.dumps(["a", 3, None, "b"]))
    assert Phrases(settings).own == ["a", "b"]


def test_a_phrase_of_the_workspace_that_stays_keeps_its_other_language(settings: Settings) -> None:
    heard: list[list[LocalText]] = []
    shared: list[LocalText] = [{"en": "Seen.", "zh": "已阅。"}, "Paid."]
    phrases = Phrases(settings, shared, heard.append)
    assert phrases.shared == ["Seen.", "Paid."] and phrases.can_share
    phrases.set_shared(["Paid at once.", "Seen."])
    assert heard == [["Paid at once.", {"en": "Seen.", "zh": "已阅。"}]]
    assert not Phrases(settings, shared).can_share


@given(st.lists(st.text(max_size=600), max_size=8))
def test_phrases_are_single_lines_each_once(given_: list[str]) -> None:
    found = tidy(given_)
    assert tidy(found) == found
    assert len(found) == len(set(found))
    assert all(one and len(one) <= LONGEST and one == " ".join(one.split()) for one in found)
