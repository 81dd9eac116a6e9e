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


@scene("09i-directory-services")
def directory_services(stage: Any) -> None:
    from runner.organization.model import DirectoryService

    place = stage.place("forms-rights")
    place.show_page("organization")
    place.organization.show_view("records")
    organization = stage.context.organization
    if not organization.services:
        answers = [{"when": {"starter": "zhang"}, "people": ["li"]}, {"people": ["user:chen"], "delay": "PT2S"}]
        service = {"id": "hr", "name": "人事系统", "system": "hr", "operation": "approvers", "answers": answers}
        made = organization.model_copy(update={"services": [DirectoryService.model_validate(service)]})
        place.parts.set_organization(made, "services")
    place.organization.records.show_table("services")


@scene("09f-roles")
def roles(stage: Any) -> None:
    place = stage.place("forms-rights")
    place.show_page("organization")
    place.organization.show_view("roles")
    place.organization.roles.show_one("legal")


@scene("09g-positions")
def positions(stage: Any) -> None:
    place = stage.place("forms-rights")
    place.show_page("organization")
    place.organization.show_view("positions")


@scene("09h-hand-over")
def hand_over(stage: Any) -> Any:
    place = stage.place("forms-rights")
    place.show_page("organization")
    place.organization.show_view("people")
    people = place.organization.people
    people.table.selectRow(people.table.model().row_of("li"))
    return people.ask_heir()
