"""Events on the border of an activity: what comes from outside, errors and escalations from inside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from runner.bundle.graph import EventDefinition
from tests.helpers.graphs import A, error, event, loop, message, mock
from tests.unit.engine_coverage.models.catching import TRIGGERS
from tests.unit.engine_coverage.play import Model, model


@dataclass(frozen=True)
class _Host:
    """An activity `P` in words, what is entered and open when it begins, and the acts that end it, each with what is
    entered and open behind it inside the host."""

    says: str
    entered: str
    still: str
    ends: tuple[tuple[str, str, str], ...]


HOSTS = {
    "user": _Host("a step", "P", "P", (("do P", "", ""),)),
    "receive": _Host("a step that waits for a message", "P", "", (("message other", "", ""),)),
    "sub": _Host("a sub-process", "P S2 A", "A", (("do A", "E2", ""),)),
    "deep": _Host("a sub-process with another inside", "P Q S3 A", "A", (("do A", "E3", ""),)),
    "fork": _Host("a sub-process with two branches", "P f A C", "A C", (("do A", "", "C"), ("do C", "", ""))),
    "call": _Host("a process that is called", "P S2 A", "A", (("do A", "E2", ""),)),
    "many": _Host("a step done three times at once", "P", "P P P",
                  (("do P", "", "P P"), ("do P", "", "P"), ("do P", "", ""))),
    "one-by-one": _Host("a step done three times in a row", "P", "P",
                        (("do P", "", "P"), ("do P", "", "P"), ("do P", "", ""))),
    "many-subs": _Host("a sub-process run twice at once", "P A A", "A A", (("do A", "", "A"), ("do A", "", ""))),
    "subs-in-a-row": _Host("a sub-process run twice in a row", "P A", "A", (("do A", "A", "A"), ("do A", "", ""))),
    "many-calls": _Host("a process called twice at once", "P S2 S2 A A", "A A",
                        (("do A", "E2", "A"), ("do A", "E2", ""))),
}  # fmt: skip


def with_host(kind: str) -> tuple[A, list[A]]:
    """A process from `S` to the host `P`, on to `E`; and the processes that it calls."""
    made = A().start()
    twice = {"many-subs": loop("parallel", cardinality="2"), "subs-in-a-row": loop("sequential", cardinality="2")}
    called = [A("q").start("S2").user("A").end("E2").chain("S2", "A", "E2")] if "call" in kind else []
    if kind == "user":
        made.user("P")
    elif kind == "receive":
        made.node("receiveTask", "P", event=message("other"))
    elif kind == "sub":
        made.sub("P").start("S2").user("A").end("E2").chain("S2", "A", "E2").up()
    elif kind == "deep":
        made.sub("P").sub("Q").start("S3").user("A").end("E3").chain("S3", "A", "E3").up().up()
    elif kind == "fork":
        made.sub("P").fork("f").user("A").user("C").chain("f", "A").chain("f", "C").up()
    elif kind in twice:
        made.sub("P", loop=twice[kind]).user("A").up()
    elif kind == "many":
        made.user("P", loop=loop("parallel", cardinality="3"))
    elif kind == "one-by-one":
        made.user("P", loop=loop("sequential", cardinality="3"))
    elif kind == "call":
        made.node("callActivity", "P", called="q")
    else:
        made.node("callActivity", "P", called="q", loop=loop("parallel", cardinality="2"))
    return made.end().chain("S", "P", "E"), called


def _from_outside() -> Iterator[Model]:
    for name, (definition, act) in TRIGGERS.items():
        for kind, host in HOSTS.items():
            yield _interrupting(name, definition, act, kind, host)
            yield _beside(name, definition, act, kind, host)


def _begin(host: _Host) -> str:
    return f"start ready=false : S {host.entered} > {host.still}"


def _interrupting(name: str, definition: EventDefinition, act: str, kind: str, host: _Host) -> Model:
    made, called = with_host(kind)
    made.user("X").end("F").boundary("B", "P", definition).chain("B", "X", "F")
    return model(
        f"border/{name}/takes-away/{kind}",
        f"A {name} on the border takes {host.says} away.",
        made,
        f"""
        {_begin(host)}
        {act} : B X > X
        do X  : F   >
        = completed F
    """,
        *called,
    )


def _beside(name: str, definition: EventDefinition, act: str, kind: str, host: _Host) -> Model:
    made, called = with_host(kind)
    made.user("X").end("F").boundary("B", "P", definition, interrupting=False).chain("B", "X", "F")
    lines = [_begin(host), f"{act} : B X > {host.still} X"]
    for number, (done, entered, still) in enumerate(host.ends, 1):
        lines.append(f"{done} : {entered}{' E' if number == len(host.ends) else ''} > {still} X")
    lines += ["do X : F >", "= completed E F"]
    says = f"A {name} on the border starts something beside {host.says}, which outlives it."
    return model(f"border/{name}/beside/{kind}", says, made, "\n".join(lines), *called)


def _in_time() -> Iterator[Model]:
    """What did not come in time."""
    for name, (definition, act) in TRIGGERS.items():
        yield model(f"border/{name}/too-late", f"A {name} that comes after the step is done changes nothing.",
                    A().start().user("P").user("Y").user("X").boundary("B", "P", definition).chain("S", "P", "Y")
                    .chain("B", "X"), f"""
            start ready=false : S P > P
            do P : Y > Y
            {act.replace("message", "unheard")} : > Y
            do Y : >
            = completed
        """)  # fmt: skip


def _again() -> Iterator[Model]:
    for name in ("message", "signal"):
        definition, act = TRIGGERS[name]
        made, _called = with_host("user")
        made.user("X").boundary("B", "P", definition, interrupting=False).chain("B", "X")
        yield model(
            f"border/{name}/beside/again",
            f"A {name} beside a step counts each time that it comes.",
            made,
            f"""
            start : S P > P
            {act} : B X > P X
            {act} : B X > P X X
            do X  :     > P X
            {act} : B X > P X X
            do P  : E   > X X
            do X  :     > X
            do X  :     >
            = completed E
        """,
        )
    cycle = EventDefinition.model_validate({"kind": "timer", "timer": {"kind": "cycle", "text": "R3/PT1H"}})
    made, _called = with_host("user")
    made.user("X").boundary("B", "P", cycle, interrupting=False).chain("B", "X")
    yield model(
        "border/timer/beside/three-times",
        "A timer that repeats three times fires three times.",
        made,
        """
        start   : S P > P
        wait 1h : B X > P X
        wait 1h : B X > P X X
        wait 9h : B X > P X X X
        do P    : E   > X X X
        do X    :     > X X
        do X    :     > X
        do X    :     >
        = completed E
    """,
    )
    made, _called = with_host("user")
    made.user("X").boundary("B", "P", cycle, interrupting=False).chain("B", "X")
    yield model(
        "border/timer/beside/stops-with-the-step",
        "A timer that repeats stops when the step is done.",
        made,
        """
        start   : S P > P
        wait 1h : B X > P X
        do P    : E   > X
        wait 9h :     > X
        do X    :     >
        = completed E
    """,
    )


def _thrower(kind: str, thrown: EventDefinition) -> tuple[A, list[A], str]:
    """A host whose step `A` leads to an end event that throws; what is entered at its start."""
    made = A().start()
    called: list[A] = []
    if kind == "sub":
        made.sub("P").start("S2").user("A").end("T", event=thrown).chain("S2", "A", "T").up()
        entered = "P S2 A"
    elif kind == "deep":
        made.sub("P").sub("Q").start("S3").user("A").end("T", event=thrown).chain("S3", "A", "T").up().up()
        entered = "P Q S3 A"
    elif kind == "call":
        made.node("callActivity", "P", called="q")
        called = [A("q").start("S2").user("A").end("T", event=thrown).chain("S2", "A", "T")]
        entered = "P S2 A"
    else:
        made.sub("P", loop=loop("parallel", cardinality="2")).user("A").end("T", event=thrown).chain("A", "T").up()
        entered = "P A A"
    return made.end().chain("S", "P", "E"), called, entered


_THROWERS = {"sub": "a sub-process", "deep": "a sub-process inside another", "call": "a process that is called",
             "many": "a sub-process run twice at once"}  # fmt: skip


def _errors() -> Iterator[Model]:
    for kind, says in _THROWERS.items():
        first = "A A" if kind == "many" else "A"
        for which, caught in (("code", error("x")), ("any", error())):
            made, called, entered = _thrower(kind, error("x"))
            made.user("X").boundary("B", "P", caught).chain("B", "X")
            how = "the event with its code" if which == "code" else "an event without code"
            yield model(
                f"border/error/{which}/{kind}",
                f"An error out of {says} is caught by {how}.",
                made,
                f"""
                start : S {entered} > {first}
                do A  : T B X > X
                do X  : >
                = completed
            """,
                *called,
            )
        made, called, entered = _thrower(kind, error("y"))
        made.user("X").boundary("B", "P", error("x")).chain("B", "X")
        yield model(
            f"border/error/other/{kind}",
            f"An error out of {says} with another code ends the case.",
            made,
            f"""
            start : S {entered} > {first}
            do A  : T >
            = error
        """,
            *called,
        )
    made, _called, _entered = _thrower("sub", error("x"))
    made.user("X").user("Y").boundary("B", "P", error("x")).boundary("C", "P", error()).chain("B", "X").chain(
        "C", "Y"
    )
    yield model(
        "border/error/closest-code",
        "The event with the code is asked before the one without.",
        made,
        """
        start : S P S2 A > A
        do A  : T B X    > X
        do X  : >
        = completed
    """,
    )
    inner = (
        A().start().sub("P").sub("Q").user("A").end("T", event=error("x")).chain("A", "T").up().user("Y")
        .boundary("C", "Q", error("x")).chain("C", "Y").up().user("X").boundary("B", "P", error("x"))
        .chain("S", "P").chain("B", "X")
    )  # fmt: skip
    yield model(
        "border/error/innermost",
        "An error is caught by the innermost border.",
        inner,
        """
        start : S P Q A > A
        do A  : T C Y   > Y
        do Y  : >
        = completed
    """,
    )
    beside = (
        A().start().sub("P").fork("f").user("A").user("B").end("T", event=error("x")).chain("f", "A", "T")
        .chain("f", "B").up().user("X").boundary("B1", "P", error("x")).chain("S", "P").chain("B1", "X")
    )  # fmt: skip
    yield model(
        "border/error/branches",
        "An error takes the other branches of its sub-process away.",
        beside,
        """
        start : S P f A B > A B
        do A  : T B1 X    > X
        do X  : >
        = completed
    """,
    )
    service = (
        A().start().node("serviceTask", "P", service=mock(failure_rate=1)).end().user("X")
        .boundary("B", "P", error()).chain("S", "P", "E").chain("B", "X")
    )  # fmt: skip
    yield model(
        "border/error/service",
        "The failure of a service is an error on its border.",
        service,
        """
        start : S P B X > X
        do X  : >
        = completed
    """,
    )


def _escalations() -> Iterator[Model]:
    raised = event("escalation", code="late")
    for kind, says in _THROWERS.items():
        if kind == "many":
            continue
        made, called, entered = _thrower(kind, raised)
        made.user("X").boundary("B", "P", raised).chain("B", "X")
        yield model(f"border/escalation/takes-away/{kind}",
                    f"An escalation out of {says} leads away where its border says so.", made, f"""
            start : S {entered} > A
            do A  : T B X > X
            do X  : >
            = completed
        """, *called)  # fmt: skip
        made, called, entered = _thrower(kind, raised)
        made.user("X").boundary("B", "P", raised, interrupting=False).chain("B", "X")
        yield model(f"border/escalation/beside/{kind}",
                    f"An escalation out of {says} starts something beside it, and the work goes on.", made, f"""
            start : S {entered} > A
            do A  : T B X E > X
            do X  : >
            = completed E
        """, *called)  # fmt: skip
        made, called, entered = _thrower(kind, raised)
        made.user("X").boundary("B", "P", event("escalation", code="early")).chain("B", "X")
        yield model(f"border/escalation/unheard/{kind}",
                    f"An escalation out of {says} that nobody catches changes nothing.", made, f"""
            start : S {entered} > A
            do A  : T E >
            = completed E
        """, *called)  # fmt: skip
    thrown = (
        A().start().sub("P").user("A").node("intermediateThrowEvent", "T", event=raised).user("B")
        .chain("A", "T", "B").up().user("X").boundary("C", "P", raised, interrupting=False).chain("S", "P")
        .chain("C", "X")
    )  # fmt: skip
    yield model("border/escalation/thrown-on-the-way", "An escalation thrown on the way lets the work go on.", thrown,
                """
        start : S P A   > A
        do A  : T C X B > B X
        do B  :         > X
        do X  : >
        = completed
    """)  # fmt: skip


MODELS: list[Model] = [*_from_outside(), *_in_time(), *_again(), *_errors(), *_escalations()]
