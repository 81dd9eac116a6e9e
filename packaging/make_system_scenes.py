"""Scenes of systems for `make_screenshots.py`: the register, and how a system is reached."""

from __future__ import annotations

from typing import Any

from make_scene_set import SceneSet

SCENES = SceneSet()
scene = SCENES.scene


def page_of(stage: Any, **reached: Any) -> Any:
    """The register with the finance system of the tests in it; what was there comes back with the result."""
    from tests.helpers.finance import SYSTEMS

    stage.on_leave()
    place = stage.place("forms-rights")
    place.parts.set_systems(SYSTEMS, "")
    if reached:
        place.parts.set_connection("finance", "", **reached)
    place.show_page("systems")
    return place


def back(stage: Any, place: Any, steps: int) -> Any:
    """What takes the steps back."""

    def take_back() -> None:
        for _step in range(steps):
            place.parts.history.undo()

    return take_back


@scene("10-systems")
def register(stage: Any) -> Any:
    return back(stage, page_of(stage), 1)


@scene("10-systems-http")
def reached(stage: Any) -> Any:
    return back(stage, page_of(stage, use="http", url="https://ledger.example/api"), 2)


@scene("10-systems-empty")
def empty(stage: Any) -> None:
    from runner.data.systems import Systems

    stage.on_leave()
    place = stage.place("forms-rights")
    place.parts.set_systems(Systems(), "")
    place.show_page("systems")
