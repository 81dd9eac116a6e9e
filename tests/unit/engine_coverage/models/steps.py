"""Steps and the flows between them."""

from __future__ import annotations

from tests.helpers.graphs import A, message, mock, script
from tests.unit.engine_coverage.play import Model, model


def _line(kind: str, **more: object) -> A:
    return A().start().node(kind, "A", **more).end().chain("S", "A", "E")


MODELS: list[Model] = [
    model("step/user", "A user task waits for its person.", A().start().user("A").end().chain("S", "A", "E"), """
        start : S A > A
        do A  : E   >
        = completed E
    """),
    model("step/manual", "A manual task waits until somebody says that it is done.", _line("manualTask"), """
        start : S A > A
        do A  : E   >
        = completed E
    """),
    model("step/untyped", "A task without a type waits until somebody says that it is done.", _line("task"), """
        start : S A > A
        do A  : E   >
        = completed E
    """),
    model("step/script", "A script runs by itself and writes its variables.",
          _line("scriptTask", script=script(total="price*2")), """
        start price=4 : S A E >
        = completed E
        ? total=8
    """),
    model("step/script-lines-in-order", "A line of a script sees what the lines before it wrote.",
          _line("scriptTask", script=script(a="x+1", b="a*2")), """
        start x=2 : S A E >
        ? a=3 b=6
    """),
    model("step/script-foreign", "A script in another language is answered by hand, never run.",
          _line("scriptTask", script={"language": "groovy", "text": "x = 1"}), """
        start    : S A > A
        do A x=1 : E   >
        ? x=1
        = completed E
    """),
    model("step/service", "A service answers at once from its stand-in.",
          _line("serviceTask", service=mock("{ok: true}")), """
        start : S A E >
        ? ok=true
        = completed E
    """),
    model("step/service-slow", "A service that takes its time is waited for.",
          _line("serviceTask", service=mock("{ok: true}", "PT2H")), """
        start   : S A >
        wait 1h :     >
        wait 1h : E   >
        ? ok=true
        = completed E
    """),
    model("step/service-by-hand", "A service that nobody stands in for is answered by hand.",
          _line("serviceTask"), """
        start       : S A > A
        do A ok=true : E  >
        ? ok=true
        = completed E
    """),
    model("step/business-rule", "A business rule task answers from its stand-in.",
          _line("businessRuleTask", service=mock("{level: 2}")), """
        start : S A E >
        ? level=2
        = completed E
    """),
    model("step/send", "A send task throws its message and goes on.",
          A().start().node("sendTask", "A", event=message("paid")).node("receiveTask", "B", event=message("paid"))
          .end().chain("S", "A", "B", "E"), """
        start : S A B E >
        = completed E
    """),
    model("step/receive", "A receive task waits for its message.", _line("receiveTask", event=message("paid")), """
        start        : S A >
        unheard sent :     >
        message paid amount=3 : E >
        ? amount=3
        = completed E
    """),
    model("step/receive-correlated", "A receive task takes only the message that bears its key.",
          _line("receiveTask", event=message("paid", no="number")), """
        start number="7"  : S A >
        unheard paid no:8 :     >
        message paid no:7 : E   >
        = completed E
    """),
    model("flow/no-start", "Without a start event it begins where nothing leads to.",
          A().user("A").user("B").end().chain("A", "B", "E"), """
        start : A > A
        do A  : B > B
        do B  : E >
        = completed E
    """),
    model("flow/no-start-two-heads", "Without a start event all steps that nothing leads to begin.",
          A().user("A").user("B").end().chain("A", "E").chain("B", "E"), """
        start : A B > A B
        do B  : E   > A
        do A  : E   >
        = completed E E
    """),
    model("flow/no-end", "Without an end event the case ends where no flow leads on.",
          A().start().user("A").user("B").chain("S", "A", "B"), """
        start : S A > A
        do A  : B   > B
        do B  :     >
        = completed
    """),
    model("flow/two-into-a-step", "Each token that comes to a step has the step done once.",
          A().start().fork("f").user("A").user("B").user("C").end()
          .chain("S", "f", "A", "C", "E").chain("f", "B", "C"), """
        start : S f A B > A B
        do A  : C > B C
        do C  : E > B
        do B  : C > C
        do C  : E >
        = completed E E
    """),
    model("flow/two-out-of-a-step", "Several flows out of a step are all taken.",
          A().start().user("A").user("B").user("C").chain("S", "A", "B").chain("A", "C"), """
        start : S A > A
        do A  : B C > B C
        do B  :     > C
        do C  :     >
        = completed
    """),
    model("flow/two-out-of-a-start", "Several flows out of a start event are all taken.",
          A().start().user("B").user("C").chain("S", "B").chain("S", "C"), """
        start : S B C > B C
        do C  :       > B
        do B  :       >
        = completed
    """),
    model("flow/condition-out-of-a-step-holds", "A flow with a condition out of a step is taken where it holds.",
          A().start().user("A").user("B").user("C").chain("S", "A", "B").flow("A", "C", "x > 1"), """
        start    : S A > A
        do A x=2 : B C > B C
        do B : > C
        do C : >
        = completed
    """),
    model("flow/condition-out-of-a-step-fails", "A flow with a condition out of a step is left where it fails.",
          A().start().user("A").user("B").user("C").chain("S", "A", "B").flow("A", "C", "x > 1"), """
        start    : S A > A
        do A x=1 : B > B
        do B :       >
        = completed
    """),
    model("flow/default-out-of-a-step", "The default flow of a step is taken where no condition holds.",
          A().start().user("A", default="A_C").user("B").user("C").chain("S", "A").flow("A", "B", "x > 1")
          .flow("A", "C"), """
        start    : S A > A
        do A x=1 : C > C
        do C :       >
        = completed
    """),
    model("flow/default-out-of-a-step-left", "The default flow of a step is left where a condition holds.",
          A().start().user("A", default="A_C").user("B").user("C").chain("S", "A").flow("A", "B", "x > 1")
          .flow("A", "C"), """
        start    : S A > A
        do A x=2 : B > B
        do B :       >
        = completed
    """),
    model("flow/back", "A flow that leads back has the step done again.",
          A().start().user("A").xor("g", "g_E").end().chain("S", "A", "g").flow("g", "A", "again").flow("g", "E"), """
        start            : S A > A
        do A again=true  : g A > A
        do A again=true  : g A > A
        do A again=false : g E >
        = completed E
    """),
    model("flow/to-itself", "A step may lead to itself.",
          A().start().user("A", default="A_E").end().chain("S", "A").flow("A", "A", "again").flow("A", "E"), """
        start            : S A > A
        do A again=true  : A   > A
        do A again=false : E   >
        = completed E
    """),
]  # fmt: skip
