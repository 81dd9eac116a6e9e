"""What is done is undone: by an event that throws compensation, and when a transaction is cancelled."""

from __future__ import annotations

from collections.abc import Iterator

from runner.bundle.graph import EventDefinition
from tests.helpers.graphs import A, error, event, loop, message, script, timer
from tests.unit.engine_coverage.play import Model, model


def _undo(made: A, step: str, handler: str, kind: str = "userTask", **more: object) -> A:
    """A handler for a step, in the scope that is being drawn."""
    made.node(kind, handler, for_compensation=True, **more)
    return made.boundary(f"B{step}", step, event("compensation", ref=handler))


def _undoing(ref: str | None = None) -> EventDefinition:
    return event("compensation", ref=ref) if ref else event("compensation")


def _steps() -> A:
    """Three steps of which two can be undone."""
    made = A().start().user("A").user("M").user("C")
    return _undo(_undo(made, "A", "HA"), "C", "HC")


def _thrown() -> Iterator[Model]:
    for node, where in (("intermediateThrowEvent", "on the way"), ("endEvent", "at the end")):
        made = _steps().node(node, "T", event=_undoing()).chain("S", "A", "M", "C", "T")
        yield model(
            f"compensation/all/{node}",
            f"All that was done is undone {where}, the last first.",
            made,
            f"""
            start : S A > A
            do A  : M   > M
            do M  : C   > C
            do C  : T HC > HC
            do HC : HA  > HA
            do HA :     >
            = completed{" T" if node == "endEvent" else ""}
        """,
        )
        made = _steps().node(node, "T", event=_undoing("A")).chain("S", "A", "M", "C", "T")
        yield model(
            f"compensation/one/{node}",
            f"One step is undone {where}, others stay done.",
            made,
            f"""
            start : S A > A
            do A  : M   > M
            do M  : C   > C
            do C  : T HA > HA
            do HA :     >
            = completed{" T" if node == "endEvent" else ""}
        """,
        )
    made = _steps().node("intermediateThrowEvent", "T", event=_undoing()).user("D").chain("S", "T", "D")
    yield model(
        "compensation/nothing",
        "Where nothing was done there is nothing to undo.",
        made,
        """
        start : S T D > D
    """,
    )
    made = A().start().user("A").fork("f").user("C").xor("m").node("intermediateThrowEvent", "T", event=_undoing())
    made = _undo(_undo(made, "A", "HA"), "C", "HC").user("D")
    made.chain("S", "A", "f", "C").chain("f", "T", "D")
    yield model(
        "compensation/not-done",
        "A step that is still open is not undone.",
        made,
        """
        start : S A        > A
        do A  : f C T HA   > C HA
        do HA : D          > C D
        do C  :            > D
    """,
    )
    made = _steps().node("intermediateThrowEvent", "T1", event=_undoing("A"))
    made.node("intermediateThrowEvent", "T2", event=_undoing()).chain("S", "A", "C", "T1", "T2")
    yield model(
        "compensation/once",
        "What is undone is not undone again.",
        made,
        """
        start : S A     > A
        do A  : C       > C
        do C  : T1 HA   > HA
        do HA : T2 HC   > HC
        do HC :         >
        = completed
    """,
    )
    made = _undo(A().start().xor("m").user("A"), "A", "H").xor("x", "x_T")
    made.node("intermediateThrowEvent", "T", event=_undoing()).chain("S", "m", "A", "x")
    made.flow("x", "m", "again").flow("x", "T")
    yield model(
        "compensation/loop",
        "A step that was done three times is undone three times.",
        made,
        """
        start            : S m A > A
        do A again=true  : x m A > A
        do A again=true  : x m A > A
        do A again=false : x T H > H
        do H             : H     > H
        do H             : H     > H
        do H             :       >
        = completed
    """,
    )
    made = _undo(A().start().user("A"), "A", "H", "scriptTask", script=script(n="n - 1"))
    made.node("intermediateThrowEvent", "T", event=_undoing()).end().chain("S", "A", "T", "E")
    yield model(
        "compensation/script",
        "A script undoes what a person did.",
        made,
        """
        start n=5 : S A   > A
        do A n=6  : T H E >
        ? n=5
        = completed E
    """,
    )
    made = _undo(A().start().user("A"), "A", "H", "subProcess")
    made.scope = "H"
    made.user("H1").user("H2").chain("H1", "H2").up()
    made.node("intermediateThrowEvent", "T", event=_undoing()).end().chain("S", "A", "T", "E")
    yield model(
        "compensation/handler-sub-process",
        "A sub-process undoes a step.",
        made,
        """
        start : S A    > A
        do A  : T H H1 > H1
        do H1 : H2     > H2
        do H2 : E      >
        = completed E
    """,
    )
    made = _undo(A().start().user("A"), "A", "H", "callActivity", called="q")
    made.node("intermediateThrowEvent", "T", event=_undoing()).end().chain("S", "A", "T", "E")
    yield model(
        "compensation/handler-call",
        "A called process undoes a step, and gives its variables.",
        made,
        """
        start      : S A   > A
        do A       : T H I > I
        do I n=3   : E     >
        ? n=3
        = completed E
    """,
        A("q").user("I"),
    )
    made = _undo(A().start().user("A"), "A", "H").user("X").boundary("Q", "H", timer("PT1H")).chain("Q", "X")
    made.node("intermediateThrowEvent", "T", event=_undoing()).end().chain("S", "A", "T", "E")
    says = "Undoing goes on when a handler is taken away on its border."
    yield model("compensation/handler-interrupted", says, made, """
        start   : S A     > A
        do A    : T H     > H
        wait 1h : Q E X   > X
    """)  # fmt: skip
    yield model("compensation/several", "A multiple end sends its message and undoes.",
                _undo(A().start().user("A"), "A", "H").end("E", event=event("multiple",
                parts=[_undoing(), message("m")])).chain("S", "A", "E"), """
        start : S A > A
        do A  : E H > H
        do H  :     >
        = completed E
    """)  # fmt: skip


def _runs() -> Iterator[Model]:
    for way in ("parallel", "sequential"):
        each = loop(way, collection='["x", "y"]', item="it")
        made = _undo(A().start().user("A", loop=each), "A", "H", "scriptTask", script=script(log="append(log, it)"))
        made.node("intermediateThrowEvent", "T", event=_undoing()).end().chain("S", "A", "T", "E")
        says = f"Each run of a step, {way}, is undone with what it was about."
        yield model(f"compensation/runs/{way}", says, made, f"""
            start log=[] : S A     > {"A A" if way == "parallel" else "A"}
            do A         :         > A
            do A         : T H H E >
            ? log=["y","x"]
        """)  # fmt: skip
        made = A().start().sub("P", loop=each).user("A")
        _undo(made, "A", "H", "scriptTask", script=script(log="append(log, it)")).up()
        made.node("intermediateThrowEvent", "T", event=_undoing()).end().chain("S", "P", "T", "E")
        first = "A A" if way == "parallel" else "A"
        says = f"What was done in runs of a sub-process, {way}, is undone."
        yield model(f"compensation/runs-of-sub-process/{way}", says,
                    made, f"""
            start log=[] : S P {first} > {first}
            do A         : {"" if way == "parallel" else "A"} > A
            do A         : T H H E >
            ? log=["y","x"]
        """)  # fmt: skip


def _nested() -> Iterator[Model]:
    made = A().start().user("O")
    _undo(made, "O", "HO").sub("P").start("S2").user("A").user("C")
    _undo(_undo(made, "A", "HA"), "C", "HC").chain("S2", "A", "C").up()
    made.node("intermediateThrowEvent", "T", event=_undoing()).end().chain("S", "O", "P", "T", "E")
    says = "What was done in a sub-process is undone in it, before what came earlier."
    yield model("compensation/nested", says, made, """
        start : S O      > O
        do O  : P S2 A   > A
        do A  : C        > C
        do C  : T P HC   > HC
        do HC : HA       > HA
        do HA : HO       > HO
        do HO : E        >
        = completed E
    """)  # fmt: skip
    made = A().start().sub("P").user("A")
    _undo(made, "A", "HA").up()
    _undo(made, "P", "HP").node("intermediateThrowEvent", "T", event=_undoing()).end().chain("S", "P", "T", "E")
    yield model(
        "compensation/whole",
        "A sub-process with a handler of its own is undone as a whole.",
        made,
        """
        start : S P A > A
        do A  : T HP  > HP
        do HP : E     >
        = completed E
    """,
    )
    made = A().start().sub("P").sub("Q").user("A")
    _undo(made, "A", "HA").up().up().node("intermediateThrowEvent", "T", event=_undoing()).end()
    yield model("compensation/deep", "What was done two sub-processes deep is undone there.",
                made.chain("S", "P", "T", "E"), """
        start : S P Q A  > A
        do A  : T P Q HA > HA
        do HA : E        >
        = completed E
    """)  # fmt: skip
    made = A().start().sub("P").start("S2").user("A")
    _undo(made, "A", "HA").node("intermediateThrowEvent", "T", event=_undoing()).user("C").chain("S2", "A", "T", "C")
    made.up().user("O")
    _undo(made, "O", "HO").end().chain("S", "O", "P", "E")
    yield model(
        "compensation/own-scope",
        "Inside a sub-process only what was done inside is undone.",
        made,
        """
        start : S O    > O
        do O  : P S2 A > A
        do A  : T HA   > HA
        do HA : C      > C
        do C  : E      >
        = completed E
    """,
    )
    made = A().start().user("O")
    _undo(made, "O", "HO").sub("P").start("S2").node("intermediateThrowEvent", "T", event=_undoing("O")).end("E2")
    yield model("compensation/around", "Inside a sub-process a step around it is undone by its name.",
                made.chain("S2", "T", "E2").up().end().chain("S", "O", "P", "E"), """
        start : S O       > O
        do O  : P S2 T HO > HO
        do HO : E2 E      >
        = completed E
    """)  # fmt: skip
    made = A().start().sub("P").user("A")
    _undo(made, "A", "HA").sub("V", event_sub_process=True).start("V1", event=_undoing()).user("X")
    made.node("intermediateThrowEvent", "R", event=_undoing()).user("Y").chain("V1", "X", "R", "Y").up().up()
    made.node("intermediateThrowEvent", "T", event=_undoing()).end().chain("S", "P", "T", "E")
    says = "An event sub-process undoes its sub-process, and what is inside."
    yield model("compensation/event-sub-process", says, made, """
        start : S P A      > A
        do A  : T P V V1 X > X
        do X  : R HA       > HA
        do HA : Y          > Y
        do Y  : E          >
        = completed E
    """)  # fmt: skip
    made = A().start().sub("P").user("A")
    _undo(made, "A", "HA").sub("V", event_sub_process=True).start("V1", event=_undoing()).user("X").chain("V1", "X")
    made.up().up().end().chain("S", "P", "E")
    yield model(
        "compensation/event-sub-process-unused",
        "Nothing is undone where nobody says so.",
        made,
        """
        start : S P A > A
        do A  : E     >
        = completed E
    """,
    )
    made = A().start().node("callActivity", "K", called="q").node("intermediateThrowEvent", "T", event=_undoing())
    inner = _undo(A("q").user("I"), "I", "HI", "scriptTask", script=script(kept="own")).start()
    inner.chain("S", "I")
    yield model("compensation/call", "What was done in a called process is undone there, with its variables.",
                made.end().chain("S", "K", "T", "E"), """
        start      : S K S I  > I
        do I own=7 : T K HI E >
        = completed E
    """, inner)  # fmt: skip
    made = A().start().sub("P").start("S2").user("A")
    _undo(made, "A", "HA").end("E2", event=error("x")).chain("S2", "A", "E2").up()
    made.boundary("Q", "P", error("x")).node("intermediateThrowEvent", "T", event=_undoing()).end()
    yield model("compensation/failed-scope", "What was done in a sub-process that failed is not undone from outside.",
                made.chain("S", "P").chain("Q", "T", "E"), """
        start : S P S2 A > A
        do A  : E2 Q T E >
        = completed E
    """)  # fmt: skip
    made = A().start().sub("P").start("S2").user("A")
    _undo(made, "A", "HA").sub("V", event_sub_process=True).start("V1", event=error("x"))
    made.node("intermediateThrowEvent", "R", event=_undoing()).end("VE").chain("V1", "R", "VE").up()
    made.end("E2", event=error("x")).chain("S2", "A", "E2").up().end().chain("S", "P", "E")
    says = "An event sub-process that catches an error undoes what was done before."
    yield model("compensation/after-error", says, made, """
        start : S P S2 A     > A
        do A  : E2 V V1 R HA > HA
        do HA : VE E         >
        = completed E
    """)  # fmt: skip


def _transaction(*handlers: bool) -> A:
    made = A().start().node("transaction", "P")
    made.scope = "P"
    made.start("S2").user("A").user("C").xor("x", "x_E2").end("E2").end("EC", event=event("cancel"))
    if handlers:
        _undo(_undo(made, "A", "HA"), "C", "HC")
    made.chain("S2", "A", "C", "x").flow("x", "EC", "bad").flow("x", "E2").up()
    return made.boundary("Q", "P", event("cancel")).user("X").user("D").chain("S", "P", "D").chain("Q", "X")


def _cancelled() -> Iterator[Model]:
    yield model("cancel/undoes", "A cancelled transaction undoes what was done in it, the last first.",
                _transaction(True), """
        start         : S P S2 A > A
        do A          : C        > C
        do C bad=true : x EC HC  > HC
        do HC         : HA       > HA
        do HA         : Q X      > X
        do X          :          >
        = completed
    """)  # fmt: skip
    yield model(
        "cancel/not",
        "A transaction that is not cancelled goes on.",
        _transaction(True),
        """
        start          : S P S2 A > A
        do A           : C        > C
        do C bad=false : x E2 D   > D
    """,
    )
    yield model("cancel/nothing", "A cancelled transaction in which nothing can be undone goes on at once.",
                _transaction(), """
        start         : S P S2 A   > A
        do A          : C          > C
        do C bad=true : x EC Q X   > X
    """)  # fmt: skip
    made = A().start().node("transaction", "P").boundary("Q", "P", event("cancel")).user("X")
    made.chain("S", "P").chain("Q", "X")
    made.scope = "P"
    made.start("S2").fork("f").user("A").user("C").end("EC", event=event("cancel"))
    _undo(_undo(made, "A", "HA"), "C", "HC").user("D").chain("S2", "f", "A", "EC").chain("f", "C", "D")
    yield model(
        "cancel/running",
        "What still runs in a cancelled transaction is taken away, not undone.",
        made,
        """
        start : S P S2 f A C > A C
        do A  : EC HA        > HA
        do HA : Q X          > X
    """,
    )
    made = A().start().node("transaction", "P").boundary("Q", "P", event("cancel")).user("X")
    made.chain("S", "P").chain("Q", "X")
    made.scope = "P"
    made.start("S2").user("A").user("C").fork("f").node("intermediateThrowEvent", "T", event=_undoing())
    _undo(_undo(made, "A", "HA"), "C", "HC").node("receiveTask", "R", event=message("m"))
    made.end("EC", event=event("cancel")).chain("S2", "A", "C", "f", "T").chain("f", "R", "EC")
    yield model(
        "cancel/while-undoing",
        "What was not undone yet is undone when a transaction is cancelled.",
        made,
        """
        start     : S P S2 A  > A
        do A      : C         > C
        do C      : f T R HC  > HC
        message m : EC HA     > HA
        do HA     : Q X       > X
    """,
    )
    made = A().start().node("transaction", "P").boundary("Q", "P", event("cancel")).user("X")
    made.chain("S", "P").chain("Q", "X")
    made.scope = "P"
    made.start("S2").user("O")
    _undo(made, "O", "HO").sub("R").start("S3").user("A").end("EC", event=event("cancel")).chain("S3", "A", "EC").up()
    made.chain("S2", "O", "R")
    yield model(
        "cancel/nested",
        "A transaction is cancelled from a sub-process inside.",
        made,
        """
        start : S P S2 O > O
        do O  : R S3 A   > A
        do A  : EC HO    > HO
        do HO : Q X      > X
    """,
    )
    made = A().start().node("transaction", "P").boundary("Q", "P", event("cancel")).user("X")
    made.chain("S", "P").chain("Q", "X")
    made.scope = "P"
    made.start("S2").sub("R").user("A")
    _undo(made, "A", "HA").up().end("EC", event=event("cancel")).chain("S2", "R", "EC")
    says = "A cancelled transaction undoes what was done in a sub-process inside."
    yield model("cancel/undoes-nested", says, made, """
        start : S P S2 R A > A
        do A  : EC R HA    > HA
        do HA : Q X        > X
    """)  # fmt: skip
    made = _transaction(True).node("intermediateThrowEvent", "T", event=_undoing()).chain("X", "T")
    yield model(
        "cancel/then-compensation",
        "What a cancelled transaction has undone is not undone again.",
        made,
        """
        start         : S P S2 A > A
        do A          : C        > C
        do C bad=true : x EC HC  > HC
        do HC         : HA       > HA
        do HA         : Q X      > X
        do X          : T        >
        = completed
    """,
    )
    made = _transaction(True).node("intermediateThrowEvent", "T", event=_undoing()).chain("D", "T")
    yield model(
        "cancel/undone-later",
        "A transaction that went through is undone from outside.",
        made,
        """
        start          : S P S2 A > A
        do A           : C        > C
        do C bad=false : x E2 D   > D
        do D           : T P HC   > HC
        do HC          : HA       > HA
        do HA          :          >
        = completed
    """,
    )
    made = _transaction(True).boundary("Z", "P", error("x")).user("W").chain("Z", "W")
    made.scope = "P"
    made.end("EX", event=error("x")).flow("x", "EX", "worse")
    yield model(
        "cancel/error",
        "An error leaves a transaction without undoing.",
        made,
        """
        start                       : S P S2 A > A
        do A                        : C        > C
        do C bad=false worse=true   : x EX Z W > W
    """,
    )


MODELS = [*_thrown(), *_runs(), *_nested(), *_cancelled()]
