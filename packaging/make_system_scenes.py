"""Scenes of systems for `make_screenshots.py`: the register, and how a system is reached."""

from __future__ import annotations

from typing import Any

from make_scene_set import SceneSet

SCENES = SceneSet()
scene = SCENES.scene


def page_of(stage: Any, code: str = "finance") -> Any:
    """The register with one of its systems selected."""
    stage.on_leave()
    place = stage.place("forms-rights")
    place.systems.code = code
    place.show_page("systems")
    return place


@scene("10-systems")
def register(stage: Any) -> None:
    page_of(stage)


@scene("10-systems-http")
def reached(stage: Any) -> Any:
    place = page_of(stage)
    place.parts.set_connection("finance", "", use="http", url="https://ledger.example/api")
    place.show_page("systems")
    return place.parts.history.undo


@scene("10-systems-secret")
def secret(stage: Any) -> Any:
    from PySide6.QtWidgets import QScrollArea

    from runner.connectors.connections import Authentication

    place = page_of(stage)
    usual = place.parts.connections()
    told = Authentication(kind="basic", secret="finance", user="office")  # noqa: S106  # the name of one
    test = usual.of("finance").model_copy(
        update={"use": "http", "url": "https://ledger.example/api", "headers": {"X-Office": "12"}, "retry": 2,
                "authentication": told}
    )  # fmt: skip
    name = "Test"
    made = usual.model_copy(update={"environments": {name: {"finance": test}}, "environment": name})
    place.parts.set_connections(made, "")
    place.show_page("systems")
    stage.settle()
    for area in place.system.findChildren(QScrollArea):
        area.verticalScrollBar().setValue(260)
    return place.parts.history.undo


@scene("10-systems-secrets-asked")
def secrets_asked(stage: Any) -> Any:
    from modeler.ui.panels.secrets_asked import Needed, SecretsDialog

    page_of(stage)
    needed = [
        Needed("财务系统", "ledger.example", "finance", "office"),
        Needed("采购系统", "erp.example", "purchase"),
    ]
    dialog = SecretsDialog(stage.context, needed, False, stage.window)
    dialog.show()
    return dialog


@scene("10-systems-copies")
def copies(stage: Any) -> None:
    from runner.protocol.rehearsing import Difference, SyncView

    place = page_of(stage, "purchase")
    found = [
        Difference(key="S001", how="changed", column="phone", before="13800138000", after="13900139000"),
        Difference(key="S004", how="new"),
    ]
    state = SyncView(system="purchase", code="suppliers", source="suppliers", at="x", lag=5400, differences=found)
    stage.settle()
    place.systems.show_copies([state])


@scene("10-systems-copying")
def copying(stage: Any) -> Any:
    from modeler.systems.edit import set_sync

    copies(stage)
    place = stage.place("forms-rights")
    paging = {"by": "next", "next": "links.next", "page": "cursor"}
    place.parts.set_systems(set_sync(place.parts.systems(), "purchase", "suppliers", paging=paging), "")
    place.show_page("systems")
    shown = place.systems.copies
    stage.settle()
    place.systems.show_copies(shown)
    place.systems.view.set_current("copying")
    place.systems.view.changed.emit("copying")

    def back() -> None:
        place.systems.view.set_current("asking")
        place.systems.view.changed.emit("asking")
        place.parts.history.undo()

    return back


@scene("10-systems-empty")
def empty(stage: Any) -> None:
    from runner.data.systems import Systems

    stage.on_leave()
    place = stage.place("forms-rights")
    place.parts.set_systems(Systems(), "")
    place.show_page("systems")


@scene("05-design-system-below")
def failures(stage: Any) -> Any:
    from PySide6.QtWidgets import QScrollArea

    undone = mapping(stage)
    stage.settle()
    for area in stage.place("design").properties.findChildren(QScrollArea):
        area.verticalScrollBar().setValue(620)
    return undone


@scene("05-design-system")
def mapping(stage: Any) -> Any:
    from modeler.document import commands
    from tests.helpers.finance import DICTIONARY, SYSTEMS

    stage.on_leave()
    workspace, document = stage.context.workspace, stage.context.document
    kept = workspace.dictionary.value
    workspace.systems.set(SYSTEMS)
    workspace.dictionary.set(kept.model_copy(update={"choices": [*kept.choices, *DICTIONARY.choices]}))
    stage.place("design")
    rows = [{"name": "department", "value": "starter.department.id"}, {"name": "amount", "value": "reason"}]
    block = {"kind": "system", "system": "finance", "operation": "check", "timeout": "PT5S", "retry": "2", "in": rows,
             "out": [{"name": "reason", "value": "result.left"}]}  # fmt: skip
    with document.transaction(""):
        own = commands.add_node(document, "service-task", (400, 600))
        commands.set_extension(document, own, "service", block)
    stage.select(own)

    def back() -> None:
        for file in (document, workspace.systems, workspace.dictionary):
            file.undo()

    return back


@scene("05-design-import-report")
def imported(stage: Any) -> Any:
    import tempfile
    from pathlib import Path

    from modeler.dialects.engines import DIALECTS
    from modeler.document.io import to_bytes
    from tests.helpers.builders import a_process

    space = f'xmlns:camunda="{DIALECTS["camunda"].uri}"'
    made = a_process().with_start()
    made = made.with_node(
        "Book", "serviceTask", "登记入账", f'{space} camunda:class="a.Book" camunda:asyncBefore="true"'
    )
    made = made.with_node("Check", "userTask", "复核", f'{space} camunda:assignee="kermit"').with_end()
    path = Path(tempfile.mkdtemp()) / "foreign.bpmn"
    path.write_bytes(to_bytes(made.document()))
    before = stage.context.document
    opened = stage.context.open_document(path)
    place = stage.place("design")
    stage.context.later.finish()
    stage.settle()
    place.show_imported()

    def back() -> None:
        stage.context.show_document(before)
        stage.context.close_document(opened)

    return back


@scene("11-rehearse-real-calls")
def real_calls(stage: Any) -> None:
    from runner.protocol.rehearsing import CallsView

    stage.on_leave()
    place = stage.place("rehearse")
    stage.settle()
    calls = CallsView(on=True, systems=["finance"])
    place.time_line.show_calls(calls)
    place.middle.show_calls(calls)
    place.middle._open_more()
