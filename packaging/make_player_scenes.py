"""Scenes of the form player on the supplier process: three people see three forms, for `make_screenshots.py`."""

from __future__ import annotations

from typing import Any

from make_scene_set import SceneSet

SCENES = SceneSet()
scene = SCENES.scene
OFFERS = [
    {"item": "瓦楞纸箱", "count": 2000, "price": "60.00", "due": "2026-04-10", "sample": True},
    {"item": "封箱胶带", "count": 500, "price": "4.00", "due": "2026-03-27", "sample": False},
]
DATA = {
    "supplierName": "示例包装材料有限公司", "where": "440305", "address": "示例路 1 号", "site": "https://www.example.com",
    "strengths": ["price", "speed"], "bank": "6228480000000000042", "contact": "示例联系人",
    "supplierPhone": "13800000000", "mail": "sales@example.com", "discount": 5, "exclusive": False,
    "term": {"from": "2026-04-01", "to": "2027-03-31"}, "offers": OFFERS, "unit": "sales-east", "owner": "yu",
}  # fmt: skip


def rehearse(stage: Any, user: str) -> Any:
    """The supplier process in Rehearse, played as a person; begins a case where there is none yet."""
    context = stage.context
    if getattr(context.document.path, "stem", "") != "supplier":
        path = next(one for one in context.workspace.processes() if one.stem == "supplier")
        stage.window.files.open_path(path)
        stage.settle()
    place = stage.place("rehearse")
    place.play_as(user)
    stage.settle()
    return place


def bring(place: Any, path: str) -> Any:
    """Scroll the form so that a field stands at the top of what is seen."""
    from PySide6.QtCore import QPoint
    from PySide6.QtWidgets import QScrollArea, QTabWidget

    player = place.task_panel.player
    field = player.fields[path]
    above = field
    while above is not player:
        page, above = above, above.parentWidget()
        if isinstance(above.parentWidget(), QTabWidget):
            above.parentWidget().setCurrentWidget(above)
        elif isinstance(above, QTabWidget):
            above.setCurrentWidget(page)
    area = player.parentWidget()
    while area is not None and not isinstance(area, QScrollArea):
        area = area.parentWidget()
    if area is not None:
        area.verticalScrollBar().setValue(field.mapTo(area.widget(), QPoint(0, 0)).y() - 40)
    return field


@scene("53-player-applicant")
def applicant(stage: Any) -> None:
    place = rehearse(stage, "yu")
    place.task_panel.player.put_in(DATA)
    stage.turn(0.1)


@scene("53b-player-table")
def table(stage: Any) -> None:
    place = rehearse(stage, "yu")
    bring(place, "discount")
    stage.turn(0.1)


@scene("53c-player-paper")
def paper(stage: Any) -> None:
    place = rehearse(stage, "yu")
    bring(place, "total")
    stage.turn(0.1)


@scene("53d-player-problems")
def problems(stage: Any) -> None:
    place = rehearse(stage, "yu")
    place.task_panel.player.put_in({**DATA, "supplierName": "", "bank": "123", "mail": "x"})
    place.task_panel.buttons[""].click()
    stage.settle()


@scene("54-player-head")
def head(stage: Any) -> None:
    place = rehearse(stage, "yu")
    place.task_panel.player.put_in(DATA)
    place.rehearsal.start(place.task_panel.player.editable_values(), None)
    stage.settle()
    rehearse(stage, "feng")


@scene("54b-player-masked")
def masked(stage: Any) -> None:
    bring(rehearse(stage, "feng"), "where")
    stage.turn(0.1)


@scene("54c-player-review")
def review(stage: Any) -> None:
    bring(rehearse(stage, "feng"), "offers")
    stage.turn(0.1)


@scene("55-player-cashier")
def cashier(stage: Any) -> Any:
    """Who checks the account sees it whole; the review is hidden from them."""
    place = rehearse(stage, "feng")
    place.task_panel.player.put_in({"stars": 4, "review": "报价合理，交期稳定"})
    place.task_panel.buttons["agree"].click()
    stage.settle()
    rehearse(stage, "jiang").task_panel.buttons["agree"].click()
    stage.settle()
    bring(rehearse(stage, "jin"), "where")
    stage.turn(0.1)


@scene("55b-player-cashier-below")
def below(stage: Any) -> None:
    bring(rehearse(stage, "jin"), "offers")


@scene("56-player-on-paper")
def on_paper(stage: Any) -> Any:
    """The case on paper, as the cashier may see it."""
    from modeler.ui.places.rehearse.paper import PaperDialog, ask_paper

    place = rehearse(stage, "jin")
    ask_paper(place)
    stage.settle()
    return place.findChild(PaperDialog)


@scene("57-player-long-paste")
def long_paste(stage: Any) -> Any:
    """Rows of a long paste on their way into a table."""
    place = rehearse(stage, "yu")
    place.rehearsal.show_case(None)
    stage.settle()
    place = rehearse(stage, "yu")
    bring(place, "discount")
    slices = place.task_panel.player.fields["offers"].control.slices
    slices.say(slices.title.text())
    slices.attend(lambda: None)
    slices.bar.setRange(0, 100)
    slices.bar.setValue(40)
    stage.turn(0.1)
    path = next(one for one in stage.context.workspace.processes() if one.stem == "leave")

    def back() -> None:
        slices.leave()
        stage.window.files.open_path(path)
        stage.settle()

    return back
