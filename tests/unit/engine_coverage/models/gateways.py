"""Gateways: exclusive, parallel, inclusive, event-based."""

from __future__ import annotations

from tests.helpers.graphs import A, event, message, signal, timer
from tests.unit.engine_coverage.play import Model, model


def _choice(default: str | None = "g_C") -> A:
    return (
        A().start().xor("g", default).user("A").user("B").user("C").flow("S", "g")
        .flow("g", "A", "x > 2").flow("g", "B", "x > 1").flow("g", "C", None if default else "x < 0")
    )  # fmt: skip


def _some(default: str | None = "o_C") -> A:
    return (
        A().start().node("inclusiveGateway", "o", default=default).user("A").user("B").user("C")
        .node("inclusiveGateway", "j").user("D").flow("S", "o").flow("o", "A", "x > 1").flow("o", "B", "x > 2")
        .flow("o", "C", None if default else "x > 3").chain("A", "j").chain("B", "j").chain("C", "j", "D")
    )  # fmt: skip


def _race(*definitions: object) -> A:
    made = A().start().node("eventBasedGateway", "g").flow("S", "g")
    for number, definition in enumerate(definitions, 1):
        made.node("intermediateCatchEvent", f"C{number}", event=definition).user(f"A{number}")
        made.chain("g", f"C{number}", f"A{number}")
    return made


def _ready() -> object:
    return event("conditional", condition={"text": "ready"})


MODELS: list[Model] = [
    model("exclusive/first", "Of two conditions that hold the first flow is taken.", _choice(), """
        start x=3 : S g A > A
        do A : >
        = completed
    """),
    model("exclusive/second", "The flow whose condition holds is taken.", _choice(), """
        start x=2 : S g B > B
        do B : >
        = completed
    """),
    model("exclusive/default", "The default flow is taken where no condition holds.", _choice(), """
        start x=1 : S g C > C
        do C : >
        = completed
    """),
    model("exclusive/null-is-not-true", "A condition about a variable that is missing does not hold.", _choice(), """
        start : S g C > C
        do C : >
        = completed
    """),
    model("exclusive/none-fits", "Without a fitting flow and without default it is an incident; other data mend it.",
          _choice(default=None), """
        start x=1   : S g > g
        = incident run.no-flow
        retry g x=2 : B > B
        do B : >
        = completed
    """),
    model("exclusive/by-hand", "Flows without conditions are picked by hand.",
          A().start().xor("g").user("A").user("B").flow("S", "g").flow("g", "A").flow("g", "B"), """
        start      : S g > g
        pick g g_B : B   > B
        do B : >
        = completed
    """),
    model("exclusive/foreign", "A condition in another language is picked by hand.",
          A().start().xor("g", "g_B").user("A").user("B").flow("S", "g").flow("g", "A", "${x}", language="juel")
          .flow("g", "B"), """
        start      : S g > g
        pick g g_A : A   > A
        do A : >
        = completed
    """),
    model("exclusive/merge", "An exclusive merge lets each token pass by itself.",
          A().start().fork("f").user("A").user("B").xor("m").end().chain("S", "f", "A", "m", "E")
          .chain("f", "B", "m"), """
        start : S f A B > A B
        do A  : m E     > B
        do B  : m E     >
        = completed E E
    """),
    model("exclusive/merge-and-split", "A gateway may merge and split at once.",
          A().start().user("A").xor("g", "g_B").user("B").user("C").flow("S", "g").flow("g", "A", "n = 0")
          .flow("A", "g").flow("g", "B"), """
        start n=0 : S g A > A
        do A n=1  : g B   > B
        do B : >
        = completed
    """),
    model("exclusive/pass", "With one way in and one way out it is passed.",
          A().start().xor("g").end().chain("S", "g", "E"), """
        start : S g E >
        = completed E
    """),
    model("parallel/fork-and-join", "All branches run; the join waits for all.",
          A().start().fork("f").user("A").user("B").fork("j").end().chain("S", "f", "A", "j", "E")
          .chain("f", "B", "j"), """
        start : S f A B > A B
        do B  :         > A
        do A  : j E     >
        = completed E
    """),
    model("parallel/three", "Three branches meet again.",
          A().start().fork("f").user("A").user("B").user("C").fork("j").end().chain("S", "f", "A", "j", "E")
          .chain("f", "B", "j").chain("f", "C", "j"), """
        start : S f A B C > A B C
        do C  :           > A B
        do A  :           > B
        do B  : j E       >
        = completed E
    """),
    model("parallel/no-join", "Branches that do not meet end each by itself.",
          A().start().fork("f").user("A").user("B").end("E1").end("E2").chain("S", "f", "A", "E1")
          .chain("f", "B", "E2"), """
        start : S f A B > A B
        do A  : E1 > B
        do B  : E2 >
        = completed E1 E2
    """),
    model("parallel/nested", "A fork inside a branch meets again before the outer one.",
          A().start().fork("f").user("A").fork("g").user("B").user("C").fork("h").fork("j").end()
          .chain("S", "f", "A", "j", "E").chain("f", "g", "B", "h", "j").chain("g", "C", "h"), """
        start : S f g A B C > A B C
        do B  :             > A C
        do C  : h           > A
        do A  : j E         >
        = completed E
    """),
    model("parallel/two-flows-straight-in", "Two flows from a fork straight into the join are two tokens.",
          A().start().fork("f").fork("j").end().chain("S", "f", "j").flow("f", "j").chain("j", "E"), """
        start : S f j E >
        = completed E
    """),
    model("parallel/join-and-fork", "A gateway may join and fork at once.",
          A().start().fork("f").user("A").user("B").fork("g").user("C").user("D").chain("S", "f", "A", "g", "C")
          .chain("f", "B", "g", "D"), """
        start : S f A B > A B
        do A  :         > B
        do B  : g C D   > C D
        do C : > D
        do D : >
        = completed
    """),
    model("parallel/in-a-loop", "A fork and its join may be run again in a loop.",
          A().start().xor("m").fork("f").user("A").user("B").fork("j").xor("g", "g_E").end()
          .chain("S", "m", "f", "A", "j", "g").chain("f", "B", "j").flow("g", "m", "again").flow("g", "E"), """
        start           : S m f A B > A B
        do A again=true :           > B
        do B            : j g m f A B > A B
        do B again=false :          > A
        do A            : j g E     >
        = completed E
    """),
    model("parallel/second-token-waits", "A token that comes twice to a join waits for the next round.",
          A().start().fork("f").user("A").xor("m").user("B").fork("j").user("C")
          .chain("S", "f", "A", "m", "j").flow("f", "m").chain("f", "B", "j", "C"), """
        start : S f A m B > A B
        do A  : m         > B
        do B  : j C       > C
        do C  :           > j
        = incident run.stuck
        skip j : j C      > C
        do C  :           >
        = completed
    """),
    model("parallel/stuck", "A join whose other branch can no longer come is an incident, and can be helped over.",
          A().start().xor("g", "g_B").user("A").user("B").fork("j").end().flow("S", "g").flow("g", "A", "x > 1")
          .flow("g", "B").chain("A", "j", "E").chain("B", "j"), """
        start x=2 : S g A > A
        do A      :       > j
        = incident run.stuck
        retry j   :       > j
        = incident run.stuck
        skip j    : j E   >
        = completed E
    """),
    model("parallel/shared-variables", "Branches write the same variables of the case.",
          A().start().fork("f").user("A").user("B").fork("j").end().chain("S", "f", "A", "j", "E")
          .chain("f", "B", "j"), """
        start     : S f A B > A B
        do A a=1  :         > B
        do B b=2  : j E     >
        ? a=1 b=2
        = completed E
    """),
    model("inclusive/one", "One condition holds: one branch, and the join waits for it alone.", _some(), """
        start x=2 : S o A > A
        do A      : j D   > D
        do D : >
        = completed
    """),
    model("inclusive/two", "Two conditions hold: both branches, and the join waits for both.", _some(), """
        start x=3 : S o A B > A B
        do B      :         > A
        do A      : j D     > D
        do D : >
        = completed
    """),
    model("inclusive/default", "No condition holds: the default branch.", _some(), """
        start x=0 : S o C > C
        do C      : j D   > D
        do D : >
        = completed
    """),
    model("inclusive/all", "All conditions hold: all branches.", _some(default=None), """
        start x=4 : S o A B C > A B C
        do C      :           > A B
        do A      :           > B
        do B      : j D       > D
        do D : >
        = completed
    """),
    model("inclusive/none-fits", "Without a fitting flow and without default it is an incident.",
          _some(default=None), """
        start x=0   : S o > o
        = incident run.no-flow
        retry o x=2 : A   > A
        do A : j D > D
        do D : >
        = completed
    """),
    model("inclusive/join-of-a-fork", "An inclusive join waits for the branches of a fork.",
          A().start().fork("f").user("A").user("B").node("inclusiveGateway", "j").end()
          .chain("S", "f", "A", "j", "E").chain("f", "B", "j"), """
        start : S f A B > A B
        do A  :         > B
        do B  : j E     >
        = completed E
    """),
    model("inclusive/join-of-a-choice", "An inclusive join of a choice waits for nothing else.",
          A().start().xor("g", "g_B").user("A").user("B").node("inclusiveGateway", "j").end().flow("S", "g")
          .flow("g", "A", "x > 1").flow("g", "B").chain("A", "j", "E").chain("B", "j"), """
        start x=2 : S g A > A
        do A      : j E   >
        = completed E
    """),
    model("inclusive/branch-leaves", "A branch that ends elsewhere is waited for no longer.",
          A().start().fork("f").user("A").user("B").xor("g", "g_j").node("inclusiveGateway", "j").end().end("X")
          .chain("S", "f", "A", "j", "E").chain("f", "B", "g").flow("g", "X", "stop").flow("g", "j"), """
        start          : S f A B > A B
        do A           :         > B
        do B stop=true : g X j E >
        = completed E X
    """),
    model("inclusive/branch-comes", "A branch that may still come is waited for.",
          A().start().fork("f").user("A").user("B").user("C").node("inclusiveGateway", "j").end()
          .chain("S", "f", "A", "j", "E").chain("f", "B", "C", "j"), """
        start : S f A B > A B
        do A  :         > B
        do B  : C       > C
        do C  : j E     >
        = completed E
    """),
    model("inclusive/nested", "An inclusive split inside a branch of another meets first.",
          A().start().node("inclusiveGateway", "o").user("A").node("inclusiveGateway", "p").user("B").user("C")
          .node("inclusiveGateway", "q").node("inclusiveGateway", "j").end()
          .flow("S", "o").flow("o", "A", "a").flow("o", "p", "b").flow("p", "B", "c").flow("p", "C", "d")
          .chain("B", "q").chain("C", "q", "j").chain("A", "j", "E"), """
        start a=true b=true c=true d=true : S o A p B C > A B C
        do A  :     > B C
        do C  :     > B
        do B  : q j E >
        = completed E
    """),
    model("event-gateway/first-timer", "Of two timers the one that is due first wins.",
          _race(timer("PT2H"), timer("PT1H")), """
        start   : S g >
        wait 1h : C2 A2 > A2
        wait 9h :       > A2
        do A2 : >
        = completed
    """),
    model("event-gateway/message", "The message wins where it comes before the time.",
          _race(timer("PT2H"), message("paid")), """
        start        : S g >
        message paid : C2 A2 > A2
        wait 9h      :       > A2
        do A2 : >
        = completed
    """),
    model("event-gateway/time", "The time wins where no message comes.", _race(timer("PT2H"), message("paid")), """
        start        : S g >
        wait 2h      : C1 A1 > A1
        unheard paid :       > A1
        do A1 : >
        = completed
    """),
    model("event-gateway/two-messages", "The message that comes decides.", _race(message("yes"), message("no")), """
        start      : S g >
        message no : C2 A2 > A2
        unheard yes :      > A2
        do A2 : >
        = completed
    """),
    model("event-gateway/signal", "A signal may win.", _race(signal("stop"), timer("PT2H")), """
        start       : S g >
        signal stop : C1 A1 > A1
        do A1 : >
        = completed
    """),
    model("event-gateway/condition", "A condition that comes true wins.", _race(_ready(), timer("PT2H")), """
        start ready=false : S g >
        set ready=true    : C1 A1 > A1
        do A1 : >
        = completed
    """),
    model("event-gateway/condition-holds", "A condition that holds already wins at once.",
          _race(_ready(), timer("PT2H")), """
        start ready=true : S g C1 A1 > A1
        do A1 : >
        = completed
    """),
    model("event-gateway/receive-tasks", "Receive tasks may stand behind the gateway.",
          A().start().node("eventBasedGateway", "g").node("receiveTask", "M", event=message("yes"))
          .node("receiveTask", "N", event=message("no")).end("E").end("F").chain("S", "g", "M", "E")
          .chain("g", "N", "F"), """
        start      : S g >
        message no : N F >
        = completed F
    """),
    model("event-gateway/in-a-loop", "The gateway may be run again in a loop; all its events are armed anew.",
          A().start().xor("m").node("eventBasedGateway", "g").node("intermediateCatchEvent", "T", event=timer("PT1H"))
          .node("intermediateCatchEvent", "M", event=message("paid")).end().chain("S", "m", "g", "T", "m")
          .chain("g", "M", "E"), """
        start        : S m g >
        wait 1h      : T m g >
        wait 1h      : T m g >
        message paid : M E   >
        wait 9h      :       >
        = completed E
    """),
]  # fmt: skip
