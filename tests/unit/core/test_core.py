"""Signals, settings, safe writing, messages and languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from runner.core import i18n, messages, tokens
from runner.core.atomic import digest, write_bytes
from runner.core.errors import FileError, FormatError
from runner.core.settings import Settings, table
from runner.core.signal import Signal


def test_signal_calls_everyone_even_when_one_fails() -> None:
    heard: list[int] = []
    signal: Signal[int] = Signal()

    def fails(value: int) -> None:
        raise RuntimeError

    signal.connect(fails)
    signal.connect(heard.append)
    with pytest.raises(RuntimeError):
        signal.emit(7)
    assert heard == [7]


def test_disconnected_listener_is_not_called() -> None:
    heard: list[int] = []
    signal: Signal[int] = Signal()
    disconnect = signal.connect(heard.append)
    disconnect()
    disconnect()
    signal.emit(1)
    assert heard == []


def test_writing_refuses_when_the_file_changed_on_disk(tmp_path: Path) -> None:
    path = tmp_path / "流程.bpmn"
    before = write_bytes(path, b"one")
    path.write_bytes(b"somebody else")
    with pytest.raises(FileError) as caught:
        write_bytes(path, b"two", expected=before)
    assert caught.value.code == "file.changed"
    assert path.read_bytes() == b"somebody else"


def test_failed_writing_leaves_the_old_file_and_no_rest(tmp_path: Path) -> None:
    folder = tmp_path / "a"
    folder.mkdir()
    (folder / "target").mkdir()
    with pytest.raises(FileError):
        write_bytes(folder / "target", b"x")
    assert [path.name for path in folder.iterdir()] == ["target"]


def test_written_bytes_have_the_returned_digest(tmp_path: Path) -> None:
    assert write_bytes(tmp_path / "new" / "x", b"abc") == digest(b"abc")


def test_settings_keep_unknown_keys(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"from-the-future": 1}')
    settings = Settings(path)
    settings.set("theme", "dark")
    assert "from-the-future" in path.read_text()
    assert Settings(path)["theme"] == "dark"


def test_settings_refuse_a_value_out_of_range(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "s.json")
    with pytest.raises(ValueError, match="text-size"):
        settings.set("text-size", 99)
    with pytest.raises(KeyError):
        settings.set("no-such", 1)


def test_unreadable_settings_are_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text("{")
    with pytest.raises(FormatError):
        Settings(path)
    assert path.read_text() == "{"


def test_every_setting_has_a_label() -> None:
    # rows without a label are what a window remembers by itself; no dialog shows them
    assert all(row.label or "." in key for key, row in table().items())


def test_codes_in_a_sentence_are_told_in_words() -> None:
    messages.declare_words("core-test", {"big": "large"})
    assert messages.fill("{core-test} and {other}", {"core-test": "big", "other": "big"}) == "large and big"
    assert messages.fill("{core-test}", {"core-test": "unknown"}) == "unknown"
    messages.declare_words("core-test", {"big": "large"})
    with pytest.raises(LookupError, match="two names"):
        messages.declare_words("core-test", {"big": "huge"})


def test_names_in_a_row_stand_apart_as_each_language_does_it() -> None:
    assert i18n.listed(["a", "b"]) == "a, b"
    assert i18n.listed(["张三", "李静"], "zh") == "张三、李静"


def test_sentences_fill_named_places_and_nothing_else() -> None:
    assert messages.fill("{a} {b}", {"a": "{b}"}) == "{b} {b}"
    assert messages.fill("{a.__class__}", {"a": "x"}) == "{a.__class__}"


def test_text_is_picked_in_the_language_or_in_any() -> None:
    i18n.set_language("zh")
    assert i18n.pick({"en": "Leave", "zh": "请假"}) == "请假"
    assert i18n.pick({"en": "Leave"}) == "Leave"
    assert i18n.pick({"zh": "请假"}, "en") == "请假"


def channel(value: int) -> float:
    part = value / 255
    return part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4


def luminance(colour: str) -> float:
    red, green, blue = (channel(int(colour[at : at + 2], 16)) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", tokens.THEMES.values(), ids=lambda theme: theme.name)
def test_text_stands_out_at_least_four_and_a_half_to_one(theme: tokens.Theme) -> None:
    for ground in (theme.surface, theme.raised):
        for ink in (theme.text, theme.muted, theme.faint, theme.accent, theme.good, theme.warning, theme.bad):
            assert contrast(ink, ground) >= 4.5, (ink, ground)
    assert contrast(theme.on_accent, theme.accent) >= 4.5
    assert contrast(theme.ink, theme.paper) >= 4.5
