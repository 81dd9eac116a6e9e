"""Sub-processes that an event begins."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from runner.bundle.graph import EventDefinition
from tests.helpers.graphs import A, error, event, loop
from tests.unit.engine_coverage.models.catching import TRIGGERS
from tests.unit.engine_coverage.play import Model, model

Inside = Callable[[A], A]
"""Draws what belongs to a scope into the builder of it."""


def _process(inside: Inside) -> tuple[A, list[A], str, str]:
    """The scope is the process: its builder, what it calls, what is entered round it before and behind."""
    return inside(A().start("S")), [], "S", ""


def _sub(inside: Inside) -> tuple[A, list[A], str, str]:
    made = A().start("S").sub("P").start("S2")
    return inside(made).up().end("F").chain("S", "P", "F"), [], "S P S2", "F"


def _called(inside: Inside) -> tuple[A, list[A], str, str]:
    made = A().start("S").node("callActivity", "K", called="q").end("F").chain("S", "K", "F")
    return made, [inside(A("q").start("S2"))], "S K S2", "F"


_SCOPES = {
    "process": ("the process", _process), "sub-process": ("a sub-process", _sub), "called": ("a called one", _called),
}  # fmt: skip


def _from_outside() -> Iterator[Model]:
    for kind, (definition, act) in TRIGGERS.items():
        for scope, (where, draw) in _SCOPES.items():
            if (kind, scope) == ("condition", "called"):
                continue  # what is called has variables of its own: the next model
            first = "S" if scope == "process" else "S2"
            for interrupting in (True, False):

                def inside(
                    made: A, definition: EventDefinition = definition, on: bool = interrupting, first: str = first
                ) -> A:
                    made.user("A").end("E").chain(first, "A", "E").sub("V", event_sub_process=True)
                    return (
                        made.start("VS", event=definition, interrupting=on)
                        .user("X")
                        .end("XE")
                        .chain("VS", "X", "XE")
                        .up()
                    )

                made, called, before, behind = draw(inside)
                way = "takes-over" if interrupting else "beside"
                own = f"event-sub-process/{kind}/{way}/{scope}"
                begin = f"start ready=false : {before} A > A"
                ends = "F" if behind else ""
                if interrupting:
                    yield model(
                        own,
                        f"A {kind} takes over from all that runs in {where}.",
                        made,
                        f"""
                        {begin}
                        {act} : V VS X > X
                        do X : XE {behind} >
                        = completed {ends}
                    """,
                        *called,
                    )
                else:
                    yield model(own, f"A {kind} starts something beside what runs in {where}, which waits for it.",
                                made, f"""
                        {begin}
                        {act} : V VS X > A X
                        do A : E > X
                        do X : XE {behind} >
                        = completed {ends or "E"}
                    """, *called)  # fmt: skip


def _again() -> Iterator[Model]:
    for kind in ("message", "signal"):
        definition, act = TRIGGERS[kind]
        made = A().start().user("A").end().chain("S", "A", "E").sub("V", event_sub_process=True)
        made.start("VS", event=definition, interrupting=False).user("X").chain("VS", "X").up()
        yield model(
            f"event-sub-process/{kind}/beside/again",
            f"Beside it, a {kind} counts each time.",
            made,
            f"""
            start : S A > A
            {act} : V VS X > A X
            {act} : V VS X > A X X
            do X  :        > A X
            do A  : E      > X
            do X  :        >
            = completed E
        """,
        )
        made = A().start().user("A").end().chain("S", "A", "E").sub("V", event_sub_process=True)
        made.start("VS", event=definition, interrupting=False).user("X").chain("VS", "X").up()
        yield model(
            f"event-sub-process/{kind}/not-after-the-end",
            f"After the end a {kind} begins nothing.",
            made,
            f"""
            start : S A > A
            do A  : E   >
            = completed E
            {act.replace("message", "unheard")} : >
        """,
        )
        made = A().start().user("A").end().chain("S", "A", "E").sub("V", event_sub_process=True)
        made.start("VS", event=definition).user("X").chain("VS", "X").up()
        yield model(f"event-sub-process/{kind}/takes-over/once", f"What took over is not begun by a {kind} again.",
                    made, f"""
            start : S A > A
            {act} : V VS X > X
            {act.replace("message", "unheard")} : > X
            do X  : >
            = completed
        """)  # fmt: skip


def _from_inside() -> Iterator[Model]:
    for scope, (where, draw) in _SCOPES.items():
        first = "S" if scope == "process" else "S2"
        for code, caught in (("code", error("x")), ("any", error())):

            def failing(made: A, caught: EventDefinition = caught, first: str = first) -> A:
                made.fork("f").user("A").user("B").end("T", event=error("x")).chain(first, "f", "A", "T")
                made.chain("f", "B").sub("V", event_sub_process=True)
                return made.start("VS", event=caught).user("X").end("XE").chain("VS", "X", "XE").up()

            made, called, before, behind = draw(failing)
            how = "with its code" if code == "code" else "without a code"
            yield model(
                f"event-sub-process/error/{code}/{scope}",
                f"An error {how} takes over from {where}.",
                made,
                f"""
                start : {before} f A B > A B
                do A  : T V VS X > X
                do X  : XE {behind} >
                = completed {"F" if behind else ""}
            """,
                *called,
            )
        for interrupting in (True, False):

            def raising(made: A, on: bool = interrupting, first: str = first) -> A:
                raised = event("escalation", code="late")
                made.user("A").node("intermediateThrowEvent", "T", event=raised).user("B").end("E")
                made.chain(first, "A", "T", "B", "E").sub("V", event_sub_process=True)
                return made.start("VS", event=raised, interrupting=on).user("X").end("XE").chain("VS", "X", "XE").up()

            made, called, before, behind = draw(raising)
            way = "takes-over" if interrupting else "beside"
            own = f"event-sub-process/escalation/{way}/{scope}"
            if interrupting:
                yield model(
                    own,
                    f"An escalation takes over from {where}.",
                    made,
                    f"""
                    start : {before} A > A
                    do A  : T V VS X > X
                    do X  : XE {behind} >
                    = completed {"F" if behind else ""}
                """,
                    *called,
                )
            else:
                yield model(
                    own,
                    f"An escalation starts something beside {where}.",
                    made,
                    f"""
                    start : {before} A > A
                    do A  : T V VS X B > B X
                    do B  : E > X
                    do X  : XE {behind} >
                    = completed {"F" if behind else "E"}
                """,
                    *called,
                )


def _others() -> Iterator[Model]:
    ready = TRIGGERS["condition"][0]
    made = A().start("S").node("callActivity", "K", called="q").end("F").chain("S", "K", "F")
    inner = A("q").start("S2").fork("f").user("A").user("B").end("E").chain("S2", "f", "A", "E").chain("f", "B", "E")
    inner.sub("V", event_sub_process=True).start("VS", event=ready).user("X").end("XE").chain("VS", "X", "XE").up()
    yield model("event-sub-process/condition/takes-over/called", "A condition about variables of a called process.",
                made, """
        start           : S K S2 f A B > A B
        do A ready=true : E V VS X     > X
        do X            : XE F         >
        = completed F
    """, inner)  # fmt: skip
    made = A().start().sub("P", loop=loop("parallel", cardinality="2")).user("A").sub("V", event_sub_process=True)
    made.start("VS", event=TRIGGERS["signal"][0]).user("X").chain("VS", "X").up().up().end().chain("S", "P", "E")
    yield model("event-sub-process/signal/takes-over/many", "Of a sub-process run twice at once each is taken over.",
                made, """
        start    : S P A A > A A
        signal s : V VS X V VS X > X X
        do X     :         > X
        do X     : E       >
        = completed E
    """)  # fmt: skip
    made = A().start().sub("P").user("A").sub("V", event_sub_process=True)
    made.start("VS", event=TRIGGERS["message"][0]).user("X").chain("VS", "X").up().up()
    made.user("Y").boundary("B", "P", TRIGGERS["timer"][0]).chain("S", "P").chain("B", "Y")
    yield model(
        "event-sub-process/ends-with-its-scope",
        "It is taken away with the scope that it belongs to.",
        made,
        """
        start     : S P A  > A
        message m : V VS X > X
        wait 1h   : B Y    > Y
        do Y      :        >
        = completed
    """,
    )
    made = A().start().user("A").sub("V", event_sub_process=True).start("VS", event=error("x")).user("X")
    made.end("T", event=error("x")).chain("VS", "X", "T").up().end("T2", event=error("x")).chain("S", "A", "T2")
    yield model(
        "event-sub-process/error/thrown-again",
        "An error out of what caught it goes further out.",
        made,
        """
        start : S A       > A
        do A  : T2 V VS X > X
        do X  : T         >
        = error
    """,
    )


MODELS: list[Model] = [*_from_outside(), *_again(), *_from_inside(), *_others()]
