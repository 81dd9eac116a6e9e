"""Random things that a person may do to a document, for property tests and the soak run."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from modeler.bpmn.elements import SPECS, morph_targets
from modeler.document import commands as real_commands
from modeler.document.document import Document
from modeler.geometry.shapes import Bounds
from runner.core.errors import AppError

_NAMES = ["", "Check", "请假申请", 'a "b" <c> & d', "two\nlines", "é"]
_BLOCKS: list[tuple[str, object]] = [
    ("handler", {"strategy": "role", "who": "role:hr"}),
    ("fields", [{"path": "a", "access": "edit", "rows": ["add", "own"]}]),
    ("approval", {"vote": "all", "verdicts": [{"id": "ok", "label": "同意", "result": "agree"}]}),
    ("copy", [{"who": "user:a"}, {"who": "role:b"}]),
    ("form", None),
]


RECORD: list[str] = []
"""What was done, as text: for the report of a walk that went wrong."""


class _Recorded:
    """The commands, each call noted."""

    def __getattr__(self, name: str) -> Any:
        verb = getattr(real_commands, name)

        def call(doc: Document, *args: Any, **options: Any) -> Any:
            if name == "copy":
                return verb(doc, *args, **options)
            said = [repr(item) if not isinstance(item, bytes) else "..." for item in args]
            said += [f"{key}={value!r}" for key, value in options.items()]
            line = f"{name}({', '.join(said)})"
            try:
                found = verb(doc, *args, **options)
            except AppError as error:
                RECORD.append(f"{line} refused: {error.code}")
                raise
            RECORD.append(f"{line} -> {found}" if found is not None else line)
            return found

        return call


commands = _Recorded()


class Failure(Exception):
    """Thrown in the middle of a transaction on purpose."""


def _node(doc: Document, rng: random.Random) -> str:
    return rng.choice(sorted(doc.index.nodes) or ["none"])


def _flow(doc: Document, rng: random.Random) -> str:
    return rng.choice(sorted(doc.index.flows) or ["none"])


def _add(doc: Document, rng: random.Random) -> None:
    drawable = [spec.id for spec in SPECS.values() if spec.category != "connection"]
    host = _node(doc, rng) if rng.random() < 0.2 else None
    at = (rng.randrange(0, 1500), rng.randrange(0, 900))
    commands.add_node(doc, rng.choice(drawable), at, attach_to=host, name=rng.choice(_NAMES))


def _append(doc: Document, rng: random.Random) -> None:
    kinds = ["user-task", "end-event", "exclusive-gateway", "sub-process", "text-annotation", "data-object"]
    if rng.random() < 0.15:
        commands.append_node(doc, _flow(doc, rng), "text-annotation")
    else:
        commands.append_node(doc, _node(doc, rng), rng.choice(kinds))


def _connect(doc: Document, rng: random.Random) -> None:
    notes = sorted(own for own, node in doc.index.nodes.items() if node.tag == "textAnnotation")
    if notes and rng.random() < 0.15:
        ends = [rng.choice(notes), _flow(doc, rng)]
        rng.shuffle(ends)
        commands.connect(doc, *ends)
    else:
        commands.connect(doc, _node(doc, rng), _node(doc, rng))


def _reconnect(doc: Document, rng: random.Random) -> None:
    to = _flow(doc, rng) if rng.random() < 0.1 else _node(doc, rng)
    commands.reconnect(doc, _flow(doc, rng), **{rng.choice(["source", "target"]): to})


def _move(doc: Document, rng: random.Random) -> None:
    ids = [_node(doc, rng) for _ in range(rng.randint(1, 3))]
    home = _node(doc, rng) if rng.random() < 0.3 else None
    commands.move(doc, ids, rng.randrange(-300, 300), rng.randrange(-300, 300), home=home, merge_key="move")


def _resize(doc: Document, rng: random.Random) -> None:
    own = _node(doc, rng)
    bounds = Bounds(rng.randrange(800), rng.randrange(800), rng.randrange(10, 900), rng.randrange(10, 600))
    commands.resize(doc, own, bounds)


def _remove(doc: Document, rng: random.Random) -> None:
    commands.remove(doc, [_node(doc, rng), *([_flow(doc, rng)] if rng.random() < 0.3 else [])])


def _replace(doc: Document, rng: random.Random) -> None:
    own = _node(doc, rng)
    if own in doc.index.nodes:
        targets = morph_targets(doc.index.nodes[own].spec)
        if targets:
            commands.replace(doc, own, rng.choice(targets))


def _rename(doc: Document, rng: random.Random) -> None:
    own = rng.choice([_node(doc, rng), _flow(doc, rng)])
    commands.rename(doc, own, rng.choice(_NAMES), merge_key=f"rename {own}")


def _property(doc: Document, rng: random.Random) -> None:
    own = rng.choice([_node(doc, rng), _flow(doc, rng)])
    name, value = rng.choice(
        [("documentation", "a\n<b> 文"), ("documentation", None), ("condition", "x > 1"), ("timer", "PT1H"),
         ("message", "Paid"), ("error", "E1"), ("code", "42"), ("loop", "parallel"), ("loop", None),
         ("loop", {"kind": "sequential", "collection": "people", "item": "one"}), ("script", "a = 1"),
         ("isForCompensation", True)]
    )  # fmt: skip
    commands.set_property(doc, own, name, value)


def _extension(doc: Document, rng: random.Random) -> None:
    block, values = rng.choice(_BLOCKS)
    commands.set_extension(doc, _node(doc, rng), block, values if rng.random() < 0.7 else None)


def _paste(doc: Document, rng: random.Random) -> None:
    data = commands.copy(doc, [_node(doc, rng), _node(doc, rng)])
    commands.paste(doc, data, (rng.randrange(1500), rng.randrange(900)))


def _drop(doc: Document, rng: random.Random) -> None:
    commands.drop_on_flow(doc, _node(doc, rng), _flow(doc, rng))


def _border(doc: Document, rng: random.Random) -> None:
    own, at = _node(doc, rng), (rng.randrange(1500), rng.randrange(900))
    record = doc.index.nodes.get(own)
    if record is not None and record.attached_to is not None and rng.random() < 0.5:
        commands.detach(doc, own, at)
    else:
        commands.attach(doc, own, _node(doc, rng), at)


def _colour(doc: Document, rng: random.Random) -> None:
    commands.set_colour(doc, [_node(doc, rng)], rng.choice([None, "#ffeecc"]), rng.choice([None, "#112233"]))


def _lane(doc: Document, rng: random.Random) -> None:
    lanes = sorted(doc.index.containers)
    if lanes and len(doc.index.lanes) < 8:
        commands.add_lane(doc, rng.choice(lanes), name=rng.choice(_NAMES))


def _layout(doc: Document, rng: random.Random) -> None:
    commands.set_layout(doc, {_node(doc, rng): Bounds(10, 10, 50, 60), _flow(doc, rng): ((1.0, 2.0), (3.5, 4.0))})


def _band(doc: Document, rng: random.Random) -> None:
    pools = sorted(doc.index.containers)
    lanes = sorted(doc.index.lanes)
    if not pools:
        return
    what = rng.randrange(5)
    if what == 0:
        commands.turn_pool(doc, rng.choice(pools))
    elif what == 1:
        commands.split_lane(doc, rng.choice(pools), rng.choice([2, 3]))
    elif lanes and what == 2:
        commands.order_lane(doc, rng.choice(lanes), rng.randrange(4))
    elif lanes and what == 3 and len(lanes) < 8:
        commands.add_lane_beside(doc, rng.choice(lanes), before=rng.random() < 0.5)
    elif lanes:
        commands.remove(doc, [rng.choice(lanes)])


def _arrange(doc: Document, rng: random.Random) -> None:
    some = [_node(doc, rng) for _ in range(4)]
    if rng.random() < 0.5:
        commands.align(doc, some, rng.choice(["left", "centre", "right", "top", "middle", "bottom"]))
    else:
        commands.distribute(doc, some, rng.choice(["x", "y"]))


def _space(doc: Document, rng: random.Random) -> None:
    within = rng.choice([None, *sorted(doc.index.containers)])
    at, delta = rng.randrange(1500), rng.randrange(-200, 200)
    commands.make_space(doc, within, rng.choice(["x", "y"]), at, delta, before=rng.random() < 0.3)


def _line(doc: Document, rng: random.Random) -> None:
    own = _flow(doc, rng)
    what = rng.randrange(4)
    if what == 0:
        commands.set_waypoints(doc, own, [(rng.randrange(900), rng.randrange(600)) for _ in range(rng.randint(2, 4))])
    elif what == 1:
        commands.set_label(doc, rng.choice([own, _node(doc, rng)]), Bounds(5, 6, 90, 20))
    else:
        kinds = [spec.id for spec in SPECS.values() if spec.category == "connection"]
        commands.set_flow_kind(doc, own, rng.choice(kinds))


def _mark(doc: Document, rng: random.Random) -> None:
    commands.set_compensation(doc, _node(doc, rng), rng.random() < 0.7)


def _insert(doc: Document, rng: random.Random) -> None:
    kinds = ["user-task", "exclusive-gateway", "parallel-gateway", "intermediate-catch-event-timer"]
    match rng.randrange(3):
        case 0:
            commands.insert_node(doc, _flow(doc, rng), rng.choice(kinds), name=rng.choice(_NAMES))
        case 1:
            commands.insert_fork(doc, _flow(doc, rng), rng.choice(kinds[1:3]))
        case _:
            flow = doc.index.flows.get(_flow(doc, rng))
            if flow is not None:
                commands.exchange(doc, flow.source, flow.target)


ACTS: list[Callable[[Document, random.Random], None]] = [
    _add, _add, _append, _append, _append, _connect, _connect, _reconnect, _move, _move, _resize, _remove, _replace,
    _rename, _property, _property, _extension, _extension, _paste, _drop, _colour, _lane, _layout, _border,
    _band, _arrange, _space, _line, _mark, _insert,
]  # fmt: skip


def random_act(doc: Document, rng: random.Random, failures: float = 0.15) -> bool:
    """One random act, sometimes several in one transaction, sometimes failing in the middle; returns whether
    it was carried out."""
    try:
        with doc.transaction("act", "move" if rng.random() < 0.1 else None):
            for _ in range(rng.choice([1, 1, 1, 3])):
                try:
                    with doc.transaction("inner"):
                        rng.choice(ACTS)(doc, rng)
                        if rng.random() < failures / 2:
                            raise Failure
                except (AppError, Failure):
                    pass
            if rng.random() < failures:
                raise Failure
    except Failure:
        return False
    return True
