"""The manager's window looks and changes nothing; panels change sides; the keys of the Camunda Modeler."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget

from modeler import __main__ as doors
from modeler.ui.actions import ACTIONS, CAMUNDA_KEYS, keys_of
from modeler.ui.finder import everything, matches
from modeler.ui.looking import ACTS
from modeler.ui.places.library import Library
from tests.ui.window_builder import a_window, turn

LEFT = Qt.MouseButton.LeftButton


def shown(window: QWidget) -> list[str]:
    """The texts of the buttons of places that are there."""
    return [one.text() for one in window.findChildren(QPushButton, "place") if one.isVisible()]


def test_a_manager_sees_library_and_improve_and_nothing_to_change() -> None:
    with a_window(sample=True) as window:
        window.context.settings.set("looking", True)
        turn()
        assert (shown(window), window.place) == (["Library", "Improve"], "library")
        library = window.place_widget("library")
        assert isinstance(library, Library)
        offered = [one.text() for one in library.findChildren(QPushButton) if one.isVisible()]
        assert offered and not {"New process", "Copy as new process"} & set(offered)
        window.files.open_sample()
        assert window.place == "library" and not window.banner.isVisible(), "what may be opened is no refusal"
        QTest.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
        window.context.go("design")
        turn()
        assert window.place == "library" and window.banner.isVisible()
        assert window.banner.property("tone") == "accent", "a notice, no error"
        assert {key for key, action in window.commands.actions.items() if action.isEnabled()} <= ACTS
        window.context.settings.set("looking", False)
        turn()
        window.show_place("design")
        assert (len(shown(window)), window.place) == (7, "design")


def test_a_manager_finds_only_what_can_be_done_there() -> None:
    with a_window(sample=True) as window:
        assert {"element", "person", "field", "file"} <= {one.kind for one in everything(window)}
        window.context.settings.set("looking", True)
        turn()
        finds = list(everything(window))
        assert {one.kind for one in finds} == {"action", "setting"}
        for one in matches(finds, ""):
            if one.text in ("Library", "Improve", "Settings"):
                one.then()
                turn()
                assert not window.banner.isVisible()


def test_the_command_line_opens_the_managers_window_for_this_time(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, object]] = []
    monkeypatch.setattr(doors, "load_object", lambda target: lambda *given: asked.append((target, given)))
    for arguments in ([], ["--manager"], ["--manager", "a.bpmn"]):
        monkeypatch.setattr("sys.argv", ["slipway", *arguments])
        with pytest.raises(SystemExit):
            doors.main()
    found = [one for one in asked if one[0].startswith("modeler.ui.app")]
    assert found == [
        ("modeler.ui.app:run", ([],)),
        ("modeler.ui.app:run_looking", ([],)),
        ("modeler.ui.app:run_looking", (["a.bpmn"],)),
    ]


def test_panels_change_sides_and_stay_there() -> None:
    with a_window() as window:
        window.files.open_sample()
        window.show_place("rehearse")
        turn()
        place = window.place_widget("rehearse")
        assert place is not None
        people, middle, facts = place.people, place.middle, place.facts  # type: ignore[attr-defined]

        def order() -> list[QWidget]:
            return sorted((people, middle, facts), key=lambda one: one.mapTo(window, one.rect().topLeft()).x())

        assert order() == [people, middle, facts]
        widths = (people.width(), facts.width())
        window.commands.run("view.swap")
        turn()
        assert order() == [facts, middle, people]
        assert (people.width(), facts.width()) == widths
        window.show_place("library")
        turn()
        assert window.context.settings["swapped-panels"]
        window.commands.run("view.swap")
        turn()
        window.show_place("rehearse")
        turn()
        assert order() == [people, middle, facts]


def test_the_keys_of_the_camunda_modeler_can_be_chosen() -> None:
    with a_window(sample=True) as window:
        action = window.commands.actions["view.right"]
        window.context.settings.set("key-map", "camunda")
        assert [one.toString() for one in action.shortcuts()] == ["Ctrl+P"]
        keys = {key: window.commands.keys(key)[:1] for key in ("file.export", "view.zoom-100", "view.zoom-fit")}
        assert keys == {
            "file.export": ("Ctrl+Shift+E",),
            "view.zoom-100": ("Ctrl+0",),
            "view.zoom-fit": ("Ctrl+1",),
        }
        assert not window.commands.actions["file.print"].shortcuts()
        window.context.settings.set("key-map", "slipway")
        assert [one.toString() for one in window.commands.actions["file.print"].shortcuts()] == ["Ctrl+P"]


@pytest.mark.parametrize("key_map", ["slipway", "camunda"])
def test_no_key_means_two_things(key_map: str) -> None:
    keys = [key for spec in ACTIONS.values() for key in keys_of(spec, key_map)]
    assert len(keys) == len(set(keys))
    assert set(CAMUNDA_KEYS) <= set(ACTIONS)
