"""More scenes of the canvas for `make_screenshots.py`: what hands do to names, borders, lines, notes and pools,
several diagrams in one file, and paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from make_scene_set import SceneSet
from make_tool_scenes import Sheet

SCENES = SceneSet()
scene = SCENES.scene


@scene("52a-naming")
def naming(stage: Any) -> Any:
    sheet = Sheet(stage)
    steps = sheet.chain()
    sheet.fit(steps["office"])
    sheet.key("E")
    return sheet.back


@scene("52b-name-alone")
def name_alone(stage: Any) -> Any:
    sheet = Sheet(stage)
    steps = sheet.chain()
    sheet.fit()
    sheet.canvas.selection.set([steps["dear"]], name=True)
    return sheet.back


@scene("52c-event-onto-a-border")
def onto_a_border(stage: Any) -> Any:
    from modeler.document import commands

    sheet = Sheet(stage)
    steps = sheet.chain()
    office = sheet.box(steps["office"])
    event = commands.add_node(
        sheet.doc, "intermediate-catch-event-timer", (office.centre[0] - 90, office.bottom + 70)
    )
    sheet.fit()
    sheet.hold(sheet.box(event).centre, (office.centre[0] + 20, office.bottom + 4))
    return sheet.back


@scene("52d-into-a-flow")
def into_a_flow(stage: Any) -> Any:
    from modeler.document import commands

    sheet = Sheet(stage)
    steps = sheet.chain()
    commands.move(sheet.doc, [steps["order"], steps["end"]], 260, 0)
    boss, order = sheet.box(steps["boss"]), sheet.box(steps["order"])
    place = (boss.right + order.x) / 2 + 20, boss.centre[1]
    step = commands.add_node(sheet.doc, "user-task", (place[0], place[1] + 160))
    commands.rename(sheet.doc, step, sheet.word("Check goods"))
    sheet.fit()
    sheet.hold(sheet.box(step).centre, (place[0], place[1] + 3))
    return sheet.back


@scene("52e-bending")
def bending(stage: Any) -> Any:
    sheet = Sheet(stage)
    steps = sheet.chain()
    flow = next(one for one in sheet.doc.index.flows.values() if one.target == steps["office"])
    sheet.fit(flow.id)
    (ax, ay), (bx, by) = flow.waypoints[1:3]
    sheet.hold(((ax + bx) / 2, (ay + by) / 2), ((ax + bx) / 2, (ay + by) / 2 + 55))
    return sheet.back


@scene("52f-flow-selected")
def flow_selected(stage: Any) -> Any:
    from modeler.document import commands

    sheet = Sheet(stage)
    steps = sheet.chain()
    flow = next(one for one in sheet.doc.index.flows.values() if one.target == steps["end"])
    note = commands.append_node(sheet.doc, flow.id, "text-annotation")
    commands.rename(sheet.doc, note, sheet.word("checked"))
    sheet.fit(flow.id)
    return sheet.back


@scene("52g-pasting")
def pasting(stage: Any) -> Any:
    from modeler.document import commands
    from modeler.ui.canvas.tools.paste import PasteTool

    sheet = Sheet(stage)
    steps = sheet.chain()
    sheet.fit()
    office = sheet.box(steps["office"])
    data = commands.copy(sheet.doc, [steps["boss"], steps["order"]])
    sheet.canvas.take_tool(PasteTool(sheet.canvas, data))
    sheet.hover((office.centre[0] + 60, office.bottom + 90))
    return sheet.back


@scene("52h-upright-pool")
def upright_pool(stage: Any) -> Any:
    from modeler.document import commands

    sheet = Sheet(stage)
    pool, lanes = sheet.lanes()
    commands.turn_pool(sheet.doc, pool)
    last = sheet.start()
    for name in ("Ask for it", "Check goods"):
        last = sheet.after(last, "user-task", name)
    sheet.fit(lanes[1])
    return sheet.back


@scene("52i-two-pools")
def two_pools(stage: Any) -> Any:
    from modeler.document import commands

    sheet = Sheet(stage)
    pool, _lanes = sheet.lanes()
    ask = sheet.after(sheet.start(), "user-task", "Ask for it")
    send = sheet.after(ask, "send-task", "Order")
    box = sheet.box(pool)
    other = commands.add_node(sheet.doc, "pool-collapsed", (box.centre[0], box.bottom + 110))
    commands.rename(sheet.doc, other, sheet.word("Supplier"))
    commands.connect(sheet.doc, send, other)
    sheet.fit(pool)
    return sheet.back


@scene("52j-event-gateway")
def event_gateway(stage: Any) -> Any:
    sheet = Sheet(stage)
    steps = sheet.chain()
    sheet.fit(sheet.after(steps["office"], "event-based-gateway"))
    return sheet.back


@scene("52k-several-kinds")
def several_kinds(stage: Any) -> Any:
    sheet = Sheet(stage)
    steps = sheet.chain()
    sheet.fit(steps["ask"], steps["boss"], steps["office"])
    sheet.key("R")
    return sheet.back


@scene("52l-diagrams-of-a-file")
def diagrams(stage: Any) -> Any:
    from modeler.document import commands

    sheet = Sheet(stage)
    sheet.chain()
    for name in ("Pay", "Deliver"):
        commands.add_diagram(sheet.doc, sheet.word(name))
    sheet.fit()
    sheet.canvas.plane.findChild(object, "plane-0").menu().popup(
        sheet.canvas.plane.mapToGlobal(sheet.canvas.plane.rect().bottomLeft())
    )
    return sheet.back


@scene("52m-groups-and-notes")
def groups_and_notes(stage: Any) -> Any:
    from modeler.document import commands

    sheet = Sheet(stage)
    steps = sheet.chain()
    boss, office = sheet.box(steps["boss"]), sheet.box(steps["office"])
    group = commands.add_node(sheet.doc, "group", (boss.centre[0], (boss.y + office.bottom) / 2))
    commands.rename(sheet.doc, group, sheet.word("Finance"))
    note = commands.append_node(sheet.doc, steps["order"], "text-annotation")
    commands.rename(sheet.doc, note, sheet.word("more than 10,000"))
    sheet.fit(group)
    return sheet.back


@scene("52n-without-a-drawing")
def without_a_drawing(stage: Any) -> Any:
    from lxml import etree

    from modeler.bpmn import di
    from modeler.document.io import document_from_bytes, to_bytes

    sheet = Sheet(stage)
    sheet.chain()
    root = etree.fromstring(to_bytes(sheet.doc))
    for diagram in root.findall(di.DIAGRAM):
        root.remove(diagram)
    document = document_from_bytes(etree.tostring(root), "order.bpmn")
    stage.context.show_document(document)

    def back() -> None:
        sheet.back()
        stage.context.close_document(document)

    return back


@scene("52o-print-preview")
def print_preview(stage: Any) -> Any:
    from modeler.ui.printing import preview

    sheet = Sheet(stage)
    sheet.chain()
    dialog = preview(stage.window, stage.window.files)
    dialog.resize(1220, min(760, stage.window.height() - 40))
    dialog.show()
    stage.turn(0.5)
    dialog.finished.connect(sheet.back)
    return dialog


@scene("52p-open-elsewhere")
def open_elsewhere(stage: Any) -> Any:
    from pathlib import Path

    from modeler.document.holding import Holder
    from modeler.ui.held import HeldDialog

    holder = Holder(pid=1, host="office-12", user="chen", since="2026-03-02T09:14:00")
    dialog = HeldDialog(stage.window, holder, Path("leave.bpmn"))
    dialog.show()
    return dialog


@scene("52q-cannot-be-saved")
def cannot_be_saved(stage: Any) -> Callable[[], None]:
    from modeler.document import commands

    stage.place("design")
    stage.on_leave()
    document = stage.context.document
    commands.rename(document, "Task_hr", "2026")
    folder = document.path.parent
    away = folder.with_name("away")
    folder.rename(away)
    try:
        stage.window.files.save(document)
    finally:
        away.rename(folder)

    def back() -> None:
        document.undo()
        stage.window.banner.hide()

    return back


@scene("52r-right-button")
def right_button(stage: Any) -> Any:
    sheet = Sheet(stage)
    steps = sheet.chain()
    sheet.fit(steps["office"])
    office = sheet.box(steps["office"])
    place = sheet.canvas.mapToGlobal(sheet.at((office.centre[0] + 20, office.centre[1] + 10)))
    sheet.canvas.contextRequested.emit(steps["office"], place)
    return sheet.back


@scene("52s-right-button-on-paper")
def right_button_on_paper(stage: Any) -> Any:
    sheet = Sheet(stage)
    sheet.chain()
    sheet.fit()
    sheet.canvas.contextRequested.emit("", sheet.canvas.mapToGlobal(sheet.at((120, 320))))
    return sheet.back
