"""Data stores: what steps take out of them and put there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.helpers.graphs import A, event, loop, mock
from tests.unit.engine_coverage.play import Model, model


def _use(value: str | None = None, **more: Any) -> dict[str, Any]:
    """A use of the store `L`."""
    return {"item": "L", **({"value": {"text": value}} if value else {}), **more}


def _stores(**about: Any) -> A:
    return A().store("L", name="Ledger", **about)


def _plain() -> Iterator[Model]:
    yield model(
        "store/read",
        "A step takes what a store holds: a variable of its name.",
        _stores().start().user("A", reads=[_use()]).end().chain("S", "A", "E"),
        """
        hold Ledger=[1,2]
        start : S A > A
        ? Ledger=[1,2]
        do A  : E >
        = completed E
        $ Ledger=[1,2]
    """,
    )
    yield model(
        "store/read/empty",
        "Out of a store that nobody has put anything into comes nothing.",
        _stores().start().user("A", reads=[_use()]).end().chain("S", "A", "E"),
        """
        start Ledger=7 : S A > A
        ? Ledger=7
        do A  : E >
        = completed E
        $ Ledger=null
    """,
    )
    yield model(
        "store/write",
        "A step puts the variable of the store's name there as it is left, and the next one finds it.",
        _stores().start().user("A", writes=[_use()]).user("B", reads=[_use(variable="seen")]).end()
        .chain("S", "A", "B", "E"),
        """
        start : S A > A
        $ Ledger=null
        do A Ledger={"a":1} : B > B
        $ Ledger={"a":1}
        ? seen={"a":1}
        do B  : E >
        = completed E
    """,
    )  # fmt: skip
    yield model(
        "store/write/nothing",
        "A variable that is not there puts nothing.",
        _stores().start().user("A", writes=[_use()]).end().chain("S", "A", "E"),
        """
        hold Ledger=3
        start : S A > A
        do A  : E >
        = completed E
        $ Ledger=3
    """,
    )
    yield model(
        "store/name",
        "A store drawn by another name is the same one.",
        _stores(store="Books").start().user("A", writes=[_use()]).end().chain("S", "A", "E"),
        """
        start : S A > A
        do A Ledger=5 : E >
        = completed E
        $ Books=5
    """,
    )

    yield model(
        "store/nameless",
        "A store without a name is known by its id.",
        A().store("L").start().user("A", writes=[_use("1")]).user("B", reads=[_use()]).end()
        .chain("S", "A", "B", "E"),
        """
        start : S A > A
        do A  : B > B
        ? L=1
        do B  : E >
        = completed E
        $ L=1
    """,
    )  # fmt: skip


def _worked_out() -> Iterator[Model]:
    yield model(
        "store/value/read",
        "What is worked out of a store's content goes to a variable.",
        _stores().start().user("A", reads=[_use("sum(Ledger) + x", variable="total")]).end().chain("S", "A", "E"),
        """
        hold Ledger=[1,2]
        start x=10 : S A > A
        ? total=13
        do A  : E >
        = completed E
    """,
    )
    yield model(
        "store/value/append",
        "What is worked out over the content takes its place: here a record more.",
        _stores().start().user("A", writes=[_use("append(Ledger, {who: who})")]).end().chain("S", "A", "E"),
        """
        hold Ledger=[{"who":"x"}]
        start : S A > A
        do A who="y" : E >
        = completed E
        $ Ledger=[{"who":"x"},{"who":"y"}]
    """,
    )
    yield model(
        "store/entry",
        "Named values of a content are put one by one, the others stay.",
        _stores().start().user("A", writes=[_use("n", entry="last"), _use("Ledger.last + 1", entry="next")]).end()
        .chain("S", "A", "E"),
        """
        hold Ledger={"of":"x"}
        start n=4 : S A > A
        do A  : E >
        = completed E
        $ Ledger={"of":"x","last":4,"next":5}
    """,
    )  # fmt: skip
    yield model(
        "store/entry/no-names",
        "A named value of what holds none is trouble; leaving the step out puts nothing.",
        _stores().start().user("A", writes=[_use("n", entry="last")]).end().chain("S", "A", "E"),
        """
        hold Ledger=[1]
        start n=4 : S A > A
        do A  : > A
        = incident run.store-shape
        skip A : E >
        = completed E
        $ Ledger=[1]
    """,
    )
    yield model(
        "store/capacity",
        "A store holds so many records; the step that puts one more waits until there is room.",
        _stores(capacity=2).start().user("A", writes=[_use("append(Ledger, n)")]).end().chain("S", "A", "E"),
        """
        hold Ledger=[1,2]
        start n=3 : S A > A
        do A  : > A
        = incident run.store-full
        hold Ledger=[2]
        retry A : E >
        = completed E
        $ Ledger=[2,3]
    """,
    )


def _where() -> Iterator[Model]:
    for kind, name in (("scriptTask", "script"), ("serviceTask", "service"), ("task", "task")):
        more = {"service": mock("{Ledger: 9}")} if kind == "serviceTask" else {}
        step = "do N Ledger=9 : E >" if kind == "task" else ""
        done = "start : S N > N" if kind == "task" else "start : S N E >"
        if kind == "scriptTask":
            more = {"script": {"lines": [{"name": "Ledger", "value": "Ledger + 1"}]}}
        hold = "hold Ledger=8"
        yield model(
            f"store/{name}",
            f"A {name} task takes first, and puts what it made.",
            _stores().start().node(kind, "N", reads=[_use()], writes=[_use()], **more).end().chain("S", "N", "E"),
            f"""
            {hold}
            {done}
            {step}
            = completed E
            $ Ledger=9
        """,
        )
    yield model(
        "store/sub-process",
        "A sub-process takes before it begins, and puts when it has ended.",
        _stores().start().sub("P", reads=[_use()], writes=[_use("Ledger + x")]).user("A").up().end()
        .chain("S", "P", "E"),
        """
        hold Ledger=1
        start : S P A > A
        ? Ledger=1
        $ Ledger=1
        do A x=4 : E >
        = completed E
        $ Ledger=5
    """,
    )  # fmt: skip
    yield model(
        "store/interrupted",
        "A step that is interrupted puts nothing.",
        _stores().start().user("A", writes=[_use("1")]).end().boundary("B", "A", event("message", name="m"))
        .end("F").chain("S", "A", "E").chain("B", "F"),
        """
        start : S A > A
        message m : B F >
        = completed F
        $ Ledger=null
    """,
    )  # fmt: skip
    yield model(
        "store/runs",
        "A step that runs several times takes once before the first run and puts once after the last.",
        _stores().start().user("A", loop=loop("sequential", cardinality="2"), reads=[_use()],
                               writes=[_use("Ledger + 1")]).end().chain("S", "A", "E"),
        """
        hold Ledger=1
        start : S A > A
        do A  : > A
        $ Ledger=1
        do A  : E >
        = completed E
        $ Ledger=2
    """,
    )  # fmt: skip
    yield model(
        "store/undone",
        "Undoing a sub-process neither takes nor puts once more; its handlers do.",
        _stores().start().sub("P", writes=[_use("append(Ledger, 1)")]).user("A").user(
            "H", for_compensation=True, writes=[_use("append(Ledger, -1)")]
        ).boundary("B", "A", event("compensation", ref="H")).up().end("E", event=event("compensation"))
        .chain("S", "P", "E"),
        """
        hold Ledger=[]
        start : S P A > A
        do A  : E P H > H
        $ Ledger=[1]
        do H  : >
        = completed E
        $ Ledger=[1,-1]
    """,
    )  # fmt: skip
    yield model(
        "store/events",
        "Events take and put as steps do.",
        _stores().start("S", writes=[_use("n")]).node("intermediateCatchEvent", "C", event=event("message", name="m"),
                                                      writes=[_use()]).end("E", reads=[_use(variable="last")])
        .chain("S", "C", "E"),
        """
        start n=1 : S C >
        $ Ledger=1
        message m Ledger=2 : E >
        = completed E
        $ Ledger=2
        ? last=2
    """,
    )  # fmt: skip


MODELS = [*_plain(), *_worked_out(), *_where()]
