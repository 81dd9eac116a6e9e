"""Events that are thrown: on the way and at the end."""

from __future__ import annotations

from collections.abc import Iterator

from tests.helpers.graphs import A, error, event, message, signal
from tests.unit.engine_coverage.play import Model, model

_LINK = event("link", name="on")


def _bus() -> Iterator[Model]:
    """Messages and signals reach somebody in another branch."""
    for kind, thrown in (("message", message("m")), ("signal", signal("s"))):
        for node, where in (("intermediateThrowEvent", "on the way"), ("endEvent", "at the end"),
                            ("sendTask", "by a send task")):  # fmt: skip
            made = (
                A().start().fork("f").user("A").node(node, "T", event=thrown)
                .node("intermediateCatchEvent", "C", event=thrown).user("B").chain("S", "f", "A", "T")
                .chain("f", "C", "B")
            )  # fmt: skip
            ends = " T" if node == "endEvent" else ""
            yield model(
                f"throw/{kind}/{node}",
                f"A {kind} thrown {where} is heard.",
                made,
                f"""
                start : S f A C > A
                do A  : T B     > B
                do B  :         >
                = completed{ends}
            """,
            )
        made = A().start().user("A").node("intermediateThrowEvent", "T", event=thrown).end().chain("S", "A", "T", "E")
        yield model(
            f"throw/{kind}/unheard",
            f"A {kind} that nobody hears lets the case go on.",
            made,
            """
            start : S A > A
            do A  : T E >
            = completed E
        """,
        )
        inner = (
            A().start().fork("f").sub("P").user("A").end("T", event=thrown).chain("A", "T").up()
            .node("intermediateCatchEvent", "C", event=thrown).end().chain("S", "f", "P").chain("f", "C", "E")
        )  # fmt: skip
        yield model(
            f"throw/{kind}/out-of-a-sub-process",
            f"A {kind} out of a sub-process is heard outside.",
            inner,
            """
            start : S f P A C > A
            do A  : T E       >
            = completed E
        """,
        )


MODELS: list[Model] = [
    *_bus(),
    model("throw/none", "A throwing event without definition is passed.",
          A().start().node("intermediateThrowEvent", "T").end().chain("S", "T", "E"), """
        start : S T E >
        = completed E
    """),
    model("throw/message-data", "A message brings only what is mapped.",
          A().start().fork("f").user("A").node("intermediateThrowEvent", "T", event=message("m"),
                                               service={"inputs": [{"name": "got", "value": "x+1"}]})
          .node("intermediateCatchEvent", "C", event=message("m")).end().chain("S", "f", "A", "T")
          .chain("f", "C", "E"), """
        start    : S f A C > A
        do A x=4 : T E     >
        ? got=5
        = completed E
    """),
    model("throw/message-keys", "A thrown message bears the key that tells receivers apart.",
          A().start().fork("f").user("A").node("intermediateThrowEvent", "T", event=message("m", no="mine"))
          .node("intermediateCatchEvent", "C", event=message("m", no="a")).end()
          .node("intermediateCatchEvent", "D", event=message("m", no="b")).end("F").chain("S", "f", "A", "T")
          .chain("f", "C", "E").chain("f", "D", "F"), """
        start a="1" b="2" mine="2" : S f A C D > A
        do A                       : T F       >
        = running
        message m no:1             : E         >
        = completed E F
    """),
    model("throw/escalation/unheard", "An escalation that nobody catches lets the case go on.",
          A().start().node("intermediateThrowEvent", "T", event=event("escalation", code="x")).end()
          .chain("S", "T", "E"), """
        start : S T E >
        = completed E
    """),
    model("throw/link", "A link goes on at the link of the same name.",
          A().start().user("A").node("intermediateThrowEvent", "T", event=_LINK)
          .node("intermediateCatchEvent", "L", event=_LINK).user("B").chain("S", "A", "T").chain("L", "B"), """
        start : S A   > A
        do A  : T L B > B
        do B  :       >
        = completed
    """),
    model("throw/link/several-sources", "Several links may lead to one target.",
          A().start().fork("f").user("A").user("B").node("intermediateThrowEvent", "T", event=_LINK)
          .node("intermediateThrowEvent", "U", event=_LINK).node("intermediateCatchEvent", "L", event=_LINK).end()
          .chain("S", "f", "A", "T").chain("f", "B", "U").chain("L", "E"), """
        start : S f A B > A B
        do A  : T L E   > B
        do B  : U L E   >
        = completed E E
    """),
    model("throw/link/back", "A link may lead back.",
          A().start().xor("m").user("A").xor("g", "g_E").node("intermediateThrowEvent", "T", event=_LINK)
          .node("intermediateCatchEvent", "L", event=_LINK).end().chain("S", "m", "A", "g").flow("g", "T", "again")
          .flow("g", "E").chain("L", "m"), """
        start            : S m A     > A
        do A again=true  : g T L m A > A
        do A again=false : g E       >
        = completed E
    """),
    model("end/none", "A plain end ends its token only.",
          A().start().fork("f").user("A").user("B").end().end("F").chain("S", "f", "A", "E").chain("f", "B", "F"), """
        start : S f A B > A B
        do A  : E       > B
        = running
        do B  : F       >
        = completed E F
    """),
    model("end/terminate", "Terminate ends everything that runs.",
          A().start().fork("f").user("A").user("B").end("T", event=event("terminate")).chain("S", "f", "A", "T")
          .chain("f", "B"), """
        start : S f A B > A B
        do A  : T       >
        = completed T
    """),
    model("end/terminate/sub-processes", "Terminate ends the sub-processes that run as well.",
          A().start().fork("f").user("A").end("T", event=event("terminate")).chain("S", "f", "A", "T").sub("P")
          .sub("Q").user("B").up().up().chain("f", "P"), """
        start : S f A P Q B > A B
        do A  : T           >
        = completed T
    """),
    model("end/terminate/own-scope", "Inside a sub-process it ends that one only.",
          A().start().sub("P").fork("f").user("A").user("B").end("T", event=event("terminate")).chain("f", "A", "T")
          .chain("f", "B").up().user("C").end().chain("S", "P", "C", "E"), """
        start : S P f A B > A B
        do A  : T C       > C
        do C  : E         >
        = completed E
    """),
    model("end/terminate/called", "Inside a process that is called it ends that one only.",
          A().start().fork("g").node("callActivity", "K", called="q").user("C").chain("S", "g", "K")
          .chain("g", "C"), """
        start : S g C K S2 f A B > A B C
        do A  : T                > C
        do C  :                  >
        = completed
    """, A("q").start("S2").fork("f").user("A").user("B").end("T", event=event("terminate"))
          .chain("S2", "f", "A", "T").chain("f", "B")),
    model("end/terminate/timers", "Terminate takes timers away that wait.",
          A().start().fork("f").user("A").end("T", event=event("terminate")).user("X")
          .node("intermediateCatchEvent", "C", event=event("timer", timer={"kind": "duration", "text": "PT1H"}))
          .chain("S", "f", "A", "T").chain("f", "C", "X"), """
        start   : S f A C > A
        do A    : T       >
        wait 2h :         >
        = completed T
    """),
    model("end/error", "An error that nobody catches ends the case, and it says so.",
          A().start().fork("f").user("A").user("B").end("T", event=error("x")).chain("S", "f", "A", "T")
          .chain("f", "B"), """
        start : S f A B > A B
        do A  : T       >
        = error T
    """),
    model("end/error/out-of-a-sub-process", "An error out of a sub-process that nobody catches ends the case.",
          A().start().sub("P").user("A").end("T", event=error("x")).chain("A", "T").up().user("B")
          .chain("S", "P", "B"), """
        start : S P A > A
        do A  : T     >
        = error
    """),
    model("end/several", "A case ends when its last token has ended.",
          A().start().fork("f").user("A").user("B").user("C").end().chain("S", "f", "A", "E").chain("f", "B", "E")
          .chain("f", "C", "E"), """
        start : S f A B C > A B C
        do B  : E         > A C
        do C  : E         > A
        = running
        do A  : E         >
        = completed E E E
    """),
]  # fmt: skip
