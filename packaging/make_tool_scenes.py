"""Scenes of the tools of the canvas, each in mid-use, for `make_screenshots.py`."""

from __future__ import annotations

from typing import Any

from make_scene_set import SceneSet

SCENES = SceneSet()
scene = SCENES.scene
WORDS = {
    "Purchase": "采购申请", "Ask for it": "填写申请", "Dear?": "超过一万元？", "Boss agrees": "总经理审批",
    "Office agrees": "行政审批", "Ordered": "已下单", "Order": "下单", "Supplier": "供应商", "Deliver": "送货",
    "Company": "公司", "Asker": "申请人", "Finance": "财务", "Buyer": "采购", "Pay": "付款", "Transfer": "转账",
    "Invoice": "发票", "checked": "已核对", "more than 10,000": "超过一万元", "less": "不超过", "Check goods": "验收",
}  # fmt: skip


class Sheet:
    """A purchase of its own on the canvas, and a hand; places are in diagram units."""

    def __init__(self, stage: Any) -> None:
        from modeler.document.io import new_document

        self.stage = stage
        self.before = stage.context.document
        self.doc = new_document(self.word("Purchase"), seed=7)
        stage.context.show_document(self.doc)
        self.canvas = stage.place("design").canvas
        self.held: Any = None

    def word(self, text: str) -> str:
        """The text in the language of the window."""
        return WORDS[text] if self.stage.context.settings["language"] == "zh" else text

    def start(self) -> str:
        """The start event."""
        return next(node.id for node in self.doc.index.nodes.values() if node.tag == "startEvent")

    def after(self, source: str, spec: str, name: str = "") -> str:
        """A step behind another one."""
        from modeler.document import commands

        own = str(commands.append_node(self.doc, source, spec))
        if name:
            commands.rename(self.doc, own, self.word(name))
        return own

    def chain(self) -> dict[str, str]:
        """Ask, decide, two who agree, order, end."""
        from modeler.document import commands

        ask = self.after(self.start(), "user-task", "Ask for it")
        dear = self.after(ask, "exclusive-gateway", "Dear?")
        boss = self.after(dear, "user-task", "Boss agrees")
        office = self.after(dear, "user-task", "Office agrees")
        order = self.after(boss, "service-task", "Order")
        end = self.after(order, "end-event", "Ordered")
        commands.connect(self.doc, office, order)
        return {"ask": ask, "dear": dear, "boss": boss, "office": office, "order": order, "end": end}

    def lanes(self) -> tuple[str, list[str]]:
        """A pool of three lanes round the start event, and the lanes."""
        from modeler.document import commands

        pool = commands.add_node(self.doc, "pool", (420, 260))
        commands.rename(self.doc, pool, self.word("Company"))
        lanes = list(commands.split_lane(self.doc, pool, 3))
        for lane, name in zip(lanes, ("Asker", "Finance", "Buyer"), strict=True):
            commands.rename(self.doc, lane, self.word(name))
        return pool, lanes

    def fit(self, *selected: str) -> None:
        """All of it in view, some of it selected."""
        self.stage.turn(0.1)
        self.canvas.fit()
        self.canvas.selection.set(selected)
        self.stage.settle()

    def box(self, own: str) -> Any:
        """Where an element stands."""
        return self.doc.index.nodes[own].bounds

    def at(self, place: tuple[float, float]) -> Any:
        """A place of the diagram in the canvas."""
        return self.canvas.camera.to_view(place).toPoint()

    def hold(self, start: tuple[float, float], end: tuple[float, float], modifiers: Any = None) -> None:
        """Press, drag, and do not let go."""
        from PySide6.QtCore import QPointF, Qt
        from PySide6.QtTest import QTest

        held = modifiers if modifiers is not None else Qt.KeyboardModifier.NoModifier
        first, last = QPointF(self.at(start)), QPointF(self.at(end))
        QTest.mousePress(self.canvas, Qt.MouseButton.LeftButton, held, first.toPoint())
        for share in (0.1, 0.5, 1.0):
            QTest.mouseMove(self.canvas, (first + (last - first) * share).toPoint())
            self.stage.turn()
        self.held = last.toPoint()

    def hover(self, place: tuple[float, float]) -> None:
        """The pointer goes there."""
        from PySide6.QtTest import QTest

        QTest.mouseMove(self.canvas, self.at(place))
        self.stage.turn()

    def key(self, name: str) -> None:
        """A plain key on the canvas."""
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        self.canvas.setFocus()
        QTest.keyClick(self.canvas, getattr(Qt.Key, f"Key_{name}"))
        self.stage.turn()

    def back(self) -> None:
        """Let go of everything; the sample is shown again."""
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest
        from PySide6.QtWidgets import QApplication

        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
            self.stage.turn()
        self.canvas.interaction.cancel()
        if self.held is not None:
            QTest.mouseRelease(self.canvas, Qt.MouseButton.LeftButton, pos=self.held)
        self.canvas.take_tool(None)
        self.canvas.hint.drop()
        self.stage.context.show_document(self.before)
        self.stage.context.close_document(self.doc)


@scene("30-space-tool")
def space_tool(stage: Any) -> Any:
    sheet = Sheet(stage)
    steps = sheet.chain()
    sheet.fit()
    sheet.key("S")
    boss = sheet.box(steps["boss"])
    sheet.hold((boss.x - 20, boss.y - 40), (boss.x + 90, boss.y - 40))
    return sheet.back


@scene("31-lasso")
def lasso(stage: Any) -> Any:
    sheet = Sheet(stage)
    steps = sheet.chain()
    sheet.fit()
    sheet.key("L")
    boss, office = sheet.box(steps["boss"]), sheet.box(steps["office"])
    sheet.hold((boss.x - 25, boss.y - 25), (boss.right + 25, office.bottom + 25))
    return sheet.back


@scene("32-connect-allowed")
def connect_allowed(stage: Any) -> Any:
    sheet = Sheet(stage)
    steps = sheet.chain()
    sheet.fit()
    sheet.key("C")
    sheet.hold(sheet.box(steps["office"]).centre, sheet.box(steps["end"]).centre)
    return sheet.back


@scene("33-connect-refused")
def connect_refused(stage: Any) -> Any:
    from modeler.document import commands

    sheet = Sheet(stage)
    steps = sheet.chain()
    sheet.fit()
    sheet.key("C")
    below = sheet.box(steps["office"])
    other = commands.add_node(sheet.doc, "event-sub-process", (below.centre[0] + 60, below.bottom + 150))
    sheet.fit()
    sheet.hold(sheet.box(steps["office"]).centre, (sheet.box(other).centre[0], sheet.box(other).y + 12))
    return sheet.back


@scene("34-refused-at-the-pointer")
def refused(stage: Any) -> Any:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    sheet = Sheet(stage)
    pool, _lanes = sheet.lanes()
    sheet.fit()
    box = sheet.box(pool)
    sheet.canvas.start_create("user-task")
    place = sheet.at((box.centre[0], box.bottom + 60))
    sheet.canvas.pointer_place = lambda: place  # without a screen there is no pointer that stands still
    sheet.hover((box.centre[0], box.bottom + 60))
    QTest.mouseClick(sheet.canvas, Qt.MouseButton.LeftButton, pos=place)

    def back() -> None:
        del sheet.canvas.pointer_place
        sheet.back()

    return back


@scene("35-snapping")
def snapping(stage: Any) -> Any:
    sheet = Sheet(stage)
    steps = sheet.chain()
    sheet.fit()
    office, boss = sheet.box(steps["office"]), sheet.box(steps["boss"])
    sheet.hold(office.centre, (boss.centre[0] + 4, office.centre[1] + 60))
    return sheet.back


@scene("36-lane-resized")
def lane_resized(stage: Any) -> Any:
    sheet = Sheet(stage)
    _pool, lanes = sheet.lanes()
    sheet.after(sheet.start(), "user-task", "Ask for it")
    sheet.fit(lanes[1])
    box = sheet.box(lanes[1])
    sheet.hold((box.centre[0], box.bottom), (box.centre[0], box.bottom + 45))
    return sheet.back


@scene("37-pad-with-ghost")
def pad_with_ghost(stage: Any) -> Any:
    from PySide6.QtCore import QPointF
    from PySide6.QtGui import QEnterEvent
    from PySide6.QtWidgets import QApplication

    sheet = Sheet(stage)
    steps = sheet.chain()
    sheet.fit(steps["office"])
    button = next(b for b in sheet.canvas.pad.findChildren(object, "append-user-task") if b.isVisible())
    middle = QPointF(button.rect().center())
    QApplication.sendEvent(button, QEnterEvent(middle, middle, QPointF(button.mapToGlobal(middle.toPoint()))))
    return sheet.back


@scene("38-morph-menu")
def morph(stage: Any) -> Any:
    sheet = Sheet(stage)
    steps = sheet.chain()
    sheet.fit(steps["boss"])
    sheet.key("R")
    return sheet.back


@scene("39-create-menu")
def create(stage: Any) -> Any:
    sheet = Sheet(stage)
    sheet.chain()
    sheet.fit()
    sheet.key("N")
    return sheet.back


@scene("40-search")
def search(stage: Any) -> Any:
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QLineEdit

    from modeler.ui.canvas.search import open_search

    sheet = Sheet(stage)
    sheet.chain()
    sheet.fit()
    bar = open_search(sheet.canvas)
    QTest.keyClicks(bar.findChild(QLineEdit), "sp" if stage.context.settings["language"] == "zh" else "agrees")
    stage.turn()

    def back() -> None:
        bar.give_up()
        sheet.back()

    return back


@scene("41-plane")
def plane(stage: Any) -> Any:
    from modeler.document import commands

    sheet = Sheet(stage)
    steps = sheet.chain()
    own = sheet.after(steps["office"], "sub-process-collapsed", "Pay")
    inner = commands.add_node(sheet.doc, "start-event", (200, 200), home=own)
    sheet.after(inner, "user-task", "Transfer")
    sheet.canvas.open_plane(own)
    sheet.fit()
    return sheet.back


@scene("42-folded-and-call")
def folded_and_call(stage: Any) -> Any:
    from modeler.document import commands

    sheet = Sheet(stage)
    steps = sheet.chain()
    sheet.after(steps["office"], "sub-process-collapsed", "Pay")
    call = sheet.after(steps["office"], "call-activity", "Deliver")
    data = commands.add_node(sheet.doc, "data-object", (sheet.box(call).x - 60, sheet.box(call).bottom + 60))
    commands.rename(sheet.doc, data, sheet.word("Invoice"))
    commands.set_property(sheet.doc, data, "state", sheet.word("checked"))
    sheet.fit(call)
    return sheet.back


def _untidy(stage: Any) -> tuple[Sheet, dict[str, str]]:
    from modeler.document import commands

    sheet = Sheet(stage)
    steps = sheet.chain()
    for name, (dx, dy) in {"dear": (-20, 90), "boss": (60, -70), "order": (-180, 150), "end": (40, 60)}.items():
        commands.move(sheet.doc, [steps[name]], dx, dy)
    return sheet, steps


@scene("43-before-tidying")
def before_tidying(stage: Any) -> Any:
    sheet, _steps = _untidy(stage)
    sheet.fit()
    return sheet.back


@scene("44-after-tidying")
def after_tidying(stage: Any) -> Any:
    from modeler.ui.canvas.tidying import tidy_up

    sheet, _steps = _untidy(stage)
    tidy_up(sheet.canvas)
    stage.settle()
    sheet.fit()
    return sheet.back


@scene("45-several-selected")
def several(stage: Any) -> Any:
    from modeler.ui.canvas.arranging import open_arranging

    sheet, steps = _untidy(stage)
    sheet.fit(steps["ask"], steps["boss"], steps["office"])
    open_arranging(sheet.canvas)
    return sheet.back


@scene("46-wrapped")
def wrapped(stage: Any) -> Any:
    from modeler.document import commands

    sheet = Sheet(stage)
    steps = sheet.chain()
    own = commands.wrap(sheet.doc, [steps["dear"], steps["boss"], steps["office"], steps["order"]])
    commands.rename(sheet.doc, own, sheet.word("Check goods"))
    sheet.fit(own)
    return sheet.back


@scene("47-minimap")
def minimap(stage: Any) -> Any:
    from modeler.document import commands

    sheet = Sheet(stage)
    steps = sheet.chain()
    last = steps["office"]
    for _time in range(6):
        last = sheet.after(last, "user-task", "Transfer")
    commands.add_node(sheet.doc, "data-store", (300, 600))
    sheet.fit()
    place = stage.place("design")
    place.minimap.set_open(True)
    stage.turn()
    sheet.canvas.zoom_to(1.5)
    stage.settle()

    def back() -> None:
        place.minimap.set_open(False)
        sheet.back()

    return back


@scene("48-changed-on-disk")
def changed_on_disk(stage: Any) -> Any:
    from modeler.ui.disk_dialog import DiskDialog

    document = stage.context.document
    kept = document.path.read_bytes()
    document.path.write_bytes(kept.replace(b'id="Task_hr" name="', b'id="Task_hr" name="2026 '))
    stage.window.files.disk.settle([document])
    stage.settle()
    (dialog,) = [one for one in stage.window.findChildren(DiskDialog) if one.isVisible()]

    def closed() -> None:
        document.path.write_bytes(kept)
        stage.window.files.look_at_disk()
        stage.window.banner.hide()

    dialog.finished.connect(closed)
    return dialog


@scene("49-recovery-list")
def recovery_list(stage: Any) -> Any:
    from pathlib import Path

    from modeler.document.recovery import LeftBehind
    from modeler.ui.recovery_dialog import RecoveryDialog

    path = stage.context.document.path
    when = 1_770_000_000.0
    rows = [
        LeftBehind(Path("a.journal"), path, path.name, 14, False, when),
        LeftBehind(Path("b.journal"), None, "采购申请", 41, False, when - 3600),
        LeftBehind(Path("c.journal"), path.with_name("seal.bpmn"), "seal.bpmn", 3, True, when - 90_000),
    ]
    dialog = RecoveryDialog(stage.window, rows, lambda _rows: None, lambda _rows: None)
    dialog.show()
    return dialog


@scene("50-colours")
def colours(stage: Any) -> Any:
    from modeler.ui.canvas.colours import open_colours

    sheet = Sheet(stage)
    steps = sheet.chain()
    sheet.fit(steps["boss"])
    open_colours(sheet.canvas)
    return sheet.back


@scene("51-chain")
def chain(stage: Any) -> Any:
    from PySide6.QtWidgets import QPlainTextEdit

    from modeler.ui.panels.chain_dialog import ChainDialog

    sheet = Sheet(stage)
    sheet.fit()
    stage.place("design").do_chain()
    stage.turn(0.2)
    dialog = next(one for one in stage.window.findChildren(ChainDialog) if one.isVisible())
    text = "部门主管 → 总经理 → 财务" if stage.context.settings["language"] == "zh" else "head → executive → finance"
    dialog.findChild(QPlainTextEdit).setPlainText(text)
    stage.turn(0.2)
    dialog.finished.connect(sheet.back)
    return dialog
