"""Events that stand for several, timers that repeat, several starts, and what runs give."""

from __future__ import annotations

from collections.abc import Iterator

from tests.helpers.graphs import A, error, event, loop, message, script, signal, timer
from tests.unit.engine_coverage.play import Model, model

_READY = event("conditional", condition={"text": "ready"})
_ANY = event("multiple", parts=[message("m"), timer("PT1H"), signal("s"), _READY])
_ACTS = {"message": "message m", "timer": "wait 1h", "signal": "signal s", "condition": "set ready=true"}
_ALL = event("parallelMultiple", parts=[message("m"), signal("s"), timer("PT1H")])
_ORDERS = {
    "message-first": ("message m", "signal s", "wait 1h"),
    "timer-first": ("wait 1h", "message m", "signal s"),
    "signal-first": ("signal s", "wait 1h", "message m"),
}


def _any() -> Iterator[Model]:
    """The first of several events counts: on the way, behind a gateway, on a border, in an event sub-process."""
    for kind, act in _ACTS.items():
        yield model(f"multiple/catch/{kind}", f"Of several events that are waited for the {kind} comes.",
                    A().start().node("intermediateCatchEvent", "C", event=_ANY).user("A").chain("S", "C", "A"), f"""
            start ready=false : S C >
            {act}             : A   > A
            wait 9h           :     > A
            unheard m         :     > A
        """)  # fmt: skip
        yield model(f"multiple/gateway/{kind}", f"Behind an event gateway one of several wins by its {kind}.",
                    A().start().node("eventBasedGateway", "g").node("intermediateCatchEvent", "C", event=_ANY)
                    .node("receiveTask", "R", event=message("n")).user("A").user("B")
                    .chain("S", "g", "C", "A").chain("g", "R", "B"), f"""
            start ready=false : S g >
            {act}             : C A > A
            unheard n         :     > A
        """)  # fmt: skip
        made = A().start().user("A").end().user("X").boundary("B", "A", _ANY).chain("S", "A", "E").chain("B", "X")
        says = f"Several events on a border: the {kind} takes the step away."
        yield model(f"multiple/border/{kind}", says, made, f"""
            start ready=false : S A > A
            {act}             : B X > X
            do X : >
            = completed
        """)  # fmt: skip
        made = A().start().user("A").end().user("X")
        made.boundary("B", "A", _ANY, interrupting=False).chain("S", "A", "E").chain("B", "X")
        yield model(f"multiple/beside/{kind}", f"Several events beside a step: the {kind} lets it go on.", made, f"""
            start ready=false : S A > A
            {act}             : B X > A X
            do A              : E   > X
            do X : >
            = completed E
        """)  # fmt: skip
        made = (
            A().start().user("A").chain("S", "A").sub("V", event_sub_process=True).start("V1", event=_ANY).user("X")
        )
        yield model(f"multiple/event-sub-process/{kind}", f"An event sub-process with several events, by its {kind}.",
                    made.chain("V1", "X").up(), f"""
            start ready=false : S A    > A
            {act}             : V V1 X > X
            do X : >
            = completed
        """)  # fmt: skip


def _all() -> Iterator[Model]:
    """All of several events have to come, in any order."""
    for order, (first, second, third) in _ORDERS.items():
        yield model(f"parallel-multiple/catch/{order}", f"All of several events are waited for, {order}.",
                    A().start().node("intermediateCatchEvent", "C", event=_ALL).end().chain("S", "C", "E"), f"""
            start    : S C >
            {first}  :     >
            {second} :     >
            {third}  : E   >
            = completed E
        """)  # fmt: skip
        made = A().start().user("A").user("X").boundary("B", "A", _ALL).chain("S", "A").chain("B", "X")
        says = f"All of several events take a step away, {order}."
        yield model(f"parallel-multiple/border/{order}", says, made, f"""
            start    : S A > A
            {first}  :     > A
            {second} :     > A
            {third}  : B X > X
        """)  # fmt: skip
    yield model("parallel-multiple/same-twice", "One event coming twice does not stand for the other.",
                A().start().node("intermediateCatchEvent", "C", event=event("parallelMultiple",
                parts=[message("m"), message("n")])).end().chain("S", "C", "E"), """
        start         : S C >
        message m x=1 :     >
        unheard m     :     >
        message n y=2 : E   >
        ? x=1 y=2
        = completed E
    """)  # fmt: skip
    made = A().start().user("A").user("X")
    made.boundary("B", "A", event("parallelMultiple", parts=[message("m"), signal("s")]), interrupting=False)
    yield model("parallel-multiple/again", "Beside a step all of several events may come again.",
                made.chain("S", "A").chain("B", "X"), """
        start     : S A > A
        message m :     > A
        signal s  : B X > A X
        signal s  :     > A X
        message m : B X > A X X
    """)  # fmt: skip
    made = A().start().node("eventBasedGateway", "g").node("intermediateCatchEvent", "C", event=_ALL)
    made.node("receiveTask", "R", event=message("n")).user("A").user("B").chain("S", "g", "C", "A").chain(
        "g", "R", "B"
    )
    yield model("parallel-multiple/gateway", "Behind an event gateway all of several win with the last.", made, """
        start     : S g >
        message m :     >
        signal s  :     >
        wait 1h   : C A > A
    """)  # fmt: skip
    yield model("parallel-multiple/gateway-lost", "Behind an event gateway all of several may lose before the last.",
                made, """
        start     : S g >
        message m :     >
        message n : R B > B
        wait 9h   :     > B
    """)  # fmt: skip
    made = A().start().user("A").chain("S", "A").sub("V", event_sub_process=True).start("V1", event=_ALL).user("X")
    yield model("parallel-multiple/event-sub-process", "An event sub-process begins when all of several came.",
                made.chain("V1", "X").up(), """
        start     : S A    > A
        message m :        > A
        signal s  :        > A
        wait 1h   : V V1 X > X
    """)  # fmt: skip


def _thrown() -> Iterator[Model]:
    parts = [message("m"), signal("s")]
    made = A().start().fork("f").user("A").node("intermediateThrowEvent", "T", event=event("multiple", parts=parts))
    made.end().node("receiveTask", "R", event=message("m")).node("intermediateCatchEvent", "C", event=signal("s"))
    yield model("multiple/throw", "Several events are thrown on the way.",
                made.chain("S", "f", "A", "T", "E").chain("f", "R").chain("f", "C"), """
        start : S f A R C > A
        do A  : T E       >
        = completed E
    """)  # fmt: skip
    made = A().start().sub("P").start("S2").fork("f").user("A").user("B")
    made.end("E2", event=event("multiple", parts=[event("terminate"), event("escalation", code="x")]))
    made.chain("S2", "f", "A", "E2").chain("f", "B").up().user("X").user("C")
    made.boundary("Q", "P", event("escalation", code="x"), interrupting=False).chain("Q", "X").chain("S", "P", "C")
    yield model("multiple/end", "Several events are thrown at an end, last the one that ends something.", made, """
        start : S P S2 f A B > A B
        do A  : E2 Q X C     > X C
    """)  # fmt: skip
    made = A().start().sub("P").start("S2").user("A")
    made.end("E2", event=event("multiple", parts=[error("x"), message("m")])).chain("S2", "A", "E2").up().user("X")
    yield model("multiple/end-error", "A message and an error are thrown at one end.",
                made.boundary("Q", "P", error("x")).chain("Q", "X").chain("S", "P"), """
        start : S P S2 A > A
        do A  : E2 Q X   > X
        ? errorCode="x"
    """)  # fmt: skip


def _cycles() -> Iterator[Model]:
    def waits(text: str) -> A:
        node = A().start().node("intermediateCatchEvent", "T", event=timer(text, "cycle"))
        return node.user("A").chain("S", "T", "A")

    yield model("cycle/catch/three", "A repeating timer on the way lets a token go at each of its times.",
                waits("R3/PT1H"), """
        start   : S T     >
        wait 1h : T A     > A
        wait 2h : T A A   > A A A
        wait 9h :         > A A A
    """)  # fmt: skip
    yield model(
        "cycle/catch/one",
        "A timer that repeats once is a timer.",
        waits("R1/PT1H"),
        """
        start   : S T >
        wait 9h : A   > A
    """,
    )
    yield model(
        "cycle/catch/none",
        "A timer that repeats no times is not waited for.",
        waits("R0/PT1H"),
        """
        start : S T A > A
    """,
    )
    yield model(
        "cycle/catch/until",
        "A timer repeats until its end.",
        waits("R/PT1H/2026-03-02T11:30:00+08:00"),
        """
        start   : S T   >
        wait 9h : T A A > A A
    """,
    )
    made = A().start().fork("f").node("intermediateCatchEvent", "T", event=timer("R/PT1H", "cycle")).end("E1")
    made.user("A").end("E2", event=event("terminate")).chain("S", "f", "T", "E1").chain("f", "A", "E2")
    yield model("cycle/catch/endless", "A timer without end repeats until its process is terminated.", made, """
        start   : S f T A     > A
        wait 2h : T E1 T E1   > A
        do A    : E2          >
        = completed E1 E1 E2
    """)  # fmt: skip
    made = A().start().node("eventBasedGateway", "g").node("receiveTask", "R", event=message("m"))
    made.node("intermediateCatchEvent", "T", event=timer("R3/PT1H", "cycle")).user("A").user("B")
    yield model("cycle/gateway", "Behind an event gateway a repeating timer counts once.",
                made.chain("S", "g", "T", "A").chain("g", "R", "B"), """
        start   : S g >
        wait 9h : T A > A
    """)  # fmt: skip
    made = A().start().user("A").end().user("X").boundary("B", "A", timer("R3/PT1H", "cycle"), interrupting=False)
    yield model("cycle/border/survives", "What a repeating timer began outlives the step that it stood beside.",
                made.chain("S", "A", "E").chain("B", "X"), """
        start   : S A     > A
        wait 2h : B X B X > A X X
        do A    : E       > X X
        wait 9h :         > X X
        do X    :         > X
        do X    :         >
        = completed E
    """)  # fmt: skip
    made = (
        A().start().user("A").user("X").boundary("B", "A", timer("R3/PT1H", "cycle")).chain("S", "A").chain("B", "X")
    )
    yield model(
        "cycle/border/interrupts",
        "A repeating timer that interrupts comes once.",
        made,
        """
        start   : S A > A
        wait 9h : B X > X
    """,
    )


def _starts() -> Iterator[Model]:
    made = A().start("S1").start("S2").user("A").user("B").chain("S1", "A").chain("S2", "B")
    for at, step in (("S1", "A"), ("S2", "B")):
        yield model(
            f"starts/plain/{at}",
            "Of several plain starts the one begins that is named.",
            made,
            f"""
            start @{at} : {at} {step} > {step}
            do {step}   :             >
            = completed
        """,
        )
    made = A().start("S1").start("S2", event=message("m")).user("A").user("B").chain("S1", "A").chain("S2", "B")
    yield model(
        "starts/plain-first",
        "A plain start goes before one that waits for something.",
        made,
        """
        start : S1 A > A
    """,
    )
    for own, definition in (("multiple", _ANY), ("timer", timer("PT1H")), ("cycle", timer("R/P1D", "cycle"))):
        made = A().start(event=definition).user("A").chain("S", "A")
        yield model(
            f"starts/{own}",
            f"A {own} start begins the case that somebody starts there.",
            made,
            """
            start @S : S A > A
        """,
        )
    made = A().node("eventBasedGateway", "g").node("receiveTask", "R", event=message("m"))
    made.node("intermediateCatchEvent", "T", event=timer("PT1H")).user("A").user("B")
    made.chain("g", "R", "A").chain("g", "T", "B")
    for act, steps in (("message m", "R A"), ("wait 1h", "T B")):
        says = "A process without start begins at an event gateway."
        yield model(f"starts/event-gateway/{act.split()[0]}", says, made,
                    f"start : g >\n{act} : {steps} > {steps.split()[1]}")  # fmt: skip
    made = A().start().boundary("B", "P", error()).user("X").chain("B", "X")
    made.nodes.insert(1, A().node("callActivity", "P", called="q").nodes[0])
    yield model("starts/called", "A call of a process that can begin in several places is an incident.",
                made.chain("S", "P"), """
        start  : S P > P
        = incident run.several-starts
        skip P :     >
        = completed
    """, A("q").start("S1").start("S2"))  # fmt: skip


def _given() -> Iterator[Model]:
    """What runs give stands in the order of what they were given."""
    for way in ("parallel", "sequential"):
        each = loop(way, collection="names", item="name", output="found", output_item="answer")
        made = A().start().user("A", loop=each).end().chain("S", "A", "E")
        lines = "do A answer=1 : > A A\ndo A answer=2 : > A" if way == "parallel" else "\n".join(
            f"do A answer={n} : > A" for n in (1, 2))  # fmt: skip
        opened = "A A A" if way == "parallel" else "A"
        yield model(
            f"given/{way}/user",
            f"Runs {way} give a list in their order.",
            made,
            f"""
            start names=["x","y","z"] : S A > {opened}
            {lines}
            do A answer=3 : E >
            ? found=[1,2,3]
            = completed E
        """,
        )
        each = loop(way, collection="[3, 1, 2]", item="n", output="found", output_item="n * 10")
        made = (
            A()
            .start()
            .sub("P", loop=each)
            .node("intermediateCatchEvent", "T", event=timer('="PT" + string(n) + "H"'))
        )
        yield model(f"given/{way}/order", f"Runs {way} that end in another order give their list in the first.",
                    made.up().end().chain("S", "P", "E"), f"""
            start   : S P {"T T T" if way == "parallel" else "T"} >
            wait 9h : {"E" if way == "parallel" else "T T E"} >
            ? found=[30,10,20]
        """)  # fmt: skip
        each = loop(way, cardinality="3", output="found", output_item="n")
        made = A().start().sub("P", loop=each).node("scriptTask", "T", script=script(n="loopCounter * 2")).up()
        yield model(f"given/{way}/script", f"What scripts in runs {way} wrote is given.",
                    made.end().chain("S", "P", "E"), "start : S P T T T E >\n? found=[2,4,6]")  # fmt: skip
        each = loop(
            way, cardinality="3", output="found", output_item="answer", completion="nrOfCompletedInstances > 1"
        )
        lines = "do A answer=1 : > A A" if way == "parallel" else "do A answer=1 : > A"
        yield model(f"given/{way}/early", f"Runs {way} that end early give what was done.",
                    A().start().user("A", loop=each).end().chain("S", "A", "E"), f"""
            start         : S A > {"A A A" if way == "parallel" else "A"}
            {lines}
            do A answer=2 : E   >
            ? found=[1,2]
        """)  # fmt: skip
        each = loop(way, collection="[]", item="x", output="found", output_item="x")
        yield model(f"given/{way}/nothing", f"No runs {way} give an empty list.",
                    A().start().user("A", loop=each).end().chain("S", "A", "E"),
                    "start : S A E >\n? found=[]")  # fmt: skip
        for trigger, act in ((timer("PT1H"), "wait 1h"), (message("m"), "message m")):
            each = loop(way, cardinality="3", output="found", output_item="answer")
            made = A().start().user("A", loop=each).user("X").boundary("B", "A", trigger)
            lines = "do A answer=1 : > A A" if way == "parallel" else "do A answer=1 : > A"
            says = f"Runs {way} taken away by a {trigger.kind} give nothing."
            yield model(f"given/{way}/interrupted-{trigger.kind}", says,
                        made.chain("S", "A").chain("B", "X"), f"""
                start found=[7] : S A > {"A A A" if way == "parallel" else "A"}
                {lines}
                {act} : B X > X
                ? found=[7]
            """)  # fmt: skip


MODELS = [*_any(), *_all(), *_thrown(), *_cycles(), *_starts(), *_given()]
