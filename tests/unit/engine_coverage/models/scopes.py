"""Sub-processes, transactions and processes that are called."""

from __future__ import annotations

from collections.abc import Iterator

from tests.helpers.graphs import A
from tests.unit.engine_coverage.play import Model, model


def _kinds() -> Iterator[Model]:
    for kind, what in (("subProcess", "sub-process"), ("transaction", "transaction")):
        made = A().start().node(kind, "P").end().chain("S", "P", "E")
        made.scope = "P"
        made.start("S2").user("A").end("E2").chain("S2", "A", "E2")
        yield model(
            f"scope/{kind}",
            f"A {what} is run from its start to its end.",
            made,
            """
            start : S P S2 A > A
            do A  : E2 E     >
            = completed E
        """,
        )
        made = A().start().node(kind, "P").end().chain("S", "P", "E")
        made.scope = "P"
        made.user("A").user("B")
        yield model(
            f"scope/{kind}/no-start",
            f"A {what} without a start event begins where nothing leads to.",
            made,
            """
            start : S P A B > A B
            do B  :         > A
            do A  : E       >
            = completed E
        """,
        )
        made = A().start().node(kind, "P").end().chain("S", "P", "E")
        yield model(
            f"scope/{kind}/empty",
            f"An empty {what} is passed.",
            made,
            """
            start : S P E >
            = completed E
        """,
        )


MODELS: list[Model] = [
    *_kinds(),
    model("scope/shared-variables", "A sub-process reads and writes the variables of what it stands in.",
          A().start().sub("P").user("A").up().user("B").chain("S", "P", "B"), """
        start x=1    : S P A > A
        do A x=2 y=3 : B     > B
        ? x=2 y=3
        do B : >
        = completed
    """),
    model("scope/waits-for-all", "A sub-process ends when all its tokens have ended.",
          A().start().sub("P").start("S2").fork("f").user("A").user("B").end("E2").chain("S2", "f", "A", "E2")
          .chain("f", "B", "E2").up().end().chain("S", "P", "E"), """
        start : S P S2 f A B > A B
        do A  : E2           > B
        do B  : E2 E         >
        = completed E
    """),
    model("scope/three-deep", "Sub-processes stand in each other.",
          A().start().sub("P").sub("Q").sub("R").user("A").up().up().up().end().chain("S", "P", "E"), """
        start : S P Q R A > A
        do A  : E         >
        = completed E
    """),
    model("scope/two-beside", "Two sub-processes run beside each other.",
          A().start().fork("f").sub("P").user("A").up().sub("Q").user("B").up().fork("j").end()
          .chain("S", "f", "P", "j", "E").chain("f", "Q", "j"), """
        start : S f P Q A B > A B
        do B  :             > A
        do A  : j E         >
        = completed E
    """),
    model("scope/in-a-loop", "A sub-process may be come to again.",
          A().start().sub("P").user("A").up().xor("g", "g_E").end().chain("S", "P", "g").flow("g", "P", "again")
          .flow("g", "E"), """
        start            : S P A   > A
        do A again=true  : g P A   > A
        do A again=false : g E     >
        = completed E
    """),
    model("scope/two-tokens", "Two tokens that come to a sub-process run it twice.",
          A().start().fork("f").xor("m").sub("P").user("A").up().end().chain("S", "f", "m", "P", "E")
          .flow("f", "m"), """
        start : S f m m P P A A > A A
        do A  : E               > A
        do A  : E               >
        = completed E E
    """),
    model("call/all", "Without mapping a called process takes and gives all variables.",
          A().start().node("callActivity", "K", called="q").end().chain("S", "K", "E"), """
        start x=1    : S K S2 A > A
        do A x=2 y=3 : E2 E     >
        ? x=2 y=3
        = completed E
    """, A("q").start("S2").user("A").end("E2").chain("S2", "A", "E2")),
    model("call/mapped", "With mapping it takes and gives what is mapped, and nothing else.",
          A().start().node("callActivity", "K", called="q", service={
              "inputs": [{"name": "a", "value": "x+1"}], "outputs": [{"name": "z", "value": "a+b"}]}).end()
          .chain("S", "K", "E"), """
        start x=1 : S K S2 A > A
        do A b=5  : E2 E     >
        ? x=1 z=7 a=null b=null
        = completed E
    """, A("q").start("S2").user("A").end("E2").chain("S2", "A", "E2")),
    model("call/missing", "A called process that is not at hand is answered by hand.",
          A().start().node("callActivity", "K", called="nowhere").end().chain("S", "K", "E"), """
        start    : S K > K
        do K y=1 : E   >
        ? y=1
        = completed E
    """),
    model("call/deep", "A called process may call another.",
          A().start().node("callActivity", "K", called="q").end().chain("S", "K", "E"), """
        start : S K S2 L S3 A > A
        do A  : E             >
        = completed E
    """, A("q").start("S2").node("callActivity", "L", called="r").chain("S2", "L"),
          A("r").start("S3").user("A").chain("S3", "A")),
    model("call/itself", "A process may call itself; it ends where it no longer does.",
          A().start().node("scriptTask", "T", script={"lines": [{"name": "n", "value": "n-1"}]}).xor("g", "g_E")
          .node("callActivity", "K", called="p").end().chain("S", "T", "g").flow("g", "K", "n > 0").flow("g", "E")
          .chain("K", "E"), """
        start n=3 : S T g K S T g K S T g E E E >
        ? n=0
        = completed E
    """),
    model("call/endless", "A process that calls itself without end is stopped as an incident.",
          A().start().node("callActivity", "K", called="p").chain("S", "K"), """
        start : """ + "S K " * 21 + """ > K
        = incident run.too-deep
    """),
    model("call/two-beside", "One process may be called twice beside each other.",
          A().start().fork("f").node("callActivity", "K", called="q").node("callActivity", "L", called="q").fork("j")
          .end().chain("S", "f", "K", "j", "E").chain("f", "L", "j"), """
        start : S f K L S2 S2 A A > A A
        do A  :                   > A
        do A  : j E               >
        = completed E
    """, A("q").start("S2").user("A").chain("S2", "A")),
]  # fmt: skip
