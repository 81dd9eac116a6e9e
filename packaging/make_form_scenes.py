"""Scenes of the form designer for `make_screenshots.py`."""

from __future__ import annotations

from typing import Any

from make_scene_set import SceneSet

SCENES = SceneSet()
scene = SCENES.scene


def _designer(stage: Any) -> Any:
    stage.on_leave()
    place = stage.place("forms-rights")
    place.show_page("form", "leave")
    place.form_page.view.set_current("design")
    place.form_page._show_view("design")
    return place


@scene("70-form-several")
def several(stage: Any) -> Any:
    place = _designer(stage)
    place.form_page.palette_.show_part("terms")
    stage.turn(0.2)
    place.form_page.edit_caption("Field_reason")
    place.form_page.select(["Field_period", "Field_leaveType", "Field_reason"])
    stage.turn(0.2)

    def back() -> None:
        place.form_page.caption_editor.close()

    return back


@scene("71-form-checks")
def checks(stage: Any) -> None:
    from modeler.forms.cross_checks import add_check

    place = _designer(stage)
    place.form_page.palette_.show_part("sets")
    form = place.form_page.form()
    place.form_page.write(add_check(form, "=days <= 10", "一次最多请 10 天", "Ten days at most at a time"), "check")
    place.form_page.choose("")
    stage.turn(0.2)
    place.settings.extras.open.click()
    stage.turn(0.1)
    bar = place.settings._scroll.verticalScrollBar()
    bar.setValue(bar.maximum())
    stage.turn(0.3)


@scene("72-form-phone")
def phone(stage: Any) -> None:
    place = _designer(stage)
    page = place.form_page
    page.view._choose("preview")
    page.at_step.setCurrentIndex(page.at_step.findData("Task_hr"))
    page.preview_side.device._choose("phone")
    page.preview_side.who.show_chosen([f"user:{stage.context.organization.users[0].id}"])
    page.refresh()
    stage.turn(0.2)


@scene("73-form-print")
def on_paper(stage: Any) -> None:
    from modeler.forms.print_template import set_print

    place = _designer(stage)
    form = place.form_page.form()
    form = set_print(form, "watermark", {"zh": "内部资料", "en": "Internal"})
    place.form_page.write(set_print(form, "signatures", True), "print")
    place.form_page.view.set_current("print")
    place.form_page._show_view("print")
    stage.turn(0.2)


@scene("73b-form-print-code")
def with_code(stage: Any) -> None:
    from modeler.forms.print_template import set_print

    place = _designer(stage)
    form = place.form_page.form()
    place.form_page.write(set_print(set_print(form, "watermark", ""), "qr", True), "print")
    place.form_page.view.set_current("print")
    place.form_page._show_view("print")
    stage.turn(0.2)


@scene("74-form-lookup")
def lookup(stage: Any) -> None:
    """A ready-made set that looks its records up, with the source and what its columns fill in."""
    place = _designer(stage)
    place.new_form()
    place.form_page.add_set("payee")
    place.form_page.choose("Field_payee")
    stage.turn(0.2)


@scene("75-form-name")
def name(stage: Any) -> None:
    """The name of a field that others use."""
    place = _designer(stage)
    place.form_page.choose("Field_days")
    bar = place.settings._scroll.verticalScrollBar()
    bar.setValue(bar.maximum())
    editor = place.settings.editors["key"][0]
    editor.line.setText("type")
    editor.line.textEdited.emit("type")
    stage.turn(0.2)


@scene("76-form-captions-left")
def captions_left(stage: Any) -> None:
    from modeler.forms.edit import set_captions

    place = _designer(stage)
    place.form_page.write(set_captions(place.form_page.form(), "left"), "captions")
    place.form_page.choose("")
    stage.turn(0.2)
