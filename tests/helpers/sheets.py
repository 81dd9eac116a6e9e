"""The sheets of the reference pictures: every element with its markers, every line, pools and lanes, names that wrap,
colours. Made of records alone, so that they show how things are drawn and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from modeler.bpmn.elements import SPECS
from modeler.bpmn.spec import ElementSpec
from modeler.document.records import FlowRecord, NodeRecord
from modeler.geometry.shapes import Bounds, Point

WIDTH = 1160.0
"""Units that a sheet is wide; its height follows from what is on it."""
_GAP, _FOOT = 8.0, 40.0

Put = Callable[[float, float], "Piece"]


@dataclass
class Piece:
    """Records of one cell, in the units of its own corner or of the sheet."""

    nodes: list[NodeRecord] = field(default_factory=list)
    flows: list[FlowRecord] = field(default_factory=list)

    def moved(self, dx: float, dy: float) -> Piece:
        """The same elsewhere."""

        def box(bounds: Bounds | None) -> Bounds | None:
            return bounds.moved(dx, dy) if bounds is not None else None

        return Piece(
            [replace(one, bounds=box(one.bounds), label_bounds=box(one.label_bounds)) for one in self.nodes],
            [
                replace(
                    one,
                    waypoints=tuple((x + dx, y + dy) for x, y in one.waypoints),
                    label_bounds=box(one.label_bounds),
                )
                for one in self.flows
            ],
        )


@dataclass(frozen=True)
class Cell:
    """A named part of a sheet: `area` in diagram units."""

    name: str
    area: Bounds


@dataclass
class Sheet:
    """One picture of the set: what is drawn, as pictures take it (`nodes` and `flows` by id), and its cells."""

    name: str
    cells: list[Cell] = field(default_factory=list)
    nodes: dict[str, NodeRecord] = field(default_factory=dict)
    flows: dict[str, FlowRecord] = field(default_factory=dict)
    _x: float = 0.0
    _y: float = 0.0
    _row: float = 0.0

    @property
    def index(self) -> Sheet:
        """Itself: what draws a document asks for its index."""
        return self

    def put(self, name: str, width: float, height: float, piece: Piece) -> None:
        """The next cell, from left to right and then in the next row."""
        assert all(cell.name != name for cell in self.cells), f"two cells are called {name}"
        if self._x + width > WIDTH:
            self._x, self._y, self._row = 0.0, self._y + self._row + _GAP, 0.0
        self.cells.append(Cell(name, Bounds(self._x, self._y, width, height)))
        there = piece.moved(self._x, self._y)
        self.nodes.update((one.id, one) for one in there.nodes)
        self.flows.update((one.id, one) for one in there.flows)
        self._x, self._row = self._x + width + _GAP, max(self._row, height)

    @property
    def area(self) -> Bounds:
        """What the picture shows, in diagram units."""
        return Bounds(0, 0, WIDTH, self._y + self._row)


def node(
    spec: ElementSpec,
    name: str,
    x: float,
    y: float,
    *,
    own: str = "",
    width: float = 0.0,
    height: float = 0.0,
    markers: Iterable[str] = (),
    **more: object,
) -> NodeRecord:
    """A record of a spec with its corner at a place; sizes of the spec where none are given."""
    return NodeRecord(
        own or spec.id,
        spec.tag,
        spec.id,
        name,
        bounds=Bounds(x, y, width or spec.size[0], height or spec.size[1]),
        markers=frozenset(markers) | spec.markers,
        event=spec.event or "none",
        interrupting=spec.interrupting,
        expanded=spec.expanded,
        horizontal=spec.horizontal,
        **more,  # type: ignore[arg-type]
    )


def flow(
    own: str, spec_id: str, points: Iterable[Point], name: str = "", source: str = "note", **more: object
) -> FlowRecord:
    """A line of a spec, with the traits that belong to it; it comes from something that is on the sheet."""
    traits: dict[str, object] = {
        "default-flow": {"is_default": True},
        "conditional-flow": {"condition": "days > 3"},
        "message-flow-initiating": {"message_mark": "initiating"},
        "message-flow-answering": {"message_mark": "non-initiating"},
        "association-one": {"direction": "one"},
        "association-both": {"direction": "both"},
    }.get(spec_id, {})  # type: ignore[assignment]
    return FlowRecord(own, SPECS[spec_id].tag, source, "", name, waypoints=tuple(points), **{**traits, **more})  # type: ignore[arg-type]


def _of(*categories: str) -> list[ElementSpec]:
    return [spec for spec in SPECS.values() if spec.category in categories]


def events() -> Sheet:
    """Every event, with what it is called beneath."""
    sheet = Sheet("events")
    for spec in _of("event"):
        sheet.put(spec.id, 94, 108, Piece([node(spec, spec.label, 29, 6)]))
    return sheet


TASK_MARKERS = ("loop", "parallel", "sequential", "compensation")
CALLED = ("calls-globalUserTask", "calls-globalManualTask", "calls-globalScriptTask", "calls-globalBusinessRuleTask")


def activities() -> Sheet:
    """Every activity, with every marker at its foot."""
    sheet = Sheet("activities")

    def put(spec: ElementSpec, *markers: str, name: str = "") -> None:
        own = "+".join((spec.id, *markers))
        wide = spec.resizable == "both"
        width, height = spec.minimum if wide else spec.size
        piece = Piece([node(spec, name or spec.label, 6, 6, own=own, width=width, height=height, markers=markers)])
        sheet.put(own, width + 12, height + 12, piece)

    for spec in _of("activity"):
        put(spec)
    for marker in TASK_MARKERS:
        put(SPECS["user-task"], marker, name=marker)
        put(SPECS["sub-process"], marker, name=marker)
        put(SPECS["sub-process-collapsed"], marker, name=marker)
        put(SPECS["call-activity"], marker, name=marker)
    for one in ("user-task", "sub-process-collapsed", "ad-hoc-sub-process-collapsed", "ad-hoc-sub-process"):
        for marker in ("loop", "parallel", "sequential"):
            put(SPECS[one], marker, "compensation", name=f"{marker}, compensation")
    for one in ("transaction-collapsed", "event-sub-process-collapsed"):
        put(SPECS[one], "parallel", "compensation", name="parallel, compensation")
    for called in CALLED:
        put(SPECS["call-activity"], called, name=called.removeprefix("calls-global"))
    return sheet


def others() -> Sheet:
    """Gateways, data, artifacts and every line."""
    sheet = Sheet("others")
    for spec in _of("gateway", "data"):
        sheet.put(spec.id, 104, 120, Piece([node(spec, spec.label, (104 - spec.size[0]) / 2, 6)]))
    plain = node(SPECS["exclusive-gateway"], "Without its cross", 27, 6, own="plain", markers=["plain"])
    sheet.put("exclusive-gateway+plain", 104, 120, Piece([plain]))
    note = SPECS["text-annotation"]
    words = "Checked by the head of the department before noon"
    sheet.put("text-annotation", 124, 84, Piece([node(note, words, 8, 8, own="note", height=64)]))
    sheet.put("group", 176, 156, Piece([node(SPECS["group"], "Group", 18, 24, width=140, height=120)]))
    for spec in _of("connection"):
        own = spec.id
        bent = [(8.0, 20.0), (70.0, 20.0), (70.0, 66.0), (146.0, 66.0)]
        sheet.put(own, 156, 100, Piece(flows=[flow(own, own, bent, spec.label)]))
    kinds = ("default-flow", "conditional-flow", "message-flow", "association-both", "data-input-association")
    for own, points in (
        ("down", [(40.0, 6.0), (40.0, 84.0)]),
        ("up", [(40.0, 84.0), (40.0, 6.0)]),
        ("left", [(74.0, 45.0), (6.0, 45.0)]),
        ("slanted", [(6.0, 84.0), (74.0, 6.0)]),
    ):
        for kind in kinds:
            sheet.put(f"{kind} {own}", 80, 90, Piece(flows=[flow(f"{kind} {own}", kind, points)]))
    sheet.put("conditional flow from a gateway", 220, 70, _from_gateway())
    stated = node(SPECS["data-object"], "Application", 34, 6, own="stated", state="approved")
    sheet.put("data-object in a state", 104, 100, Piece([stated]))
    return sheet


def _from_gateway() -> Piece:
    gateway = node(SPECS["exclusive-gateway"], "", 6, 8, own="fork", outgoing=("branch",))
    branch = flow("branch", "conditional-flow", [(56, 33), (206, 33)], "days > 3", source="fork")
    return Piece([gateway], [branch])


def containers() -> Sheet:
    """Pools and lanes, lying and upright, with names in both scripts."""
    sheet = Sheet("containers")

    def put(name: str, width: float, height: float, *nodes: NodeRecord) -> None:
        sheet.put(name, width, height, Piece(list(nodes)))

    pool, lane = SPECS["pool"], SPECS["lane"]
    put(
        "pool with lanes", 366, 252,
        node(pool, "Leave of absence", 6, 6, own="p1", width=354, height=240),
        node(lane, "Employee", 36, 6, own="l1", width=324, height=80, home="p1"),
        node(lane, "Head of department", 36, 86, own="l2", width=324, height=160, home="p1"),
        node(lane, "Inner", 66, 86, own="l3", width=294, height=80, home="l2"),
        node(lane, "Other", 66, 166, own="l4", width=294, height=80, home="l2"),
    )  # fmt: skip
    put(
        "pool with lanes in Chinese", 366, 252,
        node(pool, "请假审批（行政部）", 6, 6, own="p2", width=354, height=240),
        node(lane, "申请人", 36, 6, own="l5", width=324, height=80, home="p2"),
        node(lane, "部门负责人HR", 36, 86, own="l6", width=324, height=160, home="p2"),
        node(SPECS["user-task"], "提交请假申请并上传证明材料", 150, 10, own="t1", height=72, home="l5"),
    )  # fmt: skip
    upright, tall = SPECS["pool-vertical"], SPECS["lane-vertical"]
    put(
        "upright pool with lanes", 262, 312,
        node(upright, "Order", 6, 6, own="p3", width=250, height=300),
        node(tall, "Sales", 6, 36, own="l7", width=125, height=270, home="p3"),
        node(tall, "仓库管理", 131, 36, own="l8", width=125, height=270, home="p3"),
    )  # fmt: skip
    put("pool", 312, 162, node(pool, "Pool", 6, 6, width=300, height=150))
    put("pool-vertical", 162, 312, node(upright, "竖向泳池", 6, 6, width=150, height=300))
    put("pool with a long name", 312, 162,
        node(pool, "一个名称很长的泳池需要换行才能全部显示", 6, 6, own="long", width=300, height=150))  # fmt: skip
    empty = SPECS["pool-collapsed"]
    put("pool-collapsed", 312, 72, node(empty, "Customer", 6, 6, width=300))
    put("pool-collapsed+multiple", 312, 72,
        node(empty, "供应商", 6, 6, own="many", width=300, markers=["multiple"]))  # fmt: skip
    put("pool+multiple", 312, 162,
        node(pool, "Branches", 6, 6, own="branches", width=300, height=150, markers=["multiple"]))  # fmt: skip
    put("pool-collapsed-vertical", 72, 212,
        node(SPECS["pool-collapsed-vertical"], "外部客户", 6, 6, height=200))  # fmt: skip
    put("pool-collapsed-vertical in Latin letters", 72, 212,
        node(SPECS["pool-collapsed-vertical"], "Customer", 6, 6, own="upright", height=200))  # fmt: skip
    put("lane", 312, 92, node(lane, "Lane", 6, 6, width=300, height=80))
    put("lane-vertical", 92, 312, node(tall, "Lane", 6, 6, width=80, height=300))
    return sheet


LONG = "提交请假申请并上传医院证明材料"
MIXED = "审核 ERP 系统中的 purchase order（2000 元以上）"


def names() -> Sheet:
    """Names: how they wrap, where they stand; and colours."""
    sheet = Sheet("names")
    for text, word in ((LONG, "Chinese"), (MIXED, "mixed"), ("Two\nlines", "broken by hand"), ("M" * 40, "one word")):
        for kind in ("user-task", "sub-process-collapsed", "start-event", "exclusive-gateway", "data-object"):
            spec = SPECS[kind]
            own = f"{kind}, {word}"
            piece = Piece([node(spec, text, (112 - spec.size[0]) / 2, 6, own=own)])
            sheet.put(own, 112, 136, piece)
    spec = SPECS["text-annotation"]
    sheet.put("annotation, Chinese", 124, 104, Piece([node(spec, LONG * 2, 8, 8, own="note", height=84)]))
    sheet.put(
        "sub-process, Chinese", 212, 132,
        Piece([node(SPECS["sub-process"], MIXED, 6, 6, own="inside", width=200, height=120)]),
    )  # fmt: skip
    sheet.put("group, Chinese", 176, 166, Piece([node(SPECS["group"], LONG, 18, 34, own="g", width=140, height=120)]))
    sheet.put(
        "flow, Chinese", 212, 70,
        Piece(flows=[flow("named", "sequence-flow", [(6, 44), (206, 44)], "金额大于二千元且需要复核")]),
    )  # fmt: skip
    sheet.put(
        "upright flow, Chinese", 132, 100,
        Piece(flows=[flow("down", "sequence-flow", [(20, 6), (20, 94)], "不同意，退回修改")]),
    )  # fmt: skip
    moved = node(SPECS["end-event"], LONG, 6, 60, own="aside", label_bounds=Bounds(50, 6, 140, 30))
    sheet.put("label put elsewhere and made wide", 200, 104, Piece([moved]))
    host = node(SPECS["user-task"], "主体", 30, 6, own="host")
    timer = node(SPECS["boundary-event-timer"], "超过三天", 90, 68, own="guest", attached_to="host")
    sheet.put("boundary event on its host", 170, 136, Piece([host, timer]))
    for kind in ("user-task", "start-event", "parallel-gateway", "data-store", "lane", "text-annotation"):
        for fill, stroke in (("#C8E6C9", "#205022"), ("#37474F", "#B0BEC5")):
            spec, own = SPECS[kind], f"{kind}, {fill} on {stroke}"
            width = 150 if kind == "lane" else spec.size[0]
            height = 80 if kind == "lane" else spec.size[1]
            piece = Piece([node(spec, "Colour", 8, 8, own=own, width=width, height=height, fill=fill, stroke=stroke)])
            sheet.put(own, max(width + 16, 84), height + 36, piece)
    line = flow("red", "sequence-flow", [(6, 44), (140, 44)], "red", stroke="#B71C1C")
    sheet.put("flow, #B71C1C", 150, 60, Piece(flows=[line]))
    return sheet


def all_sheets() -> list[Sheet]:
    """The whole set."""
    return [events(), activities(), others(), containers(), names()]
