"""Events that are waited for in the flow, and those that a case begins with."""

from __future__ import annotations

from collections.abc import Iterator

from runner.bundle.graph import EventDefinition
from tests.helpers.graphs import A, event, message, signal, timer
from tests.unit.engine_coverage.play import Model, model

_CONDITION = event("conditional", condition={"text": "ready"})
TRIGGERS: dict[str, tuple[EventDefinition, str]] = {
    "timer": (timer("PT1H"), "wait 1h"),
    "message": (message("m"), "message m"),
    "signal": (signal("s"), "signal s"),
    "condition": (_CONDITION, "set ready=true"),
}
"""What may come, and the act that it comes by."""

_PLACES = {
    "process": "in the process",
    "sub-process": "inside a sub-process",
    "called": "in a process that is called",
    "branch": "in one of two branches",
}


def _waiting() -> Iterator[Model]:
    for kind, (definition, act) in TRIGGERS.items():
        for place, where in _PLACES.items():
            own = f"catch/{kind}/{place}"
            says = f"A {kind} is waited for {where}."
            if place == "process":
                made = A().start().node("intermediateCatchEvent", "C", event=definition).end().chain("S", "C", "E")
                yield model(own, says, made, f"""
                    start ready=false : S C >
                    wait 59m : >
                    {act} : E >
                    = completed E
                """ if kind != "timer" else """
                    start : S C >
                    wait 59m : >
                    wait 1m : E >
                    = completed E
                """)  # fmt: skip
            elif place == "sub-process":
                made = (
                    A().start().sub("P").start("S2").node("intermediateCatchEvent", "C", event=definition).end("E2")
                    .chain("S2", "C", "E2").up().end().chain("S", "P", "E")
                )  # fmt: skip
                yield model(
                    own,
                    says,
                    made,
                    f"""
                    start ready=false : S P S2 C >
                    {act} : E2 E >
                    = completed E
                """,
                )
            elif place == "called":
                made = A().start().node("callActivity", "K", called="q").end().chain("S", "K", "E")
                inner = A("q").start("S2").fork("f").user("A").node("intermediateCatchEvent", "C", event=definition)
                comes = "do A ready=true" if kind == "condition" else act  # its variables are its own
                yield model(
                    own,
                    says,
                    made,
                    f"""
                    start ready=false : S K S2 f A C > A
                    {comes} : {"E2 E" if kind == "condition" else "E2"} > {"" if kind == "condition" else "A"}
                    {"" if kind == "condition" else "do A : E >"}
                    = completed E
                """,
                    inner.end("E2").chain("S2", "f", "A").chain("f", "C", "E2"),
                )
            else:
                made = (
                    A().start().fork("f").user("A").node("intermediateCatchEvent", "C", event=definition).fork("j")
                    .end().chain("S", "f", "A", "j", "E").chain("f", "C", "j")
                )  # fmt: skip
                yield model(
                    own,
                    says,
                    made,
                    f"""
                    start ready=false : S f A C > A
                    {act} :     > A
                    do A  : j E >
                    = completed E
                """,
                )


def _starting() -> Iterator[Model]:
    for kind, (definition, _act) in TRIGGERS.items():
        made = A().start("S", event=definition).user("A").end().chain("S", "A", "E")
        yield model(
            f"start/{kind}",
            f"A case that a {kind} begins goes on behind its start event.",
            made,
            """
            start : S A > A
            do A  : E   >
            = completed E
        """,
        )
    two = (
        A().start("S").start("M", event=message("order")).user("A").user("B").end()
        .chain("S", "A", "E").chain("M", "B", "E")
    )  # fmt: skip
    yield model(
        "start/plain-beside-message",
        "Begun by hand it begins at the plain start event.",
        two,
        """
        start : S A > A
        do A  : E   >
        = completed E
    """,
    )
    yield model(
        "start/message-beside-plain",
        "Begun by the message it begins at the message start event.",
        two,
        """
        start @M : M B > B
        do B     : E   >
        = completed E
    """,
    )


MODELS: list[Model] = [
    *_waiting(),
    *_starting(),
    model("catch/none", "An intermediate event without definition is passed.",
          A().start().node("intermediateCatchEvent", "C").end().chain("S", "C", "E"), """
        start : S C E >
        = completed E
    """),
    model("catch/timer-date", "A date is waited for.",
          A().start().node("intermediateCatchEvent", "C", event=timer("2026-03-02T12:00:00+08:00", "date")).end()
          .chain("S", "C", "E"), """
        start   : S C >
        wait 2h :     >
        wait 1h : E   >
        = completed E
    """),
    model("catch/timer-past", "A date that is past is due at once.",
          A().start().node("intermediateCatchEvent", "C", event=timer("2020-01-01", "date")).end()
          .chain("S", "C", "E"), """
        start   : S C >
        wait 0s : E   >
        = completed E
    """),
    model("catch/timer-from-data", "A time limit may come out of the data.",
          A().start().node("intermediateCatchEvent", "C", event=timer("=limit")).end().chain("S", "C", "E"), """
        start limit="PT3H" : S C >
        wait 2h :   >
        wait 1h : E >
        = completed E
    """),
    model("catch/timer-unreadable", "A time that cannot be read is an incident that can be left out.",
          A().start().node("intermediateCatchEvent", "C", event=timer("soon")).end().chain("S", "C", "E"), """
        start  : S C > C
        skip C : E   >
        = completed E
    """),
    model("catch/timers-in-order", "Timers are fired in the order in which they are due.",
          A().start().fork("f").node("intermediateCatchEvent", "C", event=timer("PT2H"))
          .node("intermediateCatchEvent", "D", event=timer("PT1H")).xor("m")
          .node("scriptTask", "T", script={"lines": [{"name": "n", "value": "n*10+d"}]})
          .node("scriptTask", "U", script={"lines": [{"name": "d", "value": "d+1"}]})
          .chain("S", "f", "C", "T").chain("f", "D", "U"), """
        start n=0 d=1 : S f C D >
        wait 5h       : U T     >
        ? d=2 n=2
        = completed
    """),
    model("catch/message-one-receiver", "One message reaches one of two who wait.",
          A().start().fork("f").node("intermediateCatchEvent", "C", event=message("m")).end()
          .node("intermediateCatchEvent", "D", event=message("m")).chain("S", "f", "C", "E").chain("f", "D", "E"), """
        start     : S f C D >
        message m : E >
        = running
        message m : E >
        unheard m : >
        = completed E E
    """),
    model("catch/message-before", "A message that comes before anybody waits is not taken.",
          A().start().user("A").node("intermediateCatchEvent", "C", event=message("m")).end()
          .chain("S", "A", "C", "E"), """
        start     : S A > A
        unheard m :     > A
        do A      : C   >
        message m : E   >
        = completed E
    """),
    model("catch/message-data", "What a message brings is written to the variables.",
          A().start().node("intermediateCatchEvent", "C", event=message("m")).end().chain("S", "C", "E"), """
        start x=1 : S C >
        message m x=2 y=3 : E >
        ? x=2 y=3
        = completed E
    """),
    model("catch/message-keys", "Of two who wait the one with the key of the message takes it.",
          A().start().fork("f").node("intermediateCatchEvent", "C", event=message("m", no="a")).end()
          .node("intermediateCatchEvent", "D", event=message("m", no="b")).end("F")
          .chain("S", "f", "C", "E").chain("f", "D", "F"), """
        start a="1" b="2" : S f C D >
        message m no:2    : F >
        unheard m no:2    :   >
        message m no:1    : E >
        = completed E F
    """),
    model("catch/signal-all", "A signal reaches all who wait.",
          A().start().fork("f").node("intermediateCatchEvent", "C", event=signal("s")).end()
          .node("intermediateCatchEvent", "D", event=signal("s")).chain("S", "f", "C", "E").chain("f", "D", "E"), """
        start    : S f C D >
        signal s : E E >
        = completed E E
    """),
    model("catch/signal-before", "A signal that comes before anybody waits is gone.",
          A().start().user("A").node("intermediateCatchEvent", "C", event=signal("s")).end()
          .chain("S", "A", "C", "E"), """
        start    : S A > A
        signal s :     > A
        do A     : C   >
        signal s : E   >
        = completed E
    """),
    model("catch/condition-holds", "A condition that holds already is passed.",
          A().start().node("intermediateCatchEvent", "C", event=_CONDITION).end().chain("S", "C", "E"), """
        start ready=true : S C E >
        = completed E
    """),
    model("catch/condition-by-a-branch", "What another branch writes may make a condition true.",
          A().start().fork("f").user("A").node("intermediateCatchEvent", "C", event=_CONDITION).end()
          .chain("S", "f", "A").chain("f", "C", "E"), """
        start           : S f A C > A
        do A ready=true : E       >
        = completed E
    """),
]  # fmt: skip
