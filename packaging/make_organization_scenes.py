"""Scenes of the organisation for `make_screenshots.py`: people, chart, matrices, who approves, tables."""

from __future__ import annotations

from typing import Any

from make_scene_set import SceneSet

SCENES = SceneSet()
scene = SCENES.scene


@scene("09-organisation")
def organisation(stage: Any) -> None:
    stage.place("forms-rights").show_page("organization")


@scene("09b-organisation-chart")
def organisation_chart(stage: Any) -> None:
    place = stage.place("forms-rights")
    place.show_page("organization")
    place.organization.show_view("chart")
    stage.settle()
    place.organization.chart.view.fit()
    place.organization.chart.view.choose("sales")


@scene("09c-approval-matrix")
def approval_matrix(stage: Any) -> None:
    place = stage.place("forms-rights")
    place.show_page("organization")
    place.organization.show_view("matrices")


@scene("09d-who-approves")
def who_approves(stage: Any) -> None:
    place = stage.place("forms-rights")
    place.show_page("organization")
    place.organization.show_view("preview")
    place.organization.preview.run()
    stage.settle(1.0)


@scene("09e-organisation-tables")
def organisation_tables(stage: Any) -> None:
    place = stage.place("forms-rights")
    place.show_page("organization")
    place.organization.show_view("records")
    place.organization.records.show_table("absences")
