"""Scenes of the data dictionary for `make_screenshots.py`: versions, code lists, numbering, import, another code."""

from __future__ import annotations

from typing import Any

from make_scene_set import SceneSet

SCENES = SceneSet()
scene = SCENES.scene


def page_of(stage: Any, view: str) -> Any:
    """The dictionary page with one of its views."""
    stage.on_leave()
    place = stage.place("forms-rights")
    place.show_page("dictionary")
    page = place.dictionary
    page.view.set_current(view)
    page.refresh()
    return page


@scene("10-dictionary-versions")
def versions(stage: Any) -> None:
    page_of(stage, "terms").show_term("sealKind")


@scene("10-dictionary-lists")
def lists(stage: Any) -> None:
    page_of(stage, "lists")


@scene("10-dictionary-numbering")
def numbering(stage: Any) -> None:
    page_of(stage, "numbers")


@scene("10-dictionary-process-codes")
def process_codes(stage: Any) -> None:
    page_of(stage, "processes")


@scene("10-dictionary-checks")
def checks(stage: Any) -> None:
    page_of(stage, "checks")


@scene("10-dictionary-import")
def importing(stage: Any) -> Any:
    from modeler.dictionary.tables import read_tables
    from modeler.ui.places.forms_rights.table_import import TableImport

    page = page_of(stage, "terms")
    rows = ("Code,English name,Type", "copies,Number of copies,number", "branch,Branch,letter", "2nd,Second,text")
    dialog = TableImport(read_tables("\n".join(rows).encode(), stage.context.dictionary, "terms.csv"), page)
    dialog.show()
    return dialog


@scene("10-dictionary-rename")
def renaming(stage: Any) -> Any:
    from modeler.dictionary.occurrences import Obstacle, Use
    from modeler.dictionary.renaming import Renaming
    from modeler.ui.places.forms_rights.rename_dialog import RenameDialog

    page = page_of(stage, "terms")
    uses = (Use("seal", "Field_copies", "field", "Copies"),)
    told = (
        Obstacle(Use("seal.bpmn", "StartEvent_seal", "script", "copies = n"), "rename.foreign"),
        Obstacle(Use("seal.bpmn", "StartEvent_seal", "condition", "copies"), "rename.unsure"),
    )
    dialog = RenameDialog(Renaming("copies", "count", stage.context.dictionary, uses=uses, obstacles=told),
                          page.uses, page)  # fmt: skip
    dialog.show()
    return dialog
